//! Decodes arrays, lists, options, pairs and sums.

use super::any::decode_value;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::object::{ObjRef, ObjectKind};

pub(super) fn bytes<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<&'a [u8], MarshalError> {
    obj.bytes().ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

pub(super) fn floats<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<&'a [f64], MarshalError> {
    obj.floats().ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

pub(super) fn decode_array<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Vec<T>, MarshalError> {
    let elements = obj.elements().ok_or_else(|| ty.mismatch(obj.kind().to_string()))?;
    if let Some(items) = T::from_small_scalars(elements, elem) {
        return Ok(items);
    }
    let mut items = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        items.push(decode_value(*element, elem).map_err(|e| e.at(Step::Element(i)))?);
    }
    Ok(items)
}

pub(super) fn decode_list<T: Decode>(mut obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Vec<T>, MarshalError> {
    let mut items = Vec::new();
    loop {
        match (obj.kind(), obj.field(0), obj.field(1)) {
            (ObjectKind::Scalar(0), ..) => return Ok(items),
            (ObjectKind::Constructor { tag: 1, objects: 2 }, Some(head), Some(tail)) => {
                let i = items.len();
                items.push(decode_value(head, elem).map_err(|e| e.at(Step::Element(i)))?);
                obj = tail;
            }
            (other, ..) => return Err(ty.mismatch(other.to_string())),
        }
    }
}

#[inline]
pub(super) fn decode_option<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Option<T>, MarshalError> {
    match (obj.kind(), obj.field(0)) {
        (ObjectKind::Scalar(0), _) => Ok(None),
        (ObjectKind::Constructor { tag: 1, objects: 1 }, Some(inner)) => {
            decode_value(inner, elem).map(Some).map_err(|e| e.at(Step::Some))
        }
        (other, _) => Err(ty.mismatch(other.to_string())),
    }
}

#[inline]
pub(super) fn decode_pair<A: Decode, B: Decode>(
    obj: ObjRef<'_>,
    ty: Ty<'_>,
    a: Ty<'_>,
    b: Ty<'_>,
) -> Result<(A, B), MarshalError> {
    match (obj.kind(), obj.field(0), obj.field(1)) {
        (ObjectKind::Constructor { tag: 0, objects: 2 }, Some(first), Some(second)) => Ok((
            decode_value(first, a).map_err(|e| e.at(Step::Half(1)))?,
            decode_value(second, b).map_err(|e| e.at(Step::Half(2)))?,
        )),
        (other, ..) => Err(ty.mismatch(other.to_string())),
    }
}

pub(super) fn decode_except<T: Decode, E: Decode>(
    obj: ObjRef<'_>,
    ty: Ty<'_>,
    error: Ty<'_>,
    ok: Ty<'_>,
) -> Result<Result<T, E>, MarshalError> {
    match decode_case(obj, ty)? {
        (0, inner) => Ok(Err(decode_value(inner, error).map_err(|e| e.at(Step::Case("error")))?)),
        (_, inner) => Ok(Ok(decode_value(inner, ok).map_err(|e| e.at(Step::Case("ok")))?)),
    }
}

/// The tag, which is 0 or 1, and the field of an `Except` or a `Sum`.
pub(in crate::marshal) fn decode_case<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<(u8, ObjRef<'a>), MarshalError> {
    match (obj.kind(), obj.field(0)) {
        (ObjectKind::Constructor { tag: tag @ (0 | 1), objects: 1 }, Some(inner)) => Ok((tag, inner)),
        (other, _) => Err(ty.mismatch(other.to_string())),
    }
}
