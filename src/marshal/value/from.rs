//! Conversions between Rust values and [`Value`]s.

use num_bigint::{BigInt, BigUint};

use super::types::{LeanInductiveValue, Opaque, Value};
use crate::marshal::closure::Closure;
use crate::marshal::error::{MarshalError, shorten};
use crate::number::{Int, Nat};

macro_rules! from_integer {
    ($variant:ident($wide:ty): $($t:ty),*) => {$(
        impl From<$t> for Value {
            fn from(n: $t) -> Self {
                // `usize` and `isize` have at most 64 bits on every platform that Lean supports.
                Value::$variant(n as $wide)
            }
        }
    )*};
}

from_integer!(UInt(u64): u8, u16, u32, u64, usize);
from_integer!(SInt(i64): i8, i16, i32, i64, isize);

macro_rules! from_same {
    ($($variant:ident($t:ty)),*) => {$(
        impl From<$t> for Value {
            fn from(value: $t) -> Self {
                Value::$variant(value)
            }
        }
    )*};
}

from_same!(
    Bool(bool),
    Nat(Nat),
    Int(Int),
    Float(f64),
    Float32(f32),
    Char(char),
    String(String),
    Inductive(LeanInductiveValue),
    Function(Closure),
    Opaque(Opaque)
);

impl From<()> for Value {
    fn from((): ()) -> Self {
        Value::Unit
    }
}

impl From<BigUint> for Value {
    fn from(n: BigUint) -> Self {
        Value::Nat(n.into())
    }
}

impl From<BigInt> for Value {
    fn from(n: BigInt) -> Self {
        Value::Int(n.into())
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Value::String(s.to_owned())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        Value::Option(value.map(|v| Box::new(v.into())))
    }
}

impl<A: Into<Value>, B: Into<Value>> From<(A, B)> for Value {
    fn from((a, b): (A, B)) -> Self {
        Value::Prod(Box::new((a.into(), b.into())))
    }
}

impl<T: Into<Value>, E: Into<Value>> From<Result<T, E>> for Value {
    fn from(value: Result<T, E>) -> Self {
        Value::Except(value.map(|v| Box::new(v.into())).map_err(|e| Box::new(e.into())))
    }
}

macro_rules! try_into {
    ($($t:ty, $expected:literal: $pattern:pat => $part:expr;)*) => {$(
        impl TryFrom<Value> for $t {
            type Error = MarshalError;

            /// Takes the content out of the value. The error says what the value is instead.
            fn try_from(value: Value) -> Result<Self, MarshalError> {
                match value {
                    $pattern => Ok($part),
                    other => Err(MarshalError::new($expected, other.describe())),
                }
            }
        }
    )*};
}

try_into! {
    bool, "Bool": Value::Bool(b) => b;
    char, "Char": Value::Char(c) => c;
    f64, "Float": Value::Float(x) => x;
    f32, "Float32": Value::Float32(x) => x;
    String, "String": Value::String(s) => s;
    Vec<Value>, "Array or List": Value::Array(items) | Value::List(items) => items;
    Vec<u8>, "ByteArray": Value::Bytes(bytes) => bytes;
    Vec<f64>, "FloatArray": Value::Floats(floats) => floats;
    LeanInductiveValue, "a value of a registered type": Value::Inductive(v) => v;
    Closure, "a function": Value::Function(v) => v;
    Opaque, "an opaque value": Value::Opaque(v) => v;
}

impl TryFrom<Value> for Int {
    type Error = MarshalError;

    /// Takes the number out of the value. The error says what the value is instead.
    fn try_from(value: Value) -> Result<Self, MarshalError> {
        match value {
            Value::Nat(n) => Ok(n.into()),
            Value::Int(n) => Ok(n),
            Value::UInt(n) => Ok(n.into()),
            Value::SInt(n) => Ok(n.into()),
            other => Err(MarshalError::new("a whole number", other.describe())),
        }
    }
}

macro_rules! try_into_number {
    ($($t:ty),*) => {$(
        impl TryFrom<Value> for $t {
            type Error = MarshalError;

            /// Takes the number out of a value of any numeric type. A number that does not fit is an error.
            fn try_from(value: Value) -> Result<Self, MarshalError> {
                <$t>::try_from(&Int::try_from(value)?).map_err(|e| {
                    MarshalError::new(stringify!($t), format!("the whole number {}", shorten(&e.number)))
                })
            }
        }
    )*};
}

try_into_number!(Nat, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
