//! The entries of a registry: types, their constructors, functions.
use std::fmt;

use serde::{Serialize, Serializer};

use super::{CompiledSignature, CtorLayout, MachineType, TypeRepr};

/// A constructor of an inductive type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CtorInfo {
    /// The name without the type's, as in `circle`.
    pub name: String,
    /// The index among the type's constructors.
    pub tag: usize,
    /// The types of the fields.
    pub fields: Vec<TypeRepr>,
    /// The names of the fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_names: Option<Vec<String>>,
    /// Where an object keeps the fields.
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
    /// The constructors; the one with tag `i` stands at `i`.
    pub ctors: Vec<CtorInfo>,
    /// The machine type of a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repr: Option<MachineType>,
    /// In a trivial structure, the one field that represents it at run time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trivial_field: Option<usize>,
    /// The number of parameters of the type, as in 1 for `Tree α`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_params: Option<usize>,
    /// The number of its indices, which follow the parameters and differ from constructor to constructor, as in 1 for
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
    /// The constructor of that name.
    pub fn ctor(&self, name: &str) -> Option<&CtorInfo> {
        self.ctors.iter().find(|ctor| ctor.name == name)
    }
}

/// The boxed twin of a function: the same function with every parameter and the result boxed and
/// owned. The compiler makes one only where that differs from the function itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Boxed {
    /// The registry does not say.
    #[default]
    Unknown,
    /// There is none: the function itself takes and gives owned objects.
    None,
    /// The twin's symbol.
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

/// An exported function or constant. `Display` writes it as Lean's `#check` would.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FuncInfo {
    /// The full name of the declaration, as in `Geometry.area`.
    pub decl_name: String,
    /// The symbol that the library exports.
    pub export_name: String,
    /// The types of the parameters, implicit and instance ones included.
    pub params: Vec<TypeRepr>,
    /// The type of the result.
    pub return_type: TypeRepr,
    /// The names of the parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param_names: Option<Vec<String>>,
    /// Whether the symbol is data that holds a constant, not a function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<bool>,
    /// The boxed twin.
    #[serde(skip_serializing_if = "Boxed::is_unknown")]
    pub boxed: Boxed,
    /// The signature, as compiled.
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

/// How the registry was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistryMeta {
    /// The version of the registry's format.
    pub schema: u64,
    /// The Lean version that compiled the library.
    pub lean_version: String,
    /// The Lean version that the library's compiled code was checked to run on, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked_for: Option<String>,
    /// The Lake package, unless the library was built without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The module that exports the registry.
    pub module: String,
    /// The symbol of the module's initializer.
    pub initializer: String,
    /// The types whose values travel as those of another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conversions: Vec<ConversionInfo>,
}

/// Two functions of the registry by which the values of a type `T` travel as those of another, `S`.
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

    /// The Lean version that the library needs to run.
    pub fn runtime_version(&self) -> &str {
        self.checked_for.as_deref().unwrap_or(&self.lean_version)
    }
}
