//! The kind of a Lean object, read from its header (`lean.h`: `LeanMaxCtorIdx`, `LeanClosure`, ...).

use std::fmt;

use crate::counted::counted;
use crate::sys::{inline, lean_object};

/// The largest tag of a constructor object (`lean.h`: `LeanMaxCtorIdx`).
pub(crate) const MAX_CTOR_TAG: u8 = 243;

/// The tags of the other objects (`lean.h`: `LeanPromise`, ...).
pub(crate) mod tags {
    pub(crate) const PROMISE: u8 = 244;
    pub(crate) const CLOSURE: u8 = 245;
    pub(crate) const ARRAY: u8 = 246;
    pub(crate) const SCALAR_ARRAY: u8 = 248;
    pub(crate) const STRING: u8 = 249;
    pub(crate) const BIG_NUMBER: u8 = 250;
    pub(crate) const THUNK: u8 = 251;
    pub(crate) const TASK: u8 = 252;
    pub(crate) const REF: u8 = 253;
    pub(crate) const EXTERNAL: u8 = 254;
}

/// The kind of a Lean object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A scalar, stored in the pointer itself, with its value.
    Scalar(usize),
    /// A constructor object.
    Constructor {
        /// The constructor's index among its type's constructors.
        tag: u8,
        /// The number of object fields. Scalar fields are not counted.
        objects: u8,
    },
    /// A promise.
    Promise,
    /// A closure.
    Closure,
    /// An `Array`.
    Array,
    /// A `ByteArray` or a `FloatArray`.
    ScalarArray,
    /// A `String`.
    String,
    /// A number too large for a scalar.
    BigNumber,
    /// A `Thunk`.
    Thunk,
    /// A `Task`.
    Task,
    /// An `IO.Ref`.
    Ref,
    /// An external object: it wraps a value of another language.
    External,
    /// A tag that this version of Lean does not use.
    Unknown(u8),
}

impl ObjectKind {
    /// Reads the kind from the object's header.
    ///
    /// # Safety
    /// `ptr` is a valid Lean object.
    #[inline]
    pub(crate) unsafe fn from_ptr(ptr: *mut lean_object) -> Self {
        // SAFETY: the caller promises a valid object; its header is read only when it is not a scalar.
        unsafe {
            if inline::is_scalar(ptr) {
                return ObjectKind::Scalar(inline::unbox(ptr));
            }
            match inline::ptr_tag(ptr) {
                tag @ 0..=MAX_CTOR_TAG => ObjectKind::Constructor { tag, objects: inline::ctor_num_objs(ptr) as u8 },
                tags::PROMISE => ObjectKind::Promise,
                tags::CLOSURE => ObjectKind::Closure,
                tags::ARRAY => ObjectKind::Array,
                tags::SCALAR_ARRAY => ObjectKind::ScalarArray,
                tags::STRING => ObjectKind::String,
                tags::BIG_NUMBER => ObjectKind::BigNumber,
                tags::THUNK => ObjectKind::Thunk,
                tags::TASK => ObjectKind::Task,
                tags::REF => ObjectKind::Ref,
                tags::EXTERNAL => ObjectKind::External,
                other => ObjectKind::Unknown(other),
            }
        }
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObjectKind::Scalar(n) => write!(f, "scalar {n}"),
            ObjectKind::Constructor { tag, objects } => {
                write!(f, "constructor {tag} with {}", counted(*objects, "object field"))
            }
            ObjectKind::Promise => f.write_str("promise"),
            ObjectKind::Closure => f.write_str("closure"),
            ObjectKind::Array => f.write_str("array"),
            ObjectKind::ScalarArray => f.write_str("scalar array"),
            ObjectKind::String => f.write_str("string"),
            ObjectKind::BigNumber => f.write_str("big number"),
            ObjectKind::Thunk => f.write_str("thunk"),
            ObjectKind::Task => f.write_str("task"),
            ObjectKind::Ref => f.write_str("reference"),
            ObjectKind::External => f.write_str("external object"),
            ObjectKind::Unknown(tag) => write!(f, "object with the unknown tag {tag}"),
        }
    }
}
