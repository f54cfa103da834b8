//! Lean's kernel: names, universe levels, terms, environments, and the checks of the kernel.
//!
//! [`Runtime::kernel`](crate::Runtime::kernel) opens it. A [`Kernel`] makes the first [`Name`], [`Level`], [`Expr`] and
//! [`Environment`]; their methods make others from these. All of them stay on their thread, as every
//! [`LeanObj`](crate::LeanObj) does. A [`SharedEnvironment`] brings an environment to other threads.
//!
//! ```no_run
//! use leanbind::{Expr, Runtime};
//!
//! # fn main() -> Result<(), leanbind::Error> {
//! let kernel = Runtime::start()?.kernel()?;
//! let environment = kernel.import(&["Init"], &Default::default())?;
//! let nat = Expr::constant(&kernel.name("Nat")?, &[]);
//! let function = Expr::arrow(&nat, &nat);
//! println!("{function} : {}", environment.infer_type(&function)?);
//! # Ok(())
//! # }
//! ```
//!
//! This module calls Lean's own kernel and re-implements none of it, so that it accepts exactly what Lean accepts. Lean's
//! kernel trusts the terms that it reduces or compares: this module has them type-checked first.

mod axioms;
mod cancel;
mod check;
mod constant;
mod declaration;
mod environment;
mod error;
mod exception;
mod expr;
mod import;
mod level;
mod limits;
pub(crate) mod list;
mod name;
mod open;
#[cfg(feature = "server")]
mod pair;
mod raw_exception;
mod shape;
mod stack;
mod table;
mod text;
mod trusted;
mod version;
mod version_4_35;

pub use cancel::CancelToken;
pub use constant::{ConstantInfo, ConstantKind, Hints, Safety};
pub use declaration::{Declaration, InductiveType};
pub use environment::{Environment, SharedEnvironment};
pub use error::KernelError;
pub use exception::{KernelException, KernelExceptionKind};
pub use expr::{BinderInfo, Expr, ExprKind};
pub use import::{ImportOptions, SearchPath};
pub use level::{Level, LevelKind};
pub use limits::Limits;
pub use name::{Name, NameKind};
pub use open::Kernel;
pub use trusted::Trusted;

// For the server.
#[cfg(feature = "server")]
pub(crate) use {
    expr::for_each_part,
    import::PATIENCE,
    shape::{CheckedFields, ConstructorShape},
    stack::has_stack,
    text::text_of,
    version_4_35::{IMPORT, elaborator, info, meta, region},
};
