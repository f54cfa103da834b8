//! Responses. Lists that are empty are left out of the JSON, except `goals`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::StateId;

/// Any response. An object whose only key is `message` is an error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Response {
    /// The answer to commands and to whatever concerns environments.
    Command(CommandResponse),
    /// The answer to proof steps and to whatever concerns proof states.
    ProofStep(ProofStepResponse),
    /// What kept the request from being carried out.
    Error(LeanError),
}

impl From<CommandResponse> for Response {
    fn from(response: CommandResponse) -> Self {
        Response::Command(response)
    }
}

impl From<ProofStepResponse> for Response {
    fn from(response: ProofStepResponse) -> Self {
        Response::ProofStep(response)
    }
}

impl From<LeanError> for Response {
    fn from(error: LeanError) -> Self {
        Response::Error(error)
    }
}

/// The answer to commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandResponse {
    /// The environment after the commands.
    pub env: StateId,
    /// What Lean said, in the order in which it was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The places that are left open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorries: Vec<Sorry>,
    /// The tactics, where they were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tactics: Vec<Tactic>,
    /// The information trees, where they were asked for. Those that are nested too deep for readers of JSON are left out
    /// with a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infotree: Option<serde_json::Value>,
}

/// The answer to a proof step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofStepResponse {
    /// The proof state after the step.
    pub proof_state: StateId,
    /// The goals that are open.
    pub goals: Vec<String>,
    /// What Lean said during the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The places that the step left open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorries: Vec<Sorry>,
    /// The traces of the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<String>,
    /// What is known of the proof as a whole.
    pub proof_status: ProofStatus,
    /// The axioms that a completed proof rests on. They are no part of the JSON.
    #[serde(skip)]
    pub axioms: Vec<String>,
}

/// A line, from 1, and a column in code points, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line; the first one is 1.
    pub line: u64,
    /// The column in code points; the first one is 0.
    pub column: u64,
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Diagnostic output.
    Trace,
    /// Information.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// Something that Lean said of the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// How grave it is.
    pub severity: Severity,
    /// Where what it is about begins.
    pub pos: Position,
    /// Where that ends.
    pub end_pos: Option<Position>,
    /// The text.
    pub data: String,
}

/// A place that was left open by `sorry`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sorry {
    /// The goal there.
    pub goal: String,
    /// A proof state in which it can be proven.
    pub proof_state: Option<StateId>,
    /// Where the `sorry` begins; left out for one that does not stand in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<Position>,
    /// Where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_pos: Option<Position>,
}

/// A tactic of a tactic block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tactic {
    /// Where it begins.
    pub pos: Position,
    /// Where it ends.
    pub end_pos: Position,
    /// The goals before it.
    pub goals: String,
    /// Its text.
    pub tactic: String,
    /// The proof state before it.
    pub proof_state: Option<StateId>,
    /// The constants that it put into the proof.
    #[serde(default)]
    pub used_constants: Vec<String>,
}

/// What is known of a proof. In JSON a text, which [`Display`](fmt::Display) writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProofStatus {
    /// Lean's kernel has accepted the proof of the goal that the steps began with.
    Completed,
    /// Goals are open.
    #[default]
    OpenGoals,
    /// The proof contains `sorry`.
    ContainsSorry,
    /// The proof contains metavariables that nothing was assigned to.
    ContainsMetavariables,
    /// The steps began with several goals, or with none, so that there is no one proof to check.
    NotVerified,
    /// The proof is not one, and why.
    Error(String),
}

const COMPLETED: &str = "Completed";
const OPEN_GOALS: &str = "Incomplete: open goals remain";
const CONTAINS_SORRY: &str = "Incomplete: contains sorry";
const CONTAINS_METAVARIABLES: &str = "Incomplete: contains metavariable(s)";
const NOT_VERIFIED: &str = "Not verified: more than one initial goal";

impl fmt::Display for ProofStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProofStatus::Completed => f.write_str(COMPLETED),
            ProofStatus::OpenGoals => f.write_str(OPEN_GOALS),
            ProofStatus::ContainsSorry => f.write_str(CONTAINS_SORRY),
            ProofStatus::ContainsMetavariables => f.write_str(CONTAINS_METAVARIABLES),
            ProofStatus::NotVerified => f.write_str(NOT_VERIFIED),
            ProofStatus::Error(why) => write!(f, "Error: {why}"),
        }
    }
}

impl Serialize for ProofStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ProofStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.as_str() {
            COMPLETED => ProofStatus::Completed,
            OPEN_GOALS => ProofStatus::OpenGoals,
            CONTAINS_SORRY => ProofStatus::ContainsSorry,
            CONTAINS_METAVARIABLES => ProofStatus::ContainsMetavariables,
            NOT_VERIFIED => ProofStatus::NotVerified,
            other => ProofStatus::Error(other.strip_prefix("Error: ").unwrap_or(other).to_owned()),
        })
    }
}

/// A request that could not be carried out: an unknown state, a tactic that failed, a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct LeanError {
    /// Why.
    pub message: String,
}

impl LeanError {
    /// An error with the text `message`.
    pub fn new(message: impl Into<String>) -> Self {
        LeanError { message: message.into() }
    }
}

impl CommandResponse {
    /// The messages that are errors.
    pub fn errors(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.severity == Severity::Error)
    }

    /// Whether any message is an error.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }
}

impl ProofStepResponse {
    /// Whether Lean's kernel has accepted the proof.
    pub fn is_complete(&self) -> bool {
        self.proof_status == ProofStatus::Completed
    }
}

impl TryFrom<Response> for CommandResponse {
    type Error = LeanError;

    fn try_from(response: Response) -> Result<Self, LeanError> {
        match response {
            Response::Command(response) => Ok(response),
            Response::ProofStep(_) => Err(LeanError::new("a proof state in the place of an environment")),
            Response::Error(error) => Err(error),
        }
    }
}

impl TryFrom<Response> for ProofStepResponse {
    type Error = LeanError;

    fn try_from(response: Response) -> Result<Self, LeanError> {
        match response {
            Response::ProofStep(response) => Ok(response),
            Response::Command(_) => Err(LeanError::new("an environment in the place of a proof state")),
            Response::Error(error) => Err(error),
        }
    }
}
