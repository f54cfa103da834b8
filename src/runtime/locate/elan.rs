//! elan's toolchains. leanprover/elan, `src/elan/toolchain.rs`, defines how elan reads a toolchain's name
//! (`lookup_toolchain_desc_ext`) and names its folder (`Toolchain::from`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::runtime::version::LeanVersion;

const DEFAULT_ORIGIN: &str = "leanprover/lean4";

/// The toolchain that a project requires.
pub(super) struct Pinned {
    /// The `lean-toolchain` file.
    pub file: PathBuf,
    /// The toolchain's name, as in `leanprover/lean4:v4.35.0`.
    pub toolchain: String,
}

/// Reads the nearest `lean-toolchain` in `dir` and its parent folders. An error if it cannot be read, or is empty.
pub(super) fn pinned(dir: &Path) -> Option<Result<Pinned, String>> {
    let dir = std::path::absolute(dir).ok()?;
    let file = dir.ancestors().map(|dir| dir.join("lean-toolchain")).find(|file| file.is_file())?;
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(e) => return Some(Err(format!("{} cannot be read: {e}", file.display()))),
    };
    let toolchain = text.lines().next().unwrap_or_default().trim().to_owned();
    if toolchain.is_empty() {
        return Some(Err(format!("{} names no toolchain", file.display())));
    }
    Some(Ok(Pinned { file, toolchain }))
}

/// elan's folder.
pub(super) struct Elan {
    toolchains: PathBuf,
}

impl Elan {
    pub(super) fn new(home: &Path) -> Elan {
        Elan { toolchains: home.join("toolchains") }
    }

    pub(super) fn toolchains(&self) -> &Path {
        &self.toolchains
    }

    /// The folders of all installed toolchains.
    pub(super) fn installed(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.toolchains).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    }

    /// The folder of the toolchain `name`, if it is installed. For a channel such as `stable`, the newest installed
    /// toolchain of that channel (elan itself would ask the network).
    pub(super) fn find(&self, name: &str) -> Option<PathBuf> {
        let (origin, release) = match name.split_once(':') {
            Some((origin, release)) => (origin, release),
            None => (DEFAULT_ORIGIN, name),
        };
        // A name with a path separator would leave elan's folder.
        if release.is_empty() || release.contains(['/', '\\']) || release.starts_with('.') {
            return None;
        }
        let linked = self.toolchains.join(release);
        if linked.is_dir() {
            return Some(linked);
        }
        let origin = match release.starts_with("nightly") && !origin.ends_with("-nightly") {
            true => format!("{origin}-nightly"),
            false => origin.to_owned(),
        };
        if matches!(release, "stable" | "beta" | "nightly") {
            return self.newest_of_channel(&origin, release);
        }
        let release = match release.starts_with(|c: char| c.is_ascii_digit()) {
            true => format!("v{release}"),
            false => release.to_owned(),
        };
        let folder = self.toolchains.join(folder_name(&origin, &release));
        folder.is_dir().then_some(folder)
    }

    fn newest_of_channel(&self, origin: &str, channel: &str) -> Option<PathBuf> {
        let prefix = folder_name(origin, "");
        let of_channel = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let release = name.strip_prefix(&prefix)?;
            let version = release.parse::<LeanVersion>().ok();
            let belongs = match channel {
                "stable" => version.as_ref().is_some_and(LeanVersion::is_release),
                "beta" => version.is_some(),
                _ => true,
            };
            // A nightly's name ends in its date.
            belongs.then(|| (version, release.to_owned()))
        };
        self.installed().into_iter().filter_map(|path| Some((of_channel(&path)?, path))).max().map(|(_, path)| path)
    }
}

/// `leanprover--lean4---v4.35.0`
fn folder_name(origin: &str, release: &str) -> String {
    format!("{origin}:{release}").replace('/', "--").replace(':', "---")
}

/// The version in the name of a toolchain's folder.
pub(super) fn version_of_folder(folder: &Path) -> Option<LeanVersion> {
    let name = folder.file_name()?.to_str()?;
    let release = name.rsplit_once("---").map_or(name, |(_, release)| release);
    release.parse().ok()
}
