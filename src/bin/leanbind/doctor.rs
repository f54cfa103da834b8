//! `leanbind doctor`: which Lean is used and why, and what is missing.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use leanbind::Runtime;
use leanbind::kernel::{Kernel, SearchPath};
use leanbind::runtime::embedded::{self, SetupError};
use leanbind::runtime::locate::{Candidate, LocateError, LocateOptions, Outcome, locate};
use leanbind::runtime::version::SUPPORTED;
use leanbind::runtime::{ShimHeader, shim_header};
use leanbind::server::{LeanServer, ProbeCheck, ServerError};

use crate::failure::Failure;
use crate::open::explicit;

pub fn run(lean: Option<&Path>) -> Result<(), Failure> {
    let mut report = Report { out: io::stdout(), missing: Vec::new() };
    let options = lean.map_or_else(LocateOptions::default, explicit);

    report.title("Which Lean")?;
    report.candidates(&options)?;
    report.title("The runtime")?;
    let works = report.runtime(&options)?;
    report.title("The elaborator and the kernel")?;
    let works = report.probe(works, &options)? && works;
    report.title("Modules to import")?;
    report.modules(&options)?;
    report.title("The embedded runtime")?;
    report.embedded_runtime()?;
    report.title("Tools")?;
    report.tools()?;
    report.title("What is missing")?;
    report.what_is_missing()?;
    if works { Ok(()) } else { Err(Failure::Shown) }
}

struct Report {
    out: io::Stdout,
    /// What is missing, each with its remedy.
    missing: Vec<String>,
}

