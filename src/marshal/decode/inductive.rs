//! Decodes values of inductive types.

use super::native::unfit;
use crate::marshal::codec::{Codec, Inductive, PreparedConstructor, Representation};
use crate::marshal::datum::Datum;
use crate::marshal::deep::deep;
use crate::marshal::error::MarshalError;
use crate::marshal::scalar;
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::marshal::value::{LeanInductiveValue, Value};
use crate::object::{ObjRef, ObjectKind};

impl Decode for LeanInductiveValue {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Inductive(_))
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Inductive(i) => decode_inductive(obj, ty.table.inductive(*i), ty),
            _ => Err(unfit(ty, "LeanInductiveValue")),
        }
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Inductive(i) => inductive_from_bits(bits, ty.table.inductive(*i), ty),
            _ => Err(unfit(ty, "LeanInductiveValue")),
        }
    }
}

#[inline]
pub(super) fn decode_inductive(
    obj: ObjRef<'_>,
    inductive: &Inductive,
    ty: Ty<'_>,
) -> Result<LeanInductiveValue, MarshalError> {
    match inductive.representation {
        Representation::Enum(machine) => inductive_from_bits(scalar::unboxed(obj, ty, machine)?, inductive, ty),
        Representation::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            let value = deep(|| Value::decode(obj, field_ty)).map_err(|e| constructor.at_field(e, field))?;
            trivial(constructor, field, value)
        }
        Representation::Object => decode_constructor(obj, constructor_of(obj, inductive, ty)?, ty),
    }
}

/// The constructor of an object, for a type of [`Representation::Object`].
#[inline]
pub(in crate::marshal) fn constructor_of<'t>(
    obj: ObjRef<'_>,
    inductive: &'t Inductive,
    ty: Ty<'_>,
) -> Result<&'t PreparedConstructor, MarshalError> {
    let found = match obj.kind() {
        ObjectKind::Scalar(tag) => inductive.constructors.get(tag).filter(|ctor| ctor.layout.is_scalar()),
        ObjectKind::Constructor { tag, objects } => {
            let fits =
                |ctor: &&PreparedConstructor| !ctor.layout.is_scalar() && ctor.layout.objects == u32::from(objects);
            inductive.constructors.get(usize::from(tag)).filter(fits)
        }
        _ => None,
    };
    found.ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

/// The constructor of an enumeration with this index.
#[inline]
pub(in crate::marshal) fn constructor_of_bits<'t>(
    bits: u64,
    inductive: &'t Inductive,
    ty: Ty<'_>,
) -> Result<&'t PreparedConstructor, MarshalError> {
    let found = usize::try_from(bits).ok().and_then(|index| inductive.constructors.get(index));
    found.ok_or_else(|| ty.mismatch(format!("constructor {bits} of {}", inductive.constructors.len())))
}

#[inline]
fn decode_constructor(
    obj: ObjRef<'_>,
    constructor: &PreparedConstructor,
    ty: Ty<'_>,
) -> Result<LeanInductiveValue, MarshalError> {
    if constructor.layout.is_scalar() {
        return Ok(LeanInductiveValue::decoded(constructor.definition, erased_fields(constructor)));
    }
    deep(|| {
        let mut fields = Vec::with_capacity(constructor.fields.len());
        for (i, (codec, place)) in constructor.fields.iter().zip(&constructor.layout.slots).enumerate() {
            let field_ty = ty.with(codec);
            let field = Datum::field(obj, *place, field_ty).and_then(|field| field.decode(field_ty));
            fields.push(field.map_err(|e| constructor.at_field(e, i))?);
        }
        Ok(LeanInductiveValue::decoded(constructor.definition, fields))
    })
}

/// The value of a trivial structure: one field, and `()` for the erased ones.
fn trivial(constructor: &PreparedConstructor, field: usize, value: Value) -> Result<LeanInductiveValue, MarshalError> {
    let mut fields = erased_fields(constructor);
    fields[field] = value;
    Ok(LeanInductiveValue::decoded(constructor.definition, fields))
}

/// One `()` for each field, for constructors whose fields are erased.
fn erased_fields(constructor: &PreparedConstructor) -> Vec<Value> {
    constructor.fields.iter().map(|_| Value::Unit).collect()
}

pub(super) fn inductive_from_bits(
    bits: u64,
    inductive: &Inductive,
    ty: Ty<'_>,
) -> Result<LeanInductiveValue, MarshalError> {
    match inductive.representation {
        Representation::Enum(_) => {
            let constructor = constructor_of_bits(bits, inductive, ty)?;
            Ok(LeanInductiveValue::decoded(constructor.definition, erased_fields(constructor)))
        }
        Representation::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            let value = deep(|| Value::from_bits(bits, field_ty)).map_err(|e| constructor.at_field(e, field))?;
            trivial(constructor, field, value)
        }
        Representation::Object => Err(ty.mismatch("a machine scalar")),
    }
}
