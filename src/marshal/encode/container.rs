//! Encodes arrays, lists, options, pairs and sums.

use super::any::encode_value;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::sealed::Encode;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, NewArray};

/// Values without a size take no memory in Rust, however many there are. In Lean each takes a word.
const MAX_UNITS: usize = 1 << 28;

/// Refuses elements that only Rust has room for.
#[inline]
fn check_count<T>(items: &[T]) -> Result<(), MarshalError> {
    match size_of::<T>() == 0 && items.len() > MAX_UNITS {
        true => Err(MarshalError::new(format!("at most {MAX_UNITS} elements without a size"), items.len().to_string())),
        false => Ok(()),
    }
}

pub(super) fn encode_array<T: Encode>(items: &[T], elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    check_count(items)?;
    let mut array = NewArray::with_capacity(items.len());
    if items.iter().all(|item| item.small_scalar(elem).is_some()) {
        array.extend(items.iter().filter_map(|item| item.small_scalar(elem)).map(LeanObj::scalar));
        return Ok(array.finish());
    }
    for (i, item) in items.iter().enumerate() {
        array.push(encode_value(item, elem).map_err(|e| e.at(Step::Element(i)))?);
    }
    Ok(array.finish())
}

pub(super) fn encode_bytes<T: Encode>(items: &[T], byte: Ty<'_>) -> Result<LeanObj, MarshalError> {
    if let Some(bytes) = T::as_bytes(items) {
        return Ok(LeanObj::bytes(bytes));
    }
    let bits = |(i, item): (usize, &T)| item.bits(byte).map_err(|e| e.at(Step::Element(i)));
    let bytes: Vec<u8> =
        items.iter().enumerate().map(|item| bits(item).map(|bits| bits as u8)).collect::<Result<_, _>>()?;
    Ok(LeanObj::bytes(&bytes))
}

pub(super) fn encode_floats<T: Encode>(items: &[T], float: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let bits = |(i, item): (usize, &T)| item.bits(float).map_err(|e| e.at(Step::Element(i)));
    let floats: Vec<f64> =
        items.iter().enumerate().map(|item| bits(item).map(f64::from_bits)).collect::<Result<_, _>>()?;
    Ok(LeanObj::floats(&floats))
}

/// `List.nil` is the scalar 0, `List.cons` has tag 1. The list is built from its end.
pub(super) fn encode_list<T: Encode>(items: &[T], elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    check_count(items)?;
    let mut list = LeanObj::scalar(0);
    for (i, item) in items.iter().enumerate().rev() {
        let head = encode_value(item, elem).map_err(|e| e.at(Step::Element(i)))?;
        list = LeanObj::constructor(1, [head, list]);
    }
    Ok(list)
}

/// `none` is the scalar 0, `some` has tag 1.
#[inline]
pub(super) fn encode_option(value: Option<&(impl Encode + ?Sized)>, elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let Some(value) = value else { return Ok(LeanObj::scalar(0)) };
    let inner = encode_value(value, elem).map_err(|e| e.at(Step::Some))?;
    Ok(LeanObj::constructor(1, [inner]))
}

#[inline]
pub(super) fn encode_pair(
    a: &impl Encode,
    b: &impl Encode,
    a_ty: Ty<'_>,
    b_ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let first = encode_value(a, a_ty).map_err(|e| e.at(Step::Half(1)))?;
    let second = encode_value(b, b_ty).map_err(|e| e.at(Step::Half(2)))?;
    Ok(LeanObj::constructor(0, [first, second]))
}

/// `Except.error` has tag 0, `Except.ok` tag 1.
pub(super) fn encode_except(
    value: Result<&impl Encode, &impl Encode>,
    error: Ty<'_>,
    ok: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    match value {
        Ok(v) => encode_case(1, "ok", v, ok),
        Err(e) => encode_case(0, "error", e, error),
    }
}

/// Makes a constructor object with one field.
pub(super) fn encode_case(
    tag: u8,
    name: &'static str,
    value: &impl Encode,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let inner = encode_value(value, ty).map_err(|e| e.at(Step::Case(name)))?;
    Ok(LeanObj::constructor(tag, [inner]))
}
