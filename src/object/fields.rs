//! Borrowing the fields of a constructor object, for the kernel's terms.

use super::{LeanObj, ObjRef, ObjectKind};

impl<'a> ObjRef<'a> {
    /// As [`field`](Self::field), borrowed as the owned handle that the object holds.
    #[inline]
    pub(crate) fn owned_field(self, index: u32) -> Option<&'a LeanObj> {
        match self.kind() {
            ObjectKind::Constructor { objects, .. } if index < u32::from(objects) => {
                // SAFETY: the object has this field, an owned pointer, which is the layout of `LeanObj`. Nobody writes
                // to it during `'a`: Lean updates an object in place only if it holds the only reference.
                Some(unsafe { &*self.as_ptr().byte_add(8 + 8 * index as usize).cast::<LeanObj>() })
            }
            _ => None,
        }
    }

    /// The object fields of a constructor object.
    #[inline]
    pub(crate) fn fields(self) -> Option<&'a [ObjRef<'a>]> {
        let ObjectKind::Constructor { objects, .. } = self.kind() else { return None };
        // SAFETY: the kind was just checked. The object has this many fields, which are pointers to live objects;
        // `ObjRef` has that layout. Nobody writes to them during `'a`, as in `owned_field`.
        Some(unsafe {
            std::slice::from_raw_parts(self.as_ptr().byte_add(8).cast::<ObjRef<'a>>(), usize::from(objects))
        })
    }

    /// The size of a constructor object's scalar fields in bytes, rounded up to a multiple of 8.
    #[inline]
    pub(crate) fn scalar_bytes(self) -> Option<u16> {
        let ObjectKind::Constructor { objects, .. } = self.kind() else { return None };
        // SAFETY: the kind was just checked. The header of a constructor object states its size.
        let size = unsafe { (*self.as_ptr()).m_cs_sz };
        size.checked_sub(8 + 8 * u16::from(objects))
    }
}
