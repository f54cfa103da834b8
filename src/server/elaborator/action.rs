//! Running Lean's monads: references, contexts, and what actions throw.
//!
//! An action of `MetaM` takes four objects: its context, a reference to its state, and those of `CoreM`. An action of
//! `TermElabM` takes two more before them, one of `TacticM` two more again.

use std::ffi::c_void;

use super::command::{is_internal, is_interrupt, pair};
use super::{Elaborator, Interrupt};
use crate::kernel::list::option;
use crate::kernel::meta::{CORE_CONTEXT, CORE_CONTEXT_BASE, core_context_base as base};
use crate::kernel::{CancelToken, KernelError, Shape};
use crate::object::{LeanObj, ObjRef, SharedObj};
use crate::sys::{lean_object, runtime};

/// A reference that actions read and write (`ST.Ref`).
pub(in crate::server) struct Reference(LeanObj);

impl Reference {
    pub(in crate::server) fn new(value: LeanObj) -> Self {
        // SAFETY: an attached thread made the value; the function consumes it.
        Reference(unsafe { LeanObj::from_word(runtime!(lean_st_mk_ref(value.into_raw())) as u64) })
    }

    /// A reference that there is.
    ///
    /// # Safety
    /// `object` is an `ST.Ref`.
    pub(in crate::server) unsafe fn of(object: LeanObj) -> Self {
        Reference(object)
    }

    /// The object of the reference itself.
    pub(in crate::server) fn into_object(self) -> LeanObj {
        self.0
    }

    pub(in crate::server) fn get(&self) -> LeanObj {
        // SAFETY: the object is a reference; the function gives an owned object.
        unsafe { LeanObj::from_word(runtime!(lean_st_ref_get(self.0.as_ptr())) as u64) }
    }

    pub(super) fn as_obj(&self) -> ObjRef<'_> {
        self.0.as_obj()
    }
}

/// What an action of `MetaM` runs with.
pub(super) struct MetaAction {
    pub(super) meta_context: LeanObj,
    pub(super) meta_state: Reference,
    pub(super) core_context: LeanObj,
    pub(super) core_state: Reference,
}

/// The four of them in one constructor.
const CAPTURED: Shape = Shape { constructor: "the parts of a `MetaM` action", tag: 0, objects: 4, scalar_bytes: 0 };

impl MetaAction {
    /// What [`capture_meta`] gave.
    pub(super) fn captured(parts: ObjRef<'_>) -> Result<Self, KernelError> {
        let parts = CAPTURED.of(parts)?;
        Ok(MetaAction {
            meta_context: parts.object(0).clone(),
            meta_state: Reference::new(parts.object(1).clone()),
            core_context: parts.object(2).clone(),
            core_state: Reference::new(parts.object(3).clone()),
        })
    }

    /// The four objects, in the order in which actions take them.
    pub(super) fn as_objs(&self) -> (ObjRef<'_>, ObjRef<'_>, ObjRef<'_>, ObjRef<'_>) {
        let MetaAction { meta_context, meta_state, core_context, core_state } = self;
        (meta_context.as_obj(), meta_state.as_obj(), core_context.as_obj(), core_state.as_obj())
    }
}

/// What a `TermElabM` action begins with where nothing else is said: the default `Lean.Elab.Term.Context` and
/// `Lean.Elab.Term.State`.
pub(super) struct TermDefaults {
    pub(super) context: SharedObj,
    pub(super) state: SharedObj,
}

/// Why an action has no result.
pub(super) enum Failure {
    /// Its token was set.
    Cancelled,
    /// It threw an exception of this text.
    Thrown(String),
    /// It could not be run.
    Error(KernelError),
}

impl<E: Into<KernelError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Error(error.into())
    }
}

impl Failure {
    /// The failure of an action that has to succeed.
    pub(super) fn of(self, action: &'static str) -> Interrupt {
        match self {
            Failure::Cancelled => Interrupt::Cancelled,
            Failure::Thrown(reason) => KernelError::Action { action, reason }.into(),
            Failure::Error(error) => Interrupt::Error(error),
        }
    }
}

impl Elaborator {
    /// What went wrong in an action that threw `exception`.
    ///
    /// # Safety
    /// `exception` is a `Lean.Exception`, and this thread is attached.
    pub(super) unsafe fn failure(&self, exception: LeanObj) -> Failure {
        if is_interrupt(exception.as_obj()) {
            return Failure::Cancelled;
        }
        // SAFETY: as ours.
        Failure::Thrown(unsafe { self.exception_text(exception) })
    }

    /// The text of an exception, as `Lean.Core.CoreM.toIO` writes it (`Lean/CoreM.lean`).
    ///
    /// # Safety
    /// As [`failure`](Self::failure).
    unsafe fn exception_text(&self, exception: LeanObj) -> String {
        if is_internal(exception.as_obj()) {
            let id = exception.as_obj().field(0).and_then(ObjRef::as_scalar).unwrap_or_default();
            return format!("internal exception #{id}");
        }
        // SAFETY: as ours.
        unsafe { self.kernel.message_text(self.symbols.exception_to_message(exception)) }
    }

