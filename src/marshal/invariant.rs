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

use super::error::shorten;
use crate::number::Nat;
use crate::registry::TypeRepr;

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Invariant {
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
    pub(super) fn admits(&self, keeps: impl FnOnce(&Nat) -> bool) -> bool {
        match self {
            Bound::Number(n) => keeps(n),
            Bound::Variable(_) => true,
            _ => false,
        }
    }
}
