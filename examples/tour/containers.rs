//! Strings and containers.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args, list};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Strings and containers",
        "A string is any Unicode text, NUL included. Containers nest; `none` and `some none` are different values.",
    )?;
    tour.call("py_reverse", args!["Lean λ"], r#""λ naeL""#)?;
    tour.same("py_id_string", "a\0b")?;
    tour.call("py_sum_u64", args![vec![1, 2, 3]], "6")?;
    tour.same("py_id_array_nat", vec![1, 2, 3])?;
    tour.same("py_id_array_u8", vec![0u8, 255])?;
    tour.same("py_id_array_float", vec![0.5, -1.5])?;
    tour.same("py_id_list_string", list(["one", "two"]))?;
    tour.call("py_find", vec![list([4, 5, 6]), Value::from(5)], "some 1")?;
    tour.call("py_find", vec![list([4, 5, 6]), Value::from(7)], "none")?;
    tour.call("py_nested", args![None::<Option<u64>>], "some none")?;
    tour.call("py_nested", args![Some(None::<u64>)], "some (some 0)")?;
    tour.call("py_nested", args![Some(Some(5))], "none")?;
    tour.same("py_id_option_u32", Some(u32::MAX))?;
    tour.same("py_id_option_option_bool", Some(None::<bool>))?;
    tour.call("py_swap", args![(1, "one")], r#"("one", 1)"#)?;
    tour.same("py_id_prod_u8_float", (7u8, 0.25))?;
    tour.same("py_id_sum", Value::Inl(Box::new(1.into())))?;
    tour.same("py_id_sum", Value::Inr(Box::new("one".into())))?;
    tour.call("py_parse_nat", args!["2024"], "Except.ok 2024")?;
    tour.call("py_parse_nat", args!["20x4"], r#"Except.error "expected a digit, got 'x'""#)?;
    tour.same("py_id_except", Ok::<_, &str>(u64::MAX))?;
    tour.same("py_id_except", Err::<u64, _>("no"))?;
    Ok(())
}
