//! leanbind

mod error;
pub mod library;
pub mod marshal;
pub mod object;
pub mod registry;
pub mod runtime;
#[allow(dead_code)]
mod sys;

pub use error::{ArityError, Error, SymbolError};
pub use library::{Args, Function, IoError, IoErrorKind, LeanLibrary, LibraryOptions, TypedFunction};
pub use marshal::{FromLean, Int, IntoLean, LeanInductiveValue, MarshalError, Marshaller, Nat, Opaque, Value, Wrapper};
pub use object::{LeanObj, ObjRef, ObjectKind};
pub use runtime::{Runtime, ThreadGuard};
