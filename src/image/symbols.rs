//! The dynamic symbols of a library.
use rustc_hash::FxHashMap;

/// What a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SymbolKind {
    /// Code.
    Function,
    /// A variable.
    Data {
        /// Its bytes; Mach-O files do not say.
        size: Option<u64>,
    },
}

/// The dynamic symbols of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct SymbolTable {
    pub(super) defined: FxHashMap<Box<str>, SymbolKind>,
    /// Only the `lean_*` ones.
    pub(super) undefined: Vec<String>,
}

impl SymbolTable {
    pub(super) fn define(&mut self, name: &[u8], kind: SymbolKind) {
        // No Lean or C name is anything but UTF-8.
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
