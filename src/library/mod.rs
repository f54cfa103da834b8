//! Lean libraries on disk: their symbols' names and their files.
pub mod image;
pub mod initializer;
pub mod mangle;
