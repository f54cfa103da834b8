//! [`ProofState`]: the goals of a proof, and the contexts and states that tactics run with.

use super::action::{MetaAction, capture_meta};
use super::exception::unexpected;
use super::handle::Elaborator;
use crate::kernel::list::{items, list, option};
use crate::kernel::meta::{
    COMMAND_CONTEXT_INFO, CONTEXT_INFO, CORE_STATE, EXPR_MVAR, LOCAL_CONTEXT, MVAR_DECL, SYNTHETIC_OPAQUE,
    command_context_info, core_state, local_context, mvar_decl,
};
use crate::kernel::{CancelToken, ConstructorShape, KernelError, text_of};
use crate::object::{LeanObj, ObjRef, SharedObj};
use crate::server::interrupt::Interrupt;
use crate::server::reference::Reference;

/// The goals of a proof, with the contexts and states that tactics run with. It is immutable, and threads may share it.
#[derive(Clone)]
pub(in crate::server) struct ProofState(SharedObj);

/// The parts of a proof state, as objects of this thread.
pub(super) struct ProofParts {
    /// A `Lean.Core.Context` without a cancel token.
    pub(super) core_context: LeanObj,
    /// A `Lean.Core.State`.
    pub(super) core_state: LeanObj,
    /// A `Lean.Meta.Context`.
    pub(super) meta_context: LeanObj,
    /// A `Lean.Meta.State`.
    pub(super) meta_state: LeanObj,
    /// A `Lean.Elab.Term.State`.
    pub(super) term_state: LeanObj,
    /// The open goals, a `List MVarId`.
    pub(super) goals: LeanObj,
    /// The goals at the start of the proof, a `List MVarId`.
    pub(super) root_goals: LeanObj,
}

/// The goals of a new proof state.
#[derive(Default)]
pub(in crate::server) struct ProofGoals {
    /// Existing goals, `MVarId`s.
    pub(in crate::server) goals: Vec<LeanObj>,
    /// Types, `Expr`s: a new goal is made for each of them.
    pub(in crate::server) types: Vec<LeanObj>,
}

/// [`ProofParts`] as one constructor, with its fields in the same order.
const PROOF_STATE: ConstructorShape =
    ConstructorShape { constructor: "a proof state", tag: 0, objects: 7, scalar_bytes: 0 };

/// The width to which Lean prints by default (`Std.Format.defWidth`).
const WIDTH: usize = 120;

impl ProofState {
    pub(super) fn new(parts: ProofParts) -> Self {
        ProofState(SharedObj::new(ProofState::object(parts)))
    }

    /// The parts as one object.
    pub(super) fn object(parts: ProofParts) -> LeanObj {
        let ProofParts { core_context, core_state, meta_context, meta_state, term_state, goals, root_goals } = parts;
        let fields = [core_context, core_state, meta_context, meta_state, term_state, goals, root_goals];
        LeanObj::constructor(PROOF_STATE.tag, fields)
    }

    /// The proof state of an object that [`object`](Self::object) made.
    ///
    /// # Errors
    /// If the object has another shape.
    pub(in crate::server) fn from_object(object: LeanObj) -> Result<Self, KernelError> {
        PROOF_STATE.fields(object.as_obj())?;
        Ok(ProofState(SharedObj::new(object)))
    }

    /// The parts, as objects of this thread.
    pub(super) fn parts(&self) -> Result<ProofParts, KernelError> {
        let object = self.0.get();
        let fields = PROOF_STATE.fields(object.as_obj())?;
        let part = |index| fields.object(index).clone();
        Ok(ProofParts {
            core_context: part(0),
            core_state: part(1),
            meta_context: part(2),
            meta_state: part(3),
            term_state: part(4),
            goals: part(5),
            root_goals: part(6),
        })
    }

    /// The same state in a proof that started with the goals `goals`, a `List MVarId`.
    pub(super) fn with_root_goals(&self, goals: LeanObj) -> Result<Self, KernelError> {
        Ok(ProofState::new(ProofParts { root_goals: goals, ..self.parts()? }))
    }
}

