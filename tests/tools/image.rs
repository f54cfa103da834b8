//! Library files: real ones, and everything else that a path can lead to.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use leanbind::image::{Image, ImageProblem, SymbolKind, Target};

use crate::support;

fn library(name: &str) -> PathBuf {
    support::embedded().libleanshared.with_file_name(name)
}

/// A new file for one test.
fn file(name: &str, contents: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, contents).unwrap();
    path
}

#[track_caller]
fn problem(path: impl AsRef<Path>) -> ImageProblem {
    let path = path.as_ref();
    let error = Image::read(path).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
    assert!(error.to_string().contains("; "), "every error says what to do: {error}");
    error.problem
}

#[test]
fn reads_a_lean_library() {
    let elpi = Image::read(library("libleanelpi.so")).unwrap();
    assert_eq!(elpi.symbol("leanelpi_ffi_load"), Some(SymbolKind::Function));
    assert_eq!(elpi.symbol("leanelpi_ffi_version"), Some(SymbolKind::Data { size: Some(8) }));
    assert_eq!(elpi.symbol("lean_inc_ref_cold"), None, "it is not defined here");
    assert_eq!(elpi.symbol(""), None);
    assert!(elpi.lean_imports().iter().any(|symbol| symbol == "lean_dec_ref_cold"));
    assert!(elpi.needs_lean() && !elpi.has_lean_runtime());
    assert_eq!(elpi.initializers().len(), 33);
    assert_eq!(elpi.registry_prefixes(), Vec::<&str>::new());
}

#[test]
fn reads_the_runtime() {
    let shared = Image::read(library("libleanshared.so")).unwrap();
    assert_eq!(shared.symbols().count(), 229_738);
    assert_eq!(shared.symbol("lean_mk_string"), Some(SymbolKind::Function));
    assert_eq!(shared.symbol("l_Int16_maxValue"), Some(SymbolKind::Data { size: Some(2) }));
    assert_eq!(shared.symbol("l_Lean_versionString"), Some(SymbolKind::Data { size: Some(8) }));
    assert!(shared.has_lean_runtime() && shared.needs_lean());
    assert_eq!(shared.initializers().len(), 2 * 2374);
}

/// The C library of this process: it is not Lean's.
#[cfg(target_os = "linux")]
#[test]
fn reads_a_library_that_is_not_leans() {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let libc = maps.split_whitespace().find(|word| word.contains("libc.so")).unwrap();
    let libc = Image::read(libc).unwrap();
    assert_eq!(libc.symbol("malloc"), Some(SymbolKind::Function));
    // `environ` is a variable, `memcpy` is chosen at load time, `errno` belongs to a thread.
    assert_eq!(libc.symbol("environ"), Some(SymbolKind::Data { size: Some(8) }));
    assert_eq!(libc.symbol("memcpy"), Some(SymbolKind::Function));
    assert_eq!(libc.symbol("errno"), None);
    assert!(!libc.needs_lean());
    assert!(libc.initializers().is_empty());
}

#[test]
fn refuses_what_is_no_file() {
    let dir = env!("CARGO_TARGET_TMPDIR");
    assert!(matches!(problem(dir), ImageProblem::Directory));
    assert!(matches!(problem(format!("{dir}/no-such-library.so")), ImageProblem::Missing));
    assert!(matches!(problem(""), ImageProblem::Missing));
    assert!(matches!(problem("/dev/null"), ImageProblem::NotAFile));
    let plain = file("plain", b"x");
    assert!(matches!(problem(plain.join("below")), ImageProblem::Unreadable(_)));
    assert!(matches!(problem("a\0b"), ImageProblem::Unreadable(_)));
    assert!(matches!(problem(file("empty.so", b"")), ImageProblem::Empty));
}

