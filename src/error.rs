//! [`Error`]: everything that can go wrong on the way into Lean and back, stage by stage.

use std::path::PathBuf;
use std::sync::Arc;

use crate::kernel::KernelError;
use crate::library::LibraryError;
use crate::marshal::{CallbackError, IoError, MarshalError};
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
    Start(#[from] Box<StartError>),
    /// A library could not be opened.
    #[error(transparent)]
    Library(#[from] Box<LibraryError>),
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
    /// What an `IO` action threw.
    #[error("{function}: {error}")]
    Io {
        /// The export name.
        function: Arc<str>,
        /// The error.
        error: Box<IoError>,
    },
    /// A Rust function that Lean called failed, where Lean code has no way to fail.
    #[error("{function}: {error}")]
    Callback {
        /// The export name, or a closure's type.
        function: Arc<str>,
        /// What the Rust function said.
        error: Arc<CallbackError>,
    },
    /// What the kernel layer refuses, or the kernel rejects.
    #[error(transparent)]
    Kernel(#[from] Box<KernelError>),
    /// This thread may not use Lean.
    #[error(
        "this thread is not attached to the Lean runtime; \
         keep the guard that `Runtime::attach` returns while the thread uses Lean"
    )]
    NotAttached,
}

/// A function of the registry cannot be found in the library's machine code.
#[derive(Clone, Debug, thiserror::Error)]
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
#[derive(Clone, Debug, thiserror::Error)]
#[error("{function} takes {expected} argument{}, got {got}: {signature}", plural(*expected))]
pub struct ArityError {
    /// The export name.
    pub function: String,
    /// The Lean signature.
    pub signature: String,
    /// How many arguments it takes.
    pub expected: usize,
    /// How many there were.
    pub got: usize,
}

// Results are returned by every call: an error is as small as a value.
const _: () = assert!(size_of::<Error>() <= 32);

impl From<StartError> for Error {
    fn from(error: StartError) -> Self {
        Error::Start(Box::new(error))
    }
}

impl From<LibraryError> for Error {
    fn from(error: LibraryError) -> Self {
        Error::Library(Box::new(error))
    }
}

impl From<KernelError> for Error {
    fn from(error: KernelError) -> Self {
        Error::Kernel(Box::new(error))
    }
}

impl From<MarshalError> for Error {
    fn from(error: MarshalError) -> Self {
        Error::Marshal { function: None, error }
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn prefix(function: &Option<Arc<str>>) -> String {
    function.as_ref().map_or_else(String::new, |name| format!("{name}: "))
}
