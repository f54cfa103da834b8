//! [`Closure`]: a value of a function type, from Lean or from Rust.
//!
//! A closure of Lean's is an object with its type. A Rust function becomes such an object when it is encoded, since only
//! then its Lean type is known ([`bound_callback`]); Lean enters it through a [`trampoline`].

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
