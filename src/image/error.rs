//! Why a file is not a library that can be loaded.
use std::io;
use std::path::PathBuf;

/// A file that is not a shared library for the machine.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct ImageError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: ImageProblem,
}

/// What is wrong with a library's file, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageProblem {
    /// There is no file.
    #[error("there is no such file; check the path, or build the library")]
    Missing,
    /// The file cannot be opened.
    #[error("the file cannot be opened ({0}); check its permissions")]
    Unreadable(io::Error),
    /// The path leads to a directory.
    #[error("this is a directory; name the library's file in it")]
    Directory,
    /// The path leads to a pipe or a device.
    #[error("this is not a plain file; name the library's file")]
    NotAFile,
    /// The file has no bytes.
    #[error("the file is empty; build or copy the library again")]
    Empty,
    /// The file ends too early.
    #[error(
        "the file ends after {has} bytes but needs {needs}: it was cut short; \
         build or copy the library again"
    )]
    Truncated {
        /// The length that the file's headers imply.
        needs: u64,
        /// The length of the file.
        has: u64,
    },
    /// The file is not a shared library.
    #[error("this is {found}, not a shared library; build one, as with `lake build NAME:shared`")]
    NotALibrary {
        /// What the file is.
        found: &'static str,
    },
    /// The library is for another kind of machine.
    #[error(
        "the library is for another machine ({found}; this one is {expected}); \
         build it for this machine"
    )]
    OtherMachine {
        /// The library's machine.
        found: String,
        /// The machine that it should be for.
        expected: String,
    },
    /// The file's contents are inconsistent.
    #[error("the file is damaged ({reason}); build or copy the library again")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
}

impl ImageProblem {
    pub(super) fn malformed(reason: impl ToString) -> ImageProblem {
        ImageProblem::Malformed { reason: reason.to_string() }
    }
}

impl From<object::read::Error> for ImageProblem {
    fn from(error: object::read::Error) -> ImageProblem {
        ImageProblem::malformed(error)
    }
}
