//! [`CallbackError`]: a Rust function that Lean called gave no value.

use std::any::Any;
use std::error::Error;
use std::sync::Arc;

use super::pending::Aside;
use crate::object::drop_quietly;

/// A Rust function that Lean called gave no value.
///
/// Displayed as `the Rust function given as Nat → Nat failed: no such number`.
#[derive(Clone, Debug)]
pub struct CallbackError {
    /// The Lean type that the function was passed at.
    pub(super) ty: String,
    pub(super) kind: CallbackErrorKind,
    /// The error's own text, or the panic's message.
    pub(super) text: String,
    pub(super) source: Option<Arc<dyn Error + Send + Sync>>,
}

/// How a Rust function that Lean called failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackErrorKind {
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// Its result is not of the Lean type, or an argument is not of the Rust type.
    Mismatch,
}

impl CallbackError {
    /// How the function failed.
    pub fn kind(&self) -> CallbackErrorKind {
        self.kind
    }

    /// The error's own text, or the panic's message.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What an `IO` action throws.
    pub(super) fn thrown(&self) -> String {
        match self.kind {
            CallbackErrorKind::Failed => self.text.clone(),
            _ => self.to_string(),
        }
    }
}

impl Drop for CallbackError {
    /// The error may panic or call Lean when it is dropped, and Lean may be the one who drops it.
    fn drop(&mut self) {
        let _calls_of_its_own = Aside::begin();
        drop_quietly(self.source.take());
    }
}

impl std::fmt::Display for CallbackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.kind {
            CallbackErrorKind::Failed => "failed",
            CallbackErrorKind::Panicked => "panicked",
            CallbackErrorKind::Mismatch => "does not fit",
        };
        write!(f, "the Rust function given as {} {what}: {}", self.ty, self.text)
    }
}

impl Error for CallbackError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

/// The message of a panic.
pub(super) fn panic_text(payload: Box<dyn Any + Send>) -> String {
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => (*text).to_owned(),
        (_, Some(text)) => text.clone(),
        _ => "not with a text".to_owned(),
    };
    // A payload may panic again when it is dropped.
    drop_quietly(payload);
    text
}
