//! [`Value`]: any Lean value that leanbind can carry, as Rust sees it.

use std::fmt;
use std::sync::Arc;

use num_bigint::{BigInt, BigUint};

use super::closure::Closure;
use super::deep;
use super::error::MarshalError;
use super::inductive::LeanInductiveValue;
use crate::number::{Int, Nat};
use crate::object::LeanObj;
use crate::registry::TypeRepr;

/// A Lean value, the currency of calls by name.
///
/// | Lean | variant |
/// |---|---|
/// | `Unit` | `Unit` |
/// | `Bool` | `Bool` |
/// | `Nat`, `Int` | `Nat`, `Int`, of any size |
/// | `UInt8` … `UInt64`, `USize` | `UInt` |
/// | `Int8` … `Int64`, `ISize` | `SInt` |
/// | `Float`, `Float32` | `Float`, `Float32` |
/// | `Char`, `String` | `Char`, `String` |
/// | `Array α`, `List α` | `Array`, `List` |
/// | `ByteArray`, `FloatArray` | `Bytes`, `Floats` |
/// | `Thunk α`, `Task α` | that of `α`: the value is waited for |
/// | `Option α` | `Option`; `some none` is `Option(Some(Option(None)))` |
/// | `α × β` | `Prod` |
/// | `α ⊕ β` | `Inl`, `Inr` |
/// | `Except ε α` | `Except` |
/// | `Fin n`, `BitVec w`, `String.Pos s`, `String.Pos.Raw` | `Nat` |
/// | `Vector α n`, `Subarray α` | `Array` |
/// | `Rat` | `Prod` of numerator and denominator |
/// | `Lean.Json` | `String` |
/// | a type with a conversion, such as `Std.HashMap α β` | that of the type that it travels as |
/// | a registered structure or inductive type, `Subtype` | `Inductive` |
/// | `A → B`, `IO α` inside of another type | `Function` |
/// | any other type | `Opaque` |
///
/// Going to Lean, a whole number of any variant fits every numeric type that holds it, an `Array` and a `List` fit
/// both sequences, and nothing else is converted: a number that is out of range is an error, never a wrap.
///
/// Values can be compared, ordered, hashed and shown at any depth. Two are equal if they are the same to the bit: a NaN
/// equals itself, `0.0` is not `-0.0`, and the `Nat` 5 is not the `UInt` 5.
///
/// A value is dropped at any depth that a Lean type has. One that is nested by hand, an `Option` in an `Option` and so on
/// a hundred thousand times, needs as much stack as any such Rust value.
#[non_exhaustive]
pub enum Value {
    /// `()`, and what the compiler erases: proofs and types.
    Unit,
    /// `Bool`.
    Bool(bool),
    /// `Nat`.
    Nat(Nat),
    /// `Int`.
    Int(Int),
    /// An unsigned integer of fixed width.
    UInt(u64),
    /// A signed integer of fixed width.
    SInt(i64),
    /// `Float`.
    Float(f64),
    /// `Float32`.
    Float32(f32),
    /// `Char`.
    Char(char),
    /// `String`.
    String(String),
    /// `Array`.
    Array(Vec<Value>),
    /// `List`.
    List(Vec<Value>),
    /// `ByteArray`.
    Bytes(Vec<u8>),
    /// `FloatArray`.
    Floats(Vec<f64>),
    /// `Option`.
    Option(Option<Box<Value>>),
    /// `Prod`.
    Prod(Box<(Value, Value)>),
    /// `Sum.inl`.
    Inl(Box<Value>),
    /// `Sum.inr`.
    Inr(Box<Value>),
    /// `Except`.
    Except(Result<Box<Value>, Box<Value>>),
    /// A value of a registered structure or inductive type.
    Inductive(LeanInductiveValue),
    /// A function, or an action.
    Function(Closure),
    /// A value of a type that the registry does not describe.
    Opaque(Opaque),
}

/// A value of a Lean type that the registry does not describe: it can be held, and passed back to a function of the
/// same library that takes this type.
#[derive(Clone)]
pub struct Opaque {
    /// The type, arguments included.
    repr: Arc<TypeRepr>,
    /// The registry that named the type: equal names of two libraries need not be one type.
    origin: u64,
    object: LeanObj,
}

