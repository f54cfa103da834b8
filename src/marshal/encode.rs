//! From Rust to Lean: [`IntoLean`] and the encoding of each family of types.

use num_bigint::{BigInt, BigUint};

use super::codec::{Codec, Inductive, PreparedConstructor, Shape};
use super::error::{MarshalError, Step};
use super::inductive::LeanInductiveValue;
use super::layout::Place;
use super::sealed::Encode;
use super::ty::{BYTE, Ty};
use super::value::Value;
use super::whole::Whole;
use super::{deep, scalar};
use crate::number::{Int, Nat};
use crate::object::{LeanObj, MAX_BVAR, NewArray, NewConstructor, SmartConstructor};

/// A Rust value that can be passed to Lean.
///
/// | Rust | Lean |
/// |---|---|
/// | `()` | `Unit` |
/// | `bool` | `Bool` |
/// | `u8` … `u64`, `usize`, `i8` … `i64`, `isize`, [`Nat`], [`Int`], `BigUint`, `BigInt` | any numeric type that holds the number |
/// | `f64`, `f32` | `Float`, `Float32` |
/// | `char` | `Char` |
/// | `&str`, `String` | `String` |
/// | `&[T]`, `Vec<T>`, `[T; N]` | `Array`, `List`, and `ByteArray` or `FloatArray` if the items are such |
/// | any of these | `Thunk` and `Task` of it |
/// | the numbers | `Fin`, `BitVec`, `String.Pos` |
/// | slices and pairs | `Vector` and `Subarray`, `Rat` |
/// | `HashMap<K, V>`, `BTreeMap<K, V>` | `List (K × V)`, and maps that travel as such |
/// | what a type travels as | a type with a conversion, such as `Std.HashMap` |
/// | `Option<T>` | `Option` |
/// | `(A, B)` | `A × B` |
/// | `Result<T, E>` | `Except E T` |
/// | [`LeanInductiveValue`] | structures and inductive types |
/// | [`Closure`](super::Closure) | function types |
/// | [`Value`] | every type |
/// | [`TypedObj`](super::TypedObj) | the type that it was made for |
///
/// The trait is sealed: a type of yours becomes an argument by a conversion into [`Value`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to Lean",
    note = "pass one of the types in the documentation of `IntoLean`, or convert it into a `leanbind::Value` first"
)]
pub trait IntoLean: Encode {}

impl<T: Encode + ?Sized> IntoLean for T {}

/// The error for a Rust type that is none of the representations of `ty`.
#[cold]
fn unfit(ty: Ty<'_>, rust: &str) -> MarshalError {
    ty.mismatch(format!("the Rust type {rust}"))
}

/// Encodes a scalar of `ty`'s machine type in its box.
#[inline]
fn encode_scalar(value: &(impl Encode + ?Sized), ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    Ok(scalar::boxed(value.bits(ty)?, ty.machine()))
}

macro_rules! encode_whole {
    ($($t:ty => |$n:ident| $whole:expr $(; $more:item)?),* $(,)?) => {$(
        impl Encode for $t {
            $($more)?
            #[inline]
            fn accepts(ty: Ty<'_>) -> bool {
                Whole::is_for(ty)
            }
            #[inline]
            fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
                let $n = self;
                $whole.encode(ty)
            }
            #[inline]
            fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
                let $n = self;
                $whole.bits(ty)
            }
            #[inline]
            fn small_scalar(&self, ty: Ty<'_>) -> Option<usize> {
                let $n = self;
                $whole.small_scalar(ty)
            }
        }
    )*};
}

encode_whole!(
    u8 => |n| Whole::Unsigned(u64::from(*n)); fn as_bytes(items: &[Self]) -> Option<&[u8]> { Some(items) },
    u16 => |n| Whole::Unsigned(u64::from(*n)),
    u32 => |n| Whole::Unsigned(u64::from(*n)),
    u64 => |n| Whole::Unsigned(*n),
    usize => |n| Whole::Unsigned(*n as u64),
    i8 => |n| Whole::Signed(i64::from(*n)),
    i16 => |n| Whole::Signed(i64::from(*n)),
    i32 => |n| Whole::Signed(i64::from(*n)),
    i64 => |n| Whole::Signed(*n),
    isize => |n| Whole::Signed(*n as i64),
    Nat => |n| Whole::of_nat(n),
    Int => |n| Whole::of_int(n),
    BigUint => |n| Whole::BigUnsigned(n),
    BigInt => |n| Whole::BigSigned(n),
);

