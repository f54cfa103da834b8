//! A shared library's file, read without loading it.
//!
//! `dlopen` maps a file before it has looked at all of it: a library that was cut short can end
//! the process with `SIGBUS`. [`Image::read`] looks first, and tells what the library offers.
mod elf;
mod error;
mod macho;

use std::ffi::CStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use object::read::{ReadCache, ReadRef};
use rustc_hash::FxHashMap;

pub use error::{ImageError, ImageProblem};

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

/// The kind of machine that a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    format: Format,
    architecture: Architecture,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Format {
    Elf,
    MachO,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Architecture {
    X86_64,
    Aarch64,
    Other,
}

impl Target {
    /// Linux on x86-64.
    pub const LINUX_X86_64: Target = Target { format: Format::Elf, architecture: Architecture::X86_64 };
    /// Linux on aarch64.
    pub const LINUX_AARCH64: Target = Target { format: Format::Elf, architecture: Architecture::Aarch64 };
    /// macOS on x86-64.
    pub const MACOS_X86_64: Target = Target { format: Format::MachO, architecture: Architecture::X86_64 };
    /// macOS on aarch64.
    pub const MACOS_AARCH64: Target = Target { format: Format::MachO, architecture: Architecture::Aarch64 };

    /// The machine that this process runs on. No library fits one that Lean is not released for.
    pub const HOST: Target = Target {
        format: if cfg!(target_vendor = "apple") { Format::MachO } else { Format::Elf },
        architecture: if cfg!(target_arch = "x86_64") {
            Architecture::X86_64
        } else if cfg!(target_arch = "aarch64") {
            Architecture::Aarch64
        } else {
            Architecture::Other
        },
    };

    /// What such a machine is called in errors.
    fn name(self) -> String {
        let format = match self.format {
            Format::Elf => "ELF (Linux)",
            Format::MachO => "Mach-O (macOS)",
        };
        let architecture = match self.architecture {
            Architecture::X86_64 => "x86-64",
            Architecture::Aarch64 => "aarch64",
            Architecture::Other => std::env::consts::ARCH,
        };
        format!("{architecture}, {format}")
    }
}

/// What a library's file says about itself.
#[derive(Debug, Clone)]
pub struct Image {
    path: PathBuf,
    symbols: Symbols,
}

/// The dynamic symbols of a file.
#[derive(Debug, Clone, Default)]
struct Symbols {
    defined: FxHashMap<Box<str>, SymbolKind>,
    /// Only the `lean_*` ones.
    undefined: Vec<String>,
}

impl Symbols {
    fn define(&mut self, name: &[u8], kind: SymbolKind) {
        // No Lean or C name is anything but UTF-8.
        if let Ok(name) = std::str::from_utf8(name) {
            self.defined.entry(name.into()).or_insert(kind);
        }
    }

    fn import(&mut self, name: &[u8]) {
        if let (true, Ok(name)) = (name.starts_with(b"lean_"), std::str::from_utf8(name)) {
            self.undefined.push(name.to_owned());
        }
    }
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

/// Symbols are many: only where the headers of a format cannot be had without them, they are read.
fn check(file: &ReadCache<File>, target: Target) -> Result<(), ImageProblem> {
    let data = Data::new(file)?;
    match data.bytes(0, data.len.min(4))? {
        [0x7f, b'E', b'L', b'F'] => elf::Elf::parse(data, target).map(drop),
        _ => read(file, target).map(drop),
    }
}

fn read(file: &ReadCache<File>, target: Target) -> Result<Symbols, ImageProblem> {
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

/// A file's bytes, and how many there are.
#[derive(Clone, Copy)]
struct Data<R> {
    bytes: R,
    len: u64,
}

impl<'data, R: ReadRef<'data>> Data<R> {
    fn new(bytes: R) -> Result<Data<R>, ImageProblem> {
        let len = bytes.len().map_err(|()| ImageProblem::malformed("it has no length"))?;
        Ok(Data { bytes, len })
    }

    /// Checks that the file holds `size` bytes from `offset` on.
    fn within(&self, offset: u64, size: u64) -> Result<(), ImageProblem> {
        match offset.checked_add(size) {
            None => Err(ImageProblem::malformed("an offset is beyond all files")),
            Some(needs) if needs > self.len => Err(ImageProblem::Truncated { needs, has: self.len }),
            Some(_) => Ok(()),
        }
    }

    fn bytes(&self, offset: u64, size: u64) -> Result<&'data [u8], ImageProblem> {
        self.within(offset, size)?;
        let bytes = self.bytes.read_bytes_at(offset, size);
        // The file may have become shorter since its length was read.
        bytes.map_err(|()| ImageProblem::malformed("it changed, or could not be read"))
    }
}

/// The string that starts at `offset` of a table of NUL-terminated strings.
fn string_at(table: &[u8], offset: u32) -> Result<&[u8], ImageProblem> {
    let rest = table.get(offset as usize..).unwrap_or_default();
    match CStr::from_bytes_until_nul(rest) {
        Ok(string) => Ok(string.to_bytes()),
        Err(_) => Err(ImageProblem::malformed("a symbol's name is outside the string table")),
    }
}
