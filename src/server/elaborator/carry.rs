//! What a state of the elaborator carries from one command to the next, and what it must not carry.
//!
//! As Lean's own frontend, each command starts without what the commands before it have reported. Otherwise, a chain of states
//! that are all held needs memory in proportion to the square of its length.

use super::handle::Elaborator;
use crate::kernel::KernelError;
use crate::kernel::elaborator::{COMMAND_STATE, command_state, command_state::OF_ONE_COMMAND};
use crate::object::{LeanObj, SharedObj};

impl Elaborator {
    /// A `Lean.Elab.Command.State` without what belongs to the command before it.
    pub(super) fn carried(&self, state: LeanObj) -> Result<LeanObj, KernelError> {
        let fresh = self.fresh_fields.get_or_try_init(|| {
            let fresh = self.fresh_command_state()?;
            let fields = COMMAND_STATE.fields(fresh.as_obj())?;
            Ok::<_, KernelError>(OF_ONE_COMMAND.map(|field| SharedObj::new(fields.object(field).clone())))
        })?;
        let fields = COMMAND_STATE.fields(state.as_obj())?;
        Ok(fields.with(std::array::from_fn::<_, { OF_ONE_COMMAND.len() }, _>(|i| (OF_ONE_COMMAND[i], fresh[i].get()))))
    }

    /// A `Lean.Elab.Command.State` with an empty environment, before its first command.
    pub(super) fn fresh_command_state(&self) -> Result<LeanObj, KernelError> {
        let environment = self.kernel.empty_environment()?;
        let (log, options) = (self.symbols.empty_message_log(), self.kernel.no_options());
        // SAFETY: an environment, an empty log and empty options.
        Ok(unsafe { self.symbols.mk_command_state(environment.object().clone(), log, options) })
    }
}

/// The parts of a `Lean.Elab.Command.State` before a command.
pub(super) struct Before {
    pub(super) environment: LeanObj,
    scopes: LeanObj,
    used_quotation_contexts: LeanObj,
}

impl Before {
    pub(super) fn of(state: &LeanObj) -> Result<Self, KernelError> {
        let fields = COMMAND_STATE.fields(state.as_obj())?;
        let field = |index| fields.object(index).clone();
        Ok(Before {
            environment: field(command_state::ENVIRONMENT),
            scopes: field(command_state::SCOPES),
            used_quotation_contexts: field(command_state::USED_QUOTATION_CONTEXTS),
        })
    }

    /// Forgets the quotation context of the command that led to `state` if no name can have it: if the command is the end of
    /// a text, or has changed neither the environment nor the scopes.
    ///
    /// Lean chooses a context by the command's text, and counts on from there until it finds one that is not in use. So each
    /// repetition of a command looks at all contexts of those before it; and each text has the same end.
    pub(super) fn forget_context(&self, state: LeanObj, is_end: bool) -> Result<LeanObj, KernelError> {
        let fields = COMMAND_STATE.fields(state.as_obj())?;
        let same = |index, before: &LeanObj| fields.object(index).as_ptr() == before.as_ptr();
        let is_unchanged =
            same(command_state::ENVIRONMENT, &self.environment) && same(command_state::SCOPES, &self.scopes);
        if !is_end && !is_unchanged {
            return Ok(state);
        }
        Ok(fields.with([(command_state::USED_QUOTATION_CONTEXTS, self.used_quotation_contexts.clone())]))
    }
}