impl Report {
    fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "{title}")
    }

    fn line(&mut self, name: &str, text: impl std::fmt::Display) -> io::Result<()> {
        writeln!(self.out, "    {name:<13} {text}")
    }

    fn candidates(&mut self, options: &LocateOptions) -> io::Result<()> {
        let considered = match locate(options) {
            Ok(installation) => installation.considered,
            Err(LocateError::NotFound { considered }) => considered,
            Err(error) => return self.line("none", error),
        };
        considered.iter().try_for_each(|candidate| self.candidate(candidate))
    }

    fn candidate(&mut self, candidate: &Candidate) -> io::Result<()> {
        let mark = if matches!(candidate.outcome, Outcome::Chosen(_)) { "->" } else { "  " };
        writeln!(self.out, " {mark} {candidate}")
    }

    /// Starts the runtime and reports on it. Returns whether it started.
    fn runtime(&mut self, options: &LocateOptions) -> io::Result<bool> {
        let header = shim_header();
        let started = Runtime::start_with(options);
        match &started {
            Ok(runtime) => {
                self.line("libleanshared", runtime.installation().libleanshared.display())?;
                self.line("version", format!("Lean {}, as the running runtime says", runtime.version()))?;
            }
            Err(error) => {
                // The candidates were shown above.
                let reason = match error.to_string().split_once(" Considered:") {
                    Some((reason, _)) => reason.trim_end_matches(['.', ';']).to_owned(),
                    None => error.to_string(),
                };
                self.line("not started", &reason)?;
                self.missing.push(format!(
                    "a Lean {SUPPORTED}: `leanbind setup` installs the embedded one, elan installs a toolchain, \
                     LEAN_SYSROOT or --lean names one that is there"
                ));
            }
        }
        self.line("lean.h", header_text(&header))?;
        if let Ok(runtime) = &started {
            let version = runtime.version();
            if (version.major, version.minor) != (header.version.major, header.version.minor) {
                self.missing.push(format!(
                    "a leanbind that was compiled with the lean.h of Lean {version}: build it again with LEAN_SYSROOT set"
                ));
            }
        }
        Ok(started.is_ok())
    }

    /// Probes the elaborator and the kernel, if this version is known. Returns false if a check failed.
    fn probe(&mut self, started: bool, options: &LocateOptions) -> io::Result<bool> {
        if !started {
            self.line("not tried", "no Lean is running")?;
            return Ok(true);
        }
        // The runtime runs already: this returns it.
        let checks = match Runtime::start_with(options).map_err(ServerError::from).and_then(LeanServer::probe) {
            Ok(checks) => checks,
            Err(error) => {
                self.missing
                    .push(format!("a Lean whose elaborator is known, for `LeanServer` and the kernel: {error}"));
                self.line("not tried", error)?;
                return Ok(true);
            }
        };
        self.line("symbols", format!("{} of libleanshared, all found", Kernel::symbols().count()))?;
        for ProbeCheck { name, result, .. } in &checks {
            let outcome = result.as_ref().map_or_else(|why| format!("failed: {why}"), |()| "as expected".to_owned());
            writeln!(self.out, "    {name}: {outcome}")?;
        }
        let failed = checks.iter().any(|check| check.result.is_err());
        if failed {
            self.missing.push("an unmodified Lean: this one's elaborator fails the check above".to_owned());
        }
        Ok(!failed)
    }

    /// Shows where modules are searched for from the working folder, and whether Lean's own library is there.
    fn modules(&mut self, options: &LocateOptions) -> io::Result<()> {
        let Ok(runtime) = Runtime::start_with(options) else { return self.line("not searched", "no Lean is running") };
        let search_path = SearchPath::discover(runtime, &env::current_dir()?);
        for folder in search_path.folders() {
            self.line("searched in", folder.display())?;
        }
        let init = search_path.folders().iter().map(|folder| folder.join("Init.olean")).find(|file| file.is_file());
        if let Some(init) = init {
            return self.line("Init", init.display());
        }
        self.missing.push(format!(
            "Lean's own library, for text that does not begin with `prelude`: the embedded runtime has no .olean files. elan \
             installs a toolchain of Lean {SUPPORTED}, and LEAN_PATH names folders with .olean files"
        ));
        self.line("Init", "not found")
    }

    fn embedded_runtime(&mut self) -> io::Result<()> {
        let Some(cache) = embedded::cache_folder() else {
            return self.line("state", SetupError::NoCacheFolder);
        };
        self.line("cache", cache.display())?;
        match embedded::verify(&cache) {
            Ok(found) => self.line("state", format!("Lean {}, complete, every file matches its hash", found.version)),
            Err(error) => {
                if let SetupError::Broken { .. } = error {
                    self.missing.push("an intact embedded runtime: `leanbind setup` repairs it".to_owned());
                }
                self.line("state", error)
            }
        }
    }

    fn tools(&mut self) -> io::Result<()> {
        match embedded::find_python(None) {
            Ok(python) => self.line("python", format!("{}, with pip", python.display()))?,
            Err(error) => {
                self.line("python", error)?;
                self.missing
                    .push("Python with pip, which `leanbind setup` needs: install it, or set LEANBIND_PYTHON".into());
            }
        }
        let chosen = env::var("CC").ok().filter(|value| !value.trim().is_empty());
        let compiler = chosen.unwrap_or_else(|| "cc".to_owned());
        match first_line(&compiler) {
            Ok(version) => self.line("C compiler", format!("{compiler}: {version}")),
            Err(reason) => {
                self.missing
                    .push("a C compiler, which building leanbind and the tour need: install one, or set CC".into());
                self.line("C compiler", format!("{compiler}: {reason}"))
            }
        }
    }

    fn what_is_missing(&mut self) -> io::Result<()> {
        if self.missing.is_empty() {
            return writeln!(self.out, "    nothing");
        }
        self.missing.iter().try_for_each(|missing| writeln!(self.out, "  - {missing}"))
    }
}

fn header_text(header: &ShimHeader) -> String {
    let whose = match header.origin {
        "leanbind" => "leanbind's own".to_owned(),
        origin => format!("found by {origin}"),
    };
    format!("of Lean {}, {whose}: what leanbind was compiled with", header.version)
}

/// The first line that `command --version` prints.
fn first_line(command: &str) -> Result<String, String> {
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default();
    let output = Command::new(program).args(words).arg("--version").stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(output.status.to_string());
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned())
}
