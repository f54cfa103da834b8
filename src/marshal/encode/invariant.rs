//! Checks the invariant of a value that Rust makes.

use num_bigint::BigUint;
use num_integer::Integer;

use crate::marshal::codec::Checked;
use crate::marshal::error::{MarshalError, shorten};
use crate::marshal::integer::{decode_int, decode_nat};
use crate::marshal::invariant::{Bound, Invariant};
use crate::marshal::ty::Ty;
use crate::number::Nat;
use crate::object::ObjRef;

/// Checks that the carrier object `object` satisfies the invariant of `ty`.
pub(super) fn check(checked: &Checked, object: ObjRef<'_>, ty: Ty<'_>) -> Result<(), MarshalError> {
    let wrong = |got: String| Err(MarshalError::new(checked.expected(ty), got));
    match &checked.invariant {
        Invariant::Below(bound) => {
            let n = decode_nat(object, ty)?;
            if bound.admits(|bound| n < *bound) { Ok(()) } else { wrong(whole(&n)) }
        }
        Invariant::Bits(width) => {
            let n = decode_nat(object, ty)?;
            let bits = n.as_big().map_or_else(|| 64 - n.to_u64().unwrap_or(0).leading_zeros() as u64, BigUint::bits);
            if width.admits(|width| Nat::from(bits) <= *width) { Ok(()) } else { wrong(whole(&n)) }
        }
        Invariant::Length(length) => {
            let count = object.elements().map_or(0, <[_]>::len);
            if length.admits(|length| Nat::from(count) == *length) {
                Ok(())
            } else {
                wrong(format!("an array of {count}"))
            }
        }
        Invariant::LowestTerms => {
            let (Some(numerator), Some(denominator)) = (object.field(0), object.field(1)) else {
                return Err(ty.mismatch(object.kind().to_string()));
            };
            let (top, bottom) = (decode_int(numerator, ty)?, decode_nat(denominator, ty)?);
            let one = match (top.to_i64(), bottom.to_u64()) {
                (Some(top), Some(bottom)) => top.unsigned_abs().gcd(&bottom) == 1,
                // Lean's own function takes time that hardly grows faster than the numbers' lengths.
                _ => {
                    let top = Nat::from(top.to_bigint().into_parts().1).to_object();
                    // SAFETY: both objects are values of type `Nat`.
                    unsafe { top.as_obj().nat_gcd(denominator) }.as_obj().as_scalar() == Some(1)
                }
            };
            // The greatest common divisor of 0 and d is d, so zero must be 0/1.
            if one && bottom != Nat::default() {
                Ok(())
            } else {
                wrong(shorten(&format!("{}/{}", top.brief(), bottom.brief())))
            }
        }
        Invariant::Position(text) => {
            let n = decode_nat(object, ty)?;
            let index = n.to_u64().and_then(|n| usize::try_from(n).ok());
            let fits = match text {
                Bound::Text(text) => index.is_some_and(|index| text.is_char_boundary(index)),
                Bound::Variable(_) => true,
                _ => false,
            };
            if fits { Ok(()) } else { wrong(whole(&n)) }
        }
        Invariant::Window => Ok(()),
    }
}

fn whole(n: &Nat) -> String {
    format!("the whole number {}", shorten(&n.brief()))
}
