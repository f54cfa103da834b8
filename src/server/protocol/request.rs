//! Requests.

use std::fmt;
use std::path::PathBuf;

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

use super::StateId;
use super::response::{CommandResponse, LeanError, ProofStepResponse, Response};
use crate::kernel::Trusted;

/// Any request. In JSON, the keys of the object determine which kind it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Request {
    /// `{"cmd": ...}`
    Command(Command),
    /// `{"path": ...}`
    File(FileCommand),
    /// `{"tactic": ..., "proofState": ...}`
    ProofStep(ProofStep),
    /// `{"env": ..., "pickleTo": ...}`
    PickleEnvironment(PickleEnvironment),
    /// `{"unpickleEnvFrom": ...}`
    UnpickleEnvironment(UnpickleEnvironment),
    /// `{"proofState": ..., "pickleTo": ...}`
    PickleProofState(PickleProofState),
    /// `{"unpickleProofStateFrom": ...}`
    UnpickleProofState(UnpickleProofState),
}

/// A request with a known response type.
pub trait Query: Into<Request> {
    /// The type of the response.
    type Response;

    /// The typed response in `response`.
    ///
    /// # Errors
    /// The error in `response`, if the server answered with an error.
    fn answer(response: Response) -> Result<Self::Response, LeanError>;
}

/// Elaborates Lean commands, such as `theorem t : True := trivial`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// The Lean text.
    pub cmd: String,
    /// The environment before the commands. Without one, the text may begin with a header (`prelude`, `import`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<StateId>,
    /// What to report besides messages and sorries, and Lean options.
    #[serde(flatten)]
    pub options: CommandOptions,
}

/// Elaborates the commands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileCommand {
    /// The path of the file.
    pub path: PathBuf,
    /// The environment before the commands. Without one, the file may begin with a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<StateId>,
    /// What to report besides messages and sorries, and Lean options.
    #[serde(flatten)]
    pub options: CommandOptions,
}

/// What a command reports besides messages and sorries, and the Lean options that it runs with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CommandOptions {
    /// Whether to report every tactic with its goals and a proof state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_tactics: Option<bool>,
    /// Whether to report the goals at the start of every tactic block as a sorry, proven or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_goals: Option<bool>,
    /// Which part of the information trees to report: the elaborator's notes about the text.
    #[serde(default, deserialize_with = "infotree", skip_serializing_if = "Option::is_none")]
    pub infotree: Option<InfoTreeFilter>,
    /// Lean options to set before the commands. As with `set_option`, they stay set in the environment after the commands. If
    /// an option cannot be set, Lean's error is among the messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_options: Option<Vec<SetOption>>,
}

/// Which part of the information trees to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InfoTreeFilter {
    /// All nodes.
    Full,
    /// The nodes of tactics.
    Tactics,
    /// The nodes of tactics that were written in the text, and not made by a macro.
    Original,
    /// The nodes of tactics that do something themselves: no `by`, no parentheses, no sequences.
    Substantive,
}

/// As in the REPL, an unknown word means that nothing is reported.
fn infotree<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<InfoTreeFilter>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?;
    Ok(word.and_then(|word| serde_json::from_value(word.into()).ok()))
}

/// A Lean option and its value. In JSON, this is a pair: `[["pp", "unicode"], false]` or `["pp.unicode", false]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SetOption {
    /// The option's name, such as `pp.unicode`.
    pub name: String,
    /// The value.
    pub value: OptionValue,
}

/// The value of a Lean option.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OptionValue {
    /// `true` or `false`.
    Bool(bool),
    /// A natural number.
    Nat(u64),
    /// A string.
    String(String),
}

/// Runs one or several tactics in a proof state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProofStep {
    /// The proof state before the tactics. It does not change.
    pub proof_state: StateId,
    /// The tactics, as they are written after `by`.
    pub tactic: String,
}

/// Writes an environment into a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickleEnvironment {
    /// The environment.
    pub env: StateId,
    /// The file.
    pub pickle_to: PathBuf,
}

/// Reads an environment from a file.
///
/// The file is trusted like machine code: a damaged file is refused, but a forged file cannot be recognised ([`Trusted`]).
/// A request that is read from JSON names its file, and so trusts it: answer requests of strangers in a process of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnpickleEnvironment {
    /// The file.
    pub unpickle_env_from: Trusted,
}

