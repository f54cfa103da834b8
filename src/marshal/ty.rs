//! [`Ty`]: a codec together with the table that its indices refer to.

use std::fmt;
use std::sync::Arc;

use super::codec::{Checked, Codec, Converted, TypeTable};
use super::error::MarshalError;
use super::invariant::{Bound, Invariant};
use super::opaque::advice;
use crate::number::Nat;
use crate::registry::{Bits, MachineType, TypeRepr};

/// The type of the elements of a `ByteArray`.
pub(super) const BYTE: Codec = Codec::UInt(MachineType::U8);

/// A prepared Lean type: what encoding and decoding work with.
#[derive(Clone, Copy, Debug)]
pub struct Ty<'a> {
    pub(crate) codec: &'a Codec,
    /// Shared, so that a closure or a typed object may outlive the function that returned it.
    pub(crate) table: &'a Arc<TypeTable>,
}

impl<'a> Ty<'a> {
    /// Another type of the same table.
    #[inline]
    pub(crate) fn with(self, codec: &'a Codec) -> Self {
        Ty { codec, table: self.table }
    }

    /// The type of the elements, if this is the type of an array or a list.
    #[inline]
    pub(crate) fn element(self) -> Option<Self> {
        match self.codec {
            Codec::Array(elem) | Codec::List(elem) => Some(self.with(elem)),
            Codec::Bytes => Some(self.with(&BYTE)),
            Codec::Floats => Some(self.with(&Codec::Float)),
            _ => None,
        }
    }

    /// The type that Rust sees in place of this one: the value of a thunk or a task, the carrier of a checked type, the
    /// target of a conversion.
    #[inline]
    pub(crate) fn carried(self) -> Self {
        match self.codec {
            Codec::Thunk(value) | Codec::Task(value) => self.with(value).carried(),
            Codec::Checked(checked) => self.with(&checked.carrier).carried(),
            Codec::Converted(converted) => self.with(&converted.target).carried(),
            _ => self,
        }
    }

    /// The machine type of an unboxed value.
    #[inline]
    pub(crate) fn machine(self) -> MachineType {
        self.table.machine(self.codec)
    }

    /// Whether both are the same Lean type. Equal names in two registries need not mean one type.
    pub(crate) fn is_same(self, other: Ty<'_>) -> bool {
        if Arc::ptr_eq(self.table, other.table) {
            return self.codec == other.codec;
        }
        let same_registry = self.table.origin == other.table.origin;
        (same_registry && self.repr() == other.repr()) || (self.codec == other.codec && self.codec.is_builtin())
    }

    /// The type as the registry describes it.
    pub(crate) fn repr(self) -> TypeRepr {
        repr(self.codec, &|i| {
            let inductive = self.table.inductive(i);
            (&inductive.name, &inductive.args)
        })
    }

    /// The error for a value of another type.
    #[cold]
    pub(crate) fn mismatch(self, got: impl Into<String>) -> MarshalError {
        let expected = match self.codec {
            Codec::Opaque(opaque) => format!("{self} (opaque: {})", advice(&opaque.repr)),
            _ => self.to_string(),
        };
        MarshalError::new(expected, got)
    }

    /// The error for a value of another type of the same name.
    #[cold]
    pub(super) fn other_library(self) -> MarshalError {
        MarshalError::new(
            self.to_string(),
            format!("{self} of another library, or of the same one opened in another way"),
        )
    }
}

