//! Information trees in Lean 4.35.0: the symbols that leanbind calls, and the layouts of the objects.

use crate::kernel::shape::ConstructorShape;
use crate::kernel::table::symbols;

symbols! {
    functions {
        /// `Lean.Elab.InfoTree.substitute (tree : InfoTree) (assignment : PersistentHashMap MVarId InfoTree) : InfoTree`
        /// (`Lean/Elab/InfoTree/Main.lean`).
        substitute = "l_Lean_Elab_InfoTree_substitute"(tree: owned, assignment: borrowed) -> object;
        /// `Lean.Elab.PartialContextInfo.mergeIntoOuter? (inner : PartialContextInfo) (outer? : Option ContextInfo) :
        /// Option ContextInfo`. Without an outer context, it accepts the context of a command only.
        merge_context = "l_Lean_Elab_PartialContextInfo_mergeIntoOuter_x3f"(inner: owned, outer: owned) -> object;
        /// `Lean.Elab.ContextInfo.ppSyntax (info : ContextInfo) (lctx : LocalContext) (stx : Syntax) : IO Format`.
        pp_syntax = "l_Lean_Elab_ContextInfo_ppSyntax"(info: borrowed, local_context: owned, syntax: owned) -> io;
        /// `Lean.Meta.ppExpr (e : Expr) : MetaM Format` (`Lean/Meta/PPGoal.lean`).
        pp_expr = "l_Lean_Meta_ppExpr"(
            e: owned,
            meta_context: borrowed, meta_state: borrowed, core_context: borrowed, core_state: borrowed
        ) -> io;
        /// `Lean.PrettyPrinter.ppTactic (stx : TSyntax) : CoreM Format` (`Lean/PrettyPrinter.lean`).
        pp_tactic = "l_Lean_PrettyPrinter_ppTactic"(syntax: owned, core_context: borrowed, core_state: borrowed) -> io;
        /// `Lean.MetavarContext.getExprAssignmentCore? (m : MetavarContext) (mvarId : MVarId) : Option Expr`
        /// (`Lean/MetavarContext.lean`).
        assignment = "l_Lean_MetavarContext_getExprAssignmentCore_x3f"(mctx: borrowed, mvar: borrowed) -> object;
        /// `Lean.NameGenerator.mkChild (g : NameGenerator) : NameGenerator × NameGenerator` (`Init/Meta/Defs.lean`).
        name_generator_child = "l_Lean_NameGenerator_mkChild"(generator: owned) -> object;
        /// `Lean.Syntax.getHeadInfo (stx : Syntax) : SourceInfo` (`Init/Prelude.lean`).
        syntax_head_info = "l_Lean_Syntax_getHeadInfo"(syntax: borrowed) -> object;
        /// `Lean.Syntax.getKind (stx : Syntax) : SyntaxNodeKind`.
        syntax_kind = "l_Lean_Syntax_getKind"(syntax: owned) -> object;
        /// `Lean.Syntax.getPos? (stx : Syntax) (canonicalOnly : Bool) : Option String.Pos.Raw`.
        syntax_position = "l_Lean_Syntax_getPos_x3f"(syntax: borrowed, canonical_only: u8) -> object;
        /// `Lean.Syntax.getTailPos? (stx : Syntax) (canonicalOnly : Bool) : Option String.Pos.Raw`.
        syntax_tail_position = "l_Lean_Syntax_getTailPos_x3f"(syntax: borrowed, canonical_only: u8) -> object;
        /// `Lean.FileMap.toPosition (fmap : FileMap) (pos : String.Pos.Raw) : Position` (`Lean/Data/Position.lean`).
        to_position = "l_Lean_FileMap_toPosition"(file_map: owned, position: borrowed) -> object;
        /// `Lean.Elab.InfoState.substituteLazy (s : InfoState) : Task InfoState`: fills in the trees that tasks have made.
        substitute_lazy = "l_Lean_Elab_InfoState_substituteLazy"(state: owned) -> object;
        /// `Lean.Language.SnapshotTask.get (t : SnapshotTask α) : α` (`Lean/Language/Basic.lean`). Waits for the task.
        snapshot_task_get = "l_Lean_Language_SnapshotTask_get___redArg"(task: owned) -> object;
        /// `Lean.Language.SnapshotTree.getAll (s : SnapshotTree) : Array Snapshot`. Waits for all tasks in the tree.
        snapshots = "l_Lean_Language_SnapshotTree_getAll"(tree: owned) -> object;
    }
    constants {}
}

// Each comment lists the fields of the constructor in order. The fields behind `|` are scalars.

/// `Lean.Elab.InfoState`: assignment, lazyAssignment, trees | enabled.
pub(crate) const INFO_STATE: ConstructorShape = ConstructorShape::new("Lean.Elab.InfoState.mk", 0, 3, 8);
/// The fields of [`INFO_STATE`] that leanbind reads.
pub(crate) mod info_state {
    pub(crate) const ASSIGNMENT: u8 = 0;
    pub(crate) const TREES: u8 = 2;
}

