//! The parts of a command that Lean elaborates in tasks of their own, where the option `Elab.async` is set.

use super::handle::Elaborator;
use crate::kernel::elaborator::{COMMAND_STATE, command_state};
use crate::kernel::info::{DIAGNOSTICS, SNAPSHOT, diagnostics, snapshot};
use crate::kernel::list::array;
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::Message;

impl Elaborator {
    /// Waits for the tasks in a `Lean.Elab.Command.State`. Returns the state without the tasks and with complete information
    /// trees, and the messages of the tasks.
    ///
    /// # Safety
    /// This thread is attached.
    pub(super) unsafe fn finish_tasks(&self, state: LeanObj) -> Result<(LeanObj, Vec<Message>), Interrupt> {
        let fields = COMMAND_STATE.fields(state.as_obj())?;
        let tasks = fields.object(command_state::SNAPSHOT_TASKS).as_obj().elements().unwrap_or_default();
        if tasks.is_empty() {
            return Ok((state, Vec::new()));
        }
        let mut messages = Vec::new();
        for task in tasks {
            // SAFETY: the shape was checked, so that this is a `SnapshotTask SnapshotTree`; it holds an array of snapshots,
            // each with a log.
            unsafe {
                let tree = self.info.snapshot_task_get((*task).to_obj());
                let all = self.info.snapshots(tree);
                for snapshot in all.as_obj().elements().unwrap_or_default() {
                    let diagnostics = SNAPSHOT.fields(*snapshot)?.object(snapshot::DIAGNOSTICS);
                    let log = DIAGNOSTICS.fields(diagnostics.as_obj())?.object(diagnostics::LOG);
                    messages.extend(self.messages(log.clone())?);
                }
            }
        }
        // SAFETY: the shape was checked, so that this is a `Lean.Elab.InfoState`.
        let trees = unsafe { self.info.substitute_lazy(fields.object(command_state::INFO_STATE).clone()) };
        let trees =
            trees.as_obj().wait().map_or_else(|| fields.object(command_state::INFO_STATE).clone(), ObjRef::to_obj);
        let state = fields.with([(command_state::INFO_STATE, trees), (command_state::SNAPSHOT_TASKS, array([]))]);
        Ok((state, messages))
    }
}
