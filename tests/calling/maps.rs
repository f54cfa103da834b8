//! Types whose values travel as those of another, by two Lean functions.

use std::collections::{BTreeMap, HashMap};

use leanbind::registry::TypeRepr;
use leanbind::{LeanLibrary, Marshaller, Value};
use serde_json::json;

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

fn error(name: &str, args: impl leanbind::Args) -> String {
    lib().call(name, args).unwrap_err().to_string()
}

#[test]
fn a_hash_map_is_a_list_of_pairs() {
    let (_lean, _guard) = support::lean();
    let mut counts = lib().call_as::<Vec<(String, u64)>>("py_count_words", (["a", "b", "a"],)).unwrap();
    counts.sort();
    assert_eq!(counts, [("a".to_owned(), 2), ("b".to_owned(), 1)]);
    assert_eq!(lib().call_as::<u64>("py_count_of", (&counts, "a")).unwrap(), 2);
    assert_eq!(lib().call_as::<u64>("py_count_of", (&counts, "z")).unwrap(), 0);
}

#[test]
fn a_large_hash_map_comes_back_whole() {
    let (_lean, _guard) = support::lean();
    let pairs: Vec<(String, u64)> = (0..1000).map(|n| (format!("key {n:04}"), n)).collect();
    let mut back = lib().call_as::<Vec<(String, u64)>>("py_id_counts", (&pairs,)).unwrap();
    back.sort();
    assert_eq!(back, pairs);
    let nested = lib().call("py_id_array_counts", (vec![pairs[..1].to_vec(), vec![]],)).unwrap();
    assert_eq!(nested.to_string(), r#"#[[("key 0000", 0)], []]"#);
}

#[test]
fn rusts_maps_are_leans() {
    let (_lean, _guard) = support::lean();
    let counts = HashMap::from([("a".to_owned(), 1u64), ("b".to_owned(), 2)]);
    assert_eq!(lib().call_as::<HashMap<String, u64>>("py_id_counts", (&counts,)).unwrap(), counts);
    let scores = BTreeMap::from([(1u64, "a".to_owned()), (2, "b".to_owned())]);
    let typed = lib().typed::<(BTreeMap<u64, String>,), BTreeMap<u64, String>>("py_id_scores").unwrap();
    assert_eq!(typed.call((scores.clone(),)).unwrap(), scores);
    let pairs = lib().call_as::<Vec<(u64, String)>>("py_scores_to_list", (&scores,)).unwrap();
    assert_eq!(pairs, scores.into_iter().collect::<Vec<_>>());
}

#[test]
fn of_pairs_with_one_key_the_last_counts() {
    let (_lean, _guard) = support::lean();
    let pairs = [("a", 1), ("a", 2)];
    assert_eq!(lib().call_as::<Vec<(String, u64)>>("py_id_counts", (&pairs,)).unwrap(), [("a".to_owned(), 2)]);
}

#[test]
fn a_tree_map_is_a_list_in_order() {
    let (_lean, _guard) = support::lean();
    let pairs = [(3, "c"), (1, "a"), (2, "b")];
    assert_eq!(lib().call("py_id_scores", (&pairs,)).unwrap().to_string(), r#"[(1, "a"), (2, "b"), (3, "c")]"#);
    assert_eq!(lib().call("py_score", (&pairs, 2)).unwrap(), Some("b").into());
}

#[test]
fn a_set_is_a_list_of_its_elements() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_has_name", (["x", "y"], "y")).unwrap(), true.into());
    assert_eq!(lib().call("py_has_name", (["x", "y"], "z")).unwrap(), false.into());
}

#[test]
fn lean_may_refuse_a_value() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call_as::<u64>("py_remaining", (30,)).unwrap(), 70);
    assert_eq!(
        error("py_remaining", (101,)),
        "py_remaining: argument 1 (p): expected LeanbindFixture.Percent (given as Nat), got one that Lean refuses: \
         \"a percentage is at most 100\""
    );
    assert!(error("py_id_option_percent", (Some(500),)).contains("argument 1 (x) / some: expected"));
    assert_eq!(lib().call("py_id_option_percent", (Some(5),)).unwrap().to_string(), "some 5");
}

