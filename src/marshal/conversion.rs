//! Types whose values travel as those of another: a hash map as a list of pairs.
//!
//! Two Lean functions convert them, those of `derive_python_conversion`; `Lean.Json` brings its own.

use crate::object::{ObjRef, UnaryFunction};
use crate::registry::TypeRepr;
use crate::runtime::Runtime;

/// The conversions of one type, as they are described.
#[derive(Clone, Debug)]
pub(crate) struct Conversion {
    /// The type whose values travel as another's.
    pub(crate) source: TypeRepr,
    /// That other type.
    pub(crate) target: TypeRepr,
    /// The type of the error, if not every value of the other type is converted.
    pub(crate) error: Option<TypeRepr>,
    pub(crate) functions: ConversionFunctions,
}

/// The functions of a conversion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ConversionFunctions {
    pub(crate) to_target: UnaryFunction,
    pub(crate) from_target: UnaryFunction,
    /// What the second one must not be called with.
    pub(crate) guard: Option<Guard>,
}

/// Limits of a Lean function that it does not check itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Guard {
    /// Lean's parser of JSON recurses, and ends the process where the stack does.
    Json,
}

impl Guard {
    /// Why the function must not be called with `object`.
    pub(super) fn problem(self, object: ObjRef<'_>) -> Option<String> {
        match self {
            Guard::Json => {
                let parsed = serde_json::from_slice::<serde_json::Value>(object.string_bytes()?);
                parsed.err().map(|error| format!("text that is no JSON: {error}"))
            }
        }
    }
}

/// The conversions that need no registry: `Lean.Json` travels as its text.
pub(super) fn built_in(runtime: &Runtime) -> Vec<Conversion> {
    let library = runtime.shared_library();
    let (Some(to), Some(of)) = (library.symbol("l_Lean_Json_compress"), library.symbol("l_Lean_Json_parse")) else {
        return Vec::new();
    };
    // SAFETY: `Lean.Json.compress : Json → String` and `Lean.Json.parse : String → Except String Json` (`Lean/Data/Json`)
    // own their parameters: neither has a boxed variant.
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
