//! What leanbind knows of the inside of Lean 4.35.0: the symbols it calls, and what the objects look like.
//!
//! Conventions were read from the machine code: `f___boxed` takes owned objects and gives to `f` what `f` wants, so that it
//! unboxes the numbers before the call and releases the borrowed objects after it. Where there is no twin, all parameters of
//! `f` are owned objects. A parameter that the compiler found unused still counts. No function takes a world token.
//!
//! `docs/new-lean-version.md` says how a version is added.

#[cfg(feature = "server")]
pub(crate) mod elaborator;
#[cfg(feature = "server")]
pub(crate) mod info;
#[cfg(feature = "server")]
pub(crate) mod meta;
#[cfg(feature = "server")]
pub(crate) mod region;

use super::table::{ConstructorShape, symbols};

/// The version that this table is of; the layouts of Lean's own types belong to no other.
pub(crate) const VERSION: &str = "4.35.0";

symbols! {
    functions {
        /// `Lean.mkEmptyEnvironment (trustLevel : UInt32 := 0) : IO Environment` (`Lean/Environment.lean`).
        mk_empty_environment = "l_Lean_mkEmptyEnvironment"(trust: u32) -> io;
        /// `Lean.importModules (imports : Array Import) (opts : Options) (trustLevel : UInt32) (plugins : Array FilePath)
        /// (leakEnv loadExts : Bool) (level : OLeanLevel) (arts : NameMap ImportArtifacts) : IO Environment`.
        import_modules = "l_Lean_importModules"(
            imports: owned, options: owned, trust: u32, plugins: owned, leak: u8, extensions: u8, level: u8, artifacts: owned
        ) -> io;
        /// `Lean.enableInitializersExecution : IO Unit` (`Lean/ImportingFlag.lean`); an import switches it off again.
        enable_initializers = "lean_enable_initializer_execution"() -> object;
        /// `Lean.Environment.find? (env : Environment) (n : Name) (skipRealize : Bool) : Option ConstantInfo`.
        environment_find = "l_Lean_Environment_find_x3f"(environment: owned, name: owned, skip_realize: u8) -> object;
        /// `Lean.Environment.allImportedModuleNames (env : Environment) : Array Name`.
        environment_imported_modules = "l_Lean_Environment_allImportedModuleNames___boxed"(environment: owned) -> object;
        /// `Lean.Environment.toKernelEnv (env : Environment) : Kernel.Environment`, exported: what the kernel has checked.
        kernel_environment = "lean_elab_environment_to_kernel_env"(environment: owned) -> object;
        /// `Lean.Kernel.Environment.find? (env : Kernel.Environment) (n : Name) : Option ConstantInfo`, exported.
        kernel_environment_find = "lean_environment_find"(environment: owned, name: owned) -> object;
        /// `Lean.Environment.setExporting (env : Environment) (isExporting : Bool) : Environment`: whether what modules keep
        /// private is hidden.
        set_exporting = "l_Lean_Environment_setExporting"(environment: owned, exporting: u8) -> object;
        /// `Lean.PersistentEnvExtension.getState [Inhabited σ] (ext : PersistentEnvExtension α β σ) (env : Environment)
        /// (asyncMode : EnvExtension.AsyncMode) (asyncDecl : Name) : σ`.
        extension_state = "l_Lean_PersistentEnvExtension_getState___redArg"(
            default: owned, extension: borrowed, environment: owned, mode: borrowed, declaration: owned
        ) -> object;
        /// `Lean.ExportedAxiomsState.find? (s : ExportedAxiomsState) (env : Environment) (c : Name) : Option (Array Name)`
        /// (`Lean/Util/CollectAxioms.lean`), private.
        exported_axioms_of = "l___private_Lean_Util_CollectAxioms_0__Lean_ExportedAxiomsState_find_x3f"(
            state: borrowed, environment: borrowed, name: owned
        ) -> object;
        /// `Lean.Environment.addDeclCore (env : Environment) (maxHeartbeat maxRecDepth : USize) (decl : @& Declaration)
        /// (cancelTk? : @& Option IO.CancelToken) (doCheck : Bool) : Except Kernel.Exception Environment`.
        environment_add_decl = "l_Lean_Environment_addDeclCore"(
            environment: owned, heartbeats: usize, depth: usize, declaration: borrowed, cancel: borrowed, check: u8
        ) -> object;

        /// `Lean.Kernel.whnf (env : Environment) (lctx : LocalContext) (e : Expr) : Except Kernel.Exception Expr`.
        kernel_whnf = "lean_kernel_whnf"(environment: owned, context: owned, e: owned) -> object;
        /// `Lean.Kernel.check (env : Environment) (lctx : LocalContext) (e : Expr) : Except Kernel.Exception Expr`.
        kernel_check = "lean_kernel_check"(environment: owned, context: owned, e: owned) -> object;
        /// `Lean.Kernel.isDefEq (env : Environment) (lctx : LocalContext) (a b : Expr) : Except Kernel.Exception Bool`.
        kernel_is_def_eq = "lean_kernel_is_def_eq"(environment: owned, context: owned, a: owned, b: owned) -> object;
        /// `Lean.Kernel.Exception.toMessageData (e : Kernel.Exception) (opts : Options) : MessageData`
        /// (`Lean/Message.lean`).
        exception_message = "l_Lean_Kernel_Exception_toMessageData"(exception: owned, options: owned) -> object;
        /// `Lean.LocalContext.mkEmpty (u : Unit) : LocalContext`.
        empty_local_context = "lean_mk_empty_local_ctx"(unit: owned) -> object;

        /// `Lean.mkAxiomValEx (name : Name) (levelParams : List Name) (type : Expr) (isUnsafe : Bool) : AxiomVal`.
        mk_axiom = "lean_mk_axiom_val"(name: owned, params: owned, ty: owned, is_unsafe: u8) -> object;
        /// `Lean.mkDefinitionValEx (name : Name) (levelParams : List Name) (type value : Expr) (hints : ReducibilityHints)
        /// (safety : DefinitionSafety) (all : List Name) : DefinitionVal`.
        mk_definition = "lean_mk_definition_val"(
            name: owned, params: owned, ty: owned, value: owned, hints: owned, safety: u8, all: owned
        ) -> object;
        /// `Lean.mkTheoremValEx (name : Name) (levelParams : List Name) (type value : Expr) (all : List Name) : TheoremVal`.
        mk_theorem = "lean_mk_theorem_val"(name: owned, params: owned, ty: owned, value: owned, all: owned) -> object;
        /// `Lean.mkOpaqueValEx (name : Name) (levelParams : List Name) (type value : Expr) (isUnsafe : Bool)
        /// (all : List Name) : OpaqueVal`.
        mk_opaque = "lean_mk_opaque_val"(
            name: owned, params: owned, ty: owned, value: owned, is_unsafe: u8, all: owned
        ) -> object;
        /// `Lean.mkInductiveDeclEs (lparams : List Name) (nparams : Nat) (types : List InductiveType) (isUnsafe : Bool) :
        /// Declaration`.
        mk_inductive = "lean_mk_inductive_decl"(params: owned, count: owned, types: owned, is_unsafe: u8) -> object;

        /// `Lean.Name.toString (n : Name) (escape : Bool := true) : String`; its third parameter was compiled away.
        name_to_string = "l_Lean_Name_toString"(name: owned, escape: u8) -> object;
        /// `Lean.Name.cmp (n₁ n₂ : Name) : Ordering`.
        name_cmp = "l_Lean_Name_cmp"(a: borrowed, b: borrowed) -> u8;
        /// `Lean.MessageData.toString (msgData : MessageData) : BaseIO String`.
        message_to_string = "l_Lean_MessageData_toString"(message: owned) -> object;
        /// `Lean.Options.getEmpty (u : Unit) : Options` (`Lean/Data/Options.lean`).
        empty_options = "lean_options_get_empty"(unit: owned) -> object;
        /// `Lean.Expr.instantiate (e : @& Expr) (subst : @& Array Expr) : Expr` (`kernel/instantiate.cpp`).
        instantiate = "lean_expr_instantiate"(e: borrowed, values: borrowed) -> object;

        /// `IO.CancelToken.new : BaseIO CancelToken` (`Init/System/Promise.lean`).
        cancel_token_new = "l_IO_CancelToken_new"() -> object;
        /// `IO.CancelToken.set (tk : @& CancelToken) : BaseIO Unit`.
        cancel_token_set = "l_IO_CancelToken_set"(token: borrowed) -> object;
        /// `IO.CancelToken.isSet (tk : @& CancelToken) : BaseIO Bool`.
        cancel_token_is_set = "l_IO_CancelToken_isSet"(token: borrowed) -> u8;
        /// `reset_heartbeat` of `runtime/interrupt.cpp`: how many heartbeats this thread has counted is 0 again. The kernel
        /// counts one in `infer_type_core`, `whnf_core` and `is_def_eq_core` each (`kernel/type_checker.cpp`), by
        /// `check_system`. There is no result.
        reset_heartbeats = "_ZN4lean15reset_heartbeatEv"() -> u8;
        /// `set_max_heartbeat` of `runtime/interrupt.cpp`: this thread's limit, 0 for none. The result is a dummy.
        set_max_heartbeats = "lean_internal_set_max_heartbeat"(limit: usize) -> object;
        /// `set_max_memory` of `runtime/memory.cpp`: the process's limit in bytes, 0 for none; `lean --memory` sets it. The
        /// result is a dummy.
        set_max_memory = "lean_internal_set_max_memory"(limit: usize) -> object;
        /// The constructor of C++'s `scope_cancel_tk` (`runtime/interrupt.h`): makes a token that of this thread. Writes two
        /// words: where the thread keeps its token, and what stood there, which is to be put back.
        set_thread_cancel_token = "_ZN4lean15scope_cancel_tkC1EP11lean_object"(saved: usize, token: usize) -> u8;
    }
    constants {
        /// `Lean.searchPathRef : IO.Ref SearchPath` (`Lean/Util/Path.lean`).
        search_path = "l_Lean_searchPathRef";
        /// `Lean.exportedAxiomsExt : PersistentEnvExtension (Name × Array Name) (Name × Array Name) ExportedAxiomsState`
        /// (`Lean/Util/CollectAxioms.lean`), private.
        exported_axioms = "l___private_Lean_Util_CollectAxioms_0__Lean_exportedAxiomsExt";
        /// Its default state.
        no_exported_axioms = "l___private_Lean_Util_CollectAxioms_0__Lean_instInhabitedExportedAxiomsState";
    }
}

