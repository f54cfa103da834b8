//! Parameter lists, constants, and typed calls, which are checked once.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args, nat};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Parameter lists and constants",
        "Scalars are passed in integer registers, floats in floating-point registers; lists too long for these take another \
         route. A definition without parameters is a constant.",
    )?;
    tour.call("py_many", args![1u64, 0.5, 2u64, 3u64, 0.25, 4u64, 5u64, 6u64, 0.125, 7u64], "141.5")?;
    let array = Value::from(vec![nat("1"), nat("2")]);
    let mut eighteen = args![1u8, 2u16, 3u32, 4u64, 5usize, true, 'a', 1.5, 2.5f32, 10, 11, "twelve"];
    eighteen.push(array);
    eighteen.extend(args![1i8, 2u8, 3u64, 4.0, 5]);
    tour.call("py_eighteen", eighteen, "260")?;
    tour.call("py_length", args!["λ-term"], "6")?;
    tour.call("py_unit_argument", args![()], r#""unit""#)?;
    tour.call("py_adder", args![40, 2], "42")?;
    tour.call("py_version", args![], r#""1.0.0""#)?;
    tour.call("py_const_nat", args![], "42")?;
    tour.call("py_const_big_nat", args![], "1180591620717411303424")?;
    tour.call("py_const_u8", args![], "200")?;
    tour.call("py_const_u64", args![], "18446744073709551615")?;
    tour.call("py_const_float", args![], "2.5")?;
    tour.call("py_const_bool", args![], "true")?;
    tour.call("py_const_char", args![], "'λ'")?;
    tour.call("py_const_array", args![], "#[1, 2, 3]")?;

    tour.chapter(
        "Typed calls",
        "The Rust types are checked against the registry once. After that, no look-up and no `Value` comes between the \
         caller and Lean.",
    )?;
    let increment = tour.fixture.typed::<(u64,), u64>("py_increment")?;
    tour.check("typed::<(u64,), u64>: py_increment 41".into(), "42", || increment.call((41,)).map(Value::from))?;
    let sum = tour.fixture.typed::<(&[u64],), u64>("py_sum_u64")?;
    tour.check("typed::<(&[u64],), u64>: py_sum_u64 #[1, 2, 3]".into(), "6", || {
        sum.call((&[1, 2, 3],)).map(Value::from)
    })?;
    let reverse = tour.fixture.typed::<(&str,), String>("py_reverse")?;
    tour.check(r#"typed::<(&str,), String>: py_reverse "Lean""#.into(), r#""naeL""#, || {
        reverse.call(("Lean",)).map(Value::from)
    })?;
    Ok(())
}
