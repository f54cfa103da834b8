//! Lean's elaborator as a server, in this process: commands, proof steps, pickles.

mod executor;
mod pending;
pub mod protocol;

pub use pending::Pending;
