//! Opening Lean's shared libraries. They are opened at run time, never linked. They are never closed, because Lean's
//! threads, thread-local data and exit handlers refer to their code.

use std::ffi::{CString, c_void};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_LOCAL, RTLD_NOW};

#[cfg(feature = "server")]
use super::FileStamp;
use super::address_space;
use crate::image::{Image, ImageError};
use crate::sys;

/// The remedy if the runtime is at fault.
const DOCTOR: &str = "`leanbind doctor` shows which Lean is found and why";

/// A shared library could not be used.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file is not a complete shared library for this machine.
    #[error("{0}; {DOCTOR}")]
    Image(Arc<ImageError>),
    /// The dynamic loader refused the file.
    #[error("cannot open {}: {reason}{remedy}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The dynamic loader's message.
        reason: String,
        /// What to do next. Empty if that is not known.
        remedy: String,
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

/// The remedy if a library is not linked with the packages that it imports. By default, Lake does not link them
/// (`Lake.buildLeanSharedLib`: `linkDeps := Platform.isWindows`).
fn remedy(reason: &str) -> &'static str {
    // The ELF loader's message is "undefined symbol: initialize_A_B", and the Mach-O loader's is "symbol not found in
    // flat namespace '_lp_A_f'".
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
    /// The file's stamp before it was opened. `None` if its metadata could not be read.
    #[cfg(feature = "server")]
    stamp: Option<FileStamp>,
    library: std::mem::ManuallyDrop<Library>,
}

/// Whether libraries that are opened later can use a library's symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Global,
    Local,
}

impl OpenLibrary {
    /// Opens the library at `path` for the life of the process.
    ///
    /// # Safety
    /// This runs the library's constructors. The caller has checked that it is a Lean library.
    pub(crate) unsafe fn open(path: &Path, visibility: Visibility) -> Result<Self, LoadError> {
        let flags = match visibility {
            Visibility::Global => RTLD_NOW | RTLD_GLOBAL,
            Visibility::Local => RTLD_NOW | RTLD_LOCAL,
        };
        #[cfg(feature = "server")]
        let stamp = FileStamp::from_path(path);
        // SAFETY: the caller promises that the constructors are safe to run. The library is never closed, so its
        // destructors do not run here.
        let library = unsafe { Library::open(Some(path), flags) }.map_err(|error| {
            let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            let remedy = match () {
                () if reason.contains("failed to map") || reason.contains("cannot allocate") => address_space::hint(),
                () if visibility == Visibility::Local => remedy(&reason).to_owned(),
                () => String::new(),
            };
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
        // SAFETY: only the address is used, and a pointer has the size that libloading requires.
        let symbol = unsafe { self.library.get::<*mut c_void>(name.to_bytes_with_nul()) }.ok()?;
        Some(symbol.into_raw()).filter(|address| !address.is_null())
    }

    /// The file of the library.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file's stamp, which tells whether the file has changed since it was opened.
    #[cfg(feature = "server")]
    pub(crate) fn stamp(&self) -> Option<FileStamp> {
        self.stamp
    }
}

/// `libleanshared`, and the other parts of it that some builds have in the same folder.
fn files(libleanshared: &Path) -> impl Iterator<Item = PathBuf> {
    let part = |name| libleanshared.with_file_name(format!("{name}{}", std::env::consts::DLL_SUFFIX));
    let parts = ["libInit_shared", "libleanshared_1", "libleanshared_2"].map(part).into_iter();
    std::iter::once(libleanshared.to_owned()).chain(parts.filter(|path| path.is_file()))
}

/// Checks that the files of the runtime are complete. Mapping a truncated file would end the process with SIGBUS.
pub(crate) fn check_runtime(libleanshared: &Path) -> Result<(), LoadError> {
    files(libleanshared).try_for_each(|path| Image::check(&path)).map_err(|error| LoadError::Image(Arc::new(error)))
}

/// Opens `libleanshared` and the other parts of it, and fills the table of runtime functions. Returns the libraries,
/// `libleanshared` first.
///
/// # Safety
/// Called once per process, before any other function of the runtime.
pub(crate) unsafe fn load_runtime(libleanshared: &Path) -> Result<Vec<OpenLibrary>, LoadError> {
    // A library built by Lake may depend on the other parts by name, so they are opened too.
    // SAFETY: `locate` found these files in a Lean installation.
    let opened = files(libleanshared).map(|path| unsafe { OpenLibrary::open(&path, Visibility::Global) });
    let libraries = opened.collect::<Result<Vec<_>, _>>()?;
    // SAFETY: this function is called once, before anything calls through the table.
    unsafe { sys::fill(|name| libraries[0].symbol(name.to_str().ok()?)) }.map_err(|symbol| {
        LoadError::MissingSymbol { path: libleanshared.to_owned(), symbol: symbol.to_string_lossy().into_owned() }
    })?;
    Ok(libraries)
}
