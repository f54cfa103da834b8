//! [`Closure`]: a value of a function type, made by Lean or by Rust.

use std::fmt;
use std::sync::Arc;

use super::callback::{CallbackError, RustFunction};
use crate::marshal::codec::{Codec, FunctionType, TypeTable};
use crate::marshal::error::MarshalError;
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// A value of a function type, such as `Nat → Nat` or `String → IO Unit`.
///
/// | Lean | Rust | representation |
/// |---|---|---|
/// | `A → B → C` | `Closure` | a closure with boxed arguments and result |
/// | `IO C`, `A → IO C`, also with `BaseIO` and `EIO ε` | `Closure` | a closure with an additional argument |
///
/// A closure that Lean made can be [called](Self::call), and passed back to a function of the same library that takes
/// this type. A closure that Rust made has no Lean type yet, and fits every function type: the type at which it is
/// passed tells how its arguments are decoded and its result is encoded. Lean may call it on its own threads, on
/// several at once. There it may call Lean without attaching the thread.
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
/// It fails if it returns an error, if it panics, or if its result does not fit the Lean type.
/// - At a type `… → IO C`, Lean gets an `IO.Error.userError` with the error's text, and may catch it.
/// - At any other type Lean code cannot fail. Lean gets a default value of the result type (`0`, `""`, `[]`, the first
///   constructor that has one), and the enclosing call from Rust returns
///   [`CallError::Callback`](crate::CallError::Callback) in place of its result. If the type has no default value, as
///   opaque types do not, Rust refuses to pass the function.
///
/// A call reports every failure on its own thread. It also reports the failures of the functions that it passed on
/// Lean's threads, if they happen before it returns. If a task fails later, the next call that passes the function
/// reports it; [`take_failure`](Self::take_failure) returns it at once.
#[derive(Clone)]
pub struct Closure(pub(super) Maker);

#[derive(Clone)]
pub(super) enum Maker {
    Lean { object: LeanObj, ty: Arc<FunctionType>, table: Arc<TypeTable> },
    Rust(Arc<RustFunction>),
}

impl Closure {
    /// The Lean type as Lean prints it, if Lean made the closure.
    pub fn type_name(&self) -> Option<String> {
        match &self.0 {
            Maker::Lean { ty, table, .. } => Some(type_name(ty, table)),
            Maker::Rust(_) => None,
        }
    }

    /// The Lean object, if Lean made the closure.
    pub fn object(&self) -> Option<&LeanObj> {
        match &self.0 {
            Maker::Lean { object, .. } => Some(object),
            Maker::Rust(_) => None,
        }
    }

    /// Takes the failure of a Rust function on one of Lean's threads, if no call has reported it yet.
    pub fn take_failure(&self) -> Option<Arc<CallbackError>> {
        match &self.0 {
            Maker::Lean { .. } => None,
            Maker::Rust(function) => function.take_late_failure(),
        }
    }

    /// Describes the closure for an error.
    pub(in crate::marshal) fn describe(&self) -> String {
        match self.type_name() {
            Some(ty) => format!("a function of type {ty}"),
            None => "a Rust function".to_owned(),
        }
    }

    /// The address of the Lean object or the Rust function, which clones share.
    pub(in crate::marshal) fn address(&self) -> *const () {
        match &self.0 {
            Maker::Lean { object, .. } => object.as_ptr().cast_const().cast(),
            Maker::Rust(function) => Arc::as_ptr(function).cast(),
        }
    }
}

/// A function type in Lean's notation.
pub(super) fn type_name(ty: &Arc<FunctionType>, table: &Arc<TypeTable>) -> String {
    Ty { codec: &Codec::Function(ty.clone()), table }.to_string()
}

impl Decode for Closure {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Function(_))
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        Self::decode_owned(obj.to_obj(), ty)
    }

    fn decode_owned(obj: LeanObj, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match (ty.codec, obj.as_obj().kind()) {
            (Codec::Function(function), ObjectKind::Closure) => {
                Ok(Closure(Maker::Lean { object: obj, ty: function.clone(), table: ty.table.clone() }))
            }
            (Codec::Function(_), other) => Err(ty.mismatch(other.to_string())),
            _ => Err(MarshalError::new("a result for the Rust type Closure", ty.to_string())),
        }
    }
}

impl fmt::Display for Closure {
    /// The type in angle brackets: `<Nat → Nat>`.
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
