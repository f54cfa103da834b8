//! JSON: [`Wrapper::value_from_json`] reads a value of a Lean type, and a [`Value`] serializes to the same form.
//!
//! Only inductive types nest without bound, so reading asks for stack only in these.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value as Json};

use super::codec::{Codec, Inductive, PreparedConstructor};
use super::deep::deep;
use super::error::{MarshalError, Step, shorten};
use super::marshaller::Wrapper;
use super::normal::{check, normal, through_lean};
use super::ty::Ty;
use super::value::{LeanInductiveValue, Value};
use crate::counted::counted;
use crate::number::Int;
use crate::registry::{did_you_mean, same_name, suggest};

impl Wrapper {
    /// Reads a value of this type from JSON.
    ///
    /// | Lean | JSON |
    /// |---|---|
    /// | `Unit` | `null` |
    /// | `Bool` | `true`, `false` |
    /// | `Nat`, `Int`, `UInt8` … `ISize` | the number's digits, however many |
    /// | `Float`, `Float32` | a number, `"NaN"`, `"Infinity"`, `"-Infinity"` |
    /// | `Char` | a string of one character |
    /// | `String` | a string |
    /// | `Array`, `List` | `[1, 2, 3]` |
    /// | `Option` | `null`, `{"some": 1}` |
    /// | `α × β` | `[1, "one"]` |
    /// | `α ⊕ β` | `{"inl": 1}`, `{"inr": "one"}` |
    /// | `Except` | `{"ok": 1}`, `{"error": "why"}` |
    /// | `Fin`, `BitVec`, `String.Pos`, `Vector`, `Subarray`, `Rat` | like the number, array or pair that represents them: `3`, `[1, 2]`, `[-1, 2]` for -1/2 |
    /// | a type with a conversion | like the type that its values are passed as; `Lean.Json` as a string |
    /// | an inductive type | `{"ctor": "rect", "fields": {"width": 3, "height": 4}}`; a structure also `{"x": 1, "y": 2}` |
    ///
    /// Fields may also be an array, `"fields": [3, 4]`; they must be if the registry has no names. A structure may be a
    /// plain object, `{"x": 1, "y": 2}`. Instead of the field `toParent`, the object may have the parent's own fields.
    /// A constructor without fields may be its name alone, `"monday"`, and needs no `"fields"`; the only field of a
    /// constructor may stand without the array, so that serde's adjacently tagged enums (`tag = "ctor"`, `content =
    /// "fields"`) are read. A whole number for a float is exact, or an error. A name in `«»` may be given without them.
    /// [`DeepJson`](super::DeepJson) reads texts that are nested deeper than serde_json's limit.
    ///
    /// Nothing is converted: `"5"` and `5.0` are not a `Nat`. Opaque values, functions and values that contain proofs
    /// cannot be read.
    ///
    /// A [`Value`] serializes to the same form: a float as the shortest number that reads back the same, an erased
    /// field as `null`, an opaque value as `{"opaque": "Counter"}`, a function as `{"function": "Nat → Nat"}`.
    ///
    /// # Errors
    /// [`MarshalError`] with the path to the part that does not fit.
    pub fn value_from_json(&self, json: &Json) -> Result<Value, MarshalError> {
        read(json, self.ty())
    }
}

