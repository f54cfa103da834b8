//! Pickles: states in files.
//!
//! A pickle has what a state has beside the state that its imports led to, its *origin*: the [`Difference`]. Where it is
//! read, the same is imported first, of the same files.
//!
//! A file is, in this order: [`MAGIC`], the format's number and the header's length (4 bytes each), the SHA-256 of all that
//! follows, the header (JSON), the difference's length (8 bytes), the difference (JSON), and the payload, which is a file of
//! Lean's own (`Lean.CompactedRegion`); numbers are little-endian. Lean does not check what it reads, so that a file is
//! checked before Lean sees it: a pickle that is cut off, altered, or of another build or import is refused. That is no
//! protection against a forger, who can compute the sum as well.
//!
//! Lean gets a copy of the payload in a folder that is for this user only, and maps it into memory. So nothing that happens
//! to the pickle afterwards has any effect.

mod alignment;
mod difference;
mod error;
mod fingerprint;
mod graph;
mod rebuild;
mod regions;
mod scratch;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(super) use alignment::{Alignment, origin};
pub(super) use difference::Difference;
pub(super) use error::{Failure, PickleError};
pub(super) use fingerprint::Fingerprint;
pub(super) use graph::Graph;
pub(super) use rebuild::NotRebuilt;
pub(super) use regions::Regions;
pub(super) use scratch::Scratch;

use crate::kernel::CancelToken;
use crate::runtime::Runtime;
use crate::server::mapped_file::MappedFile;

const MAGIC: [u8; 8] = *b"leanpkl\n";
const FORMAT: u32 = 3;
/// A header is a kilobyte or two, and a few bytes more for each file that is imported.
const MAX_HEADER: u32 = 1 << 24;

/// What a pickle holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    Environment,
    ProofState,
}

/// What has to hold where a pickle is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// The version of Lean, for people.
    pub(super) lean: String,
    /// The SHA-256 of the SHA-256s of `libleanshared` and its parts: what is written points into their code.
    pub(super) build: String,
    /// Where `libleanshared` is: Lean finds the code that is pointed to by this path.
    pub(super) library: String,
    /// The header of the text that it began with: what has to be imported before it is read.
    pub(super) header: String,
    /// The modules that the header names, for people.
    pub(super) imports: Vec<String>,
    /// The files that were imported.
    pub(super) files: Fingerprint,
    /// How many extensions of environments were registered.
    pub(super) extensions: usize,
    /// The SHA-256 of their places and names, or what makes the first state of those without a name.
    pub(super) extensions_hash: String,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Environment => "an environment",
            Kind::ProofState => "a proof state",
        })
    }
}

/// A pickle that is written, under another name. Whoever reads `path` meanwhile reads what was there before.
pub(super) struct Unfinished {
    file: Scratch,
    path: PathBuf,
}

impl Unfinished {
    /// Gives it its name.
    pub(super) fn finish(self) -> Result<(), PickleError> {
        let Unfinished { file, path } = self;
        file.rename(&path).map_err(|error| PickleError::io("write", &path, error))
    }
}

