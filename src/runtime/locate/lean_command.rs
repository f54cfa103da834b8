//! The `lean` on PATH, asked for its sysroot.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The program `lean`.
pub(super) struct LeanCommand {
    pub path: PathBuf,
}

impl LeanCommand {
    /// The first `lean` in the folders of `path`.
    pub(super) fn on_path(path: &OsStr) -> Option<LeanCommand> {
        std::env::split_paths(path)
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(|folder| folder.join(format!("lean{EXE_SUFFIX}")))
            .find(|file| is_executable(file))
            .and_then(|file| std::path::absolute(file).ok())
            .map(|path| LeanCommand { path })
    }

    /// Whether this is elan's proxy, which may download a toolchain before it runs Lean. If so, elan is in the same
    /// folder.
    pub(super) fn is_elan_proxy(&self) -> bool {
        self.path.with_file_name(format!("elan{EXE_SUFFIX}")).is_file()
    }

    /// The output of `lean --print-prefix`, run in the folder `dir`.
    pub(super) fn print_prefix(&self, dir: &Path, timeout: Duration) -> Result<PathBuf, String> {
        let mut child = Command::new(&self.path)
            .arg("--print-prefix")
            .current_dir(dir)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("it cannot be run in {}: {e}", dir.display()))?;
        // Read on other threads, because a child of lean may keep the pipes open after lean was killed.
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let status = wait(&mut child, timeout)?;
        let output = |pipe: mpsc::Receiver<Vec<u8>>| {
            let bytes = pipe.recv_timeout(Duration::from_secs(1)).ok();
            String::from_utf8_lossy(&bytes.unwrap_or_default()).trim().to_owned()
        };
        if !status.success() {
            let stderr = output(stderr);
            let said = stderr.lines().last().unwrap_or("nothing");
            return Err(format!("`lean --print-prefix` failed ({status}) and said: {said}"));
        }
        match output(stdout) {
            prefix if prefix.is_empty() => Err("`lean --print-prefix` printed nothing".into()),
            prefix => Ok(prefix.into()),
        }
    }
}

/// Waits for `child` to end, and kills it if it takes longer than `timeout`.
fn wait(child: &mut Child, timeout: Duration) -> Result<ExitStatus, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if start.elapsed() < timeout => thread::sleep(Duration::from_millis(5)),
            outcome => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(match outcome {
                    Err(e) => format!("its end cannot be awaited: {e}"),
                    Ok(_) => format!(
                        "`lean --print-prefix` did not end within {} s and was killed (if it is elan's, \
                         it may have been downloading)",
                        timeout.as_secs_f32()
                    ),
                });
            }
        }
    }
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // After an error, the bytes read so far are shown.
            let _ = pipe.read_to_end(&mut bytes);
        }
        // The receiver is gone if lean was killed.
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}
