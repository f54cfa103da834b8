//! [`CancelToken`]: how a running request is told to stop (`IO.CancelToken`, `Init/System/Promise.lean`).

use std::fmt;
use std::ptr::NonNull;

use super::Kernel;
use crate::error::Error;
use crate::object::{LeanObj, ObjRef};
use crate::sys::{inline, lean_object, runtime};

/// Stops what runs with it, from any thread. Lean looks at it now and then; what never looks is not stopped.
///
/// A token that was set stays set.
pub struct CancelToken {
    /// Marked for several threads.
    object: NonNull<lean_object>,
}

// SAFETY: the object is marked for several threads, its counts are atomic, and it is set and read by atomic operations.
unsafe impl Send for CancelToken {}
// SAFETY: as above.
unsafe impl Sync for CancelToken {}

impl Kernel {
    /// A token that is not set.
    ///
    /// # Errors
    /// [`Error::NotAttached`] on a thread that is not attached.
    pub fn cancel_token(&self) -> Result<CancelToken, Error> {
        self.check_attached()?;
        // SAFETY: the thread is attached; the function takes nothing.
        let token = unsafe { self.symbols.cancel_token_new() };
        // SAFETY: a live object of this thread.
        unsafe { runtime!(lean_mark_mt(token.as_ptr())) };
        Ok(CancelToken { object: NonNull::new(token.into_raw()).expect("an object") })
    }
}

impl CancelToken {
    /// Sets the token.
    pub fn cancel(&self) {
        let kernel = Kernel::of_objects();
        let _guard = kernel.runtime.attach();
        // SAFETY: the thread is attached; the object is a token.
        unsafe { kernel.symbols.cancel_token_set(self.object()) };
    }

    /// Whether the token was set.
    pub fn is_cancelled(&self) -> bool {
        let kernel = Kernel::of_objects();
        let _guard = kernel.runtime.attach();
        // SAFETY: as in `cancel`.
        unsafe { kernel.symbols.cancel_token_is_set(self.object()) != 0 }
    }

    /// The token, for functions that take it.
    pub(crate) fn object(&self) -> ObjRef<'_> {
        // SAFETY: the object lives as long as this handle does, and every thread may use it.
        unsafe { ObjRef::from_raw(self.object.as_ptr()) }
    }
}

impl Clone for CancelToken {
    fn clone(&self) -> Self {
        // SAFETY: the object is alive, and its count is atomic.
        unsafe { inline::inc(self.object.as_ptr()) };
        CancelToken { object: self.object }
    }
}

impl Drop for CancelToken {
    fn drop(&mut self) {
        // SAFETY: the handle owns one reference.
        drop(unsafe { LeanObj::from_owned(self.object) });
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelToken")
    }
}
