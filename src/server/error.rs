//! [`ServerError`]: why a request has no response.

use std::io;
use std::time::Duration;

use super::protocol::{LeanError, StateId};
use super::size::megabytes;
use crate::kernel::KernelError;
use crate::runtime::{NotAttached, StartError, address_space};

/// Why a request has no response. Except where a variant says otherwise, the server and its states are unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The deadline passed, and the request was cancelled.
    #[error(
        "the deadline of {deadline:?} passed, and the request was cancelled; the server and its states can be used on"
    )]
    Timeout {
        /// The deadline, counted from when the request started to run.
        deadline: Duration,
    },
    /// The deadline passed, and the request did not stop when it was cancelled.
    #[error(
        "the deadline of {deadline:?} passed, and the request did not stop within {grace:?} of being cancelled: its thread was \
         set aside, and the server goes on with another; what does not stop uses a processor until it ends by itself"
    )]
    Stuck {
        /// The deadline, counted from when the request started to run.
        deadline: Duration,
        /// How long the request had to stop.
        grace: Duration,
    },
    /// The server was killed or dropped while the request waited or ran.
    #[error("the server was closed before the request was done")]
    Closed,
    /// The server was started before this process was forked, and its threads are the parent's.
    #[error("the server belongs to the parent of this process: start one in each process, after the fork")]
    Forked,
    /// The server had been killed before the request.
    #[error("the server is not running; `restart` starts it again")]
    NotRunning,
    /// The server holds as many environments as it may hold.
    #[error(
        "the server holds {held} environments, and {limit} is its limit: let some go with `drop_environment`, or `restart` the \
         server, or set `ServerConfig::max_environments` higher"
    )]
    TooManyEnvironments {
        /// How many environments the server holds.
        held: usize,
        /// How many it may hold.
        limit: usize,
    },
    /// The server holds as many proof states as it may hold.
    #[error(
        "the server holds {held} proof states, and {limit} is its limit: let some go with `drop_proof_state`, or `restart` the \
         server, or set `ServerConfig::max_proof_states` higher"
    )]
    TooManyProofStates {
        /// How many proof states the server holds.
        held: usize,
        /// How many it may hold.
        limit: usize,
    },
    /// The process uses more memory than [`ServerConfig::max_memory`](super::ServerConfig::max_memory).
    #[error(
        "the process uses {} of memory, and the server works up to {}: let states go with `drop_environment`, or `restart` the \
         server, or set `ServerConfig::max_memory` higher", megabytes(*used), megabytes(*limit)
    )]
    Memory {
        /// How much memory the process uses, in bytes.
        used: u64,
        /// How much it may use, in bytes.
        limit: u64,
    },
    /// Memory stayed too full for an [`AutoLeanServer`](super::AutoLeanServer), even after it dropped states.
    #[error(
        "{reason}, also after the server let its states go {attempts} times: free memory, or allow the server more \
         (`AutoConfig::max_total_memory`, `AutoConfig::max_process_memory`)"
    )]
    MemoryFull {
        /// Which memory is too full.
        reason: String,
        /// How many times states were dropped.
        attempts: u32,
    },
    /// A state cannot be added to the session cache, or cannot be made again.
    #[error("the session cache's state {id}: {reason}")]
    SessionCache {
        /// The state's number.
        id: StateId,
        /// Why it cannot.
        reason: String,
    },
    /// The JSON is no request.
    #[error("the JSON is no request: {0}")]
    BadRequest(#[from] serde_json::Error),
    /// Lean answered with an error.
    #[error(transparent)]
    Lean(#[from] LeanError),
    /// leanbind panicked: this is a bug.
    #[error("the request panicked inside of leanbind; please report it")]
    Panicked,
    /// This build of Lean does not behave as the table of its version says.
    #[error(
        "this Lean says that it is one whose elaborator is known, but it failed the check `{check}`: {why}; \
         `leanbind doctor` shows all checks and which Lean is used"
    )]
    Probe {
        /// The check that failed.
        check: &'static str,
        /// What was expected, and what was found.
        why: String,
    },
    /// The configuration has an invalid value.
    #[error("{option}: expected {expected}, got {got}")]
    Config {
        /// The field, such as `ServerConfig::stack_size`.
        option: &'static str,
        /// Which values are valid.
        expected: &'static str,
        /// The value that was given.
        got: String,
    },
    /// The Lean runtime could not be started.
    #[error(transparent)]
    Start(#[from] Box<StartError>),
    /// The kernel or the elaborator of this Lean cannot be used, or the kernel layer refused the request.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// No thread can be started.
    #[error("cannot start a thread with a stack of {stack_size} bytes: {error}{}", stack_hint())]
    Thread {
        /// The stack size that the server asked for, in bytes.
        stack_size: usize,
        /// The system's error.
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

/// What to do where no thread can be started, if the addresses of the process are limited.
fn stack_hint() -> String {
    match address_space::hint() {
        hint if hint.is_empty() => hint,
        hint => format!("{hint}, or choose a smaller stack (`ServerConfig::stack_size`, `leanbind repl --stack-size`)"),
    }
}
