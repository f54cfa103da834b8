//! [`Closure`]: a value of a function type, made by Lean or by Rust.
//!
//! A closure that Lean made is an object with its type. A Rust function becomes such an object when it is encoded,
//! because its Lean type is not known before. The object's first argument is a [`bound_callback`]; Lean calls it
//! through a [`trampoline`].

mod body;
mod bound_callback;
mod call;
mod callback;
mod default;
mod encode;
mod handle;
mod memo;
mod trampoline;

pub use body::TypedFn;
pub use callback::{BoxError, CallbackError, CallbackErrorKind};
pub use handle::Closure;

pub(crate) use callback::{callback_failure, forget_passed, is_pending};
