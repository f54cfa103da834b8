//! Drops and clones values of any depth. Each level first makes sure that there is stack left.

use super::types::{LeanInductiveValue, Value};
use crate::marshal::deep::deep;

impl Clone for Value {
    fn clone(&self) -> Self {
        match self {
            Value::Unit => Value::Unit,
            Value::Bool(b) => Value::Bool(*b),
            Value::Nat(n) => Value::Nat(n.clone()),
            Value::Int(n) => Value::Int(n.clone()),
            Value::UInt(n) => Value::UInt(*n),
            Value::SInt(n) => Value::SInt(*n),
            Value::Float(x) => Value::Float(*x),
            Value::Float32(x) => Value::Float32(*x),
            Value::Char(c) => Value::Char(*c),
            Value::String(s) => Value::String(s.clone()),
            Value::Array(items) => deep(|| Value::Array(items.clone())),
            Value::List(items) => deep(|| Value::List(items.clone())),
            Value::Bytes(bytes) => Value::Bytes(bytes.clone()),
            Value::Floats(floats) => Value::Floats(floats.clone()),
            Value::Option(v) => deep(|| Value::Option(v.clone())),
            Value::Prod(pair) => deep(|| Value::Prod(pair.clone())),
            Value::Inl(v) => deep(|| Value::Inl(v.clone())),
            Value::Inr(v) => deep(|| Value::Inr(v.clone())),
            Value::Except(v) => deep(|| Value::Except(v.clone())),
            Value::Inductive(v) => Value::Inductive(v.clone()),
            Value::Function(v) => Value::Function(v.clone()),
            Value::Opaque(v) => Value::Opaque(v.clone()),
        }
    }
}

impl Drop for LeanInductiveValue {
    #[inline]
    fn drop(&mut self) {
        if !self.fields().is_empty() {
            deep(|| drop(self.take_fields()));
        }
    }
}

impl Clone for LeanInductiveValue {
    fn clone(&self) -> Self {
        deep(|| LeanInductiveValue::decoded(self.definition(), self.fields().to_vec()))
    }
}
