//! [`Closure`]: a value of a function type, from Lean or from Rust.
//!
//! A closure of Lean's is an object with its type. A Rust function becomes such an object when it is encoded, since only
//! then its Lean type is known ([`passed`]); Lean enters it through a [`trampoline`].

mod body;
mod default;
mod error;
mod memo;
mod passed;
mod pending;
mod trampoline;

pub use body::{BoxError, TypedFn};
pub use error::{CallbackError, CallbackErrorKind};
pub(crate) use pending::{callback_failure, forget_passed, is_pending};

use std::fmt;
use std::sync::Arc;

use super::codec::{Codec, FunctionType, TypeTable};
use super::effect::NoValue;
use super::encode::encode_value;
use super::error::{MarshalError, Step};
use super::sealed::{Decode, Encode};
use super::ty::Ty;
use super::value::Value;
use crate::marshal::call_error::{ArityError, CallError};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::runtime::check_attached;
use body::{Dynamic, Kind, RustFunction, Typed};

/// A value of a function type, such as `Nat → Nat` or `String → IO Unit`.
///
/// | Lean | Rust | representation |
/// |---|---|---|
/// | `A → B → C` | `Closure` | a closure, whose arguments and result are in boxes |
/// | `IO C`, `A → IO C`, and so with `BaseIO` and `EIO ε` | `Closure` | a closure with one argument more |
///
/// One that Lean made can be [called](Self::call), and passed back to a function of the same library that takes this
/// type. One that Rust makes has no Lean type yet: it fits every function type, and its arguments are decoded, and its
/// result is encoded, as the type says that it is passed at. Lean may call it on threads of its own, several at once; it
/// may call Lean again there without attaching.
///
/// ```no_run
/// use leanbind::{Closure, Runtime, Value};
///
/// let lib = Runtime::start()?.library("target/fixture/libLeanbindFixture.so", "LeanbindFixture")?;
/// let double = Closure::typed(|n: u64| 2 * n);
/// assert_eq!(lib.call("py_apply", (double, 21))?.to_string(), "42");
/// # Ok::<(), leanbind::Error>(())
/// ```
///
/// # When a Rust function fails
///
/// It fails if it returns an error, if it panics, or if its result is not of the Lean type.
/// - At a type `… → IO C`, Lean sees an `IO.Error.userError` with the error's text, and may catch it.
/// - At any other type Lean code has no way to fail. It gets a default value of the result type (`0`, `""`, `[]`, the
///   first constructor that has one), and the call from Rust that led here returns [`CallError::Callback`] in place of its
///   result. Where there is no default value, as for opaque types, the function is refused before anything is called.
///
/// A call answers for every failure on its own thread, and for those on Lean's threads of the functions that it passed
/// and that happened before it returned. A task that fails later is answered for by the next call that passes the
/// function; [`take_failure`](Self::take_failure) asks at once.
#[derive(Clone)]
pub struct Closure(Maker);

#[derive(Clone)]
enum Maker {
    Lean { object: LeanObj, ty: Arc<FunctionType>, table: Arc<TypeTable> },
    Rust(Arc<RustFunction>),
}

impl Closure {
    /// A pure function, given by a Rust function of Rust types: `Closure::typed(|n: u64, s: String| s.len() as u64 + n)`.
    ///
    /// As [`pure`](Self::pure), but that it does not fail, except by a panic. The types are checked when it is passed.
    pub fn typed<A: 'static>(function: impl TypedFn<A>) -> Self {
        Self::from_rust(Kind::Pure, Typed::new(function))
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
        Self::from_rust(Kind::Pure, Dynamic(function))
    }

    /// A pure function whose results are not remembered. Its arguments may be opaque values and functions too.
    ///
    /// # Safety
    /// `function` has one result (or fails) for arguments that Lean's logic takes to be equal, every time and on every
    /// thread. Compiled code that relies on it would leave an array's bounds otherwise.
    pub unsafe fn pure_unchecked(
        function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static,
    ) -> Self {
        Self::from_rust(Kind::PureUnchecked, Dynamic(function))
    }

    /// An action, for the types that end in `IO`, `BaseIO` or `EIO`. It may have a different result each time.
    ///
    /// At `EIO ε C` the result is a [`Value::Except`].
    pub fn action(function: impl Fn(&[Value]) -> Result<Value, BoxError> + Send + Sync + 'static) -> Self {
        Self::from_rust(Kind::Action, Dynamic(function))
    }

    fn from_rust(kind: Kind, body: impl body::Body + 'static) -> Self {
        Closure(Maker::Rust(Arc::new(RustFunction::new(kind, body))))
    }

    /// Calls a closure that Lean made. An action is run.
    ///
    /// # Errors
    /// - [`CallError::Arity`] and [`CallError::Marshal`] for arguments that do not fit, and for a Rust function, which has no
    ///   Lean type until it is passed;
    /// - [`CallError::Io`] for what an `IO` action throws;
    /// - [`CallError::Callback`] if a Rust function that Lean called failed;
    /// - [`CallError::NotAttached`] on a thread that is not attached.
    pub fn call(&self, args: impl AsRef<[Value]>) -> Result<Value, CallError> {
        self.call_as(args)
    }

    /// As [`call`](Self::call), with the result as the Rust type `R`.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`CallError::Marshal`] too if the result is not an `R`.
    pub fn call_as<R: super::FromLean>(&self, args: impl AsRef<[Value]>) -> Result<R, CallError> {
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
        let result = apply(object, ty, table, args).map_err(|failure| match failure {
            NoValue::Marshal(error) => CallError::Marshal { function: Some(function()), error },
            NoValue::Thrown(error) => CallError::Io { function: function(), error },
        });
        match callback_failure() {
            None => result,
            Some(error) => Err(CallError::Callback { function: function(), error }),
        }
    }

    /// The Lean type of a closure that Lean made, as Lean prints it.
    pub fn type_name(&self) -> Option<String> {
        match &self.0 {
            Maker::Lean { ty, table, .. } => Some(type_name(ty, table)),
            Maker::Rust(_) => None,
        }
    }

    /// The object of a closure that Lean made.
    pub fn object(&self) -> Option<&LeanObj> {
        match &self.0 {
            Maker::Lean { object, .. } => Some(object),
            Maker::Rust(_) => None,
        }
    }

    /// How a Rust function failed on one of Lean's threads, if no call has answered for that yet.
    pub fn take_failure(&self) -> Option<Arc<CallbackError>> {
        match &self.0 {
            Maker::Lean { .. } => None,
            Maker::Rust(function) => function.take_late_failure(),
        }
    }
}

