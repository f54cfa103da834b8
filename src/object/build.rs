//! Creating objects. All of it needs a running Lean runtime: callers hold a [`Runtime`](crate::Runtime) as proof.

use super::LeanObj;
use crate::sys::runtime;
use crate::sys::{self, inline, leanbind_mpz};

/// A constructor object under construction. It is valid at every step: fields that are not yet set hold `lean_box(0)`.
pub(crate) struct NewConstructor {
    object: LeanObj,
    objects: u32,
    scalar_bytes: u32,
}

impl NewConstructor {
    /// Allocates the object, with all fields `lean_box(0)` and all scalars zero.
    #[inline]
    pub(crate) fn new(tag: u8, objects: u32, scalar_bytes: u32) -> Self {
        // SAFETY: the runtime runs (see the module); sizes come from a checked layout. Every field is set before
        // anybody sees the object.
        unsafe {
            let ptr = sys::leanbind_alloc_ctor(u32::from(tag), objects, scalar_bytes);
            for i in 0..objects as usize {
                inline::ctor_set(ptr, i, inline::boxed(0));
            }
            let scalars = ptr.byte_add(8 + 8 * objects as usize).cast::<u8>();
            scalars.write_bytes(0, scalar_bytes as usize);
            let object = LeanObj::from_raw(ptr);
            NewConstructor { object, objects, scalar_bytes }
        }
    }

    /// Sets object field `index`.
    #[inline]
    pub(crate) fn set_field(&mut self, index: u32, value: LeanObj) {
        assert!(index < self.objects);
        // SAFETY: the field exists, holds `lean_box(0)`, which needs no release, and nobody else sees the object.
        unsafe { inline::ctor_set(self.object.as_ptr(), index as usize, value.into_raw()) };
    }

    /// Writes the lowest `bytes` bytes (1, 2, 4 or 8) of `bits` at `offset`, counted from the end of the object fields.
    #[inline]
    pub(crate) fn set_scalar(&mut self, offset: u32, bytes: u32, bits: u64) {
        assert!(offset + bytes <= self.scalar_bytes && offset % bytes == 0);
        let (ptr, start) = (self.object.as_ptr(), (8 * self.objects + offset) as usize);
        // SAFETY: the bytes lie inside the object, aligned, and nobody else sees it.
        unsafe {
            match bytes {
                1 => inline::ctor_set_scalar(ptr, start, bits as u8),
                2 => inline::ctor_set_scalar(ptr, start, bits as u16),
                4 => inline::ctor_set_scalar(ptr, start, bits as u32),
                _ => inline::ctor_set_scalar(ptr, start, bits),
            }
        }
    }

    #[inline]
    pub(crate) fn finish(self) -> LeanObj {
        self.object
    }
}

/// An `Array` under construction.
pub(crate) struct NewArray {
    object: LeanObj,
    size: usize,
    capacity: usize,
}

impl NewArray {
    #[inline]
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        // SAFETY: the runtime runs (see the module).
        let object = unsafe { LeanObj::from_raw(sys::leanbind_alloc_array(0, capacity)) };
        NewArray { object, size: 0, capacity }
    }

    /// Appends an element.
    #[inline]
    pub(crate) fn push(&mut self, value: LeanObj) {
        assert!(self.size < self.capacity);
        // SAFETY: there is room for one more element; the size is set after the element is written.
        unsafe {
            inline::array_set(self.object.as_ptr(), self.size, value.into_raw());
            self.size += 1;
            inline::array_set_size(self.object.as_ptr(), self.size);
        }
    }

    /// Appends elements, while there is room.
    #[inline]
    pub(crate) fn extend(&mut self, values: impl Iterator<Item = LeanObj>) {
        let mut count = 0;
        for value in values.take(self.capacity - self.size) {
            // SAFETY: `take` ensures that there is room for the element. The size is set after the loop. If `values`
            // panics before that, the elements already written are leaked.
            unsafe { inline::array_set(self.object.as_ptr(), self.size + count, value.into_raw()) };
            count += 1;
        }
        self.size += count;
        // SAFETY: this many elements were written.
        unsafe { inline::array_set_size(self.object.as_ptr(), self.size) };
    }

    #[inline]
    pub(crate) fn finish(self) -> LeanObj {
        self.object
    }
}

