//! Reading all parts of an object, and copying it with other parts, for the server's pickles.

use std::ffi::c_void;

use super::{LeanObj, NewConstructor, ObjRef, ObjectKind};
use crate::sys;

/// The parts of a closure.
#[derive(Clone, Copy)]
pub(crate) struct ClosureParts<'a> {
    /// The address of its code.
    pub(crate) code: *const c_void,
    /// The number of arguments that the code takes.
    pub(crate) arity: u32,
    /// The arguments that the closure already has.
    pub(crate) fixed: &'a [ObjRef<'a>],
}

impl<'a> ObjRef<'a> {
    /// A copy of this constructor object with other object fields and the same scalars. `None` if this is no
    /// constructor object.
    pub(crate) fn with_fields(self, fields: impl IntoIterator<Item = LeanObj>) -> Option<LeanObj> {
        let ObjectKind::Constructor { tag, objects } = self.kind() else { return None };
        let scalar_bytes = self.scalar_bytes()?.into();
        let mut copy = NewConstructor::new(tag, objects.into(), scalar_bytes);
        (0..).zip(fields).for_each(|(index, field)| copy.set_field(index, field));
        for offset in (0..scalar_bytes).step_by(8) {
            copy.set_scalar(offset, 8, self.scalar(offset, 8)?);
        }
        Some(copy.finish())
    }

    /// The parts of a closure.
    pub(crate) fn closure_parts(self) -> Option<ClosureParts<'a>> {
        (self.kind() == ObjectKind::Closure).then(|| {
            // SAFETY: the kind was just checked. A closure is a header, the address of its code, two 16-bit numbers and
            // its fixed arguments (`lean_closure_object` in `lean.h`), which nobody writes to while it is shared.
            unsafe {
                let ptr = self.as_ptr();
                let count = sys::leanbind_closure_num_fixed(ptr) as usize;
                ClosureParts {
                    code: ptr.byte_add(8).cast::<*const c_void>().read(),
                    arity: sys::leanbind_closure_arity(ptr),
                    fixed: std::slice::from_raw_parts(ptr.byte_add(24).cast::<ObjRef<'a>>(), count),
                }
            }
        })
    }

    /// The task of a `Promise`, which finishes when the promise is resolved.
    pub(crate) fn promised(self) -> Option<ObjRef<'a>> {
        (self.kind() == ObjectKind::Promise).then(|| {
            // SAFETY: the kind was just checked. A promise is a header and a task (`lean_promise_object` in `lean.h`),
            // which never changes.
            unsafe { *self.as_ptr().byte_add(8).cast::<ObjRef<'a>>() }
        })
    }
}
