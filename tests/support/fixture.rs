//! The fixture library, compiled from its checked-in C. The tour, `examples/tour`, includes this file too.

use std::env;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs::{self, File};
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sha2::{Digest, Sha256};

/// Compiles `tests/fixture/generated` to `target/fixture/libLeanbindFixture.so` unless that is there and of the same
/// sources, headers and command. Any number of processes may do so at once.
///
/// # Errors
/// What went wrong, with what the compiler said.
pub fn build() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = root.join("tests/fixture/generated");
    if !generated.is_dir() {
        return Err(format!(
            "there is no {}: the fixture is built in a checkout of leanbind only",
            generated.display()
        ));
    }
    let folder = target_folder(root)?.join("fixture");
    fs::create_dir_all(&folder).map_err(failed("create", &folder))?;
    let library = folder.join(format!("{DLL_PREFIX}LeanbindFixture{DLL_SUFFIX}"));
    let stamp = folder.join("sources.sha256");

    let sources = files(&generated, "c")?;
    let headers = files(&include_folder(), "h")?;
    let digest = digest(root, sources.iter().chain(&headers))?;

    let lock = folder.join("lock");
    let lock_file =
        File::options().create(true).truncate(false).write(true).open(&lock).map_err(failed("open", &lock))?;
    fs4::FileExt::lock(&lock_file).map_err(failed("lock", &lock))?;
    if library.is_file() && fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == digest) {
        return Ok(library);
    }
    let unfinished = folder.join(format!("unfinished-{}{DLL_SUFFIX}", process::id()));
    let compiled = compile(&sources, &unfinished);
    if compiled.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    compiled?;
    // Without a stamp the library counts as stale: whenever this process ends, the two never disagree.
    if stamp.exists() {
        fs::remove_file(&stamp).map_err(failed("remove", &stamp))?;
    }
    fs::rename(&unfinished, &library).map_err(failed("put into place", &library))?;
    fs::write(&stamp, digest).map_err(failed("write", &stamp))?;
    Ok(library)
}

/// Where cargo builds.
fn target_folder(root: &Path) -> Result<PathBuf, String> {
    match env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
        Some(folder) => std::path::absolute(&folder).map_err(failed("resolve", Path::new(&folder))),
        None => Ok(root.join("target")),
    }
}

/// The `lean.h` that Lean's C includes: ours, which is there without a toolchain.
fn include_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("c_shim/include")
}

/// The compiler, `CC` or `cc`, and its first arguments.
fn compiler() -> Vec<String> {
    let chosen = env::var("CC").unwrap_or_default();
    let mut words: Vec<String> = chosen.split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        words.push("cc".to_owned());
    }
    words.extend(["-O2", "-fPIC", "-shared"].map(str::to_owned));
    if cfg!(target_os = "macos") {
        // The runtime's functions are found when the library is opened.
        words.extend(["-undefined", "dynamic_lookup"].map(str::to_owned));
    }
    words
}

/// Compiles C as Lean generates it, or as a test has it, to a shared library. Several files are compiled at the same time.
///
/// # Errors
/// The command, and what the compiler said.
pub fn compile(sources: &[PathBuf], library: &Path) -> Result<(), String> {
    if let [source] = sources {
        return run_compiler(|command| command.arg("-I").arg(include_folder()).arg("-o").arg(library).arg(source));
    }
    let folder = library.with_extension(format!("objects-{}", process::id()));
    fs::create_dir_all(&folder).map_err(failed("create", &folder))?;
    let objects: Vec<PathBuf> = (0..sources.len()).map(|i| folder.join(format!("{i}.o"))).collect();
    let next = AtomicUsize::new(0);
    let compile_some = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some((source, object)) = sources.get(i).zip(objects.get(i)) else { return Ok(()) };
            run_compiler(|command| {
                command.arg("-I").arg(include_folder()).arg("-c").arg("-o").arg(object).arg(source)
            })?;
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let compiled: Result<(), String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(compile_some)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics"))
    });
    let linked = compiled.and_then(|()| run_compiler(|command| command.arg("-o").arg(library).args(&objects)));
    let _ = fs::remove_dir_all(&folder);
    linked
}

/// Runs the compiler with its first arguments and those that `add` adds.
fn run_compiler(add: impl FnOnce(&mut Command) -> &mut Command) -> Result<(), String> {
    let compiler = compiler();
    let mut command = Command::new(&compiler[0]);
    add(command.args(&compiler[1..]));
    let output = command
        .output()
        .map_err(|error| format!("cannot run the C compiler {}: {error}; install one, or set CC", compiler[0]))?;
    if output.status.success() {
        return Ok(());
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    Err(format!("the C compiler failed ({}): {command:?}\n{}", output.status, messages.trim_end()))
}

/// All files below `folder` with this extension, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed("read", folder))? {
        let path = entry.map_err(failed("read", folder))?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One hash of everything that the library is made from.
fn digest<'a>(root: &Path, inputs: impl Iterator<Item = &'a PathBuf>) -> Result<String, String> {
    let mut hash = Sha256::new();
    hash.update(compiler().join(" "));
    for path in inputs {
        let contents = fs::read(path).map_err(failed("read", path))?;
        let name = path.strip_prefix(root).unwrap_or(path);
        hash.update(format!("\n{} {}\n", name.display(), contents.len()));
        hash.update(contents);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// For `map_err`: the failed file operation `action` on `path`.
fn failed<'a>(action: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> String + 'a {
    move |error| format!("cannot {action} {}: {error}", path.display())
}
