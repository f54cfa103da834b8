//! What a server checks of the process's memory before it works.

use super::error::ServerError;
use crate::runtime::Runtime;

/// # Errors
/// [`ServerError::Memory`] if the process uses more than `limit` bytes, also after what is not needed was given back.
/// Nothing where the system does not say.
pub(super) fn check(runtime: &Runtime, limit: Option<u64>) -> Result<(), ServerError> {
    let Some(limit) = limit else { return Ok(()) };
    let exceeds = || runtime.resident_memory().filter(|used| *used > limit);
    if exceeds().is_none() {
        return Ok(());
    }
    runtime.collect_memory();
    exceeds().map_or(Ok(()), |used| Err(ServerError::Memory { used, limit }))
}

/// The fraction of the system's memory that is in use, by all processes: from 0 to 1. `None` where the system does not say;
/// only Linux does.
pub(super) fn used_of_system() -> Option<f64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kib = |key: &str| -> Option<f64> {
        let line = info.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        line.trim().strip_suffix("kB")?.trim_end().parse().ok()
    };
    let (total, available) = (kib("MemTotal")?, kib("MemAvailable")?);
    (total > 0.0).then_some(1.0 - available / total)
}

/// A number of bytes for people.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