/// Makes the pickle `path` of a header, the difference, and the file of its payload.
pub(super) fn write(
    path: &Path,
    header: &Header,
    difference: &Difference,
    payload: &Scratch,
) -> Result<Unfinished, PickleError> {
    let failed = |error| PickleError::io("write", path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Of the same folder, so that it can be renamed.
    let file = Scratch::in_folder(folder).map_err(failed)?;
    write_to(file.path(), header, difference, payload).map_err(failed)?;
    Ok(Unfinished { file, path: path.to_owned() })
}

fn write_to(unfinished: &Path, header: &Header, difference: &Difference, payload: &Scratch) -> io::Result<()> {
    let (header, difference) = (serde_json::to_vec(header)?, serde_json::to_vec(difference)?);
    let mut file = File::options().write(true).open(unfinished)?;
    file.write_all(&MAGIC)?;
    file.write_all(&FORMAT.to_le_bytes())?;
    file.write_all(&(header.len() as u32).to_le_bytes())?;
    let sum_at = file.stream_position()?;
    file.write_all(&[0; 32])?;
    let mut summed = Summed { to: &mut file, sum: Sha256::new() };
    summed.write_all(&header)?;
    summed.write_all(&(difference.len() as u64).to_le_bytes())?;
    summed.write_all(&difference)?;
    io::copy(&mut File::open(payload.path())?, &mut summed)?;
    let sum = summed.sum.finalize();
    file.seek(SeekFrom::Start(sum_at))?;
    file.write_all(&sum)?;
    file.sync_all()
}

/// A pickle that was read and is whole.
pub(super) struct Contents {
    pub(super) header: Header,
    pub(super) difference: Difference,
    /// A copy of the payload.
    pub(super) payload: Scratch,
}

/// Reads the pickle `path` and checks it.
pub(super) fn read(path: &Path) -> Result<Contents, PickleError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => PickleError::Damaged { path: path.to_owned() },
        _ => PickleError::io("read", path, error),
    };
    let damaged = || PickleError::Damaged { path: path.to_owned() };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let mut magic = [0; MAGIC.len()];
    let begins = file.read_exact(&mut magic);
    match begins {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(failed(error)),
        Ok(()) if magic == MAGIC => {}
        _ => return Err(PickleError::NoPickle { path: path.to_owned() }),
    }
    let mut number = || -> Result<u32, PickleError> {
        let mut bytes = [0; 4];
        file.read_exact(&mut bytes).map_err(failed)?;
        Ok(u32::from_le_bytes(bytes))
    };
    let (format, length) = (number()?, number()?);
    if format != FORMAT {
        return Err(PickleError::Format { path: path.to_owned(), found: format, expected: FORMAT });
    }
    if length > MAX_HEADER {
        return Err(damaged());
    }
    let (mut sum, mut header) = ([0; 32], vec![0; length as usize]);
    file.read_exact(&mut sum).map_err(failed)?;
    file.read_exact(&mut header).map_err(failed)?;
    let (mut length, mut difference) = ([0; 8], Vec::new());
    file.read_exact(&mut length).map_err(failed)?;
    file.by_ref().take(u64::from_le_bytes(length)).read_to_end(&mut difference).map_err(failed)?;
    let payload = Scratch::new().map_err(|error| PickleError::scratch(path, error))?;
    let mut copy = File::create_new(payload.path()).map_err(failed)?;
    let begun = Sha256::new().chain_update(&header).chain_update(length).chain_update(&difference);
    let mut summed = Summed { to: &mut copy, sum: begun };
    io::copy(&mut file, &mut summed).map_err(failed)?;
    if summed.sum.finalize()[..] != sum {
        return Err(damaged());
    }
    let header = serde_json::from_slice(&header).map_err(|_| damaged())?;
    let difference = serde_json::from_slice(&difference).map_err(|_| damaged())?;
    Ok(Contents { header, difference, payload })
}

impl Header {
    /// Whether the pickle `path` with this header is of `kind` and of the running Lean.
    pub(super) fn check(
        &self,
        path: &Path,
        kind: Kind,
        runtime: &'static Runtime,
        cancel: &CancelToken,
    ) -> Result<(), Failure> {
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
pub(super) fn library(runtime: &'static Runtime) -> String {
    runtime.shared_library().path().to_string_lossy().into_owned()
}

/// What the build of the running Lean is told by, for the pickle `path`.
///
/// # Errors
/// If it is not the build any more that the files hold.
pub(super) fn build(runtime: &'static Runtime, path: &Path, cancel: &CancelToken) -> Result<String, Failure> {
    let libraries: Vec<MappedFile> = runtime.shared_libraries().iter().map(MappedFile::library).collect();
    Ok(Fingerprint::of(&libraries, path, cancel)?.all)
}

/// The SHA-256 of a text or of bytes.
pub(super) fn hash(text: impl AsRef<[u8]>) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes what it is given, and keeps the sum of it.
struct Summed<W> {
    to: W,
    sum: Sha256,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
