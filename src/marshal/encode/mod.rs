//! Encodes Rust values as Lean objects.

mod any;
mod container;
mod effect;
mod inductive;
mod invariant;
mod native;
mod value;

pub use native::IntoLean;

pub(crate) use any::encode_value;
pub(super) use effect::{finish, throw_user_error};
