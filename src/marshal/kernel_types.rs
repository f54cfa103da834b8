//! The types of Lean's kernel and syntax, which a registry may mention without describing them.
//!
//! Sources: `Init/Prelude.lean` (`Name`, `Syntax`, `SourceInfo`, `Substring.Raw`), `Lean/Level.lean`, `Lean/Expr.lean`,
//! `Lean/Data/KVMap.lean`. `Name`, `Level` and `Expr` keep computed fields behind the scalars of their objects
//! (`computed_fields`); in a lambda they precede the binder info. Only Lean's smart constructors make such objects.

use std::sync::OnceLock;

use crate::registry::{LibraryRegistry, TypeInfo};

const TYPES: &str = include_str!("kernel_types.json");

/// The descriptions of these types.
pub(super) fn kernel_types() -> &'static [TypeInfo] {
    static REGISTRY: OnceLock<LibraryRegistry> = OnceLock::new();
    REGISTRY.get_or_init(|| LibraryRegistry::from_json_strings("", TYPES).expect("our own text is in order")).types()
}
