//! [`RustFunction`]: a Rust function that Lean may call; [`CallbackError`]: how it fails; [`CallScope`]: which call
//! reports the failure.
//!
//! These depend on each other: dropping a function or an error may call Lean, so each opens a scope, and a scope holds
//! functions and errors.

use std::any::Any;
use std::cell::{Cell, RefCell};
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
    /// The first failure on a thread of Lean's that no call has reported yet.
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
    /// Lean may drop the function, and what the function captured may call Lean when it is dropped.
    fn drop(&mut self) {
        let _scope = CallScope::begin();
        drop(self.body.take());
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
    /// Lean may drop the error, and its source may panic or call Lean when it is dropped.
    fn drop(&mut self) {
        let _scope = CallScope::begin();
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

/// The callbacks of the innermost call from Rust on this thread.
#[derive(Default)]
struct PendingCallbacks {
    /// The first failure on this thread.
    failure: Option<Arc<CallbackError>>,
    /// The functions that were passed to Lean. This call also reports their failures on other threads.
    passed: Vec<Arc<RustFunction>>,
}

thread_local! {
    static PENDING: RefCell<PendingCallbacks> = const { RefCell::new(PendingCallbacks { failure: None, passed: Vec::new() }) };

    /// Whether `PENDING` holds anything. Most calls involve no functions and read only this flag.
    static ANY: Cell<bool> = const { Cell::new(false) };
}

/// Whether the innermost call may have a failure to report.
#[inline]
pub(crate) fn is_pending() -> bool {
    ANY.get()
}

/// Ends the innermost call, and takes the first failure that it must report.
pub(crate) fn callback_failure() -> Option<Arc<CallbackError>> {
    if !is_pending() {
        return None;
    }
    let PendingCallbacks { failure, passed } = replace(PendingCallbacks::default());
    let late: Vec<_> = passed.iter().filter_map(|function| function.take_late_failure()).collect();
    failure.or_else(|| late.into_iter().next())
}

/// Records that the innermost call passes a function to Lean.
pub(super) fn record_passed(function: &Arc<RustFunction>) {
    change(|pending| {
        if !pending.passed.iter().any(|passed| Arc::ptr_eq(passed, function)) {
            pending.passed.push(function.clone());
        }
    });
}

/// Records a failure for the innermost call to report.
pub(super) fn record_failure(error: Arc<CallbackError>) {
    let mut error = Some(error);
    change(|pending| {
        if pending.failure.is_none() {
            pending.failure = error.take();
        }
    });
}

/// Forgets the functions that were encoded outside a call.
pub(crate) fn forget_passed() {
    if ANY.get() {
        let PendingCallbacks { failure, passed: _ } = replace(PendingCallbacks::default());
        if let Some(error) = failure {
            record_failure(error);
        }
    }
}

/// A scope for Rust code that Lean calls, or that runs when a function or an error is dropped. Calls from within it
/// report their own failures, not those of the enclosing call.
pub(super) struct CallScope(PendingCallbacks);

impl CallScope {
    pub(super) fn begin() -> Self {
        CallScope(replace(PendingCallbacks::default()))
    }
}

impl Drop for CallScope {
    fn drop(&mut self) {
        let inner = replace(std::mem::take(&mut self.0));
        // Pass on what no call has reported, such as the functions in the callback's result.
        if let Some(error) = inner.failure {
            record_failure(error);
        }
        inner.passed.iter().for_each(record_passed);
    }
}

/// `f` must not drop a function or an error, because that may run any code.
fn change(f: impl FnOnce(&mut PendingCallbacks)) {
    // While the thread ends, no call is left to report anything.
    let _ = PENDING.try_with(|pending| f(&mut pending.borrow_mut()));
    ANY.set(true);
}

fn replace(new: PendingCallbacks) -> PendingCallbacks {
    ANY.set(new.failure.is_some() || !new.passed.is_empty());
    PENDING.try_with(|pending| pending.replace(new)).unwrap_or_default()
}
