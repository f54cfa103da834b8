//! The layouts of Lean installations, and finding their version.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use super::elan;
use crate::runtime::embedded;
use crate::runtime::version::LeanVersion;

/// The folders in which the library may be: `lib/lean` in a sysroot (on Windows `bin`), or a part of that, or the
/// package in a wheel.
const FOLDERS: [&str; 6] = ["", "lib/lean", "lean", "lib", "bin", embedded::PACKAGE];

/// The name of libleanshared on this platform.
pub(super) fn library_name() -> String {
    format!("libleanshared{DLL_SUFFIX}")
}

/// A libleanshared on the disk.
pub(super) struct FoundLibrary {
    pub libleanshared: PathBuf,
    pub sysroot: Option<PathBuf>,
    pub version: Option<LeanVersion>,
}

impl FoundLibrary {
    /// The library for `path`, which is a sysroot, a folder with the library, or the library itself.
    pub(super) fn open(path: &Path) -> Result<FoundLibrary, String> {
        let path = &std::path::absolute(path).map_err(|e| e.to_string())?;
        let found = fs::metadata(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => "it does not exist".to_owned(),
            _ => format!("it cannot be looked at: {e}"),
        })?;
        let libleanshared = if found.is_dir() {
            library_in(path)?
        } else if has_name(path, |name| name.ends_with(DLL_SUFFIX)) {
            path.clone()
        } else {
            return Err(not_a_library(path));
        };
        let sysroot = sysroot_around(&libleanshared);
        let version = sysroot.as_deref().and_then(version_of);
        Ok(FoundLibrary { version: version.or_else(|| version_of_wheel(&libleanshared)), sysroot, libleanshared })
    }
}

fn library_in(dir: &Path) -> Result<PathBuf, String> {
    let library = library_name();
    // In the macOS wheel, this file contains all of Lean.
    let of_wheel = format!("{DLL_PREFIX}{}{DLL_SUFFIX}", embedded::PACKAGE);
    let names = match cfg!(target_os = "macos") {
        true => vec![&library, &of_wheel],
        false => vec![&library],
    };
    for folder in FOLDERS {
        for name in &names {
            let path = dir.join(folder).join(name);
            if path.is_file() {
                return Ok(path);
            }
        }
    }
    Err(format!("there is no {library} in it, nor in its lib/lean, lib, bin or {}", embedded::PACKAGE))
}

fn not_a_library(path: &Path) -> String {
    let bin = path.parent().unwrap_or(path);
    let is_lean = has_name(path, |name| name == format!("lean{EXE_SUFFIX}"));
    match bin.parent().filter(|_| is_lean && bin.ends_with("bin")) {
        Some(sysroot) => format!("it is the program; its sysroot is {}", sysroot.display()),
        None => format!("it is not a {library}", library = library_name()),
    }
}

fn has_name(path: &Path, test: impl FnOnce(&str) -> bool) -> bool {
    path.file_name().is_some_and(|name| test(&name.to_string_lossy()))
}

fn sysroot_around(libleanshared: &Path) -> Option<PathBuf> {
    let folder = libleanshared.parent()?;
    let up = match folder {
        _ if folder.ends_with("lib/lean") => folder.parent()?.parent(),
        _ if folder.ends_with("lib") || folder.ends_with("bin") => folder.parent(),
        _ => None,
    };
    up.map(Path::to_owned)
}

/// The version of a sysroot, from its header, else from its folder's name.
pub(super) fn version_of(sysroot: &Path) -> Option<LeanVersion> {
    let from_header =
        fs::read_to_string(sysroot.join("include/lean/version.h")).ok().and_then(|text| version_of_header(&text));
    from_header
        .or_else(|| elan::version_of_folder(sysroot))
        // For a toolchain of the user's own, elan makes a symbolic link.
        .or_else(|| elan::version_of_folder(&sysroot.canonicalize().ok()?))
}

/// Reads the `#define LEAN_VERSION_...` of lean4's `src/version.h.in`.
fn version_of_header(text: &str) -> Option<LeanVersion> {
    let value = |name: &str| {
        text.lines().find_map(|line| {
            let line = line.trim().strip_prefix("#define")?.trim_start();
            let value = line.strip_prefix(name)?;
            value.starts_with(char::is_whitespace).then(|| value.trim())
        })
    };
    let number = |name| value(name)?.parse().ok();
    let special = value("LEAN_SPECIAL_VERSION_DESC").map(|text| text.trim_matches('"'));
    let special = match special {
        Some(special) if !special.is_empty() => Some(special),
        // lean4's src/CMakeLists.txt gives this version the suffix `-pre`.
        _ if value("LEAN_VERSION_IS_RELEASE") == Some("0") => Some("pre"),
        _ => None,
    };
    Some(LeanVersion {
        major: number("LEAN_VERSION_MAJOR")?,
        minor: number("LEAN_VERSION_MINOR")?,
        patch: number("LEAN_VERSION_PATCH")?,
        special: special.map(str::to_owned),
    })
}

/// The version of a library that pip installed.
fn version_of_wheel(libleanshared: &Path) -> Option<LeanVersion> {
    let package = libleanshared.parent()?;
    let info = format!("{}-{}.dist-info", embedded::PACKAGE, embedded::PACKAGE_VERSION);
    let installed = package.ends_with(embedded::PACKAGE) && package.parent()?.join(info).is_dir();
    installed.then_some(embedded::LEAN_VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(release: u8, special: &str) -> String {
        format!(
            "#pragma once\n#define LEAN_VERSION_MAJOR 4\n#define LEAN_VERSION_MINOR 35\n\
             #define LEAN_VERSION_PATCH 0\n#define LEAN_VERSION_IS_RELEASE {release}\n\
             // Additional version description like \"nightly-2018-03-11\"\n\
             #define LEAN_SPECIAL_VERSION_DESC \"{special}\"\n"
        )
    }

    #[test]
    fn the_version_is_read_from_the_header() {
        let read = |release, special| version_of_header(&header(release, special)).unwrap();
        assert_eq!(read(1, "").to_string(), "4.35.0");
        assert_eq!(read(1, "rc1").to_string(), "4.35.0-rc1");
        assert_eq!(read(0, "nightly-2026-01-31").to_string(), "4.35.0-nightly-2026-01-31");
        assert_eq!(read(0, "").to_string(), "4.35.0-pre");
        assert_eq!(version_of_header("#define LEAN_VERSION_MAJOR 4\n"), None);
        assert_eq!(version_of_header(""), None);
    }
}
