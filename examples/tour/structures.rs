//! Structures.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Structures",
        "A field is an object, a scalar inside the object, or nothing at all, as a proof is. The library's registry says \
         where each lies, as Lean's compiler laid it out. A structure with one field is represented as that field.",
    )?;
    let point = tour.make("Point.mk", args![1, 2])?;
    let point3 = tour.make("Point3.mk", vec![point.clone(), 3.into()])?;
    let mixed = args![true, 0.1f32, "name", u32::MAX, 7usize, 'λ', 255u8, 5, u64::MAX, 65535u16, 2.5];
    let fields = r#"(true, 0.1, "name", 4294967295, 7, 'λ', 255, 5, 18446744073709551615, 65535, 2.5)"#;
    let nested = fields.trim_matches(['(', ')']).split(", ").collect::<Vec<_>>();

    tour.call("py_move", vec![point.clone(), 10.into(), 20.into()], "Point.mk 11 22")?;
    tour.call("py_point3_sum", vec![point3.clone()], "321")?;
    tour.same("py_id_point3", point3.clone())?;
    let named = tour.same("py_id_named_point3", tour.make("NamedPoint3.mk", vec![point3, "home".into()])?)?;
    let parents = r#"(Point3.mk (Point.mk 1 2) 3, NamedPoint.mk (Point.mk 1 2) "home")"#;
    tour.call("py_named_point3_parents", vec![named], parents)?;
    let made = tour.call("py_mixed_make", mixed, &format!("Mixed.mk {}", nested.join(" ")))?;
    tour.call("py_mixed_fields", vec![made.clone()], &right_nested(&nested))?;
    tour.same("py_id_mixed", made)?;
    tour.same("py_id_labelled", tour.make("Labelled.mk", vec!["home".into(), point])?)?;
    tour.same("py_id_empty", tour.make("Empty.mk", args![])?)?;

    tour.call("py_kilometers", args![3], "Meters.mk 3000")?;
    tour.same("py_id_meters", tour.make("Meters.mk", args![42])?)?;
    let even = tour.call("py_double", args![21], "Even.mk 42 ()")?;
    tour.same("py_id_even", even)?;
    let ticks = tour.make("Ticks.mk", args![u64::MAX - 1])?;
    tour.call("py_tick", vec![ticks.clone()], "Ticks.mk 18446744073709551615")?;
    tour.same("py_id_ticks", ticks.clone())?;
    tour.same("py_id_array_ticks", Value::Array(vec![ticks]))?;
    Ok(())
}

/// `a × b × c` is `a × (b × c)`, and so are its values.
fn right_nested(items: &[&str]) -> String {
    match items {
        [last] => (*last).to_owned(),
        [first, rest @ ..] => format!("({first}, {})", right_nested(rest)),
        [] => String::new(),
    }
}
