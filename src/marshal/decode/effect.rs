//! Decodes the result of a call, according to the [`Effect`] of the function.

use super::any::{decode_owned_value, decode_value};
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
pub(crate) fn read_result<R: Decode>(effect: Effect, result: LeanObj, ty: Ty<'_>) -> Result<R, ResultError> {
    match effect {
        Effect::None | Effect::BaseIo => Ok(decode_owned_value(result, ty)?),
        Effect::Io => match (result.as_obj().kind(), result.as_obj().field(0)) {
            (ObjectKind::Constructor { tag: 0, .. }, Some(value)) => Ok(decode_value(value, ty)?),
            (ObjectKind::Constructor { tag: 1, .. }, Some(error)) => {
                Err(ResultError::Thrown(Box::new(IoError::from_obj(error))))
            }
            (other, _) => Err(MarshalError::new("the result of an IO action", other.to_string()).into()),
        },
        Effect::Eio => Ok(decode_owned_value(turned(result.as_obj(), "the result of an EIO action")?, ty)?),
    }
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
