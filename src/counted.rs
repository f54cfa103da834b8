//! [`counted`]: a number and its noun, for error messages.

use std::fmt::Display;

/// `1 field`, `2 fields`: for nouns whose plural ends in `s`.
pub(crate) fn counted<N: Display + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    format!("{n} {noun}{}", if n == N::from(1) { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular() {
        let texts = [0_u8, 1, 2].map(|n| counted(n, "object field"));
        assert_eq!(texts, ["0 object fields", "1 object field", "2 object fields"]);
    }
}
