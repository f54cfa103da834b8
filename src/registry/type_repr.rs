//! [`TypeRepr`]: a Lean type, as the registry describes it.
use std::fmt;

use serde::{Serialize, Serializer};

use super::brief::brief;
use crate::deep::deep;

/// The width of a fixed-width integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bits {
    /// 8 bits.
    B8,
    /// 16 bits.
    B16,
    /// 32 bits.
    B32,
    /// 64 bits.
    B64,
}

impl Bits {
    /// The width with this number of bits. `None` if Lean has no integer of that width.
    pub fn new(bits: u64) -> Option<Bits> {
        match bits {
            8 => Some(Bits::B8),
            16 => Some(Bits::B16),
            32 => Some(Bits::B32),
            64 => Some(Bits::B64),
            _ => None,
        }
    }

    /// The number of bits.
    pub fn get(self) -> u32 {
        match self {
            Bits::B8 => 8,
            Bits::B16 => 16,
            Bits::B32 => 32,
            Bits::B64 => 64,
        }
    }
}

/// A Lean type. `Display` writes it in Lean's notation, as in `Array (Option Nat)` or `Nat × String`.
///
/// A type may be nested to any depth. [`Marshaller`](crate::Marshaller) accepts 256 levels.
#[derive(Default)]
#[non_exhaustive]
pub enum TypeRepr {
    /// `Unit`.
    #[default]
    Unit,
    /// `Bool`.
    Bool,
    /// `Nat`.
    Nat,
    /// `Int`.
    Int,
    /// `Float`.
    Float,
    /// `Float32`.
    Float32,
    /// `Char`.
    Char,
    /// `String`.
    String,
    /// lean.py's `Py`: a handle to a Python object.
    PyObject,
    /// `UInt8`, `UInt16`, `UInt32`, `UInt64`.
    UInt {
        /// The width.
        bits: Bits,
    },
    /// `Int8`, `Int16`, `Int32`, `Int64`.
    SInt {
        /// The width.
        bits: Bits,
    },
    /// `USize`. lean.py writes it as `UInt64`.
    USize,
    /// `ISize`.
    ISize,
    /// `Array elem`.
    Array(Box<TypeRepr>),
    /// `List elem`.
    List(Box<TypeRepr>),
    /// `Option elem`.
    Option(Box<TypeRepr>),
    /// `IO elem`, or `BaseIO elem`, which does not throw.
    Io {
        /// The type of the result.
        elem: Box<TypeRepr>,
        /// Whether this is `BaseIO`.
        base: bool,
    },
    /// `first × second`.
    Prod(Box<TypeRepr>, Box<TypeRepr>),
    /// `left ⊕ right`.
    Sum(Box<TypeRepr>, Box<TypeRepr>),
    /// `Except error value`, or the action `EIO error value`.
    Except {
        /// The type of the error.
        error: Box<TypeRepr>,
        /// The type of the value.
        value: Box<TypeRepr>,
        /// Whether this is `EIO`. lean.py does not distinguish the two.
        eio: bool,
    },
    /// A type that the registry describes.
    Named {
        /// Its full name.
        name: String,
        /// The type's arguments. lean.py omits them.
        args: Vec<TypeRepr>,
    },
    /// A type that the registry does not describe.
    Opaque {
        /// Its full name.
        name: String,
        /// The type's arguments. lean.py omits them.
        args: Vec<TypeRepr>,
        /// The whole type as Lean prints it.
        text: String,
    },
    /// A function type that is not dependent. lean.py omits its parts.
    Function {
        /// The types on the left of the arrows.
        params: Vec<TypeRepr>,
        /// The type on the right of the last arrow.
        result: Box<TypeRepr>,
    },
    /// A parameter of the type that is being described.
    Param {
        /// Its index among the type's parameters.
        index: usize,
        /// Its name.
        name: String,
    },
    /// A number among the arguments of a type, as in `Fin 5`. In decimal.
    Natural(String),
    /// An argument of a type that refers to a parameter of the function that is being described, as in
    /// `(n : Nat) → Fin (n + 1)`.
    Argument {
        /// The index of the function's parameter.
        index: usize,
        /// The number that is added to it.
        plus: u64,
        /// The sum, as Lean prints it.
        text: String,
    },
    /// Any other value among the arguments of a type that contains variables, as Lean prints it.
    Variable(String),
    /// Any other value among the arguments of a type, without variables.
    Term {
        /// The value, as Lean prints it.
        text: String,
        /// The value, as Lean prints it with `pp.all`.
        explicit: String,
    },
    /// A universe, as Lean prints it: the type of types, or of propositions. Its values are erased.
    Sort(String),
    /// A type that cannot be described otherwise, as Lean prints it: a type that contains type variables, or a
    /// dependent function type. Newer registries tell why: [`Unsupported`](Self::Unsupported).
    Unnamed(String),
    /// A type whose values cannot be passed, such as a dependent function type or a proof.
    Unsupported {
        /// The type, as Lean prints it.
        text: String,
        /// Why, as in `a dependent function type`.
        why: String,
    },
}

