//! Opening Lean's shared libraries. Nothing is ever linked and nothing is ever closed: Lean's threads, thread-local data
//! and exit handlers keep pointing into it.

use std::ffi::{CString, c_void};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_LOCAL, RTLD_NOW};

#[cfg(feature = "server")]
use super::FileStamp;
use crate::image::{Image, ImageError};
use crate::sys;

/// The remedy where it is the runtime that is wrong.
const DOCTOR: &str = "`leanbind doctor` shows which Lean is found and why";

/// A shared library could not be used.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file is not a whole shared library for this machine.
    #[error("{0}; {DOCTOR}")]
    Image(Arc<ImageError>),
    /// The dynamic loader refused the file.
    #[error("cannot open {}: {reason}{remedy}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the dynamic loader says.
        reason: String,
        /// What to do next, where that is known.
        remedy: &'static str,
    },
    /// The library lacks a function of the Lean runtime.
    #[error(
        "{} is not the runtime of a Lean that leanbind knows: it has no function {symbol}; {DOCTOR}",
        path.display()
    )]
    MissingSymbol {
        /// The file.
        path: PathBuf,
        /// The function.
        symbol: String,
    },
}

/// What helps where Lake linked a library without the packages that it imports, as it does unless told otherwise
/// (`Lake.buildLeanSharedLib`: `linkDeps := Platform.isWindows`).
fn remedy(reason: &str) -> &'static str {
    // ELF's loader says "undefined symbol: initialize_A_B", Mach-O's "symbol not found in flat namespace '_lp_A_f'".
    let word = reason.rsplit([' ', '\'']).find(|word| !word.is_empty()).unwrap_or_default();
    let symbol = word.trim_start_matches('_');
    let of_a_module = ["initialize_", "runtime_initialize_", "lp_", "l_"].iter().any(|start| symbol.starts_with(start));
    if of_a_module && reason.contains("symbol") {
        "; this is of a Lean package that is not linked into the library: name the package in the library's lakefile, as \
         in `moreLinkObjs = [\"LeanPy/LeanPy:static\"]`"
    } else {
        ""
    }
}

/// A library that stays open for the life of the process.
#[derive(Debug)]
pub(crate) struct OpenLibrary {
    path: PathBuf,
    /// Taken before it was opened; `None` if the file could not be looked at.
    #[cfg(feature = "server")]
    stamp: Option<FileStamp>,
    library: std::mem::ManuallyDrop<Library>,
}

/// Whether a library's symbols serve the libraries that are opened after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Global,
    Local,
}

impl OpenLibrary {
    /// Opens the library at `path` for the life of the process.
    ///
    /// # Safety
    /// The library's constructors run; the caller has checked that it is a library of Lean's.
    pub(crate) unsafe fn open(path: &Path, visibility: Visibility) -> Result<Self, LoadError> {
        let flags = match visibility {
            Visibility::Global => RTLD_NOW | RTLD_GLOBAL,
            Visibility::Local => RTLD_NOW | RTLD_LOCAL,
        };
        #[cfg(feature = "server")]
        let stamp = FileStamp::from_path(path);
        // SAFETY: the caller answers for the constructors; as the library is never closed, destructors do not matter.
        let library = unsafe { Library::open(Some(path), flags) }.map_err(|error| {
            let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            let remedy = if visibility == Visibility::Local { remedy(&reason) } else { "" };
            LoadError::Open { path: path.to_owned(), reason, remedy }
        })?;
        Ok(OpenLibrary {
            path: path.to_owned(),
            #[cfg(feature = "server")]
            stamp,
            library: std::mem::ManuallyDrop::new(library),
        })
    }

    /// The address of a symbol of this library, or of a library that it depends on.
    pub(crate) fn symbol(&self, name: &str) -> Option<*mut c_void> {
        let name = CString::new(name).ok()?;
        // SAFETY: only the address is taken; a pointer has the size that libloading asks for.
        let symbol = unsafe { self.library.get::<*mut c_void>(name.to_bytes_with_nul()) }.ok()?;
        Some(symbol.into_raw()).filter(|address| !address.is_null())
    }

    /// Where the library was opened from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What tells whether the file is still the one that was opened.
    #[cfg(feature = "server")]
    pub(crate) fn stamp(&self) -> Option<FileStamp> {
        self.stamp
    }
}

/// `libleanshared`, and the parts of it that stand beside it in some builds.
fn files(libleanshared: &Path) -> impl Iterator<Item = PathBuf> {
    let part = |name| libleanshared.with_file_name(format!("{name}{}", std::env::consts::DLL_SUFFIX));
    let parts = ["libInit_shared", "libleanshared_1", "libleanshared_2"].map(part).into_iter();
    std::iter::once(libleanshared.to_owned()).chain(parts.filter(|path| path.is_file()))
}

/// Whether the files of the runtime are whole: a loader that maps a shorter one ends the process with SIGBUS.
pub(crate) fn check_runtime(libleanshared: &Path) -> Result<(), LoadError> {
    files(libleanshared).try_for_each(|path| Image::check(&path)).map_err(|error| LoadError::Image(Arc::new(error)))
}

/// Opens `libleanshared` and the parts that stand beside it, which follow it in what is returned, and fills the table of
/// runtime functions.
///
/// # Safety
/// Called once per process, before any other function of the runtime.
pub(crate) unsafe fn load_runtime(libleanshared: &Path) -> Result<Vec<OpenLibrary>, LoadError> {
    // A library built by Lake may name the parts; each serves whoever opens it next.
    // SAFETY: `locate` found these files in a Lean installation.
    let opened = files(libleanshared).map(|path| unsafe { OpenLibrary::open(&path, Visibility::Global) });
    let libraries = opened.collect::<Result<Vec<_>, _>>()?;
    // SAFETY: the table is filled before anything calls through it, by the one caller that this function has.
    unsafe { sys::fill(|name| libraries[0].symbol(name.to_str().ok()?)) }.map_err(|symbol| {
        LoadError::MissingSymbol { path: libleanshared.to_owned(), symbol: symbol.to_string_lossy().into_owned() }
    })?;
    Ok(libraries)
}
