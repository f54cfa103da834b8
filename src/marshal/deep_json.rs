//! [`DeepJson`]: JSON of any depth.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value as Json};

use super::deep::deep;

/// A JSON value of any depth: serde_json itself reads at most 127 levels of text, and needs as much stack as a value is
/// deep to drop it.
///
/// ```
/// let json: leanbind::DeepJson = "[".repeat(100_000).chars().chain("]".repeat(100_000).chars()).collect::<String>().parse()?;
/// assert_eq!(json.as_array().map(Vec::len), Some(1));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct DeepJson(Json);

impl FromStr for DeepJson {
    type Err = serde_json::Error;

    /// Reads one JSON value, before which a byte-order mark may stand.
    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        reader.disable_recursion_limit();
        let value = Tree.deserialize(&mut reader)?;
        reader.end().map(|()| value)
    }
}

impl From<Json> for DeepJson {
    fn from(json: Json) -> Self {
        DeepJson(json)
    }
}

impl Deref for DeepJson {
    type Target = Json;

    fn deref(&self) -> &Json {
        &self.0
    }
}

impl fmt::Debug for DeepJson {
    /// The outermost level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Json::Array(items) => write!(f, "DeepJson(an array of {})", items.len()),
            Json::Object(members) => write!(f, "DeepJson(an object of {})", members.len()),
            scalar => write!(f, "DeepJson({scalar})"),
        }
    }
}

impl Drop for DeepJson {
    /// Takes the value apart level by level.
    fn drop(&mut self) {
        let mut left = vec![std::mem::take(&mut self.0)];
        while let Some(json) = left.pop() {
            match json {
                Json::Array(items) => left.extend(items),
                Json::Object(members) => left.extend(members.into_iter().map(|(_, member)| member)),
                _ => {}
            }
        }
    }
}

/// Reads one value.
struct Tree;

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = DeepJson;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<DeepJson, D::Error> {
        deep(|| deserializer.deserialize_any(self))
    }
}

/// The only member of the object as which serde_json passes a number of any size.
const NUMBER: &str = "$serde_json::private::Number";

impl<'de> Visitor<'de> for Tree {
    type Value = DeepJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<DeepJson, E> {
        Ok(DeepJson(Json::Null))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<DeepJson, E> {
        Ok(DeepJson(Json::Bool(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<DeepJson, E> {
        Ok(DeepJson(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<DeepJson, E> {
        Ok(DeepJson(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<DeepJson, E> {
        Ok(DeepJson(value.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DeepJson, E> {
        Ok(DeepJson(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<DeepJson, A::Error> {
        // An error in a later item drops this array, which `DeepJson` takes apart level by level.
        let mut json = DeepJson(Json::Array(Vec::new()));
        while let Some(mut item) = items.next_element_seed(Tree)? {
            if let Json::Array(all) = &mut json.0 {
                all.push(std::mem::take(&mut item.0));
            }
        }
        Ok(json)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<DeepJson, A::Error> {
        let mut json = DeepJson(Json::Object(serde_json::Map::new()));
        while let Some(key) = members.next_key::<String>()? {
            let mut member = members.next_value_seed(Tree)?;
            let member = std::mem::take(&mut member.0);
            if let (NUMBER, Json::String(digits)) = (key.as_str(), &member) {
                // A text may contain such an object too, in which any string may stand.
                return match digits.parse::<Number>() {
                    Ok(number) => Ok(DeepJson(Json::Number(number))),
                    Err(error) => Err(A::Error::custom(error)),
                };
            }
            if let Json::Object(all) = &mut json.0 {
                // The last of members with one name counts, and the one before is dropped level by level.
                drop(all.insert(key, member).map(DeepJson));
            }
        }
        Ok(json)
    }
}
