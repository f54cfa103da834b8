//! Types whose values carry proofs, and indexed families.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args, list};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Proofs that are checked",
        "Compiled code trusts proofs without checking them. For these types, leanbind checks what the proof states.",
    )?;
    tour.same("py_id_fin", 4)?;
    tour.refuses("py_id_fin", args![5], "expected Fin 5 (a whole number below 5)")?;
    tour.same("py_id_fin_large", u64::MAX)?;
    tour.same("py_id_small", 9)?;
    tour.same("py_id_array_fin", vec![4, 0])?;
    tour.call("py_weekday_name", args![6], "\"Su\"")?;
    tour.same("py_id_bitvec", 4095)?;
    tour.same("py_id_bitvec_wide", u64::MAX)?;
    tour.same("py_id_vector", vec![1, 2, 3])?;
    tour.same("py_id_vector_bool", vec![Some(true), None])?;
    tour.same("py_id_rat", (-1, 2))?;
    tour.refuses("py_id_rat", args![(2, 4)], "in lowest terms")?;
    tour.call("py_rat_parts", args![(7, 3)], "(7, 3)")?;
    tour.same("py_id_raw_pos", 7)?;
    tour.same("py_id_subarray", vec!["a", "b"])?;
    tour.call("py_window_sum", args![vec![1, 2, 3]], "(0, (3, 6))")?;
    tour.call("py_inner", args![vec!["a", "b", "c"]], "#[\"b\"]")?;
    let grid = tour.make("Grid.mk", args![vec![vec![1, 2], vec![3, 4]], "grid"])?;
    tour.same("py_id_grid", grid)?;

    tour.chapter("Bounds that are arguments", "A type may depend on an earlier argument.")?;
    tour.call("py_pick", args![10, 3], "6")?;
    tour.refuses("py_pick", args![10, 10], "expected Fin 10")?;
    tour.call("py_pick_implicit", args![3, 3], "0")?;
    tour.call("py_pick_some", args![3, vec![Some(2), None]], "[2]")?;
    tour.call("py_dot", args![2, vec![1, 2], vec![3, 4]], "11")?;
    tour.call("py_iota", args![3], "#[0, 1, 2]")?;
    tour.call("py_lowest_bit", args![3, 5], "true")?;
    tour.call("py_char_at", args!["aλ", 1], "some 'λ'")?;
    tour.refuses("py_char_at", args!["aλ", 2], "the byte where a character begins")?;
    tour.call("py_end", args!["aλ"], "3")?;
    tour.call("py_erased_type", args![(), (), 41], "42")?;
    let settings = tour.make("Settings.mk", args![3, "triple"])?;
    tour.call("py_scale", vec![settings, 14.into()], "(\"triple\", 42)")?;

    tour.chapter(
        "Proofs that Lean gives",
        "Only Lean makes such values. They can be read, kept, and passed back where the same type is expected.",
    )?;
    let even = tour.call("py_to_even", args![5], "Subtype.mk 6 ()")?;
    tour.same("py_id_even_nat", even.clone())?;
    tour.call("py_halve", vec![even.clone()], "3")?;
    tour.refuses("py_id_odd_nat", vec![even], "got a value of Subtype Nat")?;
    let positive = tour.call("py_to_positive", args![7u64], "Subtype.mk 7 ()")?;
    tour.same("py_id_positive", positive)?;
    let items = tour.call("py_non_empty", args![7], "NonEmpty.mk #[7] ()")?;
    tour.same("py_id_non_empty", items.clone())?;
    tour.call("py_first", vec![items], "7")?;
    tour.call("py_non_empty_string", args!["x"], "NonEmpty.mk #[\"x\"] ()")?;
    let below = tour.call("py_below", args![6], "Below.mk 7 3")?;
    tour.same("py_id_below", below)?;
    tour.refuses("py_with_proof", args![1, ()], "a proof or a token, which Rust cannot give")?;
    families(tour)
}

