//! How many digits the numbers of a JSON text have when they are written out without an exponent.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A number with no more digits costs Lean next to nothing.
pub(super) const SHORT_NUMBER: u64 = 100;

/// The digits of all numbers that are not short. Makes nothing of the text, so that it takes no memory. Members with
/// equal names count each: Lean reads them all.
///
/// # Errors
/// The text is no JSON, or nested more than 127 levels deep.
pub(super) fn digits_of_long_numbers(text: &[u8]) -> Result<u64, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let digits = Digits { is_number: false }.deserialize(&mut reader)?;
    reader.end().map(|()| digits)
}

/// The digits of a number that is not short, without its exponent.
fn long_digits(number: &str) -> u64 {
    let count = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() as u64;
    let written_out = match number.split_once(['e', 'E']) {
        None => count(number),
        Some((mantissa, exponent)) => {
            // Lean reads the digits of the exponent too.
            let digits = count(mantissa) + count(exponent);
            match exponent.strip_prefix('-') {
                // A negative exponent stays one.
                Some(_) => digits,
                // An exponent that is no `u64` is larger than any.
                None => digits.saturating_add(exponent.trim_start_matches('+').parse().unwrap_or(u64::MAX)),
            }
        }
    };
    if written_out > SHORT_NUMBER { written_out } else { 0 }
}

/// Sums the digits of one value.
#[derive(Clone, Copy)]
struct Digits {
    /// Whether a text is that of a number: serde_json passes a number of any size as an object with one member.
    is_number: bool,
}

impl<'de> DeserializeSeed<'de> for Digits {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Digits {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<u64, E> {
        Ok(0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
        Ok(if self.is_number { long_digits(text) } else { 0 })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<u64, A::Error> {
        let mut sum = 0u64;
        while let Some(digits) = items.next_element_seed(Digits { is_number: false })? {
            sum = sum.saturating_add(digits);
        }
        Ok(sum)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<u64, A::Error> {
        let mut sum = 0u64;
        while let Some(is_number) = members.next_key_seed(Key)? {
            sum = sum.saturating_add(members.next_value_seed(Digits { is_number })?);
        }
        Ok(sum)
    }
}

/// Reads whether a member is the text of a number.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Key {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == "$serde_json::private::Number")
    }
}

#[cfg(test)]
mod tests {
    use super::digits_of_long_numbers;

    #[test]
    fn long_numbers_count_wherever_they_stand() {
        let digits = |text: &str| digits_of_long_numbers(text.as_bytes()).unwrap();
        assert_eq!(digits(r#"[1, -2.5e3, "1e1000", {"a": null, "1e1000": true}]"#), 0);
        assert_eq!(digits(r#"{"a": [1e1000, {"a": 1E+1000}], "b": 1e2000}"#), 1001 + 4 + 1001 + 4 + 2001 + 4);
        assert_eq!(digits(r#"{"a": 1e1000, "a": 1}"#), 1005);
        assert_eq!(digits("1e99999999999999999999999"), u64::MAX);
        assert_eq!(digits(&format!("1e-{}", "7".repeat(1000))), 1001);
        assert_eq!(digits(&format!("0.{}", "7".repeat(1000))), 1001);
        // As our own JSON reader passes a number.
        assert_eq!(digits(r#"{"$serde_json::private::Number": [1e1000]}"#), 1005);
        assert_eq!(digits(r#"{"$serde_json::private::Number": 1e1000}"#), 1005);
        assert!(digits_of_long_numbers(b"[1] 2").is_err());
        assert!(digits_of_long_numbers("[".repeat(1000).as_bytes()).is_err());
    }
}
