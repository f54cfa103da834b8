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
use super::integer::{Integer, sign_extend};
use super::marshaller::Wrapper;
use super::ty::Ty;
use super::value::{LeanInductiveValue, Value};
use crate::counted::counted;
use crate::number::{Int, Nat};
use crate::registry::{did_you_mean, suggest};

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
    /// | an inductive type | `{"ctor": "rect", "fields": {"width": 3, "height": 4}}` |
    ///
    /// Fields may also be an array, `"fields": [3, 4]`; they must be if the registry has no names. A constructor
    /// without fields may be its name alone, `"monday"`. Nothing is converted: `"5"` and `5.0` are not a `Nat`. Opaque
    /// values, functions and values that contain proofs cannot be read.
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
            read(json, ty.with(&checked.carrier)).map_err(|e| e.expecting(|| checked.expected(ty)))
        }
        (Codec::Converted(converted), _) => read(json, ty.with(&converted.target)),
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
    let whole = Integer::from_int(&n);
    match ty.codec {
        Codec::UInt(_) => whole.bits(ty).map(Value::UInt),
        Codec::SInt(machine) => whole.bits(ty).map(|bits| Value::SInt(sign_extend(bits, *machine))),
        Codec::Nat => Nat::try_from(&n).map(Value::Nat).map_err(|_| whole.misfit(ty)),
        _ => Ok(Value::Int(n)),
    }
}

/// Reads an `f64` or an `f32`. An `f32` is parsed directly, because parsing an `f64` first would round twice.
fn read_float<F: std::str::FromStr + Into<f64> + Copy>(json: &Json, ty: Ty<'_>) -> Result<F, MarshalError> {
    let (text, finite) = match json {
        Json::Number(n) => (n.as_str(), true),
        Json::String(s) if matches!(s.as_str(), "NaN" | "Infinity" | "-Infinity") => (s.as_str(), false),
        _ => return Err(misfit(json, ty)),
    };
    match text.parse::<F>() {
        Ok(x) if x.into().is_finite() == finite => Ok(x),
        _ => Err(MarshalError::new(format!("{ty} (a larger number is \"Infinity\")"), shorten(text))),
    }
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
        Json::String(name) => (name, &no_fields),
        Json::Object(members) => match (members.get("ctor"), members.keys().find(|key| !is_inductive_key(key))) {
            (Some(Json::String(name)), None) => (name, members.get("fields").unwrap_or(&no_fields)),
            _ => return Err(misfit(json, ty)),
        },
        _ => return Err(misfit(json, ty)),
    };
    let named = inductive.constructors.iter().find(|constructor| constructor.definition.name == *name);
    let Some(constructor) = named else {
        let known = inductive.constructors.iter().map(|c| c.definition.name.as_str());
        let hint = did_you_mean(&suggest(name, known));
        return Err(MarshalError::new(format!("a constructor of {ty}"), format!("{}{hint}", quoted(name))));
    };
    let fields = fields_in_order(fields, constructor).map_err(|e| e.at(Step::Constructor(name.clone())))?;
    let mut values = Vec::with_capacity(fields.len());
    for (i, (field, codec)) in fields.into_iter().zip(&constructor.fields).enumerate() {
        values.push(read(field, ty.with(codec)).map_err(|e| constructor.at_field(e, i))?);
    }
    LeanInductiveValue::new(constructor.definition, values)
}

fn is_inductive_key(key: &str) -> bool {
    key == "ctor" || key == "fields"
}

/// The fields in the order of declaration, read from an array, or from an object by name.
fn fields_in_order<'a>(fields: &'a Json, constructor: &PreparedConstructor) -> Result<Vec<&'a Json>, MarshalError> {
    let definition = &constructor.definition;
    let names = definition.field_names.as_deref().filter(|names| all_differ(names));
    let count = counted(definition.arity, "field");
    match (fields, names) {
        (Json::Array(items), _) if items.len() == definition.arity => Ok(items.iter().collect()),
        (Json::Array(items), _) => Err(MarshalError::new(count, items.len().to_string())),
        (Json::Object(members), Some(names)) => {
            if let Some(unknown) = members.keys().find(|key| !names.contains(key)) {
                let hint = did_you_mean(&suggest(unknown, names.iter().map(String::as_str)));
                let expected = if names.is_empty() { "no field".to_owned() } else { names.join(", ") };
                return Err(MarshalError::new(expected, format!("a field {}{hint}", quoted(unknown))));
            }
            let missing = |name: &str| MarshalError::new(names.join(", "), format!("no field {}", quoted(name)));
            names.iter().map(|name| members.get(name).ok_or_else(|| missing(name))).collect()
        }
        (other, Some(names)) if !names.is_empty() => {
            Err(MarshalError::new(format!("{count} in an array, or in an object by name"), describe(other)))
        }
        (other, _) => Err(MarshalError::new(format!("{count} in an array"), describe(other))),
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
            let mut object = serializer.serialize_map(Some(2))?;
            object.serialize_entry("ctor", self.constructor())?;
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
