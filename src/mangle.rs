//! The symbol names that Lean's compiler makes of Lean names, and the way back (`Lean.Compiler.NameMangling`).
use std::fmt::{self, Write};
use std::str::FromStr;

/// A Lean name, as its components: `Foo.«a b».1` has three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LeanName {
    components: Vec<Component>,
}

/// A component of a Lean name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Component {
    Str(String),
    /// A numeral. The compiler uses them in private and generated names.
    Num(u64),
}

/// Text that is not a Lean name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a Lean name: {problem}")]
pub struct NameError {
    text: String,
    problem: &'static str,
}

/// Reads a dotted name. A component in `«»` may contain anything but `»`. A component of digits is a numeral.
impl FromStr for LeanName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<LeanName, NameError> {
        let error = |problem| NameError { text: text.to_owned(), problem };
        let mut components = Vec::new();
        let mut rest = text;
        loop {
            let after = if let Some(quoted) = rest.strip_prefix('«') {
                let (inside, after) = quoted.split_once('»').ok_or_else(|| error("a `«` is not closed"))?;
                components.push(Component::Str(inside.to_owned()));
                after
            } else {
                let (bare, after) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
                if bare.is_empty() {
                    return Err(error("a component is empty"));
                }
                if bare.contains(['«', '»']) {
                    return Err(error("`«` and `»` must enclose a whole component"));
                }
                components.push(if bare.bytes().all(|b| b.is_ascii_digit()) {
                    let number = bare.parse().map_err(|_| error("a numeral is too large"))?;
                    Component::Num(number)
                } else {
                    Component::Str(bare.to_owned())
                });
                after
            };
            rest = match after.strip_prefix('.') {
                Some(next) => next,
                None if after.is_empty() => return Ok(LeanName { components }),
                None => return Err(error("a `.` must follow a `»`")),
            };
        }
    }
}

impl fmt::Display for LeanName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, component) in self.components.iter().enumerate() {
            if i > 0 {
                f.write_char('.')?;
            }
            match component {
                Component::Num(number) => write!(f, "{number}")?,
                Component::Str(text) => {
                    let digits = text.bytes().all(|b| b.is_ascii_digit());
                    if digits || text.contains(|c: char| c == '.' || c == '«' || c.is_whitespace()) {
                        write!(f, "«{text}»")?;
                    } else {
                        f.write_str(text)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl LeanName {
    #[cfg(feature = "kernel")]
    pub(crate) fn components(&self) -> &[Component] {
        &self.components
    }

    /// The first component, if it is a string, and the name of the remaining components.
    pub(crate) fn split_root(&self) -> Option<(&str, LeanName)> {
        match self.components.split_first()? {
            (Component::Str(root), rest) => Some((root, LeanName { components: rest.to_vec() })),
            (Component::Num(_), _) => None,
        }
    }

    /// The name as part of a symbol (`Lean.Name.mangle` without a prefix).
    pub fn mangle(&self) -> String {
        let mut out = String::new();
        let mut after_underscore = false;
        for (i, component) in self.components.iter().enumerate() {
            if i > 0 {
                out.push('_');
            }
            match component {
                Component::Num(number) => {
                    write!(out, "{number}_").expect("writing to a String cannot fail");
                    after_underscore = false;
                }
                Component::Str(text) => {
                    let mangled = mangle_str(text);
                    // `00` separates this component from the previous one, where the two could be read as one.
                    if after_underscore || is_ambiguous(&mangled) {
                        out.push_str("00");
                    }
                    out.push_str(&mangled);
                    after_underscore = text.ends_with('_');
                }
            }
        }
        out
    }

    /// The name whose mangled form is `mangled` (`Lean.Name.demangle?`).
    pub fn demangle(mangled: &str) -> Option<LeanName> {
        let mut components = Vec::new();
        let mut rest = mangled;
        while !rest.is_empty() {
            let text = rest.strip_prefix("00");
            if text.is_none() && rest.starts_with(|c: char| c.is_ascii_digit()) {
                let (number, after) = rest.split_once('_')?;
                components.push(Component::Num(number.parse().ok()?));
                rest = if after.is_empty() { after } else { after.strip_prefix('_')? };
            } else {
                let (component, after) = split_component(text.unwrap_or(rest));
                components.push(Component::Str(demangle_str(component)?));
                rest = after;
            }
        }
        let name = LeanName { components };
        (name.mangle() == mangled).then_some(name)
    }
}

/// Splits off the first component, a mangled string, and the `_` that follows it.
fn split_component(mangled: &str) -> (&str, &str) {
    let bytes = mangled.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|b| **b == b'_').count();
        let after = at + run;
        // Underscores come in pairs, except for a separator and the underscore that begins an escape.
        if run % 2 == 1 && after < bytes.len() && escape_digits(&bytes[after..]).is_none() {
            // Before a digit, the last underscore is the separator, because a `00` or a numeral follows it.
            let separator = if bytes[after].is_ascii_digit() { after - 1 } else { at };
            return (&mangled[..separator], &mangled[separator + 1..]);
        }
        at = after.max(at + 1);
    }
    (mangled, "")
}

/// Mangles one string (`String.mangle`): a package's name, or a component of a name.
fn mangle_str(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let code = u32::from(c);
        let written = match c {
            '_' => out.write_str("__"),
            _ if c.is_ascii_alphanumeric() => out.write_char(c),
            _ if code < 0x100 => write!(out, "_x{code:02x}"),
            _ if code < 0x10000 => write!(out, "_u{code:04x}"),
            _ => write!(out, "_U{code:08x}"),
        };
        written.expect("writing to a String cannot fail");
    }
    out
}

/// The inverse of [`mangle_str`].
pub(crate) fn demangle_str(mangled: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = mangled;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '_' {
            out.push(c);
        } else if let Some(after) = rest.strip_prefix('_') {
            out.push('_');
            rest = after;
        } else {
            let (escaped, after) = escape(rest)?;
            out.push(escaped);
            rest = after;
        }
    }
    (mangle_str(&out) == mangled).then_some(out)
}

