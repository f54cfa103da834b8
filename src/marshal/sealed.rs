//! [`Encode`] and [`Decode`], the sealed traits behind `IntoLean` and `FromLean`. Other crates cannot implement them,
//! because a wrong object leads to undefined behaviour in compiled Lean code.

use super::error::MarshalError;
use super::ty::Ty;
use crate::object::{LeanObj, ObjRef};

// The same text as on `IntoLean`, for arguments inside a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to Lean",
    note = "pass one of the types in the documentation of `IntoLean`, or convert it into a `leanbind::Value` first"
)]
pub trait Encode {
    /// Whether this Rust type has values of the Lean type `ty`.
    fn accepts(ty: Ty<'_>) -> bool;

    /// Makes an object of type `ty`.
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError>;

    /// The value as zero-extended bits of `ty`'s machine scalar. Only called if `ty` has one.
    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        // Only types whose values are objects come here. Their `encode` has the right error.
        self.encode(ty).and_then(|_| Err(ty.mismatch("an object")))
    }

    /// The items as bytes, if this type is `u8`.
    #[inline]
    fn as_bytes(_items: &[Self]) -> Option<&[u8]>
    where
        Self: Sized,
    {
        None
    }

    /// The payload of the value's scalar object, if it is a small `Nat`. An array of these is encoded in one pass.
    #[inline]
    fn small_scalar(&self, _ty: Ty<'_>) -> Option<usize> {
        None
    }
}

pub trait Decode: Sized {
    /// Whether this Rust type can hold values of the Lean type `ty`.
    fn accepts(ty: Ty<'_>) -> bool;

    /// Reads an object of type `ty`.
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError>;

    /// Reads an object of type `ty` and takes it over. A Rust type that keeps the object changes no reference count.
    #[inline]
    fn decode_owned(obj: LeanObj, ty: Ty<'_>) -> Result<Self, MarshalError> {
        Self::decode(obj.as_obj(), ty)
    }

    /// Reads zero-extended bits of `ty`'s machine scalar. Only called if `ty` has one.
    fn from_bits(_bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        Err(ty.mismatch("a machine scalar"))
    }

    /// Decodes the elements of an array in one pass, if all are small numbers: the counterpart of
    /// [`Encode::small_scalar`].
    #[inline]
    fn from_small_scalars(_elements: &[ObjRef<'_>], _ty: Ty<'_>) -> Option<Vec<Self>> {
        None
    }

    /// Copies the bytes, if this type is `u8`: the counterpart of [`Encode::as_bytes`].
    #[inline]
    fn from_bytes(_bytes: &[u8]) -> Option<Vec<Self>> {
        None
    }

    /// Copies the numbers, if this type is `f64`.
    #[inline]
    fn from_floats(_floats: &[f64]) -> Option<Vec<Self>> {
        None
    }
}
