//! [`decode_value`]: decodes values of all types, including thunks, tasks, checked and converted types.

use crate::marshal::codec::{Checked, Codec, Converted};
use crate::marshal::datum::Datum;
use crate::marshal::error::MarshalError;
use crate::marshal::invariant::Invariant;
use crate::marshal::sealed::Decode;
use crate::marshal::subarray::windowed;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, ObjRef};

/// Forces a thunk or awaits a task, and returns its value and type. Returns other values unchanged.
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

/// Decodes a value of any type. `T` sees the type's [carrier](Ty::carried).
#[inline]
pub(crate) fn decode_value<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    match ty.codec {
        Codec::Thunk(_) | Codec::Task(_) => force(obj, ty).and_then(|(obj, ty)| decode_value(obj, ty)),
        Codec::Checked(checked) => decode_checked(checked, obj, ty),
        Codec::Converted(converted) => decode_converted(converted, obj, ty),
        _ => T::decode(obj, ty),
    }
}

/// As [`decode_value`], taking over the object.
#[inline]
pub(crate) fn decode_owned_value<T: Decode>(obj: LeanObj, ty: Ty<'_>) -> Result<T, MarshalError> {
    match ty.codec {
        Codec::Thunk(_) | Codec::Task(_) | Codec::Checked(_) | Codec::Converted(_) => decode_value(obj.as_obj(), ty),
        _ => T::decode_owned(obj, ty),
    }
}

/// Decodes an object of the checked type `ty`. Lean made the object, so its proof holds.
fn decode_checked<T: Decode>(checked: &Checked, object: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    match checked.invariant {
        Invariant::Window => {
            let array = windowed(object).ok_or_else(|| ty.mismatch(object.kind().to_string()))?;
            T::decode(array.as_obj(), ty.with(&checked.carrier))
        }
        _ => T::decode(object, ty.with(&checked.carrier)),
    }
}

/// Decodes an object of the type `ty`, whose values are converted.
fn decode_converted<T: Decode>(converted: &Converted, object: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    if let Some(problem) = converted.functions.guard.and_then(|guard| guard.problem_with_source(object)) {
        return Err(ty.mismatch(problem));
    }
    // SAFETY: the object is of type `ty`, which is the type of the function's parameter.
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
