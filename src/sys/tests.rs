//! Compares `inline` with the shim, on objects of the real runtime.

use super::*;

/// Starts the runtime, which fills the table.
fn start() {
    crate::Runtime::for_tests();
}

/// A constructor object whose one object field is `child`.
fn cell(child: *mut lean_object) -> *mut lean_object {
    // SAFETY: a fresh object with one field, which is set at once.
    unsafe {
        let o = leanbind_alloc_ctor(0, 1, 0);
        leanbind_ctor_set(o, 0, child);
        o
    }
}

#[test]
fn a_missing_function_is_named_and_nothing_is_filled() {
    start();
    // SAFETY: the call fails before it writes to the table.
    let result =
        unsafe { fill(|name| if name == c"lean_expr_mk_let" { None } else { Some(std::ptr::dangling_mut()) }) };
    assert_eq!(result, Err(c"lean_expr_mk_let"));
    // SAFETY: the table still holds the runtime's functions.
    unsafe { leanbind_dec(cell(inline::boxed(0))) };
}

#[test]
fn scalars() {
    for n in [0, 1, 2, 255, 1 << 31, 1 << 32, usize::MAX >> 1, usize::MAX] {
        // SAFETY: scalars are not dereferenced.
        unsafe {
            assert_eq!(inline::boxed(n), leanbind_box(n));
            assert_eq!(inline::unbox(inline::boxed(n)), leanbind_unbox(leanbind_box(n)));
            assert!(inline::is_scalar(inline::boxed(n)) && leanbind_is_scalar(inline::boxed(n)));
            inline::inc(inline::boxed(n));
            inline::inc_n(inline::boxed(n), 1 << 20);
            inline::dec(inline::boxed(n));
        }
    }
}

/// Counts on both sides of every threshold.
#[rustfmt::skip]
const COUNTS: [u32; 27] = [
    // Of an object of one thread; an increment makes the last ones frozen.
    1, 2, 3, 0x7FFE_FFFF, 0x7FFF_0000, 0x7FFF_FFFE, 0x7FFF_FFFF,
    // Immortal.
    0,
    // Shared.
    0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFB, 0xFFFF_0001, 0xFFFE_FFFF, 0xC000_0000, 0xA000_0002, 0xA000_0001,
    // Shared, but no longer decremented.
    0xA000_0000, 0x9FFF_FFFF, 0x9001_0000, 0x9000_FFFF, 0x9000_0002, 0x9000_0001,
    // Frozen.
    0x9000_0000, 0x8FFF_FFFF, 0x8001_0000, 0x8000_0001, 0x8000_0000,
];

/// The count of an object after `operation`, starting from the count `rc`.
fn count_after(rc: u32, operation: impl Fn(*mut lean_object)) -> u32 {
    let o = cell(inline::boxed(0));
    // SAFETY: nobody else uses the object. Its count is restored before it is released.
    unsafe {
        (*o).m_rc = rc as i32;
        operation(o);
        let after = (*o).m_rc as u32;
        (*o).m_rc = 1;
        leanbind_dec(o);
        after
    }
}

#[test]
fn increments_in_every_band() {
    start();
    for rc in COUNTS {
        for n in [0, 1, 2, 0xFFFF, 0x1_0000, 0x1_0001, 0x2_0000] {
            // SAFETY: live objects of this thread.
            let (ours, theirs) =
                unsafe { (count_after(rc, |o| inline::inc_n(o, n)), count_after(rc, |o| leanbind_inc_n(o, n))) };
            assert_eq!(ours, theirs, "count {rc:#x} + {n:#x}");
        }
        // SAFETY: live objects of this thread.
        let (ours, theirs) = unsafe { (count_after(rc, |o| inline::inc(o)), count_after(rc, |o| leanbind_inc(o))) };
        assert_eq!(ours, theirs, "count {rc:#x} + 1");
    }
}

#[test]
fn decrements_in_every_band() {
    start();
    // Without 1 and -1, where the decrement frees the object: see the next test.
    for rc in COUNTS.into_iter().filter(|rc| ![1, 0xFFFF_FFFF].contains(rc)) {
        // SAFETY: live objects of this thread, which keep at least one reference.
        let (ours, theirs) = unsafe { (count_after(rc, |o| inline::dec(o)), count_after(rc, |o| leanbind_dec(o))) };
        assert_eq!(ours, theirs, "count {rc:#x} - 1");
    }
}

#[test]
fn the_last_reference_frees() {
    start();
    for rc in [1, -1] {
        for restated in [true, false] {
            let child = cell(inline::boxed(0));
            // SAFETY: the parent owns one of the child's two references, and this test the other one.
            unsafe {
                inline::inc(child);
                let parent = cell(child);
                (*parent).m_rc = rc;
                if restated {
                    inline::dec(parent);
                } else {
                    leanbind_dec(parent);
                }
                assert_eq!((*child).m_rc, 1, "count {rc}");
                inline::dec(child);
            }
        }
    }
}

