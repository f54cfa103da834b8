//! Constructor objects with fields of every kind in every order, as compiled code reads and makes them.

use leanbind::registry::TypeRepr;
use leanbind::{LeanInductiveValue, Value};
use proptest::prelude::*;

use crate::arbitrary::{Arbitrary, check};
use crate::support;

/// Runs `test` on values of the fixture's type `name`.
fn check_values(name: &str, test: impl Fn(LeanInductiveValue) -> Result<(), TestCaseError>) {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    let values = arbitrary.values(&TypeRepr::named(name), 2).unwrap();
    check(name, 200, &values, |value| match value {
        Value::Inductive(value) => test(value),
        other => panic!("{other}"),
    });
}

/// The fields called `names`, and those called so with a prime, as nested pairs.
fn by_name(value: &LeanInductiveValue, names: [&str; 4]) -> Value {
    let names = names.map(str::to_owned);
    let primed = names.each_ref().map(|name| format!("{name}'"));
    let fields = names.iter().chain(&primed).map(|name| value.field(name).unwrap().clone());
    let mut fields: Vec<Value> = fields.collect();
    let last = fields.pop().unwrap();
    fields.into_iter().rfold(last, |rest, field| (field, rest).into())
}

#[test]
fn compiled_code_reads_each_field_where_rust_put_it() {
    let lib = support::fixture();
    check_values("LeanbindFixture.Order", |value| {
        let fields = by_name(&value, ["o", "u", "w", "b"]);
        prop_assert_eq!(lib.call("py_order_fields", (Value::from(value),)).unwrap(), fields);
        Ok(())
    });
    check_values("LeanbindFixture.Size", |value| {
        let fields = by_name(&value, ["d", "s", "h", "t"]);
        prop_assert_eq!(lib.call("py_size_fields", (Value::from(value),)).unwrap(), fields);
        Ok(())
    });
}

#[test]
fn rust_reads_each_field_where_compiled_code_put_it() {
    let lib = support::fixture();
    for name in ["Order", "Size", "Wide"] {
        check_values(&format!("LeanbindFixture.{name}"), |value| {
            let reversed: Vec<Value> = value.fields().iter().rev().cloned().collect();
            let ctor = format!("{}.{}", value.type_name(), value.constructor());
            let flipped = lib.call(&format!("py_flip_{}", name.to_lowercase()), (Value::from(value),)).unwrap();
            prop_assert_eq!(flipped, lib.construct(&ctor, reversed).unwrap().into());
            Ok(())
        });
    }
}

#[test]
fn compiled_code_tells_more_than_64_fields_apart() {
    let lib = support::fixture();
    check_values("LeanbindFixture.Wide", |value| {
        prop_assert_eq!(value.fields().len(), 72);
        let word = |field: &Value| match field {
            Value::UInt(n) => *n,
            Value::Nat(n) => n.to_biguint().to_u64_digits().first().copied().unwrap_or(0),
            other => panic!("{other}"),
        };
        let sum = (1u64..).zip(value.fields()).fold(0u64, |sum, (i, f)| sum.wrapping_add(i.wrapping_mul(word(f))));
        prop_assert_eq!(lib.call("py_wide_sum", (Value::from(value),)).unwrap(), Value::UInt(sum));
        Ok(())
    });
}
