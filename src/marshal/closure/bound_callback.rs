//! [`BoundCallback`]: a Rust function together with the Lean type at which it was passed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::boundary::record_failure;
use super::callback::{BodyError, CallbackError, CallbackErrorKind, Pass, Signature, panic_text};
use super::handle::type_name;
use super::memo::Memo;
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::encode::{finish, throw_user_error};
use crate::object::{ExternalClass, LeanObj, ObjRef, SharedObj};
use crate::runtime::CallbackGuard;

/// A Rust function with its Lean type. The first argument of its Lean closure holds it.
pub(super) struct BoundCallback {
    pub(super) pass: Arc<Pass>,
    pub(super) ty: Arc<FunctionType>,
    pub(super) table: Arc<TypeTable>,
    pub(super) memo: Option<Memo>,
    /// The result that Lean gets if the function fails. `None` if Lean gets an `IO` error instead.
    pub(super) fallback: Option<SharedObj>,
}

/// The class of the objects that hold a [`BoundCallback`].
static CLASS: ExternalClass<BoundCallback> = ExternalClass::new();

impl BoundCallback {
    /// Wraps the callback in a Lean object.
    pub(super) fn wrap(self) -> LeanObj {
        CLASS.wrap(self)
    }

    /// The callback in `first`, the first argument of a Lean closure of a Rust function.
    pub(super) fn from_object(first: ObjRef<'_>) -> &BoundCallback {
        CLASS.value(first).expect("Lean gives a closure its first argument")
    }

    /// The number of arguments that Lean passes, the world token included.
    pub(super) fn arguments(&self) -> usize {
        self.ty.params.len() + usize::from(self.ty.effect.takes_world())
    }

    /// Runs the function and returns what Lean gets. Never unwinds.
    pub(super) fn call(&self, args: &[LeanObj]) -> LeanObj {
        let _attached = CallbackGuard::enter();
        let args = &args[..self.ty.params.len()];
        let result = match &self.memo {
            None => self.run(args),
            Some(memo) => self
                .signature()
                .values(args)
                .map_err(|error| Arc::new(self.error(BodyError::Mismatch(error))))
                .and_then(|values| memo.get_or_run(&values, || self.run(args))),
        };
        match (result, &self.fallback) {
            (Ok(value), _) => finish(self.ty.effect, value),
            (Err(error), None) => throw_user_error(&error.thrown()),
            (Err(error), Some(fallback)) => {
                record_failure(error, &self.pass);
                finish(self.ty.effect, fallback.get())
            }
        }
    }

    /// Runs the function, and catches panics.
    fn run(&self, args: &[LeanObj]) -> Result<LeanObj, Arc<CallbackError>> {
        let body = self.pass.function().body();
        let run = || body.run(args, self.signature()).map_err(|failure| self.error(failure));
        let result = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
            let (kind, text) = (CallbackErrorKind::Panicked, panic_text(payload));
            Err(CallbackError { ty: self.type_name(), kind, text, source: None })
        });
        result.map_err(Arc::new)
    }

    /// Turns a failure into an error. May run code of the user's error.
    fn error(&self, failure: BodyError) -> CallbackError {
        let ty = self.type_name();
        match failure {
            BodyError::Mismatch(error) => {
                let (kind, text) = (CallbackErrorKind::Mismatch, error.to_string());
                CallbackError { ty, kind, text, source: Some(Arc::new(error)) }
            }
            BodyError::Failed(error) => {
                let (kind, text) = (CallbackErrorKind::Failed, error.to_string());
                // Lean gets only the text: then drop the error here, where panics are caught.
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
