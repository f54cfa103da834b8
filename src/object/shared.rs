//! [`SharedObj`]: an object that every thread may use.

use super::LeanObj;
use crate::sys::runtime;

/// A reference to an object that Lean counts atomically, with all that it refers to.
#[derive(Clone, Debug)]
pub(crate) struct SharedObj(LeanObj);

// SAFETY: `new` has marked the object for use by several threads: its count is atomic, and what Lean writes to, such as a
// reference or a promise, it writes to atomically.
unsafe impl Send for SharedObj {}
// SAFETY: as above.
unsafe impl Sync for SharedObj {}

impl SharedObj {
    /// Marks the object, and all that it refers to, for good.
    pub(crate) fn new(object: LeanObj) -> Self {
        if object.as_obj().as_scalar().is_none() {
            // SAFETY: a live object of this thread.
            unsafe { runtime!(lean_mark_mt(object.as_ptr())) };
        }
        SharedObj(object)
    }

    /// The object, which every thread may use while this handle lives.
    #[cfg(feature = "kernel")]
    pub(crate) fn as_obj(&self) -> super::ObjRef<'_> {
        self.0.as_obj()
    }

    /// A handle for this thread.
    pub(crate) fn get(&self) -> LeanObj {
        self.0.clone()
    }
}
