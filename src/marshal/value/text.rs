//! Values as text: in Lean's notation, for debugging, and in errors.

use std::fmt;

use super::types::{LeanInductiveValue, Opaque, Value};
use crate::counted::counted;
use crate::marshal::codec::Codec;
use crate::marshal::deep::deep;
use crate::marshal::error::{MarshalError, shorten};
use crate::marshal::ty::Ty;
use crate::number::Int;

impl Value {
    /// Describes the value for an error: its variant, and the value itself if it is short.
    pub(crate) fn describe(&self) -> String {
        match self {
            Value::Unit => "Unit".into(),
            Value::Bool(b) => format!("Bool {b}"),
            Value::Nat(n) => format!("Nat {}", shorten(&n.brief())),
            Value::Int(n) => format!("Int {}", shorten(&n.brief())),
            Value::UInt(n) => format!("unsigned integer {n}"),
            Value::SInt(n) => format!("signed integer {n}"),
            Value::Float(x) => format!("Float {x}"),
            Value::Float32(x) => format!("Float32 {x}"),
            Value::Char(c) => format!("Char {c:?}"),
            Value::String(s) => format!("String {}", shorten(&format!("{s:?}"))),
            Value::Array(items) => format!("Array of {}", counted(items.len(), "element")),
            Value::List(items) => format!("List of {}", counted(items.len(), "element")),
            Value::Bytes(bytes) => format!("ByteArray of {}", counted(bytes.len(), "byte")),
            Value::Floats(floats) => format!("FloatArray of {}", counted(floats.len(), "number")),
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

    /// The error for a value that is not of type `ty`.
    #[cold]
    pub(in crate::marshal) fn misfit(&self, ty: Ty<'_>) -> MarshalError {
        match (ty.codec, self) {
            (Codec::Opaque(opaque), Value::Opaque(v)) if v.is_called(&opaque.repr) && !v.is_of(ty.table.origin) => {
                ty.other_library()
            }
            (_, Value::Opaque(_)) => MarshalError::new(ty.to_string(), self.describe()),
            _ => ty.mismatch(self.describe()),
        }
    }
}

impl fmt::Debug for Value {
    /// The variant and its content. The variant distinguishes the `Nat` 5 from the `UInt` 5.
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
            Value::Opaque(v) => write!(f, "<{}>", v.type_name()),
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

/// A value as an argument of an application, in parentheses unless it is one word.
struct Atom<'a>(&'a Value);

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

impl fmt::Debug for LeanInductiveValue {
    /// The constructor and the fields with their variants: `Shape.rect { width: Nat(3), height: Nat(4) }`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = format!("{}.{}", self.type_name(), self.constructor());
        deep(|| match self.field_names() {
            Some(names) if !names.is_empty() => {
                let mut fields = f.debug_struct(&name);
                names.iter().zip(self.fields()).for_each(|(name, field)| {
                    let _ = fields.field(name, field);
                });
                fields.finish()
            }
            _ => {
                let mut fields = f.debug_tuple(&name);
                self.fields().iter().for_each(|field| {
                    let _ = fields.field(field);
                });
                fields.finish()
            }
        })
    }
}

impl fmt::Display for LeanInductiveValue {
    /// Lean notation: `Shape.rect 3 4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        deep(|| {
            write!(f, "{}.{}", self.type_name(), self.constructor())?;
            self.fields().iter().try_for_each(|field| write!(f, " {}", Atom(field)))
        })
    }
}

impl fmt::Debug for Opaque {
    /// The type and the object's address, by which such values are compared.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} at {:p}>", self.type_name(), self.object().as_ptr())
    }
}