/// Reads a value of type `ty`.
pub(crate) fn read(json: &Json, ty: Ty<'_>) -> Result<Value, MarshalError> {
    match (ty.codec, json) {
        (Codec::Unit, Json::Null) => Ok(Value::Unit),
        (Codec::Bool, Json::Bool(b)) => Ok(Value::Bool(*b)),
        (Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_), Json::Number(n)) => read_integer(n, ty),
        (Codec::Float, Json::Number(_) | Json::String(_)) => read_float(json, ty).map(Value::Float),
        (Codec::Float32, Json::Number(_) | Json::String(_)) => read_float(json, ty).map(Value::Float32),
        (Codec::Char, Json::String(s)) => {
            let mut chars = s.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => Ok(Value::Char(c)),
                _ => Err(misfit(json, ty)),
            }
        }
        (Codec::String, Json::String(s)) => Ok(Value::String(s.clone())),
        (Codec::Array(elem), Json::Array(items)) => read_items(items, ty.with(elem)).map(Value::Array),
        (Codec::List(elem), Json::Array(items)) => read_items(items, ty.with(elem)).map(Value::List),
        (Codec::Bytes, Json::Array(items)) => {
            let byte = |(i, item): (usize, &Json)| match item.as_u64().map(u8::try_from) {
                Some(Ok(byte)) => Ok(byte),
                _ => Err(MarshalError::new("a byte (0 to 255)", describe(item)).at(Step::Element(i))),
            };
            items.iter().enumerate().map(byte).collect::<Result<_, _>>().map(Value::Bytes)
        }
        (Codec::Floats, Json::Array(items)) => {
            let float =
                |(i, item)| read_float(item, ty.with(&Codec::Float)).map_err(|e: MarshalError| e.at(Step::Element(i)));
            items.iter().enumerate().map(float).collect::<Result<_, _>>().map(Value::Floats)
        }
        (Codec::Thunk(value) | Codec::Task(value), _) => read(json, ty.with(value)),
        (Codec::Checked(checked), _) => {
            let value = read(json, ty.with(&checked.carrier)).map_err(|e| e.expecting(|| checked.expected(ty)))?;
            check(checked, &value, ty)?;
            Ok(value)
        }
        (Codec::Converted(converted), _) => through_lean(read(json, ty.with(&converted.target))?, ty),
        (Codec::Option(_), Json::Null) => Ok(Value::Option(None)),
        (Codec::Option(elem), _) => match only_member(json) {
            Some(("some", inner)) => {
                let value = read(inner, ty.with(elem)).map_err(|e| e.at(Step::Some))?;
                Ok(Value::Option(Some(Box::new(value))))
            }
            _ => Err(misfit(json, ty)),
        },
        (Codec::Prod(types), Json::Array(items)) => match items.as_slice() {
            [first, second] => {
                let first = read(first, ty.with(&types.0)).map_err(|e| e.at(Step::Half(1)))?;
                let second = read(second, ty.with(&types.1)).map_err(|e| e.at(Step::Half(2)))?;
                Ok(Value::Prod(Box::new((first, second))))
            }
            _ => Err(misfit(json, ty)),
        },
        (Codec::Sum(types), _) => match only_member(json) {
            Some(("inl", inner)) => read_case("inl", inner, ty.with(&types.0)).map(Value::Inl),
            Some(("inr", inner)) => read_case("inr", inner, ty.with(&types.1)).map(Value::Inr),
            _ => Err(misfit(json, ty)),
        },
        (Codec::Except(types), _) => match only_member(json) {
            Some(("error", inner)) => read_case("error", inner, ty.with(&types.0)).map(|e| Value::Except(Err(e))),
            Some(("ok", inner)) => read_case("ok", inner, ty.with(&types.1)).map(|v| Value::Except(Ok(v))),
            _ => Err(misfit(json, ty)),
        },
        (Codec::Inductive(i), _) => deep(|| read_inductive(json, ty.table.inductive(*i), ty)).map(Value::Inductive),
        _ => Err(misfit(json, ty)),
    }
}

fn read_integer(number: &Number, ty: Ty<'_>) -> Result<Value, MarshalError> {
    // Parses the number's text: `1e3` and `5.0` are not whole numbers.
    let n: Int = number.as_str().parse().map_err(|_| misfit(&Json::Number(number.clone()), ty))?;
    normal(Value::Int(n), ty)
}

/// Reads an `f64` or an `f32`. An `f32` is parsed directly, because parsing an `f64` first would round twice.
fn read_float<F: std::str::FromStr + Into<f64> + Copy>(json: &Json, ty: Ty<'_>) -> Result<F, MarshalError> {
    let (text, finite) = match json {
        Json::Number(n) => (n.as_str(), true),
        Json::String(s) if matches!(s.as_str(), "NaN" | "Infinity" | "-Infinity") => (s.as_str(), false),
        _ => return Err(misfit(json, ty)),
    };
    match text.parse::<F>() {
        Ok(x) if x.into().is_finite() == finite => match is_whole(text) && format!("{:.0}", x.into()) != text {
            false => Ok(x),
            true => Err(MarshalError::new(
                format!("{ty} (which has no such whole number; {}.0 is the nearest)", shorten(text)),
                shorten(text),
            )),
        },
        _ => Err(MarshalError::new(format!("{ty} (a larger number is \"Infinity\")"), shorten(text))),
    }
}

/// Whether a number is written without a fraction and an exponent.
fn is_whole(number: &str) -> bool {
    number.strip_prefix('-').unwrap_or(number).bytes().all(|byte| byte.is_ascii_digit())
}

