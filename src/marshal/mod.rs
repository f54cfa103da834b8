//! Converts between Rust values and Lean objects.
//!
//! A [`Marshaller`] prepares the types of a registry; its [`Wrapper`]s convert [`Value`]s. [`IntoLean`] and
//! [`FromLean`] convert native Rust types directly. A [`TypedObj`] keeps a Lean object unconverted, and a [`View`]
//! reads parts of it.
//!
//! The files, each group above the one before it:
//! - data that describes types: `layout`, `effect`, `constructor`, `invariant`, `opaque`, `conversion`; `codec` combines
//!   them, and `ty` is a codec with its table;
//! - `definitions`, `budget`, `instances`, `shape` and `prepare`, which make this data from a registry;
//! - `value`, and the handle of a `closure`, which a value may hold;
//! - `encode` and `decode`, which implement the traits of `sealed`;
//! - calling closures and passing Rust functions (`closure`), `normal`, `marshaller`, `json`, `typed_obj`, `view`.
//!
//! One circle remains, because the thing itself is one: encoding a [`Value`] may encode a [`Closure`], whose Rust
//! function takes values and returns one. The circle runs through implementations of traits; no files import each
//! other.

mod bounds;
mod budget;
mod call_error;
mod closure;
mod codec;
mod constructor;
mod conversion;
mod datum;
mod decode;
mod deep_json;
mod definitions;
mod effect;
mod encode;
mod error;
mod fields;
mod instances;
mod integer;
mod invariant;
mod json;
mod json_digits;
mod kernel_types;
mod layout;
mod map;
mod marshaller;
mod normal;
mod opaque;
mod prepare;
mod scalar;
mod sealed;
mod shape;
mod subarray;
mod ty;
mod typed_obj;
mod value;
mod view;

use crate::deep;

pub use call_error::{ArityError, CallError, SymbolError};
pub use closure::{BoxError, CallbackError, CallbackErrorKind, Closure, TypedFn};
pub use decode::FromLean;
pub use deep_json::DeepJson;
pub use encode::IntoLean;
pub use error::{MarshalError, Step};
pub use fields::ConstructorFields;
pub use marshaller::{Marshaller, Wrapper};
pub use typed_obj::TypedObj;
pub use value::{LeanInductiveValue, Opaque, Value};
pub use view::{Elements, View};

pub(crate) use closure::Call;
pub(crate) use codec::{Codec, TypeTable};
pub(crate) use conversion::{Conversion, ConversionFunctions};
pub(crate) use decode::{ResultError, read_result};
pub(crate) use effect::Effect;
pub(crate) use encode::encode_value;
pub(crate) use fields::values as field_values;
pub(crate) use integer::bound_of;
pub(crate) use invariant::Bound;
pub(crate) use json::read as read_json;
pub(crate) use opaque::is_monad;
pub(crate) use scalar::truncate;
pub(crate) use sealed::{Decode, Encode};
pub(crate) use ty::Ty;
