//! leanbind

pub mod runtime;
