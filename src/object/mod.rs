//! Handles to Lean objects: [`LeanObj`] owns one reference, [`ObjRef`] borrows one.
//!
//! The reference count of a Lean object is not atomic until the object is marked for sharing, so neither handle is
//! [`Send`]. Raw pointers enter through [`LeanObj::from_owned`] and [`LeanObj::from_borrowed`].

mod build;
mod closure;
mod external;
#[cfg(feature = "kernel")]
mod fields;
mod kind;
#[cfg(feature = "server")]
mod parts;
mod shared;
mod smart;
mod unary;
mod view;

pub(crate) use build::{NewArray, NewConstructor};
pub(crate) use closure::MAX_POSITIONAL;
pub(crate) use external::{ExternalClass, drop_quietly};
pub(crate) use kind::MAX_CTOR_TAG;
pub use kind::ObjectKind;
#[cfg(feature = "server")]
pub(crate) use kind::tags;
#[cfg(feature = "server")]
pub(crate) use parts::ClosureParts;
pub(crate) use shared::SharedObj;
pub(crate) use smart::{MAX_BVAR, SmartConstructor};
pub(crate) use unary::UnaryFunction;

use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use crate::sys::inline;

/// The header of every Lean object (`lean_object` in `lean.h`). Rust code only handles pointers to it. Its fields
/// belong to Lean.
pub use crate::sys::lean_object;

/// An owned reference to a Lean object. Dropping it releases the reference.
///
/// Lean's small scalars (`lean_box(n)` in `lean.h`) are objects too. They take no memory and are not counted.
///
/// It is one pointer wide, like a field of an object, so a field can be borrowed as a `&LeanObj`.
///
/// A `LeanObj` must not leave its thread:
///
/// ```compile_fail,E0277
/// fn needs_send<T: Send>() {}
/// needs_send::<leanbind::LeanObj>();
/// ```
#[repr(transparent)]
pub struct LeanObj {
    ptr: NonNull<lean_object>,
    /// Reference counts are not atomic before `lean_mark_mt`.
    not_send: PhantomData<*mut lean_object>,
}

/// A borrowed reference to a Lean object, valid while its owner lives.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct ObjRef<'a> {
    ptr: NonNull<lean_object>,
    owner: PhantomData<&'a LeanObj>,
}

impl LeanObj {
    /// Takes over one reference from the caller (`lean_obj_res` in `lean.h`).
    ///
    /// # Safety
    /// `ptr` is a valid Lean object of the running Lean runtime that this thread may use, and the caller gives
    /// up one reference to it.
    #[inline]
    pub unsafe fn from_owned(ptr: NonNull<lean_object>) -> Self {
        LeanObj { ptr, not_send: PhantomData }
    }

    /// Adds a reference to an object that the caller continues to own (`b_lean_obj_arg` in `lean.h`).
    ///
    /// # Safety
    /// `ptr` is a valid Lean object of the running Lean runtime that this thread may use.
    #[inline]
    pub unsafe fn from_borrowed(ptr: NonNull<lean_object>) -> Self {
        // SAFETY: the caller promises a valid object of this thread.
        unsafe { inline::inc(ptr.as_ptr()) };
        LeanObj { ptr, not_send: PhantomData }
    }

    /// Takes over one reference from the caller, as [`from_owned`](Self::from_owned): the inverse of
    /// [`into_raw`](Self::into_raw).
    ///
    /// # Safety
    /// As [`from_owned`](Self::from_owned), and `ptr` is not null.
    #[inline]
    pub(crate) unsafe fn from_raw(ptr: *mut lean_object) -> Self {
        // SAFETY: the caller promises a valid object, which is not null.
        unsafe { Self::from_owned(NonNull::new_unchecked(ptr)) }
    }

    /// The scalar `lean_box(n)`. It represents `()`, `none`, `[]`, small numbers and constructors without fields.
    #[inline]
    pub(crate) fn scalar(n: usize) -> Self {
        // SAFETY: boxing sets the lowest bit, so that the pointer is not null.
        let ptr = unsafe { NonNull::new_unchecked(inline::boxed(n)) };
        LeanObj { ptr, not_send: PhantomData }
    }

