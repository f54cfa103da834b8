//! [`Runtime`]: the Lean runtime, opened and initialised once per process.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier, OnceLock};
use std::{io, thread};

use super::address_space;
use super::embedded::SetupError;
#[cfg(feature = "embedded")]
use super::embedded::{self, InstallOptions, Progress};
use super::header::{ShimHeader, shim_header};
use super::load::{LoadError, OpenLibrary, check_runtime, load_runtime};
use super::locate::{Installation, LocateError, LocateOptions, locate};
use super::reservations;
use super::task_manager;
use super::version::{LeanVersion, SUPPORTED};
use crate::object::ObjRef;
use crate::sys::{self, runtime};

/// The Lean runtime could not be started.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// No Lean was found.
    #[error(transparent)]
    Locate(#[from] LocateError),
    /// The embedded runtime could not be installed.
    #[error(transparent)]
    Setup(#[from] Arc<SetupError>),
    /// Lean was found, but could not be opened.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Lean was opened, but this crate does not support its version.
    #[error(
        "{} is Lean {found}, and this leanbind supports Lean {SUPPORTED}; \
         use a toolchain of a supported version, or run `leanbind setup`",
        path.display()
    )]
    Version {
        /// The library.
        path: PathBuf,
        /// Its version.
        found: String,
    },
    /// leanbind was compiled with the header of another version.
    #[error(
        "{} is Lean {running}, and this leanbind was compiled with the lean.h of Lean {} ({}); \
         build leanbind again with the toolchain that runs",
        path.display(), header.version, header.origin
    )]
    Header {
        /// The library.
        path: PathBuf,
        /// Its version.
        running: LeanVersion,
        /// The header.
        header: ShimHeader,
    },
    /// The limit on the addresses of the process leaves no room for Lean.
    #[error(
        "Lean needs {} MB of addresses, and this process is limited to {} MB (`ulimit -v`): raise the limit",
        needed >> 20, limit >> 20
    )]
    AddressSpace {
        /// The limit in bytes.
        limit: usize,
        /// How much is needed at least, in bytes.
        needed: usize,
    },
    /// The system starts no more threads, and Lean, which needs some, would end the process.
    #[error(
        "Lean needs threads, and the system starts no more for this process (`ulimit -u`, or its control group): {error}"
    )]
    Threads {
        /// The system's error.
        error: Arc<io::Error>,
    },
    /// This process already runs another Lean.
    #[error(
        "the Lean runtime of this process is {} already, and there can be no second one: {} was asked for",
        running.display(), asked.display()
    )]
    OtherRuntime {
        /// The library that runs.
        running: PathBuf,
        /// The library that was requested.
        asked: PathBuf,
    },
}

/// The Lean runtime of this process.
///
/// It is started once and never stopped. Starting it
/// - opens `libleanshared` with [RTLD_GLOBAL](https://man7.org/linux/man-pages/man3/dlopen.3.html), and never closes it;
/// - runs `lean_initialize`, which initialises Lean's runtime, `Init`, `Std`, `Lean` and the kernel;
/// - has Lean install handlers for SIGSEGV and SIGBUS (to report stack overflows), replace this thread's alternate
///   signal stack, ignore SIGPIPE, and start two threads of its event loop, which a forked child does not have.
///
/// If Lean code calls `panic!`, Lean writes a report to standard error and continues with a default value. Lean reads
/// these environment variables: `LEAN_BACKTRACE=0` omits the backtrace of the report, `LEAN_ABORT_ON_PANIC=1` makes a
/// panic end the process, and `LEAN_NUM_THREADS` limits the threads of the task manager.
///
/// ```no_run
/// let lean = leanbind::Runtime::start()?;
/// println!("Lean {} at {}", lean.version(), lean.installation().libleanshared.display());
/// # Ok::<(), leanbind::Error>(())
/// ```
#[derive(Debug)]
pub struct Runtime {
    installation: Installation,
    version: LeanVersion,
    /// `libleanshared`, and the other parts of it that some builds have.
    libraries: Vec<OpenLibrary>,
}

/// The runtime, or the error of starting it. After a failed start, the runtime cannot be started again.
static RUNTIME: OnceLock<Result<Runtime, StartError>> = OnceLock::new();

