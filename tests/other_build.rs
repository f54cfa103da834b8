//! Builds of Lean that say that they are the one that is known, and are another: the real one, with a change in its file.

mod support;
mod temp_dir;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use temp_dir::TempDir;

/// The runtime in a folder of its own, with `new` in the place of `old` in the first `size` bytes of `libleanshared`.
fn changed(size: usize, old: &[u8], new: &[u8]) -> TempDir {
    assert_eq!(old.len(), new.len());
    let folder = TempDir::new();
    let file = support::embedded().libleanshared;
    let parts = fs::read_dir(file.parent().unwrap()).unwrap().map(|part| part.unwrap().path());
    for part in parts.filter(|part| part.extension().is_some_and(|end| end == "so" || end == "dylib")) {
        let copy = folder.path().join(part.file_name().unwrap());
        if part != file {
            fs::copy(&part, copy).unwrap();
            continue;
        }
        let mut bytes = fs::read(&part).unwrap();
        let places: Vec<usize> = (0..size).filter(|&at| bytes[at] == old[0] && bytes[at..].starts_with(old)).collect();
        assert!(!places.is_empty());
        places.iter().for_each(|&at| bytes[at..][..new.len()].copy_from_slice(new));
        fs::write(copy, bytes).unwrap();
    }
    folder
}

/// What the program says of this Lean.
fn leanbind(command: &str, lean: &Path) -> (Output, String) {
    let mut leanbind = Command::new(env!("CARGO_BIN_EXE_leanbind"));
    let output = leanbind.arg(command).arg("--lean").arg(lean).stdin(Stdio::null()).output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    (output, String::from_utf8(said).unwrap())
}

#[test]
fn a_build_that_lacks_a_symbol_is_refused_by_its_name() {
    // What the dynamic linker looks names up in is in the first part of the file.
    let symbol = b"\0l_Lean_Elab_Command_elabCommandTopLevel\0";
    let lean = changed(32 << 20, symbol, b"\0l_Lean_Elab_Command_elabCommandTipLevel\0");
    let library = fs::canonicalize(lean.path()).unwrap();
    let why = format!(
        "{}/libleanshared.so has no symbol l_Lean_Elab_Command_elabCommandTopLevel, which Lean 4.35.0 has: it is another \
         build; `leanbind doctor` shows which Lean is found",
        library.display()
    );
    let (output, said) = leanbind("repl", lean.path());
    assert!(!output.status.success());
    assert_eq!(said.trim_end(), format!("error: {why}"));
    let (_, said) = leanbind("doctor", lean.path());
    assert!(said.contains(&format!("The elaborator and the kernel\n    not tried     {why}\n")), "{said}");
    assert!(said.contains("- a Lean whose elaborator is known, for `LeanServer` and the kernel: "), "{said}");
}

#[test]
fn a_build_that_does_something_else_is_refused_by_what_it_does() {
    // A text of Lean's: how many bytes it has with its end, for how many there is room, how many characters it has.
    let text = |text: &str| {
        let bytes = text.len() + 1;
        let header = [bytes, bytes, text.chars().count()].map(usize::to_le_bytes);
        [header.as_flattened(), text.as_bytes(), b"\0"].concat()
    };
    let lean = changed(64 << 20, &text("⊢ "), &text("⊣ "));
    let check = "a goal and an information tree";
    let why = r#"the goal: expected ["p : Prop\nh : p\n⊢ p"], got ["p : Prop\nh : p\n⊣ p"]"#;
    let (output, said) = leanbind("repl", lean.path());
    assert!(!output.status.success());
    assert_eq!(
        said.trim_end(),
        format!(
            "error: this Lean says that it is one whose elaborator is known, but it failed the check `{check}`: {why}; \
             `leanbind doctor` shows all checks and which Lean is used"
        )
    );
    let (output, said) = leanbind("doctor", lean.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("    a state built upon: as expected\n"), "{said}");
    assert!(said.contains(&format!("    {check}: failed: {why}\n")), "{said}");
    assert!(said.contains("- an unmodified Lean: this one's elaborator fails the check above"), "{said}");
}
