//! Library types whose values carry a proof that can be checked: numbers below a bound, arrays of a length, fractions in
//! lowest terms. A value is made in the type that represents it, and then the proof's statement is established.
//!
//! | Lean | represented as | checked |
//! |---|---|---|
//! | `Fin n` | `Nat` | below `n` |
//! | `BitVec w` | `Nat` | below `2 ^ w` |
//! | `Vector α n` | `Array α` | `n` elements |
//! | `Rat` | an object with numerator and denominator, as of a pair | a positive denominator, no common factor |
//! | `String.Pos s` | `Nat`, in bytes | where a character of `s` begins, or its end |
//! | `Subarray α` | an object with an array and two bounds | made of a whole array |
//!
//! Sources: `Init/Prelude.lean` (`Fin`, `BitVec`), `Init/Data/Vector/Basic.lean`, `Init/Data/Rat/Basic.lean`,
//! `Init/Data/String/Defs.lean`, `Init/Data/Array/Subarray.lean`, `Init/Data/Slice/Basic.lean`. All but `Rat` and the data
//! of a subarray are trivial structures (`Lean.Compiler.LCNF.hasTrivialStructure?`).

use num_bigint::BigUint;

use super::codec::Codec;
use super::encode::encode_value;
use super::error::MarshalError;
use super::sealed::{Decode, Encode};
use super::ty::Ty;
use super::value::shorten;
use super::whole::{decode_int, decode_nat};
use crate::number::Nat;
use crate::object::{LeanObj, NewArray, ObjRef, ObjectKind};
use crate::registry::TypeRepr;

/// A type with a proof that can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Checked {
    pub(crate) proof: Proof,
    /// The type that values are read and made as.
    pub(crate) carrier: Codec,
}

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Proof {
    /// `Fin`.
    Below(Bound),
    /// `BitVec`.
    Bits(Bound),
    /// `Vector`.
    Length(Bound),
    /// `Rat`.
    LowestTerms,
    /// `String.Pos`: of the text that is this argument of the function.
    Position(Bound),
    /// `Subarray`: what is made is a window on all of an array.
    Window,
}

/// A value among the arguments of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    /// A number that is known.
    Number(Nat),
    /// An argument of the function in whose signature the type stands, and what is added to it.
    Argument { index: usize, plus: u64, text: Box<str> },
    /// Text that was such an argument.
    Text(Box<str>),
    /// Any other value, all of it as Lean prints it.
    Term { text: Box<str>, explicit: Box<str> },
    /// A value that depends on the fields of a constructor around it: Lean knows it.
    Variable(Box<str>),
    /// The parameter of a type, while the layout that all instances share is worked out.
    Parameter,
}

impl Bound {
    /// Whether it is the same wherever the type stands.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Bound::Number(_) | Bound::Text(_) | Bound::Term { .. })
    }

    /// As the registry would describe it.
    pub(super) fn repr(&self) -> TypeRepr {
        match self {
            Bound::Number(n) => TypeRepr::Natural(n.to_string()),
            Bound::Argument { index, plus, text } => {
                TypeRepr::Argument { index: *index, plus: *plus, text: text.to_string() }
            }
            Bound::Text(text) => TypeRepr::Term { text: shorten(&format!("{text:?}")), explicit: text.to_string() },
            Bound::Term { text, explicit } => TypeRepr::Term { text: text.to_string(), explicit: explicit.to_string() },
            Bound::Variable(text) => TypeRepr::Variable(text.to_string()),
            Bound::Parameter => TypeRepr::Variable("_".to_owned()),
        }
    }

    /// Whether a number keeps to this bound. A value that depends on a constructor's fields is not looked at: only
    /// Lean makes objects of such a constructor, or who calls an unsafe function answers for them.
    fn admits(&self, keeps: impl FnOnce(&Nat) -> bool) -> bool {
        match self {
            Bound::Number(n) => keeps(n),
            Bound::Variable(_) => true,
            _ => false,
        }
    }
}

