//! For the tests of functions as values.

use leanbind::{CallError, Closure, Nat, Value};

pub fn nat(n: u64) -> Value {
    Value::Nat(Nat::from(n))
}

/// The number in a value.
pub fn number(value: &Value) -> u64 {
    value.to_string().parse().unwrap()
}

/// The function in a value.
pub fn function(value: Value) -> Closure {
    match value {
        Value::Function(closure) => closure,
        Value::Option(Some(inner)) => function(*inner),
        other => panic!("{other} is no function"),
    }
}

/// The functions in an array.
pub fn functions(value: Value) -> Vec<Closure> {
    match value {
        Value::Array(items) => items.into_iter().map(function).collect(),
        other => panic!("{other} is no array"),
    }
}

pub fn text(result: Result<Value, CallError>) -> String {
    result.map_or_else(|e| e.to_string(), |value| value.to_string())
}

pub fn successor() -> Closure {
    Closure::typed(|n: u64| n + 1)
}

/// A pure function that fails on every number but 7.
pub fn picky() -> Closure {
    Closure::pure(|args| match number(&args[0]) {
        7 => Ok(nat(77)),
        other => Err(format!("{other} is not 7").into()),
    })
}
