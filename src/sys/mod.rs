//! The bindings to C: the table of runtime functions, and the inline functions of `lean.h` (see `c_shim/shim.h`).
//!
//! All of it works on raw pointers and trusts its caller. Call [`fill`] first: until then the table is empty, and most
//! functions of the shim would call a null pointer.

use std::ffi::{CStr, c_void};
use std::ptr;

mod bindings {
    #![allow(dead_code, missing_docs, non_camel_case_types, non_upper_case_globals, clippy::type_complexity)]
    include!("bindings.rs");
}
pub(crate) mod inline;
#[cfg(test)]
mod tests;

pub use bindings::lean_object;
pub(crate) use bindings::*;

/// Where the build found the `lean.h` that the shim was compiled with: the name of an environment variable,
/// `lean --print-prefix`, `elan`, or `leanbind` for our own. [`leanbind_header_version`] is its version.
pub(crate) const HEADER_ORIGIN: &str = env!("LEANBIND_HEADER_ORIGIN");

/// The number of functions in the table.
pub(crate) const RUNTIME_FUNCTIONS: usize = leanbind_runtime_count as usize;

/// Calls a function of the loaded runtime: `runtime!(lean_alloc_object(24))`.
///
/// It loads the address from a static and makes an indirect call. It needs an `unsafe` block; [`fill`] must have
/// succeeded.
macro_rules! runtime {
    ($name:ident($($argument:expr),* $(,)?)) => {
        ($crate::sys::leanbind_runtime.$name.unwrap_unchecked())($($argument),*)
    };
}
pub(crate) use runtime;

/// Fills the table: asks `lookup` for the address of each runtime function by its symbol.
///
/// # Errors
///
/// The first symbol that `lookup` does not find. The table is then unchanged.
///
/// # Safety
///
/// `lookup` returns addresses in one loaded libleanshared of the supported version, which is never unloaded.
/// No other thread uses this module during the call.
pub(crate) unsafe fn fill(mut lookup: impl FnMut(&CStr) -> Option<*mut c_void>) -> Result<(), &'static CStr> {
    let mut addresses = [ptr::null_mut::<c_void>(); RUNTIME_FUNCTIONS];
    // SAFETY: the shim initialises the names statically and never writes to them.
    let names = unsafe { leanbind_runtime_names };
    for (address, name) in addresses.iter_mut().zip(names) {
        // SAFETY: the names are C string literals of the shim.
        let name = unsafe { CStr::from_ptr(name) };
        *address = lookup(name).ok_or(name)?;
    }
    // SAFETY: the table has one function pointer for each name, in the same order: one list defines both, and shim.c
    // asserts the size. The caller promises that no other thread uses the table.
    unsafe { (&raw mut leanbind_runtime).cast::<[*mut c_void; RUNTIME_FUNCTIONS]>().write(addresses) };
    Ok(())
}
