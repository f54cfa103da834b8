//! How the objects of one Lean constructor are laid out, and how their fields are read after a check of the layout.

use super::error::KernelError;
use crate::counted::counted;
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// The layout of one constructor's objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConstructorShape {
    /// The Lean constructor.
    pub(crate) constructor: &'static str,
    /// Its index.
    pub(crate) tag: u8,
    /// How many object fields it has.
    pub(crate) objects: u8,
    /// How many bytes its scalar fields take, rounded up to 8.
    pub(crate) scalar_bytes: u16,
}

/// The fields of an object that has a known shape.
#[derive(Clone, Copy)]
pub(crate) struct CheckedFields<'a> {
    object: ObjRef<'a>,
    shape: ConstructorShape,
}

impl ConstructorShape {
    /// The shape of the constructor with the index `tag`.
    pub(crate) const fn new(constructor: &'static str, tag: u8, objects: u8, scalar_bytes: u16) -> Self {
        ConstructorShape { constructor, tag, objects, scalar_bytes }
    }

    /// Checks that an object has this shape, and gives access to its fields.
    ///
    /// # Errors
    /// [`KernelError::Shape`] says what was expected and what was found.
    #[inline]
    pub(crate) fn fields<'a>(self, object: ObjRef<'a>) -> Result<CheckedFields<'a>, KernelError> {
        let fits = matches!(object.kind(), ObjectKind::Constructor { tag, objects }
            if tag == self.tag && objects == self.objects)
            && object.scalar_bytes() == Some(self.scalar_bytes);
        if fits { Ok(CheckedFields { object, shape: self }) } else { Err(self.mismatch(object)) }
    }

    /// The error for an object that has another shape.
    #[cold]
    pub(super) fn mismatch(self, object: ObjRef<'_>) -> KernelError {
        let scalars =
            object.scalar_bytes().map_or_else(String::new, |n| format!(" and {} of scalars", counted(n, "byte")));
        KernelError::Shape {
            constructor: self.constructor,
            expected: format!(
                "constructor {} with {} and {} of scalars",
                self.tag,
                counted(self.objects, "object field"),
                counted(self.scalar_bytes, "byte")
            ),
            got: format!("{}{scalars}", object.kind()),
        }
    }
}

impl<'a> CheckedFields<'a> {
    /// Object field `index`.
    ///
    /// # Panics
    /// If the shape has no such field: the table and its reader disagree.
    #[inline]
    pub(crate) fn object(self, index: u8) -> &'a LeanObj {
        assert!(index < self.shape.objects, "{} has no field {index}", self.shape.constructor);
        self.object.owned_field(u32::from(index)).expect("the shape was checked")
    }

    /// The byte at `offset` behind the object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    #[inline]
    pub(crate) fn byte(self, offset: u16) -> u8 {
        assert!(offset < self.shape.scalar_bytes, "{} has no byte {offset}", self.shape.constructor);
        self.object.scalar(u32::from(offset), 1).expect("the shape was checked") as u8
    }
}

#[cfg(feature = "server")]
impl CheckedFields<'_> {
    /// The 8-byte word at `offset` behind the object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    pub(crate) fn word(self, offset: u16) -> u64 {
        assert!(offset + 8 <= self.shape.scalar_bytes, "{} has no word {offset}", self.shape.constructor);
        self.object.scalar(u32::from(offset), 8).expect("the shape was checked")
    }

    /// A copy of the object in which `values` replace some of the object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    pub(crate) fn with<const N: usize>(self, values: [(u8, LeanObj); N]) -> LeanObj {
        let mut fields: Vec<LeanObj> = (0..self.shape.objects).map(|index| self.object(index).clone()).collect();
        values.into_iter().for_each(|(index, value)| fields[usize::from(index)] = value);
        self.object.with_fields(fields).expect("the shape was checked")
    }
}
