//! Commands: each is parsed and elaborated in the state that the one before it left.

use super::carry::Before;
use super::exception::{is_internal, is_interrupt};
use super::handle::Elaborator;
use super::input::{CommandStart, Input};
use super::message::trim_ascii;
use super::report::CommandReport;
use crate::kernel::elaborator::{
    COMMAND_CONTEXT, COMMAND_STATE, PARSER_MODULE_CONTEXT, PARSER_STATE, SCOPE, command_context, command_state, scope,
};
use crate::kernel::list::{CONS, array, option, pair};
use crate::kernel::{CancelToken, KernelError};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{Message, Severity};
use crate::server::reference::Reference;

impl Elaborator {
    /// Elaborates one command after the other to the end of the text. Returns the `Lean.Elab.Command.State` after them, and
    /// all messages.
    pub(super) fn commands(
        &self,
        input: &Input,
        start: CommandStart,
        mut report: Option<&mut CommandReport<'_>>,
        cancel: &CancelToken,
    ) -> Result<(LeanObj, Vec<Message>), Interrupt> {
        let CommandStart { mut state, mut parser, mut messages } = start;
        let token = option(Some(cancel.object().to_obj()));
        loop {
            let before = Before::of(&state)?;
            let position = PARSER_STATE.fields(parser.as_obj())?.object(0).clone();
            // SAFETY: all arguments have the types that the functions' declarations state.
            unsafe {
                let context = self.parser_context(state.as_obj())?;
                let log = self.symbols.empty_message_log();
                let parsed = self.symbols.parse_command(input.context.clone(), context, parser, log);
                let (syntax, rest) = pair(parsed.as_obj())?;
                let (next, log) = pair(rest)?;
                parser = next.to_obj();
                let is_last = self.symbols.is_terminal_command(syntax.to_obj()) != 0;
                messages.extend(self.messages(log.to_obj())?);

                let context = self.command_context(input, position, token.clone())?;
                let reference = Reference::new(state);
                let linters = array([]);
                let done =
                    self.symbols.elab_command_top_level(syntax.to_obj(), linters, context.as_obj(), reference.as_obj());
                state = reference.get();
                if let Err(exception) = done {
                    if is_interrupt(exception.as_obj()) {
                        return Err(Interrupt::Cancelled);
                    }
                    messages.push(self.thrown(exception, context.as_obj())?);
                }
                let fields = COMMAND_STATE.fields(state.as_obj())?;
                messages.extend(self.messages(fields.object(command_state::MESSAGES).clone())?);
                let (whole, new) = self.finish_tasks(state)?;
                state = whole;
                messages.extend(new);
                if let Some(report) = &mut report {
                    report.add(self, state.as_obj(), &before.environment, cancel)?;
                }
                state = self.carried(before.forget_context(state, is_last)?)?;
                if is_last {
                    return Ok((state, messages));
                }
            }
            // Some commands end without having checked the token.
            Interrupt::check(cancel)?;
        }
    }

    /// The `Lean.Parser.ParserModuleContext` of the state.
    fn parser_context(&self, state: ObjRef<'_>) -> Result<LeanObj, KernelError> {
        let state = COMMAND_STATE.fields(state)?;
        let scopes = CONS.fields(state.object(command_state::SCOPES).as_obj())?;
        let current = SCOPE.fields(scopes.object(0).as_obj())?;
        let fields = [
            state.object(command_state::ENVIRONMENT).clone(),
            current.object(scope::OPTIONS).clone(),
            current.object(scope::NAMESPACE).clone(),
            current.object(scope::OPEN_DECLS).clone(),
        ];
        Ok(LeanObj::constructor(PARSER_MODULE_CONTEXT.tag, fields))
    }

    /// The message of an exception that a command threw. Usually, Lean logs exceptions itself. The position is that of the
    /// exception, or else that of the command.
    ///
    /// # Safety
    /// `exception` is a `Lean.Exception`, `context` the `Lean.Elab.Command.Context` of the command.
    unsafe fn thrown(&self, exception: LeanObj, context: ObjRef<'_>) -> Result<Message, KernelError> {
        let context = COMMAND_CONTEXT.fields(context)?;
        let file_map = context.object(command_context::FILE_MAP);
        // SAFETY: as ours; the first field of a `Lean.Exception.error` is a `Syntax`.
        unsafe {
            let span = match exception.as_obj().owned_field(0) {
                Some(syntax) if !is_internal(exception.as_obj()) => self.span(syntax.as_obj()),
                _ => None,
            };
            let command = context.object(command_context::POSITION);
            let (start, end) = span.unwrap_or_else(|| (command.clone(), command.clone()));
            let (pos, end_pos) = (self.position(file_map, start.as_obj())?, self.position(file_map, end.as_obj())?);
            let text = self.kernel.message_text(self.symbols.exception_to_message(exception));
            let data = trim_ascii(&text).to_owned();
            Ok(Message { severity: Severity::Error, pos, end_pos: Some(end_pos), data })
        }
    }
}
