//! Mach-O files.
use object::macho::{self, MachHeader64, Nlist64, Section64};
use object::read::macho::{FatArch, MachHeader, MachOFatFile32, MachOFatFile64, Nlist, Segment};
use object::{Endianness, ReadRef};

use super::data::{Data, string_at};
use super::error::ImageProblem;
use super::symbols::{SymbolKind, SymbolTable};
use super::target::{Architecture, Format, Target};

/// The offset and size of the target's library in a universal file.
pub(super) fn universal<'data, R: ReadRef<'data>>(data: Data<R>, target: Target) -> Result<(u64, u64), ImageProblem> {
    fn find(arches: &[impl FatArch], target: Target) -> Result<(u64, u64), ImageProblem> {
        let fits = |arch: &&_| check_machine(FatArch::cputype(*arch), target).is_ok();
        match arches.iter().find(fits) {
            Some(arch) => Ok(arch.file_range()),
            None => {
                let names: Vec<&str> = arches.iter().map(|arch| processor(arch.cputype()).0).collect();
                let found = format!("{}, Mach-O (macOS)", names.join(" and "));
                Err(ImageProblem::OtherMachine { found, expected: target.name() })
            }
        }
    }
    match MachOFatFile32::parse(data.bytes) {
        Ok(file) => find(file.arches(), target),
        Err(_) => find(MachOFatFile64::parse(data.bytes)?.arches(), target),
    }
}

/// Checks that the file is a complete shared library for the target, and reads its symbols.
pub(super) fn symbols<'data, R: ReadRef<'data>>(data: Data<R>, target: Target) -> Result<SymbolTable, ImageProblem> {
    data.within(0, size_of::<MachHeader64<Endianness>>() as u64)?;
    let header = MachHeader64::<Endianness>::parse(data.bytes, 0)?;
    let endian = header.endian()?;
    check_machine(header.cputype(endian), target)?;
    let not_a_library = |found| Err(ImageProblem::NotALibrary { found });
    match header.filetype(endian) {
        macho::MH_DYLIB | macho::MH_BUNDLE => {}
        macho::MH_OBJECT => return not_a_library("an object file (.o)"),
        macho::MH_EXECUTE => return not_a_library("a program"),
        _ => return not_a_library("a Mach-O file of another kind"),
    }
    let commands = u64::from(header.sizeofcmds(endian));
    data.within(size_of::<MachHeader64<Endianness>>() as u64, commands)?;

    let mut sections: Vec<&Section64<Endianness>> = Vec::new();
    let mut symtab = None;
    let mut commands = header.load_commands(endian, data.bytes, 0)?;
    while let Some(command) = commands.next()? {
        if let Some((segment, section_data)) = command.segment_64()? {
            let (offset, size) = segment.file_range(endian);
            data.within(offset, size)?;
            sections.extend(segment.sections(endian, section_data)?);
        } else if let Some(table) = command.symtab()? {
            symtab = Some(table);
        }
    }
    let symtab = symtab.ok_or_else(|| ImageProblem::malformed("it has no symbol table"))?;

    let (offset, count) = (u64::from(symtab.symoff.get(endian)), symtab.nsyms.get(endian));
    data.within(offset, u64::from(count) * size_of::<Nlist64<Endianness>>() as u64)?;
    let entries: &[Nlist64<Endianness>] = data
        .bytes
        .read_slice_at(offset, count as usize)
        .map_err(|()| ImageProblem::malformed("the symbol table is misaligned"))?;
    let (offset, size) = (symtab.stroff.get(endian), symtab.strsize.get(endian));
    // Read the whole string table at once: there are many short names.
    let strings = data.bytes(u64::from(offset), u64::from(size))?;

    let mut symbols = SymbolTable::default();
    for entry in entries {
        let flags = entry.n_type();
        if flags.is_stab() || !flags.is_ext() || flags.is_pext() {
            continue;
        }
        // Mach-O puts `_` before every C name.
        let name = string_at(strings, entry.n_strx(endian))?;
        let Some(name) = name.strip_prefix(b"_") else {
            continue;
        };
        if entry.is_undefined() {
            symbols.import(name);
        } else if entry.is_definition() {
            let section = usize::from(entry.n_sect()).checked_sub(1);
            let section = section
                .and_then(|index| sections.get(index))
                .ok_or_else(|| ImageProblem::malformed("a symbol's section is out of range"))?;
            let flags = section.flags.get(endian);
            let code = macho::S_ATTR_PURE_INSTRUCTIONS | macho::S_ATTR_SOME_INSTRUCTIONS;
            let kind = match flags.intersects(code) {
                true => SymbolKind::Function,
                false => SymbolKind::Data { size: None },
            };
            symbols.define(name, kind);
        }
    }
    Ok(symbols)
}

fn check_machine(processor_type: macho::CpuType, target: Target) -> Result<(), ImageProblem> {
    let (name, architecture) = processor(processor_type);
    let fits =
        target.format == Format::MachO && architecture == target.architecture && architecture != Architecture::Other;
    if fits {
        return Ok(());
    }
    let found = format!("{name}, Mach-O (macOS)");
    Err(ImageProblem::OtherMachine { found, expected: target.name() })
}

fn processor(processor_type: macho::CpuType) -> (&'static str, Architecture) {
    match processor_type {
        macho::CPU_TYPE_X86_64 => ("x86-64", Architecture::X86_64),
        macho::CPU_TYPE_ARM64 => ("aarch64", Architecture::Aarch64),
        _ => ("an unknown processor", Architecture::Other),
    }
}
