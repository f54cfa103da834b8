//! [`At`]: a JSON value and its path in the registry's text, which every error states.
use std::fmt;

use serde_json::Value;

use super::{JsonText, RegistryError, budget};

/// A value in one of the registry's texts, with its path.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub value: &'a Value,
    step: PathStep,
    parent: Option<&'a At<'a>>,
}

#[derive(Clone, Copy)]
enum PathStep {
    Root(JsonText),
    Key(&'static str),
    Index(usize),
}

/// Parses one text. An empty text is an empty list, as in lean.py.
pub(super) fn parse(text: JsonText, json: &str) -> Result<Value, RegistryError> {
    if json.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    budget::check(text, json)?;
    serde_json::from_str(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let place = format!(" at line {line} column {column}");
        let reason = message.strip_suffix(&place).unwrap_or(&message).to_owned();
        RegistryError::Json { text, line, column, reason }
    })
}

impl<'a> At<'a> {
    pub fn root(text: JsonText, value: &'a Value) -> At<'a> {
        At { value, step: PathStep::Root(text), parent: None }
    }

    /// The member `key`.
    pub fn get<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&At<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let Value::Object(members) = self.value else {
            return Err(self.wrong_type("an object"));
        };
        match members.get(key) {
            Some(value) => read(&At { value, step: PathStep::Key(key), parent: Some(self) }),
            None => Err(RegistryError::MissingKey { path: self.to_string(), key }),
        }
    }

    /// The member `key`, or `None` if it is missing or null.
    pub fn get_opt<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&At<'_>) -> Result<T, RegistryError>,
    ) -> Result<Option<T>, RegistryError> {
        match self.value.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.get(key, read).map(Some),
        }
    }

    /// Whether the member `key` is true. A missing member counts as false.
    pub fn flag(&self, key: &'static str) -> Result<bool, RegistryError> {
        Ok(self.get_opt(key, boolean)?.unwrap_or(false))
    }

    /// The items of an array.
    pub fn list<T>(&self, mut read: impl FnMut(&At<'_>) -> Result<T, RegistryError>) -> Result<Vec<T>, RegistryError> {
        let Value::Array(items) = self.value else {
            return Err(self.wrong_type("an array"));
        };
        let item = |(i, value)| At { value, step: PathStep::Index(i), parent: Some(self) };
        items.iter().enumerate().map(|entry| read(&item(entry))).collect()
    }

    pub fn wrong_type(&self, expected: &'static str) -> RegistryError {
        let got = match self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) if number.as_str().len() > 60 => "a long number".to_owned(),
            Value::Number(number) => format!("the number {number}"),
            Value::String(_) => "a string".to_owned(),
            Value::Array(_) => "an array".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        RegistryError::WrongType { path: self.to_string(), expected, got }
    }

    pub fn invalid(&self, problem: impl Into<String>) -> RegistryError {
        RegistryError::Invalid { path: self.to_string(), problem: problem.into() }
    }
}

/// Writes the path from the text's root, as in `funcs[3] (py_add).params[1].elem`.
impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            PathStep::Root(text) => write!(f, "{text}"),
            PathStep::Key(key) => write!(f, ".{key}"),
            PathStep::Index(index) => {
                write!(f, "[{index}]")?;
                match self.entry_name() {
                    Some(name) => write!(f, " ({name})"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl<'a> At<'a> {
    /// The name of a function, type or constructor entry.
    fn entry_name(&self) -> Option<&'a str> {
        // An object with a `kind` describes a type. Its `name` is the type's, not that of an entry.
        if self.value.get("kind").is_some() {
            return None;
        }
        let name = self.value.get("exportName").or_else(|| self.value.get("name"))?;
        name.as_str()
    }
}

pub(super) fn string(at: &At<'_>) -> Result<String, RegistryError> {
    match at.value {
        Value::String(text) => Ok(text.clone()),
        _ => Err(at.wrong_type("a string")),
    }
}

/// A string that can be a name: it is not empty, and it can be passed to C.
pub(super) fn name(at: &At<'_>) -> Result<String, RegistryError> {
    let name = string(at)?;
    if name.is_empty() {
        return Err(at.invalid("a name cannot be empty"));
    }
    if name.contains('\0') {
        return Err(at.invalid("a name cannot contain NUL"));
    }
    Ok(name)
}

pub(super) fn boolean(at: &At<'_>) -> Result<bool, RegistryError> {
    at.value.as_bool().ok_or_else(|| at.wrong_type("true or false"))
}

pub(super) fn number(at: &At<'_>) -> Result<u64, RegistryError> {
    at.value.as_u64().ok_or_else(|| at.wrong_type("a natural number"))
}

pub(super) fn index(at: &At<'_>) -> Result<usize, RegistryError> {
    let number = number(at)?;
    usize::try_from(number).map_err(|_| at.wrong_type("a natural number that fits a word"))
}

/// The digits of a natural number of any size.
pub(super) fn digits(at: &At<'_>) -> Result<String, RegistryError> {
    match at.value {
        Value::Number(number) if number.as_str().bytes().all(|byte| byte.is_ascii_digit()) => {
            let (digits, limit) = (number.as_str().len(), budget::MAX_DIGITS);
            if digits > limit {
                return Err(at.invalid(format!("a number of {digits} digits, and at most {limit} are read")));
            }
            Ok(number.as_str().to_owned())
        }
        _ => Err(at.wrong_type("a natural number")),
    }
}
