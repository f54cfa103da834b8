//! Objects in files, in Lean 4.35.0: the symbols that are called, and what the objects look like.

use super::super::table::{Shape, symbols};
use super::shape;

symbols! {
    functions {
        /// `Lean.CompactedRegion.save (fileName : FilePath) (key : Name) (data : α) (deps : Array CompactedRegion)
        /// (prev : Option CompactorSpec) (allowClosures : Bool)` (`library/module.cpp`). The key chooses the address that the
        /// file is mapped to. Waits for every promise in the data.
        save = "lean_compacted_region_save"(
            file: borrowed, key: borrowed, data: borrowed, dependencies: borrowed, previous: owned, closures: u8
        ) -> io;
        /// `Lean.CompactedRegion.read (fileName : FilePath) (deps : Array CompactedRegion) : IO (α × CompactedRegion)`. The
        /// contents are not checked.
        read = "lean_compacted_region_read"(file: borrowed, dependencies: borrowed) -> io;
        /// `Lean.Environment.imports (env : Environment) : Array Import` (`Lean/Environment.lean`).
        imports = "l_Lean_Environment_imports___boxed"(environment: owned) -> object;
    }
    constants {
        /// `Lean.persistentEnvExtensionsRef : IO.Ref (Array PersistentEnvExtension)`: the extensions of environments that are
        /// registered, in their order.
        extensions = "l_Lean_persistentEnvExtensionsRef";
    }
}

/// `Lean.PersistentEnvExtension`: toEnvExtension, name, and functions.
pub(crate) const PERSISTENT_EXTENSION: Shape = shape("Lean.PersistentEnvExtension.mk", 0, 6, 0);
/// `Lean.EnvExtension`: idx, mkInitial, asyncMode, replay?.
pub(crate) const EXTENSION: Shape = shape("Lean.EnvExtension.mk", 0, 4, 0);
/// The fields of [`PERSISTENT_EXTENSION`] and of [`EXTENSION`] that are read.
pub(crate) mod extension {
    /// The `EnvExtension` in a persistent one.
    pub(crate) const BASE: u8 = 0;
    pub(crate) const NAME: u8 = 1;
    /// Where an environment has the state of an `EnvExtension`.
    pub(crate) const INDEX: u8 = 0;
}
