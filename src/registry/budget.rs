//! How much of a registry's text is read. A text of a few bytes can ask for far more memory than it has itself, so its
//! size is counted before it is parsed.

use super::{JsonText, RegistryError};

/// The bytes of one text. What is made of a text takes some times as much memory.
const MAX_BYTES: u64 = 64 << 20;

/// The objects in one text. Parsed, an object takes up to a kilobyte.
const MAX_OBJECTS: u64 = 600_000;

/// The values in one text, objects included.
const MAX_VALUES: u64 = 4_000_000;

/// The parameters and indices of one type. For each, every use of the type needs an argument.
pub(super) const MAX_TYPE_ARGUMENTS: usize = 10_000;

/// The fields of one constructor. Lean stores fewer than 256 objects and 1024 bytes of scalars in one; the others are erased.
pub(super) const MAX_FIELDS: usize = 10_000;

/// The types of a registry.
pub(super) const MAX_TYPES: usize = 200_000;

/// The digits of a number among the arguments of a type. Reading them takes time that grows with their square.
pub(super) const MAX_DIGITS: usize = 10_000;

/// Counts what is in a text, without memory of its own.
pub(super) fn check(text: JsonText, json: &str) -> Result<(), RegistryError> {
    let within = |what: &'static str, reached: u64, limit: u64| match reached <= limit {
        true => Ok(()),
        false => Err(RegistryError::TooLarge { text, what, reached, limit }),
    };
    within("bytes", json.len() as u64, MAX_BYTES)?;
    // A text with so few bytes is within the other limits.
    if json.len() as u64 <= MAX_OBJECTS {
        return Ok(());
    }
    let (mut objects, mut values) = (0, 1);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => {
                objects += 1;
                values += 1;
            }
            b'[' | b',' => values += 1,
            _ => {}
        }
    }
    within("objects", objects, MAX_OBJECTS)?;
    within("values", values, MAX_VALUES)
}
