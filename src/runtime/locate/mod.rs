//! Finding the Lean that this process opens.
//!
//! The order is: an explicit path, `LEAN_SYSROOT`, the project's `lean-toolchain` through elan,
//! `lean --print-prefix`, the newest elan toolchain that is supported, the embedded runtime. The first
//! usable one is chosen. Every candidate is recorded, with the reason why it was chosen or rejected.

mod elan;
mod lean_command;
mod sysroot;

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::version::{LeanVersion, SUPPORTED};
use super::{embedded, folders};
use elan::{Elan, Pinned};
use lean_command::LeanCommand;
use sysroot::FoundLibrary;

/// The part of the process's environment that [`locate`] uses.
#[derive(Clone, Debug, Default)]
pub struct SearchEnvironment {
    /// `LEAN_SYSROOT`.
    pub lean_sysroot: Option<PathBuf>,
    /// elan's folder: `ELAN_HOME`, else `.elan` in the home folder.
    pub elan_home: Option<PathBuf>,
    /// `PATH`.
    pub path: Option<OsString>,
    /// The folder of the embedded runtime: [`embedded::cache_folder`].
    pub cache: Option<PathBuf>,
}

impl SearchEnvironment {
    /// Reads the environment of this process. An empty variable counts as not set.
    pub fn from_process() -> Self {
        let var = |name| env::var_os(name).filter(|value| !value.is_empty());
        SearchEnvironment {
            lean_sysroot: var("LEAN_SYSROOT").map(PathBuf::from),
            elan_home: var("ELAN_HOME").map(PathBuf::from).or_else(|| Some(folders::home()?.join(".elan"))),
            path: var("PATH"),
            cache: embedded::cache_folder(),
        }
    }
}

/// Options of [`locate`].
#[derive(Clone, Debug)]
pub struct LocateOptions {
    /// A sysroot (what `lean --print-prefix` prints), a folder with libleanshared, or libleanshared itself.
    /// If it is given, nothing else is considered.
    pub explicit: Option<PathBuf>,
    /// The folder where the search for `lean-toolchain` begins; it continues in the parent folders. The working folder
    /// if `None`.
    pub project_dir: Option<PathBuf>,
    /// The time limit for `lean --print-prefix`. `lean` may be elan's proxy, which may use the network.
    pub lean_timeout: Duration,
    /// The environment of the search.
    pub environment: SearchEnvironment,
}

impl Default for LocateOptions {
    fn default() -> Self {
        LocateOptions {
            explicit: None,
            project_dir: None,
            lean_timeout: Duration::from_secs(10),
            environment: SearchEnvironment::from_process(),
        }
    }
}

/// Where a candidate comes from, in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// [`LocateOptions::explicit`].
    Explicit,
    /// The variable `LEAN_SYSROOT`.
    LeanSysroot,
    /// The toolchain that the project's `lean-toolchain` names.
    ProjectToolchain,
    /// The `lean` on `PATH`.
    LeanOnPath,
    /// A toolchain of elan.
    ElanToolchain,
    /// The [embedded runtime](embedded).
    Embedded,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Explicit => "explicit path",
            Origin::LeanSysroot => "LEAN_SYSROOT",
            Origin::ProjectToolchain => "project's lean-toolchain",
            Origin::LeanOnPath => "lean on PATH",
            Origin::ElanToolchain => "elan toolchain",
            Origin::Embedded => "embedded runtime",
        })
    }
}

/// Whether a candidate was chosen, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was chosen for this reason.
    Chosen(String),
    /// It was rejected for this reason.
    Rejected(String),
}

/// An installation that [`locate`] considered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it comes from.
    pub origin: Origin,
    /// The folder or file, if there is one.
    pub path: Option<PathBuf>,
    /// Its version, if known.
    pub version: Option<LeanVersion>,
    /// Whether it was chosen.
    pub outcome: Outcome,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin)?;
        if let Some(path) = &self.path {
            write!(f, " {}", path.display())?;
        }
        if let Some(version) = &self.version {
            write!(f, " (Lean {version})")?;
        }
        match &self.outcome {
            Outcome::Chosen(reason) => write!(f, ": chosen: {reason}"),
            Outcome::Rejected(reason) => write!(f, ": {reason}"),
        }
    }
}

/// The Lean that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The library to open.
    pub libleanshared: PathBuf,
    /// The toolchain of the library, if it belongs to one.
    pub sysroot: Option<PathBuf>,
    /// Its version, if that is known without opening the library. It is then a supported version.
    pub version: Option<LeanVersion>,
    /// Where it comes from.
    pub origin: Origin,
    /// All candidates that were considered. The last one is this installation.
    pub considered: Vec<Candidate>,
}

