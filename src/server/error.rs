//! [`ServerError`]: why a request has no response.

use std::io;
use std::time::Duration;

use super::protocol::{LeanError, StateId};
use super::size::megabytes;
use crate::kernel::KernelError;
use crate::runtime::{NotAttached, StartError};

/// A request without a response. The server and its states stay as they were, except where it says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The deadline passed, and what ran was cancelled.
    #[error(
        "the deadline of {deadline:?} passed, and the request was cancelled; the server and its states can be used on"
    )]
    Timeout {
        /// The deadline, from the beginning of the request's work.
        deadline: Duration,
    },
    /// The deadline passed, and what ran did not stop when it was cancelled.
    #[error(
        "the deadline of {deadline:?} passed, and the request did not stop within {grace:?} of being cancelled: its thread was \
         set aside, and the server goes on with another; what does not stop uses a processor until it ends by itself"
    )]
    Stuck {
        /// The deadline, from the beginning of the request's work.
        deadline: Duration,
        /// How long the request was given to stop.
        grace: Duration,
    },
    /// The server was killed or dropped while the request waited or ran.
    #[error("the server was closed before the request was done")]
    Closed,
    /// The server was killed.
    #[error("the server is not running; `restart` starts it again")]
    NotRunning,
    /// As many environments are held as may be held.
    #[error(
        "the server holds {held} environments, and {limit} is its limit: let some go with `drop_environment`, or `restart` the \
         server, or set `ServerConfig::max_environments` higher"
    )]
    TooManyEnvironments {
        /// How many are held.
        held: usize,
        /// How many may be held.
        limit: usize,
    },
    /// As many proof states are held as may be held.
    #[error(
        "the server holds {held} proof states, and {limit} is its limit: let some go with `drop_proof_state`, or `restart` the \
         server, or set `ServerConfig::max_proof_states` higher"
    )]
    TooManyProofStates {
        /// How many are held.
        held: usize,
        /// How many may be held.
        limit: usize,
    },
    /// The process uses more memory than the server may work with.
    #[error(
        "the process uses {} of memory, and the server works up to {}: let states go with `drop_environment`, or `restart` the \
         server, or set `ServerConfig::max_memory` higher", megabytes(*used), megabytes(*limit)
    )]
    Memory {
        /// What the process uses, in bytes.
        used: u64,
        /// What it may use, in bytes.
        limit: u64,
    },
    /// Memory stayed too full for an [`AutoLeanServer`](super::AutoLeanServer), whatever it let go.
    #[error(
        "{reason}, also after the server let its states go {attempts} times: free memory, or allow the server more \
         (`AutoConfig::max_total_memory`, `AutoConfig::max_process_memory`)"
    )]
    MemoryFull {
        /// What is too full.
        reason: String,
        /// How many times the states were let go.
        attempts: u32,
    },
    /// A state of the session cache cannot be kept, or cannot be made again.
    #[error("the session cache's state {id}: {reason}")]
    SessionCache {
        /// The state's number.
        id: StateId,
        /// What went wrong.
        reason: String,
    },
    /// The JSON is no request.
    #[error("the JSON is no request: {0}")]
    BadRequest(#[from] serde_json::Error),
    /// Lean answered with an error.
    #[error(transparent)]
    Lean(#[from] LeanError),
    /// leanbind itself panicked; this is a bug.
    #[error("the request panicked inside of leanbind; please report it")]
    Panicked,
    /// This build of Lean does not do what the version's table says.
    #[error(
        "this Lean says that it is one whose elaborator is known, but it failed the check `{check}`: {why}; \
         `leanbind doctor` shows all checks and which Lean is used"
    )]
    Probe {
        /// What was tried.
        check: &'static str,
        /// What was expected and what came.
        why: String,
    },
    /// The configuration has a value that no server can work with.
    #[error("{option}: expected {expected}, got {got}")]
    Config {
        /// The option, such as `ServerConfig::stack_size`.
        option: &'static str,
        /// What it takes.
        expected: &'static str,
        /// Its value.
        got: String,
    },
    /// The Lean runtime could not be started.
    #[error(transparent)]
    Start(#[from] Box<StartError>),
    /// This Lean's kernel or elaborator cannot be used, or refused the request.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// No thread can be made.
    #[error("cannot start a thread with a stack of {stack_size} bytes: {error}")]
    Thread {
        /// The stack that was asked for, in bytes.
        stack_size: usize,
        /// What the system says.
        error: io::Error,
    },
}

impl From<StartError> for ServerError {
    fn from(error: StartError) -> Self {
        ServerError::Start(Box::new(error))
    }
}

impl From<NotAttached> for ServerError {
    fn from(error: NotAttached) -> Self {
        ServerError::Kernel(error.into())
    }
}
