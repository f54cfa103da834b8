//! Opening libraries: what is wrong with a file, a module or a registry is an error that names the remedy, before any
//! code of the library runs.

use std::fs;
use std::path::{Path, PathBuf};

use leanbind::{LibraryOptions, Value};

use crate::support;

/// The error of opening `path` with the registry `name`.
fn refusal(path: impl AsRef<Path>, name: &str) -> String {
    let (lean, _guard) = support::lean();
    match lean.library(path.as_ref(), name) {
        Err(error) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("library");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn a_missing_file_is_an_error() {
    assert!(refusal("no/such/lib.so", "Lib").contains("no/such/lib.so: there is no such file"));
}

#[test]
fn a_file_that_is_no_library_is_an_error() {
    let text = scratch("text.so");
    fs::write(&text, "not a library").unwrap();
    assert!(refusal(&text, "Lib").contains("not a shared library"));
    assert!(refusal(scratch("text.so").parent().unwrap(), "Lib").contains("this is a directory"));
}

#[test]
fn a_library_that_is_not_leans_is_an_error() {
    let source = scratch("plain.c");
    fs::write(&source, "int answer(void) { return 42; }").unwrap();
    let library = scratch("libplain.so");
    support::compile(&[source.as_path()], &library);
    assert!(refusal(&library, "plain").contains("is not a Lean library"));
}

#[test]
fn a_truncated_library_is_an_error() {
    let whole = fs::read(support::fixture_path()).unwrap();
    let cut = scratch("libcut.so");
    for parts in 0..16 {
        fs::write(&cut, &whole[..whole.len() * parts / 16]).unwrap();
        let message = refusal(&cut, "LeanbindFixture");
        assert!(message.contains("cut short") || message.contains("is empty"), "{message}");
    }
}

#[test]
fn a_library_without_a_registry_is_an_error() {
    let message = refusal(support::libleanelpi(), "Elpi.Ffi");
    assert!(message.contains(r#"has no registry "Elpi.Ffi""#), "{message}");
    assert!(message.contains("it has no registry at all"), "{message}");
}

#[test]
fn a_wrong_registry_name_is_an_error_with_the_right_one() {
    let message = refusal(support::fixture_path(), "LeanbindFixtures");
    assert!(message.contains(r#"has no registry "LeanbindFixtures""#), "{message}");
    assert!(message.contains(r#"it has "LeanbindFixture""#), "{message}");
}

#[test]
fn a_wrong_module_is_an_error_with_the_right_one() {
    let (lean, _guard) = support::lean();
    let options = LibraryOptions::new(support::fixture_path(), "LeanbindFixture").module("LeanbindFixtur");
    let message = options.open(lean).unwrap_err().to_string();
    assert!(message.contains("no initializer for module `LeanbindFixtur`"), "{message}");
    assert!(message.contains("LeanbindFixture"), "{message}");
}

#[test]
fn a_module_without_the_registry_is_an_error_and_does_no_harm() {
    let (lean, _guard) = support::lean();
    // A file of its own: the fixture may have been initialised by another test of this process.
    let library = scratch("libother.so");
    fs::copy(support::fixture_path(), &library).unwrap();
    let options = LibraryOptions::new(&library, "LeanbindFixture");
    let message = options.clone().module("LeanbindFixture.Calls").open(lean).unwrap_err().to_string();
    assert!(message.contains("module `LeanbindFixture.Calls` was initialised, and the registry"), "{message}");
    assert!(message.contains(r#"`#export_python_registry "LeanbindFixture"`"#), "{message}");
    assert_eq!(options.open(lean).unwrap().call("py_version", ()).unwrap(), Value::from("1.0.0"));
}

#[test]
fn a_library_that_lacks_the_code_of_another_package_is_an_error_with_a_remedy() {
    let (lean, _guard) = support::lean();
    // Without `stubs.c`, as Lake links it where nothing more is asked for.
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/generated/LeanbindFixture.Calls.c");
    let library = scratch("libunlinked.so");
    support::compile(&[source.as_path()], &library);
    let options = LibraryOptions::new(&library, "LeanbindFixture").module("LeanbindFixture.Calls").without_registry();
    let message = options.open(lean).unwrap_err().to_string();
    assert!(message.contains("initialize_LeanPy_LeanPy"), "{message}");
    assert!(message.contains(r#"`moreLinkObjs = ["LeanPy/LeanPy:static"]`"#), "{message}");
}

#[test]
fn a_library_is_opened_once() {
    let (lean, _guard) = support::lean();
    let first = lean.library(support::fixture_path(), "LeanbindFixture").unwrap();
    let again = lean.library(support::fixture_path(), "LeanbindFixture").unwrap();
    assert_eq!(first.path(), again.path());
    assert!(std::ptr::eq(first.registry(), again.registry()));
}

#[test]
fn an_unknown_function_is_an_error_with_suggestions() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let message = lib.call("py_incremnt", (1,)).unwrap_err().to_string();
    assert!(message.contains("no function `py_incremnt`; did you mean `py_increment`"), "{message}");
}

#[test]
fn functions_go_by_export_name_and_by_declaration_name() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let declaration = lib.function("py_increment").unwrap().info().decl_name.clone();
    assert_eq!(lib.call("py_increment", (1u64,)).unwrap(), lib.call(&declaration, (1u64,)).unwrap());
}

#[test]
fn the_runtime_is_a_library_too() {
    let (lean, _guard) = support::lean();
    let core = lean.core_library().unwrap();
    assert!(core.registry().funcs().is_empty());
    assert!(core.path().file_name().unwrap().to_str().unwrap().starts_with("libleanshared"));
}

#[test]
fn functions_and_types_keep_their_doc_strings() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let of_func = |name| lib.registry().find_func(name).unwrap().doc.as_deref().map(str::trim);
    // Each in a module of its own, none in that of the registry.
    assert_eq!(of_func("py_swap"), Some("The pair the other way round."));
    assert_eq!(of_func("py_next_day"), Some("The day after."));
    assert_eq!(of_func("py_tagged_fields"), Some("The fields in the order of their declaration."));
    assert_eq!(of_func("py_id_nat"), None);
    let shape = lib.registry().find_type("Shape").unwrap();
    assert_eq!(shape.doc.as_deref().map(str::trim), Some("A shape with integer measures."));
}
