//! Deep terms: Lean recurses over them, and what does not check its stack would end the process.
//!
//! Lean knows the bounds of each thread's stack, so that another stack must be another thread's.

use std::cell::Cell;
use std::thread;

use super::{Kernel, KernelError};
use crate::error::Error;

/// Reserved, not used: only what the recursion touches becomes memory. Lean's frames take some hundred bytes; terms of
/// [`MAX_PRINTED`](super::expr) parts fit.
const LARGE_STACK: usize = 1 << 30;

thread_local! {
    /// Whether this thread has a large stack.
    static IS_LARGE: Cell<bool> = const { Cell::new(false) };
}

/// A value that another thread works on while its own waits.
struct Lent<T>(T);

// SAFETY: `on_large_stack` alone makes one, and has this thread wait until the other has ended: never do both use Lean's
// objects at once, whose counts are not atomic, and starting and joining a thread order what they do.
unsafe impl<T> Send for Lent<T> {}

impl<T> Lent<T> {
    /// A method, so that closures take the whole.
    fn take(self) -> T {
        self.0
    }
}

/// Runs `work`, on a thread with a large stack if `large`.
///
/// # Errors
/// [`KernelError::Stack`] if there is no memory for such a stack.
pub(super) fn on_large_stack<R>(large: bool, work: impl FnOnce() -> R) -> Result<R, Error> {
    if !large || IS_LARGE.get() {
        return Ok(work());
    }
    let work = Lent(work);
    let lent = move || {
        IS_LARGE.set(true);
        let _guard = Kernel::of_objects().runtime.attach();
        Lent(work.take()())
    };
    thread::scope(|scope| {
        let spawned = thread::Builder::new().name("leanbind: deep term".into()).stack_size(LARGE_STACK);
        let thread = spawned.spawn_scoped(scope, lent).map_err(|error| KernelError::Stack {
            megabytes: LARGE_STACK >> 20,
            reason: error.to_string(),
        })?;
        // Joining waits for the destructors of the thread's own data too, in which Lean may hold objects.
        match thread.join() {
            Ok(result) => Ok(result.take()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
