//! Our C headers (`c_shim/include/lean`) against the real runtime: what they declare is exported, what they define does
//! what Lean's own does, and C that Lean generates compiles with them and runs.
//!
//! A program of its own: it loads and initialises the runtime itself, without the crate.

mod support;

use std::collections::BTreeSet;
use std::ffi::{CStr, c_char, c_ulong, c_void};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW, Symbol};

type Object = *mut c_void;

/// The runtime, opened so that the libraries compiled here find its functions.
fn runtime() -> &'static Library {
    static RUNTIME: OnceLock<Library> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let path = support::embedded().libleanshared;
        // SAFETY: libleanshared's initialisers need nothing of ours; it stays open; the function takes no argument.
        unsafe {
            let library = Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL).unwrap();
            let initialize: Symbol<unsafe extern "C" fn()> = library.get(b"lean_initialize_runtime_module\0").unwrap();
            initialize();
            library
        }
    })
}

/// The system's C compiler, set up as generated C needs it.
fn compiler() -> Command {
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(compiler);
    command.args(["-std=gnu11", "-I"]).arg(root().join("c_shim/include"));
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn output_of(command: &mut Command) -> Vec<u8> {
    let output = command.output().expect("a C compiler runs");
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Compiles `tests/header/<name>.c` and opens the result. Warnings of the header are errors.
fn library(name: &str) -> Library {
    runtime();
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.so"));
    let mut command = compiler();
    command.args(["-O1", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror", "-Wno-unused"]);
    if cfg!(target_os = "macos") {
        command.args(["-undefined", "dynamic_lookup"]);
    }
    command.arg(root().join(format!("tests/header/{name}.c"))).arg("-o").arg(&file);
    output_of(&mut command);
    // SAFETY: the library has no initialisers.
    unsafe { Library::open(Some(file), RTLD_NOW) }.unwrap()
}

/// Calls one of the C checks; it prints what fails.
fn check(library_name: &str, function: &CStr) {
    let library = library(library_name);
    let mut done: c_ulong = 0;
    // SAFETY: the checks have this type.
    let failed = unsafe {
        let check: Symbol<unsafe extern "C" fn(*mut c_ulong) -> c_ulong> =
            library.get(function.to_bytes_with_nul()).unwrap();
        check(&mut done)
    };
    assert!(done > 100, "only {done} checks");
    assert_eq!(failed, 0, "of {done} checks; they are printed above");
}

#[test]
fn arithmetic_is_that_of_lean() {
    check("arithmetic", c"check_arithmetic");
}

#[test]
fn objects_behave_as_in_lean() {
    check("objects", c"check_objects");
}

#[test]
fn every_declared_function_is_exported() {
    let source = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("declarations.c");
    std::fs::write(&source, "#include <lean/lean.h>\n").unwrap();
    let text = output_of(compiler().args(["-E", "-P", "-DNDEBUG"]).arg(&source));
    let text = String::from_utf8(text).unwrap();
    let declared = declared_functions(&text);
    assert!(declared.len() > 200, "only {} declarations found", declared.len());
    let missing: Vec<_> = declared
        .iter()
        // SAFETY: only the address is asked for.
        .filter(|name| unsafe { runtime().get::<*mut c_void>(name.as_bytes()) }.is_err())
        .collect();
    assert!(missing.is_empty(), "declared, but not exported by libleanshared: {missing:?}");
}

/// The `lean_` functions that a preprocessed header declares and does not define.
fn declared_functions(text: &str) -> BTreeSet<&str> {
    let mut functions = BTreeSet::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ';' => {}
            _ => continue,
        }
        let statement = &text[start..at];
        start = at + 1;
        if character != ';' || depth > 0 || statement.contains("typedef") {
            continue;
        }
        let name = statement.find("lean_").and_then(|_| {
            let head = statement.split_once('(')?.0;
            let head =
                if head.ends_with("__attribute__") { statement.split_once("))")?.1.split_once('(')?.0 } else { head };
            head.split(|c: char| !c.is_alphanumeric() && c != '_').next_back()
        });
        functions.extend(name.filter(|name| name.starts_with("lean_")));
    }
    functions
}

/// `tests/header/Generated.c` was written by the compiler of Lean 4.35.0.
#[test]
fn generated_code_compiles_and_runs() {
    // Lean code is never unloaded: it keeps objects of its own.
    let library = ManuallyDrop::new(library("Generated"));
    let get = |name: &[u8]| {
        // SAFETY: the symbols are functions or data, used below at the types that the generated C declares.
        unsafe { library.get::<*mut c_void>(name) }.unwrap().into_raw()
    };
    // SAFETY: the types are those of Generated.c; each argument is owned by the callee, each result released or a scalar.
    unsafe {
        // `lean_dec_ref` of an object with one reference.
        let release: Symbol<unsafe extern "C" fn(Object)> = runtime().get(b"lean_dec_ref_cold\0").unwrap();
        let initialize: unsafe extern "C" fn(u8) -> Object = std::mem::transmute(get(b"initialize_Generated\0"));
        let result = initialize(1);
        assert_eq!(result.cast::<u8>().add(7).read(), 0, "initialize_Generated failed");
        release(result);

        let closures: unsafe extern "C" fn(Object) -> Object = std::mem::transmute(get(b"generated_closures\0"));
        assert_eq!(closures(boxed(30)), boxed(42));

        let greeting: unsafe extern "C" fn(Object) -> Object = std::mem::transmute(get(b"generated_greeting\0"));
        let make_string: Symbol<unsafe extern "C" fn(*const c_char) -> Object> =
            runtime().get(b"lean_mk_string\0").unwrap();
        let text = greeting(make_string(c"World".as_ptr()));
        let bytes = CStr::from_ptr(text.cast::<c_char>().add(32));
        assert_eq!(bytes.to_str(), Ok("hello, World ∀ 🦀"));
        release(text);

        // leaf = box(0); mirror(node a 1 b) = node b 8 a, and 10^30 + 5 + 2 is a big number.
        let tree: unsafe extern "C" fn(Object, Object) -> Object = std::mem::transmute(get(b"generated_tree\0"));
        let root = tree(boxed(2), boxed(0));
        let fields = root.cast::<Object>().add(1);
        assert_eq!(fields.read(), boxed(0));
        let value = fields.add(1).read();
        assert_eq!(value.cast::<u8>().add(7).read(), 250, "a GMP integer");
        let limbs = value.cast::<*const u64>().add(2).read();
        let number = u128::from(limbs.read()) | u128::from(limbs.add(1).read()) << 64;
        assert_eq!(number, 10u128.pow(30) + 7);
        let equal: Symbol<unsafe extern "C" fn(Object, Object) -> bool> = runtime().get(b"lean_nat_big_eq\0").unwrap();
        assert!(equal(value, value));
        release(root);

        // Static data: 1 :: 2 :: 3 :: [].
        let mut list = get(b"generated_list\0").cast::<Object>().read();
        for expected in 1..=3 {
            assert_eq!(list.cast::<u32>().read(), 0, "immortal");
            assert_eq!(list.cast::<Object>().add(1).read(), boxed(expected));
            list = list.cast::<Object>().add(2).read();
        }
        assert_eq!(list, boxed(0));
    }
}

/// `lean_box`.
fn boxed(n: usize) -> Object {
    std::ptr::without_provenance_mut(n << 1 | 1)
}