/// Applies a closure to as many arguments as its type has.
fn apply<R: Decode>(object: &LeanObj, ty: &FunctionType, table: &Arc<TypeTable>, args: &[Value]) -> Result<R, NoValue> {
    let mut encoded = Vec::with_capacity(args.len() + 1);
    for (i, (arg, codec)) in args.iter().zip(&ty.params).enumerate() {
        encoded.push(encode_value(arg, Ty { codec, table }).map_err(|e| e.at(Step::Argument(i + 1, None)))?);
    }
    if ty.effect.takes_world() {
        encoded.push(LeanObj::scalar(0));
    }
    // SAFETY: the object is a closure of this type, by `decode`, and the arguments were encoded at its parameters' types.
    let result = unsafe { object.clone().apply(encoded) };
    let result_ty = Ty { codec: &ty.result, table };
    ty.effect.read(result.as_obj(), result_ty).map_err(|failure| match failure {
        NoValue::Marshal(error) => NoValue::Marshal(error.at(Step::Result)),
        thrown => thrown,
    })
}

/// A function type in Lean's notation.
fn type_name(ty: &Arc<FunctionType>, table: &Arc<TypeTable>) -> String {
    Ty { codec: &Codec::Function(ty.clone()), table }.to_string()
}

impl Encode for Closure {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Function(_))
    }

    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match (&self.0, ty.codec) {
            (Maker::Rust(function), Codec::Function(wanted)) => passed::object(function, wanted, ty),
            (Maker::Lean { object, ty: own, table }, Codec::Function(wanted)) => {
                let same_table = Arc::ptr_eq(table, ty.table);
                let own_ty = || Ty { codec: &Codec::Function(own.clone()), table }.repr();
                let same = if same_table { own == wanted } else { own_ty() == ty.repr() };
                match same && table.origin == ty.table.origin {
                    true => Ok(object.clone()),
                    false if same => Err(super::encode::other_library(ty)),
                    false => Err(ty.mismatch(self.describe())),
                }
            }
            _ => Err(ty.mismatch(self.describe())),
        }
    }
}

impl Decode for Closure {
    fn accepts(ty: Ty<'_>) -> bool {
        <Closure as Encode>::accepts(ty)
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Function(function) if obj.kind() == ObjectKind::Closure => {
                Ok(Closure(Maker::Lean { object: obj.to_obj(), ty: function.clone(), table: ty.table.clone() }))
            }
            Codec::Function(_) => Err(ty.mismatch(obj.kind().to_string())),
            _ => Err(MarshalError::new("a result for the Rust type Closure", ty.to_string())),
        }
    }
}

impl Closure {
    /// What it is, for an error.
    pub(super) fn describe(&self) -> String {
        match self.type_name() {
            Some(ty) => format!("a function of type {ty}"),
            None => "a Rust function".to_owned(),
        }
    }
}

impl Closure {
    /// Where the Lean object or the Rust function is: one address for clones.
    pub(super) fn address(&self) -> *const () {
        match &self.0 {
            Maker::Lean { object, .. } => object.as_ptr().cast_const().cast(),
            Maker::Rust(function) => Arc::as_ptr(function).cast(),
        }
    }
}

impl fmt::Display for Closure {
    /// The type, in angle brackets: `<Nat → Nat>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.type_name() {
            Some(ty) => write!(f, "<{ty}>"),
            None => f.write_str("<a Rust function>"),
        }
    }
}

impl fmt::Debug for Closure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
