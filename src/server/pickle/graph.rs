//! Objects as a graph: the form of an object, and its children.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kernel::list::array;
use crate::kernel::{CancelToken, region};
use crate::object::{ClosureParts, LeanObj, ObjRef, ObjectKind, tags};
use crate::server::interrupt::Interrupt;
use crate::server::reference::Reference;
use crate::sys::lean_object;

/// The form of an object, without its children: the tag in its header, its size (the number of children, bytes or
/// elements), and the number of a constructor's scalar bytes or a closure's arity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Form(u8, usize, u32);

impl Form {
    pub(super) fn from_object(object: ObjRef<'_>) -> Self {
        /// A tag that no object has.
        const SCALAR: u8 = 255;
        match object.kind() {
            ObjectKind::Scalar(n) => Form(SCALAR, n, 0),
            ObjectKind::Constructor { tag, objects } => {
                Form(tag, objects.into(), object.scalar_bytes().unwrap_or_default().into())
            }
            ObjectKind::Promise => Form(tags::PROMISE, 0, 0),
            ObjectKind::Closure => {
                let parts = object.closure_parts();
                parts.map_or(Form(tags::CLOSURE, 0, 0), |parts| Form(tags::CLOSURE, parts.fixed.len(), parts.arity))
            }
            ObjectKind::Array => Form(tags::ARRAY, object.elements().unwrap_or_default().len(), 0),
            ObjectKind::ScalarArray => match (object.bytes(), object.floats()) {
                (Some(bytes), _) => Form(tags::SCALAR_ARRAY, bytes.len(), 1),
                (_, floats) => Form(tags::SCALAR_ARRAY, floats.unwrap_or_default().len(), 8),
            },
            ObjectKind::String => Form(tags::STRING, object.string_bytes().unwrap_or_default().len(), 0),
            ObjectKind::BigNumber => Form(tags::BIG_NUMBER, 0, 0),
            ObjectKind::Thunk => Form(tags::THUNK, 0, 0),
            ObjectKind::Task => Form(tags::TASK, 0, 0),
            ObjectKind::Ref => Form(tags::REF, 0, 0),
            ObjectKind::External => Form(tags::EXTERNAL, 0, 0),
            ObjectKind::Unknown(tag) => Form(tag, 0, 0),
        }
    }

    /// The size: for an array, the number of its elements.
    pub(super) fn size(self) -> usize {
        self.1
    }

    /// Whether a copy of such an object is not equivalent to it: a promise, thunk, task, reference or external object.
    pub(super) fn has_identity(self) -> bool {
        matches!(self.0, tags::PROMISE | tags::THUNK..)
    }

    /// Whether the forms are equal, apart from the size of arrays.
    pub(super) fn like(self, other: Form) -> bool {
        self == other || (self.0 == tags::ARRAY && other.0 == tags::ARRAY)
    }

    /// Whether the forms are equal, but an array may have more elements than the other.
    pub(super) fn at_least(self, other: Form) -> bool {
        self.like(other) && self.1 >= other.1
    }
}

/// A checksum of the scalars in an object and their positions; in an array, of its first `elements` elements only. It tells
/// apart maps of different sizes, and names or expressions with different data. Strings and big numbers need none: they are
/// copied, because they are small.
pub(super) fn checksum(object: ObjRef<'_>, elements: usize) -> u32 {
    let mut sum = Sha256::new();
    let children = match object.kind() {
        ObjectKind::Constructor { .. } => object.fields(),
        ObjectKind::Array => object.elements().map(|all| &all[..elements.min(all.len())]),
        ObjectKind::Closure => object.closure_parts().map(|parts| parts.fixed),
        _ => None,
    };
    for child in children.unwrap_or_default() {
        // The highest bit of a scalar is never set.
        sum.update(child.as_scalar().map_or(u64::MAX, |scalar| scalar as u64).to_le_bytes());
    }
    for offset in (0..u32::from(object.scalar_bytes().unwrap_or_default())).step_by(8) {
        sum.update(object.scalar(offset, 8).unwrap_or_default().to_le_bytes());
    }
    let [a, b, c, d, ..] = <[u8; 32]>::from(sum.finalize());
    u32::from_le_bytes([a, b, c, d])
}

/// The objects that an object refers to, in order.
#[derive(Clone, Copy)]
pub(super) enum Children<'a> {
    Many(&'a [ObjRef<'a>]),
    /// The value of a task, a thunk or a reference.
    Value(ObjRef<'a>),
}

impl<'a> Children<'a> {
    pub(super) fn as_slice(&self) -> &[ObjRef<'a>] {
        match self {
            Children::Many(many) => many,
            Children::Value(value) => std::slice::from_ref(value),
        }
    }
}