impl Elaborator {
    /// The proof state at a position in a text.
    ///
    /// `info` is the `Lean.Elab.ContextInfo` there, and `local` the `Lean.LocalContext`; without `local`, the local context
    /// of the first goal is used. `environment` replaces the environment of `info`.
    ///
    /// # Safety
    /// The objects have these types, and this thread is attached.
    pub(in crate::server) unsafe fn proof_state(
        &self,
        info: &LeanObj,
        local: Option<LeanObj>,
        environment: Option<LeanObj>,
        goals: ProofGoals,
        cancel: &CancelToken,
    ) -> Result<ProofState, Interrupt> {
        let ProofGoals { mut goals, types } = goals;
        let local = match local {
            Some(local) => local,
            None => {
                // SAFETY: as ours.
                let of_goal = |goal: &LeanObj| unsafe { self.local_context_of_goal(info.as_obj(), goal.as_obj()) };
                goals.first().map(of_goal).transpose()?.unwrap_or_else(|| self.meta.no_local_context())
            }
        };
        // SAFETY: as ours. The action only captures its contexts and states.
        let captured = unsafe { self.meta.run_meta_of_info(info.clone(), local.clone(), capture_meta()) };
        let mut action = MetaAction::captured(captured.map_err(|_| unexpected("a proof state"))?.as_obj())?;
        let fresh = self.fresh_core_context(action.core_context.as_obj(), cancel)?;
        let core_context = std::mem::replace(&mut action.core_context, fresh);
        // SAFETY: as ours.
        unsafe {
            self.add_local_instances(&mut action, local.as_obj())?;
            for ty in types {
                goals.push(self.new_goal(&action, ty)?);
            }
        }
        let mut core_state = action.core_state.get();
        if let Some(environment) = environment {
            core_state = CORE_STATE.fields(core_state.as_obj())?.with([(core_state::ENVIRONMENT, environment)]);
        }
        let goals = list(goals);
        Ok(ProofState::new(ProofParts {
            core_context,
            core_state,
            meta_context: action.meta_context,
            meta_state: action.meta_state.get(),
            term_state: self.term_defaults()?.state.get(),
            goals: goals.clone(),
            root_goals: goals,
        }))
    }

    /// The open goals, as Lean prints them.
    pub(in crate::server) fn goals(&self, state: &ProofState, cancel: &CancelToken) -> Result<Vec<String>, Interrupt> {
        let parts = state.parts()?;
        let action = self.meta_action(&parts, cancel)?;
        // SAFETY: the goals belong to the state.
        items(parts.goals.as_obj()).map(|goal| unsafe { self.print_goal(&action, goal.as_obj()) }).collect()
    }

    /// The contexts and states for a `MetaM` action in this proof state.
    pub(super) fn meta_action(&self, parts: &ProofParts, cancel: &CancelToken) -> Result<MetaAction, KernelError> {
        Ok(MetaAction {
            meta_context: parts.meta_context.clone(),
            meta_state: Reference::new(parts.meta_state.clone()),
            core_context: self.fresh_core_context(parts.core_context.as_obj(), cancel)?,
            core_state: Reference::new(parts.core_state.clone()),
        })
    }

    /// # Safety
    /// The objects are a `Lean.Elab.ContextInfo` and an `MVarId`.
    unsafe fn local_context_of_goal(&self, info: ObjRef<'_>, goal: ObjRef<'_>) -> Result<LeanObj, KernelError> {
        let info = COMMAND_CONTEXT_INFO.fields(CONTEXT_INFO.fields(info)?.object(0).as_obj())?;
        // SAFETY: a metavariable context, because the shape was checked, and an `MVarId`.
        let found = unsafe { self.meta.find_mvar(info.object(command_context_info::MCTX).as_obj(), goal) };
        let Some(declaration) = found.as_obj().field(0) else {
            let reason = "a goal is not a metavariable of its context".to_owned();
            return Err(KernelError::Action { action: "a proof state", reason });
        };
        Ok(MVAR_DECL.fields(declaration)?.object(mvar_decl::LOCAL_CONTEXT).clone())
    }

