//! Closures: applying them, and creating them from a function's address and its first arguments.

use super::LeanObj;
use crate::sys::{self, runtime};
use std::ffi::c_void;

/// The code of a closure with a larger arity takes its arguments in one array (`LEAN_CLOSURE_MAX_ARGS`).
pub(crate) const MAX_POSITIONAL: usize = 16;

impl LeanObj {
    /// Applies a closure. With fewer arguments than its arity, the result is another closure. With more, its result is
    /// applied to the rest.
    ///
    /// # Safety
    /// The object is a closure whose Lean type has at least as many arguments, of these types.
    pub(crate) unsafe fn apply(self, args: Vec<LeanObj>) -> LeanObj {
        let mut words: Vec<_> = args.into_iter().map(LeanObj::into_raw).collect();
        words.chunks_mut(MAX_POSITIONAL).fold(self, |closure, words| {
            // SAFETY: the caller promises a closure and its arguments; the function consumes both
            // (`src/runtime/apply.cpp`).
            unsafe {
                let result = runtime!(lean_apply_n(closure.into_raw(), words.len() as u32, words.as_mut_ptr()));
                LeanObj::from_raw(result)
            }
        })
    }

    /// A closure of arity `arity` with the first arguments given.
    ///
    /// # Safety
    /// As [`closure`](Self::closure), and `fixed` has fewer than `arity` arguments, of the right types.
    pub(crate) unsafe fn closure_with<I: ExactSizeIterator<Item = LeanObj>>(
        code: *const c_void,
        arity: u32,
        fixed: impl IntoIterator<IntoIter = I>,
    ) -> LeanObj {
        let fixed = fixed.into_iter();
        // SAFETY: the runtime runs (see `build`); there is room for the arguments, and all are set.
        unsafe {
            let closure = sys::leanbind_alloc_closure(code.cast_mut(), arity, fixed.len() as u32);
            for (index, argument) in (0..).zip(fixed) {
                sys::leanbind_closure_set(closure, index, argument.into_raw());
            }
            LeanObj::from_raw(closure)
        }
    }

    /// A closure of arity `arity` with the first argument given.
    ///
    /// # Safety
    /// `code` is a function of `arity` objects (at least 2), which it consumes; with more than [`MAX_POSITIONAL`], it
    /// takes them in one array. It returns an owned object.
    pub(crate) unsafe fn closure(code: *const c_void, arity: u16, first: LeanObj) -> LeanObj {
        // SAFETY: as ours; the arity is at least 2.
        unsafe { Self::closure_with(code, u32::from(arity), [first]) }
    }
}
