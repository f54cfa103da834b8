//! Actions and what they throw.

use leanbind::IoErrorKind;

use crate::Result;
use crate::tour::{Tour, args};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Actions",
        "An `IO` action runs when it is called. What it throws becomes a Rust error with Lean's constructor, file and code.",
    )?;
    tour.call("py_greet", args!["Emmy"], r#""Hello, Emmy!""#)?;
    tour.throws("py_greet", args![""], IoErrorKind::UserError)?;
    tour.call("py_io_answer", args![], "42")?;
    tour.call("py_io_u64", args![u64::MAX], "18446744073709551615")?;
    tour.call("py_io_float", args![0.5], "0.5")?;
    tour.call("py_io_unit", args![0], "()")?;
    tour.call("py_base_io_u32", args![41], "42")?;
    tour.call("py_eio_u32", args![43], "Except.ok 42")?;
    tour.call("py_eio_u32", args![0], r#"Except.error "zero""#)?;
    tour.call("py_eio_shape", args![3], "Except.ok 9")?;
    tour.call("py_eio_shape", args![10], "Except.error (Shape.square 10)")?;
    tour.call("py_eio_weekday", vec![tour.make("Weekday.monday", args![])?], "Except.ok 7.5")?;
    tour.call("py_eio_weekday", vec![tour.make("Weekday.sunday", args![])?], "Except.error Weekday.sunday")?;

    for (index, kind) in IoErrorKind::ALL.into_iter().enumerate() {
        tour.throws("py_throw_io", args![index], kind)?;
    }
    tour.call("py_throw_io", args![IoErrorKind::ALL.len()], "()")?;
    Ok(())
}
