//! `leanbind doctor`: which Lean is used and why, and what is missing.

mod report;

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use leanbind::Runtime;
use leanbind::kernel::{Kernel, SearchPath};
use leanbind::runtime::embedded::{self, SetupError};
use leanbind::runtime::locate::{LocateError, LocateOptions, Outcome, locate};
use leanbind::runtime::version::SUPPORTED;
use leanbind::runtime::{ShimHeader, shim_header};
use leanbind::server::{LeanServer, ProbeCheck};

use crate::failure::Failure;
use crate::open::explicit;
use report::{Line, Report};

#[derive(clap::Args)]
pub struct DoctorOptions {
    /// Print the report as one JSON document
    #[arg(long)]
    json: bool,
}

pub fn run(lean: Option<&Path>, options: &DoctorOptions) -> Result<(), Failure> {
    let report = examine(&lean.map_or_else(LocateOptions::default, explicit));
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        write!(out, "{report}")?;
    }
    if report.works { Ok(()) } else { Err(Failure::Shown) }
}

fn examine(options: &LocateOptions) -> Report {
    let mut report = Report::new();
    report.section("lean", "Which Lean", |report| candidates(report, options));
    let started = report.section("runtime", "The runtime", |report| runtime(report, options));
    let probed = report.section("elaborator", "The elaborator and the kernel", |report| probe(report, started));
    report.section("modules", "Modules to import", |report| modules(report, started));
    report.section("embedded", "The embedded runtime", embedded_runtime);
    report.section("tools", "Tools", tools);
    report.works = started.is_some() && probed;
    report
}

fn candidates(report: &mut Report, options: &LocateOptions) {
    let considered = match locate(options) {
        Ok(installation) => installation.considered,
        Err(LocateError::NotFound { considered }) => considered,
        Err(error) => return report.line("none", error),
    };
    for candidate in &considered {
        report.push(Line::Candidate {
            name: candidate.origin.to_string(),
            path: candidate.path.clone(),
            version: candidate.version.as_ref().map(ToString::to_string),
            chosen: matches!(candidate.outcome, Outcome::Chosen(_)),
            text: candidate.to_string(),
        });
    }
}

/// Starts the runtime, and returns it if it started.
fn runtime(report: &mut Report, options: &LocateOptions) -> Option<&'static Runtime> {
    let header = shim_header();
    let started = Runtime::start_with(options);
    match &started {
        Ok(runtime) => {
            report.line("libleanshared", runtime.installation().libleanshared.display());
            report.line("version", format!("Lean {}, as the running runtime says", runtime.version()));
        }
        Err(error) => {
            // The candidates were shown above.
            let reason = match error.to_string().split_once(" Considered:") {
                Some((reason, _)) => reason.trim_end_matches(['.', ';']).to_owned(),
                None => error.to_string(),
            };
            report.line("not started", &reason);
            report.missing(format!(
                "a Lean {SUPPORTED}: `leanbind setup` installs the embedded one, elan installs a toolchain, \
                 LEAN_SYSROOT or --lean names one that is there"
            ));
        }
    }
    report.line("lean.h", header_text(&header));
    if let Ok(runtime) = &started {
        let version = runtime.version();
        if (version.major, version.minor) != (header.version.major, header.version.minor) {
            report.missing(format!(
                "a leanbind that was compiled with the lean.h of Lean {version}: build it again with LEAN_SYSROOT set"
            ));
        }
    }
    started.ok()
}

/// Probes the elaborator and the kernel, if this version is known. Returns false if a check failed.
fn probe(report: &mut Report, started: Option<&'static Runtime>) -> bool {
    let Some(runtime) = started else {
        report.line("not tried", "no Lean is running");
        return true;
    };
    let checks = match LeanServer::probe(runtime) {
        Ok(checks) => checks,
        Err(error) => {
            report.missing(format!("a Lean whose elaborator is known, for `LeanServer` and the kernel: {error}"));
            report.line("not tried", error);
            return true;
        }
    };
    report.line("symbols", format!("{} of libleanshared, all found", Kernel::symbols().count()));
    for ProbeCheck { name, result, .. } in &checks {
        let outcome = result.as_ref().map_or_else(|why| format!("failed: {why}"), |()| "as expected".to_owned());
        report.push(Line::Check { name, passed: result.is_ok(), text: outcome });
    }
    let failed = checks.iter().any(|check| check.result.is_err());
    if failed {
        report.missing("an unmodified Lean: this one's elaborator fails the check above");
    }
    !failed
}

/// Shows where modules are searched for from the working folder, and whether Lean's own library is there.
fn modules(report: &mut Report, started: Option<&'static Runtime>) {
    let Some(runtime) = started else { return report.line("not searched", "no Lean is running") };
    let folder = match env::current_dir() {
        Ok(folder) => folder,
        Err(error) => return report.line("not searched", format!("the working folder is gone: {error}")),
    };
    let search_path = SearchPath::discover(runtime, &folder);
    for folder in search_path.folders() {
        report.line("searched in", folder.display());
    }
    let init = search_path.folders().iter().map(|folder| folder.join("Init.olean")).find(|file| file.is_file());
    if let Some(init) = init {
        return report.line("Init", init.display());
    }
    report.missing(format!(
        "Lean's own library, for text that does not begin with `prelude`: the embedded runtime has no .olean files. elan \
         installs a toolchain of Lean {SUPPORTED}, and LEAN_PATH names folders with .olean files"
    ));
    report.line("Init", "not found");
}

fn embedded_runtime(report: &mut Report) {
    let Some(cache) = embedded::cache_folder() else {
        return report.line("state", SetupError::NoCacheFolder);
    };
    report.line("cache", cache.display());
    match embedded::verify(&cache) {
        Ok(found) => report.line("state", format!("Lean {}, complete, every file matches its hash", found.version)),
        Err(error) => {
            if let SetupError::Broken { .. } = error {
                report.missing("an intact embedded runtime: `leanbind setup` repairs it");
            }
            report.line("state", error);
        }
    }
}

fn tools(report: &mut Report) {
    match embedded::find_python(None) {
        Ok(python) => report.line("python", format!("{}, with pip", python.display())),
        Err(error) => {
            report.line("python", error);
            report.missing("Python with pip, which `leanbind setup` needs: install it, or set LEANBIND_PYTHON");
        }
    }
    let chosen = env::var("CC").ok().filter(|value| !value.trim().is_empty());
    let compiler = chosen.unwrap_or_else(|| "cc".to_owned());
    match first_line(&compiler) {
        Ok(version) => report.line("C compiler", format!("{compiler}: {version}")),
        Err(reason) => {
            report.missing("a C compiler, which building leanbind and the tour need: install one, or set CC");
            report.line("C compiler", format!("{compiler}: {reason}"));
        }
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
