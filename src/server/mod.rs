//! Lean's elaborator as a server, in this process: commands, proof steps, pickles.

pub mod protocol;
