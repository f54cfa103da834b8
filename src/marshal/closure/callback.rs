//! A Rust function that Lean may call, how it fails, and which call answers for its failure.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::error::MarshalError;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, drop_quietly};

/// Any error of a Rust function, as `?` makes it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the maker of a Rust function says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purity {
    /// Pure once its results are remembered.
    Pure,
    /// Promised to be pure.
    PureUnchecked,
    /// With a result that may differ each time.
    Action,
}

/// The working half of a Rust function.
pub(super) trait Body: Send + Sync {
    /// The Rust type, if it is not one that fits this Lean type.
    fn misfit(&self, ty: Signature<'_>) -> Option<&'static str>;

    /// Runs the function, on as many arguments as the type has parameters.
    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError>;
}

/// The Lean type that a Rust function is passed at.
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

/// Why a Rust function gave no object.
pub enum BodyError {
    /// It says so.
    Failed(BoxError),
    /// Something is not of its Lean type.
    Mismatch(MarshalError),
}

impl From<MarshalError> for BodyError {
    fn from(error: MarshalError) -> Self {
        BodyError::Mismatch(error)
    }
}

/// A Rust function, before it has a Lean type.
pub(super) struct RustFunction {
    pub(super) purity: Purity,
    /// Until it is dropped.
    body: Option<Box<dyn Body>>,
    /// How it failed on a thread of Lean's, where no call of Rust's could be told.
    late_failure: Mutex<Option<Arc<CallbackError>>>,
}

impl RustFunction {
    pub(super) fn new(purity: Purity, body: impl Body + 'static) -> Self {
        RustFunction { purity, body: Some(Box::new(body)), late_failure: Mutex::new(None) }
    }

    pub(super) fn body(&self) -> &dyn Body {
        self.body.as_deref().expect("it is there until the function is dropped")
    }

    /// Keeps the first failure.
    pub(super) fn fail_late(&self, error: Arc<CallbackError>) {
        let mut first = self.late_failure.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some(error);
        } else {
            // Dropping an error may run any code.
            drop(first);
            drop(error);
        }
    }

    pub(super) fn take_late_failure(&self) -> Option<Arc<CallbackError>> {
        self.late_failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for RustFunction {
    /// What the function captures may call Lean when it is dropped, and Lean may be the one who drops it.
    fn drop(&mut self) {
        let _calls_of_its_own = CallScope::begin();
        drop(self.body.take());
    }
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
        let _calls_of_its_own = CallScope::begin();
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

/// What concerns the innermost call of Rust's on this thread.
#[derive(Default)]
struct PendingCallbacks {
    /// The first failure on this thread.
    failure: Option<Arc<CallbackError>>,
    /// The functions that were passed to Lean. Their failures on other threads are this call's too.
    passed: Vec<Arc<RustFunction>>,
}

thread_local! {
    static PENDING: RefCell<PendingCallbacks> = const { RefCell::new(PendingCallbacks { failure: None, passed: Vec::new() }) };

    /// Whether there is anything in it: most calls have nothing to do with functions, and look here only.
    static ANY: Cell<bool> = const { Cell::new(false) };
}

/// Whether the innermost call may have something to answer for.
#[inline]
pub(crate) fn is_pending() -> bool {
    ANY.get()
}

/// Ends a call: the failure that it has to answer for.
pub(crate) fn callback_failure() -> Option<Arc<CallbackError>> {
    if !is_pending() {
        return None;
    }
    let PendingCallbacks { failure, passed } = replace(PendingCallbacks::default());
    let late: Vec<_> = passed.iter().filter_map(|function| function.take_late_failure()).collect();
    failure.or_else(|| late.into_iter().next())
}

/// A function is passed to Lean.
pub(super) fn passes(function: &Arc<RustFunction>) {
    change(|pending| {
        if !pending.passed.iter().any(|passed| Arc::ptr_eq(passed, function)) {
            pending.passed.push(function.clone());
        }
    });
}

/// A function failed.
pub(super) fn failed(error: Arc<CallbackError>) {
    let mut error = Some(error);
    change(|pending| {
        if pending.failure.is_none() {
            pending.failure = error.take();
        }
    });
}

/// What was passed was passed to no call.
pub(crate) fn forget_passed() {
    if ANY.get() {
        let PendingCallbacks { failure, passed: _ } = replace(PendingCallbacks::default());
        if let Some(error) = failure {
            failed(error);
        }
    }
}

/// While Rust code runs that Lean called, or that dropping a function or an error runs: calls that it makes answer for
/// themselves, not for the call around them.
pub(super) struct CallScope(PendingCallbacks);

impl CallScope {
    pub(super) fn begin() -> Self {
        CallScope(replace(PendingCallbacks::default()))
    }
}

impl Drop for CallScope {
    fn drop(&mut self) {
        let inner = replace(std::mem::take(&mut self.0));
        // What no call has answered for, such as the functions inside of the callback's result.
        if let Some(error) = inner.failure {
            failed(error);
        }
        inner.passed.iter().for_each(passes);
    }
}

/// Nothing is dropped in here: dropping a Rust function may run any code.
fn change(f: impl FnOnce(&mut PendingCallbacks)) {
    // At the end of a thread there is no call left to answer.
    let _ = PENDING.try_with(|pending| f(&mut pending.borrow_mut()));
    ANY.set(true);
}

fn replace(new: PendingCallbacks) -> PendingCallbacks {
    ANY.set(new.failure.is_some() || !new.passed.is_empty());
    PENDING.try_with(|pending| pending.replace(new)).unwrap_or_default()
}
