//! [`ImportedFile`]: a file that was imported, and what it held.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::kernel::CancelToken;

/// A file that was imported. It is mapped into memory: what is read of it later is what was imported only as long as it is
/// the same file, which is why [`of`](Self::of) is called when it was imported.
#[derive(Clone, Debug)]
pub(super) struct ImportedFile {
    path: PathBuf,
    /// `None` if it was changed while it was imported, or cannot be looked at.
    stamp: Option<Stamp>,
}

/// What the system says of a file that is another one as soon as the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The device, the number of the file on it, and when any of this was changed, in seconds and nanoseconds.
    #[cfg(unix)]
    identity: (u64, u64, i64, i64),
}

/// The sums that were computed.
type Sums = FxHashMap<(PathBuf, Stamp), [u8; 32]>;

/// Why there is no sum of a file.
#[derive(Debug)]
pub(super) enum NoSum {
    /// It is not the file that was imported.
    Changed,
    /// It cannot be read.
    Io(io::Error),
    /// The token was set.
    Cancelled,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Stamp {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            identity: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether the file has been as it is since before `time`.
    fn is_older_than(&self, time: SystemTime) -> bool {
        #[cfg(unix)]
        let changed = {
            let (_, _, seconds, nanoseconds) = self.identity;
            let since = std::time::Duration::new(seconds.try_into().unwrap_or(0), nanoseconds.try_into().unwrap_or(0));
            Some(SystemTime::UNIX_EPOCH + since)
        };
        #[cfg(not(unix))]
        let changed = self.modified;
        changed.is_none_or(|changed| changed <= time)
    }
}

impl ImportedFile {
    /// A file whose import was begun at this time, and is done.
    pub(super) fn of(path: &Path, begun: SystemTime) -> Self {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let stamp = fs::metadata(&path).map(|metadata| Stamp::of(&metadata)).ok();
        ImportedFile { path, stamp: stamp.filter(|stamp| stamp.is_older_than(begun)) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The SHA-256 of what was imported. It is computed once in a process.
    ///
    /// # Errors
    /// If the file is another one by now, or the token is set.
    pub(super) fn sha256(&self, cancel: &CancelToken) -> Result<[u8; 32], NoSum> {
        static SUMS: Mutex<Option<Sums>> = Mutex::new(None);
        let stamp = self.stamp.ok_or(NoSum::Changed)?;
        let key = (self.path.clone(), stamp);
        let sums = || SUMS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = sums().as_ref().and_then(|sums| sums.get(&key)) {
            return Ok(*sum);
        }
        let mut file = File::open(&self.path).map_err(NoSum::Io)?;
        let is_same = |file: &File| Ok(Stamp::of(&file.metadata().map_err(NoSum::Io)?) == stamp);
        let (mut sum, mut buffer) = (Sha256::new(), vec![0; 1 << 20]);
        if !is_same(&file)? {
            return Err(NoSum::Changed);
        }
        loop {
            if cancel.is_cancelled() {
                return Err(NoSum::Cancelled);
            }
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => sum.update(&buffer[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(NoSum::Io(error)),
            }
        }
        if !is_same(&file)? {
            return Err(NoSum::Changed);
        }
        let sum = sum.finalize().into();
        sums().get_or_insert_default().insert(key, sum);
        Ok(sum)
    }
}
