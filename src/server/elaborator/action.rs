//! Contexts and states for actions in Lean's monads.
//!
//! A `MetaM` action takes four objects: the context and a reference to the state of `MetaM`, and the same two of `CoreM`. A
//! `TermElabM` action takes its own two before these four, a `TacticM` action its own two before these six.

use std::ffi::c_void;

use super::exception::unexpected;
use super::handle::{Elaborator, TermDefaults};
use crate::kernel::list::{option, pair};
use crate::kernel::meta::{CORE_CONTEXT, CORE_CONTEXT_BASE, core_context_base as base};
use crate::kernel::{CancelToken, ConstructorShape, KernelError};
use crate::object::{LeanObj, ObjRef, SharedObj};
use crate::server::reference::Reference;
use crate::sys::lean_object;

/// The four objects that a `MetaM` action takes.
pub(super) struct MetaAction {
    pub(super) meta_context: LeanObj,
    pub(super) meta_state: Reference,
    pub(super) core_context: LeanObj,
    pub(super) core_state: Reference,
}

/// The four objects as one constructor.
const CAPTURED: ConstructorShape =
    ConstructorShape { constructor: "the parts of a `MetaM` action", tag: 0, objects: 4, scalar_bytes: 0 };

impl MetaAction {
    /// Takes the result of [`capture_meta`] apart.
    pub(super) fn captured(parts: ObjRef<'_>) -> Result<Self, KernelError> {
        let parts = CAPTURED.fields(parts)?;
        Ok(MetaAction {
            meta_context: parts.object(0).clone(),
            meta_state: Reference::new(parts.object(1).clone()),
            core_context: parts.object(2).clone(),
            core_state: Reference::new(parts.object(3).clone()),
        })
    }

    /// The four objects, in the order of an action's parameters.
    pub(super) fn as_objs(&self) -> (ObjRef<'_>, ObjRef<'_>, ObjRef<'_>, ObjRef<'_>) {
        let MetaAction { meta_context, meta_state, core_context, core_state } = self;
        (meta_context.as_obj(), meta_state.as_obj(), core_context.as_obj(), core_state.as_obj())
    }
}

impl Elaborator {
    /// The `Lean.Core.Context` `context` with the cancel token, and with the heartbeat count started again.
    pub(super) fn fresh_core_context(&self, context: ObjRef<'_>, cancel: &CancelToken) -> Result<LeanObj, KernelError> {
        let context = CORE_CONTEXT.fields(context)?;
        let fields = CORE_CONTEXT_BASE.fields(context.object(0).as_obj())?;
        let token = option(Some(cancel.object().to_obj()));
        // `ContextInfo.runCoreM` ignores the option `maxHeartbeats`, so that it is read here. SAFETY: options; the second
        // function has no parameter. The thread is attached, because it holds objects of Lean.
        let (most, used) =
            unsafe { (self.meta.max_heartbeats(fields.object(base::OPTIONS).as_obj()), self.meta.heartbeats()) };
        let changed = [(base::MAX_HEARTBEATS, most), (base::INIT_HEARTBEATS, used), (base::CANCEL_TOKEN, token)];
        Ok(context.with([(0, fields.with(changed))]))
    }

    /// The default context and state of a `TermElabM` action.
    pub(super) fn term_defaults(&self) -> Result<&TermDefaults, KernelError> {
        self.term_defaults.get_or_try_init(|| {
            let state = Reference::new(self.fresh_command_state()?);
            // SAFETY: an action, and the context and a reference to the state of `CommandElabM`.
            let captured = unsafe {
                let input = self.input("", "<input>");
                let context = self.command_context(&input, LeanObj::scalar(0), LeanObj::scalar(0))?;
                self.meta.lift_term_elab(capture_term(), context.as_obj(), state.as_obj())
            };
            let captured = captured.map_err(|_| unexpected("the defaults of `TermElabM`"))?;
            let (context, state) = pair(captured.as_obj())?;
            Ok(TermDefaults { context: SharedObj::new(context.to_obj()), state: SharedObj::new(state.to_obj()) })
        })
    }
}

/// A `MetaM` action that returns its two contexts and its two states.
pub(super) fn capture_meta() -> LeanObj {
    // SAFETY: after the dummy, the function takes five objects and consumes them.
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
    // SAFETY: Lean passes two contexts and two references, all owned.
    let (meta_context, meta_state, core_context, core_state) = unsafe {
        (
            LeanObj::from_raw(meta_context),
            Reference::from_object(LeanObj::from_raw(meta_state)),
            LeanObj::from_raw(core_context),
            Reference::from_object(LeanObj::from_raw(core_state)),
        )
    };
    done(LeanObj::constructor(CAPTURED.tag, [meta_context, meta_state.get(), core_context, core_state.get()]))
}

/// A `TermElabM` action that returns the context and the state of `TermElabM`.
fn capture_term() -> LeanObj {
    // SAFETY: after the dummy, the function takes seven objects and consumes them.
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
    // SAFETY: Lean passes three contexts and three references, all owned. Those that are not used are dropped.
    let (context, state, _others) = unsafe {
        let others = [meta_context, meta_state, core_context, core_state].map(|object| LeanObj::from_raw(object));
        (LeanObj::from_raw(term_context), Reference::from_object(LeanObj::from_raw(term_state)), others)
    };
    done(LeanObj::constructor(0, [context, state.get()]))
}

/// The result of an action that succeeds with `value`.
fn done(value: LeanObj) -> *mut lean_object {
    LeanObj::constructor(0, [value]).into_raw()
}
