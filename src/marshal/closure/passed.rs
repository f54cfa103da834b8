//! [`Passed`]: a Rust function at the Lean type that it was passed at, the first argument of its Lean closure.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::body::{Failure, Kind, RustFunction, Signature};
use super::default::default_value;
use super::error::{CallbackError, CallbackErrorKind, panic_text};
use super::memo::{Memo, is_comparable};
use super::pending::{self, Aside, callback_failure};
use super::trampoline::trampoline;
use super::type_name;
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::effect::{Effect, throw_user_error};
use crate::marshal::encode::encode_value;
use crate::marshal::error::MarshalError;
use crate::marshal::ty::Ty;
use crate::object::{ExternalClass, LeanObj, ObjRef, SharedObj};
use crate::runtime::CallbackGuard;

/// A Rust function at a Lean type.
pub(super) struct Passed {
    function: Arc<RustFunction>,
    ty: Arc<FunctionType>,
    table: Arc<TypeTable>,
    memo: Option<Memo>,
    /// What Lean gets where the function fails, unless it can be told.
    fallback: Option<SharedObj>,
}

/// The class of the objects that hold a [`Passed`].
static CLASS: ExternalClass<Passed> = ExternalClass::new();

/// The Lean closure of `function` at the type `ty`, which is `function_type`.
pub(super) fn object(
    function: &Arc<RustFunction>,
    function_type: &Arc<FunctionType>,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let refused = |why: String| Err(ty.mismatch(format!("a Rust function {why}")));
    if let Some(rust) = function.body().misfit(Signature { function: function_type, table: ty.table }) {
        return refused(format!("of the type {rust}"));
    }
    let is_action = function_type.effect.takes_world();
    if function.kind == Kind::Action && !is_action {
        return refused("that is an action; pure ones are made by `Closure::pure`".to_owned());
    }
    let memo = (function.kind == Kind::Pure && !is_action).then(Memo::default);
    if memo.is_some() {
        let opaque = function_type.params.iter().map(|codec| ty.with(codec));
        if let Some(param) = opaque.into_iter().find(|param| !is_comparable(*param, &mut FxHashSet::default())) {
            return refused(format!(
                "whose results would be remembered for arguments of type {param}, which Rust cannot compare; \
                 `Closure::pure_unchecked` remembers nothing"
            ));
        }
    }
    let fallback = match function_type.effect {
        Effect::Io => None,
        _ => {
            let result = ty.with(&function_type.result);
            let Some(value) = default_value(result) else {
                return refused(format!(
                    "that may fail, and then Lean needs a value of type {result}, which Rust cannot make; \
                     at a type that ends in IO, Lean is told instead"
                ));
            };
            Some(SharedObj::new(encode_value(&value, result)?))
        }
    };
    if fallback.is_some() {
        pending::passes(function);
    }
    let arguments = function_type.params.len() + usize::from(is_action);
    let passed =
        Passed { function: function.clone(), ty: function_type.clone(), table: ty.table.clone(), memo, fallback };
    // SAFETY: the trampoline takes the object and so many arguments, of the type's parameters, of which there are fewer
    // than 2^16 (`prepare`), and returns what functions of the type return.
    unsafe { Ok(LeanObj::closure(trampoline(arguments), arguments as u16 + 1, CLASS.wrap(passed))) }
}

impl Passed {
    /// The function inside of the first argument of a closure that [`object`] made.
    pub(super) fn of(first: ObjRef<'_>) -> &Passed {
        CLASS.value(first).expect("Lean gives a closure its first argument")
    }

    /// How many arguments Lean gives, the token of the world included.
    pub(super) fn arguments(&self) -> usize {
        self.ty.params.len() + usize::from(self.ty.effect.takes_world())
    }

    /// What Lean gets for `args`. Nothing unwinds out of here.
    pub(super) fn answer(&self, args: &[LeanObj]) -> LeanObj {
        let thread = CallbackGuard::enter();
        let args = &args[..self.ty.params.len()];
        let result = match &self.memo {
            None => self.run(args),
            Some(memo) => self
                .signature()
                .values(args)
                .map_err(|error| Arc::new(self.error(Failure::Mismatch(error))))
                .and_then(|values| memo.get_or_run(&values, || self.run(args))),
        };
        let answer = match (result, &self.fallback) {
            (Ok(value), _) => self.ty.effect.finish(value),
            (Err(error), None) => throw_user_error(&error.thrown()),
            (Err(error), Some(fallback)) => {
                pending::failed(error);
                self.ty.effect.finish(fallback.get())
            }
        };
        if !thread.called_from_rust {
            // No call is on this thread that could answer for anything.
            if let Some(error) = callback_failure() {
                self.function.fail_late(error);
            }
        }
        answer
    }

    /// Runs the function.
    fn run(&self, args: &[LeanObj]) -> Result<LeanObj, Arc<CallbackError>> {
        let _calls_of_its_own = Aside::begin();
        let body = self.function.body();
        let run = || body.run(args, self.signature()).map_err(|failure| self.error(failure));
        let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
            let (kind, text) = (CallbackErrorKind::Panicked, panic_text(payload));
            Err(CallbackError { ty: self.type_name(), kind, text, source: None })
        });
        result.map_err(Arc::new)
    }

    /// A failure as an error. May run code of the error's.
    fn error(&self, failure: Failure) -> CallbackError {
        let ty = self.type_name();
        match failure {
            Failure::Mismatch(error) => {
                let (kind, text) = (CallbackErrorKind::Mismatch, error.to_string());
                CallbackError { ty, kind, text, source: Some(Arc::new(error)) }
            }
            Failure::Failed(error) => {
                let (kind, text) = (CallbackErrorKind::Failed, error.to_string());
                // Lean gets the text only; the error itself ends where a panic is caught.
                let source = self.fallback.is_some().then(|| Arc::from(error));
                CallbackError { ty, kind, text, source }
            }
        }
    }

    fn signature(&self) -> Signature<'_> {
        Signature { function: &self.ty, table: &self.table }
    }

    fn type_name(&self) -> String {
        type_name(&self.ty, &self.table)
    }
}