/// No usable Lean was found.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocateError {
    /// There is no usable Lean at the explicit path.
    #[error(
        "{} was given as the Lean to use, but {reason}. \
         Give a sysroot (what `lean --print-prefix` prints), a folder with {}, or that file itself",
        .path.display(),
        sysroot::library_name()
    )]
    ExplicitUnusable {
        /// The path that was given.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// The Lean at the explicit path has a version that is not supported.
    #[error(
        "{} was given as the Lean to use, but it is Lean {found}, and this leanbind supports Lean {SUPPORTED}. \
         Give one of these: `elan toolchain install leanprover/lean4:v{}` or `leanbind setup` installs one",
        .path.display(),
        embedded::LEAN_VERSION
    )]
    ExplicitUnsupported {
        /// The path that was given.
        path: PathBuf,
        /// Its version.
        found: LeanVersion,
    },

    /// No candidate is usable.
    #[error(
        "no usable Lean was found; this leanbind supports Lean {SUPPORTED}. Considered:\n{}\
         Run `leanbind setup` to install the embedded Lean {version}, or, with elan, \
         `elan toolchain install leanprover/lean4:v{version}`, or set LEAN_SYSROOT to the sysroot of a Lean {SUPPORTED}",
        list(.considered),
        version = embedded::LEAN_VERSION
    )]
    NotFound {
        /// All candidates that were considered.
        considered: Vec<Candidate>,
    },
}

fn list(considered: &[Candidate]) -> String {
    considered.iter().map(|c| format!("  - {c}\n")).collect()
}

/// Finds the Lean to use.
///
/// The only program that it runs is `lean --print-prefix`, and only if no earlier candidate is usable. It installs
/// nothing.
///
/// # Errors
/// [`LocateError`] if no candidate is usable, or if the explicit path is not.
pub fn locate(options: &LocateOptions) -> Result<Installation, LocateError> {
    if let Some(path) = &options.explicit {
        return explicit(path.clone());
    }
    let mut search = Search::default();
    match search.run(options) {
        Some((origin, library)) => Ok(library.into_installation(origin, search.considered)),
        None => Err(LocateError::NotFound { considered: search.considered }),
    }
}

fn explicit(path: PathBuf) -> Result<Installation, LocateError> {
    let library = match FoundLibrary::open(&path) {
        Ok(library) => library,
        Err(reason) => return Err(LocateError::ExplicitUnusable { path, reason }),
    };
    if let Some(found) = library.version.clone().filter(|v| !v.is_supported()) {
        return Err(LocateError::ExplicitUnsupported { path, found });
    }
    let chosen = Candidate {
        origin: Origin::Explicit,
        path: Some(path),
        version: library.version.clone(),
        outcome: Outcome::Chosen("it was given explicitly".into()),
    };
    Ok(library.into_installation(Origin::Explicit, vec![chosen]))
}

impl FoundLibrary {
    fn into_installation(self, origin: Origin, considered: Vec<Candidate>) -> Installation {
        Installation {
            libleanshared: self.libleanshared,
            sysroot: self.sysroot,
            version: self.version,
            origin,
            considered,
        }
    }
}

/// A search, and the candidates that it has considered so far.
#[derive(Default)]
struct Search {
    considered: Vec<Candidate>,
}

impl Search {
    fn run(&mut self, options: &LocateOptions) -> Option<(Origin, FoundLibrary)> {
        let environment = &options.environment;
        let elan = environment.elan_home.as_deref().map(Elan::new);
        let project_dir = match &options.project_dir {
            Some(dir) => dir.clone(),
            None => env::current_dir().unwrap_or_default(),
        };
        let pinned = elan::pinned(&project_dir);

        self.lean_sysroot(environment)
            .or_else(|| self.project_toolchain(elan.as_ref(), pinned.as_ref()))
            .or_else(|| {
                let lean = environment.path.as_deref().and_then(LeanCommand::on_path);
                let would_download = match (&elan, &pinned) {
                    (Some(elan), Some(Ok(pinned))) if elan.find(&pinned.toolchain).is_none() => Some(pinned),
                    _ => None,
                };
                self.lean_on_path(lean, would_download, options, project_dir)
            })
            .or_else(|| self.newest_toolchain(elan.as_ref()))
            .or_else(|| self.embedded(environment))
    }

    fn lean_sysroot(&mut self, environment: &SearchEnvironment) -> Option<(Origin, FoundLibrary)> {
        let origin = Origin::LeanSysroot;
        match &environment.lean_sysroot {
            Some(path) => self.judge(origin, path.clone(), "the variable names it".into()),
            None => self.reject(origin, None, "not set"),
        }
    }

