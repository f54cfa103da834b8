//! Decodes Lean objects as Rust values.
//!
//! Every object's header is checked before its contents are read, so that an object of another type is an error.

mod any;
mod container;
mod effect;
mod inductive;
mod native;
mod value;

pub use native::FromLean;

pub(super) use any::force;
pub(crate) use any::{decode_owned_value, decode_value};
pub(super) use container::decode_case;
pub(super) use effect::turned;
pub(crate) use effect::{ResultError, read_result};
pub(super) use inductive::{constructor_of, constructor_of_bits};
