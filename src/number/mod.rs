//! [`Nat`] and [`Int`]: Lean's unbounded numbers. They are exact at any size, and small ones need no allocation.

mod digits;

use std::fmt;
use std::str::FromStr;

use num_bigint::{BigInt, BigUint, ParseBigIntError, Sign};

/// A Lean `Nat`: a natural number of any size.
///
/// Values below 2^64 are stored inline, larger ones as a [`BigUint`].
///
/// ```
/// use leanbind::Nat;
///
/// let big: Nat = "340282366920938463463374607431768211456".parse()?;
/// assert_eq!(u64::try_from(&big).ok(), None);
/// assert_eq!(u64::try_from(&Nat::from(41u64)).ok(), Some(41));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nat(NatRepr);

// A `Big` is never below 2^64, so the derived equality and hash are those of the number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum NatRepr {
    Small(u64),
    Big(Box<BigUint>),
}

/// A Lean `Int`: an integer of any size.
///
/// Values that fit an `i64` are stored inline, others as a [`BigInt`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Int(IntRepr);

// A `Big` never fits an `i64`, so the derived equality and hash are those of the number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum IntRepr {
    Small(i64),
    Big(Box<BigInt>),
}

/// A number does not fit the requested Rust type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{number} does not fit {target}")]
pub struct OutOfRange {
    /// The number, in decimal. Of a number of more than 5,000 digits, how many it has.
    pub number: String,
    /// The requested Rust type.
    pub target: &'static str,
}

impl Nat {
    /// The number as a `u64`, if it is below 2^64.
    pub fn to_u64(&self) -> Option<u64> {
        match self.0 {
            NatRepr::Small(n) => Some(n),
            NatRepr::Big(_) => None,
        }
    }

    /// The number as a [`BigUint`].
    pub fn to_biguint(&self) -> BigUint {
        match &self.0 {
            NatRepr::Small(n) => BigUint::from(*n),
            NatRepr::Big(n) => (**n).clone(),
        }
    }

    /// The number for an error.
    #[cold]
    pub(crate) fn brief(&self) -> String {
        self.as_big().map_or_else(|| self.to_string(), digits::brief)
    }

    /// The [`BigUint`], if the number is 2^64 or more.
    pub(crate) fn as_big(&self) -> Option<&BigUint> {
        match &self.0 {
            NatRepr::Small(_) => None,
            NatRepr::Big(n) => Some(n),
        }
    }
}

impl Int {
    /// The number as an `i64`, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            IntRepr::Small(n) => Some(n),
            IntRepr::Big(_) => None,
        }
    }

    /// The number as a [`BigInt`].
    pub fn to_bigint(&self) -> BigInt {
        match &self.0 {
            IntRepr::Small(n) => BigInt::from(*n),
            IntRepr::Big(n) => (**n).clone(),
        }
    }

    /// The number for an error.
    #[cold]
    pub(crate) fn brief(&self) -> String {
        match self.as_big() {
            Some(big) => {
                format!("{}{}", if big.sign() == Sign::Minus { "-" } else { "" }, digits::brief(big.magnitude()))
            }
            None => self.to_string(),
        }
    }

    /// The [`BigInt`], if the number does not fit an `i64`.
    pub(crate) fn as_big(&self) -> Option<&BigInt> {
        match &self.0 {
            IntRepr::Small(_) => None,
            IntRepr::Big(n) => Some(n),
        }
    }
}

impl Default for Nat {
    fn default() -> Self {
        Nat(NatRepr::Small(0))
    }
}

impl Default for Int {
    fn default() -> Self {
        Int(IntRepr::Small(0))
    }
}

impl From<BigUint> for Nat {
    fn from(n: BigUint) -> Self {
        match u64::try_from(&n) {
            Ok(small) => Nat(NatRepr::Small(small)),
            Err(_) => Nat(NatRepr::Big(Box::new(n))),
        }
    }
}

impl From<BigInt> for Int {
    fn from(n: BigInt) -> Self {
        match i64::try_from(&n) {
            Ok(small) => Int(IntRepr::Small(small)),
            Err(_) => Int(IntRepr::Big(Box::new(n))),
        }
    }
}

impl From<Nat> for Int {
    fn from(n: Nat) -> Self {
        match n.0 {
            NatRepr::Small(n) => Int::from(n),
            NatRepr::Big(n) => Int(IntRepr::Big(Box::new(BigInt::from(*n)))),
        }
    }
}

impl From<Nat> for BigUint {
    fn from(n: Nat) -> Self {
        match n.0 {
            NatRepr::Small(n) => BigUint::from(n),
            NatRepr::Big(n) => *n,
        }
    }
}

impl From<Int> for BigInt {
    fn from(n: Int) -> Self {
        match n.0 {
            IntRepr::Small(n) => BigInt::from(n),
            IntRepr::Big(n) => *n,
        }
    }
}

impl TryFrom<&Int> for Nat {
    type Error = OutOfRange;

