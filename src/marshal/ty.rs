//! [`Ty`]: a prepared type together with the table that its names refer to.

use std::fmt;

use super::codec::{Codec, TypeTable};
use super::error::MarshalError;
use crate::registry::MachineType;

/// A Lean type, prepared: what encoding and decoding are told.
#[derive(Clone, Copy, Debug)]
pub struct Ty<'a> {
    pub(crate) codec: &'a Codec,
    pub(crate) table: &'a TypeTable,
}

impl<'a> Ty<'a> {
    /// Another type of the same table.
    #[inline]
    pub(crate) fn with(self, codec: &'a Codec) -> Self {
        Ty { codec, table: self.table }
    }

    /// How a value of this type is represented outside of a box.
    #[inline]
    pub(crate) fn machine(self) -> MachineType {
        self.table.machine(self.codec)
    }

    /// The error for a value of another type.
    #[cold]
    pub(crate) fn mismatch(self, got: impl Into<String>) -> MarshalError {
        MarshalError::new(self.to_string(), got)
    }
}

impl fmt::Display for Ty<'_> {
    /// Lean notation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = |machine: MachineType| machine.bytes() * 8;
        match self.codec {
            Codec::Unit => f.write_str("Unit"),
            Codec::Bool => f.write_str("Bool"),
            Codec::Nat => f.write_str("Nat"),
            Codec::Int => f.write_str("Int"),
            Codec::UInt(MachineType::Usize) => f.write_str("USize"),
            Codec::SInt(MachineType::Usize) => f.write_str("ISize"),
            Codec::UInt(machine) => write!(f, "UInt{}", bits(*machine)),
            Codec::SInt(machine) => write!(f, "Int{}", bits(*machine)),
            Codec::Float => f.write_str("Float"),
            Codec::Float32 => f.write_str("Float32"),
            Codec::Char => f.write_str("Char"),
            Codec::String => f.write_str("String"),
            Codec::Array(elem) => write!(f, "Array {}", Inner(self.with(elem))),
            Codec::List(elem) => write!(f, "List {}", Inner(self.with(elem))),
            Codec::Option(elem) => write!(f, "Option {}", Inner(self.with(elem))),
            Codec::Prod(pair) => write!(f, "{} × {}", Inner(self.with(&pair.0)), Inner(self.with(&pair.1))),
            Codec::Sum(pair) => write!(f, "{} ⊕ {}", Inner(self.with(&pair.0)), Inner(self.with(&pair.1))),
            Codec::Except(pair) => {
                write!(f, "Except {} {}", Inner(self.with(&pair.0)), Inner(self.with(&pair.1)))
            }
            Codec::Inductive(i) => f.write_str(&self.table.inductive(*i).name),
            Codec::Opaque(name) => f.write_str(name),
        }
    }
}

/// A type inside another: in parentheses if it is an application.
struct Inner<'a>(Ty<'a>);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.codec {
            Codec::Array(_) | Codec::List(_) | Codec::Option(_) => write!(f, "({})", self.0),
            Codec::Prod(_) | Codec::Sum(_) | Codec::Except(_) => write!(f, "({})", self.0),
            _ => write!(f, "{}", self.0),
        }
    }
}
