//! [`normal`]: checks a [`Value`] against a type, and gives it the form in which Lean would return it.

use super::call_error::CallError;
use super::closure::converting;
use super::codec::{Checked, Codec, Inductive, PreparedConstructor};
use super::decode::decode_value;
use super::deep::deep;
use super::encode::encode_value;
use super::error::{MarshalError, Step};
use super::integer::{Integer, sign_extend};
use super::invariant::Bound;
use super::sealed::Encode;
use super::ty::{BYTE, Ty};
use super::value::{LeanInductiveValue, Value};
use crate::number::Nat;
use crate::runtime::check_attached;

/// `value` as Lean returns it at the type `ty`: numbers, arrays and lists in the type's own variant.
///
/// Needs no attached thread. On an attached one, proofs are checked too, and values of a type with a conversion take
/// their way through Lean, as a map changes the order of its entries.
pub(crate) fn normal(value: Value, ty: Ty<'_>) -> Result<Value, MarshalError> {
    match (ty.codec, value) {
        // A type parameter, or a value among a type's arguments.
        (Codec::Boxed | Codec::Bound(_), value) => Ok(value),
        (Codec::Nat, value @ Value::Nat(_)) | (Codec::Int, value @ Value::Int(_)) => Ok(value),
        (Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_), value) => match value {
            Value::Nat(n) => number(Integer::from_nat(&n), ty),
            Value::Int(n) => number(Integer::from_int(&n), ty),
            Value::UInt(n) => number(Integer::Unsigned(n), ty),
            Value::SInt(n) => number(Integer::Signed(n), ty),
            other => Err(other.misfit(ty)),
        },
        (Codec::Unit, Value::Unit) => Ok(Value::Unit),
        (Codec::Bool, value @ Value::Bool(_)) => Ok(value),
        (Codec::Float, value @ Value::Float(_)) => Ok(value),
        (Codec::Float32, value @ Value::Float32(_)) => Ok(value),
        (Codec::Char, value @ Value::Char(_)) => Ok(value),
        (Codec::String, value @ Value::String(_)) => Ok(value),
        (Codec::Array(elem), Value::Array(items) | Value::List(items)) => all(items, ty.with(elem)).map(Value::Array),
        (Codec::Array(elem), Value::Bytes(bytes)) => {
            all(bytes.into_iter().map(Value::from).collect(), ty.with(elem)).map(Value::Array)
        }
        (Codec::Array(elem), Value::Floats(floats)) => {
            all(floats.into_iter().map(Value::from).collect(), ty.with(elem)).map(Value::Array)
        }
        (Codec::List(elem), Value::Array(items) | Value::List(items)) => all(items, ty.with(elem)).map(Value::List),
        (Codec::Bytes, value @ Value::Bytes(_)) => Ok(value),
        (Codec::Bytes, Value::Array(items) | Value::List(items)) => {
            let bytes = all(items, ty.with(&BYTE))?.into_iter().map(u8::try_from);
            bytes.collect::<Result<_, _>>().map(Value::Bytes)
        }
        (Codec::Floats, value @ Value::Floats(_)) => Ok(value),
        (Codec::Floats, Value::Array(items) | Value::List(items)) => {
            let floats = all(items, ty.with(&Codec::Float))?.into_iter().map(f64::try_from);
            floats.collect::<Result<_, _>>().map(Value::Floats)
        }
        (Codec::Thunk(inner) | Codec::Task(inner), value) => normal(value, ty.with(inner)),
        (Codec::Checked(checked), value) => {
            let value = normal(value, ty.with(&checked.carrier)).map_err(|e| e.expecting(|| checked.expected(ty)))?;
            check(checked, &value, ty)?;
            Ok(value)
        }
        (Codec::Converted(converted), value) => {
            let target = ty.with(&converted.target);
            let value = normal(value, target).map_err(|e| e.expecting(|| converted.expected(target)))?;
            through_lean(value, ty)
        }
        (Codec::Option(_), Value::Option(None)) => Ok(Value::Option(None)),
        (Codec::Option(elem), Value::Option(Some(v))) => {
            inside(*v, ty.with(elem), Step::Some).map(|v| Value::Option(Some(v)))
        }
        (Codec::Prod(types), Value::Prod(pair)) => {
            let first = inside(pair.0, ty.with(&types.0), Step::Half(1))?;
            let second = inside(pair.1, ty.with(&types.1), Step::Half(2))?;
            Ok(Value::Prod(Box::new((*first, *second))))
        }
        (Codec::Sum(types), Value::Inl(v)) => inside(*v, ty.with(&types.0), Step::Case("inl")).map(Value::Inl),
        (Codec::Sum(types), Value::Inr(v)) => inside(*v, ty.with(&types.1), Step::Case("inr")).map(Value::Inr),
        (Codec::Except(types), Value::Except(Err(e))) => {
            inside(*e, ty.with(&types.0), Step::Case("error")).map(|e| Value::Except(Err(e)))
        }
        (Codec::Except(types), Value::Except(Ok(v))) => {
            inside(*v, ty.with(&types.1), Step::Case("ok")).map(|v| Value::Except(Ok(v)))
        }
        (Codec::Inductive(i), Value::Inductive(v)) => inductive(v, ty.table.inductive(*i), ty).map(Value::Inductive),
        // A Rust function fits every function type: its parameters and its result are compared when it is passed.
        (Codec::Function(_), Value::Function(f)) => {
            if f.object().is_some() && !has_parameter(ty) {
                f.encode(ty)?;
            }
            Ok(Value::Function(f))
        }
        (Codec::Opaque(opaque), Value::Opaque(v)) if has_parameter(ty) || v.is(opaque, ty.table.origin) => {
            Ok(Value::Opaque(v))
        }
        (_, other) => Err(other.misfit(ty)),
    }
}

