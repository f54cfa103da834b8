//! Responses. In JSON, empty lists are left out, except `goals`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::StateId;

/// Any response. In JSON, an error is an object with the single key `message`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Response {
    /// The response to a command, and to any other request about an environment.
    Command(CommandResponse),
    /// The response to a proof step, and to any other request about a proof state.
    ProofStep(ProofStepResponse),
    /// The reason why the request failed.
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

/// The response to a command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandResponse {
    /// The environment after the commands.
    pub env: StateId,
    /// Lean's messages, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// The open goals: each `sorry`, and the goals of tactic blocks if [`root_goals`](super::CommandOptions::root_goals) asks
    /// for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorries: Vec<Sorry>,
    /// The tactics, if [`all_tactics`](super::CommandOptions::all_tactics) asks for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tactics: Vec<Tactic>,
    /// The information trees, if [`infotree`](super::CommandOptions::infotree) asks for them. If one is nested too deep for
    /// common JSON readers, all are left out, with a warning among the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub infotree: Option<serde_json::Value>,
}

/// The response to a proof step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofStepResponse {
    /// The proof state after the step.
    pub proof_state: StateId,
    /// The open goals.
    pub goals: Vec<String>,
    /// Lean's messages during the step, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
    /// Each `sorry` of the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorries: Vec<Sorry>,
    /// The traces of the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traces: Vec<String>,
    /// The status of the whole proof.
    pub proof_status: ProofStatus,
    /// The axioms that a completed proof uses. They are not in the JSON.
    #[serde(skip)]
    pub axioms: Vec<String>,
}

/// A position in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The line, starting at 1.
    pub line: u64,
    /// The column in code points, starting at 0.
    pub column: u64,
}

/// The severity of a message.
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

/// A message from Lean.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The severity.
    pub severity: Severity,
    /// The start of the part of the text that the message is about.
    pub pos: Position,
    /// The end of that part.
    pub end_pos: Option<Position>,
    /// The text.
    pub data: String,
}

/// A goal that was left open with `sorry`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sorry {
    /// The goal.
    pub goal: String,
    /// The proof state in which the goal can be proven.
    pub proof_state: Option<StateId>,
    /// The start of the `sorry`; `None` if it has no position in the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<Position>,
    /// The end of the `sorry`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_pos: Option<Position>,
}

/// A tactic in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tactic {
    /// The start of the tactic.
    pub pos: Position,
    /// The end of the tactic.
    pub end_pos: Position,
    /// The goals before the tactic.
    pub goals: String,
    /// The tactic as Lean prints it.
    pub tactic: String,
    /// The proof state before the tactic.
    pub proof_state: Option<StateId>,
    /// The constants in the terms that the tactic assigned to its goals.
    #[serde(default)]
    pub used_constants: Vec<String>,
}

/// The status of a proof. In JSON, it is a string, the same that [`Display`](fmt::Display) writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProofStatus {
    /// Lean's kernel has accepted the proof of the initial goal.
    Completed,
    /// There are open goals.
    #[default]
    OpenGoals,
    /// The proof contains `sorry`.
    ContainsSorry,
    /// The proof contains unassigned metavariables.
    ContainsMetavariables,
    /// There were several initial goals, or none, so that there is no single proof to check.
    NotVerified,
    /// The proof is wrong: the reason.
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

/// Why a request failed: for example, an unknown state, a tactic that failed, or a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct LeanError {
    /// The text of the error.
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
    /// Whether the proof is complete, and Lean's kernel has accepted it.
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
