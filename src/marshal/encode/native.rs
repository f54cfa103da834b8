//! [`IntoLean`], and the encoding of native Rust types.

use num_bigint::{BigInt, BigUint};

use super::container::{
    encode_array, encode_bytes, encode_except, encode_floats, encode_list, encode_option, encode_pair,
};
use crate::marshal::codec::Codec;
use crate::marshal::error::MarshalError;
use crate::marshal::integer::Integer;
use crate::marshal::scalar;
use crate::marshal::sealed::Encode;
use crate::marshal::ty::{BYTE, Ty};
use crate::marshal::value::Value;
use crate::number::{Int, Nat};
use crate::object::LeanObj;

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
/// | `&[T]`, `Vec<T>`, `[T; N]` | `Array`, `List`; also `ByteArray` or `FloatArray` for bytes or floats |
/// | any of these | `Thunk` and `Task` of it |
/// | the numbers | `Fin`, `BitVec`, `String.Pos` |
/// | slices and pairs | `Vector` and `Subarray`, `Rat` |
/// | `HashMap<K, V>`, `BTreeMap<K, V>` | `List (K × V)`, and Lean maps that are passed as such a list |
/// | the type that a conversion passes | a type with a conversion, such as `Std.HashMap` |
/// | `Option<T>` | `Option` |
/// | `(A, B)` | `A × B` |
/// | `Result<T, E>` | `Except E T` |
/// | [`LeanInductiveValue`](crate::LeanInductiveValue) | structures and inductive types |
/// | [`Closure`](crate::Closure) | function types |
/// | [`Value`] | every type |
/// | [`TypedObj`](crate::TypedObj) | the type that it was made for |
///
/// The trait is sealed. To pass a type of your own, convert it into a [`Value`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to Lean",
    note = "pass one of the types in the documentation of `IntoLean`, or convert it into a `leanbind::Value` first"
)]
pub trait IntoLean: Encode {}

impl<T: Encode + ?Sized> IntoLean for T {}

/// The error for a Rust type that has no values of `ty`.
#[cold]
fn unfit(ty: Ty<'_>, rust: &str) -> MarshalError {
    ty.mismatch(format!("the Rust type {rust}"))
}

/// Encodes a scalar of `ty`'s machine type as its box.
#[inline]
pub(super) fn encode_scalar(value: &(impl Encode + ?Sized), ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
    Ok(scalar::boxed(value.bits(ty)?, ty.machine()))
}

macro_rules! encode_integers {
    ($($t:ty => |$n:ident| $whole:expr $(; $more:item)?),* $(,)?) => {$(
        impl Encode for $t {
            $($more)?
            #[inline]
            fn accepts(ty: Ty<'_>) -> bool {
                Integer::accepts(ty)
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

encode_integers!(
    u8 => |n| Integer::Unsigned(u64::from(*n)); fn as_bytes(items: &[Self]) -> Option<&[u8]> { Some(items) },
    u16 => |n| Integer::Unsigned(u64::from(*n)),
    u32 => |n| Integer::Unsigned(u64::from(*n)),
    u64 => |n| Integer::Unsigned(*n),
    usize => |n| Integer::Unsigned(*n as u64),
    i8 => |n| Integer::Signed(i64::from(*n)),
    i16 => |n| Integer::Signed(i64::from(*n)),
    i32 => |n| Integer::Signed(i64::from(*n)),
    i64 => |n| Integer::Signed(*n),
    isize => |n| Integer::Signed(*n as i64),
    Nat => |n| Integer::from_nat(n),
    Int => |n| Integer::from_int(n),
    BigUint => |n| Integer::BigUnsigned(n),
    BigInt => |n| Integer::BigSigned(n),
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
