//! [`Error`]: the sum of what every room of the crate returns.

use std::fmt;
use std::sync::Arc;

use crate::io_error::IoError;
#[cfg(feature = "kernel")]
use crate::kernel::KernelError;
use crate::library::LibraryError;
use crate::marshal::{CallError, MarshalError};
use crate::registry::RegistryError;
use crate::runtime::embedded::SetupError;
use crate::runtime::{NotAttached, StartError};
#[cfg(feature = "server")]
use crate::server::ServerError;

/// The crate's result: `leanbind::Result<T>` holds any [`Error`] of the crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whatever can go wrong in this crate. Every other error of the crate converts into it, so that `?` works in a function
/// that returns `Result<_, leanbind::Error>`.
///
/// It is displayed on one line, which names the function, the file or the place concerned. `{:?}` prints that line too, so
/// that a program whose `main` returns this error tells its user what happened; `{:#?}` prints all details.
///
/// ```
/// use leanbind::registry::LibraryRegistry;
///
/// let error: leanbind::Error = LibraryRegistry::from_json_strings("{", "[]").unwrap_err().into();
/// assert_eq!(format!("{error:?}"), error.to_string());
/// ```
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The Lean runtime could not be found or started.
    #[error(transparent)]
    Start(Box<StartError>),
    /// The embedded runtime could not be installed.
    #[error(transparent)]
    Setup(Arc<SetupError>),
    /// This thread may not use Lean.
    #[error(transparent)]
    NotAttached(#[from] NotAttached),
    /// A library could not be opened.
    #[error(transparent)]
    Library(Box<LibraryError>),
    /// A registry's text cannot be used.
    #[error(transparent)]
    Registry(Box<RegistryError>),
    /// A call, a conversion or a view failed.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The kernel rejected a term, or the kernel layer refused the request.
    #[cfg(feature = "kernel")]
    #[error(transparent)]
    Kernel(Box<KernelError>),
    /// A request of the server has no response.
    #[cfg(feature = "server")]
    #[error(transparent)]
    Server(Arc<ServerError>),
}

const _: () = assert!(size_of::<Error>() <= 40);

impl Error {
    /// The error that an `IO` action of Lean threw, if that is what went wrong.
    pub fn thrown(&self) -> Option<&IoError> {
        match self {
            Error::Call(error) => error.thrown(),
            _ => None,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        match self {
            Error::Start(error) => f.debug_tuple("Start").field(error).finish(),
            Error::Setup(error) => f.debug_tuple("Setup").field(error).finish(),
            Error::NotAttached(error) => f.debug_tuple("NotAttached").field(error).finish(),
            Error::Library(error) => f.debug_tuple("Library").field(error).finish(),
            Error::Registry(error) => f.debug_tuple("Registry").field(error).finish(),
            Error::Call(error) => f.debug_tuple("Call").field(error).finish(),
            #[cfg(feature = "kernel")]
            Error::Kernel(error) => f.debug_tuple("Kernel").field(error).finish(),
            #[cfg(feature = "server")]
            Error::Server(error) => f.debug_tuple("Server").field(error).finish(),
        }
    }
}

/// Makes the variant of [`Error`] that holds a room's error behind a pointer, so that an [`Error`] stays small.
macro_rules! from_room {
    ($($room:ident => $variant:ident),* $(,)?) => {$(
        impl From<$room> for Error {
            fn from(error: $room) -> Self {
                Error::$variant(error.into())
            }
        }
    )*};
}

from_room!(
    StartError => Start,
    SetupError => Setup,
    LibraryError => Library,
    RegistryError => Registry,
);
#[cfg(feature = "kernel")]
from_room!(KernelError => Kernel);
#[cfg(feature = "server")]
from_room!(ServerError => Server);

impl From<MarshalError> for Error {
    fn from(error: MarshalError) -> Self {
        Error::Call(error.into())
    }
}
