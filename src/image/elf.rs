//! ELF files.
use object::elf::{self, FileHeader64, SectionHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader, SectionHeader, Sym};
use object::{Endianness, ReadRef};

use super::data::{Data, string_at};
use super::error::ImageProblem;
use super::symbols::{SymbolKind, SymbolTable};
use super::target::{Architecture, Format, Target};

/// A complete 64-bit shared library for the target.
pub(super) struct Elf<'data, R> {
    data: Data<R>,
    endian: Endianness,
    sections: &'data [SectionHeader64<Endianness>],
}

impl<'data, R: ReadRef<'data>> Elf<'data, R> {
    pub fn parse(data: Data<R>, target: Target) -> Result<Elf<'data, R>, ImageProblem> {
        check_machine(data, target)?;
        data.within(0, size_of::<FileHeader64<Endianness>>() as u64)?;
        let header = FileHeader64::<Endianness>::parse(data.bytes)?;
        let endian = header.endian()?;
        match header.e_type(endian) {
            elf::ET_DYN => {}
            elf::ET_REL => return Err(not_a_library("an object file (.o)")),
            elf::ET_EXEC => return Err(not_a_library("a program")),
            elf::ET_CORE => return Err(not_a_library("a core dump")),
            _ => return Err(not_a_library("an ELF file of an unknown kind")),
        }

        let phdrs = u64::from(header.phnum(endian, data.bytes)?);
        data.within(header.e_phoff(endian), phdrs * u64::from(header.e_phentsize(endian)))?;
        let segments = header.program_headers(endian, data.bytes)?;
        for segment in segments {
            let (offset, size) = segment.file_range(endian);
            data.within(offset, size)?;
            if segment.p_type(endian) == elf::PT_LOAD && size > segment.p_memsz(endian) {
                return Err(ImageProblem::malformed("a segment is larger in the file than loaded"));
            }
        }
        if !segments.iter().any(|segment| segment.p_type(endian) == elf::PT_LOAD) {
            return Err(ImageProblem::malformed("it has nothing to load"));
        }
        check_dynamic(data, endian, segments)?;

        let shnum = u64::from(header.shnum(endian, data.bytes)?);
        data.within(header.e_shoff(endian), shnum * u64::from(header.e_shentsize(endian)))?;
        let sections = header.section_headers(endian, data.bytes)?;
        for section in sections {
            if let Some((offset, size)) = section.file_range(endian) {
                data.within(offset, size)?;
            }
        }
        Ok(Elf { data, endian, sections })
    }

    pub fn symbols(&self) -> Result<SymbolTable, ImageProblem> {
        let endian = self.endian;
        let is_dynsym = |s: &&SectionHeader64<Endianness>| s.sh_type(endian) == elf::SHT_DYNSYM;
        let table = self
            .sections
            .iter()
            .find(is_dynsym)
            .ok_or_else(|| ImageProblem::malformed("it has no section of dynamic symbols"))?;
        let entries: &[elf::Sym64<Endianness>] = table
            .data_as_array(endian, self.data.bytes)
            .map_err(|_| ImageProblem::malformed("the size of the symbol table is odd"))?;
        let strings = self.section(table.sh_link(endian) as usize)?;
        // Read the whole string table at once: there are many short names.
        let strings = strings.data(endian, self.data.bytes)?;

        let mut symbols = SymbolTable::default();
        symbols.defined.reserve(entries.len());
        for entry in entries {
            if entry.is_local() || entry.st_name(endian) == 0 {
                continue;
            }
            let name = string_at(strings, entry.st_name(endian))?;
            if entry.is_undefined(endian) {
                symbols.import(name);
            } else if let Some(kind) = self.kind(entry) {
                symbols.define(name, kind);
            }
        }
        Ok(symbols)
    }

    /// Whether `name` is the name of a symbol that the library defines for itself alone. Stripped libraries do not tell.
    pub fn hides(&self, name: &str) -> bool {
        let endian = self.endian;
        let symbols = |table: &SectionHeader64<Endianness>| {
            let entries: &[elf::Sym64<Endianness>] = table.data_as_array(endian, self.data.bytes).ok()?;
            let strings = self.section(table.sh_link(endian) as usize).ok()?.data(endian, self.data.bytes).ok()?;
            let is_it = |entry: &elf::Sym64<Endianness>| {
                !entry.is_undefined(endian) && string_at(strings, entry.st_name(endian)).ok() == Some(name.as_bytes())
            };
            Some(entries.iter().any(is_it))
        };
        let is_symtab = |table: &&SectionHeader64<Endianness>| table.sh_type(endian) == elf::SHT_SYMTAB;
        self.sections.iter().find(is_symtab).and_then(symbols).unwrap_or(false)
    }

    fn section(&self, index: usize) -> Result<&'data SectionHeader64<Endianness>, ImageProblem> {
        let section = self.sections.get(index);
        section.ok_or_else(|| ImageProblem::malformed("a section's index is out of range"))
    }

    /// The kind of a symbol that `dlsym` finds. `None` for hidden symbols, which it does not find, and for thread-local
    /// ones, for which it returns the calling thread's copy.
    fn kind(&self, symbol: &elf::Sym64<Endianness>) -> Option<SymbolKind> {
        if !matches!(symbol.st_visibility(), elf::STV_DEFAULT | elf::STV_PROTECTED) {
            return None;
        }
        let data = SymbolKind::Data { size: Some(symbol.st_size(self.endian)) };
        match symbol.st_type() {
            elf::STT_FUNC | elf::STT_GNU_IFUNC => Some(SymbolKind::Function),
            elf::STT_OBJECT | elf::STT_COMMON => Some(data),
            // Assembly code may omit the type.
            elf::STT_NOTYPE => {
                let index = symbol.st_shndx(self.endian).index()?;
                let section = self.section(usize::from(index)).ok()?;
                let code = section.sh_flags(self.endian).contains(elf::SHF_EXECINSTR);
                Some(if code { SymbolKind::Function } else { data })
            }
            _ => None,
        }
    }
}

