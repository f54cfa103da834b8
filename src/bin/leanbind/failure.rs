//! [`Failure`]: why a command failed, and how the user is told.

use std::io::{self, Write};
use std::process::ExitCode;

use leanbind::library::LibraryError;
use leanbind::runtime::StartError;
use leanbind::runtime::embedded::SetupError;
use leanbind::server::ServerError;

pub enum Failure {
    /// An error, with its text.
    Error(String),
    /// The output cannot be written.
    Output(io::Error),
    /// The command has already said what is wrong.
    Shown,
}

impl Failure {
    /// Tells the user, and chooses the exit code.
    pub fn report(self) -> ExitCode {
        let message = match self {
            Failure::Error(message) => message,
            // The reader has seen enough, as in `leanbind inspect LIB | head`.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Failure::Output(error) => format!("cannot write the output: {error}"),
            Failure::Shown => return ExitCode::FAILURE,
        };
        // If this cannot be written either, only the exit code tells.
        let _ = writeln!(io::stderr(), "error: {message}");
        ExitCode::FAILURE
    }
}

macro_rules! from_errors {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Failure::Error(error.to_string())
            }
        }
    )*};
}

from_errors!(String, leanbind::Error, leanbind::CallError, LibraryError, StartError, SetupError, ServerError);

impl From<io::Error> for Failure {
    /// The commands' own input and output use the standard streams only.
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}
