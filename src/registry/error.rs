//! The errors of reading a registry, and of looking up a name in it.
use std::fmt;

use super::suggest::did_you_mean;

/// One of the registry's JSON texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonText {
    /// `P_funcs_json`.
    Funcs,
    /// `P_types_json`.
    Types,
    /// `P_meta_json`.
    Meta,
}

impl fmt::Display for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JsonText::Funcs => "funcs",
            JsonText::Types => "types",
            JsonText::Meta => "meta",
        })
    }
}

/// A registry that cannot be used. Each `path` locates the error, as in `funcs[3] (py_add).params[1].elem`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// The text is not JSON, or its nesting is too deep.
    #[error("the registry's {text} text is not valid JSON at line {line}, column {column}: {reason}")]
    Json {
        /// Which text.
        text: JsonText,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the JSON reader says.
        reason: String,
    },
    /// The registry's format is newer than this crate.
    #[error(
        "the registry has schema {found}, but this leanbind reads schemas up to {supported}; \
         use a newer leanbind, or rebuild the library with an older LeanPy package"
    )]
    Schema {
        /// The registry's schema.
        found: u64,
        /// The newest schema that this crate reads.
        supported: u64,
    },
    /// A text that would take too much time and memory to read.
    #[error("the registry's {text} text has {reached} {what}, and leanbind reads at most {limit}")]
    TooLarge {
        /// Which text.
        text: JsonText,
        /// What there is too much of, as in `objects`.
        what: &'static str,
        /// How much the text has.
        reached: u64,
        /// How much is read.
        limit: u64,
    },
    /// An object lacks a key.
    #[error("{path}: the key `{key}` is missing")]
    MissingKey {
        /// The path of the object.
        path: String,
        /// The key.
        key: &'static str,
    },
    /// A value has the wrong JSON type.
    #[error("{path}: expected {expected}, got {got}")]
    WrongType {
        /// The path of the value.
        path: String,
        /// The expected type.
        expected: &'static str,
        /// The type of the value.
        got: String,
    },
    /// A word that the format does not have.
    #[error("{path}: unknown {what} `{word}`{}", did_you_mean(suggestions))]
    UnknownWord {
        /// The path of the word.
        path: String,
        /// The kind of word that is expected, as in `kind of type`.
        what: &'static str,
        /// The word.
        word: String,
        /// Similar words that may be meant.
        suggestions: Vec<String>,
    },
    /// An integer type with a width that Lean does not have.
    #[error("{path}: an integer has 8, 16, 32 or 64 bits, not {bits}")]
    BadWidth {
        /// The path of the width.
        path: String,
        /// The width.
        bits: u64,
    },
    /// A type name that no entry defines.
    #[error("{path}: the type `{name}` is not in the registry{}", did_you_mean(suggestions))]
    UnknownType {
        /// The path of the name.
        path: String,
        /// The name.
        name: String,
        /// Similar names of types in the registry.
        suggestions: Vec<String>,
    },
    /// Parts of the registry that contradict each other, or that no Lean library can have.
    #[error("{path}: {problem}")]
    Invalid {
        /// The path of the entry.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A name that does not identify one entry of a registry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// No entry has the name.
    #[error("the library has no {what} `{name}`{}", did_you_mean(suggestions))]
    Unknown {
        /// `function` or `type`.
        what: &'static str,
        /// The name.
        name: String,
        /// Similar names of entries that may be meant.
        suggestions: Vec<String>,
    },
    /// The names of several entries end in the name.
    #[error(
        "the library has several {what}s `{name}`: {}; use a full name",
        candidates.join(", ")
    )]
    Ambiguous {
        /// `function` or `type`.
        what: &'static str,
        /// The name.
        name: String,
        /// The full names.
        candidates: Vec<String>,
    },
}