/// Two object fields, a USize, and one scalar of each width.
#[test]
fn constructor_fields() {
    start();
    // SAFETY: the fields lie inside the allocation: 16 + 8 + (8 + 8 + 4 + 4 + 2 + 1) bytes.
    unsafe {
        let o = leanbind_alloc_ctor(243, 2, 35);
        assert_eq!(inline::ptr_tag(o), leanbind_ptr_tag(o));
        assert_eq!(inline::ctor_num_objs(o), leanbind_ctor_num_objs(o) as usize);

        leanbind_ctor_set(o, 0, inline::boxed(7));
        inline::ctor_set(o, 1, inline::boxed(8));
        assert_eq!(inline::ctor_get(o, 0), inline::boxed(7));
        assert_eq!(leanbind_ctor_get(o, 1), inline::boxed(8));

        leanbind_ctor_set_usize(o, 2, usize::MAX - 1);
        leanbind_ctor_set_uint64(o, 24, u64::MAX - 2);
        leanbind_ctor_set_float(o, 32, -1.5);
        leanbind_ctor_set_uint32(o, 40, u32::MAX - 3);
        leanbind_ctor_set_float32(o, 44, 0.25);
        leanbind_ctor_set_uint16(o, 48, u16::MAX - 4);
        leanbind_ctor_set_uint8(o, 50, u8::MAX - 5);
        assert_eq!(inline::ctor_get_scalar::<usize>(o, 16), usize::MAX - 1);
        assert_eq!(inline::ctor_get_scalar::<u64>(o, 24), u64::MAX - 2);
        assert_eq!(inline::ctor_get_scalar::<f64>(o, 32), -1.5);
        assert_eq!(inline::ctor_get_scalar::<u32>(o, 40), u32::MAX - 3);
        assert_eq!(inline::ctor_get_scalar::<f32>(o, 44), 0.25);
        assert_eq!(inline::ctor_get_scalar::<u16>(o, 48), u16::MAX - 4);
        assert_eq!(inline::ctor_get_scalar::<u8>(o, 50), u8::MAX - 5);

        inline::ctor_set_scalar::<usize>(o, 16, 1);
        inline::ctor_set_scalar::<u64>(o, 24, 2);
        inline::ctor_set_scalar::<f64>(o, 32, 3.5);
        inline::ctor_set_scalar::<u32>(o, 40, 4);
        inline::ctor_set_scalar::<f32>(o, 44, 5.5);
        inline::ctor_set_scalar::<u16>(o, 48, 6);
        inline::ctor_set_scalar::<u8>(o, 50, 7);
        assert_eq!(leanbind_ctor_get_usize(o, 2), 1);
        assert_eq!(leanbind_ctor_get_uint64(o, 24), 2);
        assert_eq!(leanbind_ctor_get_float(o, 32), 3.5);
        assert_eq!(leanbind_ctor_get_uint32(o, 40), 4);
        assert_eq!(leanbind_ctor_get_float32(o, 44), 5.5);
        assert_eq!(leanbind_ctor_get_uint16(o, 48), 6);
        assert_eq!(leanbind_ctor_get_uint8(o, 50), 7);
        inline::dec(o);
    }
}

#[test]
fn arrays() {
    start();
    // SAFETY: items below the size, elements below the capacity.
    unsafe {
        let o = leanbind_alloc_array(3, 5);
        assert_eq!(inline::array_size(o), leanbind_array_size(o));
        assert_eq!(inline::array_ptr(o), leanbind_array_cptr(o));
        leanbind_array_set_core(o, 0, inline::boxed(0));
        inline::array_set(o, 1, inline::boxed(1));
        inline::array_set(o, 2, inline::boxed(2));
        for i in 0..3 {
            assert_eq!(leanbind_array_get_core(o, i), inline::boxed(i));
        }
        inline::dec(o);

        for element in [1, 8] {
            let o = leanbind_alloc_sarray(element, 4, 9);
            assert_eq!(inline::array_size(o), leanbind_sarray_size(o));
            inline::dec(o);
        }
    }
}

#[test]
fn strings() {
    start();
    for text in ["", "a", "a\0b", "héllo ∀ 🦀", &"x".repeat(5000)] {
        // SAFETY: the lengths are those of `text`; the bytes are read before the string is released.
        unsafe {
            let o = runtime!(lean_mk_string_unchecked(text.as_ptr().cast(), text.len(), text.chars().count()));
            let (bytes, length) = inline::string_bytes(o);
            assert_eq!(bytes, leanbind_string_cstr(o).cast());
            assert_eq!(length + 1, leanbind_string_size(o));
            assert_eq!(std::slice::from_raw_parts(bytes, length), text.as_bytes());
            inline::dec(o);
        }
    }
}

/// The shim's arithmetic agrees with the runtime on both sides of the boundary between tagged scalars and GMP integers.
#[test]
fn numbers() {
    start();
    // SAFETY: the numbers are created, compared and released here.
    unsafe {
        for n in [0, 1, u64::MAX >> 1, (u64::MAX >> 1) + 1, u64::MAX] {
            let a = leanbind_uint64_to_nat(n);
            let b = leanbind_usize_to_nat(n as usize);
            assert_eq!(inline::is_scalar(a), n <= u64::MAX >> 1);
            assert!(leanbind_nat_eq(a, b) && leanbind_nat_le(a, b) && !leanbind_nat_lt(a, b));
            let sum = leanbind_nat_add(a, inline::boxed(1));
            assert!(leanbind_nat_lt(a, sum));
            let back = leanbind_nat_sub(sum, inline::boxed(1));
            assert!(leanbind_nat_eq(a, back));
            for o in [a, b, sum, back] {
                inline::dec(o);
            }
        }
        for n in [0, -1, i64::from(i32::MIN), i64::from(i32::MIN) - 1, i64::MIN, i64::MAX] {
            let a = leanbind_int64_to_int(n);
            assert_eq!(inline::is_scalar(a), i32::try_from(n).is_ok());
            assert_eq!(leanbind_int_lt(a, inline::boxed(0)), n < 0);
            let magnitude = leanbind_nat_abs(a);
            let expected = leanbind_uint64_to_nat(n.unsigned_abs());
            assert!(leanbind_nat_eq(magnitude, expected));
            for o in [a, magnitude, expected] {
                inline::dec(o);
            }
        }
    }
}