/// Checks class, byte order and machine, which are at the same offset in every ELF file.
fn check_machine<'data, R: ReadRef<'data>>(data: Data<R>, target: Target) -> Result<(), ImageProblem> {
    let start = data.bytes(0, 20)?;
    let (bits, order) = (start[4], start[5]);
    let machine = match order {
        1 => u16::from_le_bytes([start[18], start[19]]),
        2 => u16::from_be_bytes([start[18], start[19]]),
        _ => return Err(ImageProblem::malformed("its byte order is unknown")),
    };
    let (name, architecture) = match elf::Machine(machine) {
        elf::EM_X86_64 => ("x86-64", Architecture::X86_64),
        elf::EM_AARCH64 => ("aarch64", Architecture::Aarch64),
        elf::EM_386 => ("x86", Architecture::Other),
        elf::EM_ARM => ("arm", Architecture::Other),
        elf::EM_RISCV => ("riscv", Architecture::Other),
        elf::EM_PPC64 => ("ppc64", Architecture::Other),
        elf::EM_S390 => ("s390x", Architecture::Other),
        _ => ("an unknown processor", Architecture::Other),
    };
    let fits = target.format == Format::Elf
        && architecture == target.architecture
        && architecture != Architecture::Other
        && (bits, order) == (2, 1);
    if fits {
        return Ok(());
    }
    let bits = if bits == 1 { "32-bit " } else { "" };
    let order = if order == 2 { "big-endian " } else { "" };
    let found = format!("{bits}{order}{name}, ELF (Linux)");
    Err(ImageProblem::OtherMachine { found, expected: target.name() })
}

/// Checks that there is a dynamic section, which the loader needs, and that it is not that of a program.
fn check_dynamic<'data, R: ReadRef<'data>>(
    data: Data<R>,
    endian: Endianness,
    segments: &[elf::ProgramHeader64<Endianness>],
) -> Result<(), ImageProblem> {
    for segment in segments {
        let Some(entries) = segment.dynamic(endian, data.bytes)? else {
            continue;
        };
        let flags = entries.iter().find(|entry| entry.tag(endian) == elf::DT_FLAGS_1);
        // Only this flag distinguishes a position-independent program from a library.
        return match flags {
            Some(flags) if flags.val(endian) & elf::DF_1_PIE.0 != 0 => Err(not_a_library("a program")),
            _ => Ok(()),
        };
    }
    Err(not_a_library("an ELF file without dynamic symbols"))
}

fn not_a_library(found: &'static str) -> ImageProblem {
    ImageProblem::NotALibrary { found }
}
