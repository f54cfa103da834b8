//! Calls closures that Lean made.

use std::sync::Arc;

use super::boundary::Call;
use super::handle::{Closure, Maker};
use crate::marshal::call_error::{ArityError, CallError};
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::decode::{FromLean, ResultError, read_result};
use crate::marshal::encode::encode_value;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::LeanObj;
use crate::runtime::check_attached;

impl Closure {
    /// Calls a closure that Lean made. This runs an action.
    ///
    /// # Errors
    /// - [`CallError::Arity`] and [`CallError::Marshal`] for arguments that do not fit, and for a closure that Rust
    ///   made, which has no Lean type;
    /// - [`CallError::Io`] if an `IO` action throws;
    /// - [`CallError::Callback`] if a Rust function that Lean called failed;
    /// - [`CallError::NotAttached`] on a thread that is not attached.
    pub fn call(&self, args: impl AsRef<[Value]>) -> Result<Value, CallError> {
        self.call_as(args)
    }

    /// As [`call`](Self::call), with the result as the Rust type `R`.
    ///
    /// # Errors
    /// As [`call`](Self::call); also [`CallError::Marshal`] if the result is not an `R`.
    pub fn call_as<R: FromLean>(&self, args: impl AsRef<[Value]>) -> Result<R, CallError> {
        let args = args.as_ref();
        let Maker::Lean { object, ty, table } = &self.0 else {
            let got = "a Rust function, which has no Lean type until it is passed: call it in Rust";
            return Err(MarshalError::new("a function that Lean made", got).into());
        };
        check_attached()?;
        if args.len() != ty.params.len() {
            let signature = self.to_string();
            let expected = ty.params.len();
            let error = ArityError { function: "a closure".to_owned(), signature, expected, got: args.len() };
            return Err(Box::new(error).into());
        }
        let function = || Arc::<str>::from(self.to_string());
        let call = Call::begin();
        let result = apply(object, ty, table, args).map_err(|failure| match failure {
            ResultError::Marshal(error) => CallError::Marshal { function: Some(function()), error },
            ResultError::Thrown(error) => CallError::Io { function: function(), error },
        });
        match call.failure() {
            None => result,
            Some(error) => Err(CallError::Callback { function: function(), error }),
        }
    }
}

/// Runs a conversion from or to `ty` as a call of its own, which reports the failure of a Rust function.
#[inline]
pub(in crate::marshal) fn converting<T>(
    ty: Ty<'_>,
    convert: impl FnOnce() -> Result<T, CallError>,
) -> Result<T, CallError> {
    let call = Call::begin();
    match convert() {
        Ok(value) if !call.is_pending() => Ok(value),
        result => match call.failure() {
            None => result,
            // Lean computed the result from the fallback: discard it.
            Some(error) => Err(CallError::Callback { function: ty.to_string().into(), error }),
        },
    }
}

/// Applies a closure to as many arguments as its type has parameters.
fn apply<R: Decode>(
    object: &LeanObj,
    ty: &FunctionType,
    table: &Arc<TypeTable>,
    args: &[Value],
) -> Result<R, ResultError> {
    let mut encoded = Vec::with_capacity(args.len() + 1);
    for (i, (arg, codec)) in args.iter().zip(&ty.params).enumerate() {
        encoded.push(encode_value(arg, Ty { codec, table }).map_err(|e| e.at(Step::Argument(i + 1, None)))?);
    }
    if ty.effect.takes_world() {
        encoded.push(LeanObj::scalar(0));
    }
    // SAFETY: the object is a closure of this type, by `decode`, and the arguments were encoded at its parameters'
    // types.
    let result = unsafe { object.clone().apply(encoded) };
    let result_ty = Ty { codec: &ty.result, table };
    read_result(ty.effect, result, result_ty).map_err(|failure| match failure {
        ResultError::Marshal(error) => ResultError::Marshal(error.at(Step::Result)),
        thrown => thrown,
    })
}
