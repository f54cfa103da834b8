//! Types with parameters, at every argument: what the parameter stands for is always in a box, except in a trivial
//! structure.

use leanbind::Value;

use crate::support;

fn make(name: &str, fields: Vec<Value>) -> Value {
    support::fixture().construct(name, fields).unwrap().into()
}

/// What the fixture's identity function gives back for `value`, which is `value`.
fn same(identity: &str, value: Value) {
    let (_lean, _guard) = support::lean();
    assert_eq!(support::fixture().call(identity, (&value,)).unwrap(), value, "{identity}");
}

fn nat(n: u64) -> Value {
    Value::Nat(n.into())
}

/// A tree with one node.
fn tree(value: impl Into<Value>) -> Value {
    let leaf = || make("PTree.leaf", vec![]);
    make("PTree.node", vec![leaf(), value.into(), leaf()])
}

#[test]
fn one_type_at_several_arguments() {
    let (_lean, _guard) = support::lean();
    same("py_id_ptree_nat", tree(nat(u64::MAX)));
    same("py_id_ptree_u64", tree(u64::MAX));
    same("py_id_ptree_ptree_bool", tree(tree(true)));
    let node = make("PTree.node", vec![tree(1u64), 2u64.into(), tree(3u64)]);
    assert_eq!(support::fixture().call("py_ptree_sum", (node,)).unwrap(), Value::UInt(6));
}

#[test]
fn an_argument_of_another_type_is_an_error() {
    let (_lean, _guard) = support::lean();
    let error = support::fixture().call("py_id_ptree_nat", (tree("x"),)).unwrap_err().to_string();
    assert_eq!(error, r#"py_id_ptree_nat: argument 1 (x) / node / field 1 (value): expected Nat, got String "x""#);
}

#[test]
fn several_parameters_and_fields_beside_them() {
    let (_lean, _guard) = support::lean();
    same("py_id_both", make("Both.mk", vec!["second".into(), 7u8.into()]));
    let tagged = |value: Value| make("Tagged.mk", vec![9u8.into(), value, 1.5.into()]);
    same("py_id_tagged_u32", tagged(u32::MAX.into()));
    same("py_id_tagged_float", tagged((-2.5).into()));
    let fields = support::fixture().call("py_tagged_fields", (tagged(5u32.into()),)).unwrap();
    assert_eq!(fields, (9u8, (5u32, 1.5)).into());
}

#[test]
fn a_trivial_structure_is_what_its_parameter_stands_for() {
    let (_lean, _guard) = support::lean();
    let wrapper = |value: Value| make("Wrapper.mk", vec![value]);
    same("py_id_wrapper_u64", wrapper(u64::MAX.into()));
    same("py_id_wrapper_nat", wrapper(nat(1 << 63)));
    same("py_id_array_wrapper_float", Value::Array(vec![wrapper(1.5.into()), wrapper((-0.5).into())]));
    assert_eq!(support::fixture().call("py_wrapper_value", (wrapper(7u64.into()),)).unwrap(), Value::UInt(7));
}

#[test]
fn a_type_may_use_its_parameter_at_another_type() {
    let (_lean, _guard) = support::lean();
    let empty = make("Forest.empty", vec![]);
    let some = |text: &str| tree(Some(text));
    let forest = make("Forest.trees", vec![some("x"), make("Forest.trees", vec![tree(Option::<&str>::None), empty])]);
    same("py_id_forest", forest);
}