/// Reads an escape, without its `_`, at the start of `text`. Returns the character and the rest.
fn escape(text: &str) -> Option<(char, &str)> {
    let end = 1 + escape_digits(text.as_bytes())?;
    let code = u32::from_str_radix(&text[1..end], 16).ok()?;
    Some((char::from_u32(code)?, &text[end..]))
}

/// The number of digits of the escape, without its `_`, at the start of `text`.
fn escape_digits(text: &[u8]) -> Option<usize> {
    let digits = match text.first()? {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let lower_hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
    text.get(1..1 + digits)?.iter().all(lower_hex).then_some(digits)
}

/// Whether a mangled component would be misread directly after its separator `_` (`Lean.checkDisambiguation`).
fn is_ambiguous(mangled: &str) -> bool {
    let text = mangled.trim_start_matches('_').as_bytes();
    match text.first() {
        None => true,
        Some(first) => first.is_ascii_digit() || escape_digits(text).is_some(),
    }
}

/// The name of a module's initializer without its prefix `initialize_` (`Lean.mkModuleInitializationStem`).
pub(crate) fn module_stem(package: Option<&str>, module: &str) -> Result<String, NameError> {
    let module = module.parse::<LeanName>()?.mangle();
    Ok(match package {
        Some(package) => format!("{}_{module}", mangle_str(package)),
        None => module,
    })
}

/// The symbol of the boxed variant of a declaration (`Lean.mkMangledBoxedName`). `stem` is the declaration's mangled
/// name, with or without a prefix; the function itself may have another name, by `@[export]`.
pub(crate) fn boxed_symbol(stem: &str) -> String {
    let separator = if stem.ends_with("__") { "_00" } else { "_" };
    format!("{stem}{separator}__boxed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_modules_and_boxed_variants() {
        let stem = |package, module| module_stem(package, module).unwrap();
        assert_eq!(stem(Some("lean-elpi"), "Elpi.Ffi"), "lean_x2delpi_Elpi_Ffi");
        assert_eq!(stem(None, "Init.Data.List"), "Init_Data_List");
        assert!(module_stem(None, "").is_err());
        assert_eq!(boxed_symbol("l_sum"), "l_sum___boxed");
        assert_eq!(boxed_symbol("l_sum__"), "l_sum___00__boxed");
    }
}
