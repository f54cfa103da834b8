//! Proof states and steps in Lean 4.35.0: the symbols that are called, and what the objects look like.

use super::super::table::{Shape, symbols};
use super::shape;

symbols! {
    functions {
        /// `Lean.Elab.ContextInfo.runMetaM (info : ContextInfo) (lctx : LocalContext) (x : MetaM α)`
        /// (`Lean/Elab/InfoTree/Main.lean`).
        run_meta_of_info = "l_Lean_Elab_ContextInfo_runMetaM___redArg"(
            info: owned, local_context: owned, action: owned
        ) -> io;
        /// `Lean.Elab.Command.liftTermElabM (x : TermElabM α) : CommandElabM α` (`Lean/Elab/Command.lean`), its context and
        /// its state.
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
        /// `IO.getNumHeartbeats : BaseIO Nat`: how many small objects this thread has allocated.
        heartbeats = "lean_io_get_num_heartbeats"() -> object;
        /// `Lean.PersistentArray.toArray (t : PersistentArray α) : Array α` (`Lean/Data/PersistentArray.lean`).
        persistent_array_to_array = "l_Lean_PersistentArray_toArray___redArg"(array: borrowed) -> object;
    }
    constants {
        /// `Lean.LocalContext.empty : LocalContext` (`Lean/LocalContext.lean`).
        no_local_context = "l_Lean_LocalContext_empty";
    }
}

// Fields in order; what stands behind `|` are scalars.

/// `Lean.Elab.ContextInfo`: toCommandContextInfo, parentDecl?, autoImplicits.
pub(crate) const CONTEXT_INFO: Shape = shape("Lean.Elab.ContextInfo.mk", 0, 3, 0);
/// `Lean.Elab.CommandContextInfo`: env, cmdEnv?, fileMap, mctx, options, currNamespace, openDecls, ngen.
pub(crate) const COMMAND_CONTEXT_INFO: Shape = shape("Lean.Elab.CommandContextInfo.mk", 0, 8, 0);
/// The fields of [`COMMAND_CONTEXT_INFO`] that are read.
pub(crate) mod command_context_info {
    pub(crate) const FILE_MAP: u8 = 2;
    pub(crate) const MCTX: u8 = 3;
    pub(crate) const NAME_GENERATOR: u8 = 7;
}

/// `Lean.Core.Context`: what does not change during an action, currRecDepth, ref | flags.
pub(crate) const CORE_CONTEXT: Shape = shape("Lean.Core.Context.mk", 0, 3, 8);
/// The first field of [`CORE_CONTEXT`]: fileName, fileMap, options, maxRecDepth, currNamespace, openDecls, initHeartbeats,
/// maxHeartbeats, quotContext, currMacroScope, cancelTk?, inheritedTraceOptions.
pub(crate) const CORE_CONTEXT_BASE: Shape = shape("the base of Lean.Core.Context", 0, 12, 0);
/// The fields of [`CORE_CONTEXT_BASE`] that are written.
pub(crate) mod core_context_base {
    pub(crate) const INIT_HEARTBEATS: u8 = 6;
    pub(crate) const CANCEL_TOKEN: u8 = 10;
}
/// `Lean.Core.State`: env, nextMacroScope, ngen, auxDeclNGen, traceState, cache, messages, infoState, snapshotTasks.
pub(crate) const CORE_STATE: Shape = shape("Lean.Core.State.mk", 0, 9, 0);
/// The fields of [`CORE_STATE`] that are used.
pub(crate) mod core_state {
    pub(crate) const ENVIRONMENT: u8 = 0;
}
/// `Lean.Meta.State`: mctx, and caches.
pub(crate) const META_STATE: Shape = shape("Lean.Meta.State.mk", 0, 5, 0);
/// `Lean.MetavarDecl`: userName, lctx, type, depth, localInstances, numScopeArgs, index | kind.
pub(crate) const MVAR_DECL: Shape = shape("Lean.MetavarDecl.mk", 0, 7, 8);
/// The fields of [`MVAR_DECL`] that are read.
pub(crate) mod mvar_decl {
    pub(crate) const LOCAL_CONTEXT: u8 = 1;
}
/// `Lean.LocalContext`: fvarIdToDecl, decls, auxDeclToFullName.
pub(crate) const LOCAL_CONTEXT: Shape = shape("Lean.LocalContext.mk", 0, 3, 0);
/// The fields of [`LOCAL_CONTEXT`] that are read.
pub(crate) mod local_context {
    pub(crate) const DECLS: u8 = 1;
}
/// `Lean.Expr.mvar`: its name | data.
pub(crate) const EXPR_MVAR: Shape = shape("Lean.Expr.mvar", 2, 1, 8);

/// `Lean.MetavarKind.syntheticOpaque`: only tactics assign it.
pub(crate) const SYNTHETIC_OPAQUE: u8 = 2;
