//! [`Error`]: everything that can go wrong on the way into Lean and back, stage by stage.

use std::path::PathBuf;

use crate::library::{IoError, LibraryError};
use crate::marshal::MarshalError;
use crate::registry::LookupError;
use crate::runtime::StartError;

/// What went wrong, and where.
///
/// Displayed on one line, which names the function, the file or the place concerned.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The Lean runtime could not be found or started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A library could not be opened.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The library has no function of that name.
    #[error("{library}: {error}")]
    Lookup {
        /// The library's name.
        library: String,
        /// What is wrong with the name.
        error: LookupError,
    },
    /// A function of the registry cannot be found in the library's machine code.
    #[error("{function} in {}: {reason}", library.display())]
    Symbol {
        /// The export name.
        function: String,
        /// The library's file.
        library: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// A call with the wrong number of arguments.
    #[error("{function} takes {expected} argument{}, got {got}: {signature}", plural(*expected))]
    Arity {
        /// The export name.
        function: String,
        /// The Lean signature.
        signature: String,
        /// How many arguments it takes.
        expected: usize,
        /// How many there were.
        got: usize,
    },
    /// A value and a Lean type do not fit.
    #[error("{}{error}", prefix(function))]
    Marshal {
        /// The export name, where a function is concerned.
        function: Option<String>,
        /// What does not fit, and where.
        error: MarshalError,
    },
    /// What an `IO` action threw.
    #[error("{function}: {error}")]
    Io {
        /// The export name.
        function: String,
        /// The error.
        error: IoError,
    },
    /// This thread may not use Lean.
    #[error(
        "this thread is not attached to the Lean runtime; \
         keep the guard that `Runtime::attach` returns while the thread uses Lean"
    )]
    NotAttached,
}

impl From<MarshalError> for Error {
    fn from(error: MarshalError) -> Self {
        Error::Marshal { function: None, error }
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn prefix(function: &Option<String>) -> String {
    function.as_ref().map_or_else(String::new, |name| format!("{name}: "))
}
