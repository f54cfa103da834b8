//! [`Fingerprint`]: which files were imported.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{PickleError, PickleFailure};
use super::hash::{hash, hexadecimal};
use crate::kernel::CancelToken;
use crate::server::interrupt::Interrupt;
use crate::server::mapped_file::{HashError, MappedFile};

/// Which files were imported. A pickle points into them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct Fingerprint {
    /// How many files they are.
    count: usize,
    /// The SHA-256 of the SHA-256s of all of them, in the order of their import.
    pub(super) all: String,
    /// The first digits of the sum of each, to tell which one is another, with luck.
    marks: String,
}

/// How many hexadecimal digits of each sum are written. More would be most of a pickle where there are thousands of files.
fn digits(count: usize) -> usize {
    const ALL: usize = 1 << 15;
    (ALL / count.max(1)).clamp(1, 4)
}

impl Fingerprint {
    /// That of files, for the pickle `path`.
    ///
    /// # Errors
    /// If a file is not what was imported, or cannot be read.
    pub(in crate::server) fn from_files(
        files: &[MappedFile],
        path: &Path,
        cancel: &CancelToken,
    ) -> Result<Self, PickleFailure> {
        let (mut all, mut marks, digits) = (Vec::new(), String::new(), digits(files.len()));
        for file in files {
            let sum = file.sha256(cancel).map_err(|error| {
                let (path, file) = (path.to_owned(), file.path().to_owned());
                match error {
                    HashError::Cancelled => Interrupt::Cancelled.into(),
                    HashError::Changed => PickleFailure::from(PickleError::FileChanged { path, file }),
                    HashError::Io(error) => PickleError::File { path, file, error }.into(),
                }
            })?;
            all.extend(sum);
            marks.push_str(&hexadecimal(&sum)[..digits]);
        }
        Ok(Fingerprint { count: files.len(), all: hash(all), marks })
    }

    /// How many files they were.
    pub(in crate::server) fn len(&self) -> usize {
        self.count
    }

    /// The index of the first file that `other`, of as many files, has another one for, if the marks tell.
    pub(in crate::server) fn first_other(&self, other: &Fingerprint) -> Option<usize> {
        let digits = digits(self.count);
        let (ours, theirs) = (self.marks.as_bytes().chunks(digits), other.marks.as_bytes().chunks(digits));
        ours.zip(theirs).position(|(ours, theirs)| ours != theirs)
    }
}
