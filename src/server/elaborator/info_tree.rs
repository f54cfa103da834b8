//! Information trees: the elaborator's notes about a text (`Lean.Elab.InfoTree`, `Lean/Elab/InfoTree/Types.lean`).

use super::handle::Elaborator;
use crate::kernel::elaborator::{COMMAND_STATE, command_state};
use crate::kernel::info::{
    COMMAND_CONTEXT_TAG, INFO_KINDS, INFO_STATE, INFO_TREE_CONTEXT, INFO_TREE_HOLE, INFO_TREE_NODE, info_kind,
    info_state,
};
use crate::kernel::list::{array, option};
use crate::kernel::{CancelToken, ConstructorShape, KernelError};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;

/// A walk checks its cancel token after this many nodes.
const CHECK_EVERY: usize = 1_024;

/// The trees of one command.
pub(super) struct InfoTrees {
    /// An `Array InfoTree`.
    trees: LeanObj,
    /// The trees to put into the holes, a `PersistentHashMap MVarId InfoTree`.
    assignment: LeanObj,
}

/// A node that a walk visits.
pub(super) struct VisitedNode<'a> {
    pub(super) info: NodeInfo<'a>,
    /// The node's `Lean.Elab.ContextInfo`.
    pub(super) context: Option<&'a LeanObj>,
    /// How many ancestors the node has.
    pub(super) depth: usize,
}

