//! Messages name what is wrong and what to do, each in the words of who reads it.

use leanbind::library::LibraryError;
use leanbind::registry::{LibraryRegistry, TypeRepr};
use leanbind::{LibraryOptions, Marshaller, Value};

use crate::support;
use crate::temp_dir::TempDir;

/// A function, and what opens the registry of `name`. `hidden` stands before the registry's functions.
fn source(name: &str, hidden: &str) -> String {
    format!(
        r#"#include <lean/lean.h>
        #define HIDDEN __attribute__((visibility("hidden")))
        HIDDEN lean_object* hidden_next(lean_object* n) {{ return lean_nat_add(n, lean_box(1)); }}
        LEAN_EXPORT lean_object* {name}_keep(lean_object* n) {{ return hidden_next(n); }}
        {hidden} lean_object* {name}_types_json(lean_object* u) {{ return lean_mk_string("[]"); }}
        {hidden} lean_object* {name}_funcs_json(lean_object* u) {{ return lean_mk_string(
            "[{{\"declName\": \"next\", \"exportName\": \"hidden_next\", \"params\": [{{\"kind\": \"nat\"}}],"
            " \"returnType\": {{\"kind\": \"nat\"}}}}]"); }}
        LEAN_EXPORT lean_object* initialize_{name}(uint8_t builtin) {{ return lean_io_result_mk_ok(lean_box(0)); }}
        "#
    )
}

#[test]
fn what_a_library_hides_is_told_from_what_it_lacks() {
    let (lean, _guard) = support::lean();
    let folder = TempDir::new();
    let open = |name: &str, hidden: &str| {
        let (code, library) = (folder.path().join(format!("{name}.c")), folder.path().join(format!("lib{name}.so")));
        std::fs::write(&code, source(name, hidden)).unwrap();
        support::compile(&[code.as_path()], &library);
        LibraryOptions::new(library, name).open(lean)
    };

    let error = open("HiddenRegistry", "HIDDEN").unwrap_err();
    assert!(matches!(error, LibraryError::NoRegistry { hidden: true, .. }), "{error:?}");
    let error = error.to_string();
    assert!(error.contains("it is in the library and hidden from other files: build the library without"), "{error}");

    let library = open("HiddenFunction", "LEAN_EXPORT").unwrap();
    let error = library.call("hidden_next", (1u64,)).unwrap_err().to_string();
    assert!(error.contains("hidden_next is in the library and hidden from other files: build"), "{error}");
}

#[test]
fn another_library_is_named_only_where_there_is_one() {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    let again = Marshaller::new(lean, lib.registry());
    let refused = |ty: &TypeRepr, value: &Value| again.wrapper_for(ty).unwrap().to_lean(value).unwrap_err().to_string();

    // A value of a type that another registry describes in the same way is one of that type.
    let point = Value::from(lib.construct("Point.mk", [Value::from(1), Value::from(2)]).unwrap());
    let ty = TypeRepr::named("LeanbindFixture.Point");
    assert!(again.wrapper_for(&ty).unwrap().to_lean(&point).is_ok());

    // One of another structure is not, and no other library has to do with it.
    let shape = TypeRepr::named("LeanbindFixture.Shape");
    let error = refused(&shape, &point);
    assert!(!error.contains("another library"), "{error}");
    assert!(error.contains("got LeanbindFixture.Point.mk"), "{error}");
}

#[test]
fn a_type_that_another_library_describes_otherwise_tells_the_difference() {
    let (lean, _guard) = support::lean();
    let types = |fields: &str, ctor: &str| {
        let types = format!(
            r#"[{{"name": "Pair", "isStructure": false, "isEnum": false, "ctors": [
                {{"name": "{ctor}", "tag": 0, "fields": [{fields}]}}]}}]"#
        );
        LibraryRegistry::from_json_strings("", &types).unwrap()
    };
    let nat = r#"{"kind": "nat"}"#;
    let one = Marshaller::new(lean, &types(nat, "mk"));
    let value = Value::from(one.construct("Pair.mk", vec![Value::from(1)]).unwrap());
    let refused = |fields: &str, ctor: &str| {
        let other = Marshaller::new(lean, &types(fields, ctor));
        let ty = other.wrapper_for(&TypeRepr::named("Pair")).unwrap();
        ty.to_lean(&value).unwrap_err().to_string()
    };
    let two = format!("{nat}, {nat}");
    assert_eq!(refused(&two, "mk"), "expected Pair, got Pair.mk, with 1 field, where this library's has 2");
    assert_eq!(refused(nat, "of"), "expected Pair, got Pair.mk, a constructor that this library's type lacks");
}

#[test]
fn one_is_singular() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let text = |error: &dyn std::error::Error| error.to_string();
    let error = text(&lib.construct("Shape.circle", []).unwrap_err());
    assert!(error.contains("expected 1 field for LeanbindFixture.Shape.circle, got 0"), "{error}");
    let error = text(&lib.call("py_increment", ()).unwrap_err());
    assert!(error.contains("takes 1 argument, got 0"), "{error}");
    let list = Value::List(vec![Value::from(1)]);
    let error = text(&lib.call("py_increment", (list,)).unwrap_err());
    assert!(error.contains("got List of 1 element"), "{error}");
}
