//! Decodes [`Value`]s.

use super::any::decode_value;
use super::container::{
    bytes, decode_array, decode_case, decode_except, decode_list, decode_option, decode_pair, floats,
};
use super::inductive::{decode_inductive, inductive_from_bits};
use super::native::{decode_scalar, unfit};
use crate::marshal::closure::Closure;
use crate::marshal::codec::Codec;
use crate::marshal::error::{MarshalError, Step};
use crate::marshal::integer::{decode_int, decode_nat, sign_extend};
use crate::marshal::scalar;
use crate::marshal::sealed::Decode;
use crate::marshal::ty::Ty;
use crate::marshal::value::{Opaque, Value};
use crate::number::Nat;
use crate::object::{LeanObj, ObjRef};

impl Decode for Value {
    fn accepts(_: Ty<'_>) -> bool {
        true
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Nat => decode_nat(obj, ty).map(Value::Nat),
            Codec::Int => decode_int(obj, ty).map(Value::Int),
            Codec::Inductive(i) => decode_inductive(obj, ty.table.inductive(*i), ty).map(Value::Inductive),
            Codec::String => String::decode(obj, ty).map(Value::String),
            Codec::Unit => Ok(Value::Unit),
            Codec::Bool | Codec::UInt(_) | Codec::SInt(_) | Codec::Float | Codec::Float32 | Codec::Char => {
                decode_scalar(obj, ty)
            }
            Codec::Array(elem) => decode_array(obj, ty, ty.with(elem)).map(Value::Array),
            Codec::List(elem) => decode_list(obj, ty, ty.with(elem)).map(Value::List),
            Codec::Bytes => Ok(Value::Bytes(bytes(obj, ty)?.to_vec())),
            Codec::Floats => Ok(Value::Floats(floats(obj, ty)?.to_vec())),
            Codec::Thunk(_) | Codec::Task(_) | Codec::Checked(_) | Codec::Converted(_) => decode_value(obj, ty),
            Codec::Boxed | Codec::Bound(_) => Err(ty.mismatch(obj.kind().to_string())),
            Codec::Option(elem) => Ok(Value::Option(decode_option(obj, ty, ty.with(elem))?.map(Box::new))),
            Codec::Prod(types) => {
                let pair = decode_pair(obj, ty, ty.with(&types.0), ty.with(&types.1))?;
                Ok(Value::Prod(Box::new(pair)))
            }
            Codec::Except(types) => {
                let result: Result<Value, Value> = decode_except(obj, ty, ty.with(&types.0), ty.with(&types.1))?;
                Ok(Value::Except(result.map(Box::new).map_err(Box::new)))
            }
            Codec::Sum(types) => match decode_case(obj, ty)? {
                (0, inner) => {
                    let value = Value::decode(inner, ty.with(&types.0)).map_err(|e| e.at(Step::Case("inl")))?;
                    Ok(Value::Inl(Box::new(value)))
                }
                (_, inner) => {
                    let value = Value::decode(inner, ty.with(&types.1)).map_err(|e| e.at(Step::Case("inr")))?;
                    Ok(Value::Inr(Box::new(value)))
                }
            },
            Codec::Function(_) => Closure::decode(obj, ty).map(Value::Function),
            Codec::Opaque(opaque) => {
                // SAFETY: the object is part of a Lean value whose type says that this part is of this type.
                let opaque = unsafe { Opaque::new(opaque.clone(), ty.table.origin, obj.to_obj()) };
                Ok(Value::Opaque(opaque))
            }
        }
    }

    #[inline]
    fn decode_owned(obj: LeanObj, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Function(_) => Closure::decode_owned(obj, ty).map(Value::Function),
            Codec::Opaque(opaque) => {
                // SAFETY: the object is a Lean value of this type.
                Ok(Value::Opaque(unsafe { Opaque::new(opaque.clone(), ty.table.origin, obj) }))
            }
            _ => Self::decode(obj.as_obj(), ty),
        }
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::UInt(_) => Ok(Value::UInt(bits)),
            Codec::SInt(machine) => Ok(Value::SInt(sign_extend(bits, *machine))),
            Codec::Bool => bool::from_bits(bits, ty).map(Value::Bool),
            Codec::Char => char::from_bits(bits, ty).map(Value::Char),
            Codec::Float => Ok(Value::Float(f64::from_bits(bits))),
            Codec::Float32 => Ok(Value::Float32(f32::from_bits(bits as u32))),
            Codec::Inductive(i) => inductive_from_bits(bits, ty.table.inductive(*i), ty).map(Value::Inductive),
            Codec::Opaque(opaque) => {
                let machine = opaque.scalar().ok_or_else(|| unfit(ty, "a machine scalar"))?;
                let object = scalar::boxed(bits, machine);
                // SAFETY: the bits are a Lean value of this type, and this is its box.
                Ok(Value::Opaque(unsafe { Opaque::new(opaque.clone(), ty.table.origin, object) }))
            }
            _ => Err(unfit(ty, "a machine scalar")),
        }
    }

    #[inline]
    fn from_small_scalars(elements: &[ObjRef<'_>], ty: Ty<'_>) -> Option<Vec<Self>> {
        if !matches!(ty.codec, Codec::Nat) || elements.iter().any(|obj| obj.as_scalar().is_none()) {
            return None;
        }
        Some(elements.iter().map(|obj| Value::Nat(Nat::from(obj.as_scalar().unwrap_or_default()))).collect())
    }
}