/// lean.py's name for a type without a name. Lean prints `Name.anonymous` like this.
pub(super) const ANONYMOUS: &str = "[anonymous]";

impl TypeRepr {
    /// A type without arguments that the registry describes.
    pub fn named(name: impl Into<String>) -> Self {
        TypeRepr::Named { name: name.into(), args: Vec::new() }
    }

    /// A type without arguments that the registry does not describe.
    pub fn opaque(name: impl Into<String>) -> Self {
        let name = name.into();
        TypeRepr::Opaque { text: name.clone(), name, args: Vec::new() }
    }

    /// Whether the type, or one of its arguments, has no name: it stands for a type parameter.
    pub(crate) fn has_unnamed(&self) -> bool {
        matches!(self, TypeRepr::Unnamed(_)) || deep(|| self.children().any(TypeRepr::has_unnamed))
    }

    /// Whether the values are types, propositions, or functions that return such: all of them are erased.
    pub(crate) fn is_erased(&self) -> bool {
        match self {
            TypeRepr::Sort(_) => true,
            TypeRepr::Function { result, .. } => deep(|| result.is_erased()),
            _ => false,
        }
    }

    /// Whether the type, or one of its arguments, contains a variable, or something of which that is not known.
    pub(crate) fn has_variable(&self) -> bool {
        match self {
            TypeRepr::Argument { .. } | TypeRepr::Variable(_) => true,
            TypeRepr::Unnamed(_) | TypeRepr::Unsupported { .. } => true,
            _ => deep(|| self.children().any(TypeRepr::has_variable)),
        }
    }
}

/// The precedence of a position in Lean's notation. A type with a lower precedence is written in parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Prec {
    Any,
    Sum,
    SumLeft,
    Prod,
    ProdLeft,
    Argument,
}

/// A type at a position with a precedence.
struct Nested<'a>(&'a TypeRepr, Prec);

impl fmt::Display for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Nested(ty, place) = *self;
        let own = match ty {
            // `⊕` is `infixr:30`, `×` is `infixr:35`.
            TypeRepr::Sum(..) => Prec::Sum,
            TypeRepr::Prod(..) => Prec::Prod,
            TypeRepr::Array(_) | TypeRepr::List(_) | TypeRepr::Option(_) => Prec::ProdLeft,
            TypeRepr::Io { .. } | TypeRepr::Except { .. } => Prec::ProdLeft,
            TypeRepr::Named { args, .. } if !args.is_empty() => Prec::ProdLeft,
            TypeRepr::Function { .. } => Prec::Any,
            // The text of an opaque type may be anything.
            TypeRepr::Opaque { text, .. } | TypeRepr::Unnamed(text) if text.contains(' ') => Prec::Any,
            TypeRepr::Unsupported { text, .. } if text.contains(' ') => Prec::Any,
            TypeRepr::Argument { text, .. } | TypeRepr::Variable(text) if text.contains(' ') => Prec::Any,
            TypeRepr::Term { text, .. } | TypeRepr::Sort(text) if text.contains(' ') => Prec::Any,
            _ => Prec::Argument,
        };
        let (open, close) = if own < place { ("(", ")") } else { ("", "") };
        f.write_str(open)?;
        deep(|| match ty {
            TypeRepr::Unit => f.write_str("Unit"),
            TypeRepr::Bool => f.write_str("Bool"),
            TypeRepr::Nat => f.write_str("Nat"),
            TypeRepr::Int => f.write_str("Int"),
            TypeRepr::Float => f.write_str("Float"),
            TypeRepr::Float32 => f.write_str("Float32"),
            TypeRepr::Char => f.write_str("Char"),
            TypeRepr::String => f.write_str("String"),
            TypeRepr::PyObject => f.write_str("Py"),
            TypeRepr::UInt { bits } => write!(f, "UInt{}", bits.get()),
            TypeRepr::SInt { bits } => write!(f, "Int{}", bits.get()),
            TypeRepr::USize => f.write_str("USize"),
            TypeRepr::ISize => f.write_str("ISize"),
            TypeRepr::Array(elem) => write!(f, "Array {}", Nested(elem, Prec::Argument)),
            TypeRepr::List(elem) => write!(f, "List {}", Nested(elem, Prec::Argument)),
            TypeRepr::Option(elem) => write!(f, "Option {}", Nested(elem, Prec::Argument)),
            TypeRepr::Io { elem, base } => {
                let monad = if *base { "BaseIO" } else { "IO" };
                write!(f, "{monad} {}", Nested(elem, Prec::Argument))
            }
            TypeRepr::Prod(a, b) => {
                write!(f, "{} × {}", Nested(a, Prec::ProdLeft), Nested(b, Prec::Prod))
            }
            TypeRepr::Sum(a, b) => write!(f, "{} ⊕ {}", Nested(a, Prec::SumLeft), Nested(b, Prec::Sum)),
            TypeRepr::Except { error, value, eio } => {
                let monad = if *eio { "EIO" } else { "Except" };
                let (error, value) = (Nested(error, Prec::Argument), Nested(value, Prec::Argument));
                write!(f, "{monad} {error} {value}")
            }
            TypeRepr::Named { name, args } => {
                f.write_str(name)?;
                args.iter().try_for_each(|arg| write!(f, " {}", Nested(arg, Prec::Argument)))
            }
            TypeRepr::Function { params, result } => {
                params.iter().try_for_each(|param| write!(f, "{} → ", Nested(param, Prec::Sum)))?;
                Nested(result, Prec::Any).fmt(f)
            }
            TypeRepr::Opaque { text, .. } | TypeRepr::Unnamed(text) | TypeRepr::Param { name: text, .. } => {
                f.write_str(text)
            }
            TypeRepr::Natural(text) | TypeRepr::Argument { text, .. } | TypeRepr::Variable(text) => f.write_str(text),
            TypeRepr::Term { text, .. } | TypeRepr::Sort(text) => f.write_str(text),
            TypeRepr::Unsupported { text, .. } => f.write_str(text),
        })?;
        f.write_str(close)
    }
}

