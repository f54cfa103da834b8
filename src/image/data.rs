//! [`Data`]: reading a file with checked bounds.
use std::ffi::CStr;

use object::read::ReadRef;

use super::error::ImageProblem;

/// A file's bytes, and their number.
#[derive(Clone, Copy)]
pub(super) struct Data<R> {
    pub(super) bytes: R,
    pub(super) len: u64,
}

impl<'data, R: ReadRef<'data>> Data<R> {
    pub(super) fn new(bytes: R) -> Result<Data<R>, ImageProblem> {
        let len = bytes.len().map_err(|()| ImageProblem::malformed("it has no length"))?;
        Ok(Data { bytes, len })
    }

    /// Checks that the file has `size` bytes at `offset`.
    pub(super) fn within(&self, offset: u64, size: u64) -> Result<(), ImageProblem> {
        match offset.checked_add(size) {
            None => Err(ImageProblem::malformed("an offset is beyond all files")),
            Some(needs) if needs > self.len => Err(ImageProblem::Truncated { needs, has: self.len }),
            Some(_) => Ok(()),
        }
    }

    pub(super) fn bytes(&self, offset: u64, size: u64) -> Result<&'data [u8], ImageProblem> {
        self.within(offset, size)?;
        let bytes = self.bytes.read_bytes_at(offset, size);
        // Another process may have truncated the file since its length was read.
        bytes.map_err(|()| ImageProblem::malformed("it changed, or could not be read"))
    }
}

/// The string at `offset` in a table of NUL-terminated strings.
pub(super) fn string_at(table: &[u8], offset: u32) -> Result<&[u8], ImageProblem> {
    let rest = table.get(offset as usize..).unwrap_or_default();
    match CStr::from_bytes_until_nul(rest) {
        Ok(string) => Ok(string.to_bytes()),
        Err(_) => Err(ImageProblem::malformed("a symbol's name is outside the string table")),
    }
}
