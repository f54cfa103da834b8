//! The threads that may use Lean.
//!
//! Lean has data for each thread (the allocator's heap, heartbeats, the bounds of the stack). The thread that starts
//! the runtime may use it from then on. Every other thread must attach first. A thread that Lean created is attached
//! while Lean calls Rust code on it.

use std::cell::Cell;
use std::marker::PhantomData;

use super::Runtime;
use crate::sys::runtime;

/// This thread may not use Lean: it holds no [`ThreadGuard`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this thread is not attached to the Lean runtime; \
     keep the guard that `Runtime::attach` returns while the thread uses Lean"
)]
pub struct NotAttached;

thread_local! {
    /// The number of this thread's living guards.
    static ATTACHED: Cell<usize> = const { Cell::new(0) };

    /// Whether Lean created this thread. Lean then initialises and finalises it.
    static OF_LEAN: Cell<bool> = const { Cell::new(false) };
}

/// The right of this thread to use Lean. It ends when the last guard of the thread is dropped.
///
/// Objects may outlive the guard. They are still freed correctly.
#[derive(Debug)]
#[must_use = "the thread is detached when the guard is dropped"]
pub struct ThreadGuard {
    /// A guard belongs to the thread that created it.
    not_send: PhantomData<*mut ()>,
}

impl Runtime {
    /// Attaches this thread until the guard is dropped. Guards may be nested.
    ///
    /// Lean's compiled code does not check for stack overflow everywhere. Give threads that run deep recursions a large
    /// stack ([`std::thread::Builder::stack_size`]). Lean's own threads have 1 GiB, or
    /// a part of a limit on the addresses of the process (`ulimit -v`).
    pub fn attach(&self) -> ThreadGuard {
        let depth = ATTACHED.get();
        if depth == 0 && !OF_LEAN.get() {
            // SAFETY: the runtime is running, and this thread is not attached.
            unsafe { runtime!(lean_initialize_thread()) };
        }
        ATTACHED.set(depth + 1);
        ThreadGuard { not_send: PhantomData }
    }

    /// Whether this thread may use Lean.
    #[inline]
    pub fn is_attached(&self) -> bool {
        ATTACHED.get() > 0
    }

    /// Checks that this thread may use Lean.
    ///
    /// # Errors
    /// [`NotAttached`] if [`is_attached`](Self::is_attached) is false.
    #[inline]
    pub(crate) fn check_attached(&self) -> Result<(), NotAttached> {
        check_attached()
    }

    /// Attaches the thread that initialised the runtime, permanently.
    pub(super) fn attach_first_thread() {
        ATTACHED.set(ATTACHED.get() + 1);
    }
}

/// Checks that this thread may use Lean. The runtime is known to run.
///
/// # Errors
/// [`NotAttached`] if it may not.
#[inline]
pub(crate) fn check_attached() -> Result<(), NotAttached> {
    if ATTACHED.get() > 0 { Ok(()) } else { Err(NotAttached) }
}

/// The right of Rust code to use Lean while Lean calls it, also on a thread that Lean created.
pub(crate) struct CallbackGuard {
    not_send: PhantomData<*mut ()>,
}

impl CallbackGuard {
    /// Begins a call from Lean to Rust on this thread.
    pub(crate) fn enter() -> Self {
        let depth = ATTACHED.get();
        // Rust code calls Lean on attached threads only, so Lean itself must have created this thread.
        if depth == 0 {
            OF_LEAN.set(true);
        }
        ATTACHED.set(depth + 1);
        CallbackGuard { not_send: PhantomData }
    }
}

impl Drop for CallbackGuard {
    fn drop(&mut self) {
        ATTACHED.set(ATTACHED.get() - 1);
    }
}

impl Drop for ThreadGuard {
    fn drop(&mut self) {
        let depth = ATTACHED.get() - 1;
        ATTACHED.set(depth);
        if depth == 0 && !OF_LEAN.get() {
            // SAFETY: the first guard has initialised the thread. Lean allows allocating and freeing after this.
            unsafe { runtime!(lean_finalize_thread()) };
        }
    }
}
