//! [`FromLean`], and the decoding of native Rust types.

use num_bigint::{BigInt, BigUint};

use super::container::{bytes, decode_array, decode_except, decode_list, decode_option, decode_pair, floats};
use crate::marshal::codec::Codec;
use crate::marshal::error::MarshalError;
use crate::marshal::integer::{Integer, decode_int, decode_nat, sign_extend};
use crate::marshal::scalar;
use crate::marshal::sealed::Decode;
use crate::marshal::ty::{BYTE, Ty};
use crate::number::{Int, Nat};
use crate::object::ObjRef;

/// A Rust value that can be made from a Lean result.
///
/// The types are the owned ones of [`IntoLean`](crate::IntoLean). A [`TypedObj`](crate::TypedObj) holds a value of any
/// type unconverted. A number that does not fit the Rust type is an error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from a Lean value",
    note = "ask for one of the types in the documentation of `FromLean`, or for a `leanbind::Value`"
)]
pub trait FromLean: Decode {}

impl<T: Decode> FromLean for T {}

/// Decodes a boxed scalar.
#[inline]
pub(super) fn decode_scalar<T: Decode>(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
    T::from_bits(scalar::unboxed(obj, ty, ty.machine())?, ty)
}

/// The error for a Rust type that has no values of `ty`.
#[cold]
pub(super) fn unfit(ty: Ty<'_>, rust: &str) -> MarshalError {
    MarshalError::new(format!("a result for the Rust type {rust}"), ty.to_string())
}

macro_rules! decode_integers {
    ($($t:ty $(; $more:item)?),*) => {$(
        impl Decode for $t {
            $($more)?
            fn accepts(ty: Ty<'_>) -> bool {
                Integer::accepts(ty)
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
            fn from_small_scalars(elements: &[ObjRef<'_>], ty: Ty<'_>) -> Option<Vec<Self>> {
                let small = |obj: &ObjRef<'_>| obj.as_scalar().and_then(|n| <$t>::try_from(n).ok());
                if !matches!(ty.codec, Codec::Nat) || elements.iter().any(|obj| small(obj).is_none()) {
                    return None;
                }
                Some(elements.iter().map(|obj| small(obj).unwrap_or_default()).collect())
            }
        }
    )*};
}

decode_integers!(
    u8; fn from_bytes(bytes: &[u8]) -> Option<Vec<Self>> { Some(bytes.to_vec()) },
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
        Integer::accepts(ty)
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
        fn from_floats(floats: &[f64]) -> Option<Vec<Self>> { Some(floats.to_vec()) },
    f32, Codec::Float32 => |bits, _ty| Ok(f32::from_bits(bits as u32)),
);

impl Decode for () {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Unit)
    }

    #[inline]
    fn decode(_: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        // `PUnit.unit` holds no data: like compiled Lean code, this ignores the object.
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
                T::from_bytes(bytes).map_or_else(one_by_one, Ok)
            }
            Codec::Floats => {
                let floats = floats(obj, ty)?;
                let one_by_one = || floats.iter().map(|&x| T::from_bits(x.to_bits(), ty.with(&Codec::Float))).collect();
                T::from_floats(floats).map_or_else(one_by_one, Ok)
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
