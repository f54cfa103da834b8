//! Call Lean 4 in-process: open a Lean library, ask it what it offers, call it.
//!
//! ```no_run
//! use leanbind::{Runtime, Value};
//!
//! # fn main() -> Result<(), leanbind::Error> {
//! let lean = Runtime::start()?;
//! let lib = lean.library("target/fixture/libLeanbindFixture.so", "LeanbindFixture")?;
//!
//! // By name: arguments and result are checked against what the library says of itself.
//! let shape = lib.construct("Shape.rect", [Value::from(3), Value::from(4)])?;
//! assert_eq!(lib.call("py_perimeter", (shape,))?.to_string(), "14");
//!
//! // Typed: checked once, then a plain call.
//! let increment = lib.typed::<(u64,), u64>("py_increment")?;
//! assert_eq!(increment.call((41,))?, 42);
//! # Ok(())
//! # }
//! ```
//!
//! The library is an ordinary Lean package that marks what it offers with `@[python "name"]`, `derive_python` and
//! `#export_python_registry` (package `LeanPy`, in the folder `lean` of the repository). The registries of lean.py are
//! read too.
//!
//! # The way through the crate
//!
//! | module | does |
//! |---|---|
//! | [`runtime`] | finds Lean, opens it, initialises it once per process; attaches threads |
//! | [`object`] | owns and borrows Lean objects |
//! | [`registry`] | reads what a library says of its types and functions |
//! | [`marshal`] | converts between Rust values and Lean objects |
//! | [`library`] | opens libraries and calls their functions |
#![cfg_attr(
    feature = "kernel",
    doc = "| [`kernel`] | makes terms and environments, and has Lean's kernel check them |"
)]
#![cfg_attr(feature = "server", doc = "| [`server`] | elaborates commands and proof steps |")]
//!
//! # Features
//!
//! All of them are on by default. Calling functions needs none: `default-features = false` leaves out what is not used.
//!
//! | feature | adds |
//! |---|---|
//! | `kernel` | the module `kernel`: Lean's kernel |
//! | `server` | the module `server`: Lean's elaborator; needs `kernel` |
//! | `embedded` | `Runtime::start_or_install`, which installs a Lean runtime where there is none |
//! | `cli` | the program `leanbind`; needs the others |
//!
//! # Safety
//!
//! Nothing that is passed to a safe function can cause undefined behaviour: a wrong type, a wrong number of arguments, a
//! thread that is not attached, a file that is no Lean library and a malformed registry are errors. What is trusted is
//! the machine code of a Lean library and what its registry says of that code, as the machine code of any dependency is.
//!
//! A Rust function that Lean calls may do what it likes: a panic ends in it, and compiled Lean code sees a function all
//! the same ([`Closure`]).
//!
//! Lean itself ends the process when memory or stack run out, and on an internal panic; see [`Runtime`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
pub mod image;
mod io_error;
#[cfg(feature = "kernel")]
pub mod kernel;
pub mod library;
mod lock;
mod mangle;
pub mod marshal;
mod number;
pub mod object;
pub mod registry;
pub mod runtime;
#[cfg(feature = "server")]
pub mod server;
mod sys;

pub use error::{Error, Result};
pub use io_error::{IoError, IoErrorKind};
#[cfg(feature = "kernel")]
pub use kernel::{Environment, Expr, Kernel, KernelError, Level, Name};
pub use library::{Args, Function, LeanLibrary, LibraryError, LibraryOptions, TypedFunction};
pub use mangle::{LeanName, NameError};
pub use marshal::{
    ArityError, CallError, CallbackError, Closure, FromLean, IntoLean, LeanInductiveValue, MarshalError, Marshaller,
    Opaque, SymbolError, TypedObj, Value, View, Wrapper,
};
pub use number::{Int, Nat, OutOfRange};
pub use object::{LeanObj, ObjRef, ObjectKind};
pub use runtime::{NotAttached, Runtime, StartError, ThreadGuard};

#[cfg(doctest)]
mod guide;
