//! [`Marshaller`]: converts the values of a registry's types.

use std::fmt;
use std::sync::Arc;

use super::closure::converting;
use super::codec::{Codec, PreparedConstructor, TypeTable};
use super::conversion::{Conversion, built_in};
use super::decode::decode_owned_value;
use super::definitions::Definitions;
use super::encode::{IntoLean, encode_value};
use super::error::MarshalError;
use super::fields::{ConstructorFields, values as field_values};
use super::normal::{normal, normal_fields};
use super::sealed::Decode;
use super::ty::Ty;
use super::typed_obj::TypedObj;
use super::value::{LeanInductiveValue, Value};
use crate::counted::counted;
use crate::marshal::call_error::CallError;
use crate::object::{LeanObj, ObjRef};
use crate::registry::{LibraryRegistry, MachineType, TypeRepr, did_you_mean, split_last, suggest};
use crate::runtime::Runtime;

/// Converts between [`Value`]s and Lean objects, for the types of a registry.
#[derive(Clone)]
pub struct Marshaller {
    runtime: &'static Runtime,
    definitions: Arc<Definitions>,
}

/// Converts between Rust values and the objects of one Lean type.
#[derive(Clone)]
pub struct Wrapper {
    runtime: &'static Runtime,
    table: Arc<TypeTable>,
    codec: Codec,
}

impl Marshaller {
    /// Prepares the types of `registry`. A type that leanbind does not support is an error when it is looked up.
    ///
    /// A type with a conversion is opaque here, because the functions that convert its values belong to a library. Use
    /// [`LeanLibrary::marshaller`](crate::LeanLibrary::marshaller) to have it converted.
    pub fn new(runtime: &'static Runtime, registry: &LibraryRegistry) -> Self {
        Self::with_conversions(runtime, registry, Vec::new())
    }

    /// As [`new`](Self::new), with the conversions of a library. Each may refer to those before it.
    pub(crate) fn with_conversions(
        runtime: &'static Runtime,
        registry: &LibraryRegistry,
        own: Vec<Conversion>,
    ) -> Self {
        let conversions = built_in(runtime).into_iter().chain(own).collect();
        Marshaller { runtime, definitions: Arc::new(Definitions::new(registry, conversions)) }
    }

    /// The wrapper that converts values of the type `repr`.
    ///
    /// # Errors
    /// [`MarshalError`] if the registry does not define a type that `repr` names, or if leanbind does not support one.
    pub fn wrapper_for(&self, repr: &TypeRepr) -> Result<Wrapper, MarshalError> {
        let (table, mut codecs) = self.prepare(std::iter::once(repr));
        let codec = codecs.pop().expect("one outcome for one type")?;
        let mut variable = false;
        table.visit_bounds(&codec, &mut |bound, _| variable |= !bound.is_known());
        if variable {
            return Err(MarshalError::new("a type without variables", repr.to_string()));
        }
        Ok(Wrapper { runtime: self.runtime, table, codec })
    }

    /// Applies the constructor `name`, written `Shape.circle`, to `fields`. The type is given by its full name, or by
    /// the last component of it if only one type has that.
    ///
    /// The value equals the one that Lean returns for the same fields: numbers, arrays and lists get the variant of the
    /// field's type. A field whose type is a parameter of the type stays as it is given; use
    /// [`Wrapper::construct`] for the type at given arguments. On an attached thread, what `Fin` and its like state is
    /// checked too.
    ///
    /// # Errors
    /// [`MarshalError`] if there is no such type or constructor (with similar names), if leanbind does not support the
    /// type, if the number of fields is wrong, if a field does not fit its type, or if a field is a proof or a type. Only
    /// Lean makes values with such fields; Rust can pass them back.
    pub fn construct(&self, name: &str, fields: Vec<Value>) -> Result<LeanInductiveValue, MarshalError> {
        let (constructor, ty) = self.constructor(name)?;
        normal_fields(LeanInductiveValue::new(constructor.definition, fields)?, constructor, ty)
    }

    /// As [`construct`](Self::construct), but also for constructors with proofs among their fields and for indexed
    /// families. Give `()` for a proof or a type. The value fits its type at any arguments.
    ///
    /// # Errors
    /// As [`construct`](Self::construct), except for proofs and types.
    ///
    /// # Safety
    /// Wherever the value is passed to Lean, the type's proofs and indices must be true of its fields. Compiled code
    /// relies on them: if one is false, its behaviour is undefined.
    pub unsafe fn construct_unchecked(
        &self,
        name: &str,
        mut fields: Vec<Value>,
    ) -> Result<LeanInductiveValue, MarshalError> {
        let (constructor, ty) = self.constructor(name)?;
        for (field, codec) in fields.iter_mut().zip(&constructor.fields) {
            // Any value may be given for a proof: proofs are erased.
            if *codec == Codec::Unit {
                *field = Value::Unit;
            }
        }
        // SAFETY: the caller upholds the same contract.
        let value = unsafe { LeanInductiveValue::new_unchecked(constructor.definition, fields)? };
        normal_fields(value, constructor, ty)
    }

