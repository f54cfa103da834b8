//! [`Datum`]: a value as it is stored in memory.

use super::error::MarshalError;
use super::layout::FieldSlot;
use super::ty::Ty;
use crate::object::ObjRef;

/// An object, or the zero-extended bits of an unboxed scalar, taken from a field or from a packed array.
#[derive(Clone, Copy)]
pub(super) enum Datum<'a> {
    Object(ObjRef<'a>),
    Bits(u64),
}

impl<'a> Datum<'a> {
    /// Reads the field of type `ty` at `place` of a constructor object.
    #[inline]
    pub(super) fn field(object: ObjRef<'a>, place: FieldSlot, ty: Ty<'_>) -> Result<Self, MarshalError> {
        let found = match place {
            FieldSlot::Object(slot) => object.field(slot).map(Datum::Object),
            FieldSlot::Scalar(offset, machine) => object.scalar(offset, machine.bytes() as u32).map(Datum::Bits),
            FieldSlot::Erased => Some(Datum::erased()),
        };
        found.ok_or_else(|| ty.mismatch("nothing"))
    }

    /// The stand-in for an erased field, whose codec is `Unit`.
    pub(super) fn erased() -> Self {
        Datum::Object(ObjRef::boxed(0))
    }
}