impl LeanObj {
    /// An object of the constructor with index `tag`, with these fields and no scalars.
    #[inline]
    pub(crate) fn constructor<const N: usize>(tag: u8, fields: [LeanObj; N]) -> Self {
        // SAFETY: the runtime runs (see the module). Every field is set before anybody sees the object.
        unsafe {
            let ptr = sys::leanbind_alloc_ctor(u32::from(tag), N as u32, 0);
            for (i, field) in fields.into_iter().enumerate() {
                inline::ctor_set(ptr, i, field.into_raw());
            }
            LeanObj::from_raw(ptr)
        }
    }

    /// A `String`. A Lean string is UTF-8 and stores its number of characters. It may contain NUL.
    #[inline]
    pub(crate) fn string(text: &str) -> Self {
        let chars = if text.is_ascii() { text.len() } else { text.chars().count() };
        // SAFETY: the runtime runs (see the module); the text is valid UTF-8 of this many bytes and characters.
        unsafe {
            let ptr = runtime!(lean_mk_string_unchecked(text.as_ptr().cast(), text.len(), chars));
            LeanObj::from_raw(ptr)
        }
    }

    /// A GMP integer with the limbs of `magnitude`, least significant first.
    ///
    /// The number must not fit a scalar of its type: to Lean, the two forms of the same number are not equal.
    pub(crate) fn big_number(negative: bool, magnitude: &[u64]) -> Self {
        let size = magnitude.iter().rposition(|&limb| limb != 0).map_or(0, |last| last + 1);
        debug_assert!(size > 0, "zero is a scalar");
        let limbs = i32::try_from(size).expect("a number of 16 GiB");
        let view = leanbind_mpz {
            alloc: limbs,
            size: if negative { -limbs } else { limbs },
            limbs: magnitude.as_ptr().cast_mut(),
        };
        // SAFETY: the runtime runs (see the module); the limbs are normalised and outlive the call, which copies them
        // and writes to none.
        unsafe {
            let ptr = runtime!(lean_alloc_mpz(&view));
            LeanObj::from_raw(ptr)
        }
    }

    /// A `ByteArray`.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        // SAFETY: as in `packed`; any bytes are a `ByteArray`'s.
        unsafe { Self::packed(bytes) }
    }

    /// A `FloatArray`.
    pub(crate) fn floats(floats: &[f64]) -> Self {
        // SAFETY: as in `packed`; any numbers are a `FloatArray`'s.
        unsafe { Self::packed(floats) }
    }

    /// A scalar array of copies of `items`.
    ///
    /// # Safety
    /// The runtime runs (see the module), and `T` is the type of a scalar array's elements.
    unsafe fn packed<T: Copy>(items: &[T]) -> Self {
        // SAFETY: the array is made with room for the items, which are then written to it.
        unsafe {
            let ptr = sys::leanbind_alloc_sarray(size_of::<T>() as u32, items.len(), items.len());
            inline::sarray_ptr(ptr).cast::<T>().copy_from_nonoverlapping(items.as_ptr(), items.len());
            LeanObj::from_raw(ptr)
        }
    }

    /// A `Thunk` that is already evaluated.
    pub(crate) fn thunk(value: LeanObj) -> Self {
        // SAFETY: the runtime runs (see the module); the function consumes the value.
        unsafe { LeanObj::from_raw(sys::leanbind_thunk_pure(value.into_raw())) }
    }

    /// A `Task` that is already finished.
    pub(crate) fn task(value: LeanObj) -> Self {
        // SAFETY: the runtime runs (see the module); the function consumes the value.
        unsafe { LeanObj::from_raw(runtime!(lean_task_pure(value.into_raw()))) }
    }
}
