//! SHA-256 as text.

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, as hexadecimal digits.
pub(in crate::server) fn hash(text: impl AsRef<[u8]>) -> String {
    hexadecimal(&Sha256::digest(text))
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
