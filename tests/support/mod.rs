//! What every test needs: a running Lean, attached, and the libraries to test with.

#![allow(dead_code)]

mod core;
#[path = "../../src/bin/leanbind/fixture.rs"]
mod fixture;
mod native_lean;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use leanbind::kernel::SearchPath;
use leanbind::library::mangle::LeanName;
use leanbind::registry::{FuncInfo, TypeRepr};
use leanbind::runtime::embedded::{self, EmbeddedRuntime, InstallOptions};
use leanbind::{Function, LeanLibrary, Runtime, ThreadGuard};

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

/// The search path of our core for tests, `tests/lean`, whose modules are compiled where that has not been done.
pub fn core() -> SearchPath {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let (lean, _guard) = lean();
    SearchPath::new([FOLDER.get_or_init(|| core::core_oleans(lean))])
}

/// The search path of Lean's own library, where the tests run on a toolchain: the embedded runtime has no `.olean` files.
pub fn init() -> Option<SearchPath> {
    let (lean, _guard) = lean();
    let folder = lean.installation().sysroot.as_ref()?.join("lib/lean");
    folder.join("Init.olean").is_file().then(|| SearchPath::new([folder]))
}

/// A function of Lean itself, called through its boxed twin where it has one.
pub fn lean_function(declaration: &str, params: &[TypeRepr], returns: TypeRepr) -> Function {
    let (lean, _guard) = lean();
    let name: LeanName = declaration.parse().unwrap();
    let export = match declaration {
        "Lean.Expr.dbgToString" => "lean_expr_dbg_to_string".to_owned(),
        _ => format!("l_{}", name.mangle()),
    };
    let info = FuncInfo {
        decl_name: declaration.to_owned(),
        export_name: export,
        params: params.to_vec(),
        return_type: returns,
        ..FuncInfo::default()
    };
    // SAFETY: the types are those of the declaration in Lean's sources.
    unsafe { lean.core_library().unwrap().declare(info) }.unwrap()
}
