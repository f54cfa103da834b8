//! What every test needs: a running Lean, attached, and the libraries to test with.

#![allow(dead_code)]

use std::path::PathBuf;

use leanbind::runtime::embedded::{self, EmbeddedRuntime, InstallOptions};
use leanbind::{Runtime, ThreadGuard};

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

pub fn fixture_path() -> PathBuf {
    PathBuf::from("/tmp/fx/libLeanbindFixture.so")
}

pub fn fixture() -> leanbind::LeanLibrary {
    let (lean, _guard) = lean();
    lean.library(fixture_path(), "LeanbindFixture").expect("the fixture")
}

pub fn compile(sources: &[&std::path::Path], library: &std::path::Path) {
    assert!(
        std::process::Command::new("cc")
            .args(["-O2", "-shared", "-fPIC", "-I", concat!(env!("CARGO_MANIFEST_DIR"), "/c_shim/include"), "-o"])
            .arg(library)
            .args(sources)
            .status()
            .unwrap()
            .success()
    );
}
