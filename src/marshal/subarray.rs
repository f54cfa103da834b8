//! Subarrays: objects with an array and two bounds (`Init/Data/Array/Subarray.lean`).

use crate::object::{LeanObj, NewArray, ObjRef, ObjectKind};

/// Makes a subarray of all elements of an array.
pub(super) fn window_on(array: LeanObj) -> LeanObj {
    let size = array.as_obj().elements().map_or(0, <[_]>::len);
    LeanObj::constructor(0, [array, LeanObj::scalar(0), LeanObj::scalar(size)])
}

/// Makes an array of the elements of a subarray.
pub(super) fn windowed(subarray: ObjRef<'_>) -> Option<LeanObj> {
    let ObjectKind::Constructor { tag: 0, objects: 3 } = subarray.kind() else { return None };
    let (array, start, stop) = (subarray.field(0)?, subarray.field(1)?, subarray.field(2)?);
    let elements = array.elements()?;
    let window = elements.get(start.as_scalar()?..stop.as_scalar()?)?;
    if window.len() == elements.len() {
        return Some(array.to_obj());
    }
    let mut copy = NewArray::with_capacity(window.len());
    window.iter().for_each(|&element| copy.push(element.to_obj()));
    Some(copy.finish())
}