#[test]
fn a_value_of_another_type_is_an_error() {
    let (_lean, _guard) = support::lean();
    let message = error("py_id_counts", (7,));
    assert!(message.contains("Std.HashMap String Nat (given as List (String × Nat)), got"), "{message}");
    assert!(error("py_id_counts", (vec![("a", "b")],)).contains("element 0 / snd: expected Nat, got"));
    assert!(lib().typed::<(u64,), u64>("py_id_counts").is_err());
    let typed = lib().typed::<(Vec<(String, u64)>,), Vec<(String, u64)>>("py_id_counts").unwrap();
    assert_eq!(typed.call((vec![],)).unwrap(), []);
}

#[test]
fn json_is_that_of_the_other_type() {
    let (_lean, _guard) = support::lean();
    let function = lib().function("py_id_scores").unwrap();
    let value = json!([[1, "a"], [2, "b"]]);
    let args = function.args_from_json(std::slice::from_ref(&value)).unwrap();
    assert_eq!(serde_json::to_value(function.call(args).unwrap()).unwrap(), value);
}

#[test]
fn json_of_lean_is_text() {
    let (_lean, _guard) = support::lean();
    let json = TypeRepr::opaque("Lean.Json");
    let wrapper = lib().marshaller().wrapper_for(&json).unwrap();
    for text in ["null", "true", "-1.5", r#""λ""#, r#"[1,[],{"a":null}]"#, "100000000000000000000000000001"] {
        let object = wrapper.to_lean(&text.into()).unwrap();
        // SAFETY: the object was made for this type.
        assert_eq!(unsafe { wrapper.from_lean(object.as_obj()) }.unwrap(), text.into());
    }
    for wrong in ["", "{", "nul", &"[".repeat(100_000)] {
        let error = wrapper.to_lean(&wrong.into()).unwrap_err().to_string();
        assert!(error.contains("expected Lean.Json (given as String), got"), "{error}");
    }
}

/// Lean writes the number out when it parses it, and its digits one by one when it prints it: the first of these texts takes
/// gigabytes, the last one minutes.
#[test]
fn json_numbers_that_lean_does_not_end_with_are_refused() {
    let (_lean, _guard) = support::lean();
    let huge = ["1e1000000000", "0E+1000000000", "1e99999999999999999999", "[{\"x\": -2.5e9999999}]", "1e100000"];
    let (long, many) = ("7".repeat(1_000_000), format!("[{}]", ["1e9999"; 11].join(",")));
    for text in huge.into_iter().chain([long.as_str(), &many]) {
        let error = lib().call("py_id_json", (text,)).unwrap_err().to_string();
        assert!(error.contains("argument 1 (x): expected Lean.Json (given as String), got"), "{error}");
        assert!(error.contains("too many digits"), "{error}");
        assert!(error.len() < 400, "{error}");
    }
    let legal = [("1e400", format!("1{}", "0".repeat(400))), ("1e-1000000000", "0.0000000001e-999999990".to_owned())];
    for (text, printed) in legal {
        assert_eq!(lib().call("py_id_json", (text,)).unwrap(), printed.into());
    }
    let short = format!("[{}]", ["1e20"; 10_000].join(","));
    assert_eq!(lib().call_as::<String>("py_id_json", (short,)).unwrap().len(), 10_000 * 22 + 1);
}

#[test]
fn compiled_code_takes_and_makes_json() {
    let (_lean, _guard) = support::lean();
    let kinds = ["null", "true", "-1.5", r#""λ""#, "[]", "{}"].map(|text| {
        assert_eq!(lib().call("py_id_json", (text,)).unwrap(), text.into());
        lib().call_as::<String>("py_json_kind", (text,)).unwrap()
    });
    assert_eq!(kinds, ["null", "truth value", "number", "string", "array", "object"]);
    assert_eq!(lib().call("py_json_pair", (r#"{ "a": 1 }"#, "[]")).unwrap(), r#"[{"a":1},[]]"#.into());
    assert!(error("py_json_kind", ("{",)).contains("argument 1 (a): expected Lean.Json (given as String), got"));
}

#[test]
fn without_its_functions_a_type_is_opaque() {
    let (lean, _guard) = support::lean();
    let lib = lib();
    let counts = &lib.registry().find_func("py_id_counts").unwrap().params[0];
    let wrapper = Marshaller::new(lean, lib.registry()).wrapper_for(counts).unwrap();
    assert!(wrapper.to_lean(&Value::List(vec![])).is_err());
}
