//! [`encode_value`]: encodes values of all types, including thunks, tasks, checked and converted types.

use super::invariant::check;
use crate::marshal::codec::{Checked, Codec, Converted};
use crate::marshal::decode::{decode_case, decode_value};
use crate::marshal::error::MarshalError;
use crate::marshal::invariant::Invariant;
use crate::marshal::sealed::Encode;
use crate::marshal::subarray::window_on;
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::LeanObj;

/// Encodes a value of any type. `value` sees the type's [carrier](Ty::carried).
#[inline]
pub(crate) fn encode_value<T: Encode + ?Sized>(value: &T, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    match ty.codec {
        Codec::Thunk(inner) => encode_value(value, ty.with(inner)).map(LeanObj::thunk),
        Codec::Task(inner) => encode_value(value, ty.with(inner)).map(LeanObj::task),
        Codec::Checked(checked) => encode_checked(checked, value, ty),
        Codec::Converted(converted) => encode_converted(converted, value, ty),
        _ => value.encode(ty),
    }
}

/// Encodes `value` at the checked type `ty`, and checks the invariant.
fn encode_checked<T: Encode + ?Sized>(checked: &Checked, value: &T, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let object = encode_value(value, ty.with(&checked.carrier)).map_err(|e| e.expecting(|| checked.expected(ty)))?;
    check(checked, object.as_obj(), ty)?;
    Ok(match checked.invariant {
        Invariant::Window => window_on(object),
        _ => object,
    })
}

/// Encodes `value` at the type `ty`, whose values are converted.
fn encode_converted<T: Encode + ?Sized>(converted: &Converted, value: &T, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let target = ty.with(&converted.target);
    let object = encode_value(value, target).map_err(|e| e.expecting(|| converted.expected(target)))?;
    if let Some(problem) = converted.functions.guard.and_then(|guard| guard.problem(object.as_obj())) {
        return Err(MarshalError::new(converted.expected(target), problem));
    }
    // SAFETY: the object was encoded at the type of the function's parameter.
    let made = unsafe { converted.functions.from_target.call(object) };
    let Some(error) = &converted.error else { return Ok(made) };
    match decode_case(made.as_obj(), ty)? {
        (0, error_object) => {
            let error = decode_value::<Value>(error_object, ty.with(error))?;
            Err(MarshalError::new(converted.expected(target), format!("one that Lean refuses: {error}")))
        }
        (_, inner) => Ok(inner.to_obj()),
    }
}
