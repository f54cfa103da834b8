//! Spinning before a thread sleeps, because waking it can take longer than a short request.

use std::thread;
use std::time::{Duration, Instant};

/// How long to spin: on an idle machine, waking a thread takes about as long.
const MOMENT: Duration = Duration::from_micros(50);

/// Calls `look` until it returns a value, for 50 µs at most. Between the calls, other threads may run.
pub(super) fn spin<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let found = look();
        if found.is_some() || begun.elapsed() > MOMENT {
            return found;
        }
        thread::yield_now();
    }
}