#[test]
fn refuses_other_files() {
    #[track_caller]
    fn is(name: &str, contents: &[u8], kind: &str) {
        match problem(file(name, contents)) {
            ImageProblem::NotALibrary { found } => assert_eq!(found, kind),
            other => panic!("{other:?}"),
        }
    }
    is("text.so", b"def f := 1\n", "text");
    is("script.so", b"#!/bin/sh\nexit 1\n", "a script");
    is("archive.so", b"!<arch>\nfoo.o/     ", "a static library");
    is("libc.so", b"/* GNU ld script\n*/", "a linker script");
    is("module.so", b"olean\x02\0\0", "a compiled Lean module (.olean)");
    is("dll.so", b"MZ\x90\0\x03\0", "a Windows program or DLL");
    is("wasm.so", b"\0asm\x01\0\0\0", "a WebAssembly module");
    is("garbage.so", &[0x93; 4096], "a file of an unknown kind");
    is("byte.so", &[0x7f], "a file of an unknown kind");
    // This test itself is a program.
    is("program.so", &fs::read(std::env::current_exe().unwrap()).unwrap(), "a program");
}

#[test]
fn refuses_libraries_for_other_machines() {
    let elpi = library("libleanelpi.so");
    assert!(Image::read_for(&elpi, Target::HOST).is_ok());
    let mut errors = Vec::new();
    for target in [Target::LINUX_AARCH64, Target::LINUX_X86_64, Target::MACOS_AARCH64] {
        match Image::read_for(&elpi, target) {
            Ok(_) => assert_eq!(target, Target::HOST),
            Err(error) => errors.push(error),
        }
    }
    assert_eq!(errors.len(), 2);
    assert!(errors.iter().all(|e| matches!(e.problem, ImageProblem::OtherMachine { .. })));

    // The same library with another class, byte order and processor in its header.
    let bytes = fs::read(library("libInit_shared.so")).unwrap();
    for (at, byte, name) in [(4, 1, "32-bit "), (5, 2, "big-endian "), (18, 243, "riscv")] {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        match problem(file("other-machine.so", &bytes)) {
            ImageProblem::OtherMachine { found, .. } => assert!(found.contains(name), "{found}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn refuses_a_library_that_was_cut_short() {
    let whole = fs::read(library("libleanelpi.so")).unwrap();
    let path = file("cut.so", &whole);
    let copy = OpenOptions::new().write(true).open(&path).unwrap();
    let len = whole.len() as u64;
    let near_the_end = (1..=200).map(|cut| len - cut);
    let steps = (1..400).rev().map(|step| len * step / 400);
    let near_the_start = (1..=512).rev();
    for cut in near_the_end.chain(steps).chain(near_the_start) {
        copy.set_len(cut).unwrap();
        match problem(&path) {
            ImageProblem::Truncated { needs, has } => assert!(has == cut && needs > has),
            ImageProblem::NotALibrary { .. } if cut < 4 => {}
            other => panic!("cut to {cut}: {other:?}"),
        }
    }
}

/// The reader never panics: each byte of a small library is changed in several ways.
#[test]
fn a_damaged_library_is_read_or_refused() {
    let whole = fs::read(library("libInit_shared.so")).unwrap();
    let path = file("damaged.so", &whole);
    let copy = OpenOptions::new().write(true).open(&path).unwrap();
    let mut refused = 0;
    for (at, old) in whole.iter().enumerate() {
        for new in [0x00, 0xff, old ^ 0x01, old ^ 0x80] {
            copy.write_all_at(&[new], at as u64).unwrap();
            refused += usize::from(Image::read(&path).is_err());
        }
        copy.write_all_at(&[*old], at as u64).unwrap();
    }
    assert!(refused > 500, "{refused}");
    Image::read(&path).unwrap();
}

/// A Mach-O library with a function, a variable, a private symbol and two imports.
fn macho_library(cpu: u32) -> Vec<u8> {
    let strings: &[u8] = b"\0_P_funcs_json\0_value\0_private\0_lean_mk_string\0_malloc\0";
    let name = |text: &str| -> u32 {
        let at = strings.windows(text.len()).position(|window| window == text.as_bytes());
        at.unwrap() as u32
    };
    let mut out = Vec::new();
    let words = |out: &mut Vec<u8>, words: &[u32]| {
        out.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    };
    let text = |out: &mut Vec<u8>, text: &str| {
        let mut padded = [0; 16];
        padded[..text.len()].copy_from_slice(text.as_bytes());
        out.extend(padded);
    };
    let (segment_len, symtab_len) = (72 + 2 * 80, 24);
    let symbols_at = 32 + segment_len + symtab_len;
    let strings_at = symbols_at + 5 * 16;
    let end = strings_at + strings.len() as u32;
    // MH_DYLIB with two load commands.
    words(&mut out, &[0xfeed_facf, cpu, 0, 6, 2, segment_len + symtab_len, 0, 0]);
    words(&mut out, &[0x19, segment_len]);
    text(&mut out, "__TEXT");
    words(&mut out, &[0, 0, 0x4000, 0, 0, 0, end, 0, 7, 7, 2, 0]);
    for (section, flags) in [("__text", 0x8000_0400), ("__data", 0)] {
        text(&mut out, section);
        text(&mut out, "__TEXT");
        words(&mut out, &[0, 0, 0, 0, 0, 0, 0, 0, flags, 0, 0, 0]);
    }
    words(&mut out, &[2, symtab_len, symbols_at, 5, strings_at, strings.len() as u32]);
    // Type (N_SECT 0xe, N_EXT 1, N_PEXT 0x10) and section of each symbol.
    for (symbol, kind, section) in [
        ("_P_funcs_json", 0x0f, 1),
        ("_value", 0x0f, 2),
        ("_private", 0x1f, 1),
        ("_lean_mk_string", 0x01, 0),
        ("_malloc", 0x01, 0),
    ] {
        words(&mut out, &[name(symbol), kind | section << 8, 0, 0]);
    }
    out.extend(strings);
    out
}

const X86_64: u32 = 0x0100_0007;
const ARM64: u32 = 0x0100_000c;

#[track_caller]
fn check_macho(image: &Image) {
    assert_eq!(image.symbol("P_funcs_json"), Some(SymbolKind::Function));
    assert_eq!(image.symbol("value"), Some(SymbolKind::Data { size: None }));
    assert_eq!(image.symbol("private"), None);
    assert_eq!(image.registry_prefixes(), ["P"]);
    assert_eq!(image.lean_imports(), ["lean_mk_string"]);
}

#[test]
fn reads_mach_o() {
    let arm = file("arm.dylib", &macho_library(ARM64));
    check_macho(&Image::read_for(&arm, Target::MACOS_AARCH64).unwrap());
    let error = Image::read_for(&arm, Target::MACOS_X86_64).unwrap_err();
    assert!(matches!(error.problem, ImageProblem::OtherMachine { .. }));

    // A universal file with both.
    let libraries = [(X86_64, 4096_u32), (ARM64, 8192)];
    let mut both = Vec::from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]);
    for (cpu, at) in libraries {
        let len = macho_library(cpu).len() as u32;
        both.extend([cpu, 0, at, len, 12].iter().flat_map(|word| word.to_be_bytes()));
    }
    for (cpu, at) in libraries {
        both.resize(at as usize, 0);
        both.extend(macho_library(cpu));
    }
    let path = file("universal.dylib", &both);
    check_macho(&Image::read_for(&path, Target::MACOS_AARCH64).unwrap());
    check_macho(&Image::read_for(&path, Target::MACOS_X86_64).unwrap());
    let error = Image::read_for(&path, Target::LINUX_X86_64).unwrap_err().to_string();
    assert!(error.contains("x86-64 and aarch64, Mach-O (macOS)"), "{error}");

    let path = file("universal-cut.dylib", &both[..both.len() - 1]);
    let error = Image::read_for(&path, Target::MACOS_AARCH64).unwrap_err();
    assert!(matches!(error.problem, ImageProblem::Truncated { .. }), "{error}");
}

#[test]
fn a_damaged_mach_o_library_is_read_or_refused() {
    let whole = macho_library(ARM64);
    for cut in 1..whole.len() {
        let path = file("cut.dylib", &whole[..cut]);
        Image::read_for(&path, Target::MACOS_AARCH64).unwrap_err();
    }
    for at in 0..whole.len() {
        for new in [0x00, 0xff, whole[at] ^ 0x01, whole[at] ^ 0x80] {
            let mut bytes = whole.clone();
            bytes[at] = new;
            // Whatever it is, it does not panic.
            let _ = Image::read_for(file("damaged.dylib", &bytes), Target::MACOS_AARCH64);
        }
    }
}
