//! The `lean.h` whose inline functions are compiled into this crate.

use super::version::LeanVersion;
use crate::sys;

/// The `lean.h` that the C shim was compiled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShimHeader {
    /// Its version of Lean, without a suffix such as `-rc1`.
    pub version: LeanVersion,
    /// Where the build found it: the name of an environment variable, `lean --print-prefix`, `elan`, or `leanbind` for
    /// the header in this crate.
    pub origin: &'static str,
}

/// Describes the `lean.h` that the C shim was compiled with.
pub fn shim_header() -> ShimHeader {
    // SAFETY: a constant of the shim, which is linked into this crate.
    let header = unsafe { &sys::leanbind_header_version };
    ShimHeader { version: LeanVersion::release(header.major, header.minor, header.patch), origin: sys::HEADER_ORIGIN }
}
