//! Types whose values carry a proof. Where the proof's statement can be checked it is; other values are made by Lean, or by
//! an unsafe function whose caller answers for the proof.

use leanbind::registry::TypeRepr;
use leanbind::{LeanLibrary, Nat, Value};
use serde_json::json;

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

fn nat(n: u64) -> Value {
    Value::Nat(n.into())
}

fn nats(items: &[u64]) -> Value {
    Value::Array(items.iter().copied().map(nat).collect())
}

/// The identity function `name` gives back what it got.
fn same(name: &str, value: Value) {
    assert_eq!(lib().call(name, (&value,)).unwrap(), value, "{name}");
}

/// What is wrong with a call.
fn error(name: &str, args: impl leanbind::Args) -> String {
    lib().call(name, args).unwrap_err().to_string()
}

#[test]
fn fin_is_a_number_below_its_bound() {
    let (_lean, _guard) = support::lean();
    (0..5).for_each(|n| same("py_id_fin", nat(n)));
    assert_eq!(lib().call_as::<u8>("py_id_fin", (4u8,)).unwrap(), 4);
    assert_eq!(lib().call("py_weekday_name", (2,)).unwrap(), "We".into());
    let expected = "argument 1 (x): expected Fin 5 (a whole number below 5), got";
    assert_eq!(error("py_id_fin", (5,)), format!("py_id_fin: {expected} the whole number 5"));
    assert_eq!(error("py_id_fin", (-1,)), format!("py_id_fin: {expected} the whole number -1"));
    assert_eq!(error("py_id_fin", ("4",)), format!("py_id_fin: {expected} String \"4\""));
    assert_eq!(
        error("py_id_array_fin", (&[1, 7],)),
        "py_id_array_fin: argument 1 (x) / element 1: expected Fin 5 (a whole number below 5), got the whole number 7"
    );
    same("py_id_array_fin", nats(&[0, 4, 2]));
}

#[test]
fn bounds_may_be_large_and_computed() {
    let (_lean, _guard) = support::lean();
    let bound: Nat = "1180591620717411303424".parse().unwrap();
    let below: Nat = "1180591620717411303423".parse().unwrap();
    same("py_id_fin_large", below.into());
    assert!(error("py_id_fin_large", (bound,)).contains("(a whole number below 1180591620717411303424)"));
    same("py_id_small", nat(9));
    assert!(error("py_id_small", (10,)).contains("expected Fin 10"));
}

#[test]
fn bit_vectors_are_numbers_of_so_many_bits() {
    let (_lean, _guard) = support::lean();
    same("py_id_bitvec", nat(4095));
    assert!(error("py_id_bitvec", (4096,)).contains("expected BitVec 12 (a whole number below 2^12), got"));
    let wide: Nat = "1606938044258990275541962092341162602522202993782792835301375".parse().unwrap();
    same("py_id_bitvec_wide", wide.into());
    let too_wide: Nat = "1606938044258990275541962092341162602522202993782792835301376".parse().unwrap();
    assert!(error("py_id_bitvec_wide", (too_wide,)).contains("BitVec 200"));
    assert_eq!(lib().call("py_lowest_bit", (3, 5)).unwrap(), true.into());
    assert!(error("py_lowest_bit", (3, 8)).contains("argument 2 (x): expected BitVec 3"));
    assert!(error("py_lowest_bit", (0, 1)).contains("BitVec 0"));
}

#[test]
fn a_bound_may_be_an_argument_before_it() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_pick", (10, 3)).unwrap(), nat(6));
    assert_eq!(
        error("py_pick", (10, 10)),
        "py_pick: argument 2 (i): expected Fin 10 (a whole number below 10), got the whole number 10"
    );
    assert!(error("py_pick", (0, 0)).contains("expected Fin 0 (which has no values)"));
    let huge: Nat = "340282366920938463463374607431768211456".parse().unwrap();
    assert_eq!(
        lib().call("py_pick", (&huge, u64::MAX)).unwrap().to_string(),
        "340282366920938463444927863358058659840"
    );
    assert_eq!(lib().call("py_pick_implicit", (3, 3)).unwrap(), nat(0));
    assert!(error("py_pick_implicit", (3, 4)).contains("expected Fin 4 (a whole number below 4)"));
    let some = |items: &[u64]| Value::Array(items.iter().map(|&n| Some(nat(n)).into()).collect());
    assert_eq!(lib().call("py_pick_some", (nat(3), some(&[2, 0]))).unwrap().to_string(), "[2, 0]");
    assert!(error("py_pick_some", (nat(3), some(&[2, 3]))).contains("element 1 / some: expected Fin 3"));
    let pick = lib().typed::<(u64, u64), u64>("py_pick").unwrap();
    assert_eq!(pick.call((10, 9)).unwrap(), 0);
    assert!(pick.call((10, 11)).is_err());
}

