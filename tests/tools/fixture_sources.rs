//! The checked-in C of each Lean package is what its Lean sources make: their digests stand beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Every file that the C depends on.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != ".lake" && name != "generated" {
            sources(&path, found);
        } else if name.ends_with(".lean") || name == "lakefile.toml" || name == "lean-toolchain" {
            found.push(path);
        }
    }
}

/// Whether the digests beside the C are those of the files that it was made from.
fn check(package: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("lean"), &mut files);
    sources(&root.join(package), &mut files);
    let current: BTreeMap<String, String> = files
        .iter()
        .map(|file| {
            let digest = Sha256::digest(fs::read(file).unwrap());
            let name = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            (name, digest.iter().map(|byte| format!("{byte:02x}")).collect())
        })
        .collect();
    let recorded = fs::read_to_string(root.join(package).join("generated/SOURCES.sha256")).unwrap();
    let recorded: BTreeMap<String, String> = recorded
        .lines()
        .map(|line| line.split_once("  ").expect("a line of sha256sum"))
        .map(|(digest, name)| (name.to_owned(), digest.to_owned()))
        .collect();
    assert!(current.len() > 10);
    assert_eq!(current, recorded, "run `python3 tools/regenerate.py {package}`");
}

#[test]
fn the_generated_c_is_not_stale() {
    check("tests/fixture");
    check("examples/geometry");
}
