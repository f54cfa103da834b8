//! All parts of an object, and copies with other parts, for the server's pickles.

use std::ffi::c_void;

use super::{LeanObj, NewConstructor, ObjRef, ObjectKind};
use crate::sys;

/// What a closure is made of.
#[derive(Clone, Copy)]
pub(crate) struct ClosureParts<'a> {
    /// The address of its code.
    pub(crate) code: *const c_void,
    /// How many arguments the code takes.
    pub(crate) arity: u32,
    /// Those that it has.
    pub(crate) fixed: &'a [ObjRef<'a>],
}

impl<'a> ObjRef<'a> {
    /// An object like this one of a constructor, with these object fields and the same scalars; `None` if it is of none.
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

    /// What a closure is made of.
    pub(crate) fn closure_parts(self) -> Option<ClosureParts<'a>> {
        (self.kind() == ObjectKind::Closure).then(|| {
            // SAFETY: the kind was just checked. A closure is its header, the address of its code, two numbers of 16 bits and
            // the arguments that it has (`lean_closure_object` in `lean.h`), which nobody writes to while it is shared.
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

    /// The task of a `Promise`, which ends when the promise is kept.
    pub(crate) fn promised(self) -> Option<ObjRef<'a>> {
        (self.kind() == ObjectKind::Promise).then(|| {
            // SAFETY: the kind was just checked. A promise is its header and its task (`lean_promise_object` in `lean.h`),
            // which is never another one.
            unsafe { *self.as_ptr().byte_add(8).cast::<ObjRef<'a>>() }
        })
    }
}
