//! [`Reference`]: Lean's mutable references.

use crate::object::{LeanObj, ObjRef};
use crate::sys::runtime;

/// A mutable reference (`ST.Ref`), which Lean's actions read and write.
pub(super) struct Reference(LeanObj);

impl Reference {
    pub(super) fn new(value: LeanObj) -> Self {
        // SAFETY: an attached thread made the value; the function consumes it.
        Reference(unsafe { LeanObj::from_raw(runtime!(lean_st_mk_ref(value.into_raw()))) })
    }

    /// Wraps an existing `ST.Ref`.
    ///
    /// # Safety
    /// `object` is an `ST.Ref`.
    pub(super) unsafe fn from_object(object: LeanObj) -> Self {
        Reference(object)
    }

    /// The `ST.Ref` itself.
    pub(super) fn into_object(self) -> LeanObj {
        self.0
    }

    /// The value that the reference holds.
    pub(super) fn get(&self) -> LeanObj {
        // SAFETY: the object is a reference; the function returns an owned object.
        unsafe { LeanObj::from_raw(runtime!(lean_st_ref_get(self.0.as_ptr()))) }
    }

    pub(super) fn as_obj(&self) -> ObjRef<'_> {
        self.0.as_obj()
    }
}
