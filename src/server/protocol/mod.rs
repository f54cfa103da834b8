//! The requests and responses of a server, in the JSON format of the Lean REPL.

mod request;
mod response;

pub use request::{
    Command, CommandOptions, FileCommand, InfoTreeFilter, OptionValue, PickleEnvironment, PickleProofState, ProofStep,
    Query, Request, SetOption, UnpickleEnvironment, UnpickleProofState,
};
pub use response::{
    CommandResponse, LeanError, Message, Position, ProofStatus, ProofStepResponse, Response, Severity, Sorry, Tactic,
};

/// The number of an environment or of a proof state. A server counts from 0 and never uses a number twice. States of a
/// session cache have negative numbers.
pub type StateId = i64;
