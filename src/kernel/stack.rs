//! Large stacks: Lean recurses over terms, and where it does not check its stack it would end the process.
//!
//! Lean checks against 8 MB below the frame in which a thread first checks (`check_stack`, `runtime/stackinfo.cpp`),
//! whatever the thread's stack really is. So the kernel runs on threads of ours: their stacks are larger than what is
//! checked, and have room for the recursions over terms that are not.

use std::cell::Cell;
use std::thread;

use super::{Expr, Kernel, KernelError};
use crate::object::ObjRef;

/// Reserved, not used: only what the recursion touches becomes memory. Reduction makes deeper terms than it is given.
const LARGE_STACK: usize = 1 << 30;

/// The deepest term that Lean is given to recurse over. Deeper ones have the hashes of their parts in common sooner or
/// later (the hash has 32 bits, so that a chain of its steps is expected to run into itself after 80,000), and from there on
/// Lean's tables take quadratic time: minutes.
pub(super) const MAX_DEPTH: u64 = 30_000;

thread_local! {
    /// Whether this thread has a large stack.
    static IS_LARGE: Cell<bool> = const { Cell::new(false) };
}

impl Kernel {
    /// Runs `work` on a thread that the kernel can work on directly. Elsewhere each request starts such a thread, which
    /// takes some 0.2 ms: put loops of requests inside.
    ///
    /// The thread is attached. Lean's objects cannot be carried over: share environments
    /// ([`Environment::share`](super::Environment::share)), and make terms on the thread.
    ///
    /// # Errors
    /// [`KernelError::Stack`] if the system refuses the thread.
    ///
    /// # Panics
    /// With what `work` panics with.
    pub fn run<R: Send>(&'static self, work: impl FnOnce() -> R + Send) -> Result<R, KernelError> {
        on_large_stack(work)
    }
}

/// # Errors
/// [`KernelError::TooDeep`] for a term that is deeper than Lean can recurse over.
pub(super) fn check_depth(term: &Expr) -> Result<(), KernelError> {
    let depth = term.depth();
    if depth <= MAX_DEPTH { Ok(()) } else { Err(KernelError::TooDeep { depth, limit: MAX_DEPTH }) }
}

/// A value that another thread works on while its own waits.
struct Lent<T>(T);

// SAFETY: `on_large_stack` alone makes one, and has this thread wait until the other has ended: never do both use Lean's
// objects at once, whose counts are not atomic, and starting and joining a thread order what they do. What is not `Send`
// among the lent values are handles to such objects: `on_large_stack` is called in this folder only.
unsafe impl<T> Send for Lent<T> {}

impl<T> Lent<T> {
    /// A method, so that closures take the whole.
    fn take(self) -> T {
        self.0
    }
}

/// Says that this thread has a stack of so many bytes, and Lean has used next to nothing of it.
#[cfg(feature = "server")]
pub(crate) fn has_stack(bytes: usize) {
    IS_LARGE.set(bytes >= LARGE_STACK);
}

/// Runs `work`, which recurses over the object: where the thread is, if the object has a few parts only, else on a thread
/// with a large stack.
///
/// # Errors
/// As [`on_large_stack`].
pub(super) fn on_stack_for<R>(object: ObjRef<'_>, work: impl FnOnce() -> R) -> Result<R, KernelError> {
    /// So few recursions fit on any stack.
    const FEW: usize = 500;
    let mut parts = vec![object];
    for _ in 0..FEW {
        let Some(part) = parts.pop() else { return Ok(work()) };
        parts.extend(part.fields().unwrap_or_default());
    }
    on_large_stack(work)
}

/// Runs `work` on a thread with a large stack: this one, if it has one, else another, which this one waits for.
///
/// # Errors
/// [`KernelError::Stack`] if the system refuses the thread.
pub(super) fn on_large_stack<R>(work: impl FnOnce() -> R) -> Result<R, KernelError> {
    if IS_LARGE.get() {
        return Ok(work());
    }
    let work = Lent(work);
    let lent = move || {
        IS_LARGE.set(true);
        let _guard = Kernel::opened().runtime.attach();
        Lent(work.take()())
    };
    thread::scope(|scope| {
        let spawned = thread::Builder::new().name("leanbind kernel".into()).stack_size(LARGE_STACK);
        let refused =
            |error: std::io::Error| KernelError::Stack { megabytes: LARGE_STACK >> 20, reason: error.to_string() };
        let thread = spawned.spawn_scoped(scope, lent).map_err(refused)?;
        // Joining waits for the destructors of the thread's own data too, in which Lean may hold objects.
        match thread.join() {
            Ok(result) => Ok(result.take()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
