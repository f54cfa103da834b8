//! The hot inline functions of `lean.h`, restated so that the compiler can inline them into Rust.
//!
//! Each does exactly what its namesake in the shim does; `sys::tests` holds the two equal. Facts: Lean 4.35.0,
//! `src/include/lean/lean.h`, and c_shim/include/lean/object.h.

use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use super::{lean_object, runtime};

/// Counts at or below this are frozen: `LEAN_RC_STICKY`, compared unsigned, so that it also excludes 0 (immortal).
const STICKY: u32 = 0x9000_0000;

/// A larger increment goes to the runtime: `LEAN_RC_INC_MAX`.
const INC_MAX: usize = 0x1_0000;

/// Bytes before the data of an array or scalar array, and of a string.
const ARRAY_DATA: usize = 24;
const STRING_DATA: usize = 32;

/// The place of a field, `offset` bytes from the start of the object.
///
/// # Safety
///
/// `o` is a live object, not a scalar, at least `offset + size_of::<T>()` bytes long.
#[inline(always)]
unsafe fn field<T>(o: *mut lean_object, offset: usize) -> *mut T {
    // SAFETY: inside one allocation, by the caller.
    unsafe { o.byte_add(offset).cast() }
}

/// The reference count. Atomic, because other threads may change the count of a shared object; relaxed loads and stores
/// are plain machine instructions.
///
/// # Safety
///
/// `o` is a live object, not a scalar.
#[inline(always)]
unsafe fn count<'a>(o: *mut lean_object) -> &'a AtomicI32 {
    // SAFETY: live and aligned, by the caller; all of Rust reaches the field through this function.
    unsafe { AtomicI32::from_ptr(&raw mut (*o).m_rc) }
}

/// The header's count: above 0 for an object of this thread, below for a shared one.
///
/// # Safety
///
/// `o` is a live object, not a scalar.
pub(crate) unsafe fn reference_count(o: *mut lean_object) -> i32 {
    // SAFETY: as ours.
    unsafe { count(o) }.load(Relaxed)
}

/// Is `o` a tagged scalar? Any pointer may be asked.
#[inline(always)]
pub(crate) fn is_scalar(o: *mut lean_object) -> bool {
    o.addr() & 1 == 1
}

/// `lean_box`: a tagged scalar. The highest bit of `n` is lost.
#[inline(always)]
pub(crate) fn boxed(n: usize) -> *mut lean_object {
    ptr::without_provenance_mut(n << 1 | 1)
}

/// The number in a tagged scalar.
#[inline(always)]
pub(crate) fn unbox(o: *mut lean_object) -> usize {
    o.addr() >> 1
}

/// One more reference.
///
/// # Safety
///
/// `o` is a tagged scalar or a live object that this thread may use.
#[inline(always)]
pub(crate) unsafe fn inc(o: *mut lean_object) {
    // SAFETY: as ours.
    unsafe { inc_n(o, 1) }
}

/// `n` more references.
///
/// # Safety
///
/// `o` is a tagged scalar or a live object that this thread may use.
#[inline(always)]
pub(crate) unsafe fn inc_n(o: *mut lean_object, n: usize) {
    if is_scalar(o) {
        return;
    }
    if n > INC_MAX {
        // SAFETY: a live object, by the caller.
        unsafe { runtime!(lean_inc_ref_huge_n(o, n)) };
        return;
    }
    // SAFETY: a live object, by the caller.
    let count = unsafe { count(o) };
    let rc = count.load(Relaxed);
    if rc > 0 {
        // This thread alone owns the object. Past the largest count it wraps into the frozen range, as in C.
        count.store(rc.wrapping_add(n as i32), Relaxed);
    } else if rc as u32 > STICKY {
        count.fetch_sub(n as i32, Relaxed);
    }
}

/// One reference less; the last one frees the object.
///
/// # Safety
///
/// `o` is a tagged scalar or a live object that this thread may use; the caller owns the reference and gives it up.
#[inline(always)]
pub(crate) unsafe fn dec(o: *mut lean_object) {
    if is_scalar(o) {
        return;
    }
    // SAFETY: a live object, by the caller.
    let count = unsafe { count(o) };
    let rc = count.load(Relaxed);
    if rc > 1 {
        count.store(rc - 1, Relaxed);
    } else if rc != 0 {
        // SAFETY: a live object whose reference the caller gives up; the count is not above 1.
        unsafe { runtime!(lean_dec_ref_cold(o)) };
    }
}

