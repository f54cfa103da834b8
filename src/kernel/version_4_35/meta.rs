//! Proof states and steps in Lean 4.35.0: the symbols that leanbind calls, and the layouts of the objects.

use crate::kernel::shape::ConstructorShape;
use crate::kernel::table::symbols;

symbols! {
    functions {
        /// `Lean.Elab.ContextInfo.runMetaM (info : ContextInfo) (lctx : LocalContext) (x : MetaM α)`
        /// (`Lean/Elab/InfoTree/Main.lean`).
        run_meta_of_info = "l_Lean_Elab_ContextInfo_runMetaM___redArg"(
            info: owned, local_context: owned, action: owned
        ) -> io;
        /// `Lean.Elab.Command.liftTermElabM (x : TermElabM α) : CommandElabM α` (`Lean/Elab/Command.lean`), with the context
        /// and the state of `CommandElabM`.
        lift_term_elab = "l_Lean_Elab_Command_liftTermElabM___redArg"(
            action: owned, context: borrowed, state: borrowed
        ) -> io;
        /// `Lean.Meta.withLocalInstances (decls : List LocalDecl) (x : MetaM α) : MetaM α` (`Lean/Meta/Basic.lean`).
        with_local_instances = "l_Lean_Meta_withLocalInstancesImp___redArg"(
            declarations: borrowed, action: owned,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.Meta.mkFreshExprMVar (type? : Option Expr) (kind : MetavarKind) (userName : Name) : MetaM Expr`.
        mk_fresh_mvar = "l_Lean_Meta_mkFreshExprMVar"(
            ty: owned, kind: u8, user_name: owned,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.Meta.ppGoal (mvarId : MVarId) : MetaM Format` (`Lean/Meta/PPGoal.lean`).
        pp_goal = "l_Lean_Meta_ppGoal"(
            goal: borrowed,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Std.Format.pretty (f : Format) (width indent column : Nat) : String` (`Init/Data/Format/Basic.lean`).
        format_pretty = "l_Std_Format_pretty"(format: owned, width: borrowed, indent: owned, column: owned) -> object;
        /// `Lean.MetavarContext.findDecl? (mctx : MetavarContext) (mvarId : MVarId) : Option MetavarDecl`
        /// (`Lean/MetavarContext.lean`).
        find_mvar = "l_Lean_MetavarContext_findDecl_x3f"(context: borrowed, mvar: borrowed) -> object;
        /// `Lean.Parser.runParserCategory (env : Environment) (catName : Name) (input fileName : String) :
        /// Except String Syntax` (`Lean/Parser/Extension.lean`).
        run_parser_category = "l_Lean_Parser_runParserCategory"(
            environment: owned, category: owned, input: owned, file_name: owned
        ) -> object;
        /// `Lean.Elab.Tactic.evalTactic (stx : Syntax) : TacticM Unit` (`Lean/Elab/Tactic/Basic.lean`).
        eval_tactic = "l_Lean_Elab_Tactic_evalTactic"(
            syntax: owned, tactic_context: borrowed, tactic_state: borrowed, term_context: borrowed, term_state: borrowed,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.Elab.Term.synthesizeSyntheticMVarsNoPostponing (ignoreStuckTC : Bool) : TermElabM Unit`
        /// (`Lean/Elab/SyntheticMVars.lean`).
        synthesize_mvars = "l_Lean_Elab_Term_synthesizeSyntheticMVarsNoPostponing"(
            ignore_stuck: u8, term_context: borrowed, term_state: borrowed,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;

        /// `Lean.instantiateMVarsCore (mctx : MetavarContext) (e : Expr) : Expr × MetavarContext`.
        instantiate_mvars = "l_Lean_instantiateMVarsCore"(context: owned, e: owned) -> object;
        /// `Lean.Meta.mkLambdaFVars (xs : Array Expr) (e : Expr) (usedOnly usedLetOnly etaReduce generalizeNondepLet : Bool)
        /// (binderInfoForMVars : BinderInfo) : MetaM Expr` (`Lean/Meta/Basic.lean`).
        mk_lambda = "l_Lean_Meta_mkLambdaFVars"(
            variables: borrowed, e: owned, used_only: u8, used_let_only: u8, eta_reduce: u8, generalize_let: u8, info: u8,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.Meta.mkForallFVars (xs : Array Expr) (e : Expr) (usedOnly usedLetOnly generalizeNondepLet : Bool)
        /// (binderInfoForMVars : BinderInfo) : MetaM Expr`.
        mk_forall = "l_Lean_Meta_mkForallFVars"(
            variables: borrowed, e: owned, used_only: u8, used_let_only: u8, generalize_let: u8, info: u8,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.Meta.inferType (e : Expr) : MetaM Expr`, exported.
        infer_type = "lean_infer_type"(
            e: owned, meta_context: owned, meta_state: owned, core_context: owned, core_state: owned
        ) -> io;
        /// `Lean.collectLevelParams (s : CollectLevelParams.State) (e : Expr) : CollectLevelParams.State`
        /// (`Lean/Util/CollectLevelParams.lean`).
        collect_level_params = "l_Lean_collectLevelParams"(state: owned, e: owned) -> object;

        /// `Lean.Core.getMaxHeartbeats (opts : Options) : Nat` (`Lean/CoreM.lean`): how many small objects
        /// an action may allocate.
        max_heartbeats = "l_Lean_Core_getMaxHeartbeats"(options: borrowed) -> object;
        /// `IO.getNumHeartbeats : BaseIO Nat`: how many small objects this thread has allocated.
        heartbeats = "lean_io_get_num_heartbeats"() -> object;
        /// `Lean.PersistentArray.toArray (t : PersistentArray α) : Array α` (`Lean/Data/PersistentArray.lean`).
        persistent_array_to_array = "l_Lean_PersistentArray_toArray___redArg"(array: borrowed) -> object;
    }
    constants {
        /// `Lean.LocalContext.empty : LocalContext` (`Lean/LocalContext.lean`).
        no_local_context = "l_Lean_LocalContext_empty";
        /// The empty `Lean.CollectLevelParams.State`.
        no_level_params = "l_Lean_CollectLevelParams_instInhabitedState";
    }
}

// Each comment lists the fields of the constructor in order. The fields behind `|` are scalars.

/// `Lean.Elab.ContextInfo`: toCommandContextInfo, parentDecl?, autoImplicits.
pub(crate) const CONTEXT_INFO: ConstructorShape = ConstructorShape::new("Lean.Elab.ContextInfo.mk", 0, 3, 0);
/// `Lean.Elab.CommandContextInfo`: env, cmdEnv?, fileMap, mctx, options, currNamespace, openDecls, ngen.
pub(crate) const COMMAND_CONTEXT_INFO: ConstructorShape =
    ConstructorShape::new("Lean.Elab.CommandContextInfo.mk", 0, 8, 0);
/// The fields of [`COMMAND_CONTEXT_INFO`] that leanbind reads.
pub(crate) mod command_context_info {
    pub(crate) const FILE_MAP: u8 = 2;
    pub(crate) const MCTX: u8 = 3;
    pub(crate) const NAME_GENERATOR: u8 = 7;
}

/// `Lean.Core.Context`: a base that does not change during an action, currRecDepth, ref | flags.
pub(crate) const CORE_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Core.Context.mk", 0, 3, 8);
/// The first field of [`CORE_CONTEXT`]: fileName, fileMap, options, maxRecDepth, currNamespace, openDecls, initHeartbeats,
/// maxHeartbeats, quotContext, currMacroScope, cancelTk?, inheritedTraceOptions.
pub(crate) const CORE_CONTEXT_BASE: ConstructorShape = ConstructorShape::new("the base of Lean.Core.Context", 0, 12, 0);
/// The fields of [`CORE_CONTEXT_BASE`] that leanbind uses.
pub(crate) mod core_context_base {
    pub(crate) const FILE_MAP: u8 = 1;
    pub(crate) const OPTIONS: u8 = 2;
    pub(crate) const NAMESPACE: u8 = 4;
    pub(crate) const OPEN_DECLS: u8 = 5;
    pub(crate) const INIT_HEARTBEATS: u8 = 6;
    pub(crate) const MAX_HEARTBEATS: u8 = 7;
    pub(crate) const CANCEL_TOKEN: u8 = 10;
}
/// `Lean.Core.State`: env, nextMacroScope, ngen, auxDeclNGen, traceState, cache, messages, infoState, snapshotTasks.
pub(crate) const CORE_STATE: ConstructorShape = ConstructorShape::new("Lean.Core.State.mk", 0, 9, 0);
/// The fields of [`CORE_STATE`] that leanbind uses.
pub(crate) mod core_state {
    pub(crate) const ENVIRONMENT: u8 = 0;
    pub(crate) const NAME_GENERATOR: u8 = 2;
    pub(crate) const TRACE_STATE: u8 = 4;
    pub(crate) const MESSAGES: u8 = 6;
    pub(crate) const INFO_STATE: u8 = 7;
    pub(crate) const SNAPSHOT_TASKS: u8 = 8;
}
/// `Lean.TraceState`: traces | tid.
pub(crate) const TRACE_STATE: ConstructorShape = ConstructorShape::new("Lean.TraceState.mk", 0, 1, 8);
/// `Lean.TraceElem`: ref, msg.
pub(crate) const TRACE: ConstructorShape = ConstructorShape::new("Lean.TraceElem.mk", 0, 2, 0);
/// The fields of [`TRACE`] that leanbind reads.
pub(crate) mod trace {
    pub(crate) const MESSAGE: u8 = 1;
}
/// `Lean.Elab.Tactic.Context`: elaborator | recover. A `Lean.Elab.Tactic.State` has one field, a list of goals, and is
/// represented by it.
pub(crate) const TACTIC_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Elab.Tactic.Context.mk", 0, 1, 8);
/// `Lean.Meta.State`: mctx, and caches.
pub(crate) const META_STATE: ConstructorShape = ConstructorShape::new("Lean.Meta.State.mk", 0, 5, 0);
/// The fields of [`META_STATE`] that leanbind reads.
pub(crate) mod meta_state {
    pub(crate) const MCTX: u8 = 0;
}
/// `Lean.Meta.Context`: keyedConfig, zetaDeltaSet, lctx, localInstances, defEqCtx?, synthPendingDepth, canUnfold? | flags.
pub(crate) const META_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Meta.Context.mk", 0, 7, 8);
/// The fields of [`META_CONTEXT`] that leanbind writes.
pub(crate) mod meta_context {
    pub(crate) const LOCAL_CONTEXT: u8 = 2;
}
/// `Lean.MetavarDecl`: userName, lctx, type, depth, localInstances, numScopeArgs, index | kind.
pub(crate) const MVAR_DECL: ConstructorShape = ConstructorShape::new("Lean.MetavarDecl.mk", 0, 7, 8);
/// The fields of [`MVAR_DECL`] that leanbind reads.
pub(crate) mod mvar_decl {
    pub(crate) const LOCAL_CONTEXT: u8 = 1;
    pub(crate) const TYPE: u8 = 2;
}
/// `Lean.LocalContext`: fvarIdToDecl, decls, auxDeclToFullName.
pub(crate) const LOCAL_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.LocalContext.mk", 0, 3, 0);
/// The fields of [`LOCAL_CONTEXT`] that leanbind reads.
pub(crate) mod local_context {
    pub(crate) const DECLS: u8 = 1;
}
/// `Lean.LocalDecl.cdecl`: index, fvarId, userName, type | bi, kind.
pub(crate) const LOCAL_DECL: ConstructorShape = ConstructorShape::new("Lean.LocalDecl.cdecl", 0, 4, 8);
/// `Lean.LocalDecl.ldecl`: index, fvarId, userName, type, value | nondep, kind.
pub(crate) const LOCAL_DECL_LET: ConstructorShape = ConstructorShape::new("Lean.LocalDecl.ldecl", 1, 5, 8);
/// The fields of [`LOCAL_DECL`] and [`LOCAL_DECL_LET`] that leanbind reads.
pub(crate) mod local_decl {
    pub(crate) const VARIABLE: u8 = 1;
    /// The offset of the byte that holds the `Lean.LocalDeclKind`.
    pub(crate) const KIND: u16 = 1;
    /// `Lean.LocalDeclKind.auxDecl`: the variable that stands for the declaration that is being elaborated.
    pub(crate) const AUXILIARY: u8 = 2;
}
/// `Lean.CollectLevelParams.State`: visitedLevel, visitedExpr, params.
pub(crate) const LEVEL_PARAMS: ConstructorShape = ConstructorShape::new("Lean.CollectLevelParams.State.mk", 0, 3, 0);
/// The fields of [`LEVEL_PARAMS`] that leanbind reads.
pub(crate) mod level_params {
    pub(crate) const NAMES: u8 = 2;
}
/// `Lean.Expr.mvar`: its name | data.
pub(crate) const EXPR_MVAR: ConstructorShape = ConstructorShape::new("Lean.Expr.mvar", 2, 1, 8);

/// `Lean.MetavarKind.syntheticOpaque`: unification does not assign such a metavariable, only tactics do.
pub(crate) const SYNTHETIC_OPAQUE: u8 = 2;
