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
    /// Lean's JSON parser recurses: nested too deeply, a text overflows the stack and ends the process.
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
