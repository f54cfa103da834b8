//! What the registry says of a function's type, against what the compiler made of it. Older exporters, and lean.py,
//! describe a result whose type hides an action or parameters as an opaque type: no such function is called.

use leanbind::{LeanLibrary, Value};

use crate::support::{self, Registry};
use crate::temp_dir::TempDir;

fn library(name: &str, code: &str, funcs: &str) -> LeanLibrary {
    let folder = TempDir::new();
    let [lib] = support::libraries(
        folder.path(),
        code,
        &[],
        "lean_io_result_mk_ok(lean_box(0))",
        [Registry { name, funcs, types: "[]" }],
    );
    lib
}

const OBJECT: &str = r#"{"type": "object", "borrowed": false}"#;
const VOID: &str = r#"{"type": "void", "borrowed": false}"#;
const NAT: &str = r#"{"kind": "nat"}"#;
const IO_NAT: &str = r#"{"kind": "io", "elem": {"kind": "nat"}, "base": false}"#;
const EXCEPT_T: &str = r#"{"kind": "opaque", "name": "ExceptT", "type": "ExceptT String IO Nat",
    "args": [{"kind": "string"}, {"kind": "opaque", "name": "IO", "type": "IO"}, {"kind": "nat"}]}"#;
const ALIAS: &str = r#"{"kind": "opaque", "name": "FfiM", "type": "FfiM Nat", "args": [{"kind": "nat"}]}"#;

/// A function `NAME : Nat → result`, with more keys.
fn function(name: &str, result: &str, more: &str) -> String {
    format!(r#"{{"declName": "{name}", "exportName": "{name}", "params": [{NAT}], "returnType": {result}{more}}}"#)
}

fn signature(params: &[&str], result: &str) -> String {
    format!(r#", "boxed": null, "signature": {{"params": [{}], "result": "{result}"}}"#, params.join(", "))
}

/// What an exporter may have written about an action, a function of two parameters, and a scalar.
#[test]
fn a_function_that_is_compiled_as_something_else_is_refused_at_look_up() {
    let (_lean, _guard) = support::lean();
    let code = r#"
        /* An action whose type is `ExceptT String IO Nat` or a name for it. */
        #define ACTION(name) LEAN_EXPORT lean_object* name(lean_object* n) { \
            lean_object* e = lean_alloc_ctor(1, 1, 0); lean_ctor_set(e, 0, n); return lean_io_result_mk_ok(e); }
        ACTION(act) ACTION(act_named) ACTION(act_untold) ACTION(act_alias_untold) ACTION(pure_io)
        LEAN_EXPORT lean_object* l_act__untold___boxed(lean_object* n, lean_object* w) { return act_untold(n); }
        LEAN_EXPORT lean_object* l_act__alias__untold___boxed(lean_object* n, lean_object* w) { return act_alias_untold(n); }
        LEAN_EXPORT lean_object* state(lean_object* n, lean_object* s) { return n; }
        LEAN_EXPORT lean_object* state_untold(lean_object* n, lean_object* s) { return n; }
        LEAN_EXPORT uint8_t byte(lean_object* n) { return 7; }
        LEAN_EXPORT lean_object* act_constant(void) { return lean_io_result_mk_ok(lean_box(1)); }
        LEAN_EXPORT lean_object* plain(lean_object* n) { return n; }
        "#;
    let constant =
        format!(r#"{{"declName": "act_constant", "exportName": "act_constant", "params": [], "returnType": {ALIAS}}}"#);
    let functions = [
        function("act", EXCEPT_T, &signature(&[OBJECT, VOID], "object")),
        function("act_named", ALIAS, &signature(&[OBJECT, VOID], "object")),
        function("act_untold", EXCEPT_T, ""),
        function("act_alias_untold", ALIAS, ""),
        function("pure_io", IO_NAT, &signature(&[OBJECT], "object")),
        function("state_untold", r#"{"kind": "opaque", "name": "StateM"}"#, ""),
        function("byte", r#"{"kind": "string"}"#, ""),
        function("plain", ALIAS, &signature(&[OBJECT], "object")),
        constant,
    ];
    let lib = library("Disagree", code, &format!("[{}]", functions.join(", ")));
    for (name, why) in [
        ("act", "it is compiled as an action, and the registry describes a pure function of the result type ExceptT"),
        ("act_named", "it is compiled as an action"),
        ("act_untold", "its result type ExceptT String IO Nat hides an action or more parameters"),
        ("act_alias_untold", "it is an action, or a scalar is passed, and the registry does not tell which"),
        ("pure_io", "it is compiled as a pure function, and the registry describes an action: IO Nat"),
        ("state_untold", "its result type StateM hides an action or more parameters"),
        ("act_constant", "it is compiled as a function, and the registry describes a constant of the type FfiM Nat"),
    ] {
        let error = lib.function(name).unwrap_err().to_string();
        assert!(error.contains(why), "{name}: {error}");
        assert!(name == "pure_io" || error.contains("build the library with the LeanPy"), "{name}: {error}");
        assert_eq!(lib.call(name, (1u64,)).unwrap_err().to_string(), error);
    }
    // A name that hides nothing is an opaque type.
    assert!(matches!(lib.call("plain", (5u64,)).unwrap(), Value::Opaque(value) if value.type_name() == "FfiM Nat"));
}

/// The number of parameters is part of the registry's own consistency.
#[test]
fn a_signature_with_other_parameters_is_no_registry() {
    let text = format!("[{}]", function("state", ALIAS, &signature(&[OBJECT, OBJECT], "object")));
    let error = leanbind::registry::LibraryRegistry::from_json_strings(&text, "[]").unwrap_err().to_string();
    assert!(error.contains("signature.params has length 2, but params has length 1"), "{error}");
}

#[test]
fn machine_types_that_do_not_fit_the_types_are_refused_at_look_up() {
    let (_lean, _guard) = support::lean();
    let code = r#"
        LEAN_EXPORT uint8_t shade(lean_object* n) { return 1; }
        LEAN_EXPORT lean_object* of_shade(lean_object* shade) { return lean_box(0); }
        "#;
    let shade = r#"{"kind": "opaque", "name": "Shade"}"#;
    let of_shade = format!(
        r#"{{"declName": "of_shade", "exportName": "of_shade", "params": [{shade}], "returnType": {NAT}{}}}"#,
        signature(&[OBJECT], "object")
    );
    // The first says that a `Shade` is a byte, the second that it is an object.
    let funcs = format!("[{}, {of_shade}]", function("shade", shade, &signature(&[OBJECT], "u8")));
    let lib = library("Shades", code, &funcs);
    let made = lib.call("shade", (1u64,)).unwrap();
    let error = lib.call("of_shade", (&made,)).unwrap_err().to_string();
    assert!(error.contains("argument 1 is compiled as object, and Shade is u8"), "{error}");
}
