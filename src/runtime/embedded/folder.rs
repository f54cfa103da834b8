//! [`InstallFolder`]: the folder of an installation.

use std::path::{Path, PathBuf};

use super::SetupError;
use super::wheel::Wheel;

/// The folder in a cache folder that is, or will be, the installation of one wheel.
pub(super) struct InstallFolder {
    pub cache: PathBuf,
    pub wheel: Wheel,
}

impl InstallFolder {
    pub(super) fn new(cache: &Path, wheel: Wheel) -> Result<InstallFolder, SetupError> {
        // The paths are made absolute for pip and dlopen: the working folder may change between the two.
        let cache = std::path::absolute(cache).map_err(SetupError::io("resolve", cache))?;
        Ok(InstallFolder { cache, wheel })
    }

    pub(super) fn dir(&self) -> PathBuf {
        self.cache.join(self.wheel.folder_name())
    }
}
