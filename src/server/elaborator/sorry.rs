//! Open goals as [`Sorry`]: those of each `sorry`, and those at the start of each tactic block.

use super::context::ContextInfo;
use super::handle::Elaborator;
use super::info_tree::{InfoTree, Next, NodeInfo};
use super::message::trim_ascii;
use super::proof_state::{ProofGoals, ProofState};
use super::syntax::is_word;
use crate::kernel::info::{ELAB_INFO, TACTIC_INFO, TERM_INFO, elab_info, tactic_info, term_info};
use crate::kernel::list::items;
use crate::kernel::{CancelToken, KernelError};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{Position, Sorry};

/// An open goal, and the proof state there.
pub(in crate::server) type OpenSorry = (Sorry, ProofState);

/// A `sorry` in an information tree.
struct FoundSorry {
    context: ContextInfo,
    syntax: LeanObj,
    /// The `Lean.LocalContext`, if the `sorry` is a term.
    local: Option<LeanObj>,
    goals: ProofGoals,
}

impl Elaborator {
    /// Each `sorry` of the tree: the tactics, then the terms. `environment` is the one before the command, so that no proof
    /// can use the theorem that it proves.
    pub(super) fn sorries(
        &self,
        tree: InfoTree<'_>,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<Vec<OpenSorry>, Interrupt> {
        let (mut tactics, mut terms) = (Vec::new(), Vec::new());
        // The tactic `sorry` expands to the term `sorry`, which must not be reported again.
        let mut inside_tactic = None;
        tree.walk(self, cancel, |visited| {
            if inside_tactic.is_some_and(|depth| visited.depth <= depth) {
                inside_tactic = None;
            }
            match visited.info {
                NodeInfo::Tactic(info) if is_sorry_tactic(info.as_obj())? => {
                    inside_tactic = inside_tactic.or(Some(visited.depth));
                    // SAFETY: the info and the context of one node.
                    tactics.extend(unsafe { self.sorry_tactic(info.as_obj(), visited.context)? });
                }
                NodeInfo::Term(info) if inside_tactic.is_none() && is_sorry_term(info.as_obj())? => {
                    // SAFETY: as above.
                    terms.extend(unsafe { sorry_term(info.as_obj(), visited.context)? });
                }
                _ => {}
            }
            Ok(Next::Children)
        })?;
        let found = tactics.into_iter().chain(terms);
        found.map(|found| self.open_sorry(found, environment, cancel)).collect()
    }

    /// The goals at the start of each tactic block of the tree, proven or not. `environment` as in
    /// [`sorries`](Self::sorries).
    pub(super) fn root_goals(
        &self,
        tree: InfoTree<'_>,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<Vec<OpenSorry>, Interrupt> {
        let mut found = Vec::new();
        tree.walk(self, cancel, |visited| {
            let NodeInfo::Tactic(info) = visited.info else { return Ok(Next::Children) };
            if let Some(context) = visited.context {
                // SAFETY: the info and the context of one node.
                found.push(unsafe { self.open_block(info.as_obj(), context, environment, cancel)? });
            }
            Ok(Next::Sibling)
        })?;
        Ok(found)
    }

    /// # Safety
    /// `info` is a `Lean.Elab.TacticInfo`, `context` the `Lean.Elab.ContextInfo` of its node.
    unsafe fn sorry_tactic(
        &self,
        info: ObjRef<'_>,
        context: Option<&LeanObj>,
    ) -> Result<Option<FoundSorry>, KernelError> {
        let fields = TACTIC_INFO.fields(info)?;
        let goal = items(fields.object(tactic_info::GOALS_BEFORE).as_obj()).next();
        let (Some(context), Some(goal)) = (context, goal) else { return Ok(None) };
        // SAFETY: as ours; the shape was checked, so that the field has its type.
        let context = unsafe {
            let context = ContextInfo::from_object(context.clone());
            self.context_at(&context, fields.object(tactic_info::MCTX_BEFORE))?
        };
        let goals = ProofGoals { goals: vec![goal.clone()], ..ProofGoals::default() };
        let syntax = syntax_of(fields.object(tactic_info::ELAB))?.clone();
        Ok(Some(FoundSorry { context, syntax, local: None, goals }))
    }

