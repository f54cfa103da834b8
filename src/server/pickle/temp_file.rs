//! [`TempFile`]: a file that is removed when it is dropped.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, mem};

/// A file that is removed when this value is dropped. Memory that is mapped from it stays valid.
#[derive(Debug)]
pub(in crate::server) struct TempFile {
    file: PathBuf,
    /// The folder that was made for the file.
    folder: Option<PathBuf>,
}

impl TempFile {
    /// A path in a new temporary folder that only this user can access. The file does not exist yet: Lean writes a file
    /// beside it and renames that one.
    pub(in crate::server) fn new() -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let folder = make(&env::temp_dir(), |path| builder.create(path))?;
        Ok(TempFile { file: folder.join("state"), folder: Some(folder) })
    }

    /// An empty file in `folder`, with the permissions of any new file there.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        let file = make(folder, |path| File::create_new(path).map(drop))?;
        Ok(TempFile { file, folder: None })
    }

    pub(in crate::server) fn path(&self) -> &Path {
        &self.file
    }

    /// Moves the file to `path`, and replaces a file that was there.
    pub(super) fn persist(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.file, path)?;
        // Dropping must not remove it: an empty path is no file.
        drop(mem::take(&mut self.file));
        Ok(())
    }
}

/// Makes a file or a folder with a new name in `folder`. `create` fails if the name exists.
fn make(folder: &Path, create: impl Fn(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let path = folder.join(format!(".leanbind-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        match create(&path) {
            Ok(()) => return Ok(path),
            // A leftover of another process with the same id.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        // If this fails, the system cleans its temporary folder up some day.
        let _ = match &self.folder {
            Some(folder) => fs::remove_dir_all(folder),
            None => fs::remove_file(&self.file),
        };
    }
}
