//! From Lean to Rust: [`FromLean`] and the decoding of each family of types.
//!
//! An object's header is checked before anything is read, so that an object of another type is an error.

use num_bigint::{BigInt, BigUint};

use super::closure::Closure;
use super::codec::{Codec, Inductive, PreparedConstructor, Shape};
use super::datum::Datum;
use super::error::{MarshalError, Step};
use super::inductive::LeanInductiveValue;
use super::sealed::Decode;
use super::ty::{BYTE, Ty};
use super::value::{Opaque, Value};
use super::whole::{decode_int, decode_nat, sign_extend};
use super::{deep, scalar};
use crate::number::{Int, Nat};
use crate::object::{ObjRef, ObjectKind};
use crate::registry::MachineType;

/// A Rust value that can be made from a Lean result.
///
/// The types are those of [`IntoLean`](super::IntoLean), owned ones only; a [`TypedObj`](super::TypedObj) holds a value
/// of any type unread. A number that does not fit is an error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from a Lean value",
    note = "ask for one of the types in the documentation of `FromLean`, or for a `leanbind::Value`"
)]
pub trait FromLean: Decode {}

impl<T: Decode> FromLean for T {}

/// Decodes a boxed scalar.
#[inline]
fn decode_scalar<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    T::from_bits(scalar::unboxed(obj, ty, ty.machine())?, ty)
}

/// The error for a Rust type that does not hold values of `ty`.
#[cold]
fn unfit(ty: Ty<'_>, rust: &str) -> MarshalError {
    MarshalError::new(format!("a result for the Rust type {rust}"), ty.to_string())
}

macro_rules! decode_whole {
    ($($t:ty $(; $more:item)?),*) => {$(
        impl Decode for $t {
            $($more)?
            fn accepts(ty: Ty<'_>) -> bool {
                super::whole::Whole::is_for(ty)
            }

            #[inline]
            fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
                let small = obj.as_scalar().and_then(|n| <$t>::try_from(n).ok());
                if let (Codec::Nat, Some(n)) = (ty.codec, small) {
                    return Ok(n);
                }
                let outside = |number: String| MarshalError::new(stringify!($t), format!("the whole number {number}"));
                match ty.codec {
                    Codec::Nat => {
                        let n = decode_nat(obj, ty)?;
                        <$t>::try_from(&n).map_err(|e| outside(e.number))
                    }
                    Codec::Int => {
                        let n = decode_int(obj, ty)?;
                        <$t>::try_from(&n).map_err(|e| outside(e.number))
                    }
                    Codec::UInt(_) | Codec::SInt(_) => decode_scalar(obj, ty),
                    _ => Err(unfit(ty, stringify!($t))),
                }
            }

            #[inline]
            fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
                let outside = |number: String| MarshalError::new(stringify!($t), format!("the whole number {number}"));
                match ty.codec {
                    Codec::UInt(_) => <$t>::try_from(bits).map_err(|_| outside(bits.to_string())),
                    Codec::SInt(machine) => {
                        let n = sign_extend(bits, *machine);
                        <$t>::try_from(n).map_err(|_| outside(n.to_string()))
                    }
                    _ => Err(unfit(ty, stringify!($t))),
                }
            }

            #[inline]
            fn of_small_scalars(elements: &[ObjRef<'_>], ty: Ty<'_>) -> Option<Vec<Self>> {
                let small = |obj: &ObjRef<'_>| obj.as_scalar().and_then(|n| <$t>::try_from(n).ok());
                if !matches!(ty.codec, Codec::Nat) || elements.iter().any(|obj| small(obj).is_none()) {
                    return None;
                }
                Some(elements.iter().map(|obj| small(obj).unwrap_or_default()).collect())
            }
        }
    )*};
}

decode_whole!(
    u8; fn of_bytes(bytes: &[u8]) -> Option<Vec<Self>> { Some(bytes.to_vec()) },
    u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);

impl Decode for Nat {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Nat | Codec::UInt(_))
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Nat => decode_nat(obj, ty),
            Codec::UInt(_) => decode_scalar(obj, ty),
            _ => Err(unfit(ty, "Nat")),
        }
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        u64::from_bits(bits, ty).map(Nat::from)
    }
}

