//! [`CallError`]: why a call, a conversion or a view failed.

use std::path::PathBuf;
use std::sync::Arc;

use super::closure::CallbackError;
use super::error::MarshalError;
use crate::counted::counted;
use crate::io_error::IoError;
use crate::registry::LookupError;
use crate::runtime::NotAttached;

/// Why a call of a Lean function, a conversion or a [`View`](super::View) failed.
///
/// Its text is one line, which names the function and the place inside the argument or the result.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// This thread may not use Lean.
    #[error(transparent)]
    NotAttached(#[from] NotAttached),
    /// The library has no function of that name.
    #[error("{library}: {error}")]
    Lookup {
        /// The library's name.
        library: Arc<str>,
        /// What is wrong with the name.
        error: Box<LookupError>,
    },
    /// The library's machine code lacks a function of the registry, or has one that is not what the registry describes.
    #[error(transparent)]
    Symbol(#[from] Box<SymbolError>),
    /// A call had the wrong number of arguments.
    #[error(transparent)]
    Arity(#[from] Box<ArityError>),
    /// A value does not fit the Lean type.
    #[error("{}{error}", prefix(function))]
    Marshal {
        /// The function's export name, if the error belongs to a call.
        function: Option<Arc<str>>,
        /// What does not fit, and where.
        error: MarshalError,
    },
    /// An `IO` action threw an error.
    #[error("{function}: {error}")]
    Io {
        /// The export name.
        function: Arc<str>,
        /// The error that was thrown.
        error: Box<IoError>,
    },
    /// A Rust function that Lean called failed, at a type at which Lean code cannot fail.
    #[error("{function}: {error}")]
    Callback {
        /// The function's export name, or the closure's type.
        function: Arc<str>,
        /// Why the Rust function failed.
        error: Arc<CallbackError>,
    },
}

/// The library's machine code lacks a function of the registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{function} in {}: {reason}", library.display())]
pub struct SymbolError {
    /// The export name.
    pub function: String,
    /// The library's file.
    pub library: PathBuf,
    /// What is missing, or does not agree.
    pub reason: String,
}

/// A call had the wrong number of arguments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{function} takes {}, got {got}: {signature}", counted(*expected, "argument"))]
pub struct ArityError {
    /// The export name.
    pub function: String,
    /// The Lean signature.
    pub signature: String,
    /// How many arguments the function takes.
    pub expected: usize,
    /// How many arguments the call gave.
    pub got: usize,
}

// Every call returns a `Result`: a large error would make every call slower.
const _: () = assert!(size_of::<CallError>() <= 32);

impl CallError {
    /// The error that an `IO` action threw, if that is what went wrong.
    pub fn thrown(&self) -> Option<&IoError> {
        match self {
            CallError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<MarshalError> for CallError {
    fn from(error: MarshalError) -> Self {
        CallError::Marshal { function: None, error }
    }
}

fn prefix(function: &Option<Arc<str>>) -> String {
    function.as_ref().map_or_else(String::new, |name| format!("{name}: "))
}
