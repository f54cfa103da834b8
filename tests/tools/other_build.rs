//! Builds of Lean that say that they are the one that is known, and are another: the real one, with a change in its file.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::{Value, json};

use crate::support;
use crate::temp_dir::TempDir;

/// The runtime in a folder of its own, with a change in `libleanshared`.
fn copied(change: impl Fn(&mut [u8])) -> TempDir {
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
        change(&mut bytes);
        fs::write(copy, bytes).unwrap();
    }
    folder
}

/// As `copied`, with `new` in the place of `old` in the first `size` bytes.
fn changed(size: usize, old: &[u8], new: &[u8]) -> TempDir {
    assert_eq!(old.len(), new.len());
    copied(|bytes| {
        let places: Vec<usize> = (0..size).filter(|&at| bytes[at] == old[0] && bytes[at..].starts_with(old)).collect();
        assert!(!places.is_empty());
        places.iter().for_each(|&at| bytes[at..][..new.len()].copy_from_slice(new));
    })
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

#[test]
fn a_build_that_was_replaced_while_it_runs_writes_no_pickles() {
    let lean = copied(|_| {});
    let pickle = lean.path().join("state.pickle");
    let mut leanbind = Command::new(env!("CARGO_BIN_EXE_leanbind"));
    leanbind.arg("repl").arg("--lean").arg(lean.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut repl = leanbind.spawn().unwrap();
    let (mut input, mut output) = (repl.stdin.take().unwrap(), BufReader::new(repl.stdout.take().unwrap()));
    let mut answer = |request: Value| -> Value {
        write!(input, "{request}\n\n").unwrap();
        let lines = (&mut output).lines().map(Result::unwrap).take_while(|line| !line.is_empty());
        serde_json::from_str(&lines.collect::<String>()).unwrap()
    };
    assert_eq!(answer(json!({"cmd": "prelude"})), json!({"env": 0}));
    let library = lean.path().join("libleanshared.so");
    File::options().write(true).open(&library).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    let refused = answer(json!({"env": 0, "pickleTo": pickle}));
    let why = format!("{} is not what is in use, it was changed since", library.display());
    assert!(refused["message"].as_str().unwrap().contains(&why), "{refused}");
    assert!(!pickle.exists());
    drop(input);
    assert!(repl.wait().unwrap().success());
}