impl Decode for Int {
    fn accepts(ty: Ty<'_>) -> bool {
        super::whole::Whole::is_for(ty)
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Int => decode_int(obj, ty),
            Codec::Nat => decode_nat(obj, ty).map(Int::from),
            Codec::UInt(_) | Codec::SInt(_) => decode_scalar(obj, ty),
            _ => Err(unfit(ty, "Int")),
        }
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::SInt(machine) => Ok(Int::from(sign_extend(bits, *machine))),
            Codec::UInt(_) => Ok(Int::from(bits)),
            _ => Err(unfit(ty, "Int")),
        }
    }
}

macro_rules! decode_through {
    ($($t:ty => $via:ty),*) => {$(
        impl Decode for $t {
            fn accepts(ty: Ty<'_>) -> bool {
                <$via>::accepts(ty)
            }

            fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
                <$via>::decode(obj, ty).map(Into::into)
            }

            fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
                <$via>::from_bits(bits, ty).map(Into::into)
            }
        }
    )*};
}

decode_through!(BigUint => Nat, BigInt => Int);

macro_rules! decode_scalars {
    ($($t:ty, $codec:pat => |$bits:ident, $ty:ident| $value:expr $(; $more:item)?),* $(,)?) => {$(
        impl Decode for $t {
            $($more)?
            fn accepts(ty: Ty<'_>) -> bool {
                matches!(ty.codec, $codec)
            }

            #[inline]
            fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
                if Self::accepts(ty) { decode_scalar(obj, ty) } else { Err(unfit(ty, stringify!($t))) }
            }

            #[inline]
            fn from_bits($bits: u64, $ty: Ty<'_>) -> Result<Self, MarshalError> {
                if Self::accepts($ty) { $value } else { Err(unfit($ty, stringify!($t))) }
            }
        }
    )*};
}

decode_scalars!(
    bool, Codec::Bool => |bits, ty| match bits {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(ty.mismatch(format!("the byte {other}"))),
    },
    char, Codec::Char => |bits, ty| {
        char::from_u32(bits as u32).ok_or_else(|| ty.mismatch(format!("the code point {bits:#x}")))
    },
    f64, Codec::Float => |bits, _ty| Ok(f64::from_bits(bits));
        fn of_floats(floats: &[f64]) -> Option<Vec<Self>> { Some(floats.to_vec()) },
    f32, Codec::Float32 => |bits, _ty| Ok(f32::from_bits(bits as u32)),
);

impl Decode for () {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Unit)
    }

    #[inline]
    fn decode(_: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        // `PUnit.unit` carries nothing: whatever stands for it is not looked at, as in compiled Lean code.
        if Self::accepts(ty) { Ok(()) } else { Err(unfit(ty, "()")) }
    }
}

impl Decode for String {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::String)
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        if !Self::accepts(ty) {
            return Err(unfit(ty, "String"));
        }
        let bytes = obj.string_bytes().ok_or_else(|| ty.mismatch(obj.kind().to_string()))?;
        let text = std::str::from_utf8(bytes).map_err(|e| ty.mismatch(format!("text that is not UTF-8: {e}")))?;
        Ok(text.to_owned())
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn accepts(ty: Ty<'_>) -> bool {
        ty.element().is_some_and(|elem| T::accepts(elem.carried()))
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Array(elem) => decode_array(obj, ty, ty.with(elem)),
            Codec::List(elem) => decode_list(obj, ty, ty.with(elem)),
            Codec::Bytes => {
                let bytes = bytes(obj, ty)?;
                let one_by_one = || bytes.iter().map(|&byte| T::from_bits(u64::from(byte), ty.with(&BYTE))).collect();
                T::of_bytes(bytes).map_or_else(one_by_one, Ok)
            }
            Codec::Floats => {
                let floats = floats(obj, ty)?;
                let one_by_one = || floats.iter().map(|&x| T::from_bits(x.to_bits(), ty.with(&Codec::Float))).collect();
                T::of_floats(floats).map_or_else(one_by_one, Ok)
            }
            _ => Err(unfit(ty, "Vec")),
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Option(elem) if T::accepts(ty.with(elem).carried()))
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Option(elem) => decode_option(obj, ty, ty.with(elem)),
            _ => Err(unfit(ty, "Option")),
        }
    }
}

impl<A: Decode, B: Decode> Decode for (A, B) {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Prod(pair) if A::accepts(ty.with(&pair.0).carried()) && B::accepts(ty.with(&pair.1).carried()))
    }

    #[inline]
    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Prod(pair) => decode_pair(obj, ty, ty.with(&pair.0), ty.with(&pair.1)),
            _ => Err(unfit(ty, "pair")),
        }
    }
}