    /// Registers the class instances among the local hypotheses, as `Lean.Meta.withLocalInstances` does.
    ///
    /// # Safety
    /// `local` is the `Lean.LocalContext` of the action.
    unsafe fn add_local_instances(&self, action: &mut MetaAction, local: ObjRef<'_>) -> Result<(), Interrupt> {
        // SAFETY: as ours; a list of `LocalDecl`, and an action with its contexts and states.
        let captured = unsafe {
            let declarations = self.local_declarations(local)?;
            let (mc, ms, cc, cs) = action.as_objs();
            self.meta.with_local_instances(list(declarations).as_obj(), capture_meta(), mc, ms, cc, cs)
        };
        // SAFETY: the error is the exception that the action threw.
        let captured = captured
            .map_err(|error| unsafe { self.action_error(error) }.into_interrupt("cannot find the local instances"))?;
        action.meta_context = MetaAction::captured(captured.as_obj())?.meta_context;
        Ok(())
    }

    /// The declarations of a local context, `LocalDecl`s.
    ///
    /// # Safety
    /// `local` is a `Lean.LocalContext`.
    pub(super) unsafe fn local_declarations(&self, local: ObjRef<'_>) -> Result<Vec<LeanObj>, KernelError> {
        let declarations = LOCAL_CONTEXT.fields(local)?.object(local_context::DECLS);
        // SAFETY: a `PersistentArray (Option LocalDecl)`.
        let declarations = unsafe { self.meta.persistent_array_to_array(declarations.as_obj()) };
        let declarations = declarations.as_obj().elements().unwrap_or_default();
        Ok(declarations.iter().filter_map(|it| it.field(0)).map(ObjRef::to_obj).collect())
    }

    /// A new metavariable of type `ty`.
    ///
    /// # Safety
    /// `ty` is an `Expr` of the action's context.
    unsafe fn new_goal(&self, action: &MetaAction, ty: LeanObj) -> Result<LeanObj, Interrupt> {
        let ((mc, ms, cc, cs), no_name) = (action.as_objs(), LeanObj::scalar(0));
        // SAFETY: an `Option Expr`, a kind, no name, and the action's contexts and states.
        let made = unsafe { self.meta.mk_fresh_mvar(option(Some(ty)), SYNTHETIC_OPAQUE, no_name, mc, ms, cc, cs) };
        // SAFETY: the error is the exception that the action threw.
        let made = made.map_err(|error| unsafe { self.action_error(error) }.into_interrupt("cannot make a goal"))?;
        Ok(EXPR_MVAR.fields(made.as_obj())?.object(0).clone())
    }

    /// # Safety
    /// `goal` is an `MVarId` of the action's context.
    pub(super) unsafe fn print_goal(&self, action: &MetaAction, goal: ObjRef<'_>) -> Result<String, Interrupt> {
        let (mc, ms, cc, cs) = action.as_objs();
        // SAFETY: as ours; the function returns a `Format`.
        let printed = unsafe { self.meta.pp_goal(goal, mc, ms, cc, cs) };
        // SAFETY: the result is the exception that the action threw, or a `Format`.
        unsafe {
            let format = printed.map_err(|error| self.action_error(error).into_interrupt("cannot print a goal"))?;
            Ok(self.format_text(format))
        }
    }

    /// The text of a `Lean.Format`, in the default width.
    ///
    /// # Safety
    /// `format` is a `Lean.Format`.
    pub(super) unsafe fn format_text(&self, format: LeanObj) -> String {
        let (width, zero) = (LeanObj::scalar(WIDTH), || LeanObj::scalar(0));
        // SAFETY: as ours; the other arguments are numbers.
        text_of(unsafe { self.meta.format_pretty(format, width.as_obj(), zero(), zero()) }.as_obj())
    }
}
