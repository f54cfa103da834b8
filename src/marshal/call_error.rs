//! [`CallError`]: why a call, a conversion or a view has no value.

use std::path::PathBuf;
use std::sync::Arc;

use super::closure::CallbackError;
use super::error::MarshalError;
use crate::io_error::IoError;
use crate::registry::LookupError;
use crate::runtime::NotAttached;

/// Why a call of a Lean function, a conversion or a [`View`](super::View) has no value.
///
/// Displayed on one line, which names the function and the place inside its argument or result.
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
    /// A function of the registry cannot be found in the library's machine code.
    #[error(transparent)]
    Symbol(#[from] Box<SymbolError>),
    /// A call with the wrong number of arguments.
    #[error(transparent)]
    Arity(#[from] Box<ArityError>),
    /// A value and a Lean type do not fit.
    #[error("{}{error}", prefix(function))]
    Marshal {
        /// The export name, where a function is concerned.
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
    /// A Rust function that Lean called failed, where Lean code has no way to fail.
    #[error("{function}: {error}")]
    Callback {
        /// The export name, or a closure's type.
        function: Arc<str>,
        /// Why the Rust function failed.
        error: Arc<CallbackError>,
    },
}

/// A function of the registry cannot be found in the library's machine code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{function} in {}: {reason}", library.display())]
pub struct SymbolError {
    /// The export name.
    pub function: String,
    /// The library's file.
    pub library: PathBuf,
    /// What is missing.
    pub reason: String,
}

/// A call with the wrong number of arguments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{function} takes {expected} argument{}, got {got}: {signature}", plural(*expected))]
pub struct ArityError {
    /// The export name.
    pub function: String,
    /// The Lean signature.
    pub signature: String,
    /// How many arguments it takes.
    pub expected: usize,
    /// How many were given.
    pub got: usize,
}

// Every call returns a result: an error is as small as a value.
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

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn prefix(function: &Option<Arc<str>>) -> String {
    function.as_ref().map_or_else(String::new, |name| format!("{name}: "))
}
