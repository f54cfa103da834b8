//! [`CancelToken`]: how a running request is told to stop (`IO.CancelToken`, `Init/System/Promise.lean`).

use std::fmt;

use super::Kernel;
use super::KernelError;
use crate::object::{ObjRef, SharedObj};

/// Stops what runs with it, from any thread. Lean looks at it now and then; what never looks is not stopped.
///
/// A token that was set stays set.
#[derive(Clone)]
pub struct CancelToken(SharedObj);

impl Kernel {
    /// A token that is not set.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn cancel_token(&self) -> Result<CancelToken, KernelError> {
        self.check_attached()?;
        // SAFETY: the thread is attached; the function takes nothing.
        Ok(CancelToken(SharedObj::new(unsafe { self.symbols.cancel_token_new() })))
    }
}

impl CancelToken {
    /// Sets the token.
    pub fn cancel(&self) {
        let kernel = Kernel::opened();
        let _guard = kernel.runtime.attach();
        // SAFETY: the thread is attached; the object is a token.
        unsafe { kernel.symbols.cancel_token_set(self.object()) };
    }

    /// Whether the token was set.
    pub fn is_cancelled(&self) -> bool {
        let kernel = Kernel::opened();
        let _guard = kernel.runtime.attach();
        // SAFETY: as in `cancel`.
        unsafe { kernel.symbols.cancel_token_is_set(self.object()) != 0 }
    }

    /// The token, for functions that take it.
    pub(crate) fn object(&self) -> ObjRef<'_> {
        self.0.as_obj()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelToken")
    }
}
