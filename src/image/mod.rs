//! A shared library's file, read without loading it.
//!
//! `dlopen` maps a file before it has read all of it, so that a truncated library can end the process with `SIGBUS`.
//! [`Image::read`] checks the whole file first, and lists the library's symbols.
mod data;
mod elf;
mod error;
mod macho;
mod symbols;
mod target;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use object::read::ReadCache;

use data::Data;
pub use error::{ImageError, ImageProblem};
pub use symbols::SymbolKind;
use symbols::SymbolTable;
pub use target::Target;

/// What is said of a symbol that [`Image::hides`] finds.
pub(crate) const HIDDEN: &str = "is in the library and hidden from other files: build the library without a version script, \
    `--exclude-libs` and hidden visibility (`lake build NAME:shared` does so)";

/// The dynamic symbols of a library, read from its file.
#[derive(Debug, Clone)]
pub struct Image {
    path: PathBuf,
    symbols: SymbolTable,
}

impl Image {
    /// Reads the headers and the dynamic symbols of the library at `path`.
    ///
    /// # Errors
    /// If the file is not a complete shared library for this machine.
    pub fn read(path: impl AsRef<Path>) -> Result<Image, ImageError> {
        Image::read_for(path, Target::HOST)
    }

    /// Reads a library for the machine `target`.
    ///
    /// # Errors
    /// If the file is not a complete shared library for that machine.
    pub fn read_for(path: impl AsRef<Path>, target: Target) -> Result<Image, ImageError> {
        let path = path.as_ref().to_owned();
        match open(&path).and_then(|file| read(&ReadCache::new(file), target)) {
            Ok(symbols) => Ok(Image { path, symbols }),
            Err(problem) => Err(ImageError { path, problem }),
        }
    }

    /// Reads only the headers, which tell whether the file is complete.
    pub(crate) fn check(path: &Path) -> Result<(), ImageError> {
        let checked = open(path).and_then(|file| check(&ReadCache::new(file), Target::HOST));
        checked.map_err(|problem| ImageError { path: path.to_owned(), problem })
    }

    /// The path that was read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The kind of the symbol `name`, if the library defines it.
    pub fn symbol(&self, name: &str) -> Option<SymbolKind> {
        self.symbols.defined.get(name).copied()
    }

    /// Whether the library has the symbol `name` and hides it from other files, as far as its file tells. This reads the
    /// file again.
    pub(crate) fn hides(&self, name: &str) -> bool {
        self.symbol(name).is_none()
            && open(&self.path).and_then(|file| hides(&ReadCache::new(file), name)).unwrap_or(false)
    }

    /// Every symbol that the library defines, in no particular order.
    pub fn symbols(&self) -> impl Iterator<Item = (&str, SymbolKind)> {
        self.symbols.defined.iter().map(|(name, kind)| (&**name, *kind))
    }

    /// The functions that initialise Lean modules, sorted: `initialize_*` and `runtime_initialize_*`.
    pub fn initializers(&self) -> Vec<&str> {
        self.functions(|name| {
            let lean = name.starts_with("initialize_") || name.starts_with("runtime_initialize_");
            lean.then_some(name)
        })
    }

    /// The prefixes of the library's registries, sorted: every `P` for which there is a function `P_funcs_json`.
    pub fn registry_prefixes(&self) -> Vec<&str> {
        self.functions(|name| name.strip_suffix("_funcs_json").filter(|prefix| !prefix.is_empty()))
    }

    fn functions<'a>(&'a self, select: impl Fn(&'a str) -> Option<&'a str>) -> Vec<&'a str> {
        let functions = self.symbols().filter(|(_, kind)| *kind == SymbolKind::Function);
        let mut selected: Vec<&str> = functions.filter_map(|(name, _)| select(name)).collect();
        selected.sort_unstable();
        selected
    }

    /// The functions of Lean's runtime that the library imports: its undefined `lean_*` symbols.
    pub fn lean_imports(&self) -> &[String] {
        &self.symbols.undefined
    }

    /// Whether the library contains a Lean runtime.
    pub fn has_lean_runtime(&self) -> bool {
        self.symbol("lean_initialize_runtime_module") == Some(SymbolKind::Function)
    }

    /// Whether Lean compiled the library: it imports functions of Lean's runtime, or contains the runtime.
    pub fn needs_lean(&self) -> bool {
        !self.lean_imports().is_empty() || self.has_lean_runtime()
    }
}

/// Opens a file, if it is a regular file and not empty.
fn open(path: &Path) -> Result<File, ImageProblem> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ImageProblem::Missing,
        _ => ImageProblem::Unreadable(error),
    };
    // Look before opening: opening a pipe would wait for its other end.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(ImageProblem::Directory);
    }
    if !metadata.is_file() {
        return Err(ImageProblem::NotAFile);
    }
    if metadata.len() == 0 {
        return Err(ImageProblem::Empty);
    }
    File::open(path).map_err(unreadable)
}

/// Whether an ELF file hides the symbol `name`.
fn hides(file: &ReadCache<File>, name: &str) -> Result<bool, ImageProblem> {
    let data = Data::new(file)?;
    match data.bytes(0, data.len.min(4))? {
        [0x7f, b'E', b'L', b'F'] => Ok(elf::Elf::parse(data, Target::HOST)?.hides(name)),
        _ => Ok(false),
    }
}

/// Checks the headers. For Mach-O this reads the symbols too; for ELF, which may have very many, it does not.
fn check(file: &ReadCache<File>, target: Target) -> Result<(), ImageProblem> {
    let data = Data::new(file)?;
    match data.bytes(0, data.len.min(4))? {
        [0x7f, b'E', b'L', b'F'] => elf::Elf::parse(data, target).map(drop),
        _ => read(file, target).map(drop),
    }
}

fn read(file: &ReadCache<File>, target: Target) -> Result<SymbolTable, ImageProblem> {
    let data = Data::new(file)?;
    let start = data.bytes(0, data.len.min(20))?;
    match start {
        [0x7f, b'E', b'L', b'F', ..] => {
            let elf = elf::Elf::parse(data, target)?;
            elf.symbols()
        }
        // A universal file holds one library per architecture.
        [0xca, 0xfe, 0xba, 0xbe | 0xbf, ..] => {
            let (offset, size) = macho::universal(data, target)?;
            data.within(offset, size)?;
            macho::symbols(Data::new(file.range(offset, size))?, target)
        }
        [0xcf, 0xfa, 0xed, 0xfe, ..] => macho::symbols(data, target),
        _ => Err(ImageProblem::NotALibrary { found: describe(start) }),
    }
}

/// Guesses the type of a file that is neither ELF nor 64-bit Mach-O, from its first bytes.
fn describe(start: &[u8]) -> &'static str {
    match start {
        [0xce, 0xfa, 0xed, 0xfe, ..] => "a 32-bit Mach-O file",
        [b'M', b'Z', ..] => "a Windows program or DLL",
        [0, b'a', b's', b'm', ..] => "a WebAssembly module",
        _ if start.starts_with(b"!<arch>") || start.starts_with(b"!<thin>") => "a static library",
        _ if start.starts_with(b"olean") => "a compiled Lean module (.olean)",
        _ if start.starts_with(b"/* GNU ld script") => "a linker script",
        _ if start.starts_with(b"#!") => "a script",
        _ if start.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()) => "text",
        _ => "a file of an unknown kind",
    }
}
