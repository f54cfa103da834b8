//! A value that Rust constructs equals the one that Lean returns, whatever Rust types its fields were given as. A field
//! that does not fit is an error at once.

use leanbind::{LeanLibrary, Nat, Value};

use crate::arbitrary::{Arbitrary, check, registered_types};
use crate::support;

/// `value` as somebody may write it: numbers of another variant, lists for arrays and arrays for lists.
fn disguised(value: Value) -> Value {
    let inner = |value: Box<Value>| Box::new(disguised(*value));
    let all = |items: Vec<Value>| items.into_iter().map(disguised).collect();
    match value {
        Value::Nat(n) => n.to_u64().map_or_else(|| Value::Int(n.clone().into()), Value::UInt),
        Value::Int(n) => n.to_i64().map_or_else(|| Value::Int(n.clone()), Value::SInt),
        Value::UInt(n) => Value::Nat(n.into()),
        Value::SInt(n) => Value::Int(n.into()),
        Value::Array(items) => Value::List(all(items)),
        Value::List(items) => Value::Array(all(items)),
        Value::Bytes(bytes) => Value::from(bytes),
        Value::Floats(floats) => Value::from(floats),
        Value::Option(v) => Value::Option(v.map(inner)),
        Value::Prod(pair) => Value::from((disguised(pair.0), disguised(pair.1))),
        Value::Inl(v) => Value::Inl(inner(v)),
        Value::Inr(v) => Value::Inr(inner(v)),
        Value::Except(Ok(v)) => Value::Except(Ok(inner(v))),
        Value::Except(Err(e)) => Value::Except(Err(inner(e))),
        other => other,
    }
}

#[test]
fn a_value_of_every_type_equals_the_one_that_lean_returns() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    let mut types = 0;
    for repr in registered_types(lib.registry()) {
        let Some(values) = arbitrary.values(&repr, 4) else { continue };
        types += 1;
        let wrapper = lib.marshaller().wrapper_for(&repr).unwrap();
        check(&repr.to_string(), 32, &values, |value| {
            let Value::Inductive(v) = value.clone() else { unreachable!("{value:?}") };
            let (name, fields) = (v.constructor().to_owned(), v.into_fields());
            let given: Vec<Value> = fields.into_iter().map(disguised).collect();
            let made = Value::from(wrapper.construct(&name, given).unwrap());
            let object = wrapper.to_lean(&made).unwrap();
            // SAFETY: the object was made for this type.
            let from_lean = unsafe { wrapper.from_lean(object.as_obj()) }.unwrap();
            assert_eq!(made, from_lean);
            assert_eq!(made, value);
            assert_eq!(wrapper.normalize(disguised(value.clone())).unwrap(), value);
            Ok(())
        });
    }
    assert!(types >= 30, "only {types} types");
}

/// The value, or what is wrong with the field.
fn construct(lib: &LeanLibrary, name: &str, field: impl Into<Value>) -> String {
    lib.construct(name, [field.into()]).map_or_else(|error| error.to_string(), |value| format!("{value:?}"))
}

#[test]
fn a_field_that_does_not_fit_is_an_error_at_once() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    assert_eq!(construct(&lib, "Shape.circle", "x"), "circle / field 0 (radius): expected Int, got String \"x\"");
    let mut wrong = 0;
    for info in lib.registry().types() {
        for ctor in info.ctors.iter().filter(|ctor| !ctor.fields.is_empty()) {
            // No type of the fixture has a field that is a sum of `Unit`.
            let fields = vec![Value::Inl(Box::new(Value::Unit)); ctor.fields.len()];
            let name = format!("{}.{}", info.name, ctor.name);
            match lib.construct(&name, fields) {
                Err(_) => wrong += 1,
                // Every field is of a type that is a parameter.
                Ok(_) => assert!(info.num_params.unwrap_or(0) > 0, "{name}"),
            }
        }
    }
    assert!(wrong >= 30, "only {wrong}");
}

#[test]
fn what_a_field_was_given_as_makes_no_difference() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let point = lib.construct("Point.mk", (1u8, 2i64)).unwrap();
    for other in [(Value::from(Nat::from(1u64)), Value::from(2u16)), (Value::SInt(1), Value::from(2u64))] {
        assert_eq!(lib.construct("Point.mk", other).unwrap(), point);
    }
}

#[test]
fn a_tree_is_built_in_linear_time() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let leaf = || Value::from(lib.construct("Tree.leaf", ()).unwrap());
    let mut tree = leaf();
    for i in 0..support::size(100_000) as u64 {
        tree = lib.construct("Tree.node", (tree, i, leaf())).unwrap().into();
    }
    drop(tree);
}
