//! [`Effect`]: what a function's result type says of how the result comes (`IO`, `BaseIO`, `EIO`).

use super::decode::decode_value;
use super::error::MarshalError;
use super::sealed::Decode;
use super::ty::Ty;
use crate::io_error::IoError;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::registry::TypeRepr;

/// What running a function amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// A pure function: the value itself.
    None,
    /// `BaseIO`, which cannot throw: the value itself.
    BaseIo,
    /// `IO`: an object of constructor 0 with the value, or of 1 with an `IO.Error`.
    Io,
    /// `EIO`: the same with an error of another type. It is carried as an `Except`, whose constructors come in the
    /// opposite order.
    Eio,
}

/// Why a call gave no value.
pub(crate) enum NoValue {
    /// The object is not what the type says.
    Marshal(MarshalError),
    /// The action threw.
    Thrown(Box<IoError>),
}

impl From<MarshalError> for NoValue {
    fn from(error: MarshalError) -> Self {
        NoValue::Marshal(error)
    }
}

impl Effect {
    /// The result type of a function as it is carried, and how the result comes.
    pub(crate) fn carried(result: &TypeRepr) -> (TypeRepr, Effect) {
        match result {
            TypeRepr::Io { elem, base: false } => ((**elem).clone(), Effect::Io),
            TypeRepr::Io { elem, base: true } => ((**elem).clone(), Effect::BaseIo),
            TypeRepr::Except { error, value, eio: true } => {
                (TypeRepr::Except { error: error.clone(), value: value.clone(), eio: false }, Effect::Eio)
            }
            other => (other.clone(), Effect::None),
        }
    }

    /// The reverse of [`carried`](Self::carried).
    pub(super) fn result_type(self, carried: TypeRepr) -> TypeRepr {
        match (self, carried) {
            (Effect::BaseIo, elem) => TypeRepr::Io { elem: Box::new(elem), base: true },
            (Effect::Io, elem) => TypeRepr::Io { elem: Box::new(elem), base: false },
            (Effect::Eio, TypeRepr::Except { error, value, .. }) => TypeRepr::Except { error, value, eio: true },
            (_, other) => other,
        }
    }

    /// Whether closures and boxed twins take one argument more, the token of the world.
    pub(crate) fn takes_world(self) -> bool {
        self != Effect::None
    }

    /// Whether the result is the value itself, not an object that says how the action ended.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Effect::None | Effect::BaseIo)
    }

    /// Reads the result of a call, an object, whose value is of type `ty`.
    #[inline]
    pub(crate) fn read<R: Decode>(self, result: ObjRef<'_>, ty: Ty<'_>) -> Result<R, NoValue> {
        let value = match self {
            Effect::None | Effect::BaseIo => result,
            Effect::Io => match (result.kind(), result.field(0)) {
                (ObjectKind::Constructor { tag: 0, .. }, Some(value)) => value,
                (ObjectKind::Constructor { tag: 1, .. }, Some(error)) => {
                    return Err(NoValue::Thrown(Box::new(IoError::read(error))));
                }
                (other, _) => return Err(MarshalError::new("the result of an IO action", other.to_string()).into()),
            },
            Effect::Eio => return Ok(decode_value(turned(result, "the result of an EIO action")?.as_obj(), ty)?),
        };
        Ok(decode_value(value, ty)?)
    }

    /// The object that a function of this effect returns, made of its value (for `EIO`, an `Except`).
    pub(super) fn finish(self, value: LeanObj) -> LeanObj {
        match self {
            Effect::None | Effect::BaseIo => value,
            Effect::Io => ended(0, value),
            Effect::Eio => turned(value.as_obj(), "an Except").unwrap_or(value),
        }
    }
}

/// What an `IO` action returns that throws `IO.userError message`.
pub(super) fn throw_user_error(message: &str) -> LeanObj {
    ended(1, IoError::user_error(message))
}

/// The result of an action: constructor 0 with a value, or 1 with an error.
fn ended(tag: u8, inner: LeanObj) -> LeanObj {
    LeanObj::constructor(tag, [inner])
}

/// An `EIO` action's result as an `Except`, or the other way round.
fn turned(object: ObjRef<'_>, what: &str) -> Result<LeanObj, MarshalError> {
    match (object.kind(), object.field(0)) {
        (ObjectKind::Constructor { tag: tag @ (0 | 1), .. }, Some(inner)) => Ok(ended(1 - tag, inner.to_obj())),
        (other, _) => Err(MarshalError::new(what, other.to_string())),
    }
}
