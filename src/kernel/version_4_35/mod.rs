//! The internals of Lean 4.35.0 that leanbind uses: the symbols it calls, and the layouts of the objects.
//!
//! The calling conventions were read from the machine code. The boxed variant `f___boxed` of a function takes owned objects
//! and calls `f`: it unboxes numbers before the call, and releases the objects that `f` borrows after it. If there is no boxed
//! variant, all parameters of `f` are owned objects. A parameter that the compiler found unused is still passed. No function
//! takes a world token.
//!
//! `docs/new-lean-version.md` says how to add a version.

#[cfg(feature = "server")]
pub(crate) mod elaborator;
#[cfg(feature = "server")]
pub(crate) mod info;
#[cfg(feature = "server")]
pub(crate) mod meta;
#[cfg(feature = "server")]
pub(crate) mod region;

use super::shape::ConstructorShape;
use super::table::symbols;

symbols! {
    functions {
        /// `Lean.mkEmptyEnvironment (trustLevel : UInt32 := 0) : IO Environment` (`Lean/Environment.lean`).
        mk_empty_environment = "l_Lean_mkEmptyEnvironment"(trust: u32) -> io;
        /// `Lean.importModules (imports : Array Import) (opts : Options) (trustLevel : UInt32) (plugins : Array FilePath)
        /// (leakEnv loadExts : Bool) (level : OLeanLevel) (arts : NameMap ImportArtifacts) : IO Environment`.
        import_modules = "l_Lean_importModules"(
            imports: owned, options: owned, trust: u32, plugins: owned, leak: u8, extensions: u8, level: u8, artifacts: owned
        ) -> io;
        /// `Lean.enableInitializersExecution : IO Unit` (`Lean/ImportingFlag.lean`). Each import disables it again.
        enable_initializers = "lean_enable_initializer_execution"() -> object;
        /// `Lean.Environment.find? (env : Environment) (n : Name) (skipRealize : Bool) : Option ConstantInfo`.
        environment_find = "l_Lean_Environment_find_x3f"(environment: owned, name: owned, skip_realize: u8) -> object;
        /// `Lean.Environment.allImportedModuleNames (env : Environment) : Array Name`.
        environment_imported_modules = "l_Lean_Environment_allImportedModuleNames___boxed"(environment: owned) -> object;
        /// `Lean.Environment.toKernelEnv (env : Environment) : Kernel.Environment`, exported: the declarations that the
        /// kernel has checked.
        kernel_environment = "lean_elab_environment_to_kernel_env"(environment: owned) -> object;
        /// `Lean.Kernel.Environment.find? (env : Kernel.Environment) (n : Name) : Option ConstantInfo`, exported.
        kernel_environment_find = "lean_environment_find"(environment: owned, name: owned) -> object;
        /// `Lean.Environment.setExporting (env : Environment) (isExporting : Bool) : Environment`: with `true`, the environment
        /// hides the private declarations of modules.
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

        /// `Lean.Name.toString (n : Name) (escape : Bool := true) : String`. The compiler removed its third parameter.
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
        /// `reset_heartbeat` of `runtime/interrupt.cpp`: sets this thread's count of heartbeats to 0. The kernel counts one in
        /// each `infer_type_core`, `whnf_core` and `is_def_eq_core` (`kernel/type_checker.cpp`), by `check_system`. The
        /// function returns nothing.
        reset_heartbeats = "_ZN4lean15reset_heartbeatEv"() -> u8;
        /// `set_max_heartbeat` of `runtime/interrupt.cpp`: sets this thread's limit, 0 for none. The result is a dummy.
        set_max_heartbeats = "lean_internal_set_max_heartbeat"(limit: usize) -> object;
        /// `set_max_memory` of `runtime/memory.cpp`: sets the process's limit in bytes, 0 for none, as `lean --memory` does.
        /// The result is a dummy.
        set_max_memory = "lean_internal_set_max_memory"(limit: usize) -> object;
        /// The constructor of C++'s `scope_cancel_tk` (`runtime/interrupt.h`): sets the token of this thread. It writes two
        /// words: the place of the thread's token, and the old token, which the destructor would restore.
        set_thread_cancel_token = "_ZN4lean15scope_cancel_tkC1EP11lean_object"(saved: usize, token: usize) -> u8;
    }
    constants {
        /// `Lean.searchPathRef : IO.Ref SearchPath` (`Lean/Util/Path.lean`).
        search_path = "l_Lean_searchPathRef";
        /// `Lean.exportedAxiomsExt : PersistentEnvExtension (Name × Array Name) (Name × Array Name) ExportedAxiomsState`
        /// (`Lean/Util/CollectAxioms.lean`), private.
        exported_axioms = "l___private_Lean_Util_CollectAxioms_0__Lean_exportedAxiomsExt";
        /// The default state of [`exported_axioms`](Self::exported_axioms).
        no_exported_axioms = "l___private_Lean_Util_CollectAxioms_0__Lean_instInhabitedExportedAxiomsState";
    }
}