impl Checked {
    /// The type and its invariant, for errors.
    #[cold]
    pub(super) fn expected(&self, ty: Ty<'_>) -> String {
        match &self.invariant {
            Invariant::Below(Bound::Number(n)) if *n == Nat::default() => format!("{ty} (which has no values)"),
            Invariant::Below(Bound::Number(n)) => format!("{ty} (a whole number below {})", n.brief()),
            Invariant::Bits(Bound::Number(n)) => format!("{ty} (a whole number below 2^{})", n.brief()),
            Invariant::Length(Bound::Number(n)) => format!("{ty} (an array of {})", n.brief()),
            Invariant::LowestTerms => format!("{ty} (numerator and denominator in lowest terms, as in (-1, 2))"),
            Invariant::Position(_) => format!("{ty} (the byte where a character begins, or the end)"),
            Invariant::Below(_) | Invariant::Bits(_) | Invariant::Length(_) => {
                format!("{ty} (of which the registry does not tell the number, so that no value can be checked)")
            }
            Invariant::Window => ty.to_string(),
        }
    }
}

impl Converted {
    #[cold]
    pub(super) fn expected(&self, target: Ty<'_>) -> String {
        format!("{} (given as {target})", self.source)
    }
}

impl fmt::Display for Ty<'_> {
    /// Lean notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.repr().fmt(f)
    }
}

/// The type as the registry describes it. `instance` gives the name and the arguments of an inductive type.
pub(super) fn repr<'a>(codec: &Codec, instance: &dyn Fn(usize) -> (&'a str, &'a [Codec])) -> TypeRepr {
    let one = |elem: &Codec| Box::new(repr(elem, instance));
    let applied = |name: &str, arg: &Codec| TypeRepr::Named { name: name.to_owned(), args: vec![repr(arg, instance)] };
    let bits = |machine: MachineType| match machine.bytes() {
        1 => Bits::B8,
        2 => Bits::B16,
        4 => Bits::B32,
        _ => Bits::B64,
    };
    match codec {
        Codec::Unit => TypeRepr::Unit,
        Codec::Bool => TypeRepr::Bool,
        Codec::Nat => TypeRepr::Nat,
        Codec::Int => TypeRepr::Int,
        Codec::UInt(MachineType::Usize) => TypeRepr::USize,
        Codec::SInt(MachineType::Usize) => TypeRepr::ISize,
        Codec::UInt(machine) => TypeRepr::UInt { bits: bits(*machine) },
        Codec::SInt(machine) => TypeRepr::SInt { bits: bits(*machine) },
        Codec::Float => TypeRepr::Float,
        Codec::Float32 => TypeRepr::Float32,
        Codec::Char => TypeRepr::Char,
        Codec::String => TypeRepr::String,
        Codec::Array(elem) => TypeRepr::Array(one(elem)),
        Codec::List(elem) => TypeRepr::List(one(elem)),
        Codec::Option(elem) => TypeRepr::Option(one(elem)),
        Codec::Prod(pair) => TypeRepr::Prod(one(&pair.0), one(&pair.1)),
        Codec::Sum(pair) => TypeRepr::Sum(one(&pair.0), one(&pair.1)),
        Codec::Except(pair) => TypeRepr::Except { error: one(&pair.0), value: one(&pair.1), eio: false },
        Codec::Bytes => TypeRepr::opaque("ByteArray"),
        Codec::Floats => TypeRepr::opaque("FloatArray"),
        Codec::Thunk(value) => applied("Thunk", value),
        Codec::Task(value) => applied("Task", value),
        Codec::Inductive(i) => {
            let (name, args) = instance(*i);
            TypeRepr::Named { name: name.to_owned(), args: args.iter().map(|arg| repr(arg, instance)).collect() }
        }
        Codec::Function(function) => {
            let params: Vec<_> = function.params.iter().map(|param| repr(param, instance)).collect();
            let result = function.effect.result_type(repr(&function.result, instance));
            if params.is_empty() { result } else { TypeRepr::Function { params, result: Box::new(result) } }
        }
        Codec::Checked(checked) => checked.repr(repr(&checked.carrier, instance)),
        Codec::Converted(converted) => converted.source.clone(),
        Codec::Bound(bound) => bound.repr(),
        Codec::Opaque(opaque) => opaque.repr.clone(),
        Codec::Boxed => TypeRepr::Param { index: 0, name: "a parameter".to_owned() },
    }
}
