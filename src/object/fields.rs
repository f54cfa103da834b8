//! The fields of a constructor object, lent, for the kernel's terms.

use super::{LeanObj, ObjRef, ObjectKind};

impl<'a> ObjRef<'a> {
    /// As [`field`](Self::field), lent as the handle that the object holds.
    #[inline]
    pub(crate) fn owned_field(self, index: u32) -> Option<&'a LeanObj> {
        match self.kind() {
            ObjectKind::Constructor { objects, .. } if index < u32::from(objects) => {
                // SAFETY: the object has this field, which is a pointer and so a `LeanObj`. Nobody writes to it for
                // `'a`: Lean updates an object in place only when it holds the one reference.
                Some(unsafe { &*self.as_ptr().byte_add(8 + 8 * index as usize).cast::<LeanObj>() })
            }
            _ => None,
        }
    }

    /// The object fields of a constructor object.
    #[inline]
    pub(crate) fn fields(self) -> Option<&'a [ObjRef<'a>]> {
        let ObjectKind::Constructor { objects, .. } = self.kind() else { return None };
        // SAFETY: the kind was just checked: the object has this many fields, pointers to live objects, and `ObjRef` is such
        // a pointer. Nobody writes to them for `'a`, as in `owned_field`.
        Some(unsafe {
            std::slice::from_raw_parts(self.as_ptr().byte_add(8).cast::<ObjRef<'a>>(), usize::from(objects))
        })
    }

    /// How many bytes of scalar fields a constructor object has, rounded up to 8.
    #[inline]
    pub(crate) fn scalar_bytes(self) -> Option<u16> {
        let ObjectKind::Constructor { objects, .. } = self.kind() else { return None };
        // SAFETY: the kind was just checked; the header states the size of a constructor object.
        let size = unsafe { (*self.as_ptr()).m_cs_sz };
        size.checked_sub(8 + 8 * u16::from(objects))
    }
}
