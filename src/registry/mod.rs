//! The registry: what a Lean library says about its own types and functions.
//!
//! A library that uses `#export_python_registry "P"` exports two texts, `P_funcs_json` and
//! `P_types_json`. [`LibraryRegistry::from_json_strings`] reads them, whether lean.py's Lean
//! package wrote them or ours, which adds keys that only the compiler knows: machine types, field
//! layouts, boxed twins.
//!
//! Every number that a caller later uses to touch memory (slots, offsets, tags, arity) is checked
//! here, so code that holds a [`LibraryRegistry`] may rely on it.
//!
//! ```
//! use leanbind::registry::LibraryRegistry;
//!
//! let funcs = r#"[{"declName": "Calc.add", "exportName": "py_add",
//!     "params": [{"kind": "int"}, {"kind": "int"}], "returnType": {"kind": "int"}}]"#;
//! let registry = LibraryRegistry::from_json_strings(funcs, "")?;
//! let add = registry.find_func("add").unwrap();
//! assert_eq!(add.to_string(), "Calc.add (_ : Int) (_ : Int) : Int");
//! # Ok::<(), leanbind::registry::RegistryError>(())
//! ```
//!
//! Read in this order: [`TypeRepr`] (a Lean type), [`TypeInfo`], [`FuncInfo`],
//! [`CompiledSignature`] and [`CtorLayout`] (the compiler's own words), [`LibraryRegistry`].
mod check;
mod compiled;
mod error;
mod info;
mod json;
mod read;
mod suggest;
mod table;
mod type_repr;

pub(crate) use check::{MAX_CTOR_FIELDS, MAX_CTOR_SCALARS_SIZE};
pub use compiled::{CompiledParam, CompiledSignature, CtorLayout, FieldPlace, MachineType};
pub use error::{JsonText, LookupError, RegistryError};
pub use info::{Boxed, ConversionInfo, CtorInfo, FuncInfo, RegistryMeta, TypeInfo};
pub(crate) use suggest::{did_you_mean, suggest};
pub use table::LibraryRegistry;
pub(crate) use table::last_component;
pub use type_repr::{Bits, TypeRepr};