fn read_items(items: &[Json], elem: Ty<'_>) -> Result<Vec<Value>, MarshalError> {
    items.iter().enumerate().map(|(i, item)| read(item, elem).map_err(|e| e.at(Step::Element(i)))).collect()
}

fn read_case(name: &'static str, inner: &Json, ty: Ty<'_>) -> Result<Box<Value>, MarshalError> {
    read(inner, ty).map(Box::new).map_err(|e| e.at(Step::Case(name)))
}

/// The name and the value of the member, if the object has exactly one.
fn only_member(json: &Json) -> Option<(&str, &Json)> {
    match json {
        Json::Object(members) if members.len() == 1 => members.iter().next().map(|(key, value)| (key.as_str(), value)),
        _ => None,
    }
}

fn read_inductive(json: &Json, inductive: &Inductive, ty: Ty<'_>) -> Result<LeanInductiveValue, MarshalError> {
    let no_fields = Json::Array(Vec::new());
    let (name, fields) = match json {
        Json::String(name) => (name, None),
        Json::Object(members) => {
            let tagged = match (members.get("ctor"), members.keys().all(|key| is_inductive_key(key))) {
                (Some(Json::String(name)), true) => Some((name, members.get("fields"))),
                _ => None,
            };
            match (tagged, structure(inductive)) {
                // A structure may have fields of these names.
                (Some((name, _)), Some(plain))
                    if inductive.constructor(name).is_none() && names(plain).iter().any(|name| name == "ctor") =>
                {
                    return read_structure(members, plain, ty);
                }
                (Some(tagged), _) => tagged,
                (None, Some(plain)) => return read_structure(members, plain, ty),
                (None, None) => return Err(misfit(json, ty)),
            }
        }
        _ => return Err(misfit(json, ty)),
    };
    let Some(constructor) = inductive.constructor(name) else {
        let known = inductive.constructors.iter().map(|c| c.definition.name.as_str());
        let hint = did_you_mean(&suggest(name, known));
        return Err(MarshalError::new(format!("a constructor of {ty}"), format!("{}{hint}", quoted(name))));
    };
    let fields = match (fields, constructor.fields.as_slice()) {
        (Some(content), [only]) if !is_field_list(content, constructor, ty.with(only)) => vec![content],
        (Some(Json::Object(members)), [_, ..]) if has_names(constructor) => {
            return read_structure(members, constructor, ty);
        }
        (fields, _) => fields_in_order(fields.unwrap_or(&no_fields), constructor)
            .map_err(|e| e.at(Step::Constructor(name.clone())))?,
    };
    let mut values = Vec::with_capacity(fields.len());
    for (i, (field, codec)) in fields.into_iter().zip(&constructor.fields).enumerate() {
        values.push(read(field, ty.with(codec)).map_err(|e| constructor.at_field(e, i))?);
    }
    LeanInductiveValue::new(constructor.definition, values)
}

fn is_inductive_key(key: &str) -> bool {
    key == "ctor" || key == "fields"
}

/// The names of the fields, if the registry has them and they differ.
fn names(constructor: &PreparedConstructor) -> &[String] {
    constructor.definition.field_names.as_deref().filter(|names| all_differ(names)).unwrap_or_default()
}

fn has_names(constructor: &PreparedConstructor) -> bool {
    !names(constructor).is_empty()
}

/// The only constructor of a structure: its values may be given as plain objects.
fn structure(inductive: &Inductive) -> Option<&PreparedConstructor> {
    match inductive.constructors.as_slice() {
        [only] if has_names(only) || only.fields.is_empty() => Some(only),
        _ => None,
    }
}

/// The structure that the field `field` of another one holds, if that field is a parent: `toPoint : Point`.
fn parent<'t>(field: &str, codec: &Codec, ty: Ty<'t>) -> Option<&'t PreparedConstructor> {
    let name = field.strip_prefix("to")?;
    match codec {
        Codec::Inductive(id) if name.starts_with(char::is_uppercase) => structure(ty.table.inductive(*id)),
        _ => None,
    }
}

/// Parents of parents are looked for so far up.
const MAX_PARENTS: usize = 64;

fn member<'a>(members: &'a serde_json::Map<String, Json>, name: &str) -> Option<&'a Json> {
    members.get(name).or_else(|| members.iter().find(|(key, _)| same_name(key, name)).map(|(_, value)| value))
}

