//! [`FileStamp`]: whether a file that is mapped into memory is still what it was.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// What the system says of a file that is another one as soon as the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileStamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The device, the number of the file on it, and when any of this was changed, in seconds and nanoseconds.
    #[cfg(unix)]
    identity: (u64, u64, i64, i64),
}

impl FileStamp {
    /// That of the file at `path`, unless it cannot be looked at.
    pub(crate) fn from_path(path: &Path) -> Option<Self> {
        fs::metadata(path).map(|metadata| Self::new(&metadata)).ok()
    }

    /// # Errors
    /// If the system does not tell.
    pub(crate) fn from_file(file: &File) -> io::Result<Self> {
        Ok(Self::new(&file.metadata()?))
    }

    fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        FileStamp {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            identity: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Whether the file has been as it is since before `time`.
    pub(crate) fn is_older_than(&self, time: SystemTime) -> bool {
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