/// `Lean.Elab.InfoTree.context`: i, t. The context `i` holds in the tree `t`.
pub(crate) const INFO_TREE_CONTEXT: ConstructorShape = ConstructorShape::new("Lean.Elab.InfoTree.context", 0, 2, 0);
/// `Lean.Elab.InfoTree.node`: info, children.
pub(crate) const INFO_TREE_NODE: ConstructorShape = ConstructorShape::new("Lean.Elab.InfoTree.node", 1, 2, 0);
/// `Lean.Elab.InfoTree.hole`: the metavariable that stands for a tree.
pub(crate) const INFO_TREE_HOLE: ConstructorShape = ConstructorShape::new("Lean.Elab.InfoTree.hole", 2, 1, 0);

/// The constructors of `Lean.Elab.Info` in order, by the names that the REPL gives them. Each has one field.
pub(crate) const INFO_KINDS: [&str; 17] = [
    "TacticInfo",
    "TermInfo",
    "PartialTermInfo",
    "CommandInfo",
    "MacroExpansionInfo",
    "OptionInfo",
    "ErrorNameInfo",
    "FieldInfo",
    "CompletionInfo",
    "UserWidgetInfo",
    "CustomInfo",
    "FVarAliasInfo",
    "FieldRedeclInfo",
    "DelabTermInfo",
    "ChoiceInfo",
    "DocInfo",
    "DocElabInfo",
];

/// The constructors of [`INFO_KINDS`] that leanbind reads.
pub(crate) mod info_kind {
    pub(crate) const TACTIC: usize = 0;
    pub(crate) const TERM: usize = 1;
    pub(crate) const COMMAND: usize = 3;
}

/// `Lean.Elab.PartialContextInfo.commandCtx`, the only constructor that needs no outer context.
pub(crate) const COMMAND_CONTEXT_TAG: u8 = 0;

/// `Lean.Elab.ElabInfo`: elaborator, stx. `Lean.Elab.CommandInfo` has the same fields.
pub(crate) const ELAB_INFO: ConstructorShape = ConstructorShape::new("Lean.Elab.ElabInfo.mk", 0, 2, 0);
/// The fields of [`ELAB_INFO`].
pub(crate) mod elab_info {
    pub(crate) const ELABORATOR: u8 = 0;
    pub(crate) const SYNTAX: u8 = 1;
}
/// `Lean.Elab.TacticInfo`: its `ElabInfo`, mctxBefore, goalsBefore, mctxAfter, goalsAfter.
pub(crate) const TACTIC_INFO: ConstructorShape = ConstructorShape::new("Lean.Elab.TacticInfo.mk", 0, 5, 0);
/// The fields of [`TACTIC_INFO`].
pub(crate) mod tactic_info {
    pub(crate) const ELAB: u8 = 0;
    pub(crate) const MCTX_BEFORE: u8 = 1;
    pub(crate) const GOALS_BEFORE: u8 = 2;
    pub(crate) const MCTX_AFTER: u8 = 3;
    pub(crate) const GOALS_AFTER: u8 = 4;
}
/// `Lean.Elab.TermInfo`: its `ElabInfo`, lctx, expectedType?, expr | isBinder, and one more.
pub(crate) const TERM_INFO: ConstructorShape = ConstructorShape::new("Lean.Elab.TermInfo.mk", 0, 4, 8);
/// The fields of [`TERM_INFO`].
pub(crate) mod term_info {
    pub(crate) const ELAB: u8 = 0;
    pub(crate) const LOCAL_CONTEXT: u8 = 1;
    pub(crate) const EXPECTED_TYPE: u8 = 2;
    pub(crate) const EXPR: u8 = 3;
    /// The offset of a scalar.
    pub(crate) const IS_BINDER: u16 = 0;
}

/// `Lean.Language.Snapshot`: desc?, diagnostics, infoTree?, traces | isFatal.
pub(crate) const SNAPSHOT: ConstructorShape = ConstructorShape::new("Lean.Language.Snapshot.mk", 0, 4, 8);
/// The fields of [`SNAPSHOT`] that leanbind reads.
pub(crate) mod snapshot {
    pub(crate) const DIAGNOSTICS: u8 = 1;
}
/// `Lean.Language.Snapshot.Diagnostics`: msgLog, interactiveDiagsRef?.
pub(crate) const DIAGNOSTICS: ConstructorShape =
    ConstructorShape::new("Lean.Language.Snapshot.Diagnostics.mk", 0, 2, 0);
/// The fields of [`DIAGNOSTICS`] that leanbind reads.
pub(crate) mod diagnostics {
    pub(crate) const LOG: u8 = 0;
}

/// `Lean.Syntax.node`: info, kind, args.
pub(crate) const SYNTAX_NODE: ConstructorShape = ConstructorShape::new("Lean.Syntax.node", 1, 3, 0);
/// `Lean.Syntax.atom`: info, val.
pub(crate) const SYNTAX_ATOM: ConstructorShape = ConstructorShape::new("Lean.Syntax.atom", 2, 2, 0);
/// `Lean.SourceInfo.original`, for syntax that the parser read from the text: leading, pos, trailing, endPos.
pub(crate) const SOURCE_INFO_ORIGINAL: ConstructorShape = ConstructorShape::new("Lean.SourceInfo.original", 0, 4, 0);
/// `Lean.Position`: line, column.
pub(crate) const POSITION: ConstructorShape = ConstructorShape::new("Lean.Position.mk", 0, 2, 0);
