//! Decodes the result of a call, according to the [`Effect`] of the function.

use super::any::decode_value;
use crate::io_error::IoError;
use crate::marshal::effect::Effect;
use crate::marshal::error::MarshalError;
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// Why a call has no result.
pub(crate) enum ResultError {
    /// The object is not of the result's type.
    Marshal(MarshalError),
    /// The action threw an error.
    Thrown(Box<IoError>),
}

impl From<MarshalError> for ResultError {
    fn from(error: MarshalError) -> Self {
        ResultError::Marshal(error)
    }
}

/// Decodes the object that a call returned. Its value is of type `ty`.
#[inline]
pub(crate) fn read_result<R: Decode>(effect: Effect, result: ObjRef<'_>, ty: Ty<'_>) -> Result<R, ResultError> {
    let value = match effect {
        Effect::None | Effect::BaseIo => result,
        Effect::Io => match (result.kind(), result.field(0)) {
            (ObjectKind::Constructor { tag: 0, .. }, Some(value)) => value,
            (ObjectKind::Constructor { tag: 1, .. }, Some(error)) => {
                return Err(ResultError::Thrown(Box::new(IoError::from_obj(error))));
            }
            (other, _) => return Err(MarshalError::new("the result of an IO action", other.to_string()).into()),
        },
        Effect::Eio => return Ok(decode_value(turned(result, "the result of an EIO action")?.as_obj(), ty)?),
    };
    Ok(decode_value(value, ty)?)
}

/// Converts the result of an `EIO` action into an `Except`, or an `Except` into such a result.
pub(in crate::marshal) fn turned(object: ObjRef<'_>, what: &str) -> Result<LeanObj, MarshalError> {
    match (object.kind(), object.field(0)) {
        (ObjectKind::Constructor { tag: tag @ (0 | 1), .. }, Some(inner)) => {
            Ok(LeanObj::constructor(1 - tag, [inner.to_obj()]))
        }
        (other, _) => Err(MarshalError::new(what, other.to_string())),
    }
}
