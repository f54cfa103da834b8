//! The Lean version whose internals the kernel layer knows.

/// The version that the tables in `version_4_35` describe. Another version may lay its own types out differently.
pub(super) const VERSION: &str = "4.35.0";
