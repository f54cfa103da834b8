//! Encodes values of inductive types.

use super::any::encode_value;
use crate::counted::counted;
use crate::marshal::codec::{Codec, Inductive, PreparedConstructor, Representation};
use crate::marshal::deep::deep;
use crate::marshal::error::MarshalError;
use crate::marshal::layout::FieldSlot;
use crate::marshal::scalar;
use crate::marshal::sealed::Encode;
use crate::marshal::ty::Ty;
use crate::marshal::value::LeanInductiveValue;
use crate::object::{LeanObj, MAX_BVAR, NewConstructor, SmartConstructor};

impl Encode for LeanInductiveValue {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Inductive(_))
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Inductive(i) => encode_inductive(self, ty.table.inductive(*i), ty),
            _ => Err(ty.mismatch(format!("{}.{}", self.type_name(), self.constructor()))),
        }
    }

    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        match ty.codec {
            Codec::Inductive(i) => inductive_bits(self, ty.table.inductive(*i), ty),
            _ => Err(ty.mismatch(format!("{}.{}", self.type_name(), self.constructor()))),
        }
    }
}

/// The index of `value`'s constructor in `inductive`, if the value fits.
#[inline]
fn constructor_index(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<usize, MarshalError> {
    let index = value.tag() as usize;
    let (given, own) = (value.definition(), inductive.constructors.get(index));
    if own.is_some_and(|own| given.fits(own.definition)) {
        return Ok(index);
    }
    Err(no_constructor_of(value, inductive, ty))
}

/// The error for a value of another type, or of this one at other arguments or of another library.
#[cold]
fn no_constructor_of(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> MarshalError {
    let given = value.definition();
    let got = format!("{}.{}", given.type_name, given.name);
    match &given.only_of {
        _ if given.type_name != inductive.name => ty.mismatch(got),
        Some(only_of) if only_of.origin != ty.table.origin => ty.other_library(),
        Some(only_of) => ty.mismatch(only_of.made_at.describe(&inductive.name)),
        None => {
            let own = inductive.constructors.iter().map(|constructor| constructor.definition);
            let reason = match own.into_iter().find(|own| own.name == given.name) {
                None => "a constructor that this library's type lacks".to_owned(),
                Some(own) if own.arity != given.arity => {
                    format!("with {}, where this library's has {}", counted(given.arity, "field"), own.arity)
                }
                Some(_) => "of a library that describes the type in another way".to_owned(),
            };
            ty.mismatch(format!("{got}, {reason}"))
        }
    }
}

#[inline]
pub(super) fn encode_inductive(
    value: &LeanInductiveValue,
    inductive: &Inductive,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let index = constructor_index(value, inductive, ty)?;
    let constructor = &inductive.constructors[index];
    match inductive.representation {
        Representation::Enum(machine) => return Ok(scalar::boxed(index as u64, machine)),
        Representation::Trivial(field) => {
            let field_ty = ty.with(&constructor.fields[field]);
            return deep(|| encode_value(&value.fields()[field], field_ty)).map_err(|e| constructor.at_field(e, field));
        }
        Representation::Object if constructor.layout.is_scalar() => return Ok(LeanObj::scalar(index)),
        Representation::Object => {}
    }
    if let Some(smart) = constructor.smart {
        return deep(|| encode_smart(value, constructor, smart, ty));
    }
    let layout = &constructor.layout;
    // The tag fits: `prepare` has checked that the tag of an object is at most 243.
    let mut object = NewConstructor::new(index as u8, layout.objects, layout.scalar_bytes);
    deep(|| {
        for (i, (codec, place)) in constructor.fields.iter().zip(&layout.slots).enumerate() {
            let (field, field_ty) = (&value.fields()[i], ty.with(codec));
            match *place {
                FieldSlot::Object(slot) => {
                    let encoded = encode_value(field, field_ty).map_err(|e| constructor.at_field(e, i))?;
                    object.set_field(slot, encoded);
                }
                FieldSlot::Scalar(offset, machine) => {
                    let bits = field.bits(field_ty).map_err(|e| constructor.at_field(e, i))?;
                    object.set_scalar(offset, machine.bytes() as u32, bits);
                }
                FieldSlot::Erased => {}
            }
        }
        Ok(())
    })?;
    Ok(object.finish())
}

/// Lets Lean's own function make the object, because it also computes the data that Lean stores in it.
fn encode_smart(
    value: &LeanInductiveValue,
    constructor: &PreparedConstructor,
    smart: SmartConstructor,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let mut objects = Vec::with_capacity(constructor.fields.len());
    let mut byte = 0;
    for (i, (codec, place)) in constructor.fields.iter().zip(&constructor.layout.slots).enumerate() {
        let (field, field_ty) = (&value.fields()[i], ty.with(codec));
        match place {
            FieldSlot::Scalar(..) => byte = field.bits(field_ty).map_err(|e| constructor.at_field(e, i))? as u8,
            _ => objects.push(encode_value(field, field_ty).map_err(|e| constructor.at_field(e, i))?),
        }
    }
    if constructor.definition.name == "bvar" {
        check_bvar(&objects[0]).map_err(|e| constructor.at_field(e, 0))?;
    }
    // SAFETY: the function belongs to this constructor, and the objects are its fields, encoded at their types.
    Ok(unsafe { smart.make(objects, byte) })
}

/// Refuses an index that is too large for the data of an expression, on which Lean would panic.
fn check_bvar(index: &LeanObj) -> Result<(), MarshalError> {
    match index.as_obj().as_scalar() {
        Some(index) if index as u64 <= MAX_BVAR => Ok(()),
        _ => Err(MarshalError::new(format!("the index of a bound variable (0 to {MAX_BVAR})"), "a larger one")),
    }
}

fn inductive_bits(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<u64, MarshalError> {
    let index = constructor_index(value, inductive, ty)?;
    match inductive.representation {
        Representation::Enum(_) => Ok(index as u64),
        Representation::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            deep(|| value.fields()[field].bits(field_ty)).map_err(|e| constructor.at_field(e, field))
        }
        Representation::Object => Err(ty.mismatch("a machine scalar")),
    }
}
