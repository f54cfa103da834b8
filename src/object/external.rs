//! Lean objects that hold a Rust value (`lean_external_object`).

use std::ffi::c_void;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use super::{LeanObj, ObjRef, ObjectKind};
use crate::sys::{self, lean_object, leanbind_external_class, runtime};

/// The class of the Lean objects that hold a `T`; it is registered when it is first used, for the life of the process.
///
/// Lean may share the objects between threads. Whichever thread drops the last reference drops the value.
pub(crate) struct ExternalClass<T> {
    class: OnceLock<Registered>,
    of: PhantomData<fn(T)>,
}

#[derive(Clone, Copy)]
struct Registered(*mut leanbind_external_class);

// SAFETY: a class is never written after it was registered.
unsafe impl Send for Registered {}
// SAFETY: as above.
unsafe impl Sync for Registered {}

impl<T: Send + Sync + 'static> ExternalClass<T> {
    pub(crate) const fn new() -> Self {
        ExternalClass { class: OnceLock::new(), of: PhantomData }
    }

    /// Makes an object that holds `value`.
    pub(crate) fn wrap(&self, value: T) -> LeanObj {
        // SAFETY: the runtime runs (see `build`); Lean demands both functions.
        let register =
            || unsafe { Registered(runtime!(lean_register_external_class(Some(finalize::<T>), Some(visit_nothing)))) };
        let class = self.class.get_or_init(register).0;
        let data = Box::into_raw(Box::new(value)).cast();
        // SAFETY: the runtime runs; the class's finalizer takes over the box.
        unsafe { LeanObj::from_raw(sys::leanbind_alloc_external(class, data)) }
    }

    /// The value in an object of this class.
    pub(crate) fn value<'a>(&self, object: ObjRef<'a>) -> Option<&'a T> {
        if object.kind() != ObjectKind::External {
            return None;
        }
        // SAFETY: the kind was just checked. An object of this class was made by `wrap`; its box lives as long as the
        // object and is only shared.
        unsafe {
            let class = sys::leanbind_get_external_class(object.as_ptr());
            let is_ours = self.class.get().is_some_and(|own| own.0 == class);
            is_ours.then(|| &*sys::leanbind_get_external_data(object.as_ptr()).cast::<T>())
        }
    }
}

/// Drops the value of a dead object.
///
/// # Safety
/// `data` is the box of an object that [`ExternalClass::wrap`] made of a `T`, and nobody else's.
unsafe extern "C" fn finalize<T>(data: *mut c_void) {
    // SAFETY: Lean calls this once, with the object's data.
    let value = unsafe { Box::from_raw(data.cast::<T>()) };
    drop_quietly(value);
}

/// Drops a value where nothing may unwind into Lean. The panic hook reports a panic.
pub(crate) fn drop_quietly<T>(value: T) {
    let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) else { return };
    // What a panic carries may panic too when it is dropped; what that one carries is left alone.
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
}

/// The Lean objects that a value holds are shared between threads already ([`SharedObj`](super::SharedObj)).
unsafe extern "C" fn visit_nothing(_data: *mut c_void, _visit: *mut lean_object) {}
