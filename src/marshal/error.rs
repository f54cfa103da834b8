//! [`MarshalError`]: a value and a Lean type do not fit, and where.

use std::fmt;

/// One step on the way from an argument or a result to the place that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// An argument, counted from 1, with its Lean name where the registry has it.
    Argument(usize, Option<String>),
    /// The result.
    Result,
    /// An element of an array or a list, counted from 0.
    Element(usize),
    /// A constructor of an inductive type.
    Constructor(String),
    /// A constructor's field, counted from 0, with its Lean name where the registry has it.
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

/// A value does not fit the Lean type, or an object is not what its type says.
///
/// It knows the place inside the value, not the function that was called: [`CallError::Marshal`](super::CallError::Marshal)
/// adds that.
///
/// Displayed as `argument 2 (shape) / rect / field 0 (w): expected Int, got String "x"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarshalError(Box<Content>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    /// Innermost step first, since errors travel outwards.
    steps: Vec<Step>,
    expected: String,
    got: String,
}

impl MarshalError {
    #[cold]
    pub(crate) fn new(expected: impl Into<String>, got: impl Into<String>) -> Self {
        MarshalError(Box::new(Content { steps: Vec::new(), expected: expected.into(), got: got.into() }))
    }

    /// The same error, seen from one step further out.
    #[cold]
    pub(crate) fn at(mut self, step: Step) -> Self {
        self.0.steps.push(step);
        self
    }

    /// The same error at the same place, for another type that is asked for there.
    #[cold]
    pub(crate) fn expecting(mut self, expected: impl FnOnce() -> String) -> Self {
        if self.0.steps.is_empty() {
            self.0.expected = expected();
        }
        self
    }

    /// What the Lean type asks for.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// What was there instead.
    pub fn got(&self) -> &str {
        &self.0.got
    }

    /// The way to the place, from the outside inwards.
    pub fn path(&self) -> impl Iterator<Item = &Step> {
        self.0.steps.iter().rev()
    }
}

impl fmt::Display for MarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.path().enumerate() {
            if i > 0 {
                f.write_str(" / ")?;
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

/// At most 60 characters of `text`.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
    }
}
