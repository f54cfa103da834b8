//! [`ContextInfo`]: the context of a node in an information tree (`Lean/Elab/InfoTree/Types.lean`), and printing in it.

use super::action::{MetaAction, capture_meta};
use super::exception::{ActionError, unexpected};
use super::handle::Elaborator;
use crate::kernel::list::{items, pair};
use crate::kernel::meta::{COMMAND_CONTEXT_INFO, CONTEXT_INFO, command_context_info};
use crate::kernel::{CancelToken, KernelError};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;

/// What the REPL writes for a tactic that Lean cannot print.
const NOT_PRINTED: &str = "<failed to pretty print>";

/// A `Lean.Elab.ContextInfo`.
#[derive(Clone)]
pub(super) struct ContextInfo(LeanObj);

impl ContextInfo {
    /// # Safety
    /// `object` is a `Lean.Elab.ContextInfo`.
    pub(super) unsafe fn from_object(object: LeanObj) -> Self {
        ContextInfo(object)
    }

    pub(super) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The lines of the text, a `Lean.FileMap`.
    pub(super) fn file_map(&self) -> Result<LeanObj, KernelError> {
        self.of_command(command_context_info::FILE_MAP)
    }

    /// The values of the metavariables, a `Lean.MetavarContext`.
    fn mctx(&self) -> Result<LeanObj, KernelError> {
        self.of_command(command_context_info::MCTX)
    }

    fn of_command(&self, field: u8) -> Result<LeanObj, KernelError> {
        let command = CONTEXT_INFO.fields(self.0.as_obj())?.object(0).as_obj();
        Ok(COMMAND_CONTEXT_INFO.fields(command)?.object(field).clone())
    }
}

impl Elaborator {
    /// The context with the metavariables `mctx`, and with a fresh name generator.
    ///
    /// # Safety
    /// `mctx` is a `Lean.MetavarContext`, and this thread is attached.
    pub(super) unsafe fn context_at(&self, context: &ContextInfo, mctx: &LeanObj) -> Result<ContextInfo, KernelError> {
        let fields = CONTEXT_INFO.fields(context.0.as_obj())?;
        let command = COMMAND_CONTEXT_INFO.fields(fields.object(0).as_obj())?;
        let generator = command.object(command_context_info::NAME_GENERATOR).clone();
        // SAFETY: the shape was checked, so that this is a name generator.
        let generators = unsafe { self.info.name_generator_child(generator) };
        let (child, _) = pair(generators.as_obj())?;
        let command = command
            .with([(command_context_info::MCTX, mctx.clone()), (command_context_info::NAME_GENERATOR, child.to_obj())]);
        Ok(ContextInfo(fields.with([(0, command)])))
    }

    /// The contexts and states for a `MetaM` action in this context. Without `local`, the local context is empty.
    ///
    /// # Safety
    /// `local` is a `Lean.LocalContext`, and this thread is attached.
    unsafe fn action_in(
        &self,
        context: &ContextInfo,
        local: Option<&LeanObj>,
        cancel: &CancelToken,
    ) -> Result<MetaAction, Interrupt> {
        let local = local.cloned().unwrap_or_else(|| self.meta.no_local_context());
        // SAFETY: as ours. The action only captures its contexts and states.
        let captured = unsafe { self.meta.run_meta_of_info(context.0.clone(), local, capture_meta()) };
        let mut action = MetaAction::captured(captured.map_err(|_| unexpected("a place's context"))?.as_obj())?;
        action.core_context = self.fresh_core_context(action.core_context.as_obj(), cancel)?;
        Ok(action)
    }

    /// Each goal as Lean prints it.
    ///
    /// # Safety
    /// `goals` is a `List MVarId` of the context, and this thread is attached.
    pub(super) unsafe fn print_goals(
        &self,
        context: &ContextInfo,
        goals: ObjRef<'_>,
        cancel: &CancelToken,
    ) -> Result<Vec<String>, Interrupt> {
        // SAFETY: as ours.
        unsafe {
            let action = self.action_in(context, None, cancel)?;
            items(goals).map(|goal| self.print_goal(&action, goal.as_obj())).collect()
        }
    }

    /// A term as Lean prints it, in the local context `local`.
    ///
    /// # Safety
    /// `local` is a `Lean.LocalContext` and `term` an `Expr`, both of the context, and this thread is attached.
    pub(super) unsafe fn print_term(
        &self,
        context: &ContextInfo,
        local: &LeanObj,
        term: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<String, Interrupt> {
        // SAFETY: as ours; the function returns a `Format`.
        unsafe {
            let action = self.action_in(context, Some(local), cancel)?;
            let instantiated = self.meta.instantiate_mvars(context.mctx()?, term.clone());
            let (term, _) = pair(instantiated.as_obj())?;
            let (mc, ms, cc, cs) = action.as_objs();
            let printed = self.info.pp_expr(term.to_obj(), mc, ms, cc, cs);
            let format = printed.map_err(|error| self.action_error(error).into_interrupt("cannot print a term"))?;
            Ok(self.format_text(format))
        }
    }

    /// A tactic as Lean prints it.
    ///
    /// # Safety
    /// `syntax` is a `Lean.Syntax`, and this thread is attached.
    pub(super) unsafe fn print_tactic(
        &self,
        context: &ContextInfo,
        syntax: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<String, Interrupt> {
        // SAFETY: as ours; the function returns a `Format`.
        unsafe {
            let MetaAction { core_context, core_state, .. } = self.action_in(context, None, cancel)?;
            match self.info.pp_tactic(syntax.clone(), core_context.as_obj(), core_state.as_obj()) {
                Ok(format) => Ok(self.format_text(format)),
                Err(error) => match self.action_error(error) {
                    ActionError::Thrown(_) => Ok(NOT_PRINTED.to_owned()),
                    failure => Err(failure.into_interrupt("cannot print a tactic")),
                },
            }
        }
    }

    /// A term or a command as Lean prints it.
    ///
    /// # Safety
    /// `syntax` is a `Lean.Syntax`, `local` a `Lean.LocalContext`, and this thread is attached.
    pub(super) unsafe fn print_syntax(
        &self,
        context: &ContextInfo,
        local: Option<&LeanObj>,
        syntax: &LeanObj,
    ) -> Result<String, Interrupt> {
        let local = local.cloned().unwrap_or_else(|| self.meta.no_local_context());
        // SAFETY: as ours; the function returns a `Format`, or throws an `IO.Error`.
        unsafe {
            let printed = self.info.pp_syntax(context.0.as_obj(), local, syntax.clone());
            let format = printed.map_err(|error| KernelError::from_io("cannot print a text", &error))?;
            Ok(self.format_text(format))
        }
    }
}
