//! Objects in files, in Lean 4.35.0: the symbols that are called, and what the objects look like.

use super::super::table::{ConstructorShape, symbols};
use super::shape;

symbols! {
    functions {
        /// `Lean.CompactedRegion.save (fileName : FilePath) (key : Name) (data : α) (deps : Array CompactedRegion)
        /// (prev : Option CompactorSpec) (allowClosures : Bool)` (`library/module.cpp`). The key chooses the address that the
        /// file is mapped to. What is in a region of `deps` is not copied: the file has its address, as the region's file
        /// states it. Waits for every promise in the data.
        save = "lean_compacted_region_save"(
            file: borrowed, key: borrowed, data: borrowed, dependencies: borrowed, previous: owned, closures: u8
        ) -> io;
        /// `Lean.CompactedRegion.read (fileName : FilePath) (deps : Array CompactedRegion) : IO (α × CompactedRegion)`. The
        /// contents are not checked. Where the file or one of `deps` is not at the address that its file states, addresses
        /// are moved.
        read = "lean_compacted_region_read"(file: borrowed, dependencies: borrowed) -> io;
        /// `Lean.Environment.header (env : @& Environment) : EnvironmentHeader` (`Lean/Environment.lean`).
        header = "l_Lean_Environment_header"(environment: borrowed) -> object;
        /// `IO.getTaskState (t : @& Task α) : BaseIO TaskState`: 2 when it has its value.
        task_state = "lean_io_get_task_state"(task: borrowed) -> u8;
    }
    constants {
        /// `Lean.persistentEnvExtensionsRef : IO.Ref (Array PersistentEnvExtension)`: the extensions of environments that are
        /// registered, in their order.
        extensions = "l_Lean_persistentEnvExtensionsRef";
        /// `Lean.EnvExtension.envExtensionsRef : IO.Ref (Array (EnvExtension EnvExtensionState))` (`Lean/Environment.lean`): those
        /// that are in persistent ones, and others, in the order of their states in an environment.
        all_extensions = "l___private_Lean_Environment_0__Lean_EnvExtension_envExtensionsRef";
    }
}

/// `Lean.PersistentEnvExtension`: toEnvExtension, name, and functions.
pub(crate) const PERSISTENT_EXTENSION: ConstructorShape = shape("Lean.PersistentEnvExtension.mk", 0, 6, 0);
/// `Lean.EnvExtension`: idx, mkInitial, asyncMode, replay?.
pub(crate) const EXTENSION: ConstructorShape = shape("Lean.EnvExtension.mk", 0, 4, 0);
/// The fields of [`PERSISTENT_EXTENSION`] and of [`EXTENSION`] that are read.
pub(crate) mod extension {
    /// The `EnvExtension` in a persistent one.
    pub(crate) const BASE: u8 = 0;
    pub(crate) const NAME: u8 = 1;
    /// Where an environment has the state of an `EnvExtension`.
    pub(crate) const INDEX: u8 = 0;
    /// The action that makes the first state of an `EnvExtension`.
    pub(crate) const INITIAL: u8 = 1;
}

/// `Lean.IR.Decl.fdecl`: f, xs, type, body, info. A closure of a function that is interpreted has that of the function
/// (`mk_stub_closure` in `library/ir_interpreter.cpp`).
pub(crate) const IR_FUNCTION: ConstructorShape = shape("Lean.IR.Decl.fdecl", 0, 5, 0);
/// `Lean.Name.str`: pre, str | the hash.
pub(crate) const NAME_STR: ConstructorShape = shape("Lean.Name.str", 1, 2, 8);

/// `Lean.EnvironmentHeader`: mainModule, imports, regions, modules, and more | trustLevel, isModule.
pub(crate) const HEADER: ConstructorShape = shape("Lean.EnvironmentHeader.mk", 0, 7, 8);
/// The fields of [`HEADER`] that are read.
pub(crate) mod header {
    pub(crate) const IMPORTS: u8 = 1;
    pub(crate) const REGIONS: u8 = 2;
}
/// `Lean.CompactedRegion` (`Lean/CompactedRegion.lean`): filePath, root | size, baseAddr, bufferOffset, isMemoryMapped.
pub(crate) const REGION: ConstructorShape = shape("Lean.CompactedRegion.mk", 0, 2, 32);
/// The fields of [`REGION`] that are read.
pub(crate) mod compacted_region {
    pub(crate) const FILE_PATH: u8 = 0;
    pub(crate) const ROOT: u8 = 1;
    /// The size of the file as it is mapped, in bytes.
    pub(crate) const SIZE: u16 = 0;
    /// The address that the file states.
    pub(crate) const BASE_ADDRESS: u16 = 8;
    /// How far the root is behind the beginning, which may be below 0.
    pub(crate) const BUFFER_OFFSET: u16 = 16;
}

/// `Lean.Kernel.Environment`: constants, diagnostics, const2ModIdx, extensions, irBaseExts, header | quotInit.
pub(crate) const KERNEL_ENVIRONMENT: ConstructorShape = shape("Lean.Kernel.Environment.mk", 0, 6, 8);
/// The fields of [`KERNEL_ENVIRONMENT`] that are read.
pub(crate) mod kernel_environment {
    pub(crate) const EXTENSIONS: u8 = 3;
}
