//! [`brief`]: the beginning of a long text, without writing the rest.

use std::fmt::{self, Display, Write};

/// The first characters of a text that may be very long, such as a type in Lean's notation: enough for any type that
/// somebody wrote.
pub(crate) fn brief(whole: &dyn Display) -> String {
    const LIMIT: usize = 1000;
    let mut text = Beginning { text: String::new(), left: LIMIT };
    match write!(text, "{whole}") {
        Ok(()) => text.text,
        Err(_) => text.text + "…",
    }
}

/// Takes so many bytes of a text, or a few less.
struct Beginning {
    text: String,
    left: usize,
}

impl Write for Beginning {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let mut end = part.len().min(self.left);
        while !part.is_char_boundary(end) {
            end -= 1;
        }
        self.text.push_str(&part[..end]);
        self.left -= end;
        if end < part.len() { Err(fmt::Error) } else { Ok(()) }
    }
}
