//! leanbind

pub mod library;
pub mod registry;
#[allow(dead_code)]
mod sys;
