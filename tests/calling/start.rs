//! Starting the runtime: once, and only the one that is asked for.

use std::fs;
use std::io::Read;
use std::path::Path;

use leanbind::Runtime;
use leanbind::runtime::StartError;
use leanbind::runtime::locate::LocateOptions;

use crate::support;

fn explicit(path: &Path) -> LocateOptions {
    LocateOptions { explicit: Some(path.to_owned()), ..LocateOptions::default() }
}

#[test]
fn the_runtime_is_started_once() {
    let (lean, _guard) = support::lean();
    assert!(std::ptr::eq(lean, Runtime::start().unwrap()));
    assert!(std::ptr::eq(lean, Runtime::running().unwrap()));
    assert!(std::ptr::eq(lean, Runtime::start_with(&explicit(&lean.installation().libleanshared)).unwrap()));
}

#[test]
fn it_states_its_version_and_where_it_is_from() {
    let (lean, _guard) = support::lean();
    assert_eq!((lean.version().major, lean.version().minor), (4, 35));
    assert!(lean.installation().libleanshared.is_file());
    assert!(!lean.installation().considered.is_empty());
}

#[test]
fn another_runtime_is_refused() {
    let (lean, _guard) = support::lean();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("other");
    fs::create_dir_all(&folder).unwrap();
    let running = &lean.installation().libleanshared;
    let other = folder.join(running.file_name().unwrap());
    let _ = fs::remove_file(&other);
    fs::hard_link(running, &other).or_else(|_| fs::copy(running, &other).map(drop)).unwrap();
    let error = Runtime::start_with(&explicit(&other)).unwrap_err();
    assert!(matches!(error, StartError::OtherRuntime { .. }), "{error}");
    assert!(error.to_string().contains(other.to_str().unwrap()), "{error}");
}

#[test]
fn a_path_without_lean_is_an_error_that_names_it() {
    let error = Runtime::start_with(&explicit(Path::new("/no/lean/here"))).unwrap_err();
    assert!(matches!(error, StartError::Locate(_)), "{error}");
    assert!(error.to_string().contains("/no/lean/here"), "{error}");
}

#[test]
fn a_runtime_that_was_cut_short_is_an_error_that_names_it() {
    let (lean, _guard) = support::lean();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cut");
    fs::create_dir_all(&folder).unwrap();
    let running = &lean.installation().libleanshared;
    let cut = folder.join(running.file_name().unwrap());
    let mut start = Vec::new();
    fs::File::open(running).unwrap().take(100_000).read_to_end(&mut start).unwrap();
    fs::write(&cut, start).unwrap();
    let error = Runtime::start_with(&explicit(&cut)).unwrap_err();
    assert!(matches!(error, StartError::Load(_)), "{error}");
    assert!(error.to_string().contains(cut.to_str().unwrap()), "{error}");
    assert!(error.to_string().contains("it was cut short"), "{error}");
}
