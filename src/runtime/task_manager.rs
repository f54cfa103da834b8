//! Lean's task manager: started at the end of the initialisation phase, and once more in a forked child.
//!
//! The manager's threads do not exist in a child of `fork`, so that a task would never run there. A new manager takes the
//! place of the old one before the first call in the child. A task that had not ended when the process forked never ends in
//! the child.

use std::env;
use std::num::NonZeroUsize;
use std::sync::Once;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use crate::sys::runtime;

/// The manager has not been started, or the process is starting it.
const NOT_STARTED: u8 = 0;
/// The manager of this process runs.
const RUNNING: u8 = 1;
/// This process is a child of the one that started the manager.
const FORKED: u8 = 2;
/// Another thread of the child is starting the child's manager.
const RESTARTING: u8 = 3;

static STATE: AtomicU8 = AtomicU8::new(NOT_STARTED);
static START: Once = Once::new();

/// More threads than this are never asked for.
const MAX_THREADS: usize = 4096;

/// Ends Lean's initialisation phase and starts its task manager, once in each process. Lean must be initialised.
#[inline]
pub(super) fn ensure_running() {
    if STATE.load(Ordering::Acquire) != RUNNING {
        start();
    }
}

#[cold]
fn start() {
    START.call_once(|| {
        // SAFETY: Lean is initialised, and `Once` makes this the first task manager. The handler only changes a number.
        unsafe {
            runtime!(lean_io_mark_end_initialization());
            runtime!(lean_init_task_manager_using(threads() as u32));
            #[cfg(unix)]
            pthread_atfork(None, None, Some(in_child));
        }
        STATE.store(RUNNING, Ordering::Release);
    });
    loop {
        match STATE.compare_exchange(FORKED, RESTARTING, Ordering::Acquire, Ordering::Acquire) {
            Ok(_) => {
                // SAFETY: the threads of the parent's manager do not exist here, so that nobody uses the old one.
                unsafe { runtime!(lean_init_task_manager_using(threads() as u32)) };
                STATE.store(RUNNING, Ordering::Release);
                return;
            }
            Err(RESTARTING) => thread::yield_now(),
            Err(_) => return,
        }
    }
}

#[cfg(unix)]
unsafe extern "C" {
    /// POSIX: calls the last handler in each child of `fork`.
    fn pthread_atfork(
        prepare: Option<unsafe extern "C" fn()>,
        parent: Option<unsafe extern "C" fn()>,
        child: Option<unsafe extern "C" fn()>,
    ) -> i32;
}

#[cfg(unix)]
unsafe extern "C" fn in_child() {
    STATE.store(FORKED, Ordering::Release);
}

/// The number of threads for tasks: that of `LEAN_NUM_THREADS` if it is a number of threads, else that of the processors.
/// (Lean's own reading takes anything else for 0, and ends the process at the first promise.)
fn threads() -> usize {
    let chosen = env::var("LEAN_NUM_THREADS").ok().and_then(|text| text.trim().parse::<NonZeroUsize>().ok());
    let count = chosen.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    count.min(MAX_THREADS)
}
