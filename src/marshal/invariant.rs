//! [`Invariant`]: what the proofs state that values of some library types carry, such as a number below a bound or an
//! array of a given length. Rust makes the value in the type that represents it, then checks the statement.
//!
//! | Lean | represented as | Rust checks |
//! |---|---|---|
//! | `Fin n` | `Nat` | below `n` |
//! | `BitVec w` | `Nat` | below `2 ^ w` |
//! | `Vector α n` | `Array α` | `n` elements |
//! | `Rat` | an object with numerator and denominator, like a pair | a positive denominator, no common factor |
//! | `String.Pos s` | `Nat`, a byte offset | a character of `s` begins there, or `s` ends there |
//! | `Subarray α` | an object with an array and two bounds | nothing: the window is made of a whole array |
//!
//! Sources: `Init/Prelude.lean` (`Fin`, `BitVec`), `Init/Data/Vector/Basic.lean`, `Init/Data/Rat/Basic.lean`,
//! `Init/Data/String/Defs.lean`, `Init/Data/Array/Subarray.lean`, `Init/Data/Slice/Basic.lean`. All but `Rat` and the
//! data of a subarray are trivial structures (`Lean.Compiler.LCNF.hasTrivialStructure?`).

use super::error::shorten;
use crate::number::Nat;
use crate::registry::TypeRepr;

/// The statement of a type's proof.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Invariant {
    /// `Fin`: the number is below the bound.
    Below(Bound),
    /// `BitVec`: the number has at most so many bits.
    Bits(Bound),
    /// `Vector`: the array has this length.
    Length(Bound),
    /// `Rat`: the fraction is in lowest terms.
    LowestTerms,
    /// `String.Pos`: the offset is a character boundary of the text.
    Position(Bound),
    /// `Subarray`: nothing to check, as Rust makes a window on a whole array.
    Window,
}

/// A value among the arguments of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    /// A known number.
    Number(Nat),
    /// An argument of the function whose signature mentions the type, plus a constant.
    Argument { index: usize, plus: u64, text: Box<str> },
    /// The text that was passed as such an argument.
    Text(Box<str>),
    /// Any other value, as Lean prints it.
    Term { text: Box<str>, explicit: Box<str> },
    /// A value that depends on the fields of an enclosing constructor. Only Lean knows it.
    Variable(Box<str>),
    /// A type parameter, used to compute the layout that all instances of a type share.
    Parameter,
}

/// A longer number is described in hexadecimal, which takes less time. No registry has one: it was an argument of a
/// call.
const MAX_DECIMAL_BITS: u64 = 40_000;

impl Bound {
    /// Whether the value is the same wherever the type is used.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Bound::Number(_) | Bound::Text(_) | Bound::Term { .. })
    }

    /// The value as the registry describes it.
    pub(super) fn repr(&self) -> TypeRepr {
        match self {
            Bound::Number(n) => match n.as_big().filter(|big| big.bits() > MAX_DECIMAL_BITS) {
                None => TypeRepr::Natural(n.to_string()),
                Some(big) => {
                    TypeRepr::Term { text: format!("(a number {})", n.brief()), explicit: format!("{big:#x}") }
                }
            },
            Bound::Argument { index, plus, text } => {
                TypeRepr::Argument { index: *index, plus: *plus, text: text.to_string() }
            }
            Bound::Text(text) => TypeRepr::Term { text: shorten(&format!("{text:?}")), explicit: text.to_string() },
            Bound::Term { text, explicit } => TypeRepr::Term { text: text.to_string(), explicit: explicit.to_string() },
            Bound::Variable(text) => TypeRepr::Variable(text.to_string()),
            Bound::Parameter => TypeRepr::Variable("_".to_owned()),
        }
    }

    /// Whether `keeps` holds for the bound. A bound that depends on a constructor's fields admits every number: only
    /// Lean makes objects of such a constructor, or the caller of an unsafe function who vouches for them.
    pub(super) fn admits(&self, keeps: impl FnOnce(&Nat) -> bool) -> bool {
        match self {
            Bound::Number(n) => keeps(n),
            Bound::Variable(_) => true,
            _ => false,
        }
    }
}
