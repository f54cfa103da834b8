//! What is asked of a server and what it answers: the requests and responses of the Lean REPL, as its JSON has them.

mod request;
mod response;

pub use request::{
    Command, CommandOptions, FileCommand, InfoTreeFilter, OptionValue, PickleEnvironment, PickleProofState, ProofStep,
    Query, Request, SetOption, UnpickleEnvironment, UnpickleProofState,
};
pub use response::{
    CommandResponse, LeanError, Message, Position, ProofStatus, ProofStepResponse, Response, Severity, Sorry, Tactic,
};

/// The number of an environment or of a proof state: what the server gave is positive or 0 and is never given again, what
/// a session cache gave is negative.
pub type StateId = i64;
