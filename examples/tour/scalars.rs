//! Numbers, characters and truth values.

use crate::Result;
use crate::tour::{Tour, args, nat};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Numbers, characters, truth values",
        "Nat and Int are unbounded, and small ones are as cheap as machine words. Fixed widths are exact: a number out of \
         range is refused, and only Lean's own arithmetic wraps.",
    )?;
    tour.call("py_increment", args![41], "42")?;
    tour.call("py_increment", args![u64::MAX], "18446744073709551616")?;
    tour.call("py_increment", args![nat("1267650600228229401496703205375")], "1267650600228229401496703205376")?;
    tour.call("py_add_int", args![-3, 5], "2")?;
    tour.call("py_add_int", args![i64::MIN, -1], "-9223372036854775809")?;
    tour.call("py_u32_wrap", args![u32::MAX], "0")?;
    tour.call("py_half", args![5.0], "2.5")?;
    tour.call("py_not", args![true], "false")?;
    tour.call("py_next_char", args!['a'], "'b'")?;

    tour.same("py_id_nat", nat("340282366920938463463374607431768211456"))?;
    tour.same("py_id_int", i64::MIN)?;
    tour.same("py_id_u8", u8::MAX)?;
    tour.same("py_id_u16", u16::MAX)?;
    tour.same("py_id_u32", u32::MAX)?;
    tour.same("py_id_u64", u64::MAX)?;
    tour.same("py_id_usize", usize::MAX)?;
    tour.same("py_id_i8", i8::MIN)?;
    tour.same("py_id_i16", i16::MIN)?;
    tour.same("py_id_i32", i32::MIN)?;
    tour.same("py_id_i64", i64::MIN)?;
    tour.same("py_id_isize", isize::MIN)?;
    tour.same("py_id_float", -0.0)?;
    tour.same("py_id_float", f64::NAN)?;
    tour.same("py_id_float32", 0.1f32)?;
    tour.same("py_id_char", 'λ')?;
    tour.same("py_id_bool", true)?;
    tour.same("py_id_unit", ())?;
    Ok(())
}
