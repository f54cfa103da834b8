//! Which threads may use Lean.
//!
//! Lean keeps data per thread (its allocator's heap, heartbeats, the stack's bounds). The thread that starts the runtime
//! may use it from then on; every other thread attaches first. A thread that Lean made is attached while Lean calls Rust
//! on it.

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
    /// How many guards of this thread are alive.
    static ATTACHED: Cell<usize> = const { Cell::new(0) };

    /// Whether Lean made this thread, and so initialises and finalises it itself.
    static OF_LEAN: Cell<bool> = const { Cell::new(false) };
}

/// The right of this thread to use Lean; it ends when the last guard of the thread is dropped.
///
/// Objects may outlive the guard: they are still freed properly.
#[derive(Debug)]
#[must_use = "the thread is detached when the guard is dropped"]
pub struct ThreadGuard {
    /// A guard stands for the thread that made it.
    not_send: PhantomData<*mut ()>,
}

impl Runtime {
    /// Attaches this thread until the guard is dropped. Guards may be nested.
    ///
    /// Lean's compiled code does not check for stack overflow everywhere: give a thread that runs deep recursions a
    /// large stack ([`std::thread::Builder::stack_size`]; Lean's own threads have 8 MiB).
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

    /// # Errors
    /// [`NotAttached`] where [`is_attached`](Self::is_attached) is false.
    #[inline]
    pub(crate) fn check_attached(&self) -> Result<(), NotAttached> {
        check_attached()
    }

    /// Attaches the thread that initialised the runtime, for good.
    pub(super) fn attach_first_thread() {
        ATTACHED.set(ATTACHED.get() + 1);
    }
}

/// Whether this thread may use a runtime that is known to run.
///
/// # Errors
/// [`NotAttached`] where it may not.
#[inline]
pub(crate) fn check_attached() -> Result<(), NotAttached> {
    if ATTACHED.get() > 0 { Ok(()) } else { Err(NotAttached) }
}

/// The right of Rust code to use Lean while Lean calls it, also on a thread that Lean made.
pub(crate) struct CallbackGuard {
    /// Whether Rust code has called the Lean code that calls Rust now.
    pub(crate) called_from_rust: bool,
    not_send: PhantomData<*mut ()>,
}

impl CallbackGuard {
    /// Lean calls Rust on this thread.
    pub(crate) fn enter() -> Self {
        let depth = ATTACHED.get();
        // Only attached threads call Lean, so that Lean itself has started this one.
        if depth == 0 {
            OF_LEAN.set(true);
        }
        ATTACHED.set(depth + 1);
        CallbackGuard { called_from_rust: depth > 0, not_send: PhantomData }
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
            // SAFETY: the thread was initialised by the first guard, and Lean allows allocating and freeing after this.
            unsafe { runtime!(lean_finalize_thread()) };
        }
    }
}