#[test]
fn vectors_are_arrays_of_their_length() {
    let (_lean, _guard) = support::lean();
    same("py_id_vector", nats(&[1, 2, 3]));
    same("py_id_vector_bool", Value::Array(vec![Some(true).into(), Value::Option(None)]));
    assert_eq!(lib().call_as::<Vec<u64>>("py_id_vector", ([1, 2, 3],)).unwrap(), [1, 2, 3]);
    assert_eq!(
        error("py_id_vector", ([1, 2],)),
        "py_id_vector: argument 1 (x): expected Vector Nat 3 (an array of 3), got an array of 2"
    );
    assert!(error("py_id_vector", (&[Value::from(1), "x".into(), 3.into()][..],)).contains("element 1: expected Nat"));
    assert_eq!(lib().call("py_dot", (2, [1, 2], [3, 4])).unwrap(), nat(11));
    assert!(error("py_dot", (2, [1, 2], [3])).contains("argument 3 (ys): expected Vector Nat 2"));
    assert_eq!(lib().call("py_iota", (4,)).unwrap(), nats(&[0, 1, 2, 3]));
}

#[test]
fn fractions_are_in_lowest_terms() {
    let (_lean, _guard) = support::lean();
    let rat = |n: i64, d: u64| Value::from((Value::Int(n.into()), nat(d)));
    for (n, d) in [(0, 1), (-7, 1), (1, 2), (-3, 4), (i64::MIN, 3)] {
        same("py_id_rat", rat(n, d));
        assert_eq!(lib().call("py_rat_parts", (rat(n, d),)).unwrap(), rat(n, d));
    }
    assert_eq!(lib().call_as::<(i64, u64)>("py_id_rat", ((-1, 2),)).unwrap(), (-1, 2));
    for (n, d) in [(2, 4), (0, 2), (1, 0), (0, 0), (-6, 3)] {
        let expected = "expected Rat (numerator and denominator in lowest terms, as in (-1, 2))";
        assert_eq!(error("py_id_rat", (rat(n, d),)), format!("py_id_rat: argument 1 (x): {expected}, got {n}/{d}"));
    }
    assert!(error("py_id_rat", ((1, -2),)).contains("snd: expected Nat"));
    assert!(error("py_id_rat", (1.5,)).contains("expected Rat"));
}

#[test]
fn positions_lie_where_characters_begin() {
    let (_lean, _guard) = support::lean();
    same("py_id_raw_pos", nat(7));
    assert_eq!(lib().call("py_char_at", ("aλb", 1)).unwrap(), Some('λ').into());
    assert_eq!(lib().call("py_char_at", ("aλb", 4)).unwrap(), Option::<char>::None.into());
    assert_eq!(lib().call("py_end", ("aλb",)).unwrap(), nat(4));
    for wrong in [2, 5, u64::MAX] {
        assert_eq!(
            error("py_char_at", ("aλb", wrong)),
            format!(
                "py_char_at: argument 2 (p): expected String.Pos \"aλb\" (the byte where a character begins, or the end), \
                 got the whole number {wrong}"
            )
        );
    }
}

#[test]
fn subarrays_are_read_as_their_window_and_made_of_all_of_an_array() {
    let (_lean, _guard) = support::lean();
    same("py_id_subarray", Value::Array(vec!["a".into(), "b".into()]));
    same("py_id_subarray", Value::Array(vec![]));
    assert_eq!(lib().call("py_window_sum", ([1, 2, 3],)).unwrap().to_string(), "(0, (3, 6))");
    assert_eq!(lib().call_as::<Vec<String>>("py_inner", (["a", "b", "c"],)).unwrap(), ["b"]);
    assert_eq!(lib().call("py_inner", (["a"],)).unwrap(), Value::Array(vec![]));
    assert!(error("py_id_subarray", ("x",)).contains("expected Subarray String, got String"));
}

