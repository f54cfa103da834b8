//! [`Value`]: any Lean value that leanbind can carry, as Rust sees it.

mod compare;
mod from;
mod nested;
mod text;
mod types;

pub use types::{LeanInductiveValue, Opaque, Value};
