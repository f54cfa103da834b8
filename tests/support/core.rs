//! The core of `tests/lean`, compiled to `.olean` files; see `tests/README.md`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use leanbind::Runtime;
use sha2::{Digest, Sha256};

use super::native_lean::{build_folder, compile_olean, native_lean};

/// In the order of their imports.
const MODULES: [&str; 4] = ["Core/Logic", "Core/Nat", "Core/Tactic", "Core"];

/// The folder with the `.olean` files of `tests/lean`, to be searched for modules. Any number of processes may make it at
/// once.
pub fn core_oleans(runtime: &Runtime) -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lean");
    let folder = build_folder().join("core-oleans");
    fs::create_dir_all(folder.join("Core")).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    fs4::FileExt::lock(&lock).unwrap();

    let mut digest = Sha256::new();
    digest.update(runtime.installation().libleanshared.to_string_lossy().as_bytes());
    let source = |module: &str| sources.join(module).with_extension("lean");
    MODULES.iter().for_each(|module| digest.update(fs::read(source(module)).unwrap()));
    let (stamp, digest) = (folder.join("sources.sha256"), format!("{:x?}", digest.finalize()));
    if fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == digest) {
        return folder;
    }
    let lean = native_lean(runtime.installation());
    let _ = fs::remove_file(&stamp);
    for module in MODULES {
        compile_olean(&lean, &source(module), &folder.join(module).with_extension("olean"), &folder);
    }
    fs::write(&stamp, digest).unwrap();
    folder
}
