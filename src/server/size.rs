//! Sizes as text.

/// A number of bytes as text, in megabytes.
pub(super) fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// A fraction from 0 to 1 as text, in percent.
pub(super) fn percent(fraction: f64) -> String {
    format!("{:.0} %", 100.0 * fraction)
}
