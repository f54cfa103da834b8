//! The `lean.h` whose inline functions are compiled into this crate.

use super::version::LeanVersion;
use crate::sys;

/// The `lean.h` that the C shim was compiled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShimHeader {
    /// The version of Lean that it belongs to, without what may follow the dash.
    pub version: LeanVersion,
    /// How the build found it: a variable's name, `lean --print-prefix`, `elan`, or `leanbind` for the one that comes with
    /// this crate.
    pub origin: &'static str,
}

/// The `lean.h` that the C shim was compiled with.
pub fn shim_header() -> ShimHeader {
    // SAFETY: a constant of the shim, which is linked into this crate.
    let header = unsafe { &sys::leanbind_header_version };
    ShimHeader { version: LeanVersion::release(header.major, header.minor, header.patch), origin: sys::HEADER_ORIGIN }
}
