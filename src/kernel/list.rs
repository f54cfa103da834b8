//! Lean's `List`, `Option`, `Except` and `Array`, made of objects and read.

#[cfg(feature = "server")]
pub(crate) use super::pair::pair;
use super::shape::ConstructorShape;
use crate::object::{LeanObj, NewArray, ObjRef, ObjectKind};

/// `List.cons`: head, tail. `[]` is the scalar 0.
pub(crate) const CONS: ConstructorShape = ConstructorShape::new("List.cons", 1, 2, 0);
/// `Except.ok`: the value. `Except.error` is the constructor 0.
const OK: ConstructorShape = ConstructorShape::new("Except.ok", 1, 1, 0);

/// A `List` of these items.
pub(crate) fn list<I: DoubleEndedIterator<Item = LeanObj>>(items: impl IntoIterator<IntoIter = I>) -> LeanObj {
    items.into_iter().rev().fold(LeanObj::scalar(0), |tail, head| LeanObj::constructor(CONS.tag, [head, tail]))
}

/// An `Array` of these items.
pub(crate) fn array<I: ExactSizeIterator<Item = LeanObj>>(items: impl IntoIterator<IntoIter = I>) -> LeanObj {
    let items = items.into_iter();
    let mut array = NewArray::with_capacity(items.len());
    items.for_each(|item| array.push(item));
    array.finish()
}

/// An `Option`: `some` holds one field, `none` is the scalar 0.
pub(crate) fn option(value: Option<LeanObj>) -> LeanObj {
    value.map_or_else(|| LeanObj::scalar(0), |value| LeanObj::constructor(1, [value]))
}

/// Reads an `Except`.
///
/// # Errors
/// The exception, if the object holds one.
///
/// # Panics
/// If the object has no field, and so is not an `Except`.
pub(crate) fn except(object: &LeanObj) -> Result<LeanObj, LeanObj> {
    let content = object.as_obj().field(0).expect("an `Except` has one field").to_obj();
    let is_ok = object.kind() == (ObjectKind::Constructor { tag: OK.tag, objects: OK.objects });
    if is_ok { Ok(content) } else { Err(content) }
}

/// The items of a `List`.
pub(crate) fn items(list: ObjRef<'_>) -> Items<'_> {
    Items(list)
}

/// The iterator that [`items`] returns.
pub(crate) struct Items<'a>(ObjRef<'a>);

impl<'a> Iterator for Items<'a> {
    type Item = &'a LeanObj;

    fn next(&mut self) -> Option<&'a LeanObj> {
        if self.0.kind() != (ObjectKind::Constructor { tag: CONS.tag, objects: CONS.objects }) {
            return None;
        }
        let head = self.0.owned_field(0)?;
        self.0 = self.0.field(1)?;
        Some(head)
    }
}