    /// The proof state at a `sorry`.
    fn open_sorry(
        &self,
        found: FoundSorry,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<OpenSorry, Interrupt> {
        let FoundSorry { context, syntax, local, goals } = found;
        let (environment, info) = (Some(environment.clone()), context.object());
        // SAFETY: the objects of one node, and an environment.
        let (state, range) = unsafe {
            let state = self.proof_state(info, local, environment, goals, cancel)?;
            (state, self.range(&context.file_map()?, syntax.as_obj())?)
        };
        let goal = self.goals(&state, cancel)?.join("\n");
        // Positions in a proof step's text are on line 0, and the REPL leaves them out.
        let place = |position: Position| (position.line > 0).then_some(position);
        Ok((Sorry { goal, proof_state: None, pos: place(range.0), end_pos: place(range.1) }, state))
    }

    /// The proof state at the start of a tactic block.
    ///
    /// # Safety
    /// `info` is a `Lean.Elab.TacticInfo`, `context` the `Lean.Elab.ContextInfo` of its node, `environment` a
    /// `Lean.Environment`.
    unsafe fn open_block(
        &self,
        info: ObjRef<'_>,
        context: &LeanObj,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<OpenSorry, Interrupt> {
        let fields = TACTIC_INFO.fields(info)?;
        let syntax = syntax_of(fields.object(tactic_info::ELAB))?;
        // SAFETY: as ours; the shape was checked, so that the fields have their types.
        let (goal, state, (pos, _)) = unsafe {
            let context = ContextInfo::from_object(context.clone());
            let (goal, state) = self.goals_before(info, &context, environment, cancel)?;
            (goal, state, self.range(&context.file_map()?, syntax.as_obj())?)
        };
        Ok((Sorry { goal, proof_state: None, pos: Some(pos), end_pos: Some(pos) }, state))
    }

    /// The goals before a tactic as text, and the proof state there.
    ///
    /// # Safety
    /// As [`open_block`](Self::open_block).
    pub(super) unsafe fn goals_before(
        &self,
        info: ObjRef<'_>,
        context: &ContextInfo,
        environment: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<(String, ProofState), Interrupt> {
        let fields = TACTIC_INFO.fields(info)?;
        let goals = fields.object(tactic_info::GOALS_BEFORE).as_obj();
        let of_proof = ProofGoals { goals: items(goals).cloned().collect(), ..ProofGoals::default() };
        // SAFETY: as ours; the shape was checked, so that the fields have their types.
        unsafe {
            let context = self.context_at(context, fields.object(tactic_info::MCTX_BEFORE))?;
            let printed = self.print_goals(&context, goals, cancel)?;
            let text =
                if printed.is_empty() { "no goals".to_owned() } else { trim_ascii(&printed.join("\n")).to_owned() };
            let state = self.proof_state(context.object(), None, Some(environment.clone()), of_proof, cancel)?;
            Ok((text, state))
        }
    }
}

/// # Safety
/// `info` is a `Lean.Elab.TermInfo`, `context` the `Lean.Elab.ContextInfo` of its node.
unsafe fn sorry_term(info: ObjRef<'_>, context: Option<&LeanObj>) -> Result<Option<FoundSorry>, KernelError> {
    let fields = TERM_INFO.fields(info)?;
    let expected = fields.object(term_info::EXPECTED_TYPE).as_obj().field(0);
    let (Some(context), Some(expected)) = (context, expected) else { return Ok(None) };
    // SAFETY: as ours.
    let context = unsafe { ContextInfo::from_object(context.clone()) };
    let goals = ProofGoals { types: vec![expected.to_obj()], ..ProofGoals::default() };
    let (syntax, local) = (syntax_of(fields.object(term_info::ELAB))?.clone(), fields.object(term_info::LOCAL_CONTEXT));
    Ok(Some(FoundSorry { context, syntax, local: Some(local.clone()), goals }))
}

/// The syntax in a `Lean.Elab.ElabInfo`.
pub(super) fn syntax_of(info: &LeanObj) -> Result<&LeanObj, KernelError> {
    Ok(ELAB_INFO.fields(info.as_obj())?.object(elab_info::SYNTAX))
}

fn is_sorry_tactic(info: ObjRef<'_>) -> Result<bool, KernelError> {
    let syntax = syntax_of(TACTIC_INFO.fields(info)?.object(tactic_info::ELAB))?;
    Ok(is_word(syntax.as_obj(), &["Lean", "Parser", "Tactic", "tacticSorry"], "sorry"))
}

fn is_sorry_term(info: ObjRef<'_>) -> Result<bool, KernelError> {
    let syntax = syntax_of(TERM_INFO.fields(info)?.object(term_info::ELAB))?;
    Ok(is_word(syntax.as_obj(), &["Lean", "Parser", "Term", "sorry"], "sorry"))
}
