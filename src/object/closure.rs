//! Closures: applying them, and making one of foreign code and a Rust value.

use std::ffi::c_void;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::OnceLock;

use super::{LeanObj, ObjRef, ObjectKind};
use crate::sys::{self, lean_object, leanbind_external_class, runtime};

/// Closures of a larger arity are entered with their arguments in one array (`LEAN_CLOSURE_MAX_ARGS`).
pub(crate) const MAX_POSITIONAL: usize = 16;

impl LeanObj {
    /// Applies a closure. Fewer arguments than it takes give another closure; with more, what it returns is applied to
    /// the rest.
    ///
    /// # Safety
    /// The object is a closure whose Lean type has at least as many arguments, of these types.
    pub(crate) unsafe fn apply(self, args: Vec<LeanObj>) -> LeanObj {
        let mut words: Vec<_> = args.into_iter().map(LeanObj::into_raw).collect();
        words.chunks_mut(MAX_POSITIONAL).fold(self, |closure, words| {
            // SAFETY: the caller promises a closure and its arguments; the function consumes both
            // (`src/runtime/apply.cpp`).
            unsafe {
                let result = runtime!(lean_apply_n(closure.into_raw(), words.len() as u32, words.as_mut_ptr()));
                LeanObj::from_owned(NonNull::new_unchecked(result))
            }
        })
    }

    /// A closure of `arity` whose first argument is given.
    ///
    /// # Safety
    /// `code` is a function of `arity` objects (at least 2), which it consumes, or of one array of them where they are
    /// more than [`MAX_POSITIONAL`]. It returns an object.
    pub(crate) unsafe fn closure(code: *const c_void, arity: u16, first: LeanObj) -> LeanObj {
        // SAFETY: the runtime runs (see `build`); there is room for the one argument that is set.
        unsafe {
            let closure = sys::leanbind_alloc_closure(code.cast_mut(), u32::from(arity), 1);
            sys::leanbind_closure_set(closure, 0, first.into_raw());
            LeanObj::from_owned(NonNull::new_unchecked(closure))
        }
    }

    /// Marks the object, and all that it refers to, for use by several threads.
    pub(crate) fn mark_shared(&self) {
        if self.borrow().as_scalar().is_none() {
            // SAFETY: a live object of this thread.
            unsafe { runtime!(lean_mark_mt(self.as_ptr())) };
        }
    }
}

/// Lean objects that hold a Rust value: Lean's external objects of one class.
///
/// Whichever thread drops the last reference drops the value. Lean may share the object between threads.
pub(crate) struct External<T>(PhantomData<T>);

/// A class of external objects. Classes live as long as the process.
pub(crate) struct ExternalClass(*mut leanbind_external_class);

// SAFETY: a class is never written after it was registered.
unsafe impl Send for ExternalClass {}
// SAFETY: as above.
unsafe impl Sync for ExternalClass {}

impl<T: Send + Sync + 'static> External<T> {
    /// Makes an object around `value`. `class` is this type's and no other's.
    ///
    /// # Safety
    /// `class` is used with this type only.
    pub(crate) unsafe fn wrap(class: &OnceLock<ExternalClass>, value: T) -> LeanObj {
        // SAFETY: the runtime runs (see `build`); both callbacks are there, as Lean demands.
        let class = class.get_or_init(|| unsafe {
            ExternalClass(runtime!(lean_register_external_class(Some(Self::finalize), Some(visit_nothing))))
        });
        let data = Box::into_raw(Box::new(value)).cast();
        // SAFETY: the class's finalizer takes over the box.
        unsafe { LeanObj::from_owned(NonNull::new_unchecked(sys::leanbind_alloc_external(class.0, data))) }
    }

    /// The value inside of an object.
    ///
    /// # Safety
    /// `object` was made by [`wrap`](Self::wrap) of this type.
    pub(crate) unsafe fn value<'a>(object: ObjRef<'a>) -> &'a T {
        debug_assert_eq!(object.kind(), ObjectKind::External);
        // SAFETY: the data is the box of `wrap`, which lives as long as the object and is only shared.
        unsafe { &*sys::leanbind_get_external_data(object.as_ptr()).cast::<T>() }
    }

    unsafe extern "C" fn finalize(data: *mut c_void) {
        // SAFETY: Lean calls this once, with the box of `wrap`.
        let value = unsafe { Box::from_raw(data.cast::<T>()) };
        // Nothing may unwind into Lean. The panic's message has been reported by the panic hook.
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
            std::mem::forget(payload);
        }
    }
}

/// The Lean objects that a value holds are shared between threads already.
unsafe extern "C" fn visit_nothing(_data: *mut c_void, _visit: *mut lean_object) {}
