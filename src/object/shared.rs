//! [`SharedObj`]: an object that any thread may use.

use std::ptr::NonNull;

use super::{LeanObj, ObjRef};
use crate::sys::{inline, lean_object, runtime};

/// One owned reference to an object that is marked for several threads (`lean_mark_mt`): from then on, it and whatever it
/// leads to are counted atomically.
pub(crate) struct SharedObj(NonNull<lean_object>);

// SAFETY: the object is marked for several threads, so that its counts are atomic; Lean never changes an object in place
// that is so marked.
unsafe impl Send for SharedObj {}
// SAFETY: as above.
unsafe impl Sync for SharedObj {}

impl SharedObj {
    /// Marks `object` for several threads.
    pub(crate) fn new(object: LeanObj) -> Self {
        // SAFETY: a live object of this thread, which nobody changes while it is marked: only this thread has it.
        unsafe { runtime!(lean_mark_mt(object.as_ptr())) };
        // SAFETY: a handle's pointer is never null.
        SharedObj(unsafe { NonNull::new_unchecked(object.into_raw()) })
    }

    /// The object, for this thread.
    pub(crate) fn borrow(&self) -> ObjRef<'_> {
        // SAFETY: the object lives as long as this handle does, and every thread may use it.
        unsafe { ObjRef::from_raw(self.0.as_ptr()) }
    }

    /// A handle of this thread's own.
    pub(crate) fn get(&self) -> LeanObj {
        self.borrow().to_owned()
    }
}

impl Clone for SharedObj {
    fn clone(&self) -> Self {
        // SAFETY: the object is alive, and its count is atomic.
        unsafe { inline::inc(self.0.as_ptr()) };
        SharedObj(self.0)
    }
}

impl Drop for SharedObj {
    fn drop(&mut self) {
        // SAFETY: the handle owns one reference, which any thread may give back.
        unsafe { inline::dec(self.0.as_ptr()) };
    }
}
