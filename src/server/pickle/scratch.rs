//! [`Scratch`]: a file for as long as it is needed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, mem};

/// A file that is removed when this is dropped. What is mapped of it stays.
#[derive(Debug)]
pub(in crate::server) struct Scratch(PathBuf);

impl Scratch {
    /// An empty file among the system's temporary ones, for this user only.
    pub(in crate::server) fn new() -> io::Result<Self> {
        let mut options = File::options();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::open(&env::temp_dir(), options)
    }

    /// An empty file in the folder, which may be read by whoever may read a new file there.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        Self::open(folder, File::options())
    }

    fn open(folder: &Path, mut options: OpenOptions) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let name = format!(".leanbind-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = folder.join(name);
            match options.write(true).create_new(true).open(&path) {
                Ok(_) => return Ok(Scratch(path)),
                // Left behind by another process of this number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(in crate::server) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives the file this name, in the place of what had it.
    pub(super) fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.0, path)?;
        // It is another's now: an empty path is no file.
        drop(mem::take(&mut self.0));
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean up.
        let _ = fs::remove_file(&self.0);
    }
}