impl<T: Decode, E: Decode> Decode for Result<T, E> {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Except(pair) if E::accepts(ty.with(&pair.0).carried()) && T::accepts(ty.with(&pair.1).carried()))
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        match ty.codec {
            Codec::Except(pair) => decode_except(obj, ty, ty.with(&pair.0), ty.with(&pair.1)),
            _ => Err(unfit(ty, "Result")),
        }
    }
}

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
            Codec::Opaque(repr) => {
                // SAFETY: Lean's type system says that this object, a part of a value of a type that names this one,
                // is of this type.
                let opaque = unsafe { Opaque::new(repr.clone(), ty.table.origin, obj.to_obj()) };
                Ok(Value::Opaque(opaque))
            }
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
            _ => Err(unfit(ty, "a machine scalar")),
        }
    }

    #[inline]
    fn of_small_scalars(elements: &[ObjRef<'_>], ty: Ty<'_>) -> Option<Vec<Self>> {
        if !matches!(ty.codec, Codec::Nat) || elements.iter().any(|obj| obj.as_scalar().is_none()) {
            return None;
        }
        Some(elements.iter().map(|obj| Value::Nat(Nat::from(obj.as_scalar().unwrap_or_default()))).collect())
    }
}

/// What a thunk or a task has as its value, where the type says that it is one.
#[inline]
pub(crate) fn force<'a, 'b>(value: ObjRef<'a>, ty: Ty<'b>) -> Result<(ObjRef<'a>, Ty<'b>), MarshalError> {
    let (inner, forced) = match ty.codec {
        Codec::Thunk(inner) => (inner, value.force()),
        Codec::Task(inner) => (inner, value.wait()),
        _ => return Ok((value, ty)),
    };
    match forced {
        Some(forced) => force(forced, ty.with(inner)),
        None => Err(ty.mismatch(value.kind().to_string())),
    }
}

/// Decodes a value of any type: also where Lean has it in a thunk or a task, with a proof, or as a value of another type.
#[inline]
pub(crate) fn decode_value<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    match ty.codec {
        Codec::Thunk(_) | Codec::Task(_) => force(obj, ty).and_then(|(obj, ty)| decode_value(obj, ty)),
        Codec::Checked(checked) => checked.decode(obj, ty),
        Codec::Converted(converted) => converted.decode(obj, ty),
        _ => T::decode(obj, ty),
    }
}

fn bytes<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<&'a [u8], MarshalError> {
    obj.bytes().ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

fn floats<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<&'a [f64], MarshalError> {
    obj.floats().ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

fn decode_array<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Vec<T>, MarshalError> {
    let elements = obj.elements().ok_or_else(|| ty.mismatch(obj.kind().to_string()))?;
    if let Some(items) = T::of_small_scalars(elements, elem) {
        return Ok(items);
    }
    let mut items = Vec::with_capacity(elements.len());
    for (i, element) in elements.iter().enumerate() {
        items.push(decode_value(*element, elem).map_err(|e| e.at(Step::Element(i)))?);
    }
    Ok(items)
}

fn decode_list<T: Decode>(mut obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Vec<T>, MarshalError> {
    let mut items = Vec::new();
    loop {
        match (obj.kind(), obj.field(0), obj.field(1)) {
            (ObjectKind::Scalar(0), ..) => return Ok(items),
            (ObjectKind::Constructor { tag: 1, objects: 2 }, Some(head), Some(tail)) => {
                let i = items.len();
                items.push(decode_value(head, elem).map_err(|e| e.at(Step::Element(i)))?);
                obj = tail;
            }
            (other, ..) => return Err(ty.mismatch(other.to_string())),
        }
    }
}

#[inline]
fn decode_option<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>, elem: Ty<'_>) -> Result<Option<T>, MarshalError> {
    match (obj.kind(), obj.field(0)) {
        (ObjectKind::Scalar(0), _) => Ok(None),
        (ObjectKind::Constructor { tag: 1, objects: 1 }, Some(inner)) => {
            decode_value(inner, elem).map(Some).map_err(|e| e.at(Step::Some))
        }
        (other, _) => Err(ty.mismatch(other.to_string())),
    }
}

#[inline]
fn decode_pair<A: Decode, B: Decode>(
    obj: ObjRef<'_>,
    ty: Ty<'_>,
    a: Ty<'_>,
    b: Ty<'_>,
) -> Result<(A, B), MarshalError> {
    match (obj.kind(), obj.field(0), obj.field(1)) {
        (ObjectKind::Constructor { tag: 0, objects: 2 }, Some(first), Some(second)) => Ok((
            decode_value(first, a).map_err(|e| e.at(Step::Half(1)))?,
            decode_value(second, b).map_err(|e| e.at(Step::Half(2)))?,
        )),
        (other, ..) => Err(ty.mismatch(other.to_string())),
    }
}

