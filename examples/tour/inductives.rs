//! Enumerations, inductive types, and opaque types.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args, list};

pub fn show(tour: &mut Tour) -> Result {
    enumerations(tour)?;
    inductive_types(tour)?;
    opaque_types(tour)
}

fn enumerations(tour: &mut Tour) -> Result {
    tour.chapter("Enumerations", "A constructor without fields is its index, which takes no byte, one byte or two.")?;
    tour.call("py_next_day", vec![tour.make("Weekday.sunday", args![])?], "Weekday.monday")?;
    let weekend = vec![tour.make("Weekday.saturday", args![])?, tour.make("Weekday.sunday", args![])?];
    tour.same("py_id_array_weekday", Value::Array(weekend))?;
    tour.same("py_id_enum1", tour.make("Enum1.only", args![])?)?;
    tour.same("py_id_enum255", tour.make("Enum255.c254", args![])?)?;
    tour.same("py_id_enum256", tour.make("Enum256.c255", args![])?)?;
    tour.call("py_enum255_last", args![()], "Enum255.c254")?;
    tour.call("py_enum256_last", args![()], "Enum256.c255")?;
    tour.same("py_id_array_enum256", Value::Array(vec![tour.make("Enum256.c255", args![])?]))?;
    Ok(())
}

fn inductive_types(tour: &mut Tour) -> Result {
    tour.chapter(
        "Inductive types",
        "A value is its constructor and its fields, however deep. Types may be recursive, mutual, and nested in lists and arrays.",
    )?;
    let rect = tour.make("Shape.rect", args![3, 4])?;
    tour.call("py_perimeter", vec![rect.clone()], "14")?;
    tour.call("py_perimeter", vec![tour.make("Shape.circle", args![5])?], "30")?;
    tour.same("py_id_shape", rect)?;

    let mut tree = tour.make("Tree.leaf", args![])?;
    tree = tour.call("py_tree_insert", vec![tree, 5.into()], "Tree.node Tree.leaf 5 Tree.leaf")?;
    tree =
        tour.call("py_tree_insert", vec![tree, 3.into()], "Tree.node (Tree.node Tree.leaf 3 Tree.leaf) 5 Tree.leaf")?;
    tour.call("py_tree_sum", vec![tree.clone()], "8")?;
    tour.same("py_id_tree", tree)?;
    let mut deep = tour.make("Tree.leaf", args![])?;
    for _ in 0..10_000 {
        deep = tour.make("Tree.node", vec![deep, 1.into(), tour.make("Tree.leaf", args![])?])?;
    }
    tour.call("py_tree_sum", vec![deep], "10000")?;

    let seven = tour.make("Term.number", args![7u64])?;
    let assign = tour.make("Statement.assign", vec!["x".into(), seven])?;
    let block = tour.make("Statement.block", vec![list([assign.clone(), assign])])?;
    tour.call("py_statement_sum", vec![block.clone()], "14")?;
    tour.same("py_id_statement", block)?;

    let bud = tour.make("Rose.node", vec![1.into(), list::<Value>([])])?;
    let rose = tour.make("Rose.node", vec![10.into(), list([bud.clone(), bud])])?;
    tour.call("py_rose_sum", vec![rose.clone()], "12")?;
    tour.same("py_id_rose", rose)?;
    let twig = tour.make("Bush.branch", vec![3u8.into(), Value::Array(vec![]), 0.5.into()])?;
    let bush = tour.make("Bush.branch", vec![255u8.into(), Value::Array(vec![twig]), 2.0.into()])?;
    tour.call("py_bush_height", vec![bush.clone()], "2.5")?;
    tour.same("py_id_bush", bush)?;
    Ok(())
}

fn opaque_types(tour: &mut Tour) -> Result {
    tour.chapter(
        "Opaque types",
        "A value of a type that the library does not describe is a handle: it can be kept, and passed back.",
    )?;
    let mut counter = tour.call("py_opaque_make", args![40], "<Counter>")?;
    counter = tour.call("py_opaque_step", vec![counter], "<Counter>")?;
    counter = tour.call("py_opaque_step", vec![counter], "<Counter>")?;
    tour.call("py_opaque_use", vec![counter], "42")?;
    Ok(())
}
