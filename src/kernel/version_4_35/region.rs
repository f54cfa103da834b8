//! Objects in files, in Lean 4.35.0: the symbols that leanbind calls, and the layouts of the objects.

use crate::kernel::shape::ConstructorShape;
use crate::kernel::table::symbols;

symbols! {
    functions {
        /// `Lean.CompactedRegion.save (fileName : FilePath) (key : Name) (data : α) (deps : Array CompactedRegion)
        /// (prev : Option CompactorSpec) (allowClosures : Bool)` (`library/module.cpp`). The key determines the address that
        /// the file is mapped to. An object in a region of `deps` is not copied: the new file refers to it by the address
        /// that the region's file states. Waits for every promise in the data.
        save = "lean_compacted_region_save"(
            file: borrowed, key: borrowed, data: borrowed, dependencies: borrowed, previous: owned, closures: u8
        ) -> io;
        /// `Lean.CompactedRegion.read (fileName : FilePath) (deps : Array CompactedRegion) : IO (α × CompactedRegion)`. It
        /// does not check the contents. If the file or one of `deps` is not mapped at the address that its file states, it
        /// relocates the addresses.
        read = "lean_compacted_region_read"(file: borrowed, dependencies: borrowed) -> io;
        /// `Lean.Environment.header (env : @& Environment) : EnvironmentHeader` (`Lean/Environment.lean`).
        header = "l_Lean_Environment_header"(environment: borrowed) -> object;
        /// `IO.getTaskState (t : @& Task α) : BaseIO TaskState`: 2 once the task has finished.
        task_state = "lean_io_get_task_state"(task: borrowed) -> u8;
    }
    constants {
        /// `Lean.persistentEnvExtensionsRef : IO.Ref (Array PersistentEnvExtension)`: the registered extensions of
        /// environments, in the order of their registration.
        extensions = "l_Lean_persistentEnvExtensionsRef";
        /// `Lean.EnvExtension.envExtensionsRef : IO.Ref (Array (EnvExtension EnvExtensionState))` (`Lean/Environment.lean`): all
        /// extensions, also those inside persistent ones, in the order of their states in an environment.
        all_extensions = "l___private_Lean_Environment_0__Lean_EnvExtension_envExtensionsRef";
    }
}

/// `Lean.PersistentEnvExtension`: toEnvExtension, name, and functions.
pub(crate) const PERSISTENT_EXTENSION: ConstructorShape =
    ConstructorShape::new("Lean.PersistentEnvExtension.mk", 0, 6, 0);
/// `Lean.EnvExtension`: idx, mkInitial, asyncMode, replay?.
pub(crate) const EXTENSION: ConstructorShape = ConstructorShape::new("Lean.EnvExtension.mk", 0, 4, 0);
/// The fields of [`PERSISTENT_EXTENSION`] and of [`EXTENSION`] that leanbind reads.
pub(crate) mod extension {
    /// The `EnvExtension` inside a `PersistentEnvExtension`.
    pub(crate) const BASE: u8 = 0;
    pub(crate) const NAME: u8 = 1;
    /// The index of an `EnvExtension`'s state in an environment.
    pub(crate) const INDEX: u8 = 0;
    /// The action that makes the initial state of an `EnvExtension`.
    pub(crate) const INITIAL: u8 = 1;
}

/// `Lean.IR.Decl.fdecl`: f, xs, type, body, info. A closure of an interpreted function holds the function's declaration
/// (`mk_stub_closure` in `library/ir_interpreter.cpp`).
pub(crate) const IR_FUNCTION: ConstructorShape = ConstructorShape::new("Lean.IR.Decl.fdecl", 0, 5, 0);
/// `Lean.Name.str`: pre, str | the hash.
pub(crate) const NAME_STR: ConstructorShape = ConstructorShape::new("Lean.Name.str", 1, 2, 8);

/// `Lean.EnvironmentHeader`: mainModule, imports, regions, modules, and more | trustLevel, isModule.
pub(crate) const HEADER: ConstructorShape = ConstructorShape::new("Lean.EnvironmentHeader.mk", 0, 7, 8);
/// The fields of [`HEADER`] that leanbind reads.
pub(crate) mod header {
    pub(crate) const IMPORTS: u8 = 1;
    pub(crate) const REGIONS: u8 = 2;
}
/// `Lean.CompactedRegion` (`Lean/CompactedRegion.lean`): filePath, root | size, baseAddr, bufferOffset, isMemoryMapped.
pub(crate) const REGION: ConstructorShape = ConstructorShape::new("Lean.CompactedRegion.mk", 0, 2, 32);
/// The fields of [`REGION`] that leanbind reads.
pub(crate) mod compacted_region {
    pub(crate) const FILE_PATH: u8 = 0;
    pub(crate) const ROOT: u8 = 1;
    /// The size of the mapped file, in bytes.
    pub(crate) const SIZE: u16 = 0;
    /// The address that the file states.
    pub(crate) const BASE_ADDRESS: u16 = 8;
    /// The offset of the root from the beginning of the buffer. It may be negative.
    pub(crate) const BUFFER_OFFSET: u16 = 16;
}

/// `Lean.Kernel.Environment`: constants, diagnostics, const2ModIdx, extensions, irBaseExts, header | quotInit.
pub(crate) const KERNEL_ENVIRONMENT: ConstructorShape = ConstructorShape::new("Lean.Kernel.Environment.mk", 0, 6, 8);
/// The fields of [`KERNEL_ENVIRONMENT`] that leanbind reads.
pub(crate) mod kernel_environment {
    pub(crate) const EXTENSIONS: u8 = 3;
}