    /// Finds the constructor written `Shape.circle`.
    fn constructor(&self, name: &str) -> Result<(&PreparedConstructor, Ty<'_>), MarshalError> {
        let (type_name, constructor) = split_last(name)
            .ok_or_else(|| MarshalError::new("a constructor written `Type.constructor`", name.to_owned()))?;
        let index = self
            .definitions
            .find(type_name)
            .ok_or_else(|| unknown("a type of the registry", type_name, self.definitions.names().into_iter()))?;
        let ty = self.definitions.generic(index)?;
        Ok((constructor_of(ty, type_name, constructor)?, ty))
    }

    /// Prepares `types` in one table, with one result for each.
    pub(crate) fn prepare<'a>(
        &self,
        types: impl Iterator<Item = &'a TypeRepr>,
    ) -> (Arc<TypeTable>, Vec<Result<Codec, MarshalError>>) {
        let (table, codecs) = TypeTable::new(&self.definitions, types);
        (Arc::new(table), codecs)
    }
}

/// Finds the constructor `name` of `ty`, which errors call `type_name`.
fn constructor_of<'t>(
    ty: Ty<'t>,
    type_name: impl fmt::Display,
    name: &str,
) -> Result<&'t PreparedConstructor, MarshalError> {
    let Codec::Inductive(i) = ty.codec else { return Err(ty.mismatch(format!("the constructor {name}"))) };
    let inductive = ty.table.inductive(*i);
    inductive.constructor(name).ok_or_else(|| {
        let known = inductive.constructors.iter().map(|known| known.definition.name.as_str());
        unknown(&format!("a constructor of {type_name}"), name, known)
    })
}

/// The error for a name that is not among the `known` ones.
#[cold]
fn unknown<'a>(what: &str, wanted: &str, known: impl Iterator<Item = &'a str>) -> MarshalError {
    let hint = did_you_mean(&suggest(wanted, known));
    MarshalError::new(what, format!("{wanted}{hint}"))
}

impl Wrapper {
    /// Applies the constructor `name` of this type, written `circle`, to `fields`. The type's arguments are known, so
    /// that every field is checked.
    ///
    /// # Errors
    /// As [`Marshaller::construct`].
    pub fn construct(&self, name: &str, fields: impl ConstructorFields) -> Result<LeanInductiveValue, MarshalError> {
        let ty = self.ty();
        let constructor = constructor_of(ty, ty, name)?;
        normal_fields(LeanInductiveValue::new(constructor.definition, field_values(fields))?, constructor, ty)
    }

    /// `value` in the form in which Lean returns it: numbers, arrays and lists in the type's own variant.
    ///
    /// # Errors
    /// [`MarshalError`] if it is not a value of this type.
    pub fn normalize(&self, value: impl Into<Value>) -> Result<Value, MarshalError> {
        normal(value.into(), self.ty())
    }

    /// Makes a boxed Lean object of `value`.
    ///
    /// # Errors
    /// [`CallError::Marshal`] if the value is not of this type, [`CallError::Callback`] if a thunk or a conversion called a
    /// Rust function that failed, [`CallError::NotAttached`] on a thread that is not attached.
    pub fn to_lean(&self, value: &Value) -> Result<LeanObj, CallError> {
        self.runtime.check_attached()?;
        self.report(|| encode_value(value, self.ty()))
    }

    /// Makes a Lean value that calls take without another conversion.
    ///
    /// # Errors
    /// As [`to_lean`](Self::to_lean).
    pub fn to_typed<T: IntoLean + ?Sized>(&self, value: &T) -> Result<TypedObj, CallError> {
        self.runtime.check_attached()?;
        self.report(|| decode_owned_value(encode_value(value, self.ty())?, self.ty()))
    }

    /// Reads a boxed Lean object.
    ///
    /// This checks the kind, the tag and the size of each object, so that most wrong objects are errors. It cannot
    /// check the inside of an opaque value.
    ///
    /// # Errors
    /// [`CallError::Marshal`] if the object cannot be a value of this type, [`CallError::Callback`] if a thunk called a
    /// Rust function that failed, [`CallError::NotAttached`] on a thread that is not attached.
    ///
    /// # Safety
    /// `object` must be a value of this type.
    pub unsafe fn from_lean(&self, object: ObjRef<'_>) -> Result<Value, CallError> {
        self.runtime.check_attached()?;
        self.report(|| Value::decode(object, self.ty()))
    }

    /// Converts a value, and reports the failure of a Rust function that Lean called meanwhile.
    fn report<T>(&self, convert: impl FnOnce() -> Result<T, MarshalError>) -> Result<T, CallError> {
        converting(self.ty(), || convert().map_err(CallError::from))
    }

    /// The machine type in which compiled code passes an unboxed value of this type.
    pub fn machine_type(&self) -> MachineType {
        self.ty().machine()
    }

    pub(super) fn ty(&self) -> Ty<'_> {
        Ty { codec: &self.codec, table: &self.table }
    }
}

impl fmt::Debug for Marshaller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Marshaller({})", counted(self.definitions.names().len(), "type"))
    }
}

impl fmt::Debug for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapper({})", self.ty())
    }
}
