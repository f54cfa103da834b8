//! Types whose values are passed as values of another type: a hash map as a list of pairs.
//!
//! Two Lean functions convert between the types. `derive_python_conversion` names them; for `Lean.Json` they are built
//! in.

use super::json_digits::{SHORT_NUMBER, digits_of_long_numbers};
use crate::object::{ObjRef, ObjectKind, UnaryFunction};
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
    /// Which arguments the functions must not be called with.
    pub(crate) guard: Option<Guard>,
}

/// A limit that the Lean functions of a conversion do not check themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Guard {
    /// Lean's JSON parser recurses: nested too deeply, a text overflows the stack and ends the process. It also writes
    /// numbers out (`Lean.JsonNumber.shiftl`), and prints them in time that grows with the square of their digits
    /// (`Nat.repr`): the number `1e1000000000` takes gigabytes, and its text never ends.
    Json,
}

/// How many digits the long numbers of a JSON value may have together. Lean prints one number of so many digits in some
/// seconds.
const MAX_LONG_DIGITS: u64 = 100_000;

impl Guard {
    /// Why the function to this type must not be called with `object`, a value of the target.
    pub(super) fn problem(self, object: ObjRef<'_>) -> Option<String> {
        match self {
            Guard::Json => match digits_of_long_numbers(object.string_bytes()?) {
                Ok(digits) => (digits > MAX_LONG_DIGITS).then(|| {
                    format!(
                        "text whose numbers have too many digits when they are written out, as Lean does; \
                         those of more than {SHORT_NUMBER} digits may have {MAX_LONG_DIGITS} digits together"
                    )
                }),
                Err(error) => Some(format!("text that is no JSON: {error}")),
            },
        }
    }

    /// Why the function from this type must not be called with `object`, a value of the type.
    pub(super) fn problem_with_source(self, object: ObjRef<'_>) -> Option<String> {
        match self {
            Guard::Json => (digits_in(object) > MAX_LONG_DIGITS).then(|| {
                format!(
                    "a value whose numbers have too many digits to be printed by Lean: those of more than \
                     {SHORT_NUMBER} digits may have {MAX_LONG_DIGITS} digits together"
                )
            }),
        }
    }
}

/// The digits of all numbers that are not short in an object that contains only constructors, arrays, strings and numbers: about as
/// many as they have.
fn digits_in(object: ObjRef<'_>) -> u64 {
    const DIGITS_OF_LIMB: u64 = 19;
    let (mut open, mut digits) = (vec![object], 0u64);
    while let Some(object) = open.pop() {
        if let Some((_, limbs)) = object.limbs() {
            let own = DIGITS_OF_LIMB * limbs.len() as u64;
            digits = digits.saturating_add(if own > SHORT_NUMBER { own } else { 0 });
        } else if let Some(elements) = object.elements() {
            open.extend(elements);
        } else if let ObjectKind::Constructor { objects, .. } = object.kind() {
            open.extend((0..u32::from(objects)).filter_map(|i| object.field(i)));
        }
    }
    digits
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
