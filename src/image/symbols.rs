//! The dynamic symbols of a library.
use rustc_hash::FxHashMap;

/// The kind of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SymbolKind {
    /// Code.
    Function,
    /// A variable.
    Data {
        /// The variable's size in bytes. `None` in a Mach-O file, which does not record it.
        size: Option<u64>,
    },
}

/// The dynamic symbols of a library.
#[derive(Debug, Clone, Default)]
pub(super) struct SymbolTable {
    pub(super) defined: FxHashMap<Box<str>, SymbolKind>,
    /// The undefined symbols whose names begin with `lean_`.
    pub(super) undefined: Vec<String>,
}

impl SymbolTable {
    pub(super) fn define(&mut self, name: &[u8], kind: SymbolKind) {
        // The names that Lean and C compilers write are UTF-8; others are of no interest.
        if let Ok(name) = std::str::from_utf8(name) {
            self.defined.entry(name.into()).or_insert(kind);
        }
    }

    pub(super) fn import(&mut self, name: &[u8]) {
        if let (true, Ok(name)) = (name.starts_with(b"lean_"), std::str::from_utf8(name)) {
            self.undefined.push(name.to_owned());
        }
    }
}
