//! Lean's options, set for a request.

use std::fmt::Write;

use super::handle::Elaborator;
use super::input::Start;
use super::message::START;
use crate::kernel::{CancelToken, Name, NameKind};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{Message, OptionValue, Position, SetOption, Severity};

impl Elaborator {
    /// Sets options as the command `set_option` does, which says itself what is wrong with a name or a value.
    pub(super) fn set_options(
        &self,
        start: Start,
        options: &[SetOption],
        cancel: &CancelToken,
    ) -> Result<Start, Interrupt> {
        if options.is_empty() {
            return Ok(start);
        }
        let Start { state, parser, mut messages } = start;
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
        let commands = Start { state, parser: self.symbols.first_parser_state(), messages: Vec::new() };
        let (state, said) = self.commands(&input, commands, None, cancel)?;
        messages.extend(said.into_iter().map(at_start));
        Ok(Start { state, parser, messages })
    }
}

/// The message as one of the request's text, in which options have no place.
fn at_start(message: Message) -> Message {
    Message { pos: START, end_pos: None, ..message }
}

/// A name as an identifier, whatever its components are: between these quotes no component is a keyword.
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
                    // A line end in a literal would be one of the text's.
                    '\r' => literal.push_str("\\r"),
                    _ => literal.push(char),
                }
            }
            literal + "\""
        }
    }
}
