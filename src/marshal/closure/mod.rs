//! [`Closure`]: a value of a function type, made by Lean or by Rust.
//!
//! A closure that Lean made is an object with its type. A Rust function becomes such an object when it is encoded,
//! because its Lean type is not known before. The object's first argument is a [`bound_callback`]; Lean calls it
//! through a [`trampoline`]. The [`boundary`] decides which call reports the failure of a Rust function.

mod body;
mod bound_callback;
mod boundary;
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

pub(crate) use boundary::Call;
pub(in crate::marshal) use call::converting;
