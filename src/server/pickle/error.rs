//! [`PickleError`]: why a pickle was not written or read.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use super::kind::PickleKind;
use crate::kernel::KernelError;
use crate::server::interrupt::Interrupt;

/// Why a pickle was not written or read. Lean never reads a file that was refused.
#[derive(Debug, thiserror::Error)]
pub(in crate::server) enum PickleError {
    #[error("cannot {action} the pickle {}: {error}", path.display())]
    Io { action: &'static str, path: PathBuf, error: io::Error },
    #[error(
        "the pickle {}: cannot make a folder in {}, the one for temporary files (`TMPDIR`): {error}", path.display(),
        folder.display()
    )]
    Scratch { path: PathBuf, folder: PathBuf, error: io::Error },
    #[error("{} is no pickle of leanbind", path.display())]
    NoPickle { path: PathBuf },
    #[error("the pickle {} has the format {found}, and this leanbind reads the format {expected}", path.display())]
    Format { path: PathBuf, found: u32, expected: u32 },
    #[error("the pickle {} is cut off or altered: what it holds is not what was written; write it again", path.display())]
    Damaged { path: PathBuf },
    #[error("the pickle {} holds {found}; expected {expected}", path.display())]
    Kind { path: PathBuf, found: PickleKind, expected: PickleKind },
    #[error(
        "the pickle {} was written by another build of Lean, {written_by} with the SHA-256 {written_hash}; this is {} with \
         the SHA-256 {this_hash}: write it again with this one", path.display(), this
    )]
    Build { path: PathBuf, written_by: String, written_hash: String, this: String, this_hash: String },
    #[error(
        "the pickle {} was written with the library {written}; Lean finds what it points to by this path, and here the same \
         library is {this}", path.display()
    )]
    Library { path: PathBuf, written: String, this: String },
    #[error("the pickle {}: {} cannot be read, which is in use: {error}", path.display(), file.display())]
    File { path: PathBuf, file: PathBuf, error: io::Error },
    #[error(
        "the pickle {}: {} is not what is in use, it was changed since: start the process again, or, where it is \
         imported, let the imports go (`SharedImports::clear`) and import it again", path.display(), file.display()
    )]
    FileChanged { path: PathBuf, file: PathBuf },
    #[error(
        "the pickle {} was written with another {}, which is imported: build the one that it was written with, or write it \
         again with this one", path.display(), file.as_deref().unwrap_or(Path::new("`.olean` file")).display()
    )]
    OtherFile { path: PathBuf, file: Option<PathBuf> },
    #[error(
        "the pickle {} was written where {modules} stood for {written} `.olean` files, and here for {here}: write it again",
        path.display()
    )]
    FileCount { path: PathBuf, modules: String, written: usize, here: usize },
    #[error(
        "the pickle {} was written where {modules} led to another state than here: what was imported or loaded before differs",
        path.display()
    )]
    Origin { path: PathBuf, modules: String },
    #[error("the pickle {} needs {modules}, which cannot be imported here: {reason}", path.display())]
    Imports { path: PathBuf, modules: String, reason: String },
    #[error(
        "the pickle {} was written where other extensions of environments were registered: what was imported before it in \
         either process differs", path.display()
    )]
    Extensions { path: PathBuf },
    #[error("the pickle {}: {action}: {reason}", path.display())]
    Lean { action: &'static str, path: PathBuf, reason: String },
}

/// Why a request about a pickle failed.
pub(in crate::server) enum PickleFailure {
    /// The request is answered with this error.
    Refused(PickleError),
    /// The request has no answer.
    Interrupt(Interrupt),
}

impl From<PickleError> for PickleFailure {
    fn from(error: PickleError) -> Self {
        PickleFailure::Refused(error)
    }
}

impl From<Interrupt> for PickleFailure {
    fn from(interrupt: Interrupt) -> Self {
        PickleFailure::Interrupt(interrupt)
    }
}

impl From<KernelError> for PickleFailure {
    fn from(error: KernelError) -> Self {
        PickleFailure::Interrupt(error.into())
    }
}

impl PickleError {
    pub(in crate::server) fn scratch(path: &Path, error: io::Error) -> Self {
        PickleError::Scratch { path: path.to_owned(), folder: env::temp_dir(), error }
    }

    pub(in crate::server) fn io(action: &'static str, path: &Path, error: io::Error) -> Self {
        PickleError::Io { action, path: path.to_owned(), error }
    }
}
