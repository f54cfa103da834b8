//! Types with parameters.

use leanbind::Value;

use crate::Result;
use crate::tour::{Tour, args};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Types with parameters",
        "One description serves a type at every argument. A field whose type is a parameter is boxed; a structure with one \
         field is represented as that field.",
    )?;
    let numbers = leaf_tree(tour, 7u64.into())?;
    tour.same("py_id_ptree_u64", numbers.clone())?;
    tour.call("py_ptree_sum", vec![numbers], "7")?;
    let nat = leaf_tree(tour, leanbind::Nat::from(5u8).into())?;
    tour.same("py_id_ptree_nat", nat)?;
    let inner = leaf_tree(tour, true.into())?;
    let outer = leaf_tree(tour, inner)?;
    tour.same("py_id_ptree_ptree_bool", outer)?;
    tour.same("py_id_both", tour.make("Both.mk", args!["second", 1u8])?)?;
    let tagged = tour.make("Tagged.mk", args![1u8, u32::MAX, 0.5])?;
    tour.same("py_id_tagged_u32", tagged.clone())?;
    tour.call("py_tagged_fields", vec![tagged], "(1, (4294967295, 0.5))")?;
    tour.same("py_id_tagged_float", tour.make("Tagged.mk", args![1u8, 2.5, 0.5])?)?;
    let wrapper = tour.make("Wrapper.mk", args![42u64])?;
    tour.same("py_id_wrapper_u64", wrapper.clone())?;
    tour.call("py_wrapper_value", vec![wrapper], "42")?;
    tour.same("py_id_wrapper_nat", tour.make("Wrapper.mk", args![leanbind::Nat::from(42u8)])?)?;
    tour.same("py_id_array_wrapper_float", Value::Array(vec![tour.make("Wrapper.mk", args![1.5])?]))?;
    let tree = leaf_tree(tour, Some("x").into())?;
    let forest = tour.make("Forest.trees", vec![tree, tour.make("Forest.empty", args![])?])?;
    tour.same("py_id_forest", forest)?;
    Ok(())
}

/// A tree with one node.
fn leaf_tree(tour: &Tour, value: Value) -> Result<Value> {
    let leaf = tour.make("PTree.leaf", args![])?;
    Ok(tour.make("PTree.node", vec![leaf.clone(), value, leaf])?)
}
