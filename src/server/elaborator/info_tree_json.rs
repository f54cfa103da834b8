//! Information trees as JSON, in the form of the Lean REPL (`REPL/Lean/InfoTree/ToJson.lean`).

use serde_json::{Map, Value, json};

use super::context::ContextInfo;
use super::handle::Elaborator;
use super::info_tree::{InfoTree, Next, NodeInfo, VisitedNode};
use super::syntax::node;
use super::tactic::{is_substantive, tactic_syntax};
use crate::kernel::info::{ELAB_INFO, TACTIC_INFO, TERM_INFO, elab_info, tactic_info, term_info};
use crate::kernel::list::list;
use crate::kernel::{CancelToken, KernelError, Name};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;
use crate::server::protocol::{InfoTreeFilter, Position};

/// How deep nodes may be nested in the JSON. Reading, writing and dropping JSON takes stack for each level. Python's reader
/// stops at 1000 levels, and a node takes two.
pub(super) const MAX_DEPTH: usize = 500;

/// What Lean prints for a syntax that it cannot print.
const NOT_PRINTED: &str = "failed to pretty print term (use 'set_option pp.rawOnError true' for raw representation)";

/// A node that may get more children.
struct OpenNode {
    depth: usize,
    kind: &'static str,
    node: Value,
    children: Vec<Value>,
}

/// The nodes written so far: those without a parent, and the open ones, outermost first.
#[derive(Default)]
struct NodeStack {
    open: Vec<OpenNode>,
    done: Vec<Value>,
}

impl NodeStack {
    /// Closes all open nodes at this depth or deeper: they get no more children.
    fn close(&mut self, depth: usize) {
        while self.open.last().is_some_and(|open| open.depth >= depth) {
            let Some(OpenNode { kind, node, children, .. }) = self.open.pop() else { return };
            // `json!` would copy the children.
            let entries = [("kind", kind.into()), ("node", node), ("children", Value::Array(children))];
            self.add(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect());
        }
    }

    fn add(&mut self, value: Value) {
        self.open.last_mut().map_or(&mut self.done, |parent| &mut parent.children).push(value);
    }
}

impl Elaborator {
    /// The nodes of the tree that `filter` keeps. Where a node is not kept, its children take its place. The caller has
    /// checked that the nodes are nested no deeper than [`MAX_DEPTH`].
    pub(super) fn info_tree_json(
        &self,
        tree: InfoTree<'_>,
        filter: InfoTreeFilter,
        cancel: &CancelToken,
    ) -> Result<Vec<Value>, Interrupt> {
        let mut nodes = NodeStack::default();
        tree.walk(self, cancel, |visited| {
            Interrupt::check(cancel)?;
            // SAFETY: the info and the context of one node.
            unsafe {
                if self.keeps(filter, visited.info)? {
                    nodes.close(visited.depth);
                    self.add_node(&mut nodes, visited, cancel)?;
                }
            }
            Ok(Next::Children)
        })?;
        nodes.close(0);
        Ok(nodes.done)
    }

    /// How deep the nodes that `filter` keeps are nested. It prints no node.
    pub(super) fn info_tree_depth(
        &self,
        tree: InfoTree<'_>,
        filter: InfoTreeFilter,
        cancel: &CancelToken,
    ) -> Result<usize, Interrupt> {
        let (mut above, mut deepest) = (Vec::new(), 0);
        tree.walk(self, cancel, |visited| {
            // SAFETY: the info of a node.
            if unsafe { self.keeps(filter, visited.info)? } {
                while above.last().is_some_and(|depth| *depth >= visited.depth) {
                    above.pop();
                }
                above.push(visited.depth);
                deepest = deepest.max(above.len());
            }
            Ok(Next::Children)
        })?;
        Ok(deepest)
    }

    /// # Safety
    /// `info` holds an object of the type that its variant states, and this thread is attached.
    unsafe fn keeps(&self, filter: InfoTreeFilter, info: NodeInfo<'_>) -> Result<bool, KernelError> {
        let NodeInfo::Tactic(info) = info else { return Ok(filter == InfoTreeFilter::Full) };
        let syntax = tactic_syntax(info.as_obj())?.as_obj();
        Ok(match filter {
            InfoTreeFilter::Full | InfoTreeFilter::Tactics => true,
            // SAFETY: as ours.
            InfoTreeFilter::Original => unsafe { self.is_original(syntax) },
            InfoTreeFilter::Substantive => is_substantive(syntax),
        })
    }

    /// # Safety
    /// As [`keeps`](Self::keeps), and the context is that of the node.
    unsafe fn add_node(
        &self,
        nodes: &mut NodeStack,
        visited: VisitedNode<'_>,
        cancel: &CancelToken,
    ) -> Result<(), Interrupt> {
        let VisitedNode { info, context, depth } = visited;
        // SAFETY: as ours.
        let context = context.map(|context| unsafe { ContextInfo::from_object(context.clone()) });
        let Some(context) = context else { return Err(no_context().into()) };
        // SAFETY: as ours.
        let (kind, node) = unsafe {
            match info {
                NodeInfo::Tactic(info) => ("TacticInfo", self.tactic_json(info.as_obj(), &context, cancel)?),
                NodeInfo::Term(info) => ("TermInfo", self.term_json(info.as_obj(), &context, cancel)?),
                NodeInfo::Command(info) => ("CommandInfo", self.elab_json(info.as_obj(), None, &context)?.into()),
                NodeInfo::Other(kind) => (kind, Value::Null),
                NodeInfo::Hole(mvar) => {
                    let goals = self.print_goals(&context, list([mvar.clone()]).as_obj(), cancel)?;
                    nodes.add(json!({ "goalState": goals.concat() }));
                    return Ok(());
                }
            }
        };
        nodes.open.push(OpenNode { depth, kind, node, children: Vec::new() });
        Ok(())
    }

