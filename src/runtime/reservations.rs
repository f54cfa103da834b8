//! What Lean reserves at a time, made to fit into a limit on the addresses of the process.

use std::ffi::{c_long, c_void};
use std::fs;

use super::address_space::{UNLIMITED, limit, share};
use super::load::OpenLibrary;

/// The reservations that must fit before Lean is initialised: its first threads and the allocator's first arenas.
const RESERVATIONS: usize = 8;
/// What the initialised Lean holds, and the C library's arenas for its threads.
const DATA: usize = 256 << 20;

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
        unsafe { std::mem::transmute::<*mut c_void, unsafe extern "C" fn(usize)>(symbol)(share) };
    }
    let (get, set) = (library.symbol("mi_option_get"), library.symbol("mi_option_set"));
    if let (Some(get), Some(set)) = (get, set) {
        // SAFETY: these are the functions' types (mimalloc.h); they read and set a number.
        unsafe {
            let get = std::mem::transmute::<*mut c_void, unsafe extern "C" fn(i32) -> c_long>(get);
            let set = std::mem::transmute::<*mut c_void, unsafe extern "C" fn(i32, c_long)>(set);
            // The option's number is not the same in all versions; its default value tells it from others.
            if get(ARENA_RESERVE) == (UNLIMITED >> 10) as c_long {
                set(ARENA_RESERVE, (share >> 10) as c_long);
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
