//! Reading an object's contents, checked against its header, and writing to arrays of scalars that nobody else can see.

use super::{LeanObj, ObjRef, ObjectKind};
use crate::sys::{self, inline, leanbind_mpz, runtime};

impl<'a> ObjRef<'a> {
    /// Object field `index` of a constructor object. `None` if this is no constructor object or has no such field.
    #[inline]
    pub(crate) fn field(self, index: u32) -> Option<ObjRef<'a>> {
        match self.kind() {
            ObjectKind::Constructor { objects, .. } if index < u32::from(objects) => {
                // SAFETY: the object has this field. A field lives as long as the object that owns it.
                Some(unsafe { ObjRef::from_raw(inline::ctor_get(self.as_ptr(), index as usize)) })
            }
            _ => None,
        }
    }

    /// `bytes` bytes (1, 2, 4 or 8) of a constructor object's scalars, zero-extended. `offset` counts from the end of
    /// the object fields. `None` if the object does not have these bytes, or if they are not aligned.
    #[inline]
    pub(crate) fn scalar(self, offset: u32, bytes: u32) -> Option<u64> {
        let ObjectKind::Constructor { objects, .. } = self.kind() else { return None };
        let start = 8 * usize::from(objects) + offset as usize;
        let ptr = self.as_ptr();
        // SAFETY: the kind was just checked. The header of a constructor object states its size
        // (`lean_object.m_cs_sz`); the bytes lie inside it.
        unsafe {
            if 8 + start + bytes as usize > usize::from((*ptr).m_cs_sz) || offset % bytes != 0 {
                return None;
            }
            Some(match bytes {
                1 => u64::from(inline::ctor_get_scalar::<u8>(ptr, start)),
                2 => u64::from(inline::ctor_get_scalar::<u16>(ptr, start)),
                4 => u64::from(inline::ctor_get_scalar::<u32>(ptr, start)),
                _ => inline::ctor_get_scalar::<u64>(ptr, start),
            })
        }
    }

    /// The elements of an `Array`.
    #[inline]
    pub(crate) fn elements(self) -> Option<&'a [ObjRef<'a>]> {
        (self.kind() == ObjectKind::Array).then(|| {
            // SAFETY: an array's elements are `size` pointers to live objects; `ObjRef` has that layout. Nobody writes
            // to them during `'a`: Lean updates an array in place only if it holds the only reference.
            unsafe {
                let data = inline::array_ptr(self.as_ptr()).cast::<ObjRef<'a>>();
                std::slice::from_raw_parts(data, inline::array_size(self.as_ptr()))
            }
        })
    }

    /// The bytes of a `String`, without the closing NUL.
    #[inline]
    pub(crate) fn string_bytes(self) -> Option<&'a [u8]> {
        (self.kind() == ObjectKind::String).then(|| {
            // SAFETY: the kind was just checked. Lean updates a string in place only if it holds the only reference.
            unsafe {
                let (data, size) = inline::string_bytes(self.as_ptr());
                std::slice::from_raw_parts(data, size)
            }
        })
    }

    /// The sign (true for negative) and the limbs, least significant first, of a number that is too large for a scalar.
    #[inline]
    pub(crate) fn limbs(self) -> Option<(bool, &'a [u64])> {
        (self.kind() == ObjectKind::BigNumber).then(|| {
            // SAFETY: the kind was just checked. The object is a header and an `mpz_t` (`mpz_object` in
            // `src/runtime/object.h`), which owns its limbs and is never changed while it is shared.
            unsafe {
                let mpz = &*self.as_ptr().byte_add(8).cast::<leanbind_mpz>();
                let size = mpz.size.unsigned_abs() as usize;
                (mpz.size < 0, std::slice::from_raw_parts(mpz.limbs, size))
            }
        })
    }

    /// The greatest common divisor of two natural numbers.
    ///
    /// # Safety
    /// Both objects are values of type `Nat`.
    pub(crate) unsafe fn nat_gcd(self, other: ObjRef<'_>) -> LeanObj {
        // SAFETY: the caller promises the types. The function borrows its arguments and returns an owned object.
        unsafe { LeanObj::from_raw(runtime!(lean_nat_gcd(self.as_ptr(), other.as_ptr()))) }
    }

    /// The bytes of a `ByteArray`.
    #[inline]
    pub(crate) fn bytes(self) -> Option<&'a [u8]> {
        self.packed()
    }

    /// The numbers of a `FloatArray`.
    #[inline]
    pub(crate) fn floats(self) -> Option<&'a [f64]> {
        self.packed()
    }

    /// The elements of a scalar array whose elements have the size of `T`.
    #[inline]
    fn packed<T: Copy>(self) -> Option<&'a [T]> {
        if self.kind() != ObjectKind::ScalarArray {
            return None;
        }
        // SAFETY: the kind was just checked. Seven bits of the header are the size of an element
        // (`lean_sarray_elem_size`). The elements are initialised bytes, and any bytes are a valid `u8` or `f64`. Lean
        // updates a scalar array in place only if it holds the only reference.
        unsafe {
            let ptr = self.as_ptr();
            (usize::from((*ptr).m_other & 0x7f) == size_of::<T>())
                .then(|| std::slice::from_raw_parts(inline::sarray_ptr(ptr).cast::<T>(), inline::array_size(ptr)))
        }
    }

    /// The value of a `Thunk`, which is evaluated if it was not before.
    pub(crate) fn force(self) -> Option<ObjRef<'a>> {
        (self.kind() == ObjectKind::Thunk).then(|| {
            // SAFETY: the kind was just checked. A thunk keeps its value as long as it lives.
            unsafe { ObjRef::from_raw(sys::leanbind_thunk_get(self.as_ptr())) }
        })
    }

    /// Waits for a `Task` and returns its value.
    pub(crate) fn wait(self) -> Option<ObjRef<'a>> {
        (self.kind() == ObjectKind::Task).then(|| {
            // SAFETY: the kind was just checked. A task keeps its value as long as it lives.
            unsafe { ObjRef::from_raw(runtime!(lean_task_get(self.as_ptr()))) }
        })
    }
}

impl LeanObj {
    /// The bytes of a `ByteArray`, for writing. `None` if this handle is not the only reference.
    pub(crate) fn bytes_mut(&mut self) -> Option<&mut [u8]> {
        self.packed_mut()
    }

    /// The numbers of a `FloatArray`, for writing. `None` if this handle is not the only reference.
    pub(crate) fn floats_mut(&mut self) -> Option<&mut [f64]> {
        self.packed_mut()
    }

    fn packed_mut<T: Copy>(&mut self) -> Option<&mut [T]> {
        let size = self.as_obj().packed::<T>()?.len();
        if !self.is_exclusive() {
            return None;
        }
        // SAFETY: the object is a scalar array of `size` elements of this type. The handle is its only reference and is
        // borrowed mutably, so nobody else reads or writes the elements, and nobody can add a reference.
        unsafe {
            let data = inline::sarray_ptr(self.as_ptr()).cast::<T>();
            Some(std::slice::from_raw_parts_mut(data, size))
        }
    }
}
