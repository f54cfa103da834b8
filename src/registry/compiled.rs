//! The decisions of Lean's compiler: machine types, calling conventions, object layouts.
use std::fmt;

use serde::Serialize;

use super::TypeRepr;
use crate::deep::deep;

/// The machine type of a parameter, a result or a field (Lean's `IRType`, which splits `Object` into `object`, `tagged`
/// and `tobject`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MachineType {
    /// `uint8_t`: also `Bool`, `Int8` and enumerations.
    U8,
    /// `uint16_t`.
    U16,
    /// `uint32_t`: also `Char`.
    U32,
    /// `uint64_t`.
    U64,
    /// `size_t`.
    Usize,
    /// `float`.
    F32,
    /// `double`.
    F64,
    /// `lean_object*`.
    Object,
    /// A type or a proof, which is passed as the boxed zero.
    Erased,
    /// The world token of an action, which is not passed at all.
    Void,
}

impl MachineType {
    /// Every machine type.
    pub(super) const ALL: [MachineType; 10] = [
        MachineType::U8,
        MachineType::U16,
        MachineType::U32,
        MachineType::U64,
        MachineType::Usize,
        MachineType::F32,
        MachineType::F64,
        MachineType::Object,
        MachineType::Erased,
        MachineType::Void,
    ];

    /// The name in the registry's JSON.
    pub fn name(self) -> &'static str {
        match self {
            MachineType::U8 => "u8",
            MachineType::U16 => "u16",
            MachineType::U32 => "u32",
            MachineType::U64 => "u64",
            MachineType::Usize => "usize",
            MachineType::F32 => "f32",
            MachineType::F64 => "f64",
            MachineType::Object => "object",
            MachineType::Erased => "erased",
            MachineType::Void => "void",
        }
    }

    /// The size in bytes of a field of this type among a constructor's scalars. `None` if such a field is not stored
    /// there.
    pub fn scalar_size(self) -> Option<usize> {
        match self {
            MachineType::U8 => Some(1),
            MachineType::U16 => Some(2),
            MachineType::U32 | MachineType::F32 => Some(4),
            MachineType::U64 | MachineType::F64 => Some(8),
            _ => None,
        }
    }

    /// Whether a value of this type is passed as a number, not as an object.
    #[inline]
    pub(crate) fn is_scalar(self) -> bool {
        !matches!(self, MachineType::Object | MachineType::Erased | MachineType::Void)
    }

    /// The size of a value of this type in bytes.
    #[inline]
    pub(crate) fn bytes(self) -> usize {
        match self {
            MachineType::U8 => 1,
            MachineType::U16 => 2,
            MachineType::U32 | MachineType::F32 => 4,
            _ => 8,
        }
    }

    /// Whether a value of the Lean type `ty` can have this machine type. For a type whose machine type only the
    /// compiler knows (a named or opaque type, a unit), the answer is always true.
    pub fn can_hold(self, ty: &TypeRepr) -> bool {
        use super::Bits::*;
        let expected = match ty {
            TypeRepr::Bool => MachineType::U8,
            TypeRepr::UInt { bits } | TypeRepr::SInt { bits } => match bits {
                B8 => MachineType::U8,
                B16 => MachineType::U16,
                B32 => MachineType::U32,
                // lean.py calls `USize` a `UInt64`.
                B64 if self == MachineType::Usize => MachineType::Usize,
                B64 => MachineType::U64,
            },
            TypeRepr::USize | TypeRepr::ISize => MachineType::Usize,
            TypeRepr::Char => MachineType::U32,
            TypeRepr::Float => MachineType::F64,
            TypeRepr::Float32 => MachineType::F32,
            // A `BaseIO` action returns its value unwrapped.
            TypeRepr::Io { elem, base: true } => return self.can_hold(elem),
            TypeRepr::Unit | TypeRepr::PyObject => return true,
            TypeRepr::Named { .. } | TypeRepr::Opaque { .. } | TypeRepr::Unnamed(_) => return true,
            TypeRepr::Sort(_) | TypeRepr::Unsupported { .. } => return true,
            // A function that returns types or proofs has no values at run time either.
            TypeRepr::Function { result, .. } if self == MachineType::Erased => return deep(|| self.can_hold(result)),
            _ => MachineType::Object,
        };
        self == expected
    }
}

impl fmt::Display for MachineType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A compiled parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct CompiledParam {
    /// The machine type.
    #[serde(rename = "type")]
    pub ty: MachineType,
    /// Whether the argument is borrowed: the caller keeps its reference.
    pub borrowed: bool,
}

/// The compiled signature of a function.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CompiledSignature {
    /// One entry per parameter of the Lean type. An action may have one more at the end, of type [`MachineType::Void`],
    /// for its world token.
    pub params: Vec<CompiledParam>,
    /// The machine type of the result.
    pub result: MachineType,
}

impl CompiledSignature {
    /// The parameters of the C function: all but the [`MachineType::Void`] ones.
    pub fn c_params(&self) -> impl Iterator<Item = CompiledParam> + '_ {
        self.params.iter().copied().filter(|param| param.ty != MachineType::Void)
    }
}

/// Where an object of a constructor stores a field (Lean's `CtorFieldInfo`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "at", rename_all = "lowercase")]
pub enum FieldPlace {
    /// In an object slot.
    Object {
        /// The slot, below [`CtorLayout::objects`].
        index: usize,
    },
    /// In a `usize` slot.
    Usize {
        /// The slot, from [`CtorLayout::objects`] to `objects + usizes`: the `usize` slots continue the object slots,
        /// as in Lean's `uproj`.
        index: usize,
    },
    /// Among the scalars.
    Scalar {
        /// The offset in bytes from the end of the slots, a multiple of the type's size.
        offset: usize,
        /// The machine type.
        #[serde(rename = "type")]
        ty: MachineType,
    },
    /// Nowhere: a type or a proof.
    Erased,
}

/// The layout of a constructor's objects (Lean's `CtorLayout`): object slots, then `usize` slots, then scalars.
///
/// In a [`LibraryRegistry`](super::LibraryRegistry), every slot belongs to exactly one field, and no two scalars
/// overlap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CtorLayout {
    /// The number of object slots.
    pub objects: usize,
    /// The number of `usize` slots.
    pub usizes: usize,
    /// The number of bytes of scalars.
    pub scalar_bytes: usize,
    /// One entry per field.
    pub fields: Vec<FieldPlace>,
}
