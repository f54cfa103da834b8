//! [`PickleHeader`]: what a pickle was written with, which must be the same where it is read.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{PickleError, PickleFailure};
use super::fingerprint::Fingerprint;
use super::kind::PickleKind;
use crate::kernel::CancelToken;
use crate::runtime::Runtime;
use crate::server::mapped_file::MappedFile;

/// What a pickle was written with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct PickleHeader {
    pub(in crate::server) kind: PickleKind,
    /// The version of Lean, for error texts.
    pub(in crate::server) lean: String,
    /// The SHA-256 of the SHA-256s of `libleanshared` and its parts: closures in a pickle point into their code.
    pub(in crate::server) build: String,
    /// The path of `libleanshared`: Lean finds a closure's code by this path.
    pub(in crate::server) library: String,
    /// The header of the text that the state began with: it is imported before the pickle is read.
    pub(in crate::server) header: String,
    /// The modules in that header, for error texts.
    pub(in crate::server) imports: Vec<String>,
    /// The imported files.
    pub(in crate::server) files: Fingerprint,
    /// How many environment extensions were registered.
    pub(in crate::server) extensions: usize,
    /// The SHA-256 of the list of these extensions.
    pub(in crate::server) extensions_hash: String,
}

impl PickleHeader {
    /// Checks that the pickle `path` with this header is of `kind`, and that the running Lean has written it.
    pub(in crate::server) fn check(
        &self,
        path: &Path,
        kind: PickleKind,
        runtime: &'static Runtime,
        cancel: &CancelToken,
    ) -> Result<(), PickleFailure> {
        if self.kind != kind {
            return Err(PickleError::Kind { path: path.to_owned(), found: self.kind, expected: kind }.into());
        }
        let build = build(runtime, path, cancel)?;
        if self.build != build {
            return Err(PickleError::Build {
                path: path.to_owned(),
                written_by: self.lean.clone(),
                written_hash: self.build.clone(),
                this: runtime.version().to_string(),
                this_hash: build,
            }
            .into());
        }
        let library = library(runtime);
        if self.library != library {
            return Err(
                PickleError::Library { path: path.to_owned(), written: self.library.clone(), this: library }.into()
            );
        }
        Ok(())
    }
}

/// The path of the running `libleanshared`.
pub(in crate::server) fn library(runtime: &'static Runtime) -> String {
    runtime.shared_library().path().to_string_lossy().into_owned()
}

/// The SHA-256 that identifies the running build of Lean. `path` is the pickle, for error texts.
///
/// # Errors
/// If the files of the build have changed since they were loaded.
pub(in crate::server) fn build(
    runtime: &'static Runtime,
    path: &Path,
    cancel: &CancelToken,
) -> Result<String, PickleFailure> {
    let libraries: Vec<MappedFile> = runtime.shared_libraries().iter().map(MappedFile::library).collect();
    Ok(Fingerprint::from_files(&libraries, path, cancel)?.all)
}
