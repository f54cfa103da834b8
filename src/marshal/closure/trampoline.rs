//! The C functions through which Lean calls a Rust function, one for each number of arguments.
//!
//! Lean calls a closure's code with the fixed arguments and the applied ones, all owned. Up to 16 arguments are passed
//! one by one, more in an array (`lean_apply_n` in `src/runtime/apply.cpp`). The first argument holds a
//! [`BoundCallback`].

use std::ffi::c_void;

use super::bound_callback::BoundCallback;
use crate::object::{LeanObj, MAX_POSITIONAL};
use crate::sys::lean_object;

type Object = *mut lean_object;

/// Ends the process if a panic comes by: Lean's code cannot be unwound. Panics of Rust functions and of destructors are
/// caught before.
struct NoUnwinding;

impl Drop for NoUnwinding {
    fn drop(&mut self) {
        eprintln!("leanbind: a panic would have left a Rust function that Lean called; the process ends");
        std::process::abort();
    }
}

/// Runs the callback that the closure's first argument holds, on the other arguments.
fn enter(first: LeanObj, args: &[LeanObj]) -> Object {
    let guard = NoUnwinding;
    let result = BoundCallback::from_object(first.as_obj()).call(args).into_raw();
    drop(first);
    std::mem::forget(guard);
    result
}

macro_rules! one_by_one {
    ($($name:ident($($arg:ident),*);)*) => {
        $(unsafe extern "C" fn $name(first: Object, $($arg: Object),*) -> Object {
            // SAFETY: Lean passes ownership of the arguments.
            unsafe { enter(LeanObj::from_raw(first), &[$(LeanObj::from_raw($arg)),*]) }
        })*

        /// The code of a closure with this number of arguments, not counting the first.
        pub(super) fn trampoline(arguments: usize) -> *const c_void {
            let positional = [$($name as *const c_void),*];
            const { assert!([$(stringify!($name)),*].len() == MAX_POSITIONAL - 1) };
            match arguments.checked_sub(1).and_then(|index| positional.get(index)) {
                Some(code) => *code,
                None => in_array as *const c_void,
            }
        }
    };
}

one_by_one! {
    enter1(a);
    enter2(a, b);
    enter3(a, b, c);
    enter4(a, b, c, d);
    enter5(a, b, c, d, e);
    enter6(a, b, c, d, e, f);
    enter7(a, b, c, d, e, f, g);
    enter8(a, b, c, d, e, f, g, h);
    enter9(a, b, c, d, e, f, g, h, i);
    enter10(a, b, c, d, e, f, g, h, i, j);
    enter11(a, b, c, d, e, f, g, h, i, j, k);
    enter12(a, b, c, d, e, f, g, h, i, j, k, l);
    enter13(a, b, c, d, e, f, g, h, i, j, k, l, m);
    enter14(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
    enter15(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
}

unsafe extern "C" fn in_array(args: *mut Object) -> Object {
    // SAFETY: Lean passes all arguments in an array, and ownership of them. The first one knows how many there are.
    unsafe {
        let first = LeanObj::from_raw(args.read());
        let count = BoundCallback::from_object(first.as_obj()).arguments();
        let args: Vec<LeanObj> = (1..=count).map(|i| LeanObj::from_raw(args.add(i).read())).collect();
        enter(first, &args)
    }
}
