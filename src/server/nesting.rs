//! A limit on the nesting of a text: Lean's parser recurses without checking its stack.

use super::protocol::LeanError;

/// The most stack that one level of nesting takes, in bytes. The largest measured value is 3,500, for a `(` among tactics.
const STACK_PER_TOKEN: usize = 8192;

/// Checks that a stack of `stack_size` bytes is enough for the text, however deep its tokens are nested.
///
/// # Errors
/// If the text has too many tokens.
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

/// An upper bound for the number of tokens in a text: each word counts as one, and so does each other character.
fn tokens(text: &str) -> usize {
    let mut in_word = false;
    let starts = text.bytes().filter(|byte| {
        let continues = in_word && (byte.is_ascii_alphanumeric() || *byte == b'_');
        in_word = continues || byte.is_ascii_alphabetic() || *byte == b'_';
        // Continuation bytes of UTF-8 do not count.
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
