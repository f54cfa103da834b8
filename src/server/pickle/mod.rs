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
mod file;
mod fingerprint;
mod graph;
mod hash;
mod header;
mod kind;
mod rebuild;
mod regions;
mod temp_file;
#[cfg(test)]
mod tests;

pub(super) use alignment::{Alignment, origin};
pub(super) use difference::Difference;
pub(super) use error::{PickleError, PickleFailure};
pub(super) use file::{TempPickle, read, write};
pub(super) use fingerprint::Fingerprint;
pub(super) use graph::Graph;
pub(super) use hash::hash;
pub(super) use header::{PickleHeader, build, library};
pub(super) use kind::PickleKind;
pub(super) use rebuild::RebuildError;
pub(super) use regions::Regions;
pub(super) use temp_file::TempFile;
