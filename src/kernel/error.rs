//! [`KernelError`]: the errors of the kernel layer.

use std::path::PathBuf;
use std::sync::Arc;

use super::exception::KernelException;
use super::version::VERSION;
use crate::io_error::IoError;
use crate::mangle::NameError;
use crate::object::LeanObj;
use crate::runtime::NotAttached;

/// Why a function of the kernel layer failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KernelError {
    /// This thread may not use Lean.
    #[error(transparent)]
    NotAttached(#[from] NotAttached),
    /// The kernel layer does not know the internals of the running Lean version.
    #[error(
        "the kernel and the elaborator of Lean {found} are not known to this leanbind, which knows those of {VERSION}; \
         use Lean {VERSION}, or run `leanbind setup`"
    )]
    Version {
        /// The running version.
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
    /// A Lean object does not have the layout that the version's table states.
    #[error("an object of {constructor}: expected {expected}, got {got}; is this an unmodified Lean {VERSION}?")]
    Shape {
        /// The Lean constructor that was expected.
        constructor: &'static str,
        /// The layout of the constructor's objects.
        expected: String,
        /// The layout of this object.
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
        /// The largest number of parts.
        limit: usize,
    },
    /// A term is too deep for Lean's recursive functions.
    #[error("a term of depth {depth}: Lean is given terms of a depth of {limit} at most")]
    TooDeep {
        /// The term's depth.
        depth: u64,
        /// The largest depth.
        limit: u64,
    },
    /// The index of a bound variable is larger than Lean's terms can hold.
    #[error("the bound variable #{index}: the largest index is {limit}")]
    BoundVariable {
        /// The index.
        index: u64,
        /// The largest index.
        limit: u64,
    },
    /// A term has a loose bound variable; the kernel takes closed terms.
    #[error(
        "the {what} has the loose bound variable #{index}: instantiate it, or put a binder around it, before it goes to the kernel"
    )]
    LooseBoundVariable {
        /// The role of the term: "type", "value", "constructor's type" or "term".
        what: &'static str,
        /// The largest loose index.
        index: u64,
    },
    /// Lean could not import modules.
    #[error("cannot import {modules}: {reason}")]
    Import {
        /// The modules, separated by commas.
        modules: String,
        /// Lean's own text.
        reason: String,
    },
    /// An `IO` action of Lean failed.
    #[error("{action}: {reason}")]
    Action {
        /// What failed, such as "cannot make an environment".
        action: &'static str,
        /// Lean's own text.
        reason: String,
    },
    /// The kernel rejected a declaration or a term.
    #[error(transparent)]
    Exception(#[from] Arc<KernelException>),
    /// The cancel token was set.
    #[error("cancelled: the token was set")]
    Cancelled,
    /// The kernel needs a thread with a large stack, and the system refused to start it.
    #[error("cannot start a thread with a stack of {megabytes} MB, which the kernel works on: {reason}")]
    Stack {
        /// The requested stack size.
        megabytes: usize,
        /// The system's own text.
        reason: String,
    },
}

impl KernelError {
    /// The error for an action that threw `error`, an `IO.Error`.
    pub(crate) fn from_io(action: &'static str, error: &LeanObj) -> Self {
        KernelError::Action { action, reason: IoError::from_obj(error.as_obj()).to_string() }
    }
}
