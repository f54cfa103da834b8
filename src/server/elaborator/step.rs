//! Proof steps: running a tactic in a proof state.

use super::exception::{ActionError, is_internal, is_interrupt};
use super::handle::Elaborator;
use super::info_tree::InfoTrees;
use super::proof_state::{ProofParts, ProofState};
use super::sorry::OpenSorry;
use crate::kernel::KernelError;
use crate::kernel::list::except;
use crate::kernel::meta::{
    COMMAND_CONTEXT_INFO, CORE_CONTEXT, CORE_CONTEXT_BASE, CORE_STATE, META_STATE, TACTIC_CONTEXT, core_context_base,
    core_state, meta_state,
};
use crate::kernel::{CancelToken, text_of};
use crate::object::{LeanObj, NewConstructor, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{Message, Severity};
use crate::server::reference::Reference;

/// The result of a proof step.
pub(in crate::server) struct StepOutcome {
    pub(in crate::server) state: ProofState,
    /// The messages of the step.
    pub(in crate::server) messages: Vec<Message>,
    /// The traces of the step.
    pub(in crate::server) traces: Vec<String>,
    /// The goals that the step left open with `sorry`.
    pub(in crate::server) sorries: Vec<OpenSorry>,
}

/// The file name of a tactic's text in Lean's errors, the same as in `runParserCategory`.
const FILE_NAME: &str = "<input>";

impl Elaborator {
    /// Runs the tactic `text` in the state `before`. If the tactic fails, the inner result is Lean's error text.
    pub(in crate::server) fn step(
        &self,
        before: &ProofState,
        text: &str,
        cancel: &CancelToken,
    ) -> Result<Result<StepOutcome, String>, Interrupt> {
        let before = before.parts()?;
        let after = match self.run_tactic(&before, text, cancel) {
            Ok(after) => after,
            Err(ActionError::Cancelled) => return Err(Interrupt::Cancelled),
            Err(ActionError::Thrown(text)) => return Ok(Err(text)),
            Err(ActionError::Kernel(error)) => return Err(error.into()),
        };
        let (old, new) =
            (CORE_STATE.fields(before.core_state.as_obj())?, CORE_STATE.fields(after.core_state.as_obj())?);
        let (messages, traces) = self.log_since(Some(old), new)?;
        let sorries = self.step_sorries(&after, cancel)?;
        // The information trees are those of this step: the next step must not see them.
        let info_state = old.object(core_state::INFO_STATE).clone();
        let core_state = new.with([(core_state::INFO_STATE, info_state)]);
        Ok(Ok(StepOutcome { state: ProofState::new(ProofParts { core_state, ..after }), messages, traces, sorries }))
    }

    /// Each `sorry` of the step that led to `after`. Its proof state keeps the root goals of `after`.
    fn step_sorries(&self, after: &ProofParts, cancel: &CancelToken) -> Result<Vec<OpenSorry>, Interrupt> {
        let state = CORE_STATE.fields(after.core_state.as_obj())?;
        let environment = state.object(core_state::ENVIRONMENT);
        let context = command_context(after)?;
        let trees = InfoTrees::in_context(self, &context, state.object(core_state::INFO_STATE).as_obj())?;
        let mut sorries = Vec::new();
        for tree in trees.iter() {
            for (sorry, state) in self.sorries(tree, environment, cancel)? {
                sorries.push((sorry, state.with_root_goals(after.root_goals.clone())?));
            }
        }
        Ok(sorries)
    }

    /// Runs a tactic as the REPL does: with the defaults of `TermElabM`, and with postponed metavariables synthesised at the
    /// end.
    fn run_tactic(&self, before: &ProofParts, text: &str, cancel: &CancelToken) -> Result<ProofParts, ActionError> {
        let syntax = self.parse_tactic(before, text)?;
        let (action, term_context) = (self.meta_action(before, cancel)?, self.term_defaults()?.context.get());
        let (goals, term_state) = (Reference::new(before.goals.clone()), Reference::new(before.term_state.clone()));
        let ((mc, ms, cc, cs), tactic_context) = (action.as_objs(), tactic_context());
        // SAFETY: a syntax, and the contexts and references to the states of `TacticM`, whose own state is a list of goals.
        let done = unsafe {
            let (ta, tc, ts) = (tactic_context.as_obj(), term_context.as_obj(), term_state.as_obj());
            let done = self.meta.eval_tactic(syntax, ta, goals.as_obj(), tc, ts, mc, ms, cc, cs);
            done.and_then(|_| self.meta.synthesize_mvars(0, tc, ts, mc, ms, cc, cs))
        };
        if let Err(exception) = done {
            // An internal exception has no text: the errors are in Lean's log.
            if is_internal(exception.as_obj()) && !is_interrupt(exception.as_obj()) {
                let logged = self.errors_since(before.core_state.as_obj(), action.core_state.get().as_obj())?;
                if !logged.is_empty() {
                    return Err(ActionError::Thrown(logged.join("\n")));
                }
            }
            // SAFETY: an exception that the actions threw.
            return Err(unsafe { self.action_error(exception) });
        }
        Ok(ProofParts {
            core_context: before.core_context.clone(),
            core_state: action.core_state.get(),
            meta_context: before.meta_context.clone(),
            meta_state: action.meta_state.get(),
            term_state: term_state.get(),
            goals: goals.get(),
            root_goals: before.root_goals.clone(),
        })
    }

    /// The texts of the errors in the log of the `Lean.Core.State` `new` that `old` does not have yet.
    fn errors_since(&self, old: ObjRef<'_>, new: ObjRef<'_>) -> Result<Vec<String>, KernelError> {
        let (messages, _) = self.log_since(Some(CORE_STATE.fields(old)?), CORE_STATE.fields(new)?)?;
        let errors = messages.into_iter().filter(|message| message.severity == Severity::Error);
        Ok(errors.map(|message| message.data).collect())
    }

    /// Parses a tactic, or several.
    fn parse_tactic(&self, state: &ProofParts, text: &str) -> Result<LeanObj, ActionError> {
        let environment = CORE_STATE.fields(state.core_state.as_obj())?.object(core_state::ENVIRONMENT);
        let category = self.kernel.name("tactic")?;
        let parse = |text: &str| {
            let (input, file_name) = (LeanObj::string(text), LeanObj::string(FILE_NAME));
            let (environment, category) = (environment.clone(), category.object().clone());
            // SAFETY: an environment, a name and two strings; the function returns an `Except String Syntax`.
            let parsed = unsafe { self.meta.run_parser_category(environment, category, input, file_name) };
            except(&parsed).map_err(|why| ActionError::Thrown(text_of(why.as_obj())))
        };
        // In parentheses, several tactics are one tactic. A text of several lines is parsed in parentheses first: without
        // them, Lean reads the next line as arguments of the term before it.
        let sequence = || parse(&format!("(\n{text}\n)"));
        match text.contains('\n').then(sequence) {
            Some(Ok(syntax)) => Ok(syntax),
            Some(Err(_)) => parse(text),
            // The error is that of the text without parentheses.
            None => parse(text).or_else(|error| sequence().map_err(|_| error)),
        }
    }
}

/// The `Lean.Elab.CommandContextInfo` of a step.
fn command_context(state: &ProofParts) -> Result<LeanObj, KernelError> {
    let core_state = CORE_STATE.fields(state.core_state.as_obj())?;
    let base = CORE_CONTEXT_BASE.fields(CORE_CONTEXT.fields(state.core_context.as_obj())?.object(0).as_obj())?;
    let fields = [
        core_state.object(core_state::ENVIRONMENT),
        &LeanObj::scalar(0),
        base.object(core_context_base::FILE_MAP),
        META_STATE.fields(state.meta_state.as_obj())?.object(meta_state::MCTX),
        base.object(core_context_base::OPTIONS),
        base.object(core_context_base::NAMESPACE),
        base.object(core_context_base::OPEN_DECLS),
        core_state.object(core_state::NAME_GENERATOR),
    ];
    Ok(LeanObj::constructor(COMMAND_CONTEXT_INFO.tag, fields.map(LeanObj::clone)))
}

/// A `Lean.Elab.Tactic.Context` without an elaborator's name, in which tactics recover from errors and log them.
fn tactic_context() -> LeanObj {
    let (objects, scalars) = (u32::from(TACTIC_CONTEXT.objects), u32::from(TACTIC_CONTEXT.scalar_bytes));
    let mut context = NewConstructor::new(TACTIC_CONTEXT.tag, objects, scalars);
    context.set_scalar(0, 1, 1);
    context.finish()
}
