//! [`Integer`]: encodes any Rust integer as any numeric Lean type, or reports that it is out of range.
//!
//! | Lean type | range | boxed representation |
//! |---|---|---|
//! | `Nat` | 0 and up | a scalar below 2^63, else a GMP number |
//! | `Int` | all | a scalar in `i32`'s range, else a GMP number |
//! | `UInt8/16/32`, `Int8/16/32` | their width | a scalar, two's complement, zero-extended |
//! | `UInt64`, `USize`, `Int64`, `ISize` | their width | an object with 8 bytes |
//!
//! `lean.h` states the bounds: `LEAN_MAX_SMALL_NAT`, `LEAN_MAX_SMALL_INT`, `LEAN_MIN_SMALL_INT`.

use num_bigint::{BigInt, BigUint, Sign};

use super::codec::Codec;
use super::error::{MarshalError, shorten};
use super::invariant::Bound;
use super::scalar;
use super::ty::Ty;
use crate::number::{Int, Nat};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::registry::MachineType;

/// `LEAN_MAX_SMALL_NAT`.
const MAX_SMALL_NAT: u64 = u64::MAX >> 1;

/// An integer of any Rust type. Large numbers are borrowed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Integer<'a> {
    Unsigned(u64),
    Signed(i64),
    BigUnsigned(&'a BigUint),
    BigSigned(&'a BigInt),
}

impl<'a> Integer<'a> {
    #[inline]
    pub(crate) fn from_nat(n: &'a Nat) -> Self {
        match n.as_big() {
            None => Integer::Unsigned(n.to_u64().unwrap_or_default()),
            Some(big) => Integer::BigUnsigned(big),
        }
    }

    #[inline]
    pub(crate) fn from_int(n: &'a Int) -> Self {
        match n.as_big() {
            None => Integer::Signed(n.to_i64().unwrap_or_default()),
            Some(big) => Integer::BigSigned(big),
        }
    }

    #[inline]
    fn to_u64(self) -> Option<u64> {
        match self {
            Integer::Unsigned(n) => Some(n),
            Integer::Signed(n) => u64::try_from(n).ok(),
            Integer::BigUnsigned(n) => u64::try_from(n).ok(),
            Integer::BigSigned(n) => u64::try_from(n).ok(),
        }
    }

    #[inline]
    fn to_i64(self) -> Option<i64> {
        match self {
            Integer::Unsigned(n) => i64::try_from(n).ok(),
            Integer::Signed(n) => Some(n),
            Integer::BigUnsigned(n) => i64::try_from(n).ok(),
            Integer::BigSigned(n) => i64::try_from(n).ok(),
        }
    }

    /// The number as an [`Int`].
    pub(crate) fn to_int(self) -> Int {
        match self {
            Integer::Unsigned(n) => n.into(),
            Integer::Signed(n) => n.into(),
            Integer::BigUnsigned(n) => BigInt::from(n.clone()).into(),
            Integer::BigSigned(n) => n.clone().into(),
        }
    }

    /// Whether `ty` is a numeric type.
    #[inline]
    pub(crate) fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_))
    }

    /// The payload of the number's scalar object, if `ty` is `Nat` and the number is small.
    #[inline]
    pub(crate) fn small_scalar(self, ty: Ty<'_>) -> Option<usize> {
        match (ty.codec, self.to_u64()) {
            (Codec::Nat, Some(small)) if small <= MAX_SMALL_NAT => Some(small as usize),
            _ => None,
        }
    }

    /// Makes an object of type `ty`.
    #[inline]
    pub(crate) fn encode(self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match ty.codec {
            Codec::Nat => self.encode_nat().ok_or_else(|| self.misfit(ty)),
            Codec::Int => Ok(self.encode_int()),
            Codec::UInt(machine) | Codec::SInt(machine) => self.bits(ty).map(|bits| scalar::boxed(bits, *machine)),
            _ => Err(self.misfit(ty)),
        }
    }

    /// The zero-extended bits of the number in the machine type of `ty`.
    #[inline]
    pub(crate) fn bits(self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        let bits = match ty.codec {
            Codec::UInt(machine) => self.to_u64().filter(|&n| n <= mask(*machine)),
            Codec::SInt(machine) => {
                let unused = 64 - 8 * machine.bytes() as u32;
                self.to_i64().filter(|&n| (n << unused) >> unused == n).map(|n| n as u64 & mask(*machine))
            }
            _ => None,
        };
        bits.ok_or_else(|| self.misfit(ty))
    }

    #[inline]
    fn encode_nat(self) -> Option<LeanObj> {
        match self.to_u64() {
            Some(small) if small <= MAX_SMALL_NAT => Some(LeanObj::scalar(small as usize)),
            _ => self.encode_big_nat(),
        }
    }

    #[cold]
    fn encode_big_nat(self) -> Option<LeanObj> {
        match self {
            Integer::Unsigned(n) => Some(LeanObj::big_number(false, &[n])),
            Integer::Signed(_) => None,
            Integer::BigUnsigned(n) => Some(LeanObj::big_number(false, &n.to_u64_digits())),
            Integer::BigSigned(n) if n.sign() == Sign::Minus => None,
            Integer::BigSigned(n) => Some(LeanObj::big_number(false, &n.magnitude().to_u64_digits())),
        }
    }

    #[inline]
    fn encode_int(self) -> LeanObj {
        match self.to_i64().and_then(|n| i32::try_from(n).ok()) {
            // `lean_int64_to_int`: the 32 bits of the number, zero-extended.
            Some(small) => LeanObj::scalar(small as u32 as usize),
            None => self.encode_big_int(),
        }
    }

    #[cold]
    fn encode_big_int(self) -> LeanObj {
        match self {
            Integer::Unsigned(n) => LeanObj::big_number(false, &[n]),
            Integer::Signed(n) => LeanObj::big_number(n < 0, &[n.unsigned_abs()]),
            Integer::BigUnsigned(n) => LeanObj::big_number(false, &n.to_u64_digits()),
            Integer::BigSigned(n) => LeanObj::big_number(n.sign() == Sign::Minus, &n.magnitude().to_u64_digits()),
        }
    }

    /// The error for a number that is out of range for `ty`.
    #[cold]
    pub(crate) fn misfit(self, ty: Ty<'_>) -> MarshalError {
        let number = match self {
            Integer::Unsigned(n) => n.to_string(),
            Integer::Signed(n) => n.to_string(),
            Integer::BigUnsigned(n) => Nat::from(n.clone()).brief(),
            Integer::BigSigned(n) => Int::from(n.clone()).brief(),
        };
        let expected = match range(ty.codec) {
            Some((low, high)) => format!("{ty} ({low} to {high})"),
            None if matches!(ty.codec, Codec::Nat) => "Nat (0 and up)".to_owned(),
            None => return ty.mismatch(format!("the whole number {}", shorten(&number))),
        };
        MarshalError::new(expected, format!("the whole number {}", shorten(&number)))
    }
}

