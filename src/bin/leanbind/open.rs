//! From the command line's arguments to a running Lean and an open library.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use leanbind::image::Image;
use leanbind::runtime::StartError;
use leanbind::runtime::embedded::Progress;
use leanbind::runtime::locate::LocateOptions;
use leanbind::{LeanLibrary, LibraryOptions, Runtime};

use crate::failure::Failure;

/// Which library, and which registry in it.
#[derive(clap::Args)]
pub struct LibraryArgs {
    /// The library's file
    #[arg(value_name = "LIB")]
    path: PathBuf,
    /// The registry: the P of `#export_python_registry "P"` [default: the only one in the file]
    #[arg(long, value_name = "P")]
    name: Option<String>,
    /// The module to initialise [default: the module named like the registry]
    #[arg(long, value_name = "MODULE")]
    module: Option<String>,
}

impl LibraryArgs {
    /// Starts Lean and opens the library.
    pub fn open(&self, lean: Option<&Path>) -> Result<LeanLibrary, Failure> {
        // First what needs no Lean: a mistake in the file's name must not install one.
        let name = match &self.name {
            Some(name) => name.clone(),
            None => only_registry(&self.path)?,
        };
        let mut options = LibraryOptions::new(&self.path, name);
        if let Some(module) = &self.module {
            options = options.module(module);
        }
        Ok(options.open(start(lean)?)?)
    }
}

fn only_registry(path: &Path) -> Result<String, Failure> {
    let image = Image::read(path).map_err(|error| error.to_string())?;
    match image.registry_prefixes().as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(Failure::Error(format!(
            "{} has no registry: it exports no function P_funcs_json, which `#export_python_registry \"P\"` makes",
            path.display()
        ))),
        several => Err(Failure::Error(format!(
            "{} has several registries: {}; choose one with --name",
            path.display(),
            several.join(", ")
        ))),
    }
}

/// Starts the given Lean, else the one that is found; installs the embedded one where there is none.
pub fn start(lean: Option<&Path>) -> Result<&'static Runtime, StartError> {
    match lean {
        Some(path) => Runtime::start_with(&explicit(path)),
        None => Runtime::start_or_install(show_progress),
    }
}

/// Options for the Lean at `path`, and no other.
pub fn explicit(path: &Path) -> LocateOptions {
    LocateOptions { explicit: Some(path.to_owned()), ..LocateOptions::default() }
}

/// Reports an installation's progress on standard error.
pub fn show_progress(progress: &Progress) {
    // Where nobody reads it, the installation goes on.
    let _ = writeln!(io::stderr(), "{progress}");
}
