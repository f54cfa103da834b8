//! [`Fingerprint`]: a checksum of a list of files.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{PickleError, PickleFailure};
use super::hash::{hash, hexadecimal};
use crate::kernel::CancelToken;
use crate::server::interrupt::Interrupt;
use crate::server::mapped_file::{HashError, MappedFile};

/// A checksum of a list of files, such as the imported `.olean` files, into which a pickle points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct Fingerprint {
    /// How many files there are.
    count: usize,
    /// The SHA-256 of the files' SHA-256s, in the order of the list.
    pub(super) all: String,
    /// The first digits of each file's SHA-256. With luck, they tell which file differs.
    marks: String,
}

/// How many digits of each SHA-256 are written: fewer for thousands of files, where they would fill most of the pickle.
fn digits(count: usize) -> usize {
    const ALL: usize = 1 << 15;
    (ALL / count.max(1)).clamp(1, 4)
}

impl Fingerprint {
    /// The fingerprint of `files`. `path` is the pickle, for error texts.
    ///
    /// # Errors
    /// If a file has changed since it was mapped, or cannot be read.
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

    /// How many files there are.
    pub(in crate::server) fn len(&self) -> usize {
        self.count
    }

    /// The index of the first file that differs in `other`, which has as many files; `None` if the marks do not tell.
    pub(in crate::server) fn first_difference(&self, other: &Fingerprint) -> Option<usize> {
        let digits = digits(self.count);
        let (ours, theirs) = (self.marks.as_bytes().chunks(digits), other.marks.as_bytes().chunks(digits));
        ours.zip(theirs).position(|(ours, theirs)| ours != theirs)
    }
}
