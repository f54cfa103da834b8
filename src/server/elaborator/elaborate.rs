//! The elaboration of a whole text: header, options, commands.

use super::handle::Elaborator;
use super::header::{Importing, ReadHeader};
use super::input::CommandStart;
use super::report::CommandReport;
use crate::kernel::elaborator::{COMMAND_STATE, command_state};
use crate::kernel::{CancelToken, Environment, KernelError, SharedEnvironment};
use crate::object::{ObjRef, SharedObj};
use crate::server::imports::WithImport;
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{CommandOptions, Message};

/// The result of elaborating commands.
pub(in crate::server) struct CommandOutcome<'a> {
    /// The `Lean.Elab.Command.State` after the commands.
    pub(in crate::server) state: WithImport<SharedObj>,
    pub(in crate::server) messages: Vec<Message>,
    /// What the request asked for besides the messages.
    pub(in crate::server) report: CommandReport<'a>,
}

impl Elaborator {
    /// Elaborates `text` in the state `before`; without one, as a file that starts with a header.
    pub(in crate::server) fn elaborate<'a>(
        &self,
        before: Option<&WithImport<SharedObj>>,
        text: &str,
        file_name: &str,
        options: &'a CommandOptions,
        importing: Importing<'_>,
        cancel: &CancelToken,
    ) -> Result<CommandOutcome<'a>, Interrupt> {
        let input = self.input(text, file_name);
        let (mut start, import) = match before {
            Some(WithImport { state, import }) => {
                let parser = self.symbols.first_parser_state();
                (CommandStart { state: state.get(), parser, messages: Vec::new() }, import.clone())
            }
            None => {
                let ReadHeader { import, parser } = self.header(&input, importing, cancel)?;
                let start = CommandStart { state: import.state.get(), parser, messages: import.messages.clone() };
                (self.set_options(start, importing.options, cancel)?, import)
            }
        };
        start = self.set_options(start, options.set_options.as_deref().unwrap_or_default(), cancel)?;
        let mut report = CommandReport::new(options);
        let (state, mut messages) = self.commands(&input, start, Some(&mut report), cancel)?;
        messages.extend(report.depth_warning());
        Ok(CommandOutcome { state: WithImport { state: SharedObj::new(state), import }, messages, report })
    }

    /// The environment of a `Lean.Elab.Command.State`.
    pub(in crate::server) fn environment(&self, state: ObjRef<'_>) -> Result<SharedEnvironment, KernelError> {
        let environment = COMMAND_STATE.fields(state)?.object(command_state::ENVIRONMENT).clone();
        // SAFETY: the shape was checked, so that the field is an environment.
        Ok(unsafe { Environment::from_object(environment) }.share())
    }
}
