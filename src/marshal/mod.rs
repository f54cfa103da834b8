//! Between Rust values and Lean objects, exactly and in both directions.
//!
//! A [`Marshaller`] prepares the types of a registry; its [`Wrapper`]s convert [`Value`]s. Native Rust types are
//! converted by [`IntoLean`] and [`FromLean`] without a [`Value`] in between. What should stay as Lean has it is a
//! [`TypedObj`], and a [`View`] reads the parts of it that are asked for.

mod bounds;
mod call_error;
mod checked;
mod closure;
mod codec;
mod compare;
mod convert;
mod datum;
mod decode;
mod effect;
mod encode;
mod error;
mod inductive;
mod json;
mod kernel_types;
mod layout;
mod map;
mod marshaller;
mod nested;
mod prepare;
mod scalar;
mod ty;
mod typed_obj;
mod value;
mod view;
mod whole;

pub use call_error::{ArityError, CallError, SymbolError};
pub use closure::{BoxError, CallbackError, CallbackErrorKind, Closure, TypedFn};
pub use decode::FromLean;
pub use encode::IntoLean;
pub use error::{MarshalError, Step};
pub use inductive::LeanInductiveValue;
pub use marshaller::{Marshaller, Wrapper};
pub use typed_obj::TypedObj;
pub use value::{Opaque, Value};
pub use view::{Elements, View};

pub(crate) use checked::{Bound, bound_of};
pub(crate) use closure::{callback_failure, is_pending};
pub(crate) use codec::{Codec, TypeTable};
pub(crate) use convert::{Conversion, Functions};
pub(crate) use decode::truncate;
pub(crate) use effect::{Effect, NoValue};
pub(crate) use encode::encode_value;
pub(crate) use json::read as read_json;
pub(crate) use sealed::{Decode, Encode};
pub(crate) use ty::Ty;

mod sealed {
    //! The working halves of `IntoLean` and `FromLean`. Nobody else can implement them: a wrong object in the hands of
    //! compiled Lean code is undefined behaviour.

    use super::error::MarshalError;
    pub use super::ty::Ty;
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
        fn of_small_scalars(_elements: &[ObjRef<'_>], _ty: Ty<'_>) -> Option<Vec<Self>> {
            None
        }

        /// A copy of the bytes, where this type is the byte: the counterpart of [`Encode::as_bytes`].
        #[inline]
        fn of_bytes(_bytes: &[u8]) -> Option<Vec<Self>> {
            None
        }

        /// A copy of the numbers, where this type is theirs.
        #[inline]
        fn of_floats(_floats: &[f64]) -> Option<Vec<Self>> {
            None
        }
    }
}

/// Runs one level of a recursion over a value of any depth, on a fresh piece of stack when little is left.
#[inline]
fn deep<R>(level: impl FnOnce() -> R) -> R {
    const RED_ZONE: usize = 128 << 10;
    const SEGMENT: usize = 4 << 20;
    stacker::maybe_grow(RED_ZONE, SEGMENT, level)
}