/// Writes a proof state into a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PickleProofState {
    /// The proof state.
    pub proof_state: StateId,
    /// The file.
    pub pickle_to: PathBuf,
}

/// Reads a proof state from a file.
///
/// The file is trusted like machine code: a damaged file is refused, but a forged file cannot be recognised ([`Trusted`]).
/// A request that is read from JSON names its file, and so trusts it: answer requests of strangers in a process of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnpickleProofState {
    /// The file.
    pub unpickle_proof_state_from: Trusted,
    /// An environment, from which the REPL takes the imports. Here the file contains the imports, and leanbind only checks
    /// that the environment exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env: Option<StateId>,
}

impl Command {
    /// The commands `cmd`, without an environment before them.
    pub fn new(cmd: impl Into<String>) -> Self {
        Command { cmd: cmd.into(), ..Command::default() }
    }

    /// Elaborates the commands in the environment `env`.
    pub fn in_env(mut self, env: StateId) -> Self {
        self.env = Some(env);
        self
    }

    /// Reports every tactic with its goals and a proof state.
    pub fn all_tactics(mut self) -> Self {
        self.options.all_tactics = Some(true);
        self
    }

    /// Reports the goals at the start of every tactic block as a sorry.
    pub fn root_goals(mut self) -> Self {
        self.options.root_goals = Some(true);
        self
    }

    /// Reports the information trees.
    pub fn infotree(mut self, filter: InfoTreeFilter) -> Self {
        self.options.infotree = Some(filter);
        self
    }

    /// Sets the Lean option `name` before these commands.
    pub fn set_option(mut self, name: impl Into<String>, value: impl Into<OptionValue>) -> Self {
        let option = SetOption { name: name.into(), value: value.into() };
        self.options.set_options.get_or_insert_default().push(option);
        self
    }
}

impl FileCommand {
    /// The commands in the file `path`, without an environment before them.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        FileCommand { path: path.into(), ..FileCommand::default() }
    }
}

impl ProofStep {
    /// The tactic `tactic` in the proof state `proof_state`.
    pub fn new(proof_state: StateId, tactic: impl Into<String>) -> Self {
        ProofStep { proof_state, tactic: tactic.into() }
    }
}

impl PickleEnvironment {
    /// Writes the environment `env` into the file `pickle_to`.
    pub fn new(env: StateId, pickle_to: impl Into<PathBuf>) -> Self {
        PickleEnvironment { env, pickle_to: pickle_to.into() }
    }
}

impl UnpickleEnvironment {
    /// Reads an environment from `file`.
    pub fn new(file: Trusted) -> Self {
        UnpickleEnvironment { unpickle_env_from: file }
    }
}

impl PickleProofState {
    /// Writes the proof state `proof_state` into the file `pickle_to`.
    pub fn new(proof_state: StateId, pickle_to: impl Into<PathBuf>) -> Self {
        PickleProofState { proof_state, pickle_to: pickle_to.into() }
    }
}

impl UnpickleProofState {
    /// Reads a proof state from `file`.
    pub fn new(file: Trusted) -> Self {
        UnpickleProofState { unpickle_proof_state_from: file, env: None }
    }
}

macro_rules! queries {
    ($($query:ident as $variant:ident => $response:ty),* $(,)?) => {
        $(
            impl From<$query> for Request {
                fn from(query: $query) -> Self {
                    Request::$variant(query)
                }
            }

            impl Query for $query {
                type Response = $response;

                fn answer(response: Response) -> Result<$response, LeanError> {
                    response.try_into()
                }
            }
        )*

        impl Serialize for Request {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Request::$variant(query) => query.serialize(serializer)),*
                }
            }
        }
    };
}

queries! {
    Command as Command => CommandResponse,
    FileCommand as File => CommandResponse,
    ProofStep as ProofStep => ProofStepResponse,
    PickleEnvironment as PickleEnvironment => CommandResponse,
    UnpickleEnvironment as UnpickleEnvironment => CommandResponse,
    PickleProofState as PickleProofState => ProofStepResponse,
    UnpickleProofState as UnpickleProofState => ProofStepResponse,
}

impl Query for Request {
    type Response = Response;

    fn answer(response: Response) -> Result<Response, LeanError> {
        Ok(response)
    }
}

impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        let Some(object) = json.as_object() else {
            return Err(D::Error::invalid_type(Unexpected::Other("JSON that is no object"), &"a request"));
        };
        // The REPL tries the kinds in this order (`REPL/Main.lean`, `parse`).
        let has = |key: &str| object.contains_key(key);
        let read: fn(&Json) -> serde_json::Result<Request> = if has("tactic") && has("proofState") {
            |json| Deserialize::deserialize(json).map(Request::ProofStep)
        } else if has("pickleTo") && has("env") {
            |json| Deserialize::deserialize(json).map(Request::PickleEnvironment)
        } else if has("unpickleEnvFrom") {
            |json| Deserialize::deserialize(json).map(Request::UnpickleEnvironment)
        } else if has("pickleTo") && has("proofState") {
            |json| Deserialize::deserialize(json).map(Request::PickleProofState)
        } else if has("unpickleProofStateFrom") {
            |json| Deserialize::deserialize(json).map(Request::UnpickleProofState)
        } else if has("cmd") {
            |json| Deserialize::deserialize(json).map(Request::Command)
        } else if has("path") {
            |json| Deserialize::deserialize(json).map(Request::File)
        } else {
            let keys = object.keys().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let why = "a request has the key `cmd`, `path`, `tactic` with `proofState`, `pickleTo` with `env` or \
                       `proofState`, `unpickleEnvFrom` or `unpickleProofStateFrom`";
            return Err(D::Error::custom(format_args!("{why}; this one has {}", Keys(&keys))));
        };
        read(&json).map_err(|error| match wrong_key(object, read, &error.to_string()) {
            Some((key, value)) => {
                D::Error::custom(format_args!("the key `{key}`: expected {}, got {}", expected(key), short(value)))
            }
            None => D::Error::custom(error),
        })
    }
}

/// The key whose value causes `error`, and this value. To find it, each key is left out in turn. Without the right one, the
/// request is valid or has another error. A "missing field" error counts only if no other key qualifies.
fn wrong_key<'a>(
    object: &'a serde_json::Map<String, Json>,
    read: fn(&Json) -> serde_json::Result<Request>,
    error: &str,
) -> Option<(&'a str, &'a Json)> {
    let without = |key: &str| {
        let mut others = object.clone();
        others.remove(key);
        read(&Json::Object(others)).err().map(|error| error.to_string())
    };
    let is_missing = |error: &str| error.starts_with("missing field");
    let outcomes: Vec<_> = object.iter().map(|(key, value)| (key.as_str(), value, without(key))).collect();
    let changed = || outcomes.iter().filter(|(.., other)| other.as_deref() != Some(error));
    let wrong = changed().find(|(.., other)| !other.as_deref().is_some_and(is_missing)).or_else(|| changed().next());
    wrong.map(|(key, value, _)| (*key, *value))
}

/// The type of a key's value, for error texts.
fn expected(key: &str) -> &'static str {
    match key {
        "env" | "proofState" => "the number of a state",
        "allTactics" | "rootGoals" => "true or false",
        "setOptions" => {
            "a list of pairs: a Lean option's name, as a text or a list of its parts, and its value, which is true, false, a \
             natural number or a text"
        }
        _ => "a text",
    }
}

/// The first 60 characters of a value.
fn short(value: &Json) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

/// A list of keys for an error text, or "none".
struct Keys<'a>(&'a str);

impl fmt::Display for Keys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { self.0 })
    }
}

impl From<bool> for OptionValue {
    fn from(value: bool) -> Self {
        OptionValue::Bool(value)
    }
}

impl From<u64> for OptionValue {
    fn from(value: u64) -> Self {
        OptionValue::Nat(value)
    }
}

impl From<&str> for OptionValue {
    fn from(value: &str) -> Self {
        OptionValue::String(value.to_owned())
    }
}

impl From<String> for OptionValue {
    fn from(value: String) -> Self {
        OptionValue::String(value)
    }
}

/// An option's name in JSON: its components, or the whole name.
#[derive(Deserialize)]
#[serde(untagged)]
enum OptionName {
    Components(Vec<String>),
    Whole(String),
}

impl Serialize for SetOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.name.split('.').collect::<Vec<_>>(), &self.value).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SetOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, value) = Deserialize::deserialize(deserializer)?;
        let name = match name {
            OptionName::Components(components) => components.join("."),
            OptionName::Whole(name) => name,
        };
        Ok(SetOption { name, value })
    }
}