// Each comment lists the fields of the constructor in order. The fields behind `|` are scalars.

/// `Lean.Import`: module | importAll, isExported, isMeta.
pub(crate) const IMPORT: ConstructorShape = ConstructorShape::new("Lean.Import.mk", 0, 1, 8);
/// `Lean.ConstantVal`: name, levelParams, type.
pub(crate) const CONSTANT_VAL: ConstructorShape = ConstructorShape::new("Lean.ConstantVal.mk", 0, 3, 0);
/// `Lean.AxiomVal`: constant | isUnsafe.
pub(crate) const AXIOM_VAL: ConstructorShape = ConstructorShape::new("Lean.AxiomVal.mk", 0, 1, 8);
/// `Lean.DefinitionVal`: constant, value, hints, all | safety (0 unsafe, 1 safe, 2 partial).
pub(crate) const DEFINITION_VAL: ConstructorShape = ConstructorShape::new("Lean.DefinitionVal.mk", 0, 4, 8);
/// `Lean.TheoremVal`: constant, value, all.
pub(crate) const THEOREM_VAL: ConstructorShape = ConstructorShape::new("Lean.TheoremVal.mk", 0, 3, 0);
/// `Lean.OpaqueVal`: constant, value, all | isUnsafe.
pub(crate) const OPAQUE_VAL: ConstructorShape = ConstructorShape::new("Lean.OpaqueVal.mk", 0, 3, 8);
/// `Lean.QuotVal`: constant | kind (0 type, 1 constructor, 2 lift, 3 ind).
pub(crate) const QUOT_VAL: ConstructorShape = ConstructorShape::new("Lean.QuotVal.mk", 0, 1, 8);
/// `Lean.InductiveVal`: constant, numParams, numIndices, all, ctors, numNested | isRec, isUnsafe, isReflexive.
pub(crate) const INDUCTIVE_VAL: ConstructorShape = ConstructorShape::new("Lean.InductiveVal.mk", 0, 6, 8);
/// `Lean.ConstructorVal`: constant, induct, cidx, numParams, numFields | isUnsafe.
pub(crate) const CONSTRUCTOR_VAL: ConstructorShape = ConstructorShape::new("Lean.ConstructorVal.mk", 0, 5, 8);
/// `Lean.RecursorVal`: constant, all, numParams, numIndices, numMotives, numMinors, rules | k, isUnsafe.
pub(crate) const RECURSOR_VAL: ConstructorShape = ConstructorShape::new("Lean.RecursorVal.mk", 0, 7, 8);
/// `Lean.ReducibilityHints.regular`: | its height, in 4 bytes. `opaque` and `abbrev` are the scalars 0 and 1.
pub(crate) const HINTS_REGULAR: ConstructorShape = ConstructorShape::new("Lean.ReducibilityHints.regular", 2, 0, 8);
/// `Lean.InductiveType`: name, type, ctors.
pub(crate) const INDUCTIVE_TYPE: ConstructorShape = ConstructorShape::new("Lean.InductiveType.mk", 0, 3, 0);

/// The constructors of `Lean.ConstantInfo`. Each has one field, its value.
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

/// The constructors of `Lean.Declaration` that leanbind makes itself. Each has one field, its value.
pub(crate) mod declaration {
    pub(crate) const AXIOM: u8 = 0;
    pub(crate) const DEFINITION: u8 = 1;
    pub(crate) const THEOREM: u8 = 2;
    pub(crate) const OPAQUE: u8 = 3;
}

/// `Lean.OLeanLevel.private`: the importing file sees everything, as a file that is not a `module` does.
pub(crate) const OLEAN_LEVEL_PRIVATE: u8 = 2;

/// `Lean.EnvExtension.AsyncMode.mainOnly`.
pub(crate) const ASYNC_MODE_MAIN_ONLY: usize = 2;

/// `Std.DTreeMap.Internal.Impl.leaf`, the empty map.
pub(crate) const EMPTY_TREE_MAP: usize = 1;