macro_rules! encode_scalars {
    ($($t:ty, $codec:pat => |$value:ident| $bits:expr),* $(,)?) => {$(
        impl Encode for $t {
            #[inline]
            fn accepts(ty: Ty<'_>) -> bool {
                matches!(ty.codec, $codec)
            }
            #[inline]
            fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
                encode_scalar(self, ty)
            }
            #[inline]
            fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
                let $value = self;
                if Self::accepts(ty) { Ok($bits) } else { Err(Value::from(*self).misfit(ty)) }
            }
        }
    )*};
}

encode_scalars!(
    bool, Codec::Bool => |b| u64::from(*b),
    char, Codec::Char => |c| u64::from(*c as u32),
    f64, Codec::Float => |x| x.to_bits(),
    f32, Codec::Float32 => |x| u64::from(x.to_bits()),
);

impl Encode for () {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Unit)
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        if Self::accepts(ty) { Ok(LeanObj::scalar(0)) } else { Err(Value::Unit.misfit(ty)) }
    }
}

impl Encode for str {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::String)
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        if Self::accepts(ty) { Ok(LeanObj::string(self)) } else { Err(Value::from(self).misfit(ty)) }
    }
}

impl Encode for String {
    fn accepts(ty: Ty<'_>) -> bool {
        str::accepts(ty)
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        self.as_str().encode(ty)
    }
}

impl<T: Encode> Encode for [T] {
    fn accepts(ty: Ty<'_>) -> bool {
        ty.element().is_some_and(|elem| T::accepts(elem.carried()))
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Array(elem) => encode_array(self, ty.with(elem)),
            Codec::List(elem) => encode_list(self, ty.with(elem)),
            Codec::Bytes => encode_bytes(self, ty.with(&BYTE)),
            Codec::Floats => encode_floats(self, ty.with(&Codec::Float)),
            _ => Err(unfit(ty, "slice")),
        }
    }
}

macro_rules! encode_as_slice {
    ($([$($generics:tt)*] $t:ty),*) => {$(
        impl<$($generics)*> Encode for $t {
            fn accepts(ty: Ty<'_>) -> bool {
                <[T]>::accepts(ty)
            }

            #[inline]
            fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
                self.as_slice().encode(ty)
            }
        }
    )*};
}

encode_as_slice!([T: Encode] Vec<T>, [T: Encode, const N: usize] [T; N]);

impl<T: Encode> Encode for Option<T> {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Option(elem) if T::accepts(ty.with(elem).carried()))
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Option(elem) => encode_option(self.as_ref(), ty.with(elem)),
            _ => Err(unfit(ty, "Option")),
        }
    }
}

impl<A: Encode, B: Encode> Encode for (A, B) {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Prod(pair) if A::accepts(ty.with(&pair.0).carried()) && B::accepts(ty.with(&pair.1).carried()))
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Prod(pair) => encode_pair(&self.0, &self.1, ty.with(&pair.0), ty.with(&pair.1)),
            _ => Err(unfit(ty, "pair")),
        }
    }
}