impl Checked {
    /// Makes an object of `value` for the type `ty`, which this is.
    pub(super) fn encode<T: Encode + ?Sized>(&self, value: &T, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        let object = encode_value(value, ty.with(&self.carrier)).map_err(|e| e.expecting(|| self.expected(ty)))?;
        self.check(object.as_obj(), ty)?;
        Ok(match self.proof {
            Proof::Window => window_on(object),
            _ => object,
        })
    }

    /// Reads an object of the type `ty`, which this is. Lean made it, so that there is nothing to check.
    pub(super) fn decode<T: Decode>(&self, object: ObjRef<'_>, ty: Ty<'_>) -> Result<T, MarshalError> {
        match self.proof {
            Proof::Window => {
                let array = windowed(object).ok_or_else(|| ty.mismatch(object.kind().to_string()))?;
                T::decode(array.as_obj(), ty.with(&self.carrier))
            }
            _ => T::decode(object, ty.with(&self.carrier)),
        }
    }

    /// Establishes the proof for an object of the type that represents `ty`.
    pub(super) fn check(&self, object: ObjRef<'_>, ty: Ty<'_>) -> Result<(), MarshalError> {
        let wrong = |got: String| Err(MarshalError::new(self.expected(ty), got));
        match &self.proof {
            Proof::Below(bound) => {
                let n = decode_nat(object, ty)?;
                if bound.admits(|bound| n < *bound) { Ok(()) } else { wrong(whole(&n)) }
            }
            Proof::Bits(width) => {
                let n = decode_nat(object, ty)?;
                let bits =
                    n.as_big().map_or_else(|| 64 - n.to_u64().unwrap_or(0).leading_zeros() as u64, BigUint::bits);
                if width.admits(|width| Nat::from(bits) <= *width) { Ok(()) } else { wrong(whole(&n)) }
            }
            Proof::Length(length) => {
                let count = object.elements().map_or(0, <[_]>::len);
                if length.admits(|length| Nat::from(count) == *length) {
                    Ok(())
                } else {
                    wrong(format!("an array of {count}"))
                }
            }
            Proof::LowestTerms => {
                let (Some(numerator), Some(denominator)) = (object.field(0), object.field(1)) else {
                    return Err(ty.mismatch(object.kind().to_string()));
                };
                let (numerator, denominator) = (decode_int(numerator, ty)?, decode_nat(denominator, ty)?);
                let factor = gcd(numerator.to_bigint().magnitude().clone(), denominator.to_biguint());
                // The greatest common divisor of 0 and d is d: a zero is 0/1, and no fraction has the denominator 0.
                let lowest = factor == BigUint::from(1u8) && denominator != Nat::default();
                if lowest { Ok(()) } else { wrong(shorten(&format!("{numerator}/{denominator}"))) }
            }
            Proof::Position(text) => {
                let n = decode_nat(object, ty)?;
                let index = n.to_u64().and_then(|n| usize::try_from(n).ok());
                let fits = match text {
                    Bound::Text(text) => index.is_some_and(|index| text.is_char_boundary(index)),
                    Bound::Variable(_) => true,
                    _ => false,
                };
                if fits { Ok(()) } else { wrong(whole(&n)) }
            }
            Proof::Window => Ok(()),
        }
    }

    /// The type, and what it asks for.
    #[cold]
    pub(super) fn expected(&self, ty: Ty<'_>) -> String {
        match &self.proof {
            Proof::Below(Bound::Number(n)) if *n == Nat::default() => format!("{ty} (which has no values)"),
            Proof::Below(Bound::Number(n)) => format!("{ty} (a whole number below {n})"),
            Proof::Bits(Bound::Number(n)) => format!("{ty} (a whole number below 2^{n})"),
            Proof::Length(Bound::Number(n)) => format!("{ty} (an array of {n})"),
            Proof::LowestTerms => format!("{ty} (numerator and denominator in lowest terms, as in (-1, 2))"),
            Proof::Position(_) => format!("{ty} (the byte where a character begins, or the end)"),
            Proof::Below(_) | Proof::Bits(_) | Proof::Length(_) => {
                format!("{ty} (of which the registry does not tell the number, so that no value can be checked)")
            }
            Proof::Window => ty.to_string(),
        }
    }

