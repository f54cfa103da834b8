//! Calls compiled functions: with words in registers, or with objects only.
//!
//! A compiled Lean function is a C function without a world token, whose parameters are pointers, unsigned integers of
//! up to 64 bits and floats (`Lean.IR.EmitC`). On x86-64 (System V) and aarch64 (AAPCS64) integers and floats are
//! passed in two independent sequences of registers. A call that fits into them needs only the words in order, whatever
//! their widths. A call that does not fit uses the boxed variant, which takes only objects.

use std::ffi::c_void;

use crate::registry::MachineType;

/// The number of integer arguments that are passed in registers.
#[cfg(target_arch = "x86_64")]
pub(super) const INTEGER_REGISTERS: usize = 6;
/// The number of integer arguments that are passed in registers.
#[cfg(target_arch = "aarch64")]
pub(super) const INTEGER_REGISTERS: usize = 8;
/// The number of floats that are passed in registers.
pub(super) const FLOAT_REGISTERS: usize = 8;

/// A boxed variant with more parameters takes them in an array (`LEAN_CLOSURE_MAX_ARGS`).
pub(super) const MAX_POSITIONAL: usize = 16;

/// The type of every integer argument.
macro_rules! word {
    ($index:tt) => {
        u64
    };
}

/// Calls `function` with `words`, and returns the word of the result. The bits above its width are undefined.
///
/// # Safety
/// `function` must be a C function with one parameter per word and no float among parameters and result. It may have
/// [`MAX_POSITIONAL`] parameters if all are 64 bits wide, else [`INTEGER_REGISTERS`]. Every pointer among the words
/// must be what the function expects.
#[inline]
pub(super) unsafe fn call_integers(function: *const c_void, words: &[u64]) -> u64 {
    macro_rules! call {
        ($($index:tt)*) => {{
            // SAFETY: the caller promises a function with this number of parameters. Narrow integers are passed
            // zero-extended in the same registers.
            unsafe {
                let function: unsafe extern "C" fn($(word!($index)),*) -> u64 = std::mem::transmute(function);
                function($(words[$index]),*)
            }
        }};
    }
    match words.len() {
        0 => call!(),
        1 => call!(0),
        2 => call!(0 1),
        3 => call!(0 1 2),
        4 => call!(0 1 2 3),
        5 => call!(0 1 2 3 4),
        6 => call!(0 1 2 3 4 5),
        7 => call!(0 1 2 3 4 5 6),
        8 => call!(0 1 2 3 4 5 6 7),
        9 => call!(0 1 2 3 4 5 6 7 8),
        10 => call!(0 1 2 3 4 5 6 7 8 9),
        11 => call!(0 1 2 3 4 5 6 7 8 9 10),
        12 => call!(0 1 2 3 4 5 6 7 8 9 10 11),
        13 => call!(0 1 2 3 4 5 6 7 8 9 10 11 12),
        14 => call!(0 1 2 3 4 5 6 7 8 9 10 11 12 13),
        15 => call!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14),
        16 => call!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15),
        _ => unreachable!("the convention was chosen for at most {MAX_POSITIONAL} words"),
    }
}

/// Calls `function` with `words`, those of float types in float registers.
///
/// # Safety
/// As [`call_integers`], but with at most [`INTEGER_REGISTERS`] integers and [`FLOAT_REGISTERS`] floats, whose machine
/// types are `machines`, and a result of machine type `result`.
pub(super) unsafe fn call_mixed(
    function: *const c_void,
    words: &[u64],
    machines: impl Iterator<Item = MachineType>,
    result: MachineType,
) -> u64 {
    let mut integers = [0u64; INTEGER_REGISTERS];
    let mut floats = [0f64; FLOAT_REGISTERS];
    let (mut integer_count, mut float_count) = (0, 0);
    for (&word, machine) in words.iter().zip(machines) {
        if is_float(machine) {
            // A `float` occupies the low half of the register of a `double`.
            floats[float_count] = f64::from_bits(word);
            float_count += 1;
        } else {
            integers[integer_count] = word;
            integer_count += 1;
        }
    }
    let f = floats;
    macro_rules! call {
        ($result:ty, $($index:tt)*) => {{
            // SAFETY: the caller promises a function whose parameters are all passed in these registers. Registers
            // without a parameter may hold anything.
            unsafe {
                let function: unsafe extern "C" fn(
                    $(word!($index),)* f64, f64, f64, f64, f64, f64, f64, f64,
                ) -> $result = std::mem::transmute(function);
                function($(integers[$index],)* f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7])
            }
        }};
    }
    #[cfg(target_arch = "x86_64")]
    return if is_float(result) { call!(f64, 0 1 2 3 4 5).to_bits() } else { call!(u64, 0 1 2 3 4 5) };
    #[cfg(target_arch = "aarch64")]
    return if is_float(result) { call!(f64, 0 1 2 3 4 5 6 7).to_bits() } else { call!(u64, 0 1 2 3 4 5 6 7) };
}

/// Calls a boxed variant with more than [`MAX_POSITIONAL`] parameters.
///
/// # Safety
/// `function` must be such a variant, and `words` one owned object for each parameter.
pub(super) unsafe fn call_array(function: *const c_void, words: &mut [u64]) -> u64 {
    // SAFETY: the variant takes a pointer to its arguments, and consumes them.
    unsafe {
        let function: unsafe extern "C" fn(*mut u64) -> u64 = std::mem::transmute(function);
        function(words.as_mut_ptr())
    }
}

pub(super) fn is_float(machine: MachineType) -> bool {
    matches!(machine, MachineType::F32 | MachineType::F64)
}
