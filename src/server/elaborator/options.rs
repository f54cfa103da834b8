//! Lean options that a request sets.

use std::fmt::Write;

use super::handle::Elaborator;
use super::input::CommandStart;
use super::message::TEXT_START;
use crate::kernel::{CancelToken, Name, NameKind};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{Message, OptionValue, Position, SetOption, Severity};

impl Elaborator {
    /// Sets options by elaborating `set_option` commands, so that Lean itself reports a wrong name or value.
    pub(super) fn set_options(
        &self,
        start: CommandStart,
        options: &[SetOption],
        cancel: &CancelToken,
    ) -> Result<CommandStart, Interrupt> {
        if options.is_empty() {
            return Ok(start);
        }
        let CommandStart { state, parser, mut messages } = start;
        let mut text = String::new();
        for SetOption { name, value } in options {
            match self.kernel.name(name) {
                Ok(name) => {
                    let _ = writeln!(text, "set_option {} {}", quoted(&name), literal(value));
                }
                Err(error) => messages.push(at_start(Message {
                    severity: Severity::Error,
                    data: format!("Unknown option: {error}"),
                    pos: Position::default(),
                    end_pos: None,
                })),
            }
        }
        let input = self.input(&text, "<options>");
        let commands = CommandStart { state, parser: self.symbols.first_parser_state(), messages: Vec::new() };
        let (state, new) = self.commands(&input, commands, None, cancel)?;
        messages.extend(new.into_iter().map(at_start));
        Ok(CommandStart { state, parser, messages })
    }
}

/// Moves a message to the start of the request's text, as the options have no position in it.
fn at_start(message: Message) -> Message {
    Message { pos: TEXT_START, end_pos: None, ..message }
}

/// A name as an identifier, with `«»` around each component, so that no component is read as a keyword.
fn quoted(name: &Name) -> String {
    match name.kind() {
        NameKind::Anonymous => String::new(),
        NameKind::Str(prefix, last) if prefix.is_anonymous() => format!("«{last}»"),
        NameKind::Str(prefix, last) => format!("{}.«{last}»", quoted(prefix)),
        NameKind::Num(prefix, last) => format!("{}.{last}", quoted(prefix)),
    }
}

/// A value as Lean writes it.
fn literal(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Nat(value) => value.to_string(),
        OptionValue::String(value) => {
            let mut literal = String::from("\"");
            for char in value.chars() {
                match char {
                    '"' | '\\' => literal.extend(['\\', char]),
                    // Lean would normalise a raw `\r\n` in the text.
                    '\r' => literal.push_str("\\r"),
                    _ => literal.push(char),
                }
            }
            literal + "\""
        }
    }
}
