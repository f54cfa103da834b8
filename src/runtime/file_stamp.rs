//! [`FileStamp`]: tells whether a file has changed since it was mapped into memory.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A file's metadata that changes whenever the file changes or is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileStamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The device, the inode, and the time of the last change (ctime) in seconds and nanoseconds.
    #[cfg(unix)]
    identity: (u64, u64, i64, i64),
}

impl FileStamp {
    /// The stamp of the file at `path`. `None` if its metadata cannot be read.
    pub(crate) fn from_path(path: &Path) -> Option<Self> {
        fs::metadata(path).map(|metadata| Self::new(&metadata)).ok()
    }

    /// The stamp of an open file.
    ///
    /// # Errors
    /// If the file's metadata cannot be read.
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

    /// Whether the file has not changed since `time`.
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
