//! What a function returns, made as its [`Effect`] says.

use crate::io_error::IoError;
use crate::marshal::decode::turned;
use crate::marshal::effect::Effect;
use crate::object::LeanObj;

/// The object that a function of this effect returns, made of its value (for `EIO`, an `Except`).
pub(in crate::marshal) fn finish(effect: Effect, value: LeanObj) -> LeanObj {
    match effect {
        Effect::None | Effect::BaseIo => value,
        Effect::Io => ended(0, value),
        Effect::Eio => turned(value.as_obj(), "an Except").unwrap_or(value),
    }
}

/// What an `IO` action returns that throws `IO.userError message`.
pub(in crate::marshal) fn throw_user_error(message: &str) -> LeanObj {
    ended(1, IoError::user_error(message))
}

/// The result of an action: constructor 0 with a value, or 1 with an error.
fn ended(tag: u8, inner: LeanObj) -> LeanObj {
    LeanObj::constructor(tag, [inner])
}