/// What a node says.
#[derive(Clone, Copy)]
pub(super) enum NodeInfo<'a> {
    /// A `Lean.Elab.TacticInfo`.
    Tactic(&'a LeanObj),
    /// A `Lean.Elab.TermInfo`.
    Term(&'a LeanObj),
    /// A `Lean.Elab.CommandInfo`.
    Command(&'a LeanObj),
    /// Any other `Lean.Elab.Info`: the name of its kind.
    Other(&'static str),
    /// A hole that is still empty: its `MVarId`.
    Hole(&'a LeanObj),
}

/// Where a walk continues after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// At the node's children.
    Children,
    /// At the node's next sibling: the children are skipped.
    Sibling,
}

impl InfoTrees {
    /// The trees in a `Lean.Elab.Command.State`, which are those of the last command.
    pub(super) fn from_command_state(elaborator: &Elaborator, state: ObjRef<'_>) -> Result<Self, KernelError> {
        Self::from_info_state(elaborator, COMMAND_STATE.fields(state)?.object(command_state::INFO_STATE).as_obj())
    }

    /// The trees in a `Lean.Elab.InfoState`, each put into `context`, a `Lean.Elab.CommandContextInfo`.
    pub(super) fn in_context(
        elaborator: &Elaborator,
        context: &LeanObj,
        state: ObjRef<'_>,
    ) -> Result<Self, KernelError> {
        let InfoTrees { trees, assignment } = Self::from_info_state(elaborator, state)?;
        let context = LeanObj::constructor(COMMAND_CONTEXT_TAG, [context.clone()]);
        let trees = trees.as_obj().elements().unwrap_or_default().iter();
        let trees = trees.map(|tree| LeanObj::constructor(INFO_TREE_CONTEXT.tag, [context.clone(), (*tree).to_obj()]));
        Ok(InfoTrees { trees: array(trees), assignment })
    }

    fn from_info_state(elaborator: &Elaborator, state: ObjRef<'_>) -> Result<Self, KernelError> {
        let fields = INFO_STATE.fields(state)?;
        let trees = fields.object(info_state::TREES).as_obj();
        // SAFETY: a `PersistentArray InfoTree`, because the shape was checked.
        let trees = unsafe { elaborator.meta.persistent_array_to_array(trees) };
        Ok(InfoTrees { trees, assignment: fields.object(info_state::ASSIGNMENT).clone() })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = InfoTree<'_>> {
        let trees = self.trees.as_obj().elements().unwrap_or_default();
        trees.iter().map(|tree| InfoTree { tree: *tree, assignment: self.assignment.as_obj() })
    }
}

/// One of the [`InfoTrees`].
#[derive(Clone, Copy)]
pub(super) struct InfoTree<'a> {
    tree: ObjRef<'a>,
    assignment: ObjRef<'a>,
}

impl InfoTree<'_> {
    /// Visits the nodes of the tree, each before its children. It does not recurse.
    pub(super) fn walk(
        self,
        elaborator: &Elaborator,
        cancel: &CancelToken,
        mut visit: impl FnMut(VisitedNode<'_>) -> Result<Next, Interrupt>,
    ) -> Result<(), Interrupt> {
        let mut waiting = vec![(self.tree.to_obj(), None, 0)];
        let mut visited = 0_usize;
        while let Some((tree, context, depth)) = waiting.pop() {
            visited += 1;
            if visited % CHECK_EVERY == 0 {
                Interrupt::check(cancel)?;
            }
            match tree.kind() {
                ObjectKind::Constructor { tag, .. } if tag == INFO_TREE_CONTEXT.tag => {
                    let fields = INFO_TREE_CONTEXT.fields(tree.as_obj())?;
                    let context = merge(elaborator, fields.object(0), context);
                    waiting.push((fields.object(1).clone(), context, depth));
                }
                ObjectKind::Constructor { tag, .. } if tag == INFO_TREE_HOLE.tag => {
                    let mvar = INFO_TREE_HOLE.fields(tree.as_obj())?.object(0);
                    // SAFETY: a tree and its assignment.
                    let found = unsafe { elaborator.info.substitute(tree.clone(), self.assignment) };
                    if found.kind() == tree.kind() {
                        visit(VisitedNode { info: NodeInfo::Hole(mvar), context: context.as_ref(), depth })?;
                    } else {
                        waiting.push((found, context, depth));
                    }
                }
                _ => {
                    let fields = INFO_TREE_NODE.fields(tree.as_obj())?;
                    let info = node_info(fields.object(0).as_obj())?;
                    if visit(VisitedNode { info, context: context.as_ref(), depth })? == Next::Sibling {
                        continue;
                    }
                    // SAFETY: the children of a node are a `PersistentArray InfoTree`.
                    let children = unsafe { elaborator.meta.persistent_array_to_array(fields.object(1).as_obj()) };
                    let children = children.as_obj().elements().unwrap_or_default();
                    waiting.extend(children.iter().rev().map(|child| ((*child).to_obj(), context.clone(), depth + 1)));
                }
            }
        }
        Ok(())
    }
}

/// The context `outer` with the changes of `inner`, a `PartialContextInfo`.
fn merge(elaborator: &Elaborator, inner: &LeanObj, outer: Option<LeanObj>) -> Option<LeanObj> {
    let is_command = matches!(inner.kind(), ObjectKind::Constructor { tag: COMMAND_CONTEXT_TAG, .. });
    // Without an outer context, Lean panics at all others.
    if outer.is_none() && !is_command {
        return None;
    }
    // SAFETY: the first field of `InfoTree.context`, and an earlier result of this function.
    let merged = unsafe { elaborator.info.merge_context(inner.clone(), option(outer)) };
    merged.as_obj().field(0).map(ObjRef::to_obj)
}

/// Tells which constructor of `Lean.Elab.Info` this is.
fn node_info(info: ObjRef<'_>) -> Result<NodeInfo<'_>, KernelError> {
    let ObjectKind::Constructor { tag, .. } = info.kind() else { return Err(unknown(info)) };
    let Some(kind) = INFO_KINDS.get(usize::from(tag)) else { return Err(unknown(info)) };
    let content =
        ConstructorShape { constructor: "Lean.Elab.Info", tag, objects: 1, scalar_bytes: 0 }.fields(info)?.object(0);
    Ok(match usize::from(tag) {
        info_kind::TACTIC => NodeInfo::Tactic(content),
        info_kind::TERM => NodeInfo::Term(content),
        info_kind::COMMAND => NodeInfo::Command(content),
        _ => NodeInfo::Other(kind),
    })
}

/// The error for an object that is no `Lean.Elab.Info`.
fn unknown(info: ObjRef<'_>) -> KernelError {
    KernelError::Shape {
        constructor: "Lean.Elab.Info",
        expected: format!("one of {} constructors with one object field", INFO_KINDS.len()),
        got: info.kind().to_string(),
    }
}
