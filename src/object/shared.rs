//! [`SharedObj`]: an object that every thread may use.

use super::LeanObj;

/// A reference to an object that Lean counts atomically, with all that it refers to.
#[derive(Debug)]
pub(crate) struct SharedObj(LeanObj);

// SAFETY: `new` has marked the object for use by several threads: its count is atomic and nobody writes to it.
unsafe impl Send for SharedObj {}
// SAFETY: as above.
unsafe impl Sync for SharedObj {}

impl SharedObj {
    /// Marks the object, for good.
    pub(crate) fn new(object: LeanObj) -> Self {
        object.mark_shared();
        SharedObj(object)
    }

    /// A handle for this thread.
    pub(crate) fn get(&self) -> LeanObj {
        self.0.clone()
    }
}