impl<T: Encode, E: Encode> Encode for Result<T, E> {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Except(pair) if E::accepts(ty.with(&pair.0).carried()) && T::accepts(ty.with(&pair.1).carried()))
    }

    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Except(pair) => encode_except(self.as_ref(), ty.with(&pair.0), ty.with(&pair.1)),
            _ => Err(unfit(ty, "Result")),
        }
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    fn accepts(ty: Ty<'_>) -> bool {
        T::accepts(ty)
    }

    #[inline]
    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        (**self).encode(ty)
    }

    #[inline]
    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        (**self).bits(ty)
    }
}

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
            (Codec::Opaque(repr), Value::Opaque(v)) if v.is(repr, ty.table.origin) => Ok(v.object().clone()),
            _ => Err(self.misfit(ty)),
        }
    }

    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        match self {
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

impl Value {
    /// The error for a value that is not of type `ty`.
    #[cold]
    fn misfit(&self, ty: Ty<'_>) -> MarshalError {
        match (ty.codec, self) {
            (Codec::Opaque(repr), Value::Opaque(v)) if v.is_called(repr) => other_library(ty),
            _ => ty.mismatch(self.describe()),
        }
    }
}

/// The error for a value of a type that only bears the same name as `ty`.
#[cold]
pub(super) fn other_library(ty: Ty<'_>) -> MarshalError {
    ty.mismatch(format!("{ty} of another library, or of the same one opened in another way"))
}

/// Encodes a value of any type: also where Lean wants it in a thunk or a task, with a proof, or as a value of another type.
#[inline]
pub(crate) fn encode_value<T: Encode + ?Sized>(value: &T, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    match ty.codec {
        Codec::Thunk(inner) => encode_value(value, ty.with(inner)).map(LeanObj::thunk),
        Codec::Task(inner) => encode_value(value, ty.with(inner)).map(LeanObj::task),
        Codec::Checked(checked) => checked.encode(value, ty),
        Codec::Converted(converted) => converted.encode(value, ty),
        _ => value.encode(ty),
    }
}

fn encode_array<T: Encode>(items: &[T], elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let mut array = NewArray::with_capacity(items.len());
    if items.iter().all(|item| item.small_scalar(elem).is_some()) {
        array.extend(items.iter().filter_map(|item| item.small_scalar(elem)).map(LeanObj::scalar));
        return Ok(array.finish());
    }
    for (i, item) in items.iter().enumerate() {
        array.push(encode_value(item, elem).map_err(|e| e.at(Step::Element(i)))?);
    }
    Ok(array.finish())
}

fn encode_bytes<T: Encode>(items: &[T], byte: Ty<'_>) -> Result<LeanObj, MarshalError> {
    if let Some(bytes) = T::as_bytes(items) {
        return Ok(LeanObj::bytes(bytes));
    }
    let bits = |(i, item): (usize, &T)| item.bits(byte).map_err(|e| e.at(Step::Element(i)));
    let bytes: Vec<u8> =
        items.iter().enumerate().map(|item| bits(item).map(|bits| bits as u8)).collect::<Result<_, _>>()?;
    Ok(LeanObj::bytes(&bytes))
}

fn encode_floats<T: Encode>(items: &[T], float: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let bits = |(i, item): (usize, &T)| item.bits(float).map_err(|e| e.at(Step::Element(i)));
    let floats: Vec<f64> =
        items.iter().enumerate().map(|item| bits(item).map(f64::from_bits)).collect::<Result<_, _>>()?;
    Ok(LeanObj::floats(&floats))
}

/// `List.nil` is the scalar 0, `List.cons` has tag 1; built from the end.
fn encode_list<T: Encode>(items: &[T], elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let mut list = LeanObj::scalar(0);
    for (i, item) in items.iter().enumerate().rev() {
        let head = encode_value(item, elem).map_err(|e| e.at(Step::Element(i)))?;
        list = LeanObj::constructor(1, [head, list]);
    }
    Ok(list)
}

/// `none` is the scalar 0, `some` has tag 1.
#[inline]
fn encode_option(value: Option<&(impl Encode + ?Sized)>, elem: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let Some(value) = value else { return Ok(LeanObj::scalar(0)) };
    let inner = encode_value(value, elem).map_err(|e| e.at(Step::Some))?;
    Ok(LeanObj::constructor(1, [inner]))
}

#[inline]
fn encode_pair(a: &impl Encode, b: &impl Encode, a_ty: Ty<'_>, b_ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let first = encode_value(a, a_ty).map_err(|e| e.at(Step::Half(1)))?;
    let second = encode_value(b, b_ty).map_err(|e| e.at(Step::Half(2)))?;
    Ok(LeanObj::constructor(0, [first, second]))
}

/// `Except.error` has tag 0, `Except.ok` tag 1.
fn encode_except(
    value: Result<&impl Encode, &impl Encode>,
    error: Ty<'_>,
    ok: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    match value {
        Ok(v) => encode_case(1, "ok", v, ok),
        Err(e) => encode_case(0, "error", e, error),
    }
}

/// A constructor with one object field.
fn encode_case(tag: u8, name: &'static str, value: &impl Encode, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let inner = encode_value(value, ty).map_err(|e| e.at(Step::Case(name)))?;
    Ok(LeanObj::constructor(tag, [inner]))
}

/// The index of `value`'s constructor in `inductive`.
#[inline]
fn constructor_index(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<usize, MarshalError> {
    let index = value.tag() as usize;
    let (given, own) = (value.definition(), inductive.constructors.get(index));
    if own.is_some_and(|own| given.fits(own.definition)) {
        return Ok(index);
    }
    match (&given.only_of, own.and_then(|own| own.definition.only_of.as_ref())) {
        (Some(given), Some(own)) if value.type_name() == inductive.name && given.origin == own.origin => {
            Err(ty.mismatch(given.made_at.describe(&inductive.name)))
        }
        (Some(_), _) if value.type_name() == inductive.name => Err(other_library(ty)),
        _ => Err(ty.mismatch(format!("{}.{}", value.type_name(), value.constructor()))),
    }
}

fn encode_inductive(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    let index = constructor_index(value, inductive, ty)?;
    let constructor = &inductive.constructors[index];
    match inductive.shape {
        Shape::Enum(machine) => return Ok(scalar::boxed(index as u64, machine)),
        Shape::Trivial(field) => {
            let field_ty = ty.with(&constructor.fields[field]);
            return encode_value(&value.fields()[field], field_ty).map_err(|e| constructor.at_field(e, field));
        }
        Shape::Object if constructor.layout.is_scalar() => return Ok(LeanObj::scalar(index)),
        Shape::Object => {}
    }
    if let Some(smart) = constructor.smart {
        return deep(|| encode_smart(value, constructor, smart, ty));
    }
    let layout = &constructor.layout;
    // A heap constructor's tag is at most 243, checked with the layout.
    let mut object = NewConstructor::new(index as u8, layout.objects, layout.scalar_bytes);
    deep(|| {
        for (i, (codec, place)) in constructor.fields.iter().zip(&layout.places).enumerate() {
            let (field, field_ty) = (&value.fields()[i], ty.with(codec));
            match *place {
                Place::Object(slot) => {
                    let encoded = encode_value(field, field_ty).map_err(|e| constructor.at_field(e, i))?;
                    object.set_field(slot, encoded);
                }
                Place::Scalar(offset, machine) => {
                    let bits = field.bits(field_ty).map_err(|e| constructor.at_field(e, i))?;
                    object.set_scalar(offset, machine.bytes() as u32, bits);
                }
                Place::Erased => {}
            }
        }
        Ok(())
    })?;
    Ok(object.finish())
}

/// An object that Lean's own function makes, since it computes what else is in it.
fn encode_smart(
    value: &LeanInductiveValue,
    constructor: &PreparedConstructor,
    smart: SmartConstructor,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let mut objects = Vec::with_capacity(constructor.fields.len());
    let mut byte = 0;
    for (i, (codec, place)) in constructor.fields.iter().zip(&constructor.layout.places).enumerate() {
        let (field, field_ty) = (&value.fields()[i], ty.with(codec));
        match place {
            Place::Scalar(..) => byte = field.bits(field_ty).map_err(|e| constructor.at_field(e, i))? as u8,
            _ => objects.push(encode_value(field, field_ty).map_err(|e| constructor.at_field(e, i))?),
        }
    }
    if constructor.definition.name == "bvar" {
        check_bvar(&objects[0]).map_err(|e| constructor.at_field(e, 0))?;
    }
    // SAFETY: the fields are those of the constructor that the function was found for, of its types.
    Ok(unsafe { smart.make(objects, byte) })
}

/// Lean panics on a larger index than an expression's data has room for.
fn check_bvar(index: &LeanObj) -> Result<(), MarshalError> {
    match index.as_obj().as_scalar() {
        Some(index) if index as u64 <= MAX_BVAR => Ok(()),
        _ => Err(MarshalError::new(format!("the index of a bound variable (0 to {MAX_BVAR})"), "a larger one")),
    }
}

fn inductive_bits(value: &LeanInductiveValue, inductive: &Inductive, ty: Ty<'_>) -> Result<u64, MarshalError> {
    let index = constructor_index(value, inductive, ty)?;
    match inductive.shape {
        Shape::Enum(_) => Ok(index as u64),
        Shape::Trivial(field) => {
            let constructor = &inductive.constructors[0];
            let field_ty = ty.with(&constructor.fields[field]);
            value.fields()[field].bits(field_ty).map_err(|e| constructor.at_field(e, field))
        }
        Shape::Object => Err(ty.mismatch("a machine scalar")),
    }
}
