//! [`Fingerprint`]: which files were imported.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{PickleError, hash, hexadecimal};
use crate::kernel::CancelToken;
use crate::server::elaborator::Interrupt;
use crate::server::imported_file::{ImportedFile, NoSum};

/// Which files were imported. A pickle points into them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct Fingerprint {
    /// The SHA-256 of the SHA-256s of all of them, in the order of their import.
    all: String,
    /// The first [`MARK`] digits of the sum of each, to tell which one is another.
    each: String,
}

/// How many hexadecimal digits: with a library of thousands of files, more would be most of a pickle.
const MARK: usize = 4;

impl Fingerprint {
    /// That of files, for the pickle `path`.
    pub(in crate::server) fn of(
        files: &[ImportedFile],
        path: &Path,
        cancel: &CancelToken,
    ) -> Result<Result<Self, PickleError>, Interrupt> {
        let (mut all, mut each) = (Vec::new(), String::new());
        for file in files {
            let (path, name) = (path.to_owned(), file.path().to_owned());
            match file.sha256(cancel) {
                Ok(sum) => {
                    all.extend(sum);
                    each.push_str(&hexadecimal(&sum)[..MARK]);
                }
                Err(NoSum::Cancelled) => return Err(Interrupt::Cancelled),
                Err(NoSum::Changed) => return Ok(Err(PickleError::FileChanged { path, file: name })),
                Err(NoSum::Io(error)) => return Ok(Err(PickleError::File { path, file: name, error })),
            }
        }
        Ok(Ok(Fingerprint { all: hash(all), each }))
    }

    /// How many files they were.
    pub(in crate::server) fn len(&self) -> usize {
        self.each.len() / MARK
    }

    /// The index of the first file that `other` has another one for, if the marks tell.
    pub(in crate::server) fn first_other(&self, other: &Fingerprint) -> Option<usize> {
        let (ours, theirs) = (self.each.as_bytes().chunks(MARK), other.each.as_bytes().chunks(MARK));
        ours.zip(theirs).position(|(ours, theirs)| ours != theirs)
    }
}