impl Opaque {
    /// A handle on a value of the type `repr`, as the registry `origin` means it.
    ///
    /// # Safety
    /// `object` is a value of that Lean type.
    pub(crate) unsafe fn new(repr: Arc<TypeRepr>, origin: u64, object: LeanObj) -> Self {
        Opaque { repr, origin, object }
    }

    /// The Lean type, as Lean prints it.
    pub fn type_name(&self) -> &str {
        match &*self.repr {
            TypeRepr::Opaque { text, .. } => text,
            _ => "an opaque type",
        }
    }

    /// The object itself.
    pub fn object(&self) -> &LeanObj {
        &self.object
    }

    /// Whether some registry means a type of this value's by `repr`.
    pub(crate) fn is_called(&self, repr: &TypeRepr) -> bool {
        *self.repr == *repr
    }

    /// Whether this is a value of the type that the registry `origin` means by `repr`.
    pub(crate) fn is(&self, repr: &Arc<TypeRepr>, origin: u64) -> bool {
        self.origin == origin && (Arc::ptr_eq(&self.repr, repr) || self.repr == *repr)
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.type_name())
    }
}

impl Value {
    /// What the value is, for an error: its kind, and the value itself where it is short.
    pub(crate) fn describe(&self) -> String {
        match self {
            Value::Unit => "Unit".into(),
            Value::Bool(b) => format!("Bool {b}"),
            Value::Nat(n) => format!("Nat {}", shorten(&n.to_string())),
            Value::Int(n) => format!("Int {}", shorten(&n.to_string())),
            Value::UInt(n) => format!("unsigned integer {n}"),
            Value::SInt(n) => format!("signed integer {n}"),
            Value::Float(x) => format!("Float {x}"),
            Value::Float32(x) => format!("Float32 {x}"),
            Value::Char(c) => format!("Char {c:?}"),
            Value::String(s) => format!("String {}", shorten(&format!("{s:?}"))),
            Value::Array(items) => format!("Array of {} elements", items.len()),
            Value::List(items) => format!("List of {} elements", items.len()),
            Value::Bytes(bytes) => format!("ByteArray of {} bytes", bytes.len()),
            Value::Floats(floats) => format!("FloatArray of {} numbers", floats.len()),
            Value::Option(None) => "none".into(),
            Value::Option(Some(_)) => "some".into(),
            Value::Prod(_) => "pair".into(),
            Value::Inl(_) => "Sum.inl".into(),
            Value::Inr(_) => "Sum.inr".into(),
            Value::Except(Ok(_)) => "Except.ok".into(),
            Value::Except(Err(_)) => "Except.error".into(),
            Value::Inductive(v) => format!("{}.{}", v.type_name(), v.constructor()),
            Value::Function(f) => f.describe(),
            Value::Opaque(v) => format!("opaque {}", v.type_name()),
        }
    }
}

/// At most 60 characters of `text`.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
    }
}

macro_rules! from_whole {
    ($variant:ident($wide:ty): $($t:ty),*) => {$(
        impl From<$t> for Value {
            fn from(n: $t) -> Self {
                // `usize` and `isize` are at most 64 bits wide on every platform that Lean runs on.
                Value::$variant(n as $wide)
            }
        }
    )*};
}

from_whole!(UInt(u64): u8, u16, u32, u64, usize);
from_whole!(SInt(i64): i8, i16, i32, i64, isize);

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

            /// Takes the part out of the value; an error says what the value is instead.
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
    String, "String": Value::String(s) => s;
    Vec<Value>, "Array or List": Value::Array(items) | Value::List(items) => items;
    Vec<u8>, "ByteArray": Value::Bytes(bytes) => bytes;
    Vec<f64>, "FloatArray": Value::Floats(floats) => floats;
    LeanInductiveValue, "a value of a registered type": Value::Inductive(v) => v;
    Closure, "a function": Value::Function(v) => v;
    Opaque, "an opaque value": Value::Opaque(v) => v;
}