fn families(tour: &mut Tour) -> Result {
    tour.chapter("Indexed families", "An index states a property of a value that only Lean can establish.")?;
    let three = tour.call("py_vect3", args![1, 2, 3], "Vect.cons 2 1 (Vect.cons 1 2 (Vect.cons 0 3 Vect.nil))")?;
    let two = tour.call("py_vect2", args![7, 8], "Vect.cons 1 7 (Vect.cons 0 8 Vect.nil)")?;
    tour.same("py_id_vect3", three.clone())?;
    tour.same("py_id_vect2", two.clone())?;
    tour.call("py_vect_sum3", vec![three.clone()], "6")?;
    tour.refuses("py_vect_sum3", vec![two.clone()], "expected Vect Nat 3, got a value of Vect Nat 2")?;
    tour.refuses("py_id_vect_string", vec![three], "expected Vect String 3")?;
    tour.call("py_vect_replicate", args![1, 7], "Vect.cons 0 7 Vect.nil")?;
    tour.refuses("py_vect_length", vec![2.into(), two], "of which no value can be checked")?;
    let any = tour.call("py_any_vect", args![2], "AnyVect.mk 2 (Vect.cons 1 1 (Vect.cons 0 0 Vect.nil))")?;
    tour.same("py_id_any_vect", any.clone())?;
    tour.call("py_any_vect_sum", vec![any], "1")?;
    let odd = tour.call("py_odd", args![()], "Parity.odd")?;
    tour.same("py_id_odd", odd)?;
    let term = "WellTyped.cond Ty.nat (WellTyped.truth true) (WellTyped.number 5) (WellTyped.number 0)";
    let term = tour.call("py_cond_term", args![true, 5], term)?;
    tour.same("py_id_nat_term", term.clone())?;
    tour.call("py_eval_nat", vec![term], "5")?;
    conversions(tour)
}

fn conversions(tour: &mut Tour) -> Result {
    tour.chapter("Types with a conversion", "Two functions of the library convert such values, wherever they occur.")?;
    let pairs = || list::<Value>([("a", 1).into()]);
    for name in ["py_id_counts", "py_counts_to_list", "py_counts_of_list"] {
        tour.same(name, pairs())?;
    }
    tour.same("py_id_array_counts", Value::Array(vec![pairs()]))?;
    tour.call("py_count_words", args![vec!["a", "a"]], "[(\"a\", 2)]")?;
    tour.call("py_count_of", vec![pairs(), "a".into()], "1")?;
    let scores = || list::<Value>([(2, "b").into(), (1, "a").into()]);
    for name in ["py_id_scores", "py_scores_to_list", "py_scores_of_list"] {
        tour.call(name, vec![scores()], "[(1, \"a\"), (2, \"b\")]")?;
    }
    tour.call("py_score", vec![scores(), 2.into()], "some \"b\"")?;
    tour.same("py_names_to_list", list(["x"]))?;
    tour.same("py_names_of_list", list(["x"]))?;
    tour.call("py_has_name", vec![list(["x", "y"]), "y".into()], "true")?;
    tour.same("py_id_percent", 30)?;
    tour.same("py_percent_to_nat", 30)?;
    tour.call("py_percent_of_nat", args![30], "Except.ok 30")?;
    tour.same("py_id_option_percent", Some(5))?;
    tour.call("py_remaining", args![30], "70")?;
    tour.refuses("py_remaining", args![101], "a percentage is at most 100")?;
    tour.same("py_id_json", r#"{"a":[1,2.5],"b":null}"#)?;
    tour.call("py_json_kind", args!["[1, 2]"], r#""array""#)?;
    tour.call("py_json_pair", args!["{ }", "1.50"], r#""[{},1.5]""#)?;
    tour.refuses("py_json_kind", args!["[1, 2"], "got text that is no JSON")?;
    Ok(())
}
