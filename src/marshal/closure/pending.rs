//! What a call from Rust has to answer for: the failures of Rust functions that Lean called meanwhile.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::body::RustFunction;
use super::error::CallbackError;

/// What concerns the innermost call of Rust's on this thread.
#[derive(Default)]
struct Pending {
    /// The first failure on this thread.
    failure: Option<Arc<CallbackError>>,
    /// The functions that were passed to Lean. Their failures on other threads are this call's too.
    passed: Vec<Arc<RustFunction>>,
}

thread_local! {
    static PENDING: RefCell<Pending> = const { RefCell::new(Pending { failure: None, passed: Vec::new() }) };

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
    let Pending { failure, passed } = replace(Pending::default());
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
        let Pending { failure, passed: _ } = replace(Pending::default());
        if let Some(error) = failure {
            failed(error);
        }
    }
}

/// While Rust code runs that Lean called, or that dropping a function or an error runs: calls that it makes answer for
/// themselves, not for the call around them.
pub(super) struct Aside(Pending);

impl Aside {
    pub(super) fn begin() -> Self {
        Aside(replace(Pending::default()))
    }
}

impl Drop for Aside {
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
fn change(f: impl FnOnce(&mut Pending)) {
    // At the end of a thread there is no call left to answer.
    let _ = PENDING.try_with(|pending| f(&mut pending.borrow_mut()));
    ANY.set(true);
}

fn replace(new: Pending) -> Pending {
    ANY.set(new.failure.is_some() || !new.passed.is_empty());
    PENDING.try_with(|pending| pending.replace(new)).unwrap_or_default()
}
