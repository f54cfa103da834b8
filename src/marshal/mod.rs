//! Between Rust values and Lean objects, exactly and in both directions.
//!
//! A [`Marshaller`] prepares the types of a registry; its [`Wrapper`]s convert [`Value`]s. Native Rust types are
//! converted by [`IntoLean`] and [`FromLean`] without a [`Value`] in between. What should stay as Lean has it is a
//! [`TypedObj`], and a [`View`] reads the parts of it that are asked for.
//!
//! The files, from the ground up:
//! - descriptions, which are data alone: `layout`, `effect`, `constructor`, `proof`, `conversion`; `codec` puts them
//!   together, `ty` names a type in a table;
//! - preparation, which makes them from a registry: `definitions`, `instances`, `prepare`;
//! - the values: `value`, and the handle of a `closure`, which a value may hold;
//! - the work: `encode` and `decode`, in terms of the traits in `sealed`;
//! - what is built on it: calling a closure and passing a Rust function (`closure`), `marshaller`, `json`, `typed_obj`,
//!   `view`.
//!
//! One circle remains, and the thing itself is one: encoding a [`Value`] may encode a [`Closure`], and the Rust function
//! in it is called with values, and returns one. It runs through the traits: no file imports in a circle.

mod bounds;
mod call_error;
mod closure;
mod codec;
mod constructor;
mod conversion;
mod datum;
mod decode;
mod deep;
mod definitions;
mod effect;
mod encode;
mod error;
mod fields;
mod instances;
mod integer;
mod invariant;
mod json;
mod kernel_types;
mod layout;
mod map;
mod marshaller;
mod prepare;
mod scalar;
mod sealed;
mod subarray;
mod ty;
mod typed_obj;
mod value;
mod view;

pub use call_error::{ArityError, CallError, SymbolError};
pub use closure::{BoxError, CallbackError, CallbackErrorKind, Closure, TypedFn};
pub use decode::FromLean;
pub use encode::IntoLean;
pub use error::{MarshalError, Step};
pub use fields::ConstructorFields;
pub use marshaller::{Marshaller, Wrapper};
pub use typed_obj::TypedObj;
pub use value::{LeanInductiveValue, Opaque, Value};
pub use view::{Elements, View};

pub(crate) use closure::{callback_failure, is_pending};
pub(crate) use codec::{Codec, TypeTable};
pub(crate) use conversion::{Conversion, ConversionFunctions};
pub(crate) use decode::{ResultError, read_result};
pub(crate) use effect::Effect;
pub(crate) use encode::encode_value;
pub(crate) use fields::values as field_values;
pub(crate) use integer::bound_of;
pub(crate) use invariant::Bound;
pub(crate) use json::read as read_json;
pub(crate) use scalar::truncate;
pub(crate) use sealed::{Decode, Encode};
pub(crate) use ty::Ty;
