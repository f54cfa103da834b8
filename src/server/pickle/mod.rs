//! Pickles: states in files.
//!
//! A pickle holds the [`Difference`] between a state and its *origin*, which is the state after its imports. To read a
//! pickle, the same `.olean` files are imported first, and the state is rebuilt from the new origin and the difference.
//!
//! Lean does not check the files that it reads. So leanbind checks a pickle before Lean sees it: a pickle that is cut off,
//! altered, or from another build or another import is refused. This does not protect against forgery: a forger can compute
//! the SHA-256 too.
//!
//! Lean maps a copy of the payload into memory, in a folder that only this user can access. So later changes to the pickle
//! have no effect.

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
