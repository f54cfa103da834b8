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

/// What a library's file says about itself.
#[derive(Debug, Clone)]
pub struct Image {
    path: PathBuf,
    symbols: SymbolTable,
}

impl Image {
    /// Reads the headers and the dynamic symbols of the library at `path`.
    ///
    /// # Errors
    /// If the file is not a whole shared library for this machine.
    pub fn read(path: impl AsRef<Path>) -> Result<Image, ImageError> {
        Image::read_for(path, Target::HOST)
    }

    /// Reads a library that is for `target`, as that machine would.
    ///
    /// # Errors
    /// If the file is not a whole shared library for that machine.
    pub fn read_for(path: impl AsRef<Path>, target: Target) -> Result<Image, ImageError> {
        let path = path.as_ref().to_owned();
        match open(&path).and_then(|file| read(&ReadCache::new(file), target)) {
            Ok(symbols) => Ok(Image { path, symbols }),
            Err(problem) => Err(ImageError { path, problem }),
        }
    }

    /// Reads the headers only, which say whether the file is whole.
    pub(crate) fn check(path: &Path) -> Result<(), ImageError> {
        let checked = open(path).and_then(|file| check(&ReadCache::new(file), Target::HOST));
        checked.map_err(|problem| ImageError { path: path.to_owned(), problem })
    }

    /// The path that was read.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the library defines under that name.
    pub fn symbol(&self, name: &str) -> Option<SymbolKind> {
        self.symbols.defined.get(name).copied()
    }

    /// Every symbol that the library defines, in no particular order.
    pub fn symbols(&self) -> impl Iterator<Item = (&str, SymbolKind)> {
        self.symbols.defined.iter().map(|(name, kind)| (&**name, *kind))
    }

    /// The functions that initialise Lean modules: `initialize_*` and `runtime_initialize_*`,
    /// sorted.
    pub fn initializers(&self) -> Vec<&str> {
        self.functions(|name| {
            let lean = name.starts_with("initialize_") || name.starts_with("runtime_initialize_");
            lean.then_some(name)
        })
    }

    /// The prefixes of the registries that the library carries: every `P` with a `P_funcs_json`,
    /// sorted.
    pub fn registry_prefixes(&self) -> Vec<&str> {
        self.functions(|name| name.strip_suffix("_funcs_json").filter(|prefix| !prefix.is_empty()))
    }

    fn functions<'a>(&'a self, select: impl Fn(&'a str) -> Option<&'a str>) -> Vec<&'a str> {
        let functions = self.symbols().filter(|(_, kind)| *kind == SymbolKind::Function);
        let mut selected: Vec<&str> = functions.filter_map(|(name, _)| select(name)).collect();
        selected.sort_unstable();
        selected
    }

    /// The functions of Lean's runtime that the library needs: its undefined `lean_*` symbols.
    pub fn lean_imports(&self) -> &[String] {
        &self.symbols.undefined
    }

    /// Whether the library brings a Lean runtime of its own.
    pub fn has_lean_runtime(&self) -> bool {
        self.symbol("lean_initialize_runtime_module") == Some(SymbolKind::Function)
    }

    /// Whether the library is made by Lean: it calls Lean's runtime, or brings it.
    pub fn needs_lean(&self) -> bool {
        !self.lean_imports().is_empty() || self.has_lean_runtime()
    }
}

/// Opens a plain file that is not empty.
fn open(path: &Path) -> Result<File, ImageProblem> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => ImageProblem::Missing,
        _ => ImageProblem::Unreadable(error),
    };
    // Opening a pipe would wait for its other end.
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

/// SymbolTable are many: only where the headers of a format cannot be had without them, they are read.
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

/// What a file that is neither ELF nor 64-bit Mach-O seems to be.
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