    /// # Safety
    /// `info` is a `Lean.Elab.TacticInfo`, `context` its context, and this thread is attached.
    unsafe fn tactic_json(
        &self,
        info: ObjRef<'_>,
        context: &ContextInfo,
        cancel: &CancelToken,
    ) -> Result<Value, Interrupt> {
        let (fields, syntax) = (TACTIC_INFO.fields(info)?, tactic_syntax(info)?);
        let name = node(syntax.as_obj()).map(|(kind, _)| name_text(kind));
        // SAFETY: as ours; the shape was checked, so that the fields have their types.
        unsafe {
            let goals = |mctx: u8, goals: u8| {
                let context = self.context_at(context, fields.object(mctx))?;
                self.print_goals(&context, fields.object(goals).as_obj(), cancel)
            };
            let printed = self.print_tactic(context, syntax, cancel)?;
            Ok(json!({
                "name": name,
                "stx": self.syntax_json(syntax, context, Some(printed))?,
                "goalsBefore": goals(tactic_info::MCTX_BEFORE, tactic_info::GOALS_BEFORE)?,
                "goalsAfter": goals(tactic_info::MCTX_AFTER, tactic_info::GOALS_AFTER)?,
            }))
        }
    }

    /// # Safety
    /// `info` is a `Lean.Elab.TermInfo`, `context` its context, and this thread is attached.
    unsafe fn term_json(
        &self,
        info: ObjRef<'_>,
        context: &ContextInfo,
        cancel: &CancelToken,
    ) -> Result<Value, Interrupt> {
        let fields = TERM_INFO.fields(info)?;
        let local = fields.object(term_info::LOCAL_CONTEXT);
        // SAFETY: as ours; the shape was checked, so that the fields have their types.
        unsafe {
            let mut term = self.elab_json(fields.object(term_info::ELAB).as_obj(), Some(local), context)?;
            if let Some(expected) = fields.object(term_info::EXPECTED_TYPE).as_obj().owned_field(0) {
                term.insert("expectedType".into(), self.print_term(context, local, expected, cancel)?.into());
            }
            let expr = self.print_term(context, local, fields.object(term_info::EXPR), cancel)?;
            term.insert("expr".into(), expr.into());
            term.insert("isBinder".into(), (fields.byte(term_info::IS_BINDER) != 0).into());
            Ok(term.into())
        }
    }

    /// # Safety
    /// `info` is a `Lean.Elab.ElabInfo`, `local` its `Lean.LocalContext`, `context` its context, and this thread is
    /// attached.
    unsafe fn elab_json(
        &self,
        info: ObjRef<'_>,
        local: Option<&LeanObj>,
        context: &ContextInfo,
    ) -> Result<Map<String, Value>, Interrupt> {
        let fields = ELAB_INFO.fields(info)?;
        let (elaborator, syntax) = (fields.object(elab_info::ELABORATOR), fields.object(elab_info::SYNTAX));
        let is_anonymous = elaborator.as_obj().as_scalar().is_some();
        let elaborator = (!is_anonymous).then(|| name_text(elaborator));
        // SAFETY: as ours.
        let syntax = unsafe {
            let printed = self.print_syntax(context, local, syntax)?;
            self.syntax_json(syntax, context, Some(printed).filter(|printed| printed != NOT_PRINTED))?
        };
        Ok(Map::from_iter([("elaborator".into(), elaborator.into()), ("stx".into(), syntax)]))
    }

    /// # Safety
    /// `syntax` is a `Lean.Syntax`, `context` its context, and this thread is attached.
    unsafe fn syntax_json(
        &self,
        syntax: &LeanObj,
        context: &ContextInfo,
        printed: Option<String>,
    ) -> Result<Value, Interrupt> {
        let (_, arguments) = node(syntax.as_obj()).unzip();
        // SAFETY: as ours; the arguments of a node are `Lean.Syntax`.
        unsafe {
            let (start, finish) = self.range(&context.file_map()?, syntax.as_obj())?;
            let arguments = arguments.unwrap_or_default().iter().map(|argument| self.kind(*argument));
            Ok(json!({
                "pp": printed,
                "range": {
                    "synthetic": !self.is_original(syntax.as_obj()),
                    "start": position_json(start),
                    "finish": position_json(finish),
                },
                "kind": self.kind(syntax.as_obj()),
                "argKinds": arguments.collect::<Vec<_>>(),
            }))
        }
    }
}

fn position_json(position: Position) -> Value {
    json!({ "line": position.line, "column": position.column })
}

/// A `Lean.Name` as text.
fn name_text(name: &LeanObj) -> String {
    // SAFETY: all callers pass a field of type `Name`, of an object whose shape was checked.
    unsafe { Name::from_object(name.clone()) }.to_string()
}

/// The REPL's error for a node without a context.
fn no_context() -> KernelError {
    let reason = "No `ContextInfo` available.".to_owned();
    KernelError::Action { action: "cannot report the information trees", reason }
}