fn decode_except<T: Decode, E: Decode>(
    obj: ObjRef<'_>,
    ty: Ty<'_>,
    error: Ty<'_>,
    ok: Ty<'_>,
) -> Result<Result<T, E>, MarshalError> {
    match decode_case(obj, ty)? {
        (0, inner) => Ok(Err(decode_value(inner, error).map_err(|e| e.at(Step::Case("error")))?)),
        (_, inner) => Ok(Ok(decode_value(inner, ok).map_err(|e| e.at(Step::Case("ok")))?)),
    }
}

/// The tag, 0 or 1, and the one field of an `Except` or a `Sum`.
pub(super) fn decode_case<'a>(obj: ObjRef<'a>, ty: Ty<'_>) -> Result<(u8, ObjRef<'a>), MarshalError> {
    match (obj.kind(), obj.field(0)) {
        (ObjectKind::Constructor { tag: tag @ (0 | 1), objects: 1 }, Some(inner)) => Ok((tag, inner)),
        (other, _) => Err(ty.mismatch(other.to_string())),
    }
}

fn decode_inductive(obj: ObjRef<'_>, inductive: &Inductive, ty: Ty<'_>) -> Result<LeanInductiveValue, MarshalError> {
    match inductive.shape {
        Shape::Enum(machine) => inductive_from_bits(scalar::unboxed(obj, ty, machine)?, inductive, ty),
        Shape::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            let value = deep(|| Value::decode(obj, field_ty)).map_err(|e| constructor.at_field(e, field))?;
            trivial(constructor, field, value)
        }
        Shape::Object => decode_constructor(obj, constructor_of(obj, inductive, ty)?, ty),
    }
}

/// The constructor that made an object of a type of [`Shape::Object`].
#[inline]
pub(super) fn constructor_of<'t>(
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

/// The constructor of an enumeration that these bits stand for.
#[inline]
pub(super) fn constructor_of_bits<'t>(
    bits: u64,
    inductive: &'t Inductive,
    ty: Ty<'_>,
) -> Result<&'t PreparedConstructor, MarshalError> {
    let found = usize::try_from(bits).ok().and_then(|index| inductive.constructors.get(index));
    found.ok_or_else(|| ty.mismatch(format!("constructor {bits} of {}", inductive.constructors.len())))
}

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
        for (i, (codec, place)) in constructor.fields.iter().zip(&constructor.layout.places).enumerate() {
            let field_ty = ty.with(codec);
            let field = Datum::field(obj, *place, field_ty).and_then(|field| field.decode(field_ty));
            fields.push(field.map_err(|e| constructor.at_field(e, i))?);
        }
        Ok(LeanInductiveValue::decoded(constructor.definition, fields))
    })
}

/// A trivial structure: one field, and nothing in the place of the erased ones.
fn trivial(constructor: &PreparedConstructor, field: usize, value: Value) -> Result<LeanInductiveValue, MarshalError> {
    let mut fields = erased_fields(constructor);
    fields[field] = value;
    Ok(LeanInductiveValue::decoded(constructor.definition, fields))
}

/// One `()` for each field: for fields that are not represented.
fn erased_fields(constructor: &PreparedConstructor) -> Vec<Value> {
    constructor.fields.iter().map(|_| Value::Unit).collect()
}

fn inductive_from_bits(bits: u64, inductive: &Inductive, ty: Ty<'_>) -> Result<LeanInductiveValue, MarshalError> {
    match inductive.shape {
        Shape::Enum(_) => {
            let constructor = constructor_of_bits(bits, inductive, ty)?;
            Ok(LeanInductiveValue::decoded(constructor.definition, erased_fields(constructor)))
        }
        Shape::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            let value = Value::from_bits(bits, field_ty).map_err(|e| constructor.at_field(e, field))?;
            trivial(constructor, field, value)
        }
        Shape::Object => Err(ty.mismatch("a machine scalar")),
    }
}

/// The bits of `raw` that belong to a value of this machine type.
///
/// Lean's compiled code leaves the rest of a register undefined.
#[inline]
pub(crate) fn truncate(raw: u64, machine: MachineType) -> u64 {
    raw & (u64::MAX >> (64 - 8 * machine.bytes() as u32))
}
