//! [`RustFunction`]: a Rust function that Lean may call; [`Pass`]: its being passed to Lean; [`CallbackError`]: how it
//! fails.

use std::any::Any;
use std::error::Error;
use std::sync::Arc;

use crate::lock::Lock;
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::error::MarshalError;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, drop_quietly};

/// Any error of a Rust function. `?` converts into it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Whether a Rust function is pure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purity {
    /// Made pure: its results are memoised.
    Pure,
    /// Pure, as the caller of an unsafe function promised. Not memoised.
    PureUnchecked,
    /// An action, whose result may differ each time.
    Action,
}

/// The code of a Rust function, which takes and returns Lean objects.
pub(super) trait Body: Send + Sync {
    /// The name of the Rust type, if it does not fit this Lean type.
    fn misfit(&self, ty: Signature<'_>) -> Option<&'static str>;

    /// Runs the function. There are as many arguments as the type has parameters.
    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError>;
}

/// The Lean type at which a Rust function is passed.
#[derive(Clone, Copy)]
pub struct Signature<'a> {
    pub(super) function: &'a FunctionType,
    pub(super) table: &'a Arc<TypeTable>,
}

impl<'a> Signature<'a> {
    pub(super) fn params(self) -> impl Iterator<Item = Ty<'a>> {
        self.function.params.iter().map(move |codec| Ty { codec, table: self.table })
    }

    pub(super) fn result(self) -> Ty<'a> {
        Ty { codec: &self.function.result, table: self.table }
    }
}

/// Why a Rust function returned no object.
pub enum BodyError {
    /// It returned an error.
    Failed(BoxError),
    /// An argument or the result does not fit its type.
    Mismatch(MarshalError),
}

impl From<MarshalError> for BodyError {
    fn from(error: MarshalError) -> Self {
        BodyError::Mismatch(error)
    }
}

/// A Rust function that has no Lean type yet.
pub(super) struct RustFunction {
    pub(super) purity: Purity,
    /// `None` only while the function is dropped.
    body: Option<Box<dyn Body>>,
    /// The first failure outside of all calls that no call has reported yet.
    late_failure: Lock<Option<Arc<CallbackError>>>,
}

impl RustFunction {
    pub(super) fn new(purity: Purity, body: impl Body + 'static) -> Self {
        RustFunction { purity, body: Some(Box::new(body)), late_failure: Lock::new(None) }
    }

    pub(super) fn body(&self) -> &dyn Body {
        self.body.as_deref().expect("it is there until the function is dropped")
    }

    /// Keeps the failure for a later call to report, unless there is one already.
    pub(super) fn record_late_failure(&self, error: Arc<CallbackError>) {
        let mut first = self.late_failure.lock();
        if first.is_none() {
            *first = Some(error);
        } else {
            // Without the lock, because dropping an error may run any code.
            drop(first);
            drop(error);
        }
    }

    pub(super) fn take_late_failure(&self) -> Option<Arc<CallbackError>> {
        self.late_failure.lock().take()
    }
}

impl Drop for RustFunction {
    /// Lean may drop the function, on any thread, and what the function captured may panic when it is dropped.
    fn drop(&mut self) {
        drop_quietly(self.body.take());
    }
}

/// A Rust function that was passed to Lean once. The call that passed it reports its failures on Lean's threads, until
/// that call ends.
pub(super) struct Pass {
    function: Arc<RustFunction>,
    reports: Lock<Reports>,
}

/// Who reports the failures on Lean's threads.
enum Reports {
    /// The call that passed the function: here is the first failure.
    ToCall(Option<Arc<CallbackError>>),
    /// Nobody yet: the function keeps the failure.
    ToFunction,
}

impl Pass {
    /// A function that the innermost call passes.
    pub(super) fn of_call(function: Arc<RustFunction>) -> Self {
        Pass { function, reports: Lock::new(Reports::ToCall(None)) }
    }

    /// A function that is passed outside of all calls.
    pub(super) fn without_call(function: Arc<RustFunction>) -> Self {
        Pass { function, reports: Lock::new(Reports::ToFunction) }
    }

    pub(super) fn function(&self) -> &Arc<RustFunction> {
        &self.function
    }

    /// Keeps a failure that happened outside of all calls.
    pub(super) fn record(&self, error: Arc<CallbackError>) {
        let mut reports = self.reports.lock();
        match &mut *reports {
            Reports::ToCall(first @ None) => *first = Some(error),
            Reports::ToCall(Some(_)) => {
                // Without the lock, because dropping an error may run any code.
                drop(reports);
                drop(error);
            }
            Reports::ToFunction => {
                drop(reports);
                self.function.record_late_failure(error);
            }
        }
    }

    /// Ends the call that passed the function, and takes the failure that it must report.
    pub(super) fn end(&self) -> Option<Arc<CallbackError>> {
        match std::mem::replace(&mut *self.reports.lock(), Reports::ToFunction) {
            Reports::ToCall(failure) => failure,
            Reports::ToFunction => None,
        }
    }
}

/// A Rust function that Lean called failed.
///
/// Its text looks like `the Rust function given as Nat → Nat failed: no such number`.
#[derive(Clone, Debug)]
pub struct CallbackError {
    /// The Lean type at which the function was passed.
    pub(super) ty: String,
    pub(super) kind: CallbackErrorKind,
    /// The text of the error, or the message of the panic.
    pub(super) text: String,
    pub(super) source: Option<Arc<dyn Error + Send + Sync>>,
}

/// How a Rust function that Lean called failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CallbackErrorKind {
    /// It returned an error.
    Failed,
    /// It panicked.
    Panicked,
    /// Its result does not fit the Lean type, or an argument does not fit the Rust type.
    Mismatch,
}

impl CallbackError {
    /// How the function failed.
    pub fn kind(&self) -> CallbackErrorKind {
        self.kind
    }

    /// The text of the error, or the message of the panic.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of the `IO` error that Lean gets.
    pub(super) fn thrown(&self) -> String {
        match self.kind {
            CallbackErrorKind::Failed => self.text.clone(),
            _ => self.to_string(),
        }
    }
}

impl Drop for CallbackError {
    /// Lean may drop the error, and its source may panic when it is dropped.
    fn drop(&mut self) {
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
    // Dropping the payload may panic again.
    drop_quietly(payload);
    text
}
