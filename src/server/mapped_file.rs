//! [`MappedFile`]: the checksum of a file that is mapped into memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustc_hash::{FxBuildHasher, FxHashMap};
use sha2::{Digest, Sha256};

use crate::kernel::CancelToken;
use crate::lock::Lock;
use crate::runtime::{FileStamp, OpenLibrary};

/// A file that is mapped into memory: a library of Lean, or an imported `.olean` file. Its stamp is taken when it is mapped,
/// because the file on disk has the mapped contents only until it changes.
#[derive(Clone, Debug)]
pub(super) struct MappedFile {
    path: PathBuf,
    /// `None` if the file changed while it was mapped, or if its metadata cannot be read.
    stamp: Option<FileStamp>,
}

/// The checksums computed so far.
type Sums = FxHashMap<(PathBuf, FileStamp), [u8; 32]>;

/// Why hashing a file failed.
#[derive(Debug)]
pub(super) enum HashError {
    /// The file has changed since it was mapped.
    Changed,
    /// The file cannot be read.
    Io(io::Error),
    /// The cancel token was set.
    Cancelled,
}

impl MappedFile {
    /// An opened library.
    pub(super) fn library(library: &OpenLibrary) -> Self {
        MappedFile { path: library.path().to_owned(), stamp: library.stamp() }
    }

    /// A file that was imported just now, by an import that started at `begun`.
    pub(super) fn imported(path: &Path, begun: SystemTime) -> Self {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let stamp = FileStamp::from_path(&path).filter(|stamp| stamp.is_older_than(begun));
        MappedFile { path, stamp }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The SHA-256 of the mapped contents. It is computed once in a process.
    ///
    /// # Errors
    /// If the file has changed or cannot be read, or if the token is set.
    pub(super) fn sha256(&self, cancel: &CancelToken) -> Result<[u8; 32], HashError> {
        static SUMS: Lock<Sums> = Lock::new(Sums::with_hasher(FxBuildHasher));
        let stamp = self.stamp.ok_or(HashError::Changed)?;
        let key = (self.path.clone(), stamp);
        if let Some(sum) = SUMS.lock().get(&key) {
            return Ok(*sum);
        }
        let mut file = File::open(&self.path).map_err(HashError::Io)?;
        let is_same = |file: &File| Ok(FileStamp::from_file(file).map_err(HashError::Io)? == stamp);
        let (mut sum, mut buffer) = (Sha256::new(), vec![0; 1 << 20]);
        if !is_same(&file)? {
            return Err(HashError::Changed);
        }
        loop {
            if cancel.is_cancelled() {
                return Err(HashError::Cancelled);
            }
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => sum.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(HashError::Io(error)),
            }
        }
        if !is_same(&file)? {
            return Err(HashError::Changed);
        }
        let sum = sum.finalize().into();
        SUMS.lock().insert(key, sum);
        Ok(sum)
    }
}
