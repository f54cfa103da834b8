//! [`BoundCallback`]: a Rust function at the Lean type that it was passed at, the first argument of its Lean closure.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::callback::{
    BodyError, CallScope, CallbackError, CallbackErrorKind, RustFunction, Signature, callback_failure, failed,
    panic_text,
};
use super::handle::type_name;
use super::memo::Memo;
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::encode::{finish, throw_user_error};
use crate::object::{ExternalClass, LeanObj, ObjRef, SharedObj};
use crate::runtime::CallbackGuard;

/// A Rust function at a Lean type.
pub(super) struct BoundCallback {
    pub(super) function: Arc<RustFunction>,
    pub(super) ty: Arc<FunctionType>,
    pub(super) table: Arc<TypeTable>,
    pub(super) memo: Option<Memo>,
    /// What Lean gets where the function fails, unless it can be told.
    pub(super) fallback: Option<SharedObj>,
}

/// The class of the objects that hold a [`BoundCallback`].
static CLASS: ExternalClass<BoundCallback> = ExternalClass::new();

impl BoundCallback {
    /// The object that holds the function.
    pub(super) fn wrap(self) -> LeanObj {
        CLASS.wrap(self)
    }

    /// The function inside of the first argument of a Lean closure of a Rust function.
    pub(super) fn from_object(first: ObjRef<'_>) -> &BoundCallback {
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
                .map_err(|error| Arc::new(self.error(BodyError::Mismatch(error))))
                .and_then(|values| memo.get_or_run(&values, || self.run(args))),
        };
        let answer = match (result, &self.fallback) {
            (Ok(value), _) => finish(self.ty.effect, value),
            (Err(error), None) => throw_user_error(&error.thrown()),
            (Err(error), Some(fallback)) => {
                failed(error);
                finish(self.ty.effect, fallback.get())
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
        let _calls_of_its_own = CallScope::begin();
        let body = self.function.body();
        let run = || body.run(args, self.signature()).map_err(|failure| self.error(failure));
        let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
            let (kind, text) = (CallbackErrorKind::Panicked, panic_text(payload));
            Err(CallbackError { ty: self.type_name(), kind, text, source: None })
        });
        result.map_err(Arc::new)
    }

    /// A failure as an error. May run code of the error's.
    fn error(&self, failure: BodyError) -> CallbackError {
        let ty = self.type_name();
        match failure {
            BodyError::Mismatch(error) => {
                let (kind, text) = (CallbackErrorKind::Mismatch, error.to_string());
                CallbackError { ty, kind, text, source: Some(Arc::new(error)) }
            }
            BodyError::Failed(error) => {
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