/// The kind of object, or the index of the constructor (up to 243).
///
/// # Safety
///
/// `o` is a live object, not a scalar.
#[inline(always)]
pub(crate) unsafe fn ptr_tag(o: *mut lean_object) -> u8 {
    // SAFETY: live, by the caller.
    unsafe { (*o).m_tag }
}

/// The number of object fields.
///
/// # Safety
///
/// `o` is a live constructor object, not a scalar.
#[inline(always)]
pub(crate) unsafe fn ctor_num_objs(o: *mut lean_object) -> usize {
    // SAFETY: live, by the caller.
    usize::from(unsafe { (*o).m_other })
}

/// Object field `i`, borrowed.
///
/// # Safety
///
/// `o` is a live constructor object with more than `i` object fields.
#[inline(always)]
pub(crate) unsafe fn ctor_get(o: *mut lean_object, i: usize) -> *mut lean_object {
    // SAFETY: in bounds, by the caller.
    unsafe { field::<*mut lean_object>(o, 8 + 8 * i).read() }
}

/// Sets object field `i` and takes `v` over. What stood there is not released.
///
/// # Safety
///
/// `o` is a live constructor object with more than `i` object fields, which only the caller uses. `v` is owned.
#[inline(always)]
pub(crate) unsafe fn ctor_set(o: *mut lean_object, i: usize, v: *mut lean_object) {
    // SAFETY: in bounds, by the caller.
    unsafe { field::<*mut lean_object>(o, 8 + 8 * i).write(v) }
}

/// The scalar field `offset` bytes after the header: object fields and `USize` fields count in.
///
/// # Safety
///
/// `o` is a live constructor object which has a field of type `T` there.
#[inline(always)]
pub(crate) unsafe fn ctor_get_scalar<T: Copy>(o: *mut lean_object, offset: usize) -> T {
    // SAFETY: in bounds and aligned (Lean orders scalar fields by falling size), by the caller.
    unsafe { field::<T>(o, 8 + offset).read() }
}

/// Sets the scalar field `offset` bytes after the header.
///
/// # Safety
///
/// `o` is a live constructor object which has a field of type `T` there, and only the caller uses it.
#[inline(always)]
pub(crate) unsafe fn ctor_set_scalar<T: Copy>(o: *mut lean_object, offset: usize, v: T) {
    // SAFETY: in bounds and aligned, by the caller.
    unsafe { field::<T>(o, 8 + offset).write(v) }
}

/// The number of items of an array, or of elements of a scalar array.
///
/// # Safety
///
/// `o` is a live array or scalar array.
#[inline(always)]
pub(crate) unsafe fn array_size(o: *mut lean_object) -> usize {
    // SAFETY: both have their size there.
    unsafe { field::<usize>(o, 8).read() }
}

/// Sets the number of items of an array.
///
/// # Safety
///
/// `o` is a live array, which only the caller uses, of at least `size` items and capacity.
#[inline(always)]
pub(crate) unsafe fn array_set_size(o: *mut lean_object, size: usize) {
    // SAFETY: the size stands there.
    unsafe { field::<usize>(o, 8).write(size) }
}

/// The items of an array.
///
/// # Safety
///
/// `o` is a live array. The pointer is good for as long as the array and [`array_size`] items, for writing if exclusive.
#[inline(always)]
pub(crate) unsafe fn array_ptr(o: *mut lean_object) -> *mut *mut lean_object {
    // SAFETY: the items stand there.
    unsafe { field(o, ARRAY_DATA) }
}

/// Sets item `i` and takes `v` over. What stood there is not released.
///
/// # Safety
///
/// `o` is a live array of more than `i` items, which only the caller uses. `v` is owned.
#[inline(always)]
pub(crate) unsafe fn array_set(o: *mut lean_object, i: usize, v: *mut lean_object) {
    // SAFETY: in bounds, by the caller.
    unsafe { array_ptr(o).add(i).write(v) }
}

/// The elements of a scalar array, as bytes.
///
/// # Safety
///
/// `o` is a live scalar array. The pointer is good for as long as the array, and for writing if exclusive.
#[inline(always)]
pub(crate) unsafe fn sarray_ptr(o: *mut lean_object) -> *mut u8 {
    // SAFETY: the elements stand there.
    unsafe { field(o, ARRAY_DATA) }
}

/// The bytes of a string, UTF-8, and their number without the final NUL.
///
/// # Safety
///
/// `o` is a live string. The pointer is good for as long as the string.
#[inline(always)]
pub(crate) unsafe fn string_bytes(o: *mut lean_object) -> (*const u8, usize) {
    // SAFETY: a string's size, which counts the NUL, and data stand there.
    unsafe { (field::<u8>(o, STRING_DATA), field::<usize>(o, 8).read() - 1) }
}