/// One constructor's objects.
const fn shape(constructor: &'static str, tag: u8, objects: u8, scalar_bytes: u16) -> ConstructorShape {
    ConstructorShape { constructor, tag, objects, scalar_bytes }
}

// CheckedFields in order; what stands behind `|` are scalars.

/// `Lean.Import`: module | importAll, isExported, isMeta.
pub(crate) const IMPORT: ConstructorShape = shape("Lean.Import.mk", 0, 1, 8);
/// `Lean.ConstantVal`: name, levelParams, type.
pub(crate) const CONSTANT_VAL: ConstructorShape = shape("Lean.ConstantVal.mk", 0, 3, 0);
/// `Lean.AxiomVal`: constant | isUnsafe.
pub(crate) const AXIOM_VAL: ConstructorShape = shape("Lean.AxiomVal.mk", 0, 1, 8);
/// `Lean.DefinitionVal`: constant, value, hints, all | safety (0 unsafe, 1 safe, 2 partial).
pub(crate) const DEFINITION_VAL: ConstructorShape = shape("Lean.DefinitionVal.mk", 0, 4, 8);
/// `Lean.TheoremVal`: constant, value, all.
pub(crate) const THEOREM_VAL: ConstructorShape = shape("Lean.TheoremVal.mk", 0, 3, 0);
/// `Lean.OpaqueVal`: constant, value, all | isUnsafe.
pub(crate) const OPAQUE_VAL: ConstructorShape = shape("Lean.OpaqueVal.mk", 0, 3, 8);
/// `Lean.QuotVal`: constant | kind (0 type, 1 constructor, 2 lift, 3 ind).
pub(crate) const QUOT_VAL: ConstructorShape = shape("Lean.QuotVal.mk", 0, 1, 8);
/// `Lean.InductiveVal`: constant, numParams, numIndices, all, ctors, numNested | isRec, isUnsafe, isReflexive.
pub(crate) const INDUCTIVE_VAL: ConstructorShape = shape("Lean.InductiveVal.mk", 0, 6, 8);
/// `Lean.ConstructorVal`: constant, induct, cidx, numParams, numFields | isUnsafe.
pub(crate) const CONSTRUCTOR_VAL: ConstructorShape = shape("Lean.ConstructorVal.mk", 0, 5, 8);
/// `Lean.RecursorVal`: constant, all, numParams, numIndices, numMotives, numMinors, rules | k, isUnsafe.
pub(crate) const RECURSOR_VAL: ConstructorShape = shape("Lean.RecursorVal.mk", 0, 7, 8);
/// `Lean.ReducibilityHints.regular`: | its height, in 4 bytes. `opaque` and `abbrev` are the scalars 0 and 1.
pub(crate) const HINTS_REGULAR: ConstructorShape = shape("Lean.ReducibilityHints.regular", 2, 0, 8);
/// `Lean.InductiveType`: name, type, ctors.
pub(crate) const INDUCTIVE_TYPE: ConstructorShape = shape("Lean.InductiveType.mk", 0, 3, 0);