impl Runtime {
    /// Starts the Lean that [`locate`] finds, and attaches this thread. If the runtime already runs, returns it.
    ///
    /// # Errors
    /// [`StartError`] if no Lean is found, if it cannot be opened, or if its version is not supported.
    pub fn start() -> Result<&'static Runtime, StartError> {
        match Self::running() {
            Some(runtime) => Ok(runtime),
            None => Self::start_with(&LocateOptions::default()),
        }
    }

    /// As [`start`](Self::start). If no Lean is found, it first installs the embedded runtime and reports that to
    /// `progress` (a download of 58 MB, and 235 MB in the user's cache folder, once).
    ///
    /// Needs the feature `embedded`.
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`StartError::Setup`] if the embedded runtime cannot be installed.
    #[cfg(feature = "embedded")]
    pub fn start_or_install(mut progress: impl FnMut(&Progress)) -> Result<&'static Runtime, StartError> {
        match Self::start() {
            Err(StartError::Locate(LocateError::NotFound { .. })) => {
                let options =
                    InstallOptions { why: Some("no Lean toolchain was found".to_owned()), ..InstallOptions::default() };
                embedded::install(&options, &mut progress).map_err(Arc::new)?;
                Self::start()
            }
            started => started,
        }
    }

    /// Starts the Lean that the unit tests run on.
    #[cfg(test)]
    pub(crate) fn for_tests() -> &'static Runtime {
        #[cfg(feature = "embedded")]
        let runtime = Self::start_or_install(|progress| eprintln!("{progress}"));
        #[cfg(not(feature = "embedded"))]
        let runtime = Self::start();
        runtime.expect("a Lean runtime")
    }

    /// Starts the Lean that [`locate`] finds with `options`, and attaches this thread.
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`StartError::OtherRuntime`] if this process runs another Lean.
    pub fn start_with(options: &LocateOptions) -> Result<&'static Runtime, StartError> {
        let installation = locate(options)?;
        let asked = installation.libleanshared.clone();
        // Checked before the start, because a failed start cannot be repeated.
        check_runtime(&asked)?;
        let started = RUNTIME.get_or_init(|| Self::initialize(installation));
        let runtime = started.as_ref().map_err(Clone::clone)?;
        let running = &runtime.installation.libleanshared;
        if same_file(running, &asked) {
            Ok(runtime)
        } else {
            Err(StartError::OtherRuntime { running: running.clone(), asked })
        }
    }

    /// The runtime, if it was started.
    #[inline]
    pub fn running() -> Option<&'static Runtime> {
        RUNTIME.get().and_then(|started| started.as_ref().ok())
    }

    fn initialize(installation: Installation) -> Result<Runtime, StartError> {
        // SAFETY: `RUNTIME` runs this once per process.
        let libraries = unsafe { load_runtime(&installation.libleanshared) }?;
        let library = &libraries[0];
        reservations::adapt(library).map_err(|needed| {
            let limit = address_space::limit().unwrap_or_default();
            StartError::AddressSpace { limit, needed }
        })?;
        threads_can_be_started().map_err(|error| StartError::Threads { error: Arc::new(error) })?;
        // SAFETY: the table is filled, and this is the first call into the runtime. `lean_initialize` takes and returns
        // nothing in every version of Lean, so it is safe to call before the version is known.
        unsafe { runtime!(lean_initialize()) };
        let version = running_version(library).filter(LeanVersion::is_supported);
        let Some(version) = version else {
            let found = running_version(library).map_or_else(|| "of an unknown version".into(), |v| v.to_string());
            return Err(StartError::Version { path: installation.libleanshared, found });
        };
        let header = shim_header();
        if (header.version.major, header.version.minor) != (version.major, version.minor) {
            return Err(StartError::Header { path: installation.libleanshared, running: version, header });
        }
        Self::attach_first_thread();
        Ok(Runtime { installation, version, libraries })
    }

    /// The installation of this Lean, and why it was chosen.
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The version that the runtime itself reports.
    pub fn version(&self) -> &LeanVersion {
        &self.version
    }

    /// `libleanshared`.
    pub(crate) fn shared_library(&self) -> &OpenLibrary {
        &self.libraries[0]
    }

    /// `libleanshared`, and the other parts of it that some builds have.
    #[cfg(feature = "server")]
    pub(crate) fn shared_libraries(&self) -> &[OpenLibrary] {
        &self.libraries
    }

    /// Whether `path` is the file `libleanshared`.
    pub(crate) fn is_library(&self, path: &Path) -> bool {
        same_file(self.shared_library().path(), path)
    }

    /// Ends Lean's initialisation phase and starts its task manager, once.
    ///
    /// Open libraries before that if possible: their `initialize` declarations may depend on the phase
    /// (`IO.initializing`).
    #[inline]
    pub(crate) fn end_initialization(&self) {
        task_manager::ensure_running();
    }
}

/// Checks that as many threads can be started as Lean starts at once, those of its event loop.
fn threads_can_be_started() -> io::Result<()> {
    let both = Barrier::new(2);
    thread::scope(|scope| {
        let first = thread::Builder::new().spawn_scoped(scope, || both.wait())?;
        let second = thread::Builder::new().spawn_scoped(scope, || both.wait());
        if second.is_err() {
            // The first waits for another.
            both.wait();
        }
        let _ = first.join();
        second.map(drop)
    })
}

/// Reads `Lean.versionString`, which `lean_initialize` has set.
fn running_version(library: &OpenLibrary) -> Option<LeanVersion> {
    let address = library.symbol("l_Lean_versionString")?.cast::<*mut sys::lean_object>();
    // SAFETY: the symbol of a constant of type `String` is a variable that holds a pointer to a persistent object.
    let object = unsafe { address.read() };
    if object.is_null() {
        return None;
    }
    // SAFETY: as above, and the pointer is not null.
    let object = unsafe { ObjRef::from_raw(object) };
    // "4.35.0, x86_64-unknown-linux-gnu, commit ..." in some versions.
    std::str::from_utf8(object.string_bytes()?).ok()?.split(',').next()?.trim().parse().ok()
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
