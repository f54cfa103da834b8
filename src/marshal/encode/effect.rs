//! Makes the result of a Rust function, according to the [`Effect`] of its Lean type.

use crate::io_error::IoError;
use crate::marshal::decode::turned;
use crate::marshal::effect::Effect;
use crate::object::LeanObj;

/// Makes the object that a function of this effect returns. `value` is its value, an `Except` for `EIO`.
pub(in crate::marshal) fn finish(effect: Effect, value: LeanObj) -> LeanObj {
    match effect {
        Effect::None | Effect::BaseIo => value,
        Effect::Io => ended(0, value),
        Effect::Eio => turned(value.as_obj(), "an Except").unwrap_or(value),
    }
}

/// Makes the result of an `IO` action that throws `IO.userError message`.
pub(in crate::marshal) fn throw_user_error(message: &str) -> LeanObj {
    ended(1, IoError::user_error(message))
}

/// Makes the result of an action: constructor 0 with a value, or constructor 1 with an error.
fn ended(tag: u8, inner: LeanObj) -> LeanObj {
    LeanObj::constructor(tag, [inner])
}
