//! The tactics in a text, as requests with `allTactics` ask for them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::ContextInfo;
use super::handle::Elaborator;
use super::info_tree::{InfoTree, Next, NodeInfo};
use super::proof_state::ProofState;
use super::sorry::syntax_of;
use super::syntax::{Components, is_name, node};
use crate::kernel::info::{TACTIC_INFO, tactic_info};
use crate::kernel::list::items;
use crate::kernel::{CancelToken, Expr, ExprKind, KernelError, Name, for_each_part};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::Tactic;

/// The kinds of syntax that only group tactics, in the list of the Lean REPL.
const STRUCTURE: [&Components; 8] = [
    &["null"],
    &["Lean", "cdot"],
    &["Lean", "cdotTk"],
    &["Lean", "Parser", "Term", "byTactic"],
    &["Lean", "Parser", "Tactic", "tacticSeq"],
    &["Lean", "Parser", "Tactic", "tacticSeq1Indented"],
    &["Lean", "Parser", "Tactic", "tactic_<;>_"],
    &["Lean", "Parser", "Tactic", "paren"],
];

/// The syntax of a `Lean.Elab.TacticInfo`.
pub(super) fn tactic_syntax(info: ObjRef<'_>) -> Result<&LeanObj, KernelError> {
    syntax_of(TACTIC_INFO.fields(info)?.object(tactic_info::ELAB))
}

/// Whether a tactic does something itself, and does not only group other tactics.
pub(super) fn is_substantive(syntax: ObjRef<'_>) -> bool {
    node(syntax).is_some_and(|(kind, _)| !STRUCTURE.iter().any(|name| is_name(kind.as_obj(), name)))
}

impl Elaborator {
    /// The tactics of the tree that were written in the text and do something themselves, each with the proof state before
    /// it. `environment` is the one before the command.
    pub(super) fn tactics(
        &self,
        tree: InfoTree<'_>,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<Vec<(Tactic, ProofState)>, Interrupt> {
        let mut found = Vec::new();
        tree.walk(self, cancel, |visited| {
            if let (NodeInfo::Tactic(info), Some(context)) = (visited.info, visited.context) {
                let syntax = tactic_syntax(info.as_obj())?;
                // SAFETY: the info and the context of one node.
                unsafe {
                    if is_substantive(syntax.as_obj()) && self.is_original(syntax.as_obj()) {
                        let context = ContextInfo::from_object(context.clone());
                        found.push(self.tactic(info.as_obj(), &context, environment, cancel)?);
                    }
                }
            }
            Ok(Next::Children)
        })?;
        Ok(found)
    }

    /// # Safety
    /// `info` is a `Lean.Elab.TacticInfo`, `context` its context, `environment` a `Lean.Environment`.
    unsafe fn tactic(
        &self,
        info: ObjRef<'_>,
        context: &ContextInfo,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<(Tactic, ProofState), Interrupt> {
        let (fields, syntax) = (TACTIC_INFO.fields(info)?, tactic_syntax(info)?);
        let goals_before = fields.object(tactic_info::GOALS_BEFORE).as_obj();
        // SAFETY: as ours; the shape was checked, so that the fields have their types.
        unsafe {
            let (goals, state) = self.goals_before(info, context, environment, cancel)?;
            let (pos, end_pos) = self.range(&context.file_map()?, syntax.as_obj())?;
            let tactic = self.print_tactic(context, syntax, cancel)?;
            let used_constants = self.used_constants(goals_before, fields.object(tactic_info::MCTX_AFTER).as_obj());
            Ok((Tactic { pos, end_pos, goals, tactic, proof_state: None, used_constants }, state))
        }
    }

    /// The constants in the terms assigned to `goals`, and to the metavariables in these terms, in the order of Lean's
    /// `NameSet`.
    ///
    /// # Safety
    /// `goals` is a `List MVarId`, `mctx` a `Lean.MetavarContext`, and this thread is attached.
    unsafe fn used_constants(&self, goals: ObjRef<'_>, mctx: ObjRef<'_>) -> Vec<String> {
        // SAFETY: as ours; an `MVarId` is its name.
        let mut waiting: Vec<Name> = items(goals).map(|goal| unsafe { Name::from_object(goal.clone()) }).collect();
        let mut seen: FxHashSet<Name> = waiting.iter().cloned().collect();
        let mut constants: FxHashMap<Name, String> = FxHashMap::default();
        while let Some(mvar) = waiting.pop() {
            // SAFETY: as ours.
            let assigned = unsafe { self.info.assignment(mctx, mvar.object().as_obj()) };
            let Some(term) = assigned.as_obj().field(0) else { continue };
            // SAFETY: the value of a metavariable is an `Expr`.
            let term = unsafe { Expr::from_object(term.to_obj()) };
            for_each_part(&term, |part| match part.kind() {
                ExprKind::Const(name, _) => {
                    constants.entry(name.clone()).or_insert_with(|| name.to_string());
                }
                ExprKind::MVar(name) if seen.insert(name.clone()) => waiting.push(name.clone()),
                _ => {}
            });
        }
        // `Lean.Name.quickCmp` compares the hashes first.
        let mut constants: Vec<_> = constants.into_iter().map(|(name, text)| (name.lean_hash(), text)).collect();
        constants.sort_unstable();
        constants.into_iter().map(|(_, text)| text).collect()
    }
}
