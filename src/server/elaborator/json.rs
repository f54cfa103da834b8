//! JSON in Lean's own formatting.

use super::handle::Elaborator;
use crate::kernel::KernelError;
use crate::kernel::list::except;
use crate::kernel::text_of;
use crate::object::LeanObj;

/// The line width of `toString` for JSON (`Lean/Data/Json/Printer.lean`).
const WIDTH: usize = 80;

impl Elaborator {
    /// The JSON as Lean prints it, with Lean's order of keys and its line breaks.
    ///
    /// # Errors
    /// If no thread with a stack for deeply nested JSON can be started, or if Lean cannot parse the JSON, which would be a
    /// bug.
    pub(in crate::server) fn pretty(&self, json: &serde_json::Value) -> Result<String, KernelError> {
        self.kernel.run(|| {
            // SAFETY: a string, on an attached thread.
            let parsed = unsafe { self.symbols.json_parse(LeanObj::string(&json.to_string())) };
            match except(&parsed) {
                Ok(json) => {
                    // SAFETY: parsed JSON and a number.
                    let text = unsafe { self.symbols.json_pretty(json, LeanObj::scalar(WIDTH)) };
                    Ok(text_of(text.as_obj()))
                }
                Err(why) => Err(KernelError::Action { action: "Lean.Json.parse", reason: text_of(why.as_obj()) }),
            }
        })?
    }
}
