//! Lean objects that wrap a Rust value (`lean_external_object`).

use std::ffi::c_void;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use super::{LeanObj, ObjRef, ObjectKind};
use crate::sys::{self, lean_object, leanbind_external_class, runtime};

/// The class of Lean objects that wrap a `T`. It is registered at its first use and never unregistered.
///
/// Lean may share the objects between threads. The thread that drops the last reference drops the value.
pub(crate) struct ExternalClass<T> {
    class: OnceLock<Registered>,
    of: PhantomData<fn(T)>,
}

#[derive(Clone, Copy)]
struct Registered(*mut leanbind_external_class);

// SAFETY: a class is never changed after its registration.
unsafe impl Send for Registered {}
// SAFETY: as above.
unsafe impl Sync for Registered {}

impl<T: Send + Sync + 'static> ExternalClass<T> {
    pub(crate) const fn new() -> Self {
        ExternalClass { class: OnceLock::new(), of: PhantomData }
    }

    /// Creates an object that wraps `value`.
    pub(crate) fn wrap(&self, value: T) -> LeanObj {
        // SAFETY: the runtime runs (see `build`). Lean requires both functions.
        let register =
            || unsafe { Registered(runtime!(lean_register_external_class(Some(finalize::<T>), Some(visit_nothing)))) };
        let class = self.class.get_or_init(register).0;
        let data = Box::into_raw(Box::new(value)).cast();
        // SAFETY: the runtime runs; the class's finalizer takes over the box.
        unsafe { LeanObj::from_raw(sys::leanbind_alloc_external(class, data)) }
    }

    /// The wrapped value, if the object is of this class.
    pub(crate) fn value<'a>(&self, object: ObjRef<'a>) -> Option<&'a T> {
        if object.kind() != ObjectKind::External {
            return None;
        }
        // SAFETY: the kind was just checked. An object of this class was created by `wrap`. Its box lives as long as
        // the object, and nobody borrows it mutably.
        unsafe {
            let class = sys::leanbind_get_external_class(object.as_ptr());
            let is_ours = self.class.get().is_some_and(|own| own.0 == class);
            is_ours.then(|| &*sys::leanbind_get_external_data(object.as_ptr()).cast::<T>())
        }
    }
}

/// The class's finalizer: drops the value of an object that is being freed.
///
/// # Safety
/// `data` is the box of an object that [`ExternalClass::wrap`] created for a `T`. Nobody else uses it.
unsafe extern "C" fn finalize<T>(data: *mut c_void) {
    // SAFETY: Lean calls this once, with the object's data.
    let value = unsafe { Box::from_raw(data.cast::<T>()) };
    drop_quietly(value);
}

/// Drops a value and stops a panic of its destructor, which must not unwind into Lean. The panic hook reports it.
pub(crate) fn drop_quietly<T>(value: T) {
    let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) else { return };
    // A panic's payload may itself panic when it is dropped. The payload of that second panic is leaked.
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(another);
    }
}

/// The class's visitor, which Lean calls to mark the objects inside a value for sharing. There is nothing to mark: a
/// value only holds objects that are already marked ([`SharedObj`](super::SharedObj)).
unsafe extern "C" fn visit_nothing(_data: *mut c_void, _visit: *mut lean_object) {}
