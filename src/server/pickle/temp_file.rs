//! [`TempFile`]: a file for as long as it is needed.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, mem};

/// A file that is removed when this is dropped. What is mapped of it stays.
#[derive(Debug)]
pub(in crate::server) struct TempFile {
    file: PathBuf,
    /// The folder that was made for it.
    folder: Option<PathBuf>,
}

impl TempFile {
    /// A file that is not there yet, in a folder among the system's temporary ones that is for this user only: Lean writes
    /// into another file beside it first, and renames that.
    pub(in crate::server) fn new() -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let folder = make(&env::temp_dir(), |path| builder.create(path))?;
        Ok(TempFile { file: folder.join("state"), folder: Some(folder) })
    }

    /// An empty file in the folder, which may be read by whoever may read a new file there.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        let file = make(folder, |path| File::create_new(path).map(drop))?;
        Ok(TempFile { file, folder: None })
    }

    pub(in crate::server) fn path(&self) -> &Path {
        &self.file
    }

    /// Gives the file this name, in the place of what had it.
    pub(super) fn persist(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.file, path)?;
        // It is another's now: an empty path is no file.
        drop(mem::take(&mut self.file));
        Ok(())
    }
}

/// Makes a file or a folder of a new name in the folder. `create` refuses what is there already.
fn make(folder: &Path, create: impl Fn(&Path) -> io::Result<()>) -> io::Result<PathBuf> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let path = folder.join(format!(".leanbind-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        match create(&path) {
            Ok(()) => return Ok(path),
            // Left behind by another process of this number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean up.
        let _ = match &self.folder {
            Some(folder) => fs::remove_dir_all(folder),
            None => fs::remove_file(&self.file),
        };
    }
}
