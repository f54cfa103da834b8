//! From Rust to Lean.

mod any;
mod container;
mod effect;
mod inductive;
mod native;
mod proof;
mod value;

pub use native::IntoLean;

pub(crate) use any::encode_value;
pub(super) use effect::{finish, throw_user_error};
