//! leanbind
pub mod library;
pub mod registry;
