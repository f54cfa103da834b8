//! Objects as a graph: what an object looks like, and what it refers to.

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

/// What an object looks like, without what it refers to: the tag in its header, how much it has of what it is made of, and
/// the bytes of a constructor's scalars or the arity of a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Form(u8, usize, u32);

impl Form {
    pub(super) fn from_object(object: ObjRef<'_>) -> Self {
        /// No object has this tag.
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

    /// How much it has of what it is made of: the elements of an array.
    pub(super) fn size(self) -> usize {
        self.1
    }

    /// Whether such an object is not the same as a copy of it, or waits for something.
    pub(super) fn has_identity(self) -> bool {
        matches!(self.0, tags::PROMISE | tags::THUNK..)
    }

    /// Whether an object of this form is the other, grown or shrunk: arrays may be of any size.
    pub(super) fn like(self, other: Form) -> bool {
        self == other || (self.0 == tags::ARRAY && other.0 == tags::ARRAY)
    }

    /// Whether an object of this form is the other, and an array has at least the other's elements.
    pub(super) fn at_least(self, other: Form) -> bool {
        self.like(other) && self.1 >= other.1
    }
}

/// A sum of the scalars in an object and of where they are; of an array, in so many of its first elements. It tells a map of
/// another size, and the data of another name or expression. Texts and numbers are too small to be pointed to.
pub(super) fn checksum(object: ObjRef<'_>, elements: usize) -> u32 {
    let mut sum = Sha256::new();
    let children = match object.kind() {
        ObjectKind::Constructor { .. } => object.fields(),
        ObjectKind::Array => object.elements().map(|all| &all[..elements.min(all.len())]),
        ObjectKind::Closure => object.closure_parts().map(|parts| parts.fixed),
        _ => None,
    };
    for child in children.unwrap_or_default() {
        // No scalar has the highest bit.
        sum.update(child.as_scalar().map_or(u64::MAX, |scalar| scalar as u64).to_le_bytes());
    }
    for offset in (0..u32::from(object.scalar_bytes().unwrap_or_default())).step_by(8) {
        sum.update(object.scalar(offset, 8).unwrap_or_default().to_le_bytes());
    }
    let [a, b, c, d, ..] = <[u8; 32]>::from(sum.finalize());
    u32::from_le_bytes([a, b, c, d])
}

/// What an object refers to, in order.
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

/// How often who waits for a task looks whether to go on.
const POLL_INTERVAL: Duration = Duration::from_millis(1);
/// After how many objects who walks over them looks whether to go on.
const STEPS_PER_CHECK: u32 = 1 << 14;

/// A walk over objects that do not change, but for references, which keep what they hold when they are first looked at.
pub(in crate::server) struct Graph<'a> {
    region: &'a region::Symbols,
    cancel: &'a CancelToken,
    /// What references held. Nothing is removed.
    contents: RefCell<FxHashMap<*mut lean_object, LeanObj>>,
    steps: Cell<u32>,
}

impl<'a> Graph<'a> {
    pub(in crate::server) fn new(region: &'a region::Symbols, cancel: &'a CancelToken) -> Self {
        Graph { region, cancel, contents: RefCell::default(), steps: Cell::new(0) }
    }

    /// How many objects were looked at.
    #[cfg(test)]
    pub(super) fn steps(&self) -> u32 {
        self.steps.get()
    }

    /// # Errors
    /// Now and then, if the token was set.
    pub(super) fn step(&self) -> Result<(), Interrupt> {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps % STEPS_PER_CHECK == 0 { Interrupt::check(self.cancel) } else { Ok(()) }
    }

    /// What an object refers to. Tasks are waited for, thunks are evaluated. What a promise refers to is not told: it is
    /// whole once this is back.
    ///
    /// # Errors
    /// If the token is set while a task is waited for.
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
        // SAFETY: a task; the thread is attached, as it has Lean's objects.
        while unsafe { self.region.task_state(task) } != FINISHED {
            Interrupt::check(self.cancel)?;
            std::thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }

    fn content(&'a self, reference: ObjRef<'a>) -> ObjRef<'a> {
        let mut contents = self.contents.borrow_mut();
        let content = contents.entry(reference.as_ptr()).or_insert_with(|| {
            // SAFETY: the object is a reference, by its kind.
            unsafe { Reference::from_object(reference.to_obj()) }.get()
        });
        // SAFETY: the map owns the content for as long as this lives, which is borrowed for `'a`.
        unsafe { ObjRef::from_raw(content.as_ptr()) }
    }

    /// A copy of the object with others in the place of some that it refers to, and, of an array, of this length, with
    /// `box(0)` for elements that nobody states. `None` if it does not refer to so many, or is of a kind that is not copied.
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
                // SAFETY: the code, arity and number of arguments of a closure that there is.
                unsafe { LeanObj::closure_with(code, arity, children) }
            }),
            ObjectKind::Thunk => children.pop().map(LeanObj::thunk),
            ObjectKind::Task => children.pop().map(LeanObj::task),
            ObjectKind::Ref => children.pop().map(|content| Reference::new(content).into_object()),
            _ => None,
        })
    }
}