    fn project_toolchain(
        &mut self,
        elan: Option<&Elan>,
        pinned: Option<&Result<Pinned, String>>,
    ) -> Option<(Origin, FoundLibrary)> {
        let origin = Origin::ProjectToolchain;
        let pinned = match pinned {
            Some(Ok(pinned)) => pinned,
            Some(Err(reason)) => return self.reject(origin, None, reason),
            None => {
                let reason = "there is no lean-toolchain in the project's folder or above it";
                return self.reject(origin, None, reason);
            }
        };
        let (name, file) = (&pinned.toolchain, pinned.file.display());
        let Some(elan) = elan else {
            let reason = format!("{file} asks for {name}, and no folder of elan is known");
            return self.reject(origin, None, reason);
        };
        match elan.find(name) {
            Some(path) => self.judge(origin, path, format!("{file} asks for {name}")),
            None => {
                let reason = format!(
                    "{file} asks for {name}, which is not in {}; `elan toolchain install {name}` installs it",
                    elan.toolchains().display()
                );
                self.reject(origin, None, reason)
            }
        }
    }

    /// `would_download` is the project's toolchain, if elan has not installed it.
    fn lean_on_path(
        &mut self,
        lean: Option<LeanCommand>,
        would_download: Option<&Pinned>,
        options: &LocateOptions,
        project_dir: PathBuf,
    ) -> Option<(Origin, FoundLibrary)> {
        let origin = Origin::LeanOnPath;
        let Some(lean) = lean else {
            return self.reject(origin, None, "there is no lean on PATH");
        };
        let path = lean.path.clone();
        if let (true, Some(pinned)) = (lean.is_elan_proxy(), would_download) {
            let reason = format!("it is elan's, and was not run because it would download {}", pinned.toolchain);
            return self.reject(origin, Some(path), reason);
        }
        match lean.print_prefix(&project_dir, options.lean_timeout) {
            Ok(prefix) => {
                let reason = format!("`{} --print-prefix` prints it", path.display());
                self.judge(origin, prefix, reason)
            }
            Err(reason) => self.reject(origin, Some(path), reason),
        }
    }

    fn newest_toolchain(&mut self, elan: Option<&Elan>) -> Option<(Origin, FoundLibrary)> {
        let origin = Origin::ElanToolchain;
        let Some(elan) = elan else {
            return self.reject(origin, None, "no folder of elan is known");
        };
        let mut toolchains: Vec<_> =
            elan.installed().into_iter().map(|path| (sysroot::version_of(&path), path)).collect();
        if toolchains.is_empty() {
            let reason = format!("there is none in {}", elan.toolchains().display());
            return self.reject(origin, None, reason);
        }
        toolchains.sort();
        for (version, path) in toolchains.into_iter().rev() {
            // Any supported toolchain will do, so there is no need to risk one of unknown version.
            if version.is_none() {
                self.reject(origin, Some(path), "its version is not known");
                continue;
            }
            let reason = format!("the newest toolchain of elan within Lean {SUPPORTED}");
            let found = self.judge(origin, path, reason);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn embedded(&mut self, environment: &SearchEnvironment) -> Option<(Origin, FoundLibrary)> {
        let origin = Origin::Embedded;
        let Some(cache) = &environment.cache else {
            return self.reject(origin, None, "no cache folder is known, set LEANBIND_CACHE");
        };
        let runtime = match embedded::check(cache) {
            Ok(runtime) => runtime,
            Err(reason) => return self.reject(origin, None, reason.to_string()),
        };
        self.considered.push(Candidate {
            origin,
            path: Some(runtime.dir),
            version: Some(runtime.version.clone()),
            outcome: Outcome::Chosen("it is installed, and no usable toolchain was found".into()),
        });
        let library =
            FoundLibrary { libleanshared: runtime.libleanshared, sysroot: None, version: Some(runtime.version) };
        Some((origin, library))
    }

    /// Considers the Lean at `path`. If it is usable, chooses it for `reason`.
    fn judge(&mut self, origin: Origin, path: PathBuf, reason: String) -> Option<(Origin, FoundLibrary)> {
        let library = match FoundLibrary::open(&path) {
            Ok(library) => library,
            Err(fault) => return self.reject(origin, Some(path), fault),
        };
        let outcome = match &library.version {
            Some(version) if !version.is_supported() => {
                Outcome::Rejected(format!("this leanbind supports Lean {SUPPORTED}"))
            }
            Some(_) => Outcome::Chosen(reason),
            None => Outcome::Chosen(format!("{reason}; its version shows when it is opened")),
        };
        let chosen = matches!(outcome, Outcome::Chosen(_));
        self.considered.push(Candidate { origin, path: Some(path), version: library.version.clone(), outcome });
        chosen.then_some((origin, library))
    }

    /// Records a rejected candidate. Returns `None`, so that a step of the search can end with this call.
    fn reject(
        &mut self,
        origin: Origin,
        path: Option<PathBuf>,
        reason: impl Into<String>,
    ) -> Option<(Origin, FoundLibrary)> {
        self.considered.push(Candidate { origin, path, version: None, outcome: Outcome::Rejected(reason.into()) });
        None
    }
}