fn read_structure(
    members: &serde_json::Map<String, Json>,
    constructor: &PreparedConstructor,
    ty: Ty<'_>,
) -> Result<LeanInductiveValue, MarshalError> {
    check_members(members, constructor, ty)
        .map_err(|e| e.at(Step::Constructor(constructor.definition.name.clone())))?;
    read_members(members, constructor, ty, 0)
}

/// Refuses members that are no field of the structure or of its parents.
fn check_members(
    members: &serde_json::Map<String, Json>,
    constructor: &PreparedConstructor,
    ty: Ty<'_>,
) -> Result<(), MarshalError> {
    let mut known = Vec::new();
    collect_names(members, constructor, ty, 0, &mut known);
    let Some(unknown) = members.keys().find(|key| !known.iter().any(|name| same_name(name, key))) else {
        return Ok(());
    };
    let hint = did_you_mean(&suggest(unknown, known.iter().copied()));
    let expected = if known.is_empty() { "no field".to_owned() } else { known.join(", ") };
    Err(MarshalError::new(expected, format!("a field {}{hint}", quoted(unknown))))
}

/// Collects the names that the object may have: those of the fields, and for each parent that it lacks, those of the parent's
/// fields.
fn collect_names<'t>(
    members: &serde_json::Map<String, Json>,
    constructor: &'t PreparedConstructor,
    ty: Ty<'t>,
    level: usize,
    known: &mut Vec<&'t str>,
) {
    for (name, codec) in names(constructor).iter().zip(&constructor.fields) {
        match parent(name, codec, ty).filter(|_| level < MAX_PARENTS && member(members, name).is_none()) {
            Some(parent) => {
                collect_names(members, parent, ty, level + 1, known);
                // The parent as a whole may be given too, but is not what a message suggests first.
                known.push(name);
            }
            None => known.push(name),
        }
    }
}

/// Reads the fields by name, those of a parent from the same object if the parent is not given.
fn read_members(
    members: &serde_json::Map<String, Json>,
    constructor: &PreparedConstructor,
    ty: Ty<'_>,
    level: usize,
) -> Result<LeanInductiveValue, MarshalError> {
    let names = names(constructor);
    let mut values = Vec::with_capacity(names.len());
    for (i, (name, codec)) in names.iter().zip(&constructor.fields).enumerate() {
        let value = match (member(members, name), parent(name, codec, ty)) {
            (Some(field), _) => read(field, ty.with(codec)).map_err(|e| constructor.at_field(e, i))?,
            (None, Some(parent)) if level < MAX_PARENTS => {
                let value = read_members(members, parent, ty.with(codec), level + 1);
                Value::Inductive(value.map_err(|e| constructor.at_field(e, i))?)
            }
            (None, _) => {
                return Err(
                    missing(members, constructor, ty).at(Step::Constructor(constructor.definition.name.clone()))
                );
            }
        };
        values.push(value);
    }
    LeanInductiveValue::new(constructor.definition, values)
}

/// The error for members that lack fields of `constructor`: it names all that are missing.
#[cold]
fn missing(members: &serde_json::Map<String, Json>, constructor: &PreparedConstructor, ty: Ty<'_>) -> MarshalError {
    let names = names(constructor);
    let lacking = names
        .iter()
        .zip(&constructor.fields)
        .filter(|(name, codec)| member(members, name).is_none() && parent(name, codec, ty).is_none());
    let lacking: Vec<&str> = lacking.map(|(name, _)| name.as_str()).collect();
    let given = match members.is_empty() {
        true => "no field".to_owned(),
        false => shorten(&members.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
    };
    MarshalError::new(names.join(", "), format!("{given} (missing: {})", lacking.join(", ")))
}

/// Whether `content` is the list of the fields, of which there is one, and not that field itself: serde's adjacently
/// tagged enums write the field of a variant like `Circle(5)` so.
fn is_field_list(content: &Json, constructor: &PreparedConstructor, field: Ty<'_>) -> bool {
    match content {
        Json::Array(items) => match items.as_slice() {
            [item] => may_be(item, field) || !may_be(content, field),
            _ => !may_be(content, field),
        },
        Json::Object(members) if has_names(constructor) => {
            let named = |key: &String| names(constructor).iter().any(|name| same_name(name, key));
            members.keys().all(named) || !may_be(content, field)
        }
        _ => !may_be(content, field),
    }
}

/// Whether `json` looks like a value of type `ty`, as far as arrays and pairs show it.
fn may_be(json: &Json, ty: Ty<'_>) -> bool {
    match (ty.carried().codec, json) {
        (Codec::Unit, Json::Null) | (Codec::Bool, Json::Bool(_)) => true,
        (Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_), Json::Number(_)) => true,
        (Codec::Float | Codec::Float32, Json::Number(_) | Json::String(_)) => true,
        (Codec::Char | Codec::String, Json::String(_)) => true,
        (Codec::Array(elem) | Codec::List(elem), Json::Array(items)) => {
            items.first().is_none_or(|item| may_be(item, ty.with(elem)))
        }
        (Codec::Bytes | Codec::Floats, Json::Array(items)) => items.first().is_none_or(|item| !item.is_array()),
        (Codec::Option(_), Json::Null) => true,
        (Codec::Option(_), Json::Object(_)) => matches!(only_member(json), Some(("some", _))),
        (Codec::Prod(types), Json::Array(items)) => match items.as_slice() {
            [first, second] => may_be(first, ty.with(&types.0)) && may_be(second, ty.with(&types.1)),
            _ => false,
        },
        (Codec::Sum(_) | Codec::Except(_), Json::Object(_)) => true,
        (Codec::Inductive(_), Json::String(_) | Json::Object(_)) => true,
        _ => false,
    }
}

