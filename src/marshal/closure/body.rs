//! What a Rust function is to Lean: boxed arguments in, a boxed result out.

use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::CallbackError;
use super::pending::Aside;
use crate::marshal::codec::{FunctionType, TypeTable};
use crate::marshal::decode::decode_value;
use crate::marshal::encode::encode_value;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::sealed::{Decode, Encode};
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::LeanObj;

/// Any error of a Rust function, as `?` makes it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the maker of a Rust function says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pure once its results are remembered.
    Pure,
    /// Promised to be pure.
    PureUnchecked,
    /// With a result that may differ each time.
    Action,
}

/// A Rust function, before it has a Lean type.
pub(super) struct RustFunction {
    pub(super) kind: Kind,
    /// Until it is dropped.
    body: Option<Box<dyn Body>>,
    /// How it failed on a thread of Lean's, where no call of Rust's could be told.
    late_failure: Mutex<Option<Arc<CallbackError>>>,
}

impl RustFunction {
    pub(super) fn new(kind: Kind, body: impl Body + 'static) -> Self {
        RustFunction { kind, body: Some(Box::new(body)), late_failure: Mutex::new(None) }
    }

    pub(super) fn body(&self) -> &dyn Body {
        self.body.as_deref().expect("it is there until the function is dropped")
    }

    /// Keeps the first failure.
    pub(super) fn fail_late(&self, error: Arc<CallbackError>) {
        let mut first = self.late_failure.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some(error);
        } else {
            // Dropping an error may run any code.
            drop(first);
            drop(error);
        }
    }

    pub(super) fn take_late_failure(&self) -> Option<Arc<CallbackError>> {
        self.late_failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for RustFunction {
    /// What the function captures may call Lean when it is dropped, and Lean may be the one who drops it.
    fn drop(&mut self) {
        let _calls_of_its_own = Aside::begin();
        drop(self.body.take());
    }
}

/// Why a Rust function gave no object.
pub enum Failure {
    /// It says so.
    Failed(BoxError),
    /// Something is not of its Lean type.
    Mismatch(MarshalError),
}

impl From<MarshalError> for Failure {
    fn from(error: MarshalError) -> Self {
        Failure::Mismatch(error)
    }
}

/// The Lean type that a Rust function is passed at.
#[derive(Clone, Copy)]
pub struct Signature<'a> {
    pub(super) function: &'a FunctionType,
    pub(super) table: &'a Arc<TypeTable>,
}

impl<'a> Signature<'a> {
    fn params(self) -> impl Iterator<Item = Ty<'a>> {
        self.function.params.iter().map(move |codec| Ty { codec, table: self.table })
    }

    fn result(self) -> Ty<'a> {
        Ty { codec: &self.function.result, table: self.table }
    }

    /// The arguments as values.
    pub(super) fn values(self, args: &[LeanObj]) -> Result<Vec<Value>, MarshalError> {
        (0..self.function.params.len()).map(|i| self.argument(args, i)).collect()
    }

    /// Argument `index`, decoded.
    fn argument<T: Decode>(self, args: &[LeanObj], index: usize) -> Result<T, MarshalError> {
        let ty = Ty { codec: &self.function.params[index], table: self.table };
        let decoded = decode_value::<T>(args[index].as_obj(), ty);
        decoded.map_err(|e| e.at(Step::Argument(index + 1, None)))
    }
}

/// The working half of a Rust function.
pub(super) trait Body: Send + Sync {
    /// The Rust type, if it is not one that fits this Lean type.
    fn misfit(&self, ty: Signature<'_>) -> Option<&'static str>;

    /// Runs the function, on as many arguments as the type has parameters.
    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, Failure>;
}

/// A function of [`Value`]s.
pub(super) struct Dynamic<F>(pub(super) F);

impl<F: Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync> Body for Dynamic<F> {
    fn misfit(&self, _: Signature<'_>) -> Option<&'static str> {
        None
    }

    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, Failure> {
        let result = (self.0)(&ty.values(args)?).map_err(Failure::Failed)?;
        Ok(encode_value(&result, ty.result())?)
    }
}

/// A Rust function of up to six [`FromLean`](crate::FromLean) parameters whose result is [`IntoLean`](crate::IntoLean).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a Lean function",
    note = "its parameters, one to six, are types of the documentation of `FromLean`, its result is one of `IntoLean`"
)]
pub trait TypedFn<A>: sealed::TypedFn<A> + Send + Sync + 'static {}

impl<A, F: sealed::TypedFn<A> + Send + Sync + 'static> TypedFn<A> for F {}

mod sealed {
    use super::{Failure, LeanObj, Signature};

    pub trait TypedFn<A> {
        fn accepts(ty: Signature<'_>) -> bool;

        fn rust_type() -> &'static str;

        fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, Failure>;
    }
}

/// A function of Rust types.
pub(super) struct Typed<F, A> {
    function: F,
    types: PhantomData<fn(A)>,
}

impl<A, F: TypedFn<A>> Typed<F, A> {
    pub(super) fn new(function: F) -> Self {
        Typed { function, types: PhantomData }
    }
}

impl<A, F: TypedFn<A>> Body for Typed<F, A> {
    fn misfit(&self, ty: Signature<'_>) -> Option<&'static str> {
        (!F::accepts(ty)).then(F::rust_type)
    }

    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, Failure> {
        self.function.run(args, ty)
    }
}

macro_rules! typed_fn {
    ($($name:ident $index:literal),*) => {
        impl<Function: Fn($($name),*) -> Return, $($name: Decode,)* Return: Encode> sealed::TypedFn<($($name,)*)>
            for Function
        {
            fn accepts(ty: Signature<'_>) -> bool {
                let accepts: &[fn(Ty<'_>) -> bool] = &[$($name::accepts),*];
                ty.params().count() == accepts.len()
                    && ty.params().zip(accepts).all(|(param, accepts)| accepts(param.carried()))
                    && Return::accepts(ty.result().carried())
            }

            fn rust_type() -> &'static str {
                std::any::type_name::<fn($($name),*) -> Return>()
            }

            fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, Failure> {
                let result = self($(ty.argument(args, $index)?),*);
                Ok(encode_value(&result, ty.result())?)
            }
        }
    };
}

typed_fn!(A 0);
typed_fn!(A 0, B 1);
typed_fn!(A 0, B 1, C 2);
typed_fn!(A 0, B 1, C 2, D 3);
typed_fn!(A 0, B 1, C 2, D 3, E 4);
typed_fn!(A 0, B 1, C 2, D 3, E 4, F 5);
