//! Encodes [`Value`]s.

use super::container::{encode_array, encode_case, encode_except, encode_list, encode_option, encode_pair};
use super::inductive::encode_inductive;
use super::native::encode_scalar;
use crate::marshal::codec::Codec;
use crate::marshal::error::MarshalError;
use crate::marshal::scalar;
use crate::marshal::sealed::Encode;
use crate::marshal::ty::Ty;
use crate::marshal::value::Value;
use crate::object::LeanObj;

impl Encode for Value {
    fn accepts(_: Ty<'_>) -> bool {
        true
    }

    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match (ty.codec, self) {
            (_, Value::Nat(n)) => n.encode(ty),
            (_, Value::Int(n)) => n.encode(ty),
            (_, Value::UInt(n)) => n.encode(ty),
            (_, Value::SInt(n)) => n.encode(ty),
            (Codec::Inductive(i), Value::Inductive(v)) => encode_inductive(v, ty.table.inductive(*i), ty),
            (Codec::String, Value::String(s)) => Ok(LeanObj::string(s)),
            (Codec::Bool | Codec::Char | Codec::Float | Codec::Float32, _) => encode_scalar(self, ty),
            (Codec::Unit, Value::Unit) => Ok(LeanObj::scalar(0)),
            (Codec::Array(elem), Value::Array(items) | Value::List(items)) => encode_array(items, ty.with(elem)),
            (Codec::List(elem), Value::Array(items) | Value::List(items)) => encode_list(items, ty.with(elem)),
            (Codec::Bytes, Value::Bytes(bytes)) => Ok(LeanObj::bytes(bytes)),
            (Codec::Floats, Value::Floats(floats)) => Ok(LeanObj::floats(floats)),
            (Codec::Bytes | Codec::Floats, Value::Array(items) | Value::List(items)) => items.encode(ty),
            (Codec::Array(elem), Value::Bytes(bytes)) => encode_array(bytes, ty.with(elem)),
            (Codec::Array(elem), Value::Floats(floats)) => encode_array(floats, ty.with(elem)),
            (Codec::Option(elem), Value::Option(v)) => encode_option(v.as_deref(), ty.with(elem)),
            (Codec::Prod(types), Value::Prod(v)) => encode_pair(&v.0, &v.1, ty.with(&types.0), ty.with(&types.1)),
            (Codec::Except(types), Value::Except(v)) => {
                let v = v.as_deref().map_err(|e| &**e);
                encode_except(v, ty.with(&types.0), ty.with(&types.1))
            }
            (Codec::Sum(types), Value::Inl(v)) => encode_case(0, "inl", &**v, ty.with(&types.0)),
            (Codec::Sum(types), Value::Inr(v)) => encode_case(1, "inr", &**v, ty.with(&types.1)),
            (Codec::Function(_), Value::Function(f)) => f.encode(ty),
            (Codec::Opaque(opaque), Value::Opaque(v)) if v.is(opaque, ty.table.origin) => Ok(v.object().clone()),
            _ => Err(self.misfit(ty)),
        }
    }

    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        match self {
            Value::Opaque(v) => match ty.codec {
                Codec::Opaque(opaque) if v.is(opaque, ty.table.origin) => match opaque.scalar() {
                    Some(machine) => scalar::unboxed(v.object().as_obj(), ty, machine),
                    None => Err(self.misfit(ty)),
                },
                _ => Err(self.misfit(ty)),
            },
            Value::Nat(n) => n.bits(ty),
            Value::Int(n) => n.bits(ty),
            Value::UInt(n) => n.bits(ty),
            Value::SInt(n) => n.bits(ty),
            Value::Bool(b) => b.bits(ty),
            Value::Char(c) => c.bits(ty),
            Value::Float(x) => x.bits(ty),
            Value::Float32(x) => x.bits(ty),
            Value::Inductive(v) => v.bits(ty),
            _ => Err(self.misfit(ty)),
        }
    }

    #[inline]
    fn small_scalar(&self, ty: Ty<'_>) -> Option<usize> {
        match self {
            Value::Nat(n) => n.small_scalar(ty),
            Value::UInt(n) => n.small_scalar(ty),
            _ => None,
        }
    }
}
