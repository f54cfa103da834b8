//! Decoding at any type: also where Lean has the value in a thunk or a task, with a proof, or as a value of another type.

use crate::marshal::codec::{Checked, Codec, Converted};
use crate::marshal::datum::Datum;
use crate::marshal::error::MarshalError;
use crate::marshal::invariant::Invariant;
use crate::marshal::sealed::Decode;
use crate::marshal::subarray::windowed;
use crate::marshal::ty::Ty;
use crate::object::ObjRef;

/// What a thunk or a task has as its value, where the type says that it is one.
#[inline]
pub(crate) fn force<'a, 'b>(value: ObjRef<'a>, ty: Ty<'b>) -> Result<(ObjRef<'a>, Ty<'b>), MarshalError> {
    let (inner, forced) = match ty.codec {
        Codec::Thunk(inner) => (inner, value.force()),
        Codec::Task(inner) => (inner, value.wait()),
        _ => return Ok((value, ty)),
    };
    match forced {
        Some(forced) => force(forced, ty.with(inner)),
        None => Err(ty.mismatch(value.kind().to_string())),
    }
}

/// Decodes a value of any type: also where Lean has it in a thunk or a task, with a proof, or as a value of another type.
#[inline]
pub(crate) fn decode_value<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    match ty.codec {
        Codec::Thunk(_) | Codec::Task(_) => force(obj, ty).and_then(|(obj, ty)| decode_value(obj, ty)),
        Codec::Checked(checked) => decode_checked(checked, obj, ty),
        Codec::Converted(converted) => decode_converted(converted, obj, ty),
        _ => T::decode(obj, ty),
    }
}

/// Reads an object of the type `ty`, which this is. Lean made it, so that there is nothing to check.
fn decode_checked<T: Decode>(checked: &Checked, object: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    match checked.invariant {
        Invariant::Window => {
            let array = windowed(object).ok_or_else(|| ty.mismatch(object.kind().to_string()))?;
            T::decode(array.as_obj(), ty.with(&checked.carrier))
        }
        _ => T::decode(object, ty.with(&checked.carrier)),
    }
}

/// Reads an object of the type `ty`, which this is, as a value of the other type.
fn decode_converted<T: Decode>(converted: &Converted, object: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    // SAFETY: Lean's type system says that the object is of the function's parameter type.
    let target = unsafe { converted.functions.to_target.call(object.to_obj()) };
    decode_value(target.as_obj(), ty.with(&converted.target))
}

impl Datum<'_> {
    /// Reads the value.
    #[inline]
    pub(in crate::marshal) fn decode<T: Decode>(self, ty: Ty<'_>) -> Result<T, MarshalError> {
        match self {
            Datum::Object(object) => decode_value(object, ty),
            Datum::Bits(bits) => T::from_bits(bits, ty),
        }
    }
}
