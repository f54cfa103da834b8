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
    /// At the address is a C function that takes an owned `lean_object*` and returns one. It stays loaded for the life
    /// of the process.
    pub(crate) unsafe fn from_address(address: *const c_void) -> Self {
        UnaryFunction(address.addr())
    }

    /// Calls the function.
    ///
    /// # Safety
    /// The argument has the Lean type of the function's parameter.
    pub(crate) unsafe fn call(self, argument: LeanObj) -> LeanObj {
        // SAFETY: `from_address` got the address of such a function; the caller promises the argument's type.
        unsafe {
            let function: unsafe extern "C" fn(*mut lean_object) -> *mut lean_object =
                std::mem::transmute(self.0 as *const c_void);
            LeanObj::from_raw(function(argument.into_raw()))
        }
    }
}
