//! [`Manifest`]: the list of an installation's files, with their sizes and hashes.
//!
//! The manifest is written last, into a folder that is then renamed into place. If it exists, the installation was once
//! complete.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::SetupError;
use super::wheel::{self, Wheel};

/// The manifest's name in an installation.
pub(super) const FILE_NAME: &str = "leanbind-manifest.json";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub package: String,
    pub version: String,
    pub files: Vec<FileEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileEntry {
    /// Relative to the installation, with `/`.
    pub path: String,
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of the installation in `dir`.
    pub(super) fn read(dir: &Path, wheel: Wheel) -> Result<Manifest, SetupError> {
        let path = dir.join(FILE_NAME);
        let broken = |reason| SetupError::Broken { path: path.clone(), reason };
        let text = fs::read_to_string(&path).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => broken("is missing, so the installation never ended".into()),
            _ => broken(format!("cannot be read: {e}")),
        })?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|e| broken(format!("is not a manifest: {e}")))?;
        if (&*manifest.package, &*manifest.version) != (wheel::PACKAGE, wheel::PACKAGE_VERSION) {
            return Err(broken(format!(
                "is for {} {}, not for {} {}",
                manifest.package,
                manifest.version,
                wheel::PACKAGE,
                wheel::PACKAGE_VERSION
            )));
        }
        if let Some(missing) = manifest.missing_library(wheel) {
            return Err(broken(format!("does not list {missing}")));
        }
        Ok(manifest)
    }

    /// Checks that every file exists and has its size. Fast: no file is read.
    pub(super) fn check_sizes(&self, dir: &Path) -> Result<(), SetupError> {
        for entry in &self.files {
            let path = dir.join(&entry.path);
            let reason = match fs::metadata(&path) {
                Ok(found) if !found.is_file() => "is not a file".into(),
                Ok(found) if found.len() != entry.size => {
                    format!("has {} bytes, expected {}", found.len(), entry.size)
                }
                Ok(_) => continue,
                Err(e) if e.kind() == io::ErrorKind::NotFound => "is missing".into(),
                Err(e) => format!("cannot be looked at: {e}"),
            };
            return Err(SetupError::Broken { path, reason });
        }
        Ok(())
    }

    /// A library that the manifest should list, but does not.
    pub(super) fn missing_library(&self, wheel: Wheel) -> Option<String> {
        [wheel.libleanshared(), wheel.libleanelpi()]
            .into_iter()
            .find(|library| !self.files.iter().any(|f| Path::new(&f.path) == library))
            .map(|library| library.display().to_string())
    }
}
