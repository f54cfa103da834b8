//! How deep a text may nest: Lean's parser recurses without a look at its stack.

use super::protocol::LeanError;

/// The stack that one level of nesting takes at most, in bytes: 3,500 were measured, for a `(` among tactics.
const STACK_PER_TOKEN: usize = 8192;

/// # Errors
/// If the text has more tokens than can be nested in each other on a stack of `stack_size` bytes.
pub(super) fn check(text: &str, stack_size: usize) -> Result<(), LeanError> {
    let (limit, tokens) = (stack_size / STACK_PER_TOKEN, tokens(text));
    if tokens <= limit {
        return Ok(());
    }
    let needed = tokens.saturating_mul(STACK_PER_TOKEN);
    Err(LeanError::new(format!(
        "the text has up to {tokens} tokens, and Lean's parser is given {limit} at most with a stack of {stack_size} bytes, \
         as they may be nested in each other: split the text, or give the server a stack of {needed} bytes \
         (`ServerConfig::stack_size`, or `leanbind repl --stack-size`, in megabytes)"
    )))
}

/// How many tokens a text has at most: a word is one, and so is every other character.
fn tokens(text: &str) -> usize {
    let mut in_word = false;
    let starts = text.bytes().filter(|byte| {
        let continues = in_word && (byte.is_ascii_alphanumeric() || *byte == b'_');
        in_word = continues || byte.is_ascii_alphabetic() || *byte == b'_';
        // The bytes of a character of several belong to the first.
        !continues && !byte.is_ascii_whitespace() && (*byte as i8) >= -0x40
    });
    starts.count()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_word_is_one_token_and_every_other_character_too() {
        for (text, count) in [
            ("", 0),
            ("  \n\t", 0),
            ("theorem", 1),
            ("theorem t_1 : True", 4),
            ("((x))", 5),
            ("a.b", 3),
            ("2x2 x22", 3),
            ("∀ x, ⟨x⟩", 6),
        ] {
            assert_eq!(tokens(text), count, "{text:?}");
        }
    }
}
