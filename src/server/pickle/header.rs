//! [`PickleHeader`]: what must hold where a pickle is read.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{PickleError, PickleFailure};
use super::fingerprint::Fingerprint;
use super::kind::PickleKind;
use crate::kernel::CancelToken;
use crate::runtime::Runtime;
use crate::server::mapped_file::MappedFile;

/// What has to hold where a pickle is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::server) struct PickleHeader {
    pub(in crate::server) kind: PickleKind,
    /// The version of Lean, for people.
    pub(in crate::server) lean: String,
    /// The SHA-256 of the SHA-256s of `libleanshared` and its parts: what is written points into their code.
    pub(in crate::server) build: String,
    /// Where `libleanshared` is: Lean finds the code that is pointed to by this path.
    pub(in crate::server) library: String,
    /// The header of the text that it began with: what has to be imported before it is read.
    pub(in crate::server) header: String,
    /// The modules that the header names, for people.
    pub(in crate::server) imports: Vec<String>,
    /// The files that were imported.
    pub(in crate::server) files: Fingerprint,
    /// How many extensions of environments were registered.
    pub(in crate::server) extensions: usize,
    /// The SHA-256 of their places and names, or what makes the first state of those without a name.
    pub(in crate::server) extensions_hash: String,
}

impl PickleHeader {
    /// Whether the pickle `path` with this header is of `kind` and of the running Lean.
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

/// Where the running `libleanshared` is.
pub(in crate::server) fn library(runtime: &'static Runtime) -> String {
    runtime.shared_library().path().to_string_lossy().into_owned()
}

/// What the build of the running Lean is told by, for the pickle `path`.
///
/// # Errors
/// If it is not the build any more that the files hold.
pub(in crate::server) fn build(
    runtime: &'static Runtime,
    path: &Path,
    cancel: &CancelToken,
) -> Result<String, PickleFailure> {
    let libraries: Vec<MappedFile> = runtime.shared_libraries().iter().map(MappedFile::library).collect();
    Ok(Fingerprint::from_files(&libraries, path, cancel)?.all)
}
