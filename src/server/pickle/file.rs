//! Pickles as files: written, read and checked.
//!
//! The file has, in this order:
//!
//! - the magic bytes, the format's number and the header's length (4 bytes each, as every number little-endian)
//! - the SHA-256 of all that follows
//! - the header (JSON)
//! - the difference's length (8 bytes) and the difference (JSON)
//! - the payload, which Lean wrote (`Lean.CompactedRegion`)

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::difference::Difference;
use super::error::PickleError;
use super::header::PickleHeader;
use super::temp_file::TempFile;

const MAGIC: [u8; 8] = *b"leanpkl\n";
const FORMAT: u32 = 3;
/// The longest header that is read, in bytes. A header takes a kilobyte or two, and a few bytes for each imported file.
const MAX_HEADER: u32 = 1 << 24;

/// A complete pickle under a temporary name. Until it is persisted, `path` still holds the old file.
pub(in crate::server) struct TempPickle {
    file: TempFile,
    path: PathBuf,
}

impl TempPickle {
    /// Moves the file to `path`.
    pub(in crate::server) fn persist(self) -> Result<(), PickleError> {
        let TempPickle { file, path } = self;
        file.persist(&path).map_err(|error| PickleError::io("write", &path, error))
    }
}

/// Writes a pickle for `path`. `payload` is the file that Lean wrote.
pub(in crate::server) fn write(
    path: &Path,
    header: &PickleHeader,
    difference: &Difference,
    payload: &TempFile,
) -> Result<TempPickle, PickleError> {
    let failed = |error| PickleError::io("write", path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // In the same folder, so that it can be renamed to `path`.
    let file = TempFile::in_folder(folder).map_err(failed)?;
    write_to(file.path(), header, difference, payload).map_err(failed)?;
    Ok(TempPickle { file, path: path.to_owned() })
}

fn write_to(unfinished: &Path, header: &PickleHeader, difference: &Difference, payload: &TempFile) -> io::Result<()> {
    let (header, difference) = (serde_json::to_vec(header)?, serde_json::to_vec(difference)?);
    let mut file = File::options().write(true).open(unfinished)?;
    file.write_all(&MAGIC)?;
    file.write_all(&FORMAT.to_le_bytes())?;
    file.write_all(&(header.len() as u32).to_le_bytes())?;
    let sum_at = file.stream_position()?;
    file.write_all(&[0; 32])?;
    let mut summed = HashingWriter { to: &mut file, sum: Sha256::new() };
    summed.write_all(&header)?;
    summed.write_all(&(difference.len() as u64).to_le_bytes())?;
    summed.write_all(&difference)?;
    io::copy(&mut File::open(payload.path())?, &mut summed)?;
    let sum = summed.sum.finalize();
    file.seek(SeekFrom::Start(sum_at))?;
    file.write_all(&sum)?;
    file.sync_all()
}

/// A pickle that was read, and whose checksum was right.
pub(in crate::server) struct Contents {
    pub(in crate::server) header: PickleHeader,
    pub(in crate::server) difference: Difference,
    /// A copy of the payload, for Lean.
    pub(in crate::server) payload: TempFile,
}

/// Reads the pickle `path` and checks its checksum.
pub(in crate::server) fn read(path: &Path) -> Result<Contents, PickleError> {
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
    let payload = TempFile::new().map_err(|error| PickleError::scratch(path, error))?;
    let mut copy = File::create_new(payload.path()).map_err(failed)?;
    let begun = Sha256::new().chain_update(&header).chain_update(length).chain_update(&difference);
    let mut summed = HashingWriter { to: &mut copy, sum: begun };
    io::copy(&mut file, &mut summed).map_err(failed)?;
    if summed.sum.finalize()[..] != sum {
        return Err(damaged());
    }
    let header = serde_json::from_slice(&header).map_err(|_| damaged())?;
    let difference = serde_json::from_slice(&difference).map_err(|_| damaged())?;
    Ok(Contents { header, difference, payload })
}

/// A writer that also computes the SHA-256 of all bytes written.
struct HashingWriter<W> {
    to: W,
    sum: Sha256,
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
