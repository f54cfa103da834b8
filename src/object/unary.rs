//! [`UnaryFunction`]: a compiled Lean function from one object to another.

use super::LeanObj;
use crate::sys::lean_object;
use std::ffi::c_void;

/// A compiled Lean function that consumes one object and returns one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UnaryFunction(usize);

impl UnaryFunction {
    /// The function at `address`.
    ///
    /// # Safety
    /// A C function of one owned `lean_object*` that returns another lies at the address, for the life of the process.
    pub(crate) unsafe fn from_address(address: *const c_void) -> Self {
        UnaryFunction(address.addr())
    }

    /// Calls it.
    ///
    /// # Safety
    /// The argument is of the type that the function takes.
    pub(crate) unsafe fn call(self, argument: LeanObj) -> LeanObj {
        // SAFETY: `from_address` was given the address of such a function, and the caller an argument for it.
        unsafe {
            let function: unsafe extern "C" fn(*mut lean_object) -> *mut lean_object =
                std::mem::transmute(self.0 as *const c_void);
            LeanObj::from_raw(function(argument.into_raw()))
        }
    }
}
