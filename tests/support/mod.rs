//! What every test needs: a running Lean, attached, and the libraries to test with.

#![allow(dead_code)]

#[path = "../../src/bin/leanbind/fixture.rs"]
mod fixture;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use leanbind::runtime::embedded::{self, EmbeddedRuntime, InstallOptions};
use leanbind::{LeanLibrary, Runtime, ThreadGuard};

/// The running Lean, and this thread's right to use it.
pub fn lean() -> (&'static Runtime, ThreadGuard) {
    let runtime = Runtime::start_or_install(|p| eprintln!("{p}")).expect("a Lean runtime");
    (runtime, runtime.attach())
}

/// The embedded runtime's files, also where a toolchain's runtime is used.
pub fn embedded() -> EmbeddedRuntime {
    embedded::install(&InstallOptions::default(), &mut |p| eprintln!("{p}")).expect("the embedded runtime")
}

/// A library built by Lake that nobody here wrote.
pub fn libleanelpi() -> PathBuf {
    embedded().libleanelpi
}

/// The file of the fixture, `tests/fixture`, compiled from its checked-in C where that has not been done.
pub fn fixture_path() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| fixture::build().expect("the fixture")).clone()
}

/// The fixture, opened.
pub fn fixture() -> LeanLibrary {
    let (lean, _guard) = lean();
    lean.library(fixture_path(), "LeanbindFixture").expect("the fixture")
}

/// Compiles C that includes `lean/lean.h` to a shared library.
pub fn compile(sources: &[&Path], library: &Path) {
    let sources: Vec<PathBuf> = sources.iter().map(|source| (*source).to_owned()).collect();
    fixture::compile(&sources, library).expect("the C compiles");
}
