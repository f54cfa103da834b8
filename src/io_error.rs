//! [`IoError`]: the error that a Lean `IO` action threw (`IO.Error`, in `src/Init/System/IOError.lean`).

use std::fmt;

use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::sys::runtime;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident,)*) => {
        /// The constructors of `IO.Error`, in the order of their tags.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum IoErrorKind {
            $($(#[doc = $doc])+ $kind,)*
            /// Not an `IO.Error`: the action threw another object.
            Unknown,
        }

        impl IoErrorKind {
            /// Every constructor of `IO.Error`, in the order of their tags: all kinds but [`Unknown`](Self::Unknown).
            pub const ALL: [IoErrorKind; [$(IoErrorKind::$kind),*].len()] = [$(IoErrorKind::$kind),*];
        }
    };
}

kinds! {
    /// `IO.Error.alreadyExists`.
    AlreadyExists,
    /// `IO.Error.otherError`.
    OtherError,
    /// `IO.Error.resourceBusy`.
    ResourceBusy,
    /// `IO.Error.resourceVanished`.
    ResourceVanished,
    /// `IO.Error.unsupportedOperation`.
    UnsupportedOperation,
    /// `IO.Error.hardwareFault`.
    HardwareFault,
    /// `IO.Error.unsatisfiedConstraints`.
    UnsatisfiedConstraints,
    /// `IO.Error.illegalOperation`.
    IllegalOperation,
    /// `IO.Error.protocolError`.
    ProtocolError,
    /// `IO.Error.timeExpired`.
    TimeExpired,
    /// `IO.Error.interrupted`.
    Interrupted,
    /// `IO.Error.noFileOrDirectory`.
    NoFileOrDirectory,
    /// `IO.Error.invalidArgument`.
    InvalidArgument,
    /// `IO.Error.permissionDenied`.
    PermissionDenied,
    /// `IO.Error.resourceExhausted`.
    ResourceExhausted,
    /// `IO.Error.inappropriateType`.
    InappropriateType,
    /// `IO.Error.noSuchThing`.
    NoSuchThing,
    /// `IO.Error.unexpectedEof`.
    UnexpectedEof,
    /// `IO.Error.userError`, which `throw <| IO.userError s` makes.
    UserError,
}

use IoErrorKind::*;

/// The error that a Lean `IO` action threw. `Display` writes Lean's own text for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IoError {
    kind: IoErrorKind,
    code: Option<u32>,
    file: Option<String>,
    details: String,
    text: String,
}

impl IoError {
    /// The constructor of the error.
    pub fn kind(&self) -> IoErrorKind {
        self.kind
    }

    /// The operating system's error code, if the constructor has one.
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// The file, if the constructor has one.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The details. For a `userError`, its message.
    pub fn details(&self) -> &str {
        &self.details
    }

    /// Creates an `IO.Error.userError`.
    pub(crate) fn user_error(message: &str) -> LeanObj {
        let message = LeanObj::string(message);
        // SAFETY: the function consumes a string and returns an owned error.
        unsafe { LeanObj::from_raw(runtime!(lean_mk_io_user_error(message.into_raw()))) }
    }

    /// Reads an `IO.Error`.
    pub(crate) fn from_obj(error: ObjRef<'_>) -> Self {
        let (kind, objects) = match error.kind() {
            // The only constructor without fields.
            ObjectKind::Scalar(17) => (UnexpectedEof, 0),
            ObjectKind::Constructor { tag, objects } => {
                (IoErrorKind::ALL.get(usize::from(tag)).copied().unwrap_or(Unknown), objects)
            }
            _ => (Unknown, 0),
        };
        let (file, details) = match (kind, objects) {
            (Unknown, _) | (_, 0) => (None, None),
            (_, 1) => (None, error.field(0)),
            // Here the file is a `String`;
            (Interrupted | NoFileOrDirectory, _) => (error.field(0), error.field(1)),
            // elsewhere it is an `Option String`.
            _ => (error.field(0).and_then(|option| option.field(0)), error.field(1)),
        };
        let has_code = !matches!(kind, UnexpectedEof | UserError | Unknown);
        IoError {
            kind,
            code: has_code.then(|| error.scalar(0, 4)).flatten().map(|code| code as u32),
            file: file.and_then(text),
            details: details.and_then(text).unwrap_or_default(),
            text: if kind == Unknown { format!("an unknown IO error ({})", error.kind()) } else { lean_text(error) },
        }
    }
}

/// `IO.Error.toString`.
fn lean_text(error: ObjRef<'_>) -> String {
    let owned = error.to_obj();
    // SAFETY: the object is an `IO.Error`; the function consumes this reference and returns an owned string.
    let text_object = unsafe { LeanObj::from_raw(runtime!(lean_io_error_to_string(owned.into_raw()))) };
    text(text_object.as_obj()).unwrap_or_default()
}

fn text(string: ObjRef<'_>) -> Option<String> {
    string.string_bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for IoError {}
