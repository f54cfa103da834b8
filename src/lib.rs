//! Call Lean 4 in-process: open a Lean library, ask it what it offers, call it.
//!
//! ```no_run
//! # fn main() -> Result<(), leanbind::Error> {
//! let lean = leanbind::Runtime::start()?;
//! let lib = lean.library(".lake/build/lib/libgeometry_Geometry.so", "Geometry")?;
//!
//! // By name: arguments and result are checked against the library's registry.
//! let point = lib.construct("Point.mk", (1, 2))?;
//! let moved = lib.call("geometry_move", (point, 10, 20))?;
//! assert_eq!(moved.to_string(), "Point.mk 11 22");
//!
//! // Typed: checked once, then a plain call.
//! let area = lib.typed::<(u64, u64), u64>("geometry_area")?;
//! assert_eq!(area.call((6, 7))?, 42);
//! # Ok(())
//! # }
//! ```
//!
//! The library is an ordinary Lean package (`examples/geometry` in the repository). It marks what it exports with
//! `@[python "name"]`, `derive_python` and `#export_python_registry`, which come from the package `LeanPy` in the folder
//! `lean`. leanbind also reads the registries of lean.py.
//!
//! The README, the guide in `docs/` and `examples/guided_tour.rs` show the rest.
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
//! A panic in a Rust function that Lean calls never reaches Lean: the call from Rust returns it as an error ([`Closure`]).
//!
//! Lean ends the process if it runs out of memory or stack, and on an internal panic; see [`Runtime`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod counted;
mod deep;
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
    ArityError, CallError, CallbackError, Closure, DeepJson, FromLean, IntoLean, LeanInductiveValue, MarshalError,
    Marshaller, Opaque, SymbolError, TypedObj, Value, View, Wrapper,
};
pub use number::{Int, Nat, OutOfRange};
pub use object::{LeanObj, ObjRef, ObjectKind};
pub use runtime::{NotAttached, Runtime, StartError, ThreadGuard};

#[cfg(doctest)]
mod guide;