    /// The type's name and arguments.
    pub(super) fn repr(&self, carrier: TypeRepr) -> TypeRepr {
        let (name, args) = match (&self.proof, carrier) {
            (Proof::Below(n), _) => ("Fin", vec![n.repr()]),
            (Proof::Bits(n), _) => ("BitVec", vec![n.repr()]),
            (Proof::Length(n), TypeRepr::Array(elem)) => ("Vector", vec![*elem, n.repr()]),
            (Proof::Position(text), _) => ("String.Pos", vec![text.repr()]),
            (Proof::Window, TypeRepr::Array(elem)) => ("Subarray", vec![*elem]),
            _ => ("Rat", Vec::new()),
        };
        TypeRepr::Named { name: name.to_owned(), args }
    }

    /// The value among the type's arguments.
    pub(super) fn bound(&self) -> Option<&Bound> {
        match &self.proof {
            Proof::Below(bound) | Proof::Bits(bound) | Proof::Length(bound) | Proof::Position(bound) => Some(bound),
            Proof::LowestTerms | Proof::Window => None,
        }
    }

    /// The same with another value among the type's arguments.
    pub(super) fn with_bound(&self, bound: Bound, carrier: Codec) -> Checked {
        let proof = match self.proof {
            Proof::Below(_) => Proof::Below(bound),
            Proof::Bits(_) => Proof::Bits(bound),
            Proof::Length(_) => Proof::Length(bound),
            Proof::Position(_) => Proof::Position(bound),
            Proof::LowestTerms => Proof::LowestTerms,
            Proof::Window => Proof::Window,
        };
        Checked { proof, carrier }
    }
}

fn whole(n: &Nat) -> String {
    format!("the whole number {}", shorten(&n.to_string()))
}

fn gcd(mut a: BigUint, mut b: BigUint) -> BigUint {
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % b);
    }
    a
}

/// A subarray of all elements of an array.
fn window_on(array: LeanObj) -> LeanObj {
    let size = array.as_obj().elements().map_or(0, <[_]>::len);
    LeanObj::constructor(0, [array, LeanObj::scalar(0), LeanObj::scalar(size)])
}

/// The elements of a subarray as an array of their own.
fn windowed(subarray: ObjRef<'_>) -> Option<LeanObj> {
    let ObjectKind::Constructor { tag: 0, objects: 3 } = subarray.kind() else { return None };
    let (array, start, stop) = (subarray.field(0)?, subarray.field(1)?, subarray.field(2)?);
    let elements = array.elements()?;
    let window = elements.get(start.as_scalar()?..stop.as_scalar()?)?;
    if window.len() == elements.len() {
        return Some(array.to_obj());
    }
    let mut copy = NewArray::with_capacity(window.len());
    window.iter().for_each(|&element| copy.push(element.to_obj()));
    Some(copy.finish())
}

/// The number or the text that a function's argument is, for the bounds that refer to it.
pub(crate) fn bound_of(argument: ObjRef<'_>, plus: u64) -> Option<Bound> {
    if let Some(text) = argument.string_bytes() {
        return std::str::from_utf8(text).ok().map(|text| Bound::Text(text.into()));
    }
    let number = match argument.kind() {
        ObjectKind::Scalar(n) => BigUint::from(n),
        _ => match argument.limbs()? {
            (false, limbs) => BigUint::new(limbs.iter().flat_map(|&n| [n as u32, (n >> 32) as u32]).collect()),
            _ => return None,
        },
    };
    Some(Bound::Number(Nat::from(number + plus)))
}
