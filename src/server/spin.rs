//! Looking for a moment before a thread sleeps: to wake it can take longer than a short request.

use std::thread;
use std::time::{Duration, Instant};

/// How long. On an idle machine it takes about as long until a thread that sleeps runs again.
const MOMENT: Duration = Duration::from_micros(50);

/// What `look` finds, if it finds something in a moment. Where no processor is free, other threads run meanwhile.
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
