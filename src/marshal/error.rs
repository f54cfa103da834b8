//! [`MarshalError`]: a value does not fit a Lean type, and where.

use crate::counted::counted;
use std::fmt;

/// One step of the path from an argument or a result to the part that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// An argument, counted from 1, and its Lean name if the registry has it.
    Argument(usize, Option<String>),
    /// The result.
    Result,
    /// An element of an array or a list, counted from 0.
    Element(usize),
    /// A constructor of an inductive type.
    Constructor(String),
    /// A field of a constructor, counted from 0, and its Lean name if the registry has it.
    Field(usize, Option<String>),
    /// The value inside `some`.
    Some,
    /// A component of a pair: 1 for `fst`, 2 for `snd`.
    Half(u8),
    /// The value inside `Except.ok`, `Except.error`, `Sum.inl` or `Sum.inr`.
    Case(&'static str),
    /// A type of the registry, while it is being prepared.
    Type(String),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Argument(i, None) => write!(f, "argument {i}"),
            Step::Argument(i, Some(name)) => write!(f, "argument {i} ({name})"),
            Step::Result => f.write_str("result"),
            Step::Element(i) => write!(f, "element {i}"),
            Step::Constructor(name) => f.write_str(name),
            Step::Field(i, None) => write!(f, "field {i}"),
            Step::Field(i, Some(name)) => write!(f, "field {i} ({name})"),
            Step::Some => f.write_str("some"),
            Step::Half(1) => f.write_str("fst"),
            Step::Half(_) => f.write_str("snd"),
            Step::Case(name) => f.write_str(name),
            Step::Type(name) => write!(f, "type {name}"),
        }
    }
}

/// A value does not fit the Lean type, or an object is not of its type.
///
/// The error holds the path inside the value; [`CallError::Marshal`](super::CallError::Marshal) adds the function.
///
/// Its text looks like `argument 2 (shape) / rect / field 0 (w): expected Int, got String "x"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarshalError(Box<Content>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    /// The innermost step first: each caller appends its own.
    steps: Vec<Step>,
    expected: String,
    got: String,
}

impl MarshalError {
    #[cold]
    pub(crate) fn new(expected: impl Into<String>, got: impl Into<String>) -> Self {
        MarshalError(Box::new(Content { steps: Vec::new(), expected: expected.into(), got: got.into() }))
    }

    /// Adds `step` to the outer end of the path.
    #[cold]
    pub(crate) fn at(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    /// Adds a type to the path, while the path is short: types contain each other in long chains.
    #[cold]
    pub(super) fn at_type(self, name: &str) -> Self {
        const MAX_STEPS: usize = 24;
        if self.0.steps.len() < MAX_STEPS { self.at(Step::Type(short_name(name))) } else { self }
    }

    /// Replaces the expected type, unless the error is about a part of the value.
    #[cold]
    pub(crate) fn expecting(mut self, expected: impl FnOnce() -> String) -> Self {
        if self.0.steps.is_empty() {
            self.0.expected = expected();
        }
        self
    }

    /// What the Lean type requires.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What the value is instead.
    pub fn got(&self) -> &str {
        &self.0.got
    }

    /// The path to the part that does not fit, outermost step first.
    pub fn path(&self) -> impl Iterator<Item = &Step> {
        self.0.steps.iter().rev()
    }
}

/// Of a longer path, an error shows so many steps at each end.
const SHOWN_STEPS: usize = 20;

impl fmt::Display for MarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out = self.0.steps.len().saturating_sub(2 * SHOWN_STEPS);
        for (i, step) in self.path().enumerate() {
            if left_out > 0 && (SHOWN_STEPS..SHOWN_STEPS + left_out).contains(&i) {
                continue;
            }
            if i > 0 {
                f.write_str(" / ")?;
            }
            if left_out > 0 && i == SHOWN_STEPS + left_out {
                write!(f, "… ({}) … / ", counted(left_out, "step"))?;
            }
            write!(f, "{step}")?;
        }
        if !self.0.steps.is_empty() {
            f.write_str(": ")?;
        }
        write!(f, "expected {}, got {}", self.0.expected, self.0.got)
    }
}

impl std::error::Error for MarshalError {}

/// A name of the registry in the path of an error: the beginning of a long one. Each type that contains a type that
/// failed keeps the error.
pub(super) fn short_name(name: &str) -> String {
    match name.char_indices().nth(200) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", &name[..end]),
    }
}

/// The first 60 characters of `text`, with its length if it is longer.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({})", &text[..end], counted(text.chars().count(), "character")),
    }
}
