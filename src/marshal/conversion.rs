//! Types whose values are passed as values of another type: a hash map as a list of pairs.
//!
//! Two Lean functions convert between the types. `derive_python_conversion` names them; for `Lean.Json` they are built
//! in.

use crate::object::{ObjRef, UnaryFunction};
use crate::registry::TypeRepr;
use crate::runtime::Runtime;

/// The description of a conversion between two types.
#[derive(Clone, Debug)]
pub(crate) struct Conversion {
    /// The type that has the conversion.
    pub(crate) source: TypeRepr,
    /// The type that its values are passed as.
    pub(crate) target: TypeRepr,
    /// The type of the error, if the conversion from `target` can fail.
    pub(crate) error: Option<TypeRepr>,
    pub(crate) functions: ConversionFunctions,
}

/// The Lean functions of a conversion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ConversionFunctions {
    pub(crate) to_target: UnaryFunction,
    pub(crate) from_target: UnaryFunction,
    /// Which arguments `from_target` must not be called with.
    pub(crate) guard: Option<Guard>,
}

/// A limit that a Lean function does not check itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Guard {
    /// Lean's JSON parser recurses: nested too deeply, a text overflows the stack and ends the process. It also writes
    /// numbers out (`Lean.JsonNumber.shiftl`), and prints them in time that grows with the square of their digits
    /// (`Nat.repr`): the number `1e1000000000` takes gigabytes, and its text never ends.
    Json,
}

impl Guard {
    /// Why the function must not be called with `object`.
    pub(super) fn problem(self, object: ObjRef<'_>) -> Option<String> {
        match self {
            Guard::Json => match serde_json::from_slice::<serde_json::Value>(object.string_bytes()?) {
                Ok(json) => (digits_of_long_numbers(&json) > MAX_LONG_DIGITS).then(|| {
                    format!(
                        "text whose numbers have too many digits when they are written out, as Lean does; \
                             those of more than {SHORT_NUMBER} digits may have {MAX_LONG_DIGITS} digits together"
                    )
                }),
                Err(error) => Some(format!("text that is no JSON: {error}")),
            },
        }
    }
}

/// A number with no more digits costs Lean next to nothing.
const SHORT_NUMBER: u64 = 100;

/// How many digits the other numbers of a JSON text may have together. Lean prints one number of so many digits in some
/// seconds.
const MAX_LONG_DIGITS: u64 = 100_000;

/// The digits of all numbers that are not short, written out without an exponent.
fn digits_of_long_numbers(json: &serde_json::Value) -> u64 {
    use serde_json::Value;
    let sum = |parts: &mut dyn Iterator<Item = &Value>| {
        parts.fold(0, |sum: u64, part| sum.saturating_add(digits_of_long_numbers(part)))
    };
    match json {
        Value::Number(number) => {
            Some(written_out(number.as_str())).filter(|&digits| digits > SHORT_NUMBER).unwrap_or(0)
        }
        Value::Array(items) => sum(&mut items.iter()),
        Value::Object(entries) => sum(&mut entries.values()),
        _ => 0,
    }
}

/// How many digits a JSON number has without its exponent. A negative exponent costs Lean nothing.
fn written_out(number: &str) -> u64 {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count() as u64;
    match exponent.strip_prefix('-') {
        Some(_) => digits,
        // An exponent that is no `u64` is larger than any.
        None => digits.saturating_add(exponent.trim_start_matches('+').parse().unwrap_or(u64::MAX)),
    }
}

/// The built-in conversions: `Lean.Json` is passed as its text.
pub(super) fn built_in(runtime: &Runtime) -> Vec<Conversion> {
    let library = runtime.shared_library();
    let (Some(to), Some(of)) = (library.symbol("l_Lean_Json_compress"), library.symbol("l_Lean_Json_parse")) else {
        return Vec::new();
    };
    // SAFETY: `Lean.Json.compress : Json → String` and `Lean.Json.parse : String → Except String Json`
    // (`Lean/Data/Json`) own their parameters: neither has a boxed variant.
    let functions = unsafe {
        ConversionFunctions {
            to_target: UnaryFunction::from_address(to.cast_const()),
            from_target: UnaryFunction::from_address(of.cast_const()),
            guard: Some(Guard::Json),
        }
    };
    let source = TypeRepr::opaque("Lean.Json");
    vec![Conversion { source, target: TypeRepr::String, error: Some(TypeRepr::String), functions }]
}
