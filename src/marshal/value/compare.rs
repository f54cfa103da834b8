//! Order, equality and hash of values. Equality and hash agree with the order.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::types::{LeanInductiveValue, Opaque, Value};
use crate::marshal::closure::Closure;
use crate::marshal::deep::deep;

impl Ord for Value {
    /// The order that Lean derives: by constructor, then by fields. Different variants compare in the order of their
    /// declaration, floats by [`f64::total_cmp`], functions and opaque values by address.
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Unit, Value::Unit) => Ordering::Equal,
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Nat(a), Value::Nat(b)) => a.cmp(b),
            (Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Value::UInt(a), Value::UInt(b)) => a.cmp(b),
            (Value::SInt(a), Value::SInt(b)) => a.cmp(b),
            (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
            (Value::Float32(a), Value::Float32(b)) => a.total_cmp(b),
            (Value::Char(a), Value::Char(b)) => a.cmp(b),
            (Value::String(a), Value::String(b)) => a.cmp(b),
            (Value::Array(a), Value::Array(b)) | (Value::List(a), Value::List(b)) => deep(|| a.cmp(b)),
            (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
            (Value::Floats(a), Value::Floats(b)) => compare_floats(a, b),
            (Value::Option(a), Value::Option(b)) => deep(|| a.cmp(b)),
            (Value::Prod(a), Value::Prod(b)) => deep(|| a.cmp(b)),
            (Value::Inl(a), Value::Inl(b)) | (Value::Inr(a), Value::Inr(b)) => deep(|| a.cmp(b)),
            (Value::Except(Ok(a)), Value::Except(Ok(b))) => deep(|| a.cmp(b)),
            (Value::Except(Err(a)), Value::Except(Err(b))) => deep(|| a.cmp(b)),
            // `Except.error` is Lean's first constructor; `Err` is Rust's second variant.
            (Value::Except(a), Value::Except(b)) => a.is_ok().cmp(&b.is_ok()),
            (Value::Inductive(a), Value::Inductive(b)) => a.cmp(b),
            (Value::Function(a), Value::Function(b)) => a.cmp(b),
            (Value::Opaque(a), Value::Opaque(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Value::Unit => {}
            Value::Bool(b) => b.hash(state),
            Value::Nat(n) => n.hash(state),
            Value::Int(n) => n.hash(state),
            Value::UInt(n) => n.hash(state),
            Value::SInt(n) => n.hash(state),
            Value::Float(x) => x.to_bits().hash(state),
            Value::Float32(x) => x.to_bits().hash(state),
            Value::Char(c) => c.hash(state),
            Value::String(s) => s.hash(state),
            Value::Array(items) | Value::List(items) => deep(|| items.hash(state)),
            Value::Bytes(bytes) => bytes.hash(state),
            Value::Floats(floats) => {
                state.write_usize(floats.len());
                floats.iter().for_each(|x| x.to_bits().hash(state));
            }
            Value::Option(v) => deep(|| v.hash(state)),
            Value::Prod(pair) => deep(|| pair.hash(state)),
            Value::Inl(v) | Value::Inr(v) => deep(|| v.hash(state)),
            Value::Except(v) => deep(|| v.hash(state)),
            Value::Inductive(v) => v.hash(state),
            Value::Function(v) => v.hash(state),
            Value::Opaque(v) => v.hash(state),
        }
    }
}

impl Value {
    /// The position of the variant in the order.
    fn rank(&self) -> u8 {
        match self {
            Value::Unit => 0,
            Value::Bool(_) => 1,
            Value::Nat(_) => 2,
            Value::Int(_) => 3,
            Value::UInt(_) => 4,
            Value::SInt(_) => 5,
            Value::Float(_) => 6,
            Value::Float32(_) => 7,
            Value::Char(_) => 8,
            Value::String(_) => 9,
            Value::Array(_) => 10,
            Value::List(_) => 11,
            Value::Bytes(_) => 12,
            Value::Floats(_) => 13,
            Value::Option(_) => 14,
            Value::Prod(_) => 15,
            Value::Inl(_) => 16,
            Value::Inr(_) => 17,
            Value::Except(_) => 18,
            Value::Inductive(_) => 19,
            Value::Function(_) => 20,
            Value::Opaque(_) => 21,
        }
    }
}

/// Compares lexicographically, each number by [`f64::total_cmp`].
fn compare_floats(a: &[f64], b: &[f64]) -> Ordering {
    let different = a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne());
    different.unwrap_or_else(|| a.len().cmp(&b.len()))
}

impl Ord for LeanInductiveValue {
    /// Values of one type compare as Lean derives it: by the constructors' order of declaration, then by fields. Values
    /// of different types compare by the names of the types.
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.definition(), other.definition());
        let constructors = if std::ptr::eq(a, b) {
            Ordering::Equal
        } else {
            (&a.type_name, a.tag, &a.name).cmp(&(&b.type_name, b.tag, &b.name))
        };
        constructors.then_with(|| deep(|| self.fields().cmp(other.fields())))
    }
}

impl Hash for LeanInductiveValue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.type_name().hash(state);
        self.tag().hash(state);
        deep(|| self.fields().hash(state));
    }
}

impl Ord for Opaque {
    /// Compares addresses.
    fn cmp(&self, other: &Self) -> Ordering {
        self.object().as_ptr().cmp(&other.object().as_ptr())
    }
}

impl Hash for Opaque {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.object().as_ptr().hash(state);
    }
}

impl Ord for Closure {
    /// Compares the addresses of the objects or the Rust functions.
    fn cmp(&self, other: &Self) -> Ordering {
        self.address().cmp(&other.address())
    }
}

impl Hash for Closure {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address().hash(state);
    }
}

macro_rules! by_order {
    ($($t:ty),*) => {$(
        impl PartialEq for $t {
            fn eq(&self, other: &Self) -> bool {
                self.cmp(other).is_eq()
            }
        }

        impl Eq for $t {}

        impl PartialOrd for $t {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
    )*};
}

by_order!(Value, LeanInductiveValue, Closure, Opaque);
