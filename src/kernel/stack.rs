//! Threads with large stacks, on which the kernel works.
//!
//! Lean recurses over terms. Some of these functions check the stack, and report an error before it is full; the others
//! would end the process. The check (`check_stack`, `runtime/stackinfo.cpp`) takes every stack to reach 8 MB below the
//! frame in which the thread first checked, whatever its real size is. So leanbind runs the kernel on threads with stacks
//! that are much larger than 8 MB: the rest is room for the functions that do not check.

use std::cell::Cell;
use std::thread;

use super::error::KernelError;
use super::open::Kernel;
use crate::object::ObjRef;
use crate::runtime::address_space;

/// The size of a large stack where the addresses of the process are not limited. The system reserves so many addresses; only the pages that a recursion touches take memory.
/// Such a stack has room for more than [`MAX_DEPTH`], as reduction makes terms deeper.
const LARGE_STACK: usize = 1 << 30;

/// The depth of the deepest term that leanbind passes to Lean's recursive functions.
///
/// Lean's tables of terms use a hash of 32 bits. In a deep chain the hashes of the parts are expected to repeat after some
/// 80,000 steps. From there on the tables take quadratic time, which is minutes.
const MAX_DEPTH: u64 = 30_000;

/// The size of a large stack: less than [`LARGE_STACK`] where the addresses of the process are limited.
fn large_stack() -> usize {
    address_space::share(8).min(LARGE_STACK)
}

/// The depth of the deepest term that leanbind passes to Lean's recursive functions on a large stack of this process.
fn max_depth() -> u64 {
    MAX_DEPTH * (large_stack() >> 20) as u64 / (LARGE_STACK >> 20) as u64
}

thread_local! {
    /// Whether this thread has a large stack.
    static IS_LARGE: Cell<bool> = const { Cell::new(false) };
}

impl Kernel {
    /// Runs `work` on a thread with a large stack, on which the kernel can work directly. On any other thread each request
    /// starts such a thread first, which takes some 0.2 ms: put loops of requests inside `work`.
    ///
    /// The thread is attached. Lean objects cannot move to it: share environments
    /// ([`Environment::share`](super::Environment::share)), and make terms on the thread.
    ///
    /// # Errors
    /// [`KernelError::Stack`] if the system cannot start the thread.
    ///
    /// # Panics
    /// Panics if `work` does, with the same payload.
    pub fn run<R: Send>(&'static self, work: impl FnOnce() -> R + Send) -> Result<R, KernelError> {
        on_large_stack(work)
    }
}

/// Checks that Lean can recurse over a term of this depth.
///
/// # Errors
/// [`KernelError::TooDeep`] for more than [`max_depth`].
pub(super) fn check_depth(depth: u64) -> Result<(), KernelError> {
    // The usual terms need no look at the limit.
    if depth <= MAX_DEPTH / 128 || depth <= max_depth() {
        return Ok(());
    }
    Err(KernelError::TooDeep { depth, limit: max_depth() })
}

/// A value that one thread lends to another while it waits for it.
struct Lent<T>(T);

// SAFETY: only `on_large_stack` makes a `Lent`, and its thread waits until the other thread has ended. So the two threads
// never use the Lean objects at the same time, whose reference counts are not atomic, and starting and joining the thread
// order their accesses. `on_large_stack` is called in this folder only, where every lent value that is not `Send` is a
// handle to a Lean object.
unsafe impl<T> Send for Lent<T> {}

impl<T> Lent<T> {
    /// Takes the value out. As a method, it makes a closure capture the whole `Lent` and not its field.
    fn take(self) -> T {
        self.0
    }
}

/// Records that this thread has a stack of `bytes`, of which Lean has used next to nothing.
#[cfg(feature = "server")]
pub(crate) fn has_stack(bytes: usize) {
    IS_LARGE.set(bytes >= large_stack());
}

/// Runs `work`, which recurses over the object: on this thread if the object has few parts, else on a thread with a large
/// stack.
///
/// # Errors
/// As [`on_large_stack`].
pub(super) fn on_stack_for<R>(object: ObjRef<'_>, work: impl FnOnce() -> R) -> Result<R, KernelError> {
    /// Recursion over an object of so many parts fits on any stack.
    const FEW: usize = 500;
    let mut parts = vec![object];
    for _ in 0..FEW {
        let Some(part) = parts.pop() else { return Ok(work()) };
        parts.extend(part.fields().unwrap_or_default());
    }
    on_large_stack(work)
}

/// Runs `work` on a thread with a large stack: on this thread if its stack is large, else on a new one, and waits for it.
///
/// # Errors
/// [`KernelError::Stack`] if the system cannot start the thread.
pub(super) fn on_large_stack<R>(work: impl FnOnce() -> R) -> Result<R, KernelError> {
    if IS_LARGE.get() {
        return Ok(work());
    }
    let work = Lent(work);
    let lent = move || {
        IS_LARGE.set(true);
        let _guard = Kernel::opened().runtime().attach();
        Lent(work.take()())
    };
    thread::scope(|scope| {
        let spawned = thread::Builder::new().name("leanbind kernel".into()).stack_size(large_stack());
        let refused = |error: std::io::Error| {
            let reason = format!("{error}{}", address_space::hint());
            KernelError::Stack { megabytes: large_stack() >> 20, reason }
        };
        let thread = spawned.spawn_scoped(scope, lent).map_err(refused)?;
        // Joining waits for the destructors of thread-local data too, in which Lean may hold objects.
        match thread.join() {
            Ok(result) => Ok(result.take()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
