//! What one part of the crate gives, in the hands of another: functions that depend on values, errors that are dropped while
//! Lean runs, values kept as Lean has them at types of every kind.

use std::error::Error as StdError;
use std::fmt;

use leanbind::registry::TypeRepr;
use leanbind::{Closure, LeanLibrary, TypedObj};

use crate::support;
use crate::temp_dir;

fn library(name: &str, code: &str, funcs: &str, types: &str) -> LeanLibrary {
    let folder = temp_dir::TempDir::new();
    let registry = support::Registry { name, funcs, types };
    let [library] = support::libraries(folder.path(), code, &[], "lean_io_result_mk_ok(lean_box(0))", [registry]);
    library
}

#[test]
fn a_function_that_depends_on_a_value_behind_an_opaque_type_is_refused() {
    let (_lean, _guard) = support::lean();
    // structure Holder (n : Nat) where x : Opq n; f : Opq n → Nat
    let opq = r#"{"kind":"opaque","name":"Opq","type":"Opq n",
        "args":[{"kind":"opaque","name":"[anonymous]","type":"n","param":0}]}"#;
    let f = format!(
        r#"{{"kind":"opaque","name":"[anonymous]","function":{{"params":[{opq}],"result":{{"kind":"nat"}}}}}}"#
    );
    let types = format!(
        r#"[{{"name":"Holder","isStructure":true,"isEnum":false,"repr":"object","numParams":1,"numIndices":0,"ctors":[
            {{"name":"mk","tag":0,"fieldNames":["x","f"],"fields":[{opq},{f}]}}]}}]"#
    );
    let code = "LEAN_EXPORT lean_object* dep_make(lean_object* n) { return lean_box(0); }";
    let funcs = r#"[{"declName":"make","exportName":"dep_make","params":[{"kind":"nat"}],
        "returnType":{"kind":"named","name":"Holder","type":"Holder n",
            "args":[{"kind":"opaque","name":"[anonymous]","type":"n","argument":0}]},
        "signature":{"params":[{"type":"object","borrowed":false}],"result":"object"}}]"#;
    // Else the `f` of a `Holder 3` would take the `x` of a `Holder 1000`.
    let error = library("Dependent", code, funcs, &types).call("dep_make", (3,)).unwrap_err().to_string();
    assert!(error.contains("a function type that depends on another value"), "{error}");
}

/// An error that may do anything when it is dropped.
struct Dropped(fn());

impl Drop for Dropped {
    fn drop(&mut self) {
        (self.0)();
    }
}

impl fmt::Debug for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error")
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an error")
    }
}

impl StdError for Dropped {}

#[test]
fn an_error_of_a_callback_may_call_lean_or_panic_when_it_is_dropped() {
    let (_lean, _guard) = support::lean();
    let code = r"LEAN_EXPORT lean_object* twice_run(lean_object* f) {
        lean_inc(f);
        lean_dec(lean_apply_2(f, lean_box(1), lean_box(0)));
        return lean_apply_2(f, lean_box(1), lean_box(0));
    }";
    let funcs = r#"[{"declName":"run","exportName":"twice_run","params":[{"kind":"opaque","name":"[anonymous]",
        "function":{"params":[{"kind":"nat"}],"result":{"kind":"io","base":true,"elem":{"kind":"nat"}}}}],
        "returnType":{"kind":"nat"},"signature":{"params":[{"type":"object","borrowed":false}],"result":"object"}}]"#;
    let lib = library("Twice", code, funcs, "[]");
    let drops: [fn(); 2] = [|| drop(support::fixture().call("py_increment", (1u8,)).unwrap()), || panic!("dropped")];
    for on_drop in drops {
        let failing = Closure::action(move |_| Err(Box::new(Dropped(on_drop))));
        let result = lib.call("twice_run", (failing,)).map_err(|error| error.to_string());
        assert!(result.unwrap_err().contains("an error"));
    }
}

#[test]
fn an_opaque_element_is_a_machine_scalar_where_compiled_code_takes_one() {
    let (_lean, _guard) = support::lean();
    let code = r"
        LEAN_EXPORT lean_object* bits_all(lean_object* unit) {
            lean_object* all = lean_alloc_array(2, 2);
            lean_array_set_core(all, 0, lean_box(0));
            lean_array_set_core(all, 1, lean_box(1));
            return all;
        }
        LEAN_EXPORT lean_object* bits_use(uint8_t o) { return lean_box(o); }";
    let funcs = r#"[
        {"declName":"all","exportName":"bits_all","params":[{"kind":"unit"}],
            "returnType":{"kind":"array","elem":{"kind":"opaque","name":"Ordering"}},
            "signature":{"params":[{"type":"object","borrowed":false}],"result":"object"}},
        {"declName":"use","exportName":"bits_use","params":[{"kind":"opaque","name":"Ordering"}],
            "returnType":{"kind":"nat"},"signature":{"params":[{"type":"u8","borrowed":false}],"result":"object"}}]"#;
    let lib = library("Bits", code, funcs, "[]");
    let all: Vec<TypedObj> = lib.call_as("bits_all", ((),)).unwrap();
    assert_eq!(lib.call_as::<u8>("bits_use", (&all[1],)).unwrap(), 1);
}

#[test]
fn a_value_that_is_kept_can_be_passed_again_whatever_its_type_asks_for() {
    let (_lean, _guard) = support::lean();
    let marshaller = support::fixture().marshaller().clone();
    let of =
        |name: &str, arg| marshaller.wrapper_for(&TypeRepr::Named { name: name.to_owned(), args: vec![arg] }).unwrap();
    let fin = of("Fin", TypeRepr::Natural("5".to_owned()));
    let three = fin.to_typed(&3u8).unwrap();
    assert_eq!(fin.to_typed(&three).unwrap().view().decode_as::<u8>().unwrap(), 3);
    assert!(of("Fin", TypeRepr::Natural("2".to_owned())).to_typed(&three).is_err());

    let mut bytes = of("Thunk", TypeRepr::opaque("ByteArray")).to_typed(&vec![1u8, 2]).unwrap();
    let shared = bytes.clone();
    bytes.as_bytes_mut().unwrap()[0] = 9;
    assert_eq!((bytes.view().as_bytes().unwrap(), shared.view().as_bytes().unwrap()), (&[9u8, 2][..], &[1u8, 2][..]));
}
