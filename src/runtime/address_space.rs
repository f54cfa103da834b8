//! A limit on the addresses of the process (`ulimit -v`), which containers and job schedulers set.
//!
//! Lean reserves many more addresses than it uses: a gigabyte for each thread's stack (`lthread::m_thread_stack_size`,
//! `src/runtime/thread.cpp`) and a gigabyte for its allocator (`mi_option_arena_reserve`). Where a limit leaves no room
//! for that, Lean ends the process; so all of these follow the limit.

use std::fs;
use std::sync::OnceLock;

use super::load::OpenLibrary;

/// What Lean reserves at a time, and the stack of a thread of Lean's or ours that recurses, where there is no limit.
const UNLIMITED: usize = 1 << 30;
/// The least of that: the stack that Lean's own checks count on (`check_stack`, `src/runtime/stackinfo.cpp`).
const LEAST: usize = 8 << 20;
/// The reservations that must fit before Lean is initialised: its first threads and the allocator's first arenas.
const RESERVATIONS: usize = 8;
/// What the initialised Lean holds, and the C library's arenas for its threads.
const DATA: usize = 256 << 20;

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

/// Has Lean, which was opened and not yet initialised, reserve what fits into the limit.
///
/// # Errors
/// If nothing fits: how many bytes are needed.
pub(super) fn adapt(library: &OpenLibrary) -> Result<(), usize> {
    let Some(limit) = limit() else { return Ok(()) };
    let share = share(32);
    let needed = used() + DATA + RESERVATIONS * share;
    if needed > limit {
        return Err(needed);
    }
    // `lean::lthread::set_thread_stack_size(size_t)`, which the program `lean` calls for its option `--tstack`.
    if let Some(symbol) = library.symbol("_ZN4lean7lthread21set_thread_stack_sizeEm") {
        // SAFETY: this is the function's type; it sets a number.
        unsafe { std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn(usize)>(symbol)(share) };
    }
    let (get, set) = (library.symbol("mi_option_get"), library.symbol("mi_option_set"));
    if let (Some(get), Some(set)) = (get, set) {
        // SAFETY: these are the functions' types (mimalloc.h); they read and set a number.
        unsafe {
            let get = std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn(i32) -> std::ffi::c_long>(get);
            let set = std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn(i32, std::ffi::c_long)>(set);
            // The option's number is not the same in all versions; its default value tells it from others.
            if get(ARENA_RESERVE) == (UNLIMITED >> 10) as std::ffi::c_long {
                set(ARENA_RESERVE, (share >> 10) as std::ffi::c_long);
            }
        }
    }
    Ok(())
}

/// `mi_option_arena_reserve`, in KiB (mimalloc 2 and 3).
const ARENA_RESERVE: i32 = 23;

/// The addresses that are in use, in bytes.
fn used() -> usize {
    let pages = || fs::read_to_string("/proc/self/statm").ok()?.split_whitespace().next()?.parse::<usize>().ok();
    pages().unwrap_or_default() * 4096
}
