//! The registry: a Lean library's description of its types and functions.
//!
//! A library with `#export_python_registry "P"` exports two JSON texts, `P_funcs_json` and `P_types_json`.
//! [`LibraryRegistry::from_json_strings`] reads the texts of lean.py's Lean package and of ours. Ours have more keys,
//! for what only the compiler knows: machine types, field layouts, boxed variants.
//!
//! Every number that is later used to access memory (slots, offsets, tags, arities) is checked here. Code that has a
//! [`LibraryRegistry`] relies on that.
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
//! Read in this order: [`TypeRepr`] (a Lean type), [`TypeInfo`], [`FuncInfo`], [`CompiledSignature`] and [`CtorLayout`]
//! (the compiler's decisions), [`LibraryRegistry`].
mod brief;
mod budget;
mod check;
mod compiled;
mod error;
mod info;
mod json;
mod nested;
mod read;
mod suggest;
mod table;
mod type_repr;

pub(crate) use brief::brief;
pub(crate) use check::{MAX_CTOR_FIELDS, MAX_CTOR_SCALARS_SIZE};
pub use compiled::{CompiledParam, CompiledSignature, CtorLayout, FieldPlace, MachineType};
pub use error::{JsonText, LookupError, RegistryError};
pub use info::{Boxed, ConversionInfo, CtorInfo, FuncInfo, RegistryMeta, TypeInfo};
pub(crate) use suggest::{did_you_mean, same_name, suggest};
pub use table::LibraryRegistry;
pub(crate) use table::{last_component, split_last};
pub use type_repr::{Bits, TypeRepr};
