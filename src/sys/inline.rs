//! The hot inline functions of `lean.h`, written in Rust so that the compiler can inline them into Rust code.
//!
//! Each does exactly what the function of the same name in the shim does; `sys::tests` compares the two. The layouts
//! are those of Lean 4.35.0, `src/include/lean/lean.h`, and of c_shim/include/lean/object.h.

use std::ptr;
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use super::{lean_object, runtime};

/// A reference count at or below this never changes again (`LEAN_RC_STICKY`). The comparison is unsigned, so that it
/// also holds for 0, the count of an immortal object.
const STICKY: u32 = 0x9000_0000;

/// The runtime does larger increments than this (`LEAN_RC_INC_MAX`).
const INC_MAX: usize = 0x1_0000;

/// The offset of the data in an array or scalar array.
const ARRAY_DATA: usize = 24;
/// The offset of the data in a string.
const STRING_DATA: usize = 32;

/// The address of the field at `offset` bytes from the start of the object.
///
/// # Safety
///
/// `o` is a live object, not a scalar, at least `offset + size_of::<T>()` bytes long.
#[inline(always)]
unsafe fn field<T>(o: *mut lean_object, offset: usize) -> *mut T {
    // SAFETY: inside one allocation, by the caller.
    unsafe { o.byte_add(offset).cast() }
}

/// The reference count. It is atomic because other threads may change the count of a shared object. Relaxed loads and
/// stores compile to plain machine instructions.
///
/// # Safety
///
/// `o` is a live object, not a scalar.
#[inline(always)]
unsafe fn count<'a>(o: *mut lean_object) -> &'a AtomicI32 {
    // SAFETY: live and aligned, by the caller; all of Rust reaches the field through this function.
    unsafe { AtomicI32::from_ptr(&raw mut (*o).m_rc) }
}

/// The reference count in the header: positive for an object of this thread, negative for a shared object.
///
/// # Safety
///
/// `o` is a live object, not a scalar.
pub(crate) unsafe fn reference_count(o: *mut lean_object) -> i32 {
    // SAFETY: as ours.
    unsafe { count(o) }.load(Relaxed)
}

/// Whether `o` is a tagged scalar. `o` may be any pointer.
#[inline(always)]
pub(crate) fn is_scalar(o: *mut lean_object) -> bool {
    o.addr() & 1 == 1
}

/// `lean_box(n)`: a tagged scalar. The highest bit of `n` is lost.
#[inline(always)]
pub(crate) fn boxed(n: usize) -> *mut lean_object {
    ptr::without_provenance_mut(n << 1 | 1)
}

/// The number in a tagged scalar.
#[inline(always)]
pub(crate) fn unbox(o: *mut lean_object) -> usize {
    o.addr() >> 1
}

/// Adds a reference.
///
/// # Safety
///
/// `o` is a tagged scalar or a live object that this thread may use.
#[inline(always)]
pub(crate) unsafe fn inc(o: *mut lean_object) {
    // SAFETY: as ours.
    unsafe { inc_n(o, 1) }
}

/// Adds `n` references.
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
        // The object belongs to this thread alone. Past the largest count, the count wraps to one that never changes
        // again, as in C.
        count.store(rc.wrapping_add(n as i32), Relaxed);
    } else if rc as u32 > STICKY {
        count.fetch_sub(n as i32, Relaxed);
    }
}

/// Removes a reference. Removing the last one frees the object.
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
        // SAFETY: a live object. The caller gives up a reference, and the count is not above 1.
        unsafe { runtime!(lean_dec_ref_cold(o)) };
    }
}

/// The tag of the object: the index of its constructor (up to 243), or another kind.
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

/// Sets object field `i` and takes over `v`. The old value is not released.
///
/// # Safety
///
/// `o` is a live constructor object with more than `i` object fields, which only the caller uses. `v` is owned.
#[inline(always)]
pub(crate) unsafe fn ctor_set(o: *mut lean_object, i: usize, v: *mut lean_object) {
    // SAFETY: in bounds, by the caller.
    unsafe { field::<*mut lean_object>(o, 8 + 8 * i).write(v) }
}

/// The scalar field at `offset` bytes after the header. The object fields and `USize` fields before it count.
///
/// # Safety
///
/// `o` is a live constructor object which has a field of type `T` there.
#[inline(always)]
pub(crate) unsafe fn ctor_get_scalar<T: Copy>(o: *mut lean_object, offset: usize) -> T {
    // SAFETY: in bounds and aligned (Lean orders scalar fields by decreasing size), by the caller.
    unsafe { field::<T>(o, 8 + offset).read() }
}

/// Sets the scalar field at `offset` bytes after the header.
///
/// # Safety
///
/// `o` is a live constructor object which has a field of type `T` there, and only the caller uses it.
#[inline(always)]
pub(crate) unsafe fn ctor_set_scalar<T: Copy>(o: *mut lean_object, offset: usize, v: T) {
    // SAFETY: in bounds and aligned, by the caller.
    unsafe { field::<T>(o, 8 + offset).write(v) }
}

/// The number of items in an array, or of elements in a scalar array.
///
/// # Safety
///
/// `o` is a live array or scalar array.
#[inline(always)]
pub(crate) unsafe fn array_size(o: *mut lean_object) -> usize {
    // SAFETY: both kinds of object have their size at this offset.
    unsafe { field::<usize>(o, 8).read() }
}

/// Sets the number of items in an array.
///
/// # Safety
///
/// `o` is a live array that only the caller uses. Its first `size` items are written, and its capacity is at least
/// `size`.
#[inline(always)]
pub(crate) unsafe fn array_set_size(o: *mut lean_object, size: usize) {
    // SAFETY: an array has its size at this offset.
    unsafe { field::<usize>(o, 8).write(size) }
}

/// The items of an array.
///
/// # Safety
///
/// `o` is a live array. The pointer is valid for [`array_size`] items while the array lives, and for writing if the
/// array is exclusive.
#[inline(always)]
pub(crate) unsafe fn array_ptr(o: *mut lean_object) -> *mut *mut lean_object {
    // SAFETY: an array has its items at this offset.
    unsafe { field(o, ARRAY_DATA) }
}

/// Sets item `i` and takes over `v`. The old value is not released.
///
/// # Safety
///
/// `o` is a live array that only the caller uses, with room for more than `i` items. `v` is owned.
#[inline(always)]
pub(crate) unsafe fn array_set(o: *mut lean_object, i: usize, v: *mut lean_object) {
    // SAFETY: in bounds, by the caller.
    unsafe { array_ptr(o).add(i).write(v) }
}

/// The elements of a scalar array, as bytes.
///
/// # Safety
///
/// `o` is a live scalar array. The pointer is valid while the array lives, and for writing if the array is exclusive.
#[inline(always)]
pub(crate) unsafe fn sarray_ptr(o: *mut lean_object) -> *mut u8 {
    // SAFETY: a scalar array has its elements at this offset.
    unsafe { field(o, ARRAY_DATA) }
}

/// The bytes of a string, which are UTF-8, and their number without the final NUL.
///
/// # Safety
///
/// `o` is a live string. The pointer is valid while the string lives.
#[inline(always)]
pub(crate) unsafe fn string_bytes(o: *mut lean_object) -> (*const u8, usize) {
    // SAFETY: a string has its size, which includes the NUL, and its data at these offsets.
    unsafe { (field::<u8>(o, STRING_DATA), field::<usize>(o, 8).read() - 1) }
}
