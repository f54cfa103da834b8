//! What a Lean object is, read from its header (`lean.h`: `LeanMaxCtorIdx`, `LeanClosure`, ...).

use std::fmt;

use crate::sys::{inline, lean_object};

/// The largest tag of a constructor object (`lean.h`: `LeanMaxCtorIdx`).
pub(crate) const MAX_CTOR_TAG: u8 = 243;

/// The kind of a Lean object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A scalar in the pointer itself, with its value.
    Scalar(usize),
    /// A constructor object.
    Constructor {
        /// The constructor's index among its type's constructors.
        tag: u8,
        /// How many object fields it has; scalar fields are not counted.
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
    /// An object of the host program.
    External,
    /// A tag that this version of Lean does not use.
    Unknown(u8),
}

impl ObjectKind {
    /// Reads the kind.
    ///
    /// # Safety
    /// `ptr` is a valid Lean object.
    #[inline]
    pub(crate) unsafe fn of(ptr: *mut lean_object) -> Self {
        // SAFETY: the caller promises a valid object; its header is read only when it is not a scalar.
        unsafe {
            if inline::is_scalar(ptr) {
                return ObjectKind::Scalar(inline::unbox(ptr));
            }
            match inline::ptr_tag(ptr) {
                tag @ 0..=MAX_CTOR_TAG => ObjectKind::Constructor { tag, objects: inline::ctor_num_objs(ptr) as u8 },
                244 => ObjectKind::Promise,
                245 => ObjectKind::Closure,
                246 => ObjectKind::Array,
                248 => ObjectKind::ScalarArray,
                249 => ObjectKind::String,
                250 => ObjectKind::BigNumber,
                251 => ObjectKind::Thunk,
                252 => ObjectKind::Task,
                253 => ObjectKind::Ref,
                254 => ObjectKind::External,
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
                write!(f, "constructor {tag} with {objects} object fields")
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
