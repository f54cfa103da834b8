//! The `lean` of the runtime that the tests run on: the toolchain's, or one that is made of the embedded runtime.
//!
//! `libleanshared` has the whole compiler (`lean_main`), so that three lines of C make the program. Without the `.olean`
//! files of `Init` it compiles `prelude` files only.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use leanbind::runtime::locate::Installation;

const PROGRAM: &str =
    "int lean_main(int, char **);\nint main(int count, char **words) {\n  return lean_main(count, words);\n}\n";

/// Where tests and examples build; cargo tells examples no folder.
pub fn build_folder() -> PathBuf {
    let of_examples = || std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    option_env!("CARGO_TARGET_TMPDIR").map_or_else(|| root.join(of_examples()).join("tmp"), PathBuf::from)
}

/// The program. Any number of processes may make it at once.
pub fn native_lean(installation: &Installation) -> PathBuf {
    if let Some(lean) = installation.sysroot.as_ref().map(|sysroot| sysroot.join("bin/lean")) {
        if lean.is_file() {
            return lean;
        }
    }
    let sysroot = build_folder().join("native-lean");
    let libraries = sysroot.join("lib/lean");
    let lean = sysroot.join("bin/lean");
    fs::create_dir_all(&libraries).unwrap();
    fs::create_dir_all(sysroot.join("bin")).unwrap();
    let lock = File::create(sysroot.join("lock")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    // Lean finds its parts beside its own folder, whatever it is linked to.
    let folder = installation.libleanshared.parent().unwrap();
    for part in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let link = libraries.join(part.file_name().unwrap());
        if part.extension().is_some_and(|end| end == "so" || end == "dylib")
            && fs::read_link(&link).ok().as_ref() != Some(&part)
        {
            let _ = fs::remove_file(&link);
            let _ = fs::remove_file(&lean);
            std::os::unix::fs::symlink(&part, &link).unwrap();
        }
    }
    if !lean.is_file() {
        let (source, unfinished) = (sysroot.join("main.c"), sysroot.join("bin/lean.unfinished"));
        fs::write(&source, PROGRAM).unwrap();
        let mut compiler = Command::new("cc");
        compiler.arg(&source).arg("-o").arg(&unfinished).arg("-L").arg(&libraries).arg("-lleanshared");
        compiler.arg(format!("-Wl,-rpath,{}", libraries.display()));
        if cfg!(target_os = "linux") {
            compiler.arg("-Wl,--allow-shlib-undefined");
        }
        let made = compiler.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fs::rename(&unfinished, &lean).unwrap();
    }
    lean
}

/// Compiles a Lean file to an `.olean` file, with the modules in `search_path` to import.
pub fn compile_olean(lean: &Path, source: &Path, olean: &Path, search_path: &Path) {
    let unfinished = olean.with_extension(format!("olean-{}", std::process::id()));
    let mut command = Command::new(lean);
    command.arg(source).arg("-o").arg(&unfinished).env("LEAN_PATH", search_path);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.is_empty(), "{}:\n{text}", source.display());
    fs::rename(&unfinished, olean).unwrap();
}
