//! What every test needs: a running Lean, attached, and the libraries to test with.

#![allow(dead_code)]

pub mod block_on;
pub mod closures;
#[cfg(feature = "kernel")]
mod core;
mod fixture;
#[cfg(feature = "kernel")]
pub mod kernel;
pub mod memory;
pub mod native_lean;
#[cfg(feature = "server")]
pub mod session;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

#[cfg(feature = "kernel")]
use leanbind::kernel::{SearchPath, Trusted};
use leanbind::registry::{Boxed, FuncInfo, TypeRepr};
use leanbind::runtime::embedded::{self, EmbeddedRuntime};
use leanbind::{Function, LeanLibrary, LeanName, Runtime, ThreadGuard};

/// How often to repeat, or how deep to go: `full`, or a hundredth where `LEANBIND_TEST_SIZE=small` asks for it, as
/// `.ci/valgrind` does.
pub fn size(full: usize) -> usize {
    match std::env::var("LEANBIND_TEST_SIZE").as_deref() {
        Ok("small") => full.div_ceil(100),
        Ok(other) => panic!("LEANBIND_TEST_SIZE={other}: expected `small`, or no such variable"),
        Err(_) => full,
    }
}

/// The running Lean, and this thread's right to use it.
pub fn lean() -> (&'static Runtime, ThreadGuard) {
    #[cfg(feature = "embedded")]
    let runtime = Runtime::start_or_install(|p| eprintln!("{p}"));
    #[cfg(not(feature = "embedded"))]
    let runtime = Runtime::start();
    let runtime = runtime.expect("a Lean runtime");
    (runtime, runtime.attach())
}

/// The embedded runtime's files, also where a toolchain's runtime is used.
pub fn embedded() -> EmbeddedRuntime {
    #[cfg(feature = "embedded")]
    let runtime = embedded::install(&embedded::InstallOptions::default(), &mut |p| eprintln!("{p}"));
    #[cfg(not(feature = "embedded"))]
    let runtime = embedded::check(&embedded::cache_folder().expect("a cache folder"));
    runtime.expect("the embedded runtime")
}

/// A library built by Lake that nobody here wrote.
pub fn libleanelpi() -> PathBuf {
    embedded().libleanelpi
}

/// The file of the fixture, `tests/fixture`: the one that `LEANBIND_TEST_FIXTURE` names, which Lake may have built, else
/// compiled from its checked-in C where that has not been done.
pub fn fixture_path() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| match std::env::var_os("LEANBIND_TEST_FIXTURE") {
        Some(path) => path.into(),
        None => fixture::build().expect("the fixture"),
    })
    .clone()
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

/// What a library that is written by hand says of itself: the name to open it by, and the texts of its registry.
pub struct Registry<'a> {
    pub name: &'a str,
    pub funcs: &'a str,
    pub types: &'a str,
}

/// Opens a library that is made of `code`, which comes after `lean/lean.h`, and of the C files `generated`, once for each
/// registry. `initialize` is C for what the initializer returns.
pub fn libraries<const N: usize>(
    folder: &Path,
    code: &str,
    generated: &[PathBuf],
    initialize: &str,
    registries: [Registry<'_>; N],
) -> [LeanLibrary; N] {
    let (lean, _guard) = lean();
    let (source, library) = (folder.join("code.c"), folder.join(format!("lib{}.so", registries[0].name)));
    let mut code = format!("#include <lean/lean.h>\n{code}\n");
    for Registry { name, funcs, types } in &registries {
        for (part, json) in [("funcs", funcs), ("types", types)] {
            // A Rust string of ASCII characters is written as in C.
            assert!(json.is_ascii());
            code += "LEAN_EXPORT lean_object* ";
            code += &format!("{name}_{part}_json(lean_object* u) {{ return lean_mk_string({json:?}); }}\n");
        }
        code += &format!("LEAN_EXPORT lean_object* initialize_{name}(uint8_t builtin) {{ return {initialize}; }}\n");
    }
    std::fs::write(&source, code).unwrap();
    let sources: Vec<&Path> = std::iter::once(source.as_path()).chain(generated.iter().map(PathBuf::as_path)).collect();
    compile(&sources, &library);
    registries.map(|registry| lean.library(&library, registry.name).unwrap())
}

/// The search path of our core for tests, `tests/lean`, whose modules are compiled where that has not been done.
#[cfg(feature = "kernel")]
pub fn core() -> SearchPath {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let (lean, _guard) = lean();
    SearchPath::new([Trusted::path(FOLDER.get_or_init(|| core::core_oleans(lean)))])
}

/// The search path of Lean's own library, where the tests run on a toolchain: the embedded runtime has no `.olean` files.
#[cfg(feature = "kernel")]
pub fn init() -> Option<SearchPath> {
    let (lean, _guard) = lean();
    let folder = lean.installation().sysroot.as_ref()?.join("lib/lean");
    folder.join("Init.olean").is_file().then(|| SearchPath::new([Trusted::path(folder)]))
}

/// A function of Lean itself, called through its boxed twin where it has one.
pub fn lean_function(declaration: &str, params: &[TypeRepr], returns: TypeRepr) -> Function {
    let (lean, _guard) = lean();
    let name: LeanName = declaration.parse().unwrap();
    let symbol = format!("l_{}", name.mangle());
    // What C implements has the symbol of the C function.
    let export_name = match declaration {
        "Lean.Expr.dbgToString" => "lean_expr_dbg_to_string",
        "Lean.Expr.mkAppData" => "lean_expr_mk_app_data",
        "Lean.Expr.mkData" => "lean_expr_mk_data",
        "Lean.Level.mkData" => "lean_level_mk_data",
        "String.hash" => "lean_string_hash",
        "mixHash" => "lean_uint64_mix_hash",
        // `lean_expr_data` is not exported, its twin is.
        "Lean.Expr.data" => "l_Lean_Expr_data___boxed",
        _ => &symbol,
    };
    let boxed = match declaration {
        "Lean.Expr.data" => Boxed::Symbol(export_name.to_owned()),
        _ => Boxed::Unknown,
    };
    let info = FuncInfo {
        decl_name: declaration.to_owned(),
        export_name: export_name.to_owned(),
        boxed,
        params: params.to_vec(),
        return_type: returns,
        ..FuncInfo::default()
    };
    // SAFETY: the types are those of the declaration in Lean's sources.
    unsafe { lean.core_library().unwrap().declare(info) }.unwrap()
}