#[test]
fn leans_own_functions_take_and_give_the_same_objects() {
    let (_lean, _guard) = support::lean();
    let opaque =
        |name: &str, args: &[TypeRepr]| TypeRepr::Opaque { name: name.into(), args: args.into(), text: name.into() };
    let rat = opaque("Rat", &[]);
    let add = support::lean_function("Rat.add", &[rat.clone(), rat.clone()], rat);
    assert_eq!(add.call(((1, 2), (1, 3))).unwrap().to_string(), "(5, 6)");
    assert_eq!(add.call(((1, 2), (-1, 2))).unwrap().to_string(), "(0, 1)");
    let five = TypeRepr::Natural("5".to_owned());
    let fin = opaque("Fin", &[five]);
    let add = support::lean_function("Fin.add", &[TypeRepr::Nat, fin.clone(), fin.clone()], fin);
    assert_eq!(add.call((5, 3, 4)).unwrap(), nat(2));
    assert!(add.call((5, 3, 5)).is_err());
    let data = opaque("Std.Slice.Internal.SubarrayData", &[TypeRepr::Nat]);
    let subarray = opaque("Std.Slice", &[data]);
    let array = TypeRepr::Array(Box::new(TypeRepr::Nat));
    let window = support::lean_function("Array.toSubarray._redArg", &[array, TypeRepr::Nat, TypeRepr::Nat], subarray);
    assert_eq!(window.call(([1, 2, 3, 4], 1, 3)).unwrap(), nats(&[2, 3]));
    assert_eq!(window.call(([1, 2, 3, 4], 3, 9)).unwrap(), nats(&[4]));
}

#[test]
fn a_subtype_is_made_by_lean_and_passed_back() {
    let (_lean, _guard) = support::lean();
    let six = lib().call("py_to_even", (5,)).unwrap();
    assert_eq!(six.to_string(), "Subtype.mk 6 ()");
    same("py_id_even_nat", six.clone());
    assert_eq!(lib().call("py_halve", (&six,)).unwrap(), nat(3));
    let positive = lib().call("py_to_positive", (0u64,)).unwrap();
    assert_eq!(positive.to_string(), "Subtype.mk 1 ()");
    same("py_id_positive", positive);
}

#[test]
fn a_proof_is_about_one_type_only() {
    let (_lean, _guard) = support::lean();
    let six = lib().call("py_to_even", (6,)).unwrap();
    let message = error("py_id_odd_nat", (&six,));
    assert!(message.contains("got a value of Subtype Nat"), "{message}");
    assert!(error("py_halve", (6,)).contains("got unsigned integer 6") || error("py_half", (6,)).contains("6"));
    let message = lib().construct("Subtype.mk", [nat(6), Value::Unit]).unwrap_err().to_string();
    assert!(message.contains("a value of Subtype that a Lean function returned"), "{message}");
    let strings = lib().call("py_non_empty_string", ("x",)).unwrap();
    let message = error("py_id_non_empty", (&strings,));
    assert!(message.contains("NonEmpty Nat, got a value of LeanbindFixture.NonEmpty String"), "{message}");
}

