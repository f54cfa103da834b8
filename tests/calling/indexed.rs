//! Indexed families: read field by field, made by Lean, and passed back where the very same type is asked for.

use leanbind::{LeanInductiveValue, LeanLibrary, Value};

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

fn nat(n: u64) -> Value {
    Value::Nat(n.into())
}

fn same(name: &str, value: &Value) {
    assert_eq!(lib().call(name, (value,)).unwrap(), *value, "{name}");
}

fn error(name: &str, args: impl leanbind::Args) -> String {
    lib().call(name, args).unwrap_err().to_string()
}

/// The fields of a value of an inductive type.
fn inductive(value: &Value) -> &LeanInductiveValue {
    match value {
        Value::Inductive(value) => value,
        other => panic!("{other}"),
    }
}

#[test]
fn a_family_is_read_by_constructor() {
    let (_lean, _guard) = support::lean();
    let vect = lib().call("py_vect2", (7, 8)).unwrap();
    let name = "LeanbindFixture.Vect";
    assert_eq!(vect.to_string(), format!("{name}.cons 1 7 ({name}.cons 0 8 {name}.nil)"));
    assert_eq!(inductive(&vect).field("head"), Some(&nat(7)));
    let term = lib().call("py_cond_term", (true, 5)).unwrap();
    assert_eq!(inductive(&term).constructor(), "cond");
    assert_eq!(inductive(&lib().call("py_odd", ((),)).unwrap()).constructor(), "odd");
}

#[test]
fn what_lean_made_is_passed_back_at_the_same_type() {
    let (_lean, _guard) = support::lean();
    let vect = lib().call("py_vect3", (1, 2, 3)).unwrap();
    same("py_id_vect3", &vect);
    assert_eq!(lib().call("py_vect_sum3", (&vect,)).unwrap(), nat(6));
    same("py_id_odd", &lib().call("py_odd", ((),)).unwrap());
    let term = lib().call("py_cond_term", (false, 5)).unwrap();
    same("py_id_nat_term", &term);
    assert_eq!(lib().call("py_eval_nat", (&term,)).unwrap(), nat(0));
}

#[test]
fn another_index_is_another_type() {
    let (_lean, _guard) = support::lean();
    let vect = lib().call("py_vect2", (1, 2)).unwrap();
    assert_eq!(
        error("py_vect_sum3", (&vect,)),
        "py_vect_sum3: argument 1 (x): expected LeanbindFixture.Vect Nat 3, got a value of LeanbindFixture.Vect Nat 2"
            .replace("argument 1 (x)", "argument 1 (a)")
            .replace("(a)", &parameter("py_vect_sum3"))
    );
    let vect = lib().call("py_vect3", (1, 2, 3)).unwrap();
    assert!(error("py_id_vect_string", (&vect,)).contains("Vect String 3, got a value of LeanbindFixture.Vect Nat 3"));
}

/// The name of a function's first parameter, in parentheses.
fn parameter(name: &str) -> String {
    let info = lib().registry().find_func(name).unwrap().clone();
    format!("({})", info.param_names.unwrap()[0])
}

#[test]
fn a_part_is_of_use_in_its_place_only() {
    let (_lean, _guard) = support::lean();
    let vect = lib().call("py_vect3", (1, 2, 3)).unwrap();
    let tail = inductive(&vect).field("tail").unwrap().clone();
    let message = error("py_id_vect2", (&tail,));
    assert!(
        message.contains("a part of another value, of LeanbindFixture.Vect at arguments that only that value knows")
    );
    let any = lib().call("py_any_vect", (3,)).unwrap();
    same("py_id_any_vect", &any);
    assert_eq!(lib().call("py_any_vect_sum", (&any,)).unwrap(), nat(3));
    let items = inductive(&any).field("items").unwrap().clone();
    assert!(lib().construct("AnyVect.mk", [nat(9), items]).is_err());
}

#[test]
fn an_index_that_is_an_argument_cannot_be_checked() {
    let (_lean, _guard) = support::lean();
    let vect = lib().call("py_vect_replicate", (2, 7)).unwrap();
    assert!(vect.to_string().contains("cons 1 7"));
    assert!(lib().call("py_id_vect2", (&vect,)).is_err());
    let message = error("py_vect_length", (2, &vect));
    assert!(message.contains("Vect Nat n, of which no value can be checked"), "{message}");
}

#[test]
fn nobody_makes_a_value_without_answering_for_it() {
    let (_lean, _guard) = support::lean();
    assert!(lib().construct("Vect.nil", []).is_err());
    assert!(lib().construct("Parity.odd", []).is_err());
    // SAFETY: two elements, each with the length of what follows it.
    let vect = unsafe {
        let nil = lib().construct_unchecked("Vect.nil", []).unwrap();
        let one = lib().construct_unchecked("Vect.cons", [nat(0), nat(8), nil.into()]).unwrap();
        lib().construct_unchecked("Vect.cons", [nat(1), nat(7), one.into()]).unwrap()
    };
    let own = lib().call("py_vect2", (7, 8)).unwrap();
    assert_eq!(lib().call("py_id_vect2", (vect,)).unwrap(), own);
}

#[test]
fn indices_are_in_the_registry() {
    let lib = lib();
    let info = lib.registry().find_type("Vect").unwrap();
    assert_eq!((info.num_params, info.num_indices), (Some(1), Some(1)));
    assert_eq!(
        lib.registry().find_func("py_id_vect3").unwrap().to_string(),
        "LeanbindFixture.idVect3 (x : LeanbindFixture.Vect Nat 3) : LeanbindFixture.Vect Nat 3"
    );
}
