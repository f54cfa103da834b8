//! [`ProofState`]: goals, and all that tactics know and need.

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

/// The goals of a proof and what a tactic begins with. It never changes, and threads may share it.
#[derive(Clone)]
pub(in crate::server) struct ProofState(SharedObj);

/// What a proof state is made of, as objects of one thread.
pub(super) struct Parts {
    /// A `Lean.Core.Context`, without a token.
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
    /// The goals that the proof began with, a `List MVarId`.
    pub(super) root_goals: LeanObj,
}

/// What is to be proven in a new proof state, and what its proof begins with.
#[derive(Default)]
pub(in crate::server) struct ProofGoals {
    /// Goals that there are, `MVarId`s.
    pub(in crate::server) goals: Vec<LeanObj>,
    /// Types, `Expr`s, for each of which a goal is made.
    pub(in crate::server) types: Vec<LeanObj>,
}

/// [`Parts`] as one object: in one constructor, in their order.
const PROOF_STATE: ConstructorShape =
    ConstructorShape { constructor: "a proof state", tag: 0, objects: 7, scalar_bytes: 0 };

/// The width to which Lean prints where nothing else is said (`Std.Format.defWidth`).
const WIDTH: usize = 120;

impl ProofState {
    pub(super) fn new(parts: Parts) -> Self {
        ProofState(SharedObj::new(ProofState::object(parts)))
    }

    /// The parts in one object.
    pub(super) fn object(parts: Parts) -> LeanObj {
        let Parts { core_context, core_state, meta_context, meta_state, term_state, goals, root_goals } = parts;
        let fields = [core_context, core_state, meta_context, meta_state, term_state, goals, root_goals];
        LeanObj::constructor(PROOF_STATE.tag, fields)
    }

    /// The state that [`object`](Self::object) made one object of.
    ///
    /// # Errors
    /// If it does not look like one.
    pub(in crate::server) fn from_object(object: LeanObj) -> Result<Self, KernelError> {
        PROOF_STATE.fields(object.as_obj())?;
        Ok(ProofState(SharedObj::new(object)))
    }

    /// The parts, for this thread.
    pub(super) fn parts(&self) -> Result<Parts, KernelError> {
        let object = self.0.get();
        let fields = PROOF_STATE.fields(object.as_obj())?;
        let part = |index| fields.object(index).clone();
        Ok(Parts {
            core_context: part(0),
            core_state: part(1),
            meta_context: part(2),
            meta_state: part(3),
            term_state: part(4),
            goals: part(5),
            root_goals: part(6),
        })
    }

    /// The state as one of a proof that began with other goals, a `List MVarId`.
    pub(super) fn with_root_goals(&self, goals: LeanObj) -> Result<Self, KernelError> {
        Ok(ProofState::new(Parts { root_goals: goals, ..self.parts()? }))
    }
}

impl Elaborator {
    /// The proof state at a place in a text.
    ///
    /// `info` is the `Lean.Elab.ContextInfo` of the place. `local` is its `Lean.LocalContext`; that of the first goal if
    /// `None`. `environment` replaces that of `info`.
    ///
    /// # Safety
    /// The objects are of these types, and this thread is attached.
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
        // SAFETY: as ours. The action gives what it runs with, and does not fail.
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
        Ok(ProofState::new(Parts {
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
        // SAFETY: the goals are the state's.
        items(parts.goals.as_obj()).map(|goal| unsafe { self.print_goal(&action, goal.as_obj()) }).collect()
    }

    /// What an action of `MetaM` in the state runs with.
    pub(super) fn meta_action(&self, parts: &Parts, cancel: &CancelToken) -> Result<MetaAction, KernelError> {
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
        // SAFETY: a metavariable context, as the shape was checked, and an `MVarId`.
        let found = unsafe { self.meta.find_mvar(info.object(command_context_info::MCTX).as_obj(), goal) };
        let Some(declaration) = found.as_obj().field(0) else {
            let reason = "a goal is not a metavariable of its context".to_owned();
            return Err(KernelError::Action { action: "a proof state", reason });
        };
        Ok(MVAR_DECL.fields(declaration)?.object(mvar_decl::LOCAL_CONTEXT).clone())
    }

    /// Makes the instances among the local hypotheses known, as `Lean.Meta.withLocalInstances` does.
    ///
    /// # Safety
    /// `local` is a `Lean.LocalContext`, that of the action.
    unsafe fn add_local_instances(&self, action: &mut MetaAction, local: ObjRef<'_>) -> Result<(), Interrupt> {
        // SAFETY: as ours; then a list of `LocalDecl` and an action, with its contexts and states.
        let captured = unsafe {
            let declarations = self.local_declarations(local)?;
            let (mc, ms, cc, cs) = action.as_objs();
            self.meta.with_local_instances(list(declarations).as_obj(), capture_meta(), mc, ms, cc, cs)
        };
        // SAFETY: what the action threw.
        let captured = captured
            .map_err(|error| unsafe { self.action_error(error) }.into_interrupt("cannot find the local instances"))?;
        action.meta_context = MetaAction::captured(captured.as_obj())?.meta_context;
        Ok(())
    }

    /// The declarations in a local context, `LocalDecl`s.
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

    /// A metavariable that is to be assigned a proof of `ty`, or a value of this type.
    ///
    /// # Safety
    /// `ty` is an `Expr` of the action's context.
    unsafe fn new_goal(&self, action: &MetaAction, ty: LeanObj) -> Result<LeanObj, Interrupt> {
        let ((mc, ms, cc, cs), no_name) = (action.as_objs(), LeanObj::scalar(0));
        // SAFETY: an `Option Expr`, a kind, no name, and the action's contexts and states.
        let made = unsafe { self.meta.mk_fresh_mvar(option(Some(ty)), SYNTHETIC_OPAQUE, no_name, mc, ms, cc, cs) };
        // SAFETY: what the action threw.
        let made = made.map_err(|error| unsafe { self.action_error(error) }.into_interrupt("cannot make a goal"))?;
        Ok(EXPR_MVAR.fields(made.as_obj())?.object(0).clone())
    }

    /// # Safety
    /// `goal` is an `MVarId` of the action's context.
    pub(super) unsafe fn print_goal(&self, action: &MetaAction, goal: ObjRef<'_>) -> Result<String, Interrupt> {
        let (mc, ms, cc, cs) = action.as_objs();
        // SAFETY: as ours; the function gives a `Format`.
        let printed = unsafe { self.meta.pp_goal(goal, mc, ms, cc, cs) };
        // SAFETY: what the action threw, or a `Format`.
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
        // SAFETY: as ours, and three numbers.
        text_of(unsafe { self.meta.format_pretty(format, width.as_obj(), zero(), zero()) }.as_obj())
    }
}