impl fmt::Debug for Value {
    /// The variant, which tells the `Nat` 5 from the `UInt` 5, and what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut variant = |name, inside: &dyn fmt::Debug| deep(|| f.debug_tuple(name).field(inside).finish());
        match self {
            Value::Unit => f.write_str("Unit"),
            Value::Bool(b) => variant("Bool", b),
            Value::Nat(n) => variant("Nat", &format_args!("{n}")),
            Value::Int(n) => variant("Int", &format_args!("{n}")),
            Value::UInt(n) => variant("UInt", n),
            Value::SInt(n) => variant("SInt", n),
            Value::Float(x) => variant("Float", x),
            Value::Float32(x) => variant("Float32", x),
            Value::Char(c) => variant("Char", c),
            Value::String(s) => variant("String", s),
            Value::Array(items) => variant("Array", items),
            Value::List(items) => variant("List", items),
            Value::Bytes(bytes) => variant("Bytes", bytes),
            Value::Floats(floats) => variant("Floats", floats),
            Value::Option(v) => variant("Option", v),
            Value::Prod(pair) => variant("Prod", pair),
            Value::Inl(v) => variant("Inl", v),
            Value::Inr(v) => variant("Inr", v),
            Value::Except(v) => variant("Except", v),
            Value::Inductive(v) => variant("Inductive", v),
            Value::Function(v) => variant("Function", v),
            Value::Opaque(v) => variant("Opaque", v),
        }
    }
}

impl fmt::Display for Value {
    /// Lean notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unit => f.write_str("()"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::Nat(n) => write!(f, "{n}"),
            Value::Int(n) => write!(f, "{n}"),
            Value::UInt(n) => write!(f, "{n}"),
            Value::SInt(n) => write!(f, "{n}"),
            Value::Float(x) => write!(f, "{x:?}"),
            Value::Float32(x) => write!(f, "{x:?}"),
            Value::Char(c) => write!(f, "{c:?}"),
            Value::String(s) => write!(f, "{s:?}"),
            Value::Array(items) => deep(|| write_sequence(f, "#[", items)),
            Value::List(items) => deep(|| write_sequence(f, "[", items)),
            Value::Bytes(bytes) => write!(f, "⟨#{bytes:?}⟩"),
            Value::Floats(floats) => write!(f, "⟨#{floats:?}⟩"),
            Value::Option(None) => f.write_str("none"),
            Value::Option(Some(v)) => deep(|| write!(f, "some {}", Atom(v))),
            Value::Prod(pair) => deep(|| write!(f, "({}, {})", pair.0, pair.1)),
            Value::Inl(v) => deep(|| write!(f, "Sum.inl {}", Atom(v))),
            Value::Inr(v) => deep(|| write!(f, "Sum.inr {}", Atom(v))),
            Value::Except(Ok(v)) => deep(|| write!(f, "Except.ok {}", Atom(v))),
            Value::Except(Err(v)) => deep(|| write!(f, "Except.error {}", Atom(v))),
            Value::Inductive(v) => write!(f, "{v}"),
            Value::Function(v) => write!(f, "{v}"),
            Value::Opaque(v) => write!(f, "{v:?}"),
        }
    }
}

fn write_sequence(f: &mut fmt::Formatter<'_>, open: &str, items: &[Value]) -> fmt::Result {
    f.write_str(open)?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{item}")?;
    }
    f.write_str("]")
}

/// A value as an argument of an application: in parentheses unless it is a single word.
pub(crate) struct Atom<'a>(pub &'a Value);

impl fmt::Display for Atom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let negative = |text: &str| text.starts_with('-');
        let needs_parentheses = match self.0 {
            Value::Option(Some(_)) | Value::Inl(_) | Value::Inr(_) | Value::Except(_) => true,
            Value::Int(n) => *n < Int::default(),
            Value::SInt(n) => *n < 0,
            Value::Float(x) => negative(&x.to_string()),
            Value::Float32(x) => negative(&x.to_string()),
            Value::Inductive(v) => !v.fields().is_empty(),
            _ => false,
        };
        if needs_parentheses { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}
