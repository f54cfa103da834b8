//! The working halves of `IntoLean` and `FromLean`. Nobody else can implement them: a wrong object in the hands of
//! compiled Lean code is undefined behaviour.

use super::error::MarshalError;
use super::ty::Ty;
use crate::object::{LeanObj, ObjRef};

// As on `IntoLean`, for arguments inside of a tuple.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to Lean",
    note = "pass one of the types in the documentation of `IntoLean`, or convert it into a `leanbind::Value` first"
)]
pub trait Encode {
    /// Whether values of this Rust type can be of the Lean type `ty` at all.
    fn accepts(ty: Ty<'_>) -> bool;

    /// The value as an object of type `ty`.
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError>;

    /// The value as zero-extended bits of `ty`'s machine scalar; only called where `ty` has one.
    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        // Reached by types whose values are objects: their `encode` has the right error.
        self.encode(ty).and_then(|_| Err(ty.mismatch("an object")))
    }

    /// The bytes themselves, where the items are bytes.
    #[inline]
    fn as_bytes(_items: &[Self]) -> Option<&[u8]>
    where
        Self: Sized,
    {
        None
    }

    /// The number whose scalar object is this value, if it is a small number of a type that boxes so: arrays of
    /// these need no encoding one by one.
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

    /// Reads zero-extended bits of `ty`'s machine scalar; only called where `ty` has one.
    fn from_bits(_bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        Err(ty.mismatch("a machine scalar"))
    }

    /// The elements of an array, if all are scalars that need no decoding one by one: the counterpart of
    /// [`Encode::small_scalar`].
    #[inline]
    fn from_small_scalars(_elements: &[ObjRef<'_>], _ty: Ty<'_>) -> Option<Vec<Self>> {
        None
    }

    /// A copy of the bytes, where this type is the byte: the counterpart of [`Encode::as_bytes`].
    #[inline]
    fn from_bytes(_bytes: &[u8]) -> Option<Vec<Self>> {
        None
    }

    /// A copy of the numbers, where this type is theirs.
    #[inline]
    fn from_floats(_floats: &[f64]) -> Option<Vec<Self>> {
        None
    }
}
