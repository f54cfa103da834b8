//! The messages and traces of a proof.

use super::handle::Elaborator;
use super::message::trim_ascii;
use super::proof_state::ProofState;
use crate::kernel::CheckedFields;
use crate::kernel::KernelError;
use crate::kernel::meta::{CORE_STATE, TRACE, TRACE_STATE, core_state, trace};
use crate::object::{LeanObj, ObjRef};
use crate::server::protocol::Message;

/// Messages and traces, oldest first.
pub(super) type Log = (Vec<Message>, Vec<String>);

impl Elaborator {
    /// The messages and traces of all steps that led to a proof state.
    pub(in crate::server) fn log(&self, state: &ProofState) -> Result<Log, KernelError> {
        let parts = state.parts()?;
        self.log_since(None, CORE_STATE.fields(parts.core_state.as_obj())?)
    }

    /// The messages and traces of the `Lean.Core.State` `new` that `old` does not have yet.
    pub(super) fn log_since(&self, old: Option<CheckedFields<'_>>, new: CheckedFields<'_>) -> Result<Log, KernelError> {
        let count = |array: LeanObj| array.as_obj().elements().unwrap_or_default().len();
        let old_messages = old.map_or(0, |old| count(self.message_log(old)));
        let old_traces = old.map(|old| self.traces(old).map(count)).transpose()?.unwrap_or(0);
        let (log, traces) = (self.message_log(new), self.traces(new)?);
        let log = log.as_obj().elements().unwrap_or_default().iter().skip(old_messages);
        // SAFETY: the elements are messages.
        let messages = log.map(|message| unsafe { self.message((*message).to_obj()) }).collect::<Result<_, _>>()?;
        let traces = traces.as_obj().elements().unwrap_or_default().iter().skip(old_traces);
        Ok((messages, traces.map(|trace| self.trace_text(*trace)).collect::<Result<_, _>>()?))
    }

    /// The messages of a `Lean.Core.State`, as an array.
    fn message_log(&self, state: CheckedFields<'_>) -> LeanObj {
        // SAFETY: the field is a `MessageLog`, because the shape was checked.
        unsafe { self.symbols.message_log_to_array(state.object(core_state::MESSAGES).clone()) }
    }

    /// The traces of a `Lean.Core.State`, as an array.
    fn traces(&self, state: CheckedFields<'_>) -> Result<LeanObj, KernelError> {
        let traces = TRACE_STATE.fields(state.object(core_state::TRACE_STATE).as_obj())?.object(0);
        // SAFETY: a `PersistentArray TraceElem`, because the shape was checked.
        Ok(unsafe { self.meta.persistent_array_to_array(traces.as_obj()) })
    }

    fn trace_text(&self, trace: ObjRef<'_>) -> Result<String, KernelError> {
        let message = TRACE.fields(trace)?.object(trace::MESSAGE).clone();
        // SAFETY: a `MessageData`, because the shape was checked.
        let text = unsafe { self.kernel.message_text(message) };
        Ok(trim_ascii(&text).to_owned())
    }
}