/// The constructors of `Lean.ConstantInfo`, each with one field, its value.
pub(crate) mod constant_info {
    pub(crate) const AXIOM: u8 = 0;
    pub(crate) const DEFINITION: u8 = 1;
    pub(crate) const THEOREM: u8 = 2;
    pub(crate) const OPAQUE: u8 = 3;
    pub(crate) const QUOT: u8 = 4;
    pub(crate) const INDUCTIVE: u8 = 5;
    pub(crate) const CONSTRUCTOR: u8 = 6;
    pub(crate) const RECURSOR: u8 = 7;
}

/// The constructors of `Lean.Declaration` that leanbind makes itself, each with one field, its value.
pub(crate) mod declaration {
    pub(crate) const AXIOM: u8 = 0;
    pub(crate) const DEFINITION: u8 = 1;
    pub(crate) const THEOREM: u8 = 2;
    pub(crate) const OPAQUE: u8 = 3;
}

/// `Lean.OLeanLevel.private`: the importing file sees everything, as one that is no `module` does.
pub(crate) const OLEAN_LEVEL_PRIVATE: u8 = 2;

/// `Lean.EnvExtension.AsyncMode.mainOnly`.
pub(crate) const ASYNC_MODE_MAIN_ONLY: usize = 2;

/// `Std.DTreeMap.Internal.Impl.leaf`, the empty map.
pub(crate) const EMPTY_TREE_MAP: usize = 1;
