//! [`Interrupt`]: why work in Lean ended without a result.

use crate::kernel::{CancelToken, KernelError};

/// Why work in Lean ended without a result.
pub(super) enum Interrupt {
    /// The cancel token was set.
    Cancelled,
    /// The work failed.
    Error(KernelError),
}

impl Interrupt {
    /// # Errors
    /// [`Interrupt::Cancelled`] if the token was set.
    pub(super) fn check(cancel: &CancelToken) -> Result<(), Interrupt> {
        if cancel.is_cancelled() { Err(Interrupt::Cancelled) } else { Ok(()) }
    }

    /// The text of the exception, if Lean threw one; every other interrupt is returned as the error.
    pub(super) fn into_thrown(self) -> Result<String, Interrupt> {
        match self {
            Interrupt::Error(KernelError::Action { reason, .. }) => Ok(reason),
            other => Err(other),
        }
    }
}

impl<E: Into<KernelError>> From<E> for Interrupt {
    fn from(error: E) -> Self {
        Interrupt::Error(error.into())
    }
}
