//! A limit on the addresses of the process (`ulimit -v`), which containers and job schedulers set.
//!
//! Lean reserves many more addresses than it uses: a gigabyte for each thread's stack (`lthread::m_thread_stack_size`,
//! `src/runtime/thread.cpp`) and a gigabyte for its allocator (`mi_option_arena_reserve`). Where a limit leaves no room
//! for that, Lean ends the process; so all of these follow the limit ([`reservations`](super::reservations)).

use std::fs;
use std::sync::OnceLock;

/// What Lean reserves at a time, and the stack of a thread of Lean's or ours that recurses, where there is no limit.
pub(super) const UNLIMITED: usize = 1 << 30;
/// The least of that: the stack that Lean's own checks count on (`check_stack`, `src/runtime/stackinfo.cpp`).
const LEAST: usize = 8 << 20;
/// The limit in bytes, if there is one.
pub(crate) fn limit() -> Option<usize> {
    static LIMIT: OnceLock<Option<usize>> = OnceLock::new();
    *LIMIT.get_or_init(|| {
        // Linux only: macOS enforces no such limit.
        let limits = fs::read_to_string("/proc/self/limits").ok()?;
        let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
        line.split_whitespace().next()?.parse().ok()
    })
}

/// A part of the limit: `1 << 30` bytes where there is none, and not less than 8 MiB.
pub(crate) fn share(parts: usize) -> usize {
    limit().map_or(UNLIMITED, |limit| (limit / parts).clamp(LEAST, UNLIMITED))
}

/// What to do where an allocation failed, if there is a limit. The end of an error message.
pub(crate) fn hint() -> String {
    match limit() {
        None => String::new(),
        Some(limit) => {
            format!("; the addresses of this process are limited to {} MB (`ulimit -v`): raise the limit", limit >> 20)
        }
    }
}
