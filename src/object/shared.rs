//! [`SharedObj`]: an object that all threads may use.

use super::LeanObj;
use crate::sys::runtime;

/// An owned reference to an object that is marked for sharing. The counts of the object, and of all objects that it
/// refers to, are atomic.
#[derive(Clone, Debug)]
pub(crate) struct SharedObj(LeanObj);

// SAFETY: `new` has marked the object for sharing. Its count is atomic, and Lean writes to references and promises that
// are so marked with atomic operations.
unsafe impl Send for SharedObj {}
// SAFETY: as above.
unsafe impl Sync for SharedObj {}

impl SharedObj {
    /// Marks the object, and all objects that it refers to, for sharing. The mark is permanent.
    pub(crate) fn new(object: LeanObj) -> Self {
        if object.as_obj().as_scalar().is_none() {
            // SAFETY: a live object of this thread.
            unsafe { runtime!(lean_mark_mt(object.as_ptr())) };
        }
        SharedObj(object)
    }

    /// Borrows the object. Any thread may use it while this handle lives.
    #[cfg(feature = "kernel")]
    pub(crate) fn as_obj(&self) -> super::ObjRef<'_> {
        self.0.as_obj()
    }

    /// Another reference, for use on this thread.
    pub(crate) fn get(&self) -> LeanObj {
        self.0.clone()
    }
}