/// The fields in the order of declaration, read from an array.
fn fields_in_order<'a>(fields: &'a Json, constructor: &PreparedConstructor) -> Result<Vec<&'a Json>, MarshalError> {
    let definition = &constructor.definition;
    let count = counted(definition.arity, "field");
    match fields {
        Json::Array(items) if items.len() == definition.arity => Ok(items.iter().collect()),
        Json::Array(items) => Err(MarshalError::new(count, items.len().to_string())),
        Json::Object(members) if members.is_empty() && definition.arity == 0 => Ok(Vec::new()),
        Json::Object(members) if definition.arity == 0 && definition.field_names.is_some() => {
            let key = members.keys().next().map(|key| quoted(key)).unwrap_or_default();
            Err(MarshalError::new("no field", format!("a field {key}")))
        }
        other if has_names(constructor) => {
            Err(MarshalError::new(format!("{count} in an array, or in an object by name"), describe(other)))
        }
        other => Err(MarshalError::new(format!("{count} in an array"), describe(other))),
    }
}

/// The error for JSON that is not a value of `ty`.
#[cold]
fn misfit(json: &Json, ty: Ty<'_>) -> MarshalError {
    MarshalError::new(format!("{ty} ({})", form(ty)), describe(json))
}

/// Describes the JSON form of a value of `ty`.
fn form(ty: Ty<'_>) -> Cow<'static, str> {
    Cow::Borrowed(match ty.codec {
        Codec::Unit => "null",
        Codec::Bool => "true or false",
        Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_) => "a number of digits only",
        Codec::Float | Codec::Float32 => r#"a number, "NaN", "Infinity" or "-Infinity""#,
        Codec::Char => "a string of one character",
        Codec::String => "a string",
        Codec::Array(_) | Codec::List(_) | Codec::Bytes | Codec::Floats => "an array",
        Codec::Thunk(_) | Codec::Task(_) => "its value",
        Codec::Option(_) => r#"null or {"some": ...}"#,
        Codec::Prod(_) => "an array of 2",
        Codec::Sum(_) => r#"{"inl": ...} or {"inr": ...}"#,
        Codec::Except(_) => r#"{"ok": ...} or {"error": ...}"#,
        Codec::Inductive(i) => return Cow::Owned(example(ty.table.inductive(*i))),
        Codec::Function(_) => "a function, which has no JSON form",
        Codec::Opaque(_) | Codec::Bound(_) | Codec::Boxed => "an opaque value, which only Lean makes",
        Codec::Checked(checked) => return form(ty.with(&checked.carrier)),
        Codec::Converted(converted) => return form(ty.with(&converted.target)),
    })
}

