//! What can go wrong in the kernel layer.

use std::path::PathBuf;
use std::sync::Arc;

use super::exception::KernelException;
use super::version_4_35::VERSION;
use crate::io_error::IoError;
use crate::mangle::NameError;
use crate::object::LeanObj;
use crate::runtime::NotAttached;

/// The kernel layer could not do what it was asked for.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KernelError {
    /// This thread may not use Lean.
    #[error(transparent)]
    NotAttached(#[from] NotAttached),
    /// The running Lean is not one whose inside is known.
    #[error(
        "the kernel and the elaborator of Lean {found} are not known to this leanbind, which knows those of {VERSION}; \
         use Lean {VERSION}, or run `leanbind setup`"
    )]
    Version {
        /// The version that runs.
        found: String,
    },
    /// `libleanshared` lacks a symbol of the version's table.
    #[error(
        "{} has no symbol {symbol}, which Lean {VERSION} has: it is another build; `leanbind doctor` shows which Lean is found",
        library.display()
    )]
    MissingSymbol {
        /// The symbol.
        symbol: &'static str,
        /// The library.
        library: PathBuf,
    },
    /// A Lean object does not look as the version's table says.
    #[error("an object of {constructor}: expected {expected}, got {got}; is this an unmodified Lean {VERSION}?")]
    Shape {
        /// The Lean constructor that was expected.
        constructor: &'static str,
        /// What its objects look like.
        expected: String,
        /// What this object looks like.
        got: String,
    },
    /// A text is not a Lean name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A name or a universe level has too many parts.
    #[error("a {what} of more than {limit} parts, which is the limit")]
    TooLarge {
        /// "name" or "universe level".
        what: &'static str,
        /// How many parts it may have.
        limit: usize,
    },
    /// A term is deeper than Lean can recurse over.
    #[error("a term of depth {depth}: Lean is given terms of a depth of {limit} at most")]
    TooDeep {
        /// Its depth.
        depth: u64,
        /// The largest depth.
        limit: u64,
    },
    /// The index of a bound variable is larger than Lean's expressions can hold.
    #[error("the bound variable #{index}: the largest index is {limit}")]
    BoundVariable {
        /// The index.
        index: u64,
        /// The largest index.
        limit: u64,
    },
    /// The kernel takes closed terms.
    #[error(
        "the {what} has the loose bound variable #{index}: instantiate it, or put a binder around it, before it goes to the kernel"
    )]
    LooseBoundVariable {
        /// Which term: "type", "value", "term".
        what: &'static str,
        /// The largest loose index.
        index: u64,
    },
    /// Modules could not be imported.
    #[error("cannot import {modules}: {reason}")]
    Import {
        /// The modules, separated by commas.
        modules: String,
        /// Lean's own text.
        reason: String,
    },
    /// An action of Lean's failed.
    #[error("{action}: {reason}")]
    Action {
        /// What was done.
        action: &'static str,
        /// Lean's own text.
        reason: String,
    },
    /// The kernel rejects a declaration or a term.
    #[error(transparent)]
    Exception(#[from] Arc<KernelException>),
    /// The cancel token was set.
    #[error("cancelled: the token was set")]
    Cancelled,
    /// The kernel needs a thread with a large stack, and the system refuses it.
    #[error("cannot start a thread with a stack of {megabytes} MB, which the kernel works on: {reason}")]
    Stack {
        /// The stack that was asked for.
        megabytes: usize,
        /// What the system says.
        reason: String,
    },
}

impl KernelError {
    /// An action failed: `error` is the `IO.Error` that it threw.
    pub(crate) fn from_io(action: &'static str, error: &LeanObj) -> Self {
        KernelError::Action { action, reason: IoError::from_obj(error.as_obj()).to_string() }
    }
}
