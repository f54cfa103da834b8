//! [`CommandReport`]: what a request asks for from the information trees, collected command by command.

use serde_json::Value;

use super::handle::Elaborator;
use super::info_tree::{InfoTree, InfoTrees};
use super::info_tree_json::MAX_DEPTH;
use super::message::TEXT_START;
use super::proof_state::ProofState;
use super::sorry::OpenSorry;
use crate::kernel::CancelToken;
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{CommandOptions, InfoTreeFilter, Message, Severity, Tactic};

/// What a request asked for from the information trees of its commands.
pub(in crate::server) struct CommandReport<'a> {
    options: &'a CommandOptions,
    sorries: Vec<OpenSorry>,
    root_goals: Vec<OpenSorry>,
    tactics: Vec<(Tactic, ProofState)>,
    /// Empty if one of the trees is nested too deep.
    infotree: Vec<Value>,
    /// How deep the deepest tree is nested.
    depth: usize,
}

impl<'a> CommandReport<'a> {
    pub(super) fn new(options: &'a CommandOptions) -> Self {
        let (sorries, root_goals, tactics, infotree) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        CommandReport { options, sorries, root_goals, tactics, infotree, depth: 0 }
    }

    /// Adds the information trees of one command. `state` is the `Lean.Elab.Command.State` after it, `before` the environment
    /// before it.
    pub(super) fn add(
        &mut self,
        elaborator: &Elaborator,
        state: ObjRef<'_>,
        before: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<(), Interrupt> {
        for tree in InfoTrees::from_command_state(elaborator, state)?.iter() {
            self.sorries.extend(elaborator.sorries(tree, before, cancel)?);
            if self.options.root_goals == Some(true) {
                self.root_goals.extend(elaborator.root_goals(tree, before, cancel)?);
            }
            if self.options.all_tactics == Some(true) {
                self.tactics.extend(elaborator.tactics(tree, before, cancel)?);
            }
            if let Some(filter) = self.options.infotree {
                self.add_tree(elaborator, tree, filter, cancel)?;
            }
        }
        Ok(())
    }

    fn add_tree(
        &mut self,
        elaborator: &Elaborator,
        tree: InfoTree<'_>,
        filter: InfoTreeFilter,
        cancel: &CancelToken,
    ) -> Result<(), Interrupt> {
        self.depth = self.depth.max(elaborator.info_tree_depth(tree, filter, cancel)?);
        if self.depth <= MAX_DEPTH {
            self.infotree.extend(elaborator.info_tree_json(tree, filter, cancel)?);
        } else {
            // A client would take some of the trees for all of them.
            self.infotree.clear();
        }
        Ok(())
    }

    /// The warning that the trees are left out, if they are nested too deep.
    pub(super) fn depth_warning(&self) -> Option<Message> {
        let depth = Some(self.depth).filter(|&depth| depth > MAX_DEPTH)?;
        let data = format!(
            "the information trees are left out: they are nested {depth} deep, and few readers of JSON take more than \
             {MAX_DEPTH}; ask for a part of them, or elaborate less at once"
        );
        Some(Message { severity: Severity::Warning, pos: TEXT_START, end_pos: None, data })
    }

    /// The open goals: all `sorry`s, then the goals of tactic blocks.
    pub(in crate::server) fn take_sorries(&mut self) -> Vec<OpenSorry> {
        let mut sorries = std::mem::take(&mut self.sorries);
        sorries.append(&mut self.root_goals);
        sorries
    }

    pub(in crate::server) fn take_tactics(&mut self) -> Vec<(Tactic, ProofState)> {
        std::mem::take(&mut self.tactics)
    }

    /// The trees as JSON; `None` if the request did not ask for them, or if they are left out.
    pub(in crate::server) fn take_infotree(&mut self) -> Option<Value> {
        (!self.infotree.is_empty()).then(|| std::mem::take(&mut self.infotree).into())
    }
}
