//! The entries of a registry: types, their constructors, functions.
use std::fmt;

use serde::{Serialize, Serializer};

use super::{CompiledSignature, CtorLayout, MachineType, TypeRepr};

/// A constructor of an inductive type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CtorInfo {
    /// The name without that of its type, as in `circle`.
    pub name: String,
    /// The index among the type's constructors.
    pub tag: usize,
    /// The types of the fields.
    pub fields: Vec<TypeRepr>,
    /// The names of the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_names: Option<Vec<String>>,
    /// Where an object stores the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<CtorLayout>,
}

/// A structure or an inductive type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeInfo {
    /// The full name, as in `Geometry.Shape`.
    pub name: String,
    /// Whether it was declared as a `structure`.
    pub is_structure: bool,
    /// Whether no constructor has a field.
    pub is_enum: bool,
    /// The constructors, ordered by their tags: the constructor with tag `i` is at index `i`.
    pub ctors: Vec<CtorInfo>,
    /// The machine type of the type's values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repr: Option<MachineType>,
    /// The field that represents the structure at run time, if it is a trivial structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trivial_field: Option<usize>,
    /// The number of parameters of the type, as in 1 for `Tree α`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_params: Option<usize>,
    /// The number of indices of the type, which follow the parameters and differ between constructors, as in 1 for
    /// `Vect α n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_indices: Option<usize>,
    /// Whether a field's type mentions the type itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_recursive: Option<bool>,
    /// The documentation comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

impl TypeInfo {
    /// The constructor named `name`.
    pub fn ctor(&self, name: &str) -> Option<&CtorInfo> {
        self.ctors.iter().find(|ctor| ctor.name == name)
    }

    /// How many parameters and indices the type has.
    pub(crate) fn argument_count(&self) -> usize {
        self.num_params.unwrap_or(0).saturating_add(self.num_indices.unwrap_or(0))
    }
}

/// The boxed variant of a function: the same function, with every parameter and the result boxed and owned. The
/// compiler generates one only if it differs from the function itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Boxed {
    /// The registry does not tell.
    #[default]
    Unknown,
    /// There is none: the function itself takes and returns owned objects.
    None,
    /// The symbol of the boxed variant.
    Symbol(String),
}

impl Boxed {
    fn is_unknown(&self) -> bool {
        *self == Boxed::Unknown
    }
}

impl Serialize for Boxed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Boxed::Unknown | Boxed::None => serializer.serialize_none(),
            Boxed::Symbol(symbol) => serializer.serialize_str(symbol),
        }
    }
}

/// An exported function or constant. `Display` writes it like Lean's `#check`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FuncInfo {
    /// The full name of the declaration, as in `Geometry.area`.
    pub decl_name: String,
    /// The symbol that the library exports.
    pub export_name: String,
    /// The types of the parameters, including implicit and instance parameters.
    pub params: Vec<TypeRepr>,
    /// The type of the result.
    pub return_type: TypeRepr,
    /// The names of the parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param_names: Option<Vec<String>>,
    /// Whether the symbol is a variable that holds a constant, not a function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<bool>,
    /// The boxed variant.
    #[serde(skip_serializing_if = "Boxed::is_unknown")]
    pub boxed: Boxed,
    /// The compiled signature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<CompiledSignature>,
    /// The documentation comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

impl fmt::Display for FuncInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decl_name)?;
        for (i, ty) in self.params.iter().enumerate() {
            match self.param_names.as_ref().and_then(|names| names.get(i)) {
                Some(name) => write!(f, " ({name} : {ty})")?,
                None => write!(f, " (_ : {ty})")?,
            }
        }
        write!(f, " : {}", self.return_type)
    }
}

/// How the registry was generated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistryMeta {
    /// The version of the registry's format.
    pub schema: u64,
    /// The version of Lean that compiled the library.
    pub lean_version: String,
    /// The version of Lean that the library's compiled code was checked to run with, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_for: Option<String>,
    /// The Lake package. `None` if the library was built without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The module that exports the registry.
    pub module: String,
    /// The symbol of the module's initializer.
    pub initializer: String,
    /// The types whose values are passed as values of another type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversions: Vec<ConversionInfo>,
}

/// Two functions of the registry that convert between a type `T` and the type `S` as which values of `T` are passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversionInfo {
    /// The export name of the function `T → S`.
    pub to: String,
    /// The export name of the function `S → T` or `S → Except ε T`.
    pub of: String,
}

impl RegistryMeta {
    /// The newest format that this crate reads.
    pub const SCHEMA: u64 = 1;

    /// The version of Lean that the library needs to run.
    pub fn runtime_version(&self) -> &str {
        self.checked_for.as_deref().unwrap_or(&self.lean_version)
    }
}
