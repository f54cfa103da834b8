//! What a Rust function is to Lean: boxed arguments in, a boxed result out.

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
    /// A pure function, given by a Rust function of Rust types: `Closure::typed(|n: u64, s: String| s.len() as u64 + n)`.
    ///
    /// As [`pure`](Self::pure), but that it does not fail, except by a panic. The types are checked when it is passed.
    pub fn typed<A: 'static>(function: impl TypedFn<A>) -> Self {
        Self::from_rust(Purity::Pure, Typed::new(function))
    }

    /// A pure function.
    ///
    /// Compiled Lean code relies on a function having one result for equal arguments: an index that was compared with an
    /// array's size is computed again and used without another look. So every result is remembered (failures too), and
    /// equal arguments get the result that the first ones got, whatever `function` does. What is remembered lives as long
    /// as the Lean closure.
    ///
    /// Arguments that Rust cannot compare, which are opaque values and functions, are refused when the function is
    /// passed.
    pub fn pure(function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static) -> Self {
        Self::from_rust(Purity::Pure, Dynamic(function))
    }

    /// A pure function whose results are not remembered. Its arguments may be opaque values and functions too.
    ///
    /// # Safety
    /// `function` has one result (or fails) for arguments that Lean's logic takes to be equal, every time and on every
    /// thread. Compiled code that relies on it would leave an array's bounds otherwise.
    pub unsafe fn pure_unchecked(
        function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static,
    ) -> Self {
        Self::from_rust(Purity::PureUnchecked, Dynamic(function))
    }

    /// An action, for the types that end in `IO`, `BaseIO` or `EIO`. It may have a different result each time.
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

/// A Rust function of up to six [`FromLean`](crate::FromLean) parameters whose result is [`IntoLean`](crate::IntoLean).
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