    /// A `Lean.Core.Context` like `context`, with all of the heartbeats left that its options give, and with the token.
    pub(super) fn fresh_core_context(&self, context: ObjRef<'_>, cancel: &CancelToken) -> Result<LeanObj, KernelError> {
        let context = CORE_CONTEXT.of(context)?;
        let fields = CORE_CONTEXT_BASE.of(context.object(0).as_obj())?;
        let token = option(Some(cancel.object().to_obj()));
        // `ContextInfo.runCoreM` does not look at the option. SAFETY: options; the second function takes nothing. The thread
        // is attached, as it has Lean's objects.
        let (most, used) =
            unsafe { (self.meta.max_heartbeats(fields.object(base::OPTIONS).as_obj()), self.meta.heartbeats()) };
        let changed = [(base::MAX_HEARTBEATS, most), (base::INIT_HEARTBEATS, used), (base::CANCEL_TOKEN, token)];
        Ok(context.with([(0, fields.with(changed))]))
    }

    /// What a `TermElabM` action begins with.
    pub(super) fn term_defaults(&self) -> Result<&TermDefaults, KernelError> {
        self.term_defaults.get_or_try_init(|| {
            let environment = self.kernel.empty_environment()?;
            // SAFETY: an environment, an empty log and no options; then an action, a context and a reference to a state of
            // `CommandElabM`.
            let captured = unsafe {
                let (log, options) = (self.symbols.empty_message_log(), self.kernel.no_options());
                let state = self.symbols.mk_command_state(environment.object().clone(), log, options);
                let input = self.input("", "<input>");
                let context = self.command_context(&input, LeanObj::scalar(0), LeanObj::scalar(0))?;
                let state = Reference::new(state);
                self.meta.lift_term_elab(capture_term(), context.as_obj(), state.as_obj())
            };
            let captured = captured.map_err(|_| unexpected("the defaults of `TermElabM`"))?;
            let (context, state) = pair(captured.as_obj())?;
            Ok(TermDefaults { context: SharedObj::new(context.to_obj()), state: SharedObj::new(state.to_obj()) })
        })
    }
}

/// An action of `MetaM` that gives what it runs with: its two contexts and its two states.
pub(super) fn capture_meta() -> LeanObj {
    // SAFETY: the function takes five objects behind the dummy and consumes them.
    unsafe { LeanObj::closure(meta_parts as *const c_void, 6, LeanObj::scalar(0)) }
}

unsafe extern "C" fn meta_parts(
    _dummy: *mut lean_object,
    meta_context: *mut lean_object,
    meta_state: *mut lean_object,
    core_context: *mut lean_object,
    core_state: *mut lean_object,
    _world: *mut lean_object,
) -> *mut lean_object {
    // SAFETY: Lean gives two contexts and two references, and their ownership.
    let (meta_context, meta_state, core_context, core_state) = unsafe {
        (owned(meta_context), Reference(owned(meta_state)), owned(core_context), Reference(owned(core_state)))
    };
    done(LeanObj::constructor(CAPTURED.tag, [meta_context, meta_state.get(), core_context, core_state.get()]))
}

/// As [`capture_meta`], of `TermElabM`, without what it shares with `MetaM`.
fn capture_term() -> LeanObj {
    // SAFETY: the function takes seven objects behind the dummy and consumes them.
    unsafe { LeanObj::closure(term_parts as *const c_void, 8, LeanObj::scalar(0)) }
}

unsafe extern "C" fn term_parts(
    _dummy: *mut lean_object,
    term_context: *mut lean_object,
    term_state: *mut lean_object,
    meta_context: *mut lean_object,
    meta_state: *mut lean_object,
    core_context: *mut lean_object,
    core_state: *mut lean_object,
    _world: *mut lean_object,
) -> *mut lean_object {
    // SAFETY: as in `meta_parts`, with one more of each; what is not used is given up.
    let (context, state, _others) = unsafe {
        let others = [meta_context, meta_state, core_context, core_state].map(|object| owned(object));
        (owned(term_context), Reference(owned(term_state)), others)
    };
    done(LeanObj::constructor(0, [context, state.get()]))
}

/// # Safety
/// As [`LeanObj::from_word`].
unsafe fn owned(object: *mut lean_object) -> LeanObj {
    // SAFETY: as ours.
    unsafe { LeanObj::from_word(object as u64) }
}

/// The result of an action that gives `value`.
fn done(value: LeanObj) -> *mut lean_object {
    LeanObj::constructor(0, [value]).into_raw()
}

/// An action without a possible failure failed.
pub(super) fn unexpected(action: &'static str) -> KernelError {
    KernelError::Action { action, reason: "Lean threw where nothing throws".to_owned() }
}
