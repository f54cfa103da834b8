//! Call Lean 4 in-process: open a Lean library, ask it what it offers, call it.
//!
//! ```no_run
//! use leanbind::{Runtime, Value};
//!
//! # fn main() -> Result<(), leanbind::Error> {
//! let lean = Runtime::start()?;
//! let lib = lean.library("target/fixture/libLeanbindFixture.so", "LeanbindFixture")?;
//!
//! // By name: arguments and result are checked against the library's registry.
//! let shape = lib.construct("Shape.rect", [Value::from(3), Value::from(4)])?;
//! assert_eq!(lib.call("py_perimeter", (shape,))?.to_string(), "14");
//!
//! // Typed: the types are checked once, at look-up.
//! let increment = lib.typed::<(u64,), u64>("py_increment")?;
//! assert_eq!(increment.call((41,))?, 42);
//! # Ok(())
//! # }
//! ```
//!
//! The library is an ordinary Lean package. It marks what to export with `@[python "name"]`, `derive_python` and
//! `#export_python_registry`, which are in the package `LeanPy` (folder `lean` of the repository). The crate also reads
//! lean.py's registries.
//!
//! # The modules
//!
//! | module | what it does |
//! |---|---|
//! | [`runtime`] | finds Lean, opens and initialises it once per process, attaches threads |
//! | [`object`] | handles that own or borrow Lean objects |
//! | [`image`] | reads a library's file without loading it |
//! | [`registry`] | reads a library's description of its types and functions |
//! | [`marshal`] | converts between Rust values and Lean objects |
//! | [`library`] | opens libraries and calls their functions |
#![cfg_attr(
    feature = "kernel",
    doc = "| [`kernel`] | builds terms and environments, and has Lean's kernel check them |"
)]
#![cfg_attr(feature = "server", doc = "| [`server`] | elaborates commands and proof steps |")]
//!
//! # Features
//!
//! All features are on by default. Calling functions needs none of them: `default-features = false` turns them off.
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
//! No argument of a safe function can cause undefined behaviour. A wrong type, a wrong number of arguments, a thread that
//! is not attached, a file that is not a Lean library and a malformed registry are errors. The crate trusts the machine
//! code of a Lean library, and the library's registry to describe that code, as it trusts the code of any dependency.
//!
//! A Rust function that Lean calls may panic. The panic does not unwind into Lean code, which gets a result as from any
//! other function ([`Closure`]).
//!
//! Lean ends the process if it runs out of memory or stack, and on an internal panic; see [`Runtime`].

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
