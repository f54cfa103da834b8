//! The Lean runtime of this process: which Lean it is, and where it was found.

pub mod embedded;
pub mod locate;
pub mod version;