impl fmt::Display for TypeRepr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Nested(self, Prec::Any).fmt(f)
    }
}

/// The JSON object of a [`TypeRepr`]. First the keys of lean.py, then ours.
#[derive(Default, Serialize)]
struct Wire<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elem: Option<&'a TypeRepr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<&'a TypeRepr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<&'a TypeRepr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<&'a TypeRepr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    args: &'a [TypeRepr],
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<Arrow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    natural: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plus: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsupported: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    variable: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sort: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    usize: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    base: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    eio: bool,
}

/// The two sides of a function type.
#[derive(Serialize)]
struct Arrow<'a> {
    params: &'a [TypeRepr],
    result: &'a TypeRepr,
}

impl Serialize for TypeRepr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = |kind| Wire { kind, ..Wire::default() };
        let unnamed = |text: &str| Wire { name: Some(ANONYMOUS), text: Some(text.to_owned()), ..of("opaque") };
        let wire = match self {
            TypeRepr::Unit => of("unit"),
            TypeRepr::Bool => of("bool"),
            TypeRepr::Nat => of("nat"),
            TypeRepr::Int => of("int"),
            TypeRepr::Float => of("float"),
            TypeRepr::Float32 => of("float32"),
            TypeRepr::Char => of("char"),
            TypeRepr::String => of("string"),
            TypeRepr::PyObject => of("pyobject"),
            TypeRepr::UInt { bits } => Wire { bits: Some(bits.get()), ..of("uint") },
            TypeRepr::SInt { bits } => Wire { bits: Some(bits.get()), ..of("sint") },
            TypeRepr::USize => Wire { bits: Some(64), usize: true, ..of("uint") },
            TypeRepr::ISize => Wire { bits: Some(64), usize: true, ..of("sint") },
            TypeRepr::Array(elem) => Wire { elem: Some(&**elem), ..of("array") },
            TypeRepr::List(elem) => Wire { elem: Some(&**elem), ..of("list") },
            TypeRepr::Option(elem) => Wire { elem: Some(&**elem), ..of("option") },
            TypeRepr::Io { elem, base } => Wire { elem: Some(&**elem), base: *base, ..of("io") },
            TypeRepr::Prod(a, b) => Wire { a: Some(&**a), b: Some(&**b), ..of("prod") },
            TypeRepr::Sum(a, b) => Wire { a: Some(&**a), b: Some(&**b), ..of("sum") },
            TypeRepr::Except { error, value, eio } => {
                Wire { e: Some(&**error), a: Some(&**value), eio: *eio, ..of("except") }
            }
            TypeRepr::Named { name, args } => {
                let text = (!args.is_empty()).then(|| brief(self));
                Wire { name: Some(name), text, args, ..of("named") }
            }
            TypeRepr::Opaque { name, args, text } => {
                Wire { name: Some(name), text: (text != name).then(|| text.clone()), args, ..of("opaque") }
            }
            TypeRepr::Function { params, result } => {
                Wire { name: Some(ANONYMOUS), function: Some(Arrow { params, result }), ..of("opaque") }
            }
            TypeRepr::Param { index, name } => Wire { param: Some(*index), ..unnamed(name) },
            TypeRepr::Natural(digits) => {
                Wire { natural: Some(serde_json::Number::from_string_unchecked(digits.clone())), ..unnamed(digits) }
            }
            TypeRepr::Argument { index, plus, text } => {
                Wire { argument: Some(*index), plus: Some(*plus), ..unnamed(text) }
            }
            TypeRepr::Variable(text) => Wire { variable: true, ..unnamed(text) },
            TypeRepr::Term { text, explicit } => Wire { term: Some(explicit), ..unnamed(text) },
            TypeRepr::Sort(text) => Wire { sort: true, ..unnamed(text) },
            TypeRepr::Unnamed(text) => unnamed(text),
            TypeRepr::Unsupported { text, why } => Wire { unsupported: Some(why), ..unnamed(text) },
        };
        deep(|| wire.serialize(serializer))
    }
}