fn number(n: Integer<'_>, ty: Ty<'_>) -> Result<Value, MarshalError> {
    match ty.codec {
        Codec::UInt(_) => n.bits(ty).map(Value::UInt),
        Codec::SInt(machine) => n.bits(ty).map(|bits| Value::SInt(sign_extend(bits, *machine))),
        Codec::Nat => Nat::try_from(n.to_int()).map(Value::Nat).map_err(|_| n.misfit(ty)),
        _ => Ok(Value::Int(n.to_int())),
    }
}

fn all(items: Vec<Value>, elem: Ty<'_>) -> Result<Vec<Value>, MarshalError> {
    let one = |(i, item): (usize, Value)| deep(|| normal(item, elem)).map_err(|e| e.at(Step::Element(i)));
    items.into_iter().enumerate().map(one).collect()
}

fn inside(value: Value, ty: Ty<'_>, step: Step) -> Result<Box<Value>, MarshalError> {
    deep(|| normal(value, ty)).map(Box::new).map_err(|e| e.at(step))
}

/// `value` as a value of the type `inductive`. Its fields are in order already, because whoever made it has checked
/// them, except for those whose types are the type's parameters.
fn inductive(value: LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<LeanInductiveValue, MarshalError> {
    let Some(own) = inductive.constructors.get(value.tag() as usize) else {
        return Err(Value::Inductive(value).misfit(ty));
    };
    let (given, known) = (value.definition(), own.definition);
    let alike = given.type_name == known.type_name && given.name == known.name && given.arity == known.arity;
    // At a type parameter, the arguments about which a proof is are not known.
    if !(given.fits(known) || alike && has_parameter(ty)) {
        // The encoder's error says more; this value never reaches Lean.
        return Err(value.encode(ty).err().unwrap_or_else(|| Value::Inductive(value).misfit(ty)));
    }
    let unknown = |arg: &Codec| matches!(arg, Codec::Boxed | Codec::Bound(_));
    if inductive.args.iter().all(unknown) {
        return Ok(value);
    }
    normal_fields(value, own, ty)
}

/// `value`, which `constructor` of `ty` makes, with its fields in the form in which Lean returns them.
pub(super) fn normal_fields(
    value: LeanInductiveValue,
    constructor: &PreparedConstructor,
    ty: Ty<'_>,
) -> Result<LeanInductiveValue, MarshalError> {
    let definition = value.definition();
    let one = |(i, (field, codec)): (usize, (Value, &Codec))| {
        deep(|| normal(field, ty.with(codec))).map_err(|e| constructor.at_field(e, i))
    };
    let fields =
        value.into_fields().into_iter().zip(&constructor.fields).enumerate().map(one).collect::<Result<_, _>>()?;
    Ok(LeanInductiveValue::decoded(definition, fields))
}

/// Checks what the proof in a value states, if this thread may use Lean and the type's arguments are known.
pub(super) fn check(checked: &Checked, value: &Value, ty: Ty<'_>) -> Result<(), MarshalError> {
    let known = matches!(checked.bound(), None | Some(Bound::Number(_) | Bound::Text(_)));
    match value {
        Value::Array(items) => match checked.bound() {
            Some(Bound::Number(n)) if Nat::from(items.len()) != *n => {
                Err(MarshalError::new(checked.expected(ty), format!("an array of {}", items.len())))
            }
            _ => Ok(()),
        },
        number if known && check_attached().is_ok() => encode_value(number, ty).map(drop),
        _ => Ok(()),
    }
}

/// `value` of a type with a conversion, as Lean gives it back.
pub(super) fn through_lean(value: Value, ty: Ty<'_>) -> Result<Value, MarshalError> {
    if has_parameter(ty) || check_attached().is_err() {
        return Ok(value);
    }
    let there_and_back = || {
        let object = encode_value(&value, ty)?;
        Ok(decode_value::<Value>(object.as_obj(), ty)?)
    };
    converting(ty, there_and_back).map_err(|error| match error {
        CallError::Marshal { error, .. } => error,
        other => ty.mismatch(other.to_string()),
    })
}

/// Whether the type mentions a type parameter, so that it is not known in full.
fn has_parameter(ty: Ty<'_>) -> bool {
    let inner = |codec: &Codec| has_parameter(ty.with(codec));
    match ty.codec {
        Codec::Boxed => true,
        Codec::Bound(bound) => matches!(**bound, Bound::Parameter),
        Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => inner(elem),
        Codec::Thunk(elem) | Codec::Task(elem) => inner(elem),
        Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => inner(&pair.0) || inner(&pair.1),
        Codec::Inductive(i) => ty.table.inductive(*i).args.iter().any(inner),
        Codec::Checked(checked) => matches!(checked.bound(), Some(Bound::Parameter)) || inner(&checked.carrier),
        Codec::Converted(converted) => inner(&converted.target),
        Codec::Function(function) => function.params.iter().chain([&function.result]).any(inner),
        Codec::Opaque(opaque) => opaque.repr.has_unnamed(),
        _ => false,
    }
}
