//! Closures that Rust makes: how a Rust function takes boxed arguments and returns a boxed result.

use std::marker::PhantomData;
use std::sync::Arc;

use super::callback::{Body, BodyError, BoxError, Purity, RustFunction, Signature};
use super::handle::{Closure, Maker};
use crate::marshal::decode::decode_value;
use crate::marshal::encode::encode_value;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::sealed::{Decode, Encode};
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::LeanObj;

impl Closure {
    /// A pure function, made of a Rust function of Rust types: `Closure::typed(|n: u64, s: String| s.len() as u64 +
    /// n)`.
    ///
    /// As [`pure`](Self::pure), but it can fail only by a panic. The types are checked when it is passed.
    pub fn typed<A: 'static>(function: impl TypedFn<A>) -> Self {
        Self::from_rust(Purity::Pure, Typed::new(function))
    }

    /// A pure function.
    ///
    /// Compiled Lean code relies on pure functions: it may check an index against an array's size, compute the index
    /// again and use it unchecked. Therefore every result is memoised, failures too, and equal arguments get the same
    /// result whatever `function` does. The memo lives as long as the Lean closure.
    ///
    /// Rust cannot compare opaque values and functions. A function with such parameters is refused when it is passed.
    pub fn pure(function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static) -> Self {
        Self::from_rust(Purity::Pure, Dynamic(function))
    }

    /// A pure function whose results are not memoised. Its arguments may also be opaque values and functions.
    ///
    /// # Safety
    /// For arguments that are equal in Lean's logic, `function` must return the same result or always fail, each time
    /// and on each thread. Otherwise compiled code may access an array out of bounds.
    pub unsafe fn pure_unchecked(
        function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static,
    ) -> Self {
        Self::from_rust(Purity::PureUnchecked, Dynamic(function))
    }

    /// An action, for types that end in `IO`, `BaseIO` or `EIO`. Its result may differ each time.
    ///
    /// At `EIO ε C` the result is a [`Value::Except`].
    pub fn action(function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static) -> Self {
        Self::from_rust(Purity::Action, Dynamic(function))
    }

    fn from_rust(purity: Purity, body: impl Body + 'static) -> Self {
        Closure(Maker::Rust(Arc::new(RustFunction::new(purity, body))))
    }
}

impl Signature<'_> {
    /// Decodes the arguments as values.
    pub(super) fn values(self, args: &[LeanObj]) -> Result<Vec<Value>, MarshalError> {
        (0..self.function.params.len()).map(|i| self.argument(args, i)).collect()
    }

    /// Decodes the argument `index`.
    fn argument<T: Decode>(self, args: &[LeanObj], index: usize) -> Result<T, MarshalError> {
        let ty = Ty { codec: &self.function.params[index], table: self.table };
        let decoded = decode_value::<T>(args[index].as_obj(), ty);
        decoded.map_err(|e| e.at(Step::Argument(index + 1, None)))
    }
}

/// A function of [`Value`]s.
pub(super) struct Dynamic<F>(pub(super) F);

impl<F: Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync> Body for Dynamic<F> {
    fn misfit(&self, _: Signature<'_>) -> Option<&'static str> {
        None
    }

    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError> {
        let result = (self.0)(&ty.values(args)?).map_err(BodyError::Failed)?;
        Ok(encode_value(&result, ty.result())?)
    }
}

/// A Rust function with one to six [`FromLean`](crate::FromLean) parameters and an [`IntoLean`](crate::IntoLean)
/// result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a Lean function",
    note = "its parameters, one to six, are types of the documentation of `FromLean`, its result is one of `IntoLean`"
)]
pub trait TypedFn<A>: sealed::CallTyped<A> + Send + Sync + 'static {}

impl<A, F: sealed::CallTyped<A> + Send + Sync + 'static> TypedFn<A> for F {}

mod sealed {
    use super::{BodyError, LeanObj, Signature};

    pub trait CallTyped<A> {
        fn accepts(ty: Signature<'_>) -> bool;

        fn rust_type() -> &'static str;

        fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError>;
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

    fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError> {
        self.function.run(args, ty)
    }
}

macro_rules! typed_fn {
    ($($name:ident $index:literal),*) => {
        impl<Function: Fn($($name),*) -> Return, $($name: Decode,)* Return: Encode> sealed::CallTyped<($($name,)*)>
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

            fn run(&self, args: &[LeanObj], ty: Signature<'_>) -> Result<LeanObj, BodyError> {
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
