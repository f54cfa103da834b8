//! What a request wants to know of the information trees, collected command by command.

use serde_json::Value;

use super::handle::Elaborator;
use super::info_tree::{InfoTree, InfoTrees};
use super::info_tree_json::MAX_DEPTH;
use super::message::START;
use super::proof_state::ProofState;
use super::sorry::OpenPlace;
use crate::kernel::CancelToken;
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{CommandOptions, InfoTreeFilter, Message, Severity, Tactic};

/// What the information trees of some commands say.
pub(in crate::server) struct Report<'a> {
    wanted: &'a CommandOptions,
    sorries: Vec<OpenPlace>,
    root_goals: Vec<OpenPlace>,
    tactics: Vec<(Tactic, ProofState)>,
    /// Nothing, if one of the trees is too deep.
    infotree: Vec<Value>,
    /// How deep the trees are nested.
    depth: usize,
}

impl<'a> Report<'a> {
    pub(super) fn new(wanted: &'a CommandOptions) -> Self {
        let (sorries, root_goals, tactics, infotree) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Report { wanted, sorries, root_goals, tactics, infotree, depth: 0 }
    }

    /// Adds what the command said that has led to `state`, a `Lean.Elab.Command.State`, from the environment `before`.
    pub(super) fn add(
        &mut self,
        elaborator: &Elaborator,
        state: ObjRef<'_>,
        before: &LeanObj,
        cancel: &CancelToken,
    ) -> Result<(), Interrupt> {
        for tree in InfoTrees::of(elaborator, state)?.iter() {
            self.sorries.extend(elaborator.sorries(tree, before, cancel)?);
            if self.wanted.root_goals == Some(true) {
                self.root_goals.extend(elaborator.root_goals(tree, before, cancel)?);
            }
            if self.wanted.all_tactics == Some(true) {
                self.tactics.extend(elaborator.tactics(tree, before, cancel)?);
            }
            if let Some(filter) = self.wanted.infotree {
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
            // A part of the trees would be taken for all of them.
            self.infotree.clear();
        }
        Ok(())
    }

    /// Says that the trees are left out, if they are.
    pub(super) fn left_out(&self) -> Option<Message> {
        let depth = Some(self.depth).filter(|&depth| depth > MAX_DEPTH)?;
        let data = format!(
            "the information trees are left out: they are nested {depth} deep, and few readers of JSON take more than \
             {MAX_DEPTH}; ask for a part of them, or elaborate less at once"
        );
        Some(Message { severity: Severity::Warning, pos: START, end_pos: None, data })
    }

    /// The places that are left open: all `sorry`s, then the goals of tactic blocks.
    pub(in crate::server) fn take_sorries(&mut self) -> Vec<OpenPlace> {
        let mut sorries = std::mem::take(&mut self.sorries);
        sorries.append(&mut self.root_goals);
        sorries
    }

    /// The tactics.
    pub(in crate::server) fn take_tactics(&mut self) -> Vec<(Tactic, ProofState)> {
        std::mem::take(&mut self.tactics)
    }

    /// The trees as JSON, unless nothing of them is wanted, or they are left out.
    pub(in crate::server) fn take_infotree(&mut self) -> Option<Value> {
        (!self.infotree.is_empty()).then(|| std::mem::take(&mut self.infotree).into())
    }
}
