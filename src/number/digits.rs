//! Long numbers in decimal: reads them in time that does not grow with the square of their digits, and describes them
//! in errors.

use num_bigint::{BigUint, ParseBigIntError};

/// Up to so many digits, `num_bigint` reads and prints a number at once.
const SHORT: usize = 5_000;

/// Reads a natural number, as `BigUint::from_str` does.
pub(super) fn parse(text: &str) -> Result<BigUint, ParseBigIntError> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.len() <= SHORT || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse();
    }
    Ok(halves(digits))
}

/// Reads digits: the two halves, each in the same way, and a product.
fn halves(digits: &str) -> BigUint {
    // The powers of ten by which the upper parts are multiplied, from the shortest part up.
    let mut powers = vec![BigUint::from(10u8).pow(SHORT as u32)];
    let mut length = SHORT;
    while length * 2 < digits.len() {
        powers.push(powers.last().map_or_else(BigUint::default, |power| power * power));
        length *= 2;
    }
    part(digits, length, &powers)
}

/// Reads digits. `powers` ends in ten to the power of `length`.
fn part(digits: &str, length: usize, powers: &[BigUint]) -> BigUint {
    let Some((power, smaller)) = powers.split_last() else {
        return digits.parse().unwrap_or_default();
    };
    match digits.len().checked_sub(length) {
        None | Some(0) => part(digits, length / 2, smaller),
        Some(upper) => {
            part(&digits[..upper], length / 2, smaller) * power + part(&digits[upper..], length / 2, smaller)
        }
    }
}

/// A number in an error: its first digits, or only how many there are, because printing a long number takes time that
/// grows with the square of its digits.
pub(super) fn brief(n: &BigUint) -> String {
    // log10(2) = 0.30103
    let digits = n.bits() as u128 * 30_103 / 100_000 + 1;
    if digits <= SHORT as u128 {
        return n.to_string();
    }
    format!("<about {digits} digits>")
}

#[cfg(test)]
mod tests {
    use super::{SHORT, brief, parse};
    use num_bigint::BigUint;

    #[test]
    fn long_numbers_are_read_as_short_ones_are() {
        for length in [1, SHORT, SHORT + 1, 2 * SHORT, 2 * SHORT + 1, 4 * SHORT + 1, 5 * SHORT - 1, 7 * SHORT + 3] {
            let digits: String = (0..length).map(|i| char::from(b'0' + ((i * i + 7) % 10) as u8)).collect();
            assert_eq!(parse(&digits), digits.parse::<BigUint>(), "{length}");
            assert_eq!(parse(&format!("+{digits}")), digits.parse::<BigUint>());
            let (zeros, nines) = ("0".repeat(length), "9".repeat(length));
            assert_eq!(parse(&zeros), Ok(BigUint::default()));
            assert_eq!(parse(&nines), nines.parse::<BigUint>());
            assert!(parse(&format!("{digits}x")).is_err());
            assert!(parse(&format!("-{digits}")).is_err());
        }
    }

    #[test]
    fn a_long_number_is_described_by_its_length() {
        assert_eq!(brief(&BigUint::from(12345u32)), "12345");
        assert_eq!(brief(&(BigUint::from(1u8) << 10_000_000)), "<about 3010301 digits>");
    }
}
