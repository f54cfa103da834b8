//! [`Value`]: any Lean value, in Rust.

mod compare;
mod from;
mod nested;
mod text;
mod types;

pub use types::{LeanInductiveValue, Opaque, Value};
