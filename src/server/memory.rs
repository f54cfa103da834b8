//! Memory checks before a request.

use std::time::{Duration, Instant};

use super::error::ServerError;
use crate::lock::Lock;
use crate::runtime::Runtime;

/// How long the result of a check is valid. A check takes as long as the smallest requests.
const VALID_FOR: Duration = Duration::from_millis(10);

/// When the last check found that there was enough memory.
#[derive(Default)]
pub(super) struct LastMemoryCheck(Lock<Option<Instant>>);

impl LastMemoryCheck {
    /// Whether the last check is still valid.
    pub(super) fn is_recent(&self) -> bool {
        self.0.lock().is_some_and(|looked| looked.elapsed() < VALID_FOR)
    }

    /// Records that a check has just found enough memory.
    pub(super) fn record_room(&self) {
        *self.0.lock() = Some(Instant::now());
    }
}

/// Checks that the process uses at most `limit` bytes. On systems that do not tell, the check always succeeds.
///
/// # Errors
/// [`ServerError::Memory`] if the process uses more, even after unused memory was returned to the system.
pub(super) fn check(
    runtime: &Runtime,
    limit: Option<u64>,
    last_memory_check: &LastMemoryCheck,
) -> Result<(), ServerError> {
    let Some(limit) = limit.filter(|_| !last_memory_check.is_recent()) else { return Ok(()) };
    let exceeds = || runtime.resident_memory().filter(|used| *used > limit);
    if exceeds().is_some() {
        runtime.collect_memory();
        if let Some(used) = exceeds() {
            return Err(ServerError::Memory { used, limit });
        }
    }
    last_memory_check.record_room();
    Ok(())
}

/// The fraction of the system's memory that all processes use, from 0 to 1. `None` on systems that do not tell: only Linux
/// does.
pub(super) fn system_memory_fraction() -> Option<f64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kib = |key: &str| -> Option<f64> {
        let line = info.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        line.trim().strip_suffix("kB")?.trim_end().parse().ok()
    };
    let (total, available) = (kib("MemTotal")?, kib("MemAvailable")?);
    (total > 0.0).then_some(1.0 - available / total)
}
