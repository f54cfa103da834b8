//! [`Call`]: the boundary between Rust and Lean, which decides who reports the failure of a Rust function.
//!
//! Whatever lets Lean run code for Rust is a call: calls of functions and closures, conversions, a view that forces a
//! thunk. Calls nest: Rust calls Lean, Lean calls a Rust function, and that function calls Lean again. A failure belongs to
//! the innermost call of its thread. Lean's own threads are in no call of ours: there it belongs to the call that passed
//! the function ([`Pass`]), and after that call's end to the function itself.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::callback::{CallbackError, Pass, RustFunction};

/// What the innermost call of this thread must report.
#[derive(Default)]
struct Record {
    /// The first failure on this thread.
    failure: Option<Arc<CallbackError>>,
    /// The Rust functions that the call passed to Lean.
    passes: Vec<Arc<Pass>>,
}

/// What a thread is doing, in one word: most calls pass no function, and read nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// In no call.
    Outside,
    /// In a call with an empty record.
    InCall,
    /// In a call whose record is not empty.
    Pending,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Outside) };

    static RECORD: RefCell<Record> = const { RefCell::new(Record { failure: None, passes: Vec::new() }) };
}

/// A call from Rust into Lean on this thread.
pub(crate) struct Call {
    /// What the thread was doing before.
    outer: State,
    /// The record of the enclosing call, if it is not empty.
    outer_record: Option<Box<Record>>,
}

impl Call {
    /// Begins a call. It ends when it is dropped.
    #[inline]
    pub(crate) fn begin() -> Self {
        let outer = STATE.replace(State::InCall);
        let outer_record = if outer == State::Pending { Some(Box::new(replace(Record::default()))) } else { None };
        Call { outer, outer_record }
    }

    /// Whether the call may have a failure to report.
    #[inline]
    pub(crate) fn is_pending(&self) -> bool {
        STATE.get() == State::Pending
    }

    /// Takes the first failure that the call must report. The functions that it passed report to it no longer.
    pub(crate) fn failure(&self) -> Option<Arc<CallbackError>> {
        if !self.is_pending() {
            return None;
        }
        STATE.set(State::InCall);
        let Record { mut failure, passes } = replace(Record::default());
        for pass in &passes {
            let on_another_thread = pass.end();
            failure = failure.or(on_another_thread);
        }
        // A failure of before is this call's only if it has none of its own; else the next call reports it.
        failure.or_else(|| passes.iter().find_map(|pass| pass.function().take_late_failure()))
    }
}

impl Drop for Call {
    #[inline]
    fn drop(&mut self) {
        if self.is_pending() {
            drop(self.failure());
        }
        STATE.set(self.outer);
        if let Some(record) = self.outer_record.take() {
            replace(*record);
        }
    }
}

/// Passes a function to Lean.
pub(super) fn pass(function: &Arc<RustFunction>) -> Arc<Pass> {
    if STATE.get() == State::Outside {
        return Arc::new(Pass::without_call(function.clone()));
    }
    let pass = Arc::new(Pass::of_call(function.clone()));
    if !change(|record| record.passes.push(pass.clone())) {
        drop(pass.end());
    }
    pass
}

/// Records a failure of a function that was passed as `pass`.
pub(super) fn record_failure(error: Arc<CallbackError>, pass: &Pass) {
    let mut error = Some(error);
    let first = |record: &mut Record| {
        if record.failure.is_none() {
            record.failure = error.take();
        }
    };
    if STATE.get() == State::Outside || !change(first) {
        error.into_iter().for_each(|error| pass.record(error));
    }
}

/// Changes the record of the innermost call. `f` must not drop a function or an error, because that may run any code.
/// Returns false while the thread ends, when no record is left.
fn change(f: impl FnOnce(&mut Record)) -> bool {
    let changed = RECORD.try_with(|record| f(&mut record.borrow_mut())).is_ok();
    if changed {
        STATE.set(State::Pending);
    }
    changed
}

fn replace(new: Record) -> Record {
    RECORD.try_with(|record| record.replace(new)).unwrap_or_default()
}