/// An example of the JSON form of an inductive type: the first constructor with the most fields.
fn example(inductive: &Inductive) -> String {
    match inductive.constructors.iter().rev().map(|c| c.definition).max_by_key(|definition| definition.arity) {
        None => "a type without values".to_owned(),
        Some(ctor) if ctor.arity == 0 => format!("as in {}", quoted(&ctor.name)),
        Some(ctor) => format!(r#"as in {{"ctor": {}, "fields": ...}}"#, quoted(&ctor.name)),
    }
}

fn describe(json: &Json) -> String {
    match json {
        Json::Null | Json::Bool(_) => json.to_string(),
        Json::Number(n) => format!("the number {}", shorten(n.as_str())),
        Json::String(s) => format!("the string {}", quoted(s)),
        Json::Array(items) => format!("an array of {}", items.len()),
        Json::Object(members) if members.is_empty() => "{}".to_owned(),
        Json::Object(members) => {
            let keys: Vec<String> = members.keys().take(4).map(|key| format!("{}: ...", quoted(key))).collect();
            format!("{{{}{}}}", keys.join(", "), if members.len() > keys.len() { ", ..." } else { "" })
        }
    }
}

/// `text` as a JSON string, shortened.
fn quoted(text: &str) -> String {
    shorten(&Json::from(text).to_string())
}

impl Serialize for Value {
    /// Serializes to the form of [`Wrapper::value_from_json`]. Meant for serde_json: other formats have no numbers of
    /// more than 64 bits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Unit | Value::Option(None) => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Nat(n) => match n.to_u64() {
                Some(small) => serializer.serialize_u64(small),
                None => digits(n.to_string()).serialize(serializer),
            },
            Value::Int(n) => match n.to_i64() {
                Some(small) => serializer.serialize_i64(small),
                None => digits(n.to_string()).serialize(serializer),
            },
            Value::UInt(n) => serializer.serialize_u64(*n),
            Value::SInt(n) => serializer.serialize_i64(*n),
            Value::Float(x) if x.is_finite() => serializer.serialize_f64(*x),
            Value::Float32(x) if x.is_finite() => serializer.serialize_f32(*x),
            Value::Float(x) => serializer.serialize_str(not_finite(*x)),
            Value::Float32(x) => serializer.serialize_str(not_finite(f64::from(*x))),
            Value::Char(c) => serializer.serialize_char(*c),
            Value::String(s) => serializer.serialize_str(s),
            Value::Array(items) | Value::List(items) => deep(|| serializer.collect_seq(items)),
            Value::Bytes(bytes) => serializer.collect_seq(bytes),
            Value::Floats(floats) => serializer.collect_seq(floats.iter().map(|&x| Value::Float(x))),
            Value::Option(Some(v)) => single(serializer, "some", v),
            Value::Prod(pair) => deep(|| pair.serialize(serializer)),
            Value::Inl(v) => single(serializer, "inl", v),
            Value::Inr(v) => single(serializer, "inr", v),
            Value::Except(Ok(v)) => single(serializer, "ok", v),
            Value::Except(Err(e)) => single(serializer, "error", e),
            Value::Inductive(v) => v.serialize(serializer),
            Value::Function(v) => single(serializer, "function", &v.type_name()),
            Value::Opaque(v) => single(serializer, "opaque", v.type_name()),
        }
    }
}

impl Serialize for LeanInductiveValue {
    /// Serializes the constructor's name and the fields, by name if the registry has names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        deep(|| {
            let mut object = serializer.serialize_map(Some(if self.fields().is_empty() { 1 } else { 2 }))?;
            object.serialize_entry("ctor", self.constructor())?;
            if self.fields().is_empty() {
                return object.end();
            }
            match self.field_names().filter(|names| !names.is_empty() && all_differ(names)) {
                Some(names) => object.serialize_entry("fields", &Named(names, self.fields()))?,
                None => object.serialize_entry("fields", self.fields())?,
            }
            object.end()
        })
    }
}

/// Fields with their names, in the order of declaration.
struct Named<'a>(&'a [String], &'a [Value]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

/// Whether all names differ. A constructor's parameters, unlike the fields of a structure, may share a name.
fn all_differ(names: &[String]) -> bool {
    const FEW: usize = 16;
    if names.len() <= FEW {
        return names.iter().enumerate().all(|(i, name)| !names[..i].contains(name));
    }
    let mut seen = FxHashSet::default();
    names.iter().all(|name| seen.insert(name))
}

fn single<S: Serializer>(serializer: S, key: &str, value: &(impl Serialize + ?Sized)) -> Result<S::Ok, S::Error> {
    deep(|| {
        let mut object = serializer.serialize_map(Some(1))?;
        object.serialize_entry(key, value)?;
        object.end()
    })
}

fn digits(text: String) -> Number {
    Number::from_string_unchecked(text)
}

fn not_finite(x: f64) -> &'static str {
    match x {
        _ if x.is_nan() => "NaN",
        _ if x > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}
