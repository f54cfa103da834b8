//! Fields of every kind in every order, and values that compiled code takes apart and makes again.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args, list, nat};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Fields in every order",
        "In memory, object fields come first, then USize fields, then scalars by decreasing size. Functions named `rebuild` \
         take apart a value that Rust made, and build it again.",
    )?;
    let order = tour.make("Order.buow", args![1u8, 2usize, "o", 3u64, 4u64, "o'", 5usize, 6u8])?;
    tour.call("py_flip_order", vec![order.clone()], r#"Order.buow 6 5 "o'" 4 3 "o" 2 1"#)?;
    tour.call("py_order_fields", vec![order.clone()], r#"("o", (2, (3, (1, ("o'", (5, (4, 6)))))))"#)?;
    tour.same("py_id_order", order)?;
    let size = tour.make("Size.thsd", args![true, -1i16, 0.5f32, 1.5, 2.5, 3.5f32, 4i16, false])?;
    tour.call("py_flip_size", vec![size.clone()], "Size.thsd false 4 3.5 2.5 1.5 0.5 (-1) true")?;
    tour.call("py_size_fields", vec![size.clone()], "(1.5, (0.5, (-1, (true, (2.5, (3.5, (4, false)))))))")?;
    tour.same("py_id_size", size)?;
    let ones = vec![Value::from(1); 72];
    let wide = tour.make("Wide.mk", ones.clone())?;
    tour.call("py_wide_sum", vec![wide.clone()], "2628")?;
    tour.call("py_flip_wide", vec![wide.clone()], &format!("Wide.mk{}", " 1".repeat(ones.len())))?;
    tour.same("py_id_wide", tour.fixture.call("py_id_wide", (wide,))?)?;

    tour.same("py_id_enum2", tour.make("Enum2.second", args![])?)?;
    tour.same("py_id_enum257", tour.make("Enum257.c256", args![])?)?;
    tour.call("py_enum257_last", args![()], "Enum257.c256")?;
    tour.same("py_rebuild_weekday", tour.make("Weekday.sunday", args![])?)?;
    tour.same("py_rebuild_point", tour.make("Point.mk", args![1, 2])?)?;
    tour.same("py_rebuild_term", tour.make("Term.number", args![7u64])?)?;
    tour.same("py_rebuild_list_shape", list([tour.make("Shape.circle", args![5])?]))?;
    tour.same("py_rebuild_prod", (1u8, 0.5))?;
    let pair = |n: &str, i: i32| Value::from((nat(n), Some(i)));
    tour.same("py_rebuild_nested", Value::Array(vec![list([pair("1", -1)]), list([pair("2", 2)])]))?;
    Ok(())
}