/// How often the state of a task is checked while waiting for it.
const POLL_INTERVAL: Duration = Duration::from_millis(1);
/// A walk checks its cancel token after this many objects.
const STEPS_PER_CHECK: u32 = 1 << 14;

/// A walk over immutable objects. For each reference, the walk keeps the value that it sees first.
pub(in crate::server) struct Graph<'a> {
    region: &'a region::Symbols,
    cancel: &'a CancelToken,
    /// The first value of each reference. No entry is ever removed.
    contents: RefCell<FxHashMap<*mut lean_object, LeanObj>>,
    steps: Cell<u32>,
}

impl<'a> Graph<'a> {
    pub(in crate::server) fn new(region: &'a region::Symbols, cancel: &'a CancelToken) -> Self {
        Graph { region, cancel, contents: RefCell::default(), steps: Cell::new(0) }
    }

    /// How many objects were visited.
    #[cfg(test)]
    pub(super) fn steps(&self) -> u32 {
        self.steps.get()
    }

    /// # Errors
    /// [`Interrupt::Cancelled`] if the token was set, which is checked every [`STEPS_PER_CHECK`] calls.
    pub(super) fn step(&self) -> Result<(), Interrupt> {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps % STEPS_PER_CHECK == 0 { Interrupt::check(self.cancel) } else { Ok(()) }
    }

    /// The children of an object. This waits for tasks and evaluates thunks. It also waits for a promise to be resolved, but
    /// returns no children for it.
    ///
    /// # Errors
    /// If the token is set while this waits for a task.
    pub(super) fn children(&'a self, object: ObjRef<'a>) -> Result<Children<'a>, Interrupt> {
        self.step()?;
        Ok(match object.kind() {
            ObjectKind::Constructor { .. } => Children::Many(object.fields().unwrap_or_default()),
            ObjectKind::Array => Children::Many(object.elements().unwrap_or_default()),
            ObjectKind::Closure => Children::Many(object.closure_parts().map_or(&[], |parts| parts.fixed)),
            ObjectKind::Thunk => object.force().map_or(Children::Many(&[]), Children::Value),
            ObjectKind::Task => {
                self.wait(object)?;
                object.wait().map_or(Children::Many(&[]), Children::Value)
            }
            ObjectKind::Promise => {
                object.promised().map_or(Ok(()), |task| self.wait(task))?;
                Children::Many(&[])
            }
            ObjectKind::Ref => Children::Value(self.content(object)),
            _ => Children::Many(&[]),
        })
    }

    fn wait(&self, task: ObjRef<'_>) -> Result<(), Interrupt> {
        /// `IO.TaskState.finished`.
        const FINISHED: u8 = 2;
        // SAFETY: a task; the thread is attached, because it holds objects of Lean.
        while unsafe { self.region.task_state(task) } != FINISHED {
            Interrupt::check(self.cancel)?;
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }

    fn content(&'a self, reference: ObjRef<'a>) -> ObjRef<'a> {
        let mut contents = self.contents.borrow_mut();
        let content = contents.entry(reference.as_ptr()).or_insert_with(|| {
            // SAFETY: the caller has checked that the object's kind is `Ref`.
            unsafe { Reference::from_object(reference.to_obj()) }.get()
        });
        // SAFETY: the map owns the content as long as `self` lives, which is borrowed for `'a`.
        unsafe { ObjRef::from_raw(content.as_ptr()) }
    }

    /// A copy of the object in which `changes` replace some of its children, by index. An array gets the given length, and
    /// `box(0)` for new elements without a change. `None` if an index is out of range, or if objects of this kind cannot be
    /// copied.
    pub(super) fn copy_with(
        &'a self,
        object: ObjRef<'a>,
        length: Option<usize>,
        changes: impl IntoIterator<Item = (usize, LeanObj)>,
    ) -> Result<Option<LeanObj>, Interrupt> {
        let mut children: Vec<LeanObj> =
            self.children(object)?.as_slice().iter().map(|child| (*child).to_obj()).collect();
        if object.kind() == ObjectKind::Array {
            children.resize(length.unwrap_or(children.len()), LeanObj::scalar(0));
        }
        for (index, child) in changes {
            let Some(place) = children.get_mut(index) else { return Ok(None) };
            *place = child;
        }
        Ok(match object.kind() {
            ObjectKind::Constructor { .. } => object.with_fields(children),
            ObjectKind::Array => Some(array(children)),
            ObjectKind::Closure => object.closure_parts().map(|ClosureParts { code, arity, .. }| {
                // SAFETY: the code, arity and number of arguments are those of a live closure.
                unsafe { LeanObj::closure_with(code, arity, children) }
            }),
            ObjectKind::Thunk => children.pop().map(LeanObj::thunk),
            ObjectKind::Task => children.pop().map(LeanObj::task),
            ObjectKind::Ref => children.pop().map(|content| Reference::new(content).into_object()),
            _ => None,
        })
    }
}
