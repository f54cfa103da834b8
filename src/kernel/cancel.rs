//! [`CancelToken`]: stops a running request (`IO.CancelToken`, `Init/System/Promise.lean`).

use std::fmt;

use super::error::KernelError;
use super::open::Kernel;
use crate::object::{ObjRef, SharedObj};

/// Stops, from any thread, the request that runs with this token. Lean checks the token now and then; code that never checks
/// it runs on.
///
/// A token cannot be reset.
#[derive(Clone)]
pub struct CancelToken(SharedObj);

impl Kernel {
    /// A new token, not yet set.
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
    /// Sets the token: requests that run with it stop at their next check.
    pub fn cancel(&self) {
        let kernel = Kernel::opened();
        let _guard = kernel.runtime().attach();
        // SAFETY: the thread is attached; the object is a token.
        unsafe { kernel.symbols.cancel_token_set(self.object()) };
    }

    /// Whether the token is set.
    pub fn is_cancelled(&self) -> bool {
        let kernel = Kernel::opened();
        let _guard = kernel.runtime().attach();
        // SAFETY: as in `cancel`.
        unsafe { kernel.symbols.cancel_token_is_set(self.object()) != 0 }
    }

    /// The object of the token, for the functions that take it.
    pub(crate) fn object(&self) -> ObjRef<'_> {
        self.0.as_obj()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelToken")
    }
}