#[test]
fn who_answers_for_a_proof_makes_its_value() {
    let (_lean, _guard) = support::lean();
    // SAFETY: 8 is even, and 9 odd; there is one item; 3 is below 4.
    let (even, odd, items, below) = unsafe {
        (
            lib().construct_unchecked("Subtype.mk", [nat(8), Value::Unit]).unwrap(),
            lib().construct_unchecked("Subtype.mk", [nat(9), Value::Unit]).unwrap(),
            lib().construct_unchecked("NonEmpty.mk", [nats(&[7]), Value::Unit]).unwrap(),
            lib().construct_unchecked("Below.mk", [nat(4), nat(3)]).unwrap(),
        )
    };
    assert_eq!(lib().call("py_halve", (even,)).unwrap(), nat(4));
    same("py_id_odd_nat", odd.into());
    assert_eq!(lib().call("py_first", (items,)).unwrap(), nat(7));
    same("py_id_below", below.into());
    // SAFETY: nothing is made of what does not fit its type.
    let wrong = unsafe { lib().construct_unchecked("Subtype.mk", [Value::from("x"), Value::Unit]).unwrap() };
    assert!(error("py_halve", (wrong,)).contains("field 0 (val): expected Nat, got String"));
    // SAFETY: nothing is made of too few fields.
    assert!(unsafe { lib().construct_unchecked("Subtype.mk", [nat(8)]) }.is_err());
}

#[test]
fn structures_have_numbers_as_parameters() {
    let (_lean, _guard) = support::lean();
    let grid = |rows: &[&[u64]]| {
        let rows = Value::Array(rows.iter().map(|row| nats(row)).collect());
        Value::from(lib().construct("Grid.mk", [rows, "name".into()]).unwrap())
    };
    same("py_id_grid", grid(&[&[1, 2], &[3, 4]]));
    let message = error("py_id_grid", (grid(&[&[1, 2], &[3]]),));
    assert!(
        message.contains("field 0 (cells) / element 1: expected Vector Nat 2 (an array of 2), got an array of 1"),
        "{message}"
    );
}

#[test]
fn a_field_that_depends_on_another_is_made_by_lean() {
    let (_lean, _guard) = support::lean();
    let below = lib().call("py_below", (6,)).unwrap();
    assert_eq!(below.to_string(), "LeanbindFixture.Below.mk 7 3");
    same("py_id_below", below);
    assert!(lib().construct("Below.mk", [nat(4), nat(3)]).is_err());
}

#[test]
fn nothing_is_passed_for_a_type() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_erased_type", ((), (), 41)).unwrap(), nat(42));
    assert!(error("py_erased_type", (1, (), 41)).contains("argument 1 (_α): expected Unit"));
}

#[test]
fn a_proof_is_no_argument() {
    let (_lean, _guard) = support::lean();
    let message = error("py_with_proof", (1, ()));
    assert!(message.contains("argument 2 (_h): expected a parameter that is passed at run time"), "{message}");
    let info = lib().registry().find_func("py_with_proof").unwrap().clone();
    let params = vec![TypeRepr::Nat, TypeRepr::Unit];
    let info = leanbind::registry::FuncInfo { params, signature: None, ..info };
    // SAFETY: the function is only called with numbers above 0.
    let function = unsafe { lib().declare(info) }.unwrap();
    assert_eq!(function.call((5, ())).unwrap(), nat(4));
}

#[test]
fn an_instance_is_an_argument_like_any_other() {
    let (_lean, _guard) = support::lean();
    let settings = lib().construct("Settings.mk", [nat(3), "triple".into()]).unwrap();
    assert_eq!(lib().call("py_scale", (settings, 14)).unwrap().to_string(), "(\"triple\", 42)");
}

#[test]
fn json_is_that_of_what_carries_the_value() {
    let (_lean, _guard) = support::lean();
    for (name, value) in [
        ("py_id_fin", json!(3)),
        ("py_id_bitvec", json!(4095)),
        ("py_id_vector", json!([1, 2, 3])),
        ("py_id_rat", json!([-1, 2])),
        ("py_id_subarray", json!(["a", "b"])),
        ("py_id_grid", json!({"ctor": "mk", "fields": {"cells": [[1, 2]], "name": "x"}})),
    ] {
        let function = lib().function(name).unwrap();
        let args = function.args_from_json(std::slice::from_ref(&value)).unwrap();
        assert_eq!(serde_json::to_value(function.call(args).unwrap()).unwrap(), value, "{name}");
    }
    let error = lib().function("py_id_fin").unwrap().args_from_json(&[json!("x")]).unwrap_err().to_string();
    assert!(error.contains("expected Fin 5 (a whole number below 5), got the string"), "{error}");
    assert!(lib().function("py_halve").unwrap().args_from_json(&[json!({"ctor": "mk", "fields": [2, null]})]).is_err());
}
