//! What Lean says during a proof: its messages and its traces.

use super::handle::Elaborator;
use super::message::trim_ascii;
use super::proof_state::ProofState;
use crate::kernel::CheckedFields;
use crate::kernel::KernelError;
use crate::kernel::meta::{CORE_STATE, TRACE, TRACE_STATE, core_state, trace};
use crate::object::{LeanObj, ObjRef};
use crate::server::protocol::Message;

/// Messages and traces, oldest first.
pub(super) type Said = (Vec<Message>, Vec<String>);

impl Elaborator {
    /// All that was said on the way to a state.
    pub(in crate::server) fn said(&self, state: &ProofState) -> Result<Said, KernelError> {
        let parts = state.parts()?;
        self.said_since(None, CORE_STATE.fields(parts.core_state.as_obj())?)
    }

    /// What was said on the way to the `Lean.Core.State` `new`, but not on the way to `old`.
    pub(super) fn said_since(
        &self,
        old: Option<CheckedFields<'_>>,
        new: CheckedFields<'_>,
    ) -> Result<Said, KernelError> {
        let count = |things: LeanObj| things.as_obj().elements().unwrap_or_default().len();
        let said = old.map_or(0, |old| count(self.log(old)));
        let traced = old.map(|old| self.traces(old).map(count)).transpose()?.unwrap_or(0);
        let (log, traces) = (self.log(new), self.traces(new)?);
        let log = log.as_obj().elements().unwrap_or_default().iter().skip(said);
        // SAFETY: the elements are messages.
        let messages = log.map(|message| unsafe { self.message((*message).to_obj()) }).collect::<Result<_, _>>()?;
        let traces = traces.as_obj().elements().unwrap_or_default().iter().skip(traced);
        Ok((messages, traces.map(|trace| self.trace_text(*trace)).collect::<Result<_, _>>()?))
    }

    /// The messages of a `Lean.Core.State`, an array.
    fn log(&self, state: CheckedFields<'_>) -> LeanObj {
        // SAFETY: the state's field is a log, as its shape was checked.
        unsafe { self.symbols.message_log_to_array(state.object(core_state::MESSAGES).clone()) }
    }

    /// The traces of a `Lean.Core.State`, an array.
    fn traces(&self, state: CheckedFields<'_>) -> Result<LeanObj, KernelError> {
        let traces = TRACE_STATE.fields(state.object(core_state::TRACE_STATE).as_obj())?.object(0);
        // SAFETY: a `PersistentArray TraceElem`, as the shape was checked.
        Ok(unsafe { self.meta.persistent_array_to_array(traces.as_obj()) })
    }

    fn trace_text(&self, trace: ObjRef<'_>) -> Result<String, KernelError> {
        let message = TRACE.fields(trace)?.object(trace::MESSAGE).clone();
        // SAFETY: a `MessageData`, as the shape was checked.
        let text = unsafe { self.kernel.message_text(message) };
        Ok(trim_ascii(&text).to_owned())
    }
}
