//! The machine's side of a call: words in registers, or objects in the uniform convention.
//!
//! A compiled Lean function is a C function whose parameters are pointers, unsigned integers of up to 64 bits and
//! floats, and which takes no world token (`Lean.IR.EmitC`). On x86-64 (System V) and aarch64 (AAPCS64) whole numbers
//! and floats travel in two sequences of registers, independent of each other: a call that fits them needs the words in
//! order, whatever their widths. What does not fit goes through the boxed variant, which takes objects only.

use std::ffi::c_void;

use crate::registry::MachineType;

/// How many whole-number arguments travel in registers.
#[cfg(target_arch = "x86_64")]
pub(super) const INTEGER_REGISTERS: usize = 6;
/// How many whole-number arguments travel in registers.
#[cfg(target_arch = "aarch64")]
pub(super) const INTEGER_REGISTERS: usize = 8;
/// How many floats travel in registers.
pub(super) const FLOAT_REGISTERS: usize = 8;

/// Calls of more arguments than this take them in an array (`LEAN_CLOSURE_MAX_ARGS`).
pub(super) const MAX_POSITIONAL: usize = 16;

/// The type of a whole-number argument, whichever it is.
macro_rules! word {
    ($index:tt) => {
        u64
    };
}

/// Calls `function` with `words`, and returns the result's word; the bits above its width are undefined.
///
/// # Safety
/// `function` is a C function of one parameter per word, of the machine types of whole numbers and pointers only, at
/// most [`MAX_POSITIONAL`] of them if all are 64 bits wide, else at most [`INTEGER_REGISTERS`]; its result is not a float.
/// Every pointer among the words is what the function expects.
#[inline]
pub(super) unsafe fn call_integers(function: *const c_void, words: &[u64]) -> u64 {
    macro_rules! call {
        ($($index:tt)*) => {{
            // SAFETY: the caller promises a function of this many words. Narrow integers are passed zero-extended in
            // the same registers.
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

/// Calls `function` with `words`, of which those of float types travel in float registers.
///
/// # Safety
/// As [`call_integers`], but at most [`INTEGER_REGISTERS`] whole numbers and [`FLOAT_REGISTERS`] floats, of the machine types
/// `machines`, and a result of machine type `result`.
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
            // A `float` lies in the low half of the register that a `double` fills.
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
            // SAFETY: the caller promises a function whose parameters all travel in these registers; the registers that
            // it has no parameter for are free to hold anything.
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

/// Calls a boxed variant of more than [`MAX_POSITIONAL`] parameters.
///
/// # Safety
/// `function` is such a variant, and `words` are as many owned objects as it has parameters.
pub(super) unsafe fn call_array(function: *const c_void, words: &mut [u64]) -> u64 {
    // SAFETY: the variant takes one pointer to its arguments, which it consumes.
    unsafe {
        let function: unsafe extern "C" fn(*mut u64) -> u64 = std::mem::transmute(function);
        function(words.as_mut_ptr())
    }
}

pub(super) fn is_float(machine: MachineType) -> bool {
    matches!(machine, MachineType::F32 | MachineType::F64)
}
