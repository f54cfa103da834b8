//! The lock next to an installation, and the staging folders from which one is made.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use fs4::TryLockError;

use super::progress::Progress;
use crate::runtime::embedded::SetupError;
use crate::runtime::embedded::folder::InstallFolder;

impl InstallFolder {
    /// Takes the lock. Reports if it has to wait for another process.
    pub(super) fn lock(&self, progress: &mut dyn FnMut(&Progress)) -> Result<InstallLock<'_>, SetupError> {
        fs::create_dir_all(&self.cache).map_err(SetupError::io("create", &self.cache))?;
        let path = self.lock_path();
        let file = self.open_lock()?;
        match fs4::FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                progress(&Progress::Waiting { lock: path.clone() });
                while let Err(e) = fs4::FileExt::lock(&file) {
                    if e.kind() != io::ErrorKind::Interrupted {
                        return Err(SetupError::io("lock", &path)(e));
                    }
                }
            }
            Err(TryLockError::Error(e)) => return Err(SetupError::io("lock", &path)(e)),
        }
        Ok(InstallLock { folder: self, _file: file })
    }

    /// Removes the remains of interrupted installations, unless a process is installing. A failure does no harm: the
    /// next installation tries again.
    pub(super) fn clean_if_idle(&self, progress: &mut dyn FnMut(&Progress)) {
        if self.stagings().is_empty() {
            return;
        }
        if let Ok(file) = self.open_lock() {
            if fs4::FileExt::try_lock(&file).is_ok() {
                let lock = InstallLock { folder: self, _file: file };
                lock.clean(progress);
            }
        }
    }

    fn lock_path(&self) -> PathBuf {
        self.cache.join(self.wheel.folder_name() + ".lock")
    }

    /// Opens the lock file. It is never removed. Otherwise one process could hold the lock of a removed file, and
    /// another process the lock of its successor.
    fn open_lock(&self) -> Result<File, SetupError> {
        let path = self.lock_path();
        File::options().create(true).truncate(false).write(true).open(&path).map_err(SetupError::io("open", &path))
    }

    fn staging_prefix(&self) -> String {
        self.wheel.folder_name() + ".staging-"
    }

    fn stagings(&self) -> Vec<PathBuf> {
        let prefix = self.staging_prefix();
        let entries = fs::read_dir(&self.cache).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
            .map(|entry| entry.path())
            .collect()
    }
}

/// The right to change an installation. The system releases it when the process ends, even if it is killed.
pub(super) struct InstallLock<'a> {
    folder: &'a InstallFolder,
    _file: File,
}

impl InstallLock<'_> {
    /// Removes all staging folders. We hold the lock, so the processes that created them have ended. (A pip that
    /// outlived its parent may still write, but only into its own staging folder.)
    pub(super) fn clean(&self, progress: &mut dyn FnMut(&Progress)) {
        for path in self.folder.stagings() {
            progress(&Progress::Cleaning { path: path.clone() });
            // A failure does no harm: a staging folder is never used again.
            let _ = fs::remove_dir_all(&path);
        }
    }

    /// A new, empty staging folder.
    pub(super) fn stage(&self) -> Result<Staging<'_>, SetupError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let unique = now.map_or(0, |elapsed| elapsed.as_nanos());
        let prefix = self.folder.staging_prefix();
        let name = format!("{prefix}{}-{unique}", std::process::id());
        let root = self.folder.cache.join(name);
        fs::create_dir(&root).map_err(SetupError::io("create", &root))?;
        let staging = Staging { lock: self, root };
        fs::create_dir(staging.temp()).map_err(SetupError::io("create", &staging.temp()))?;
        Ok(staging)
    }
}

/// A folder in which an installation is prepared. It is in the same cache folder as the installation, and so on the
/// same file system. It is removed on drop.
pub(super) struct Staging<'a> {
    lock: &'a InstallLock<'a>,
    root: PathBuf,
}

impl Staging<'_> {
    pub(super) fn requirements(&self) -> PathBuf {
        self.root.join("requirements.txt")
    }

    pub(super) fn temp(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// The new installation.
    pub(super) fn new_dir(&self) -> PathBuf {
        self.root.join("new")
    }

    /// Moves the new installation to its folder. An old installation is moved away first; processes that have its files
    /// open keep them.
    pub(super) fn publish(&self) -> Result<(), SetupError> {
        let dir = self.lock.folder.dir();
        match fs::rename(&dir, self.root.join("old")) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => {
                return Err(SetupError::io("move away", &dir)(e));
            }
            _ => {}
        }
        fs::rename(self.new_dir(), &dir).map_err(SetupError::io("put into place", &dir))
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
