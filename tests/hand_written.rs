//! Libraries written by hand in C, in the form of the compiler's output: declarations and registries of every kind, also
//! such as the fixture's sources do not lead to.

mod support;
mod temp_dir;

use std::fs;

use leanbind::{LeanLibrary, Value};

/// Opens a library that is made of `code` and of a registry of these texts.
fn library(name: &str, code: &str, funcs: &str, types: &str) -> LeanLibrary {
    let (lean, _guard) = support::lean();
    let folder = temp_dir::TempDir::new();
    let (source, library) = (folder.path().join("code.c"), folder.path().join(format!("lib{name}.so")));
    // A Rust string of ASCII characters is written as in C.
    let text = |part: &str, json: &str| {
        assert!(json.is_ascii());
        format!("LEAN_EXPORT lean_object* {name}_{part}_json(lean_object* u) {{ return lean_mk_string({json:?}); }}\n")
    };
    let code = format!(
        "#include <lean/lean.h>\n{code}\n{}{}\
         LEAN_EXPORT lean_object* initialize_{name}(uint8_t builtin) {{ return lean_io_result_mk_ok(lean_box(0)); }}\n",
        text("funcs", funcs),
        text("types", types)
    );
    fs::write(&source, code).unwrap();
    support::compile(&[source.as_path()], &library);
    lean.library(library, name).unwrap()
}

#[test]
fn a_twin_is_that_of_the_declaration_itself() {
    let (_lean, _guard) = support::lean();
    // `top` has no twin, as nothing of it is a scalar. The twin of `Inner.top` ends like one of it.
    let lib = library(
        "Twins",
        r"
        LEAN_EXPORT lean_object* twins_top(lean_object* n) { return lean_nat_add(n, lean_box(1)); }
        LEAN_EXPORT lean_object* lp_pkg_Inner_top___boxed(lean_object* n, lean_object* m) { return lean_box(13); }
        LEAN_EXPORT uint8_t twins_bottom__(uint8_t n) { return n; }
        LEAN_EXPORT lean_object* lp_pkg_bottom___00__boxed(lean_object* n) { return lean_box(lean_unbox(n) + 1); }
        ",
        r#"[{"declName": "top", "exportName": "twins_top", "params": [{"kind": "nat"}], "returnType": {"kind": "nat"}},
            {"declName": "bottom_", "exportName": "twins_bottom__", "params": [{"kind": "uint", "bits": 8}],
             "returnType": {"kind": "uint", "bits": 8}}]"#,
        "[]",
    );
    assert_eq!(lib.call("twins_top", (41u64,)).unwrap(), Value::Nat(42u64.into()));
    // A name that ends in an underscore is set apart from what follows it.
    assert_eq!(lib.call("twins_bottom__", (41u8,)).unwrap(), Value::UInt(42));
}
