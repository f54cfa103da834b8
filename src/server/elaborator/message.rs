//! Messages: Lean's, converted to the protocol's.

use serde::Deserialize;

use super::handle::Elaborator;
use crate::kernel::KernelError;
use crate::kernel::text_of;
use crate::object::LeanObj;
use crate::server::protocol::{Message, Position, Severity};

/// The position of messages about the request as a whole.
pub(super) const TEXT_START: Position = Position { line: 1, column: 0 };

/// `String.trimAscii` (`Init/Data/String/TakeDrop.lean`).
pub(super) fn trim_ascii(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// A message as `Lean.Message.toJson` writes it (`SerialMessage`, `Lean/Message.lean`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SerialMessage {
    severity: SerialSeverity,
    pos: Position,
    end_pos: Option<Position>,
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SerialSeverity {
    Information,
    Warning,
    Error,
}

impl Elaborator {
    /// The messages of a `Lean.MessageLog`, oldest first.
    ///
    /// # Safety
    /// `log` is a `Lean.MessageLog`, and this thread is attached.
    pub(super) unsafe fn messages(&self, log: LeanObj) -> Result<Vec<Message>, KernelError> {
        // SAFETY: as ours; the array's elements are messages.
        unsafe {
            let array = self.symbols.message_log_to_array(log);
            let messages = array.as_obj().elements().unwrap_or_default();
            messages.iter().map(|message| self.message((*message).to_obj())).collect()
        }
    }

    /// # Safety
    /// `message` is a `Lean.Message`, and this thread is attached.
    pub(super) unsafe fn message(&self, message: LeanObj) -> Result<Message, KernelError> {
        // SAFETY: as ours.
        let json = unsafe {
            let json = self.symbols.message_to_json(message, LeanObj::scalar(0));
            self.symbols.json_compress(json)
        };
        let text = text_of(json.as_obj());
        let message: SerialMessage = serde_json::from_str(&text).map_err(|error| KernelError::Shape {
            constructor: "Lean.Message",
            expected: "the JSON of a `Lean.SerialMessage`".to_owned(),
            got: format!("{text}, which cannot be read: {error}"),
        })?;
        Ok(Message {
            severity: match message.severity {
                SerialSeverity::Information => Severity::Info,
                SerialSeverity::Warning => Severity::Warning,
                SerialSeverity::Error => Severity::Error,
            },
            pos: message.pos,
            end_pos: message.end_pos,
            // The REPL trims it too.
            data: trim_ascii(&message.data).to_owned(),
        })
    }
}