    /// Takes over a reference that a call returned as a machine word.
    ///
    /// # Safety
    /// As [`from_raw`](Self::from_raw).
    #[inline]
    pub(crate) unsafe fn from_word(word: u64) -> Self {
        // SAFETY: as ours.
        unsafe { Self::from_raw(word as *mut lean_object) }
    }

    /// The pointer. This handle keeps the reference.
    #[inline]
    pub fn as_ptr(&self) -> *mut lean_object {
        self.ptr.as_ptr()
    }

    /// Gives the reference to the caller, who must release it.
    #[inline]
    pub fn into_raw(self) -> *mut lean_object {
        ManuallyDrop::new(self).ptr.as_ptr()
    }

    /// Borrows the object.
    #[inline]
    pub fn as_obj(&self) -> ObjRef<'_> {
        ObjRef { ptr: self.ptr, owner: PhantomData }
    }

    /// The kind of the object.
    pub fn kind(&self) -> ObjectKind {
        self.as_obj().kind()
    }

    /// Whether this handle is the only reference. The object may then be changed: nobody else can see it.
    #[inline]
    pub(crate) fn is_exclusive(&self) -> bool {
        // As `lean_is_exclusive`. The count of a shared object is never 1, but negative or 0.
        self.reference_count() == 1
    }

    /// The object's reference count. It is 0 for scalars and persistent objects, which are not counted, and for objects
    /// that are shared between threads.
    pub fn reference_count(&self) -> usize {
        if matches!(self.kind(), ObjectKind::Scalar(_)) {
            return 0;
        }
        // SAFETY: the object is alive and not a scalar.
        usize::try_from(unsafe { inline::reference_count(self.as_ptr()) }).unwrap_or(0)
    }
}

impl Clone for LeanObj {
    /// Adds a reference.
    #[inline]
    fn clone(&self) -> Self {
        self.as_obj().to_obj()
    }
}

impl Drop for LeanObj {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the handle owns exactly one reference, which ends here.
        unsafe { inline::dec(self.ptr.as_ptr()) };
    }
}

impl<'a> ObjRef<'a> {
    /// Borrows an object from whoever owns it for `'a`.
    ///
    /// # Safety
    /// `ptr` is a valid Lean object that this thread may use and that stays alive for `'a`.
    #[inline]
    pub(crate) unsafe fn from_raw(ptr: *mut lean_object) -> Self {
        // SAFETY: the caller promises a valid object, which is never null.
        ObjRef { ptr: unsafe { NonNull::new_unchecked(ptr) }, owner: PhantomData }
    }

    /// The scalar `lean_box(n)`, which needs no owner.
    #[inline]
    pub(crate) fn boxed(n: usize) -> Self {
        // SAFETY: a scalar is valid for ever.
        unsafe { ObjRef::from_raw(inline::boxed(n)) }
    }

    /// The pointer. The object's owner keeps the reference.
    #[inline]
    pub fn as_ptr(self) -> *mut lean_object {
        self.ptr.as_ptr()
    }

    /// The number, if this is a scalar.
    #[inline]
    pub fn as_scalar(self) -> Option<usize> {
        inline::is_scalar(self.ptr.as_ptr()).then(|| inline::unbox(self.ptr.as_ptr()))
    }

    /// Adds a reference and returns it as an owned handle.
    #[inline]
    pub fn to_obj(self) -> LeanObj {
        // SAFETY: a borrowed reference points to a live object of this thread.
        unsafe { LeanObj::from_borrowed(self.ptr) }
    }

    /// The kind of the object.
    pub fn kind(self) -> ObjectKind {
        // SAFETY: a borrowed reference points to a live object.
        unsafe { ObjectKind::from_ptr(self.ptr.as_ptr()) }
    }
}

impl fmt::Debug for LeanObj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanObj({})", self.kind())
    }
}

impl fmt::Debug for ObjRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjRef({})", self.kind())
    }
}