/// The bits that a value of this machine type may have.
#[inline]
fn mask(machine: MachineType) -> u64 {
    u64::MAX >> (64 - 8 * machine.bytes() as u32)
}

fn range(codec: &Codec) -> Option<(i64, u64)> {
    match codec {
        Codec::UInt(machine) => Some((0, mask(*machine))),
        Codec::SInt(machine) => {
            let high = mask(*machine) >> 1;
            Some((-(high as i64) - 1, high))
        }
        _ => None,
    }
}

/// Sign-extends the bits of a signed machine integer.
#[inline]
pub(crate) fn sign_extend(bits: u64, machine: MachineType) -> i64 {
    let unused = 64 - 8 * machine.bytes() as u32;
    ((bits << unused) as i64) >> unused
}

/// Reads an object of type `Nat`.
#[inline]
pub(crate) fn decode_nat(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Nat, MarshalError> {
    Nat::from_object(obj).ok_or_else(|| match obj.limbs() {
        Some(_) => ty.mismatch("a negative number"),
        None => ty.mismatch(obj.kind().to_string()),
    })
}

impl Nat {
    /// Makes a Lean object of the number.
    pub(crate) fn to_object(&self) -> LeanObj {
        Integer::from_nat(self).encode_nat().expect("a Nat is not negative")
    }

    /// Reads an object of type `Nat`; `None` for any other object.
    pub(crate) fn from_object(obj: ObjRef<'_>) -> Option<Nat> {
        match (obj.kind(), obj.limbs()) {
            (ObjectKind::Scalar(n), _) => Some(Nat::from(n)),
            (_, Some((false, limbs))) => Some(Nat::from(magnitude(limbs))),
            _ => None,
        }
    }
}

/// Reads an object of type `Int`.
#[inline]
pub(crate) fn decode_int(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Int, MarshalError> {
    match (obj.kind(), obj.limbs()) {
        (ObjectKind::Scalar(n), _) => match u32::try_from(n) {
            Ok(bits) => Ok(Int::from(bits as i32)),
            Err(_) => Err(ty.mismatch(format!("scalar {n}"))),
        },
        (_, Some((negative, limbs))) => {
            let sign = if negative { Sign::Minus } else { Sign::Plus };
            Ok(Int::from(BigInt::from_biguint(sign, magnitude(limbs))))
        }
        (other, None) => Err(ty.mismatch(other.to_string())),
    }
}

/// The number with these 64-bit limbs, least significant first.
fn magnitude(limbs: &[u64]) -> BigUint {
    BigUint::new(limbs.iter().flat_map(|&limb| [limb as u32, (limb >> 32) as u32]).collect())
}

/// Reads an argument that is a number or a text, for the types of later arguments that depend on it.
pub(crate) fn bound_of(argument: ObjRef<'_>, plus: u64) -> Option<Bound> {
    if let Some(text) = argument.string_bytes() {
        return std::str::from_utf8(text).ok().map(|text| Bound::Text(text.into()));
    }
    let number = Nat::from_object(argument)?;
    Some(Bound::Number(Nat::from(number.to_biguint() + plus)))
}
