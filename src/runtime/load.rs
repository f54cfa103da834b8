//! Opening Lean's shared libraries. Nothing is ever linked and nothing is ever closed: Lean's threads, thread-local data
//! and exit handlers keep pointing into it.

use std::ffi::{CStr, c_void};
use std::path::{Path, PathBuf};

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_LOCAL, RTLD_NOW};

use crate::sys;

/// A shared library could not be used.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The dynamic loader refused the file.
    #[error("cannot open {}: {reason}{}", path.display(), remedy(reason))]
    Open {
        /// The file.
        path: PathBuf,
        /// What the dynamic loader says.
        reason: String,
    },
    /// The library lacks a function of the Lean runtime.
    #[error(
        "{} is not the runtime of a Lean that leanbind knows: it has no function {symbol}; \
         `leanbind doctor` shows which Lean is found and why",
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
        // SAFETY: the caller answers for the constructors; as the library is never closed, destructors do not matter.
        let library = unsafe { Library::open(Some(path), flags) }.map_err(|error| {
            let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            LoadError::Open { path: path.to_owned(), reason }
        })?;
        Ok(OpenLibrary { path: path.to_owned(), library: std::mem::ManuallyDrop::new(library) })
    }

    /// The address of a symbol of this library or of one that it needs.
    pub(crate) fn symbol(&self, name: &CStr) -> Option<*mut c_void> {
        // SAFETY: only the address is taken; a pointer has the size that libloading asks for.
        let symbol = unsafe { self.library.get::<*mut c_void>(name.to_bytes_with_nul()) }.ok()?;
        Some(symbol.into_raw()).filter(|address| !address.is_null())
    }

    /// Where the library was opened from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Opens `libleanshared` and the parts that stand beside it, and fills the table of runtime functions.
///
/// # Safety
/// Called once per process, before any other function of the runtime.
pub(crate) unsafe fn load_runtime(libleanshared: &Path) -> Result<OpenLibrary, LoadError> {
    // SAFETY: `locate` found this file in a Lean installation.
    let library = unsafe { OpenLibrary::open(libleanshared, Visibility::Global) }?;
    for part in ["libInit_shared", "libleanshared_1", "libleanshared_2"] {
        let path = libleanshared.with_file_name(format!("{part}{}", std::env::consts::DLL_SUFFIX));
        if path.is_file() {
            // A library built by Lake may name these parts; each serves whoever opens it next.
            // SAFETY: as above.
            unsafe { OpenLibrary::open(&path, Visibility::Global) }?;
        }
    }
    // SAFETY: the table is filled before anything calls through it, by the one caller that this function has.
    unsafe { sys::fill(|name| library.symbol(name)) }.map_err(|symbol| LoadError::MissingSymbol {
        path: libleanshared.to_owned(),
        symbol: symbol.to_string_lossy().into_owned(),
    })?;
    Ok(library)
}
