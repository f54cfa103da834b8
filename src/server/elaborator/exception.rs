//! Exceptions that Lean's actions throw (`Lean.Exception`).

use super::handle::Elaborator;
use crate::kernel::KernelError;
use crate::kernel::elaborator::{EXCEPTION_INTERNAL, INTERRUPT};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;

/// Why an action has no result.
pub(super) enum ActionError {
    /// The cancel token was set.
    Cancelled,
    /// The action threw an exception with this text.
    Thrown(String),
    /// The action could not be run.
    Kernel(KernelError),
}

impl<E: Into<KernelError>> From<E> for ActionError {
    fn from(error: E) -> Self {
        ActionError::Kernel(error.into())
    }
}

impl ActionError {
    /// The interrupt of a caller that cannot go on without the action's result. `action` says what was not done.
    pub(super) fn into_interrupt(self, action: &'static str) -> Interrupt {
        match self {
            ActionError::Cancelled => Interrupt::Cancelled,
            ActionError::Thrown(reason) => KernelError::Action { action, reason }.into(),
            ActionError::Kernel(error) => Interrupt::Error(error),
        }
    }
}

impl Elaborator {
    /// The error of an action that threw `exception`.
    ///
    /// # Safety
    /// `exception` is a `Lean.Exception`, and this thread is attached.
    pub(super) unsafe fn action_error(&self, exception: LeanObj) -> ActionError {
        if is_interrupt(exception.as_obj()) {
            return ActionError::Cancelled;
        }
        // SAFETY: as ours.
        ActionError::Thrown(unsafe { self.exception_text(exception) })
    }

    /// The text of an exception, as `Lean.Core.CoreM.toIO` writes it (`Lean/CoreM.lean`).
    ///
    /// # Safety
    /// As [`action_error`](Self::action_error).
    unsafe fn exception_text(&self, exception: LeanObj) -> String {
        if is_internal(exception.as_obj()) {
            let id = exception.as_obj().field(0).and_then(ObjRef::as_scalar).unwrap_or_default();
            return format!("internal exception #{id}");
        }
        // SAFETY: as ours.
        unsafe { self.kernel.message_text(self.symbols.exception_to_message(exception)) }
    }
}

/// Whether Lean threw this exception because the cancel token was set.
pub(super) fn is_interrupt(exception: ObjRef<'_>) -> bool {
    is_internal(exception) && exception.field(0).and_then(ObjRef::as_scalar) == Some(INTERRUPT)
}

/// Whether this is a `Lean.Exception.internal`, which has no text.
pub(super) fn is_internal(exception: ObjRef<'_>) -> bool {
    matches!(exception.kind(), ObjectKind::Constructor { tag: EXCEPTION_INTERNAL, .. })
}

/// The error of an action that never throws, but did.
pub(super) fn unexpected(action: &'static str) -> KernelError {
    KernelError::Action { action, reason: "Lean threw where nothing throws".to_owned() }
}
