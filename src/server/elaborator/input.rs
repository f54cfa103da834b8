//! What commands are elaborated from: a text, the state before it and a context.

use super::handle::Elaborator;
use crate::kernel::KernelError;
use crate::kernel::elaborator::{COMMAND_CONTEXT, INPUT_CONTEXT};
use crate::object::{LeanObj, NewConstructor};
use crate::server::protocol::Message;

/// A text to elaborate.
pub(super) struct Input {
    /// A `Lean.Parser.InputContext`.
    pub(super) context: LeanObj,
}

/// The state before a command, and where the parser goes on.
pub(super) struct CommandStart {
    /// A `Lean.Elab.Command.State`.
    pub(super) state: LeanObj,
    /// A `Lean.Parser.ModuleParserState`.
    pub(super) parser: LeanObj,
    /// The messages so far.
    pub(super) messages: Vec<Message>,
}

impl Elaborator {
    pub(super) fn input(&self, text: &str, file_name: &str) -> Input {
        let (input, end) = (LeanObj::string(text), LeanObj::scalar(text.len()));
        // SAFETY: two strings, and the position behind the first one's last byte. The flag asks Lean to normalise `\r\n`.
        Input { context: unsafe { self.symbols.mk_input_context(input, LeanObj::string(file_name), 1, end) } }
    }

    /// A `Lean.Elab.Command.Context`.
    pub(super) fn command_context(
        &self,
        input: &Input,
        position: LeanObj,
        token: LeanObj,
    ) -> Result<LeanObj, KernelError> {
        let input = INPUT_CONTEXT.fields(input.context.as_obj())?;
        let nothing = || LeanObj::scalar(0);
        let fields = [
            input.object(1).clone(),
            input.object(2).clone(),
            nothing(),
            position,
            nothing(),
            nothing(),
            self.symbols.first_macro_scope(),
            nothing(),
            nothing(),
            token,
        ];
        let scalars = u32::from(COMMAND_CONTEXT.scalar_bytes);
        let mut context = NewConstructor::new(COMMAND_CONTEXT.tag, u32::from(COMMAND_CONTEXT.objects), scalars);
        (0..).zip(fields).for_each(|(i, field)| context.set_field(i, field));
        Ok(context.finish())
    }
}
