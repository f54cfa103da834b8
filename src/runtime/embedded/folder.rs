//! The folder of an installation.

use std::path::{Path, PathBuf};

use super::SetupError;
use super::wheel::Wheel;

/// Where the installation of one wheel stands in a cache folder.
pub(super) struct InstallFolder {
    pub cache: PathBuf,
    pub wheel: Wheel,
}

impl InstallFolder {
    pub(super) fn new(cache: &Path, wheel: Wheel) -> Result<InstallFolder, SetupError> {
        // pip and dlopen are handed these paths, and a caller may change the working folder in between.
        let cache = std::path::absolute(cache).map_err(SetupError::io("resolve", cache))?;
        Ok(InstallFolder { cache, wheel })
    }

    pub(super) fn dir(&self) -> PathBuf {
        self.cache.join(self.wheel.folder_name())
    }
}