    fn try_from(n: &Int) -> Result<Self, OutOfRange> {
        let natural = match &n.0 {
            IntRepr::Small(small) => u64::try_from(*small).ok().map(Nat::from),
            IntRepr::Big(big) => big.to_biguint().map(Nat::from),
        };
        natural.ok_or_else(|| OutOfRange { number: n.brief(), target: "Nat" })
    }
}

macro_rules! from_unsigned {
    ($($t:ty),*) => {$(
        impl From<$t> for Nat {
            fn from(n: $t) -> Self {
                // `usize` is at most 64 bits wide on every platform that Lean runs on.
                Nat(NatRepr::Small(n as u64))
            }
        }
        impl From<$t> for Int {
            fn from(n: $t) -> Self {
                match i64::try_from(n) {
                    Ok(small) => Int(IntRepr::Small(small)),
                    Err(_) => Int(IntRepr::Big(Box::new(BigInt::from(n)))),
                }
            }
        }
    )*};
}

macro_rules! from_signed {
    ($($t:ty),*) => {$(
        impl From<$t> for Int {
            fn from(n: $t) -> Self {
                Int(IntRepr::Small(n as i64))
            }
        }
    )*};
}

macro_rules! to_primitive {
    ($($t:ty),*) => {$(
        impl TryFrom<&Nat> for $t {
            type Error = OutOfRange;
            fn try_from(n: &Nat) -> Result<$t, OutOfRange> {
                n.to_u64()
                    .and_then(|n| <$t>::try_from(n).ok())
                    .or_else(|| n.as_big().and_then(|big| <$t>::try_from(big).ok()))
                    .ok_or_else(|| OutOfRange { number: n.brief(), target: stringify!($t) })
            }
        }
        impl TryFrom<Nat> for $t {
            type Error = OutOfRange;
            fn try_from(n: Nat) -> Result<$t, OutOfRange> {
                <$t>::try_from(&n)
            }
        }
        impl TryFrom<&Int> for $t {
            type Error = OutOfRange;
            fn try_from(n: &Int) -> Result<$t, OutOfRange> {
                n.to_i64()
                    .and_then(|n| <$t>::try_from(n).ok())
                    .or_else(|| n.as_big().and_then(|big| <$t>::try_from(big).ok()))
                    .ok_or_else(|| OutOfRange { number: n.brief(), target: stringify!($t) })
            }
        }
        impl TryFrom<Int> for $t {
            type Error = OutOfRange;
            fn try_from(n: Int) -> Result<$t, OutOfRange> {
                <$t>::try_from(&n)
            }
        }
    )*};
}

from_unsigned!(u8, u16, u32, u64, usize);
from_signed!(i8, i16, i32, i64, isize);
to_primitive!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

impl fmt::Display for Nat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            NatRepr::Small(n) => fmt::Display::fmt(n, f),
            NatRepr::Big(n) => fmt::Display::fmt(n, f),
        }
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            IntRepr::Small(n) => fmt::Display::fmt(n, f),
            IntRepr::Big(n) => fmt::Display::fmt(n, f),
        }
    }
}

impl FromStr for Nat {
    type Err = ParseBigIntError;

    fn from_str(s: &str) -> Result<Self, ParseBigIntError> {
        digits::parse(s).map(Nat::from)
    }
}

impl FromStr for Int {
    type Err = ParseBigIntError;

    fn from_str(s: &str) -> Result<Self, ParseBigIntError> {
        match s.strip_prefix('-') {
            // `-+5` is no number.
            Some(digits) if !digits.starts_with('+') => {
                digits::parse(digits).map(|n| Int::from(BigInt::from_biguint(Sign::Minus, n)))
            }
            _ => digits::parse(s).map(|n| Int::from(BigInt::from(n))),
        }
    }
}

impl Ord for Nat {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        use std::cmp::Ordering::{Greater, Less};
        match (&self.0, &other.0) {
            (NatRepr::Small(a), NatRepr::Small(b)) => a.cmp(b),
            (NatRepr::Small(_), NatRepr::Big(_)) => Less,
            (NatRepr::Big(_), NatRepr::Small(_)) => Greater,
            (NatRepr::Big(a), NatRepr::Big(b)) => a.cmp(b),
        }
    }
}

impl PartialOrd for Nat {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        use std::cmp::Ordering::{Greater, Less};
        let below = |big: &BigInt| big.sign() == Sign::Minus;
        match (&self.0, &other.0) {
            (IntRepr::Small(a), IntRepr::Small(b)) => a.cmp(b),
            (IntRepr::Big(a), IntRepr::Big(b)) => a.cmp(b),
            (IntRepr::Small(_), IntRepr::Big(b)) => {
                if below(b) {
                    Greater
                } else {
                    Less
                }
            }
            (IntRepr::Big(a), IntRepr::Small(_)) => {
                if below(a) {
                    Less
                } else {
                    Greater
                }
            }
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<Int> for Nat {
    type Error = OutOfRange;

    fn try_from(n: Int) -> Result<Self, OutOfRange> {
        Nat::try_from(&n)
    }
}
