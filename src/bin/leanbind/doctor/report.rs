//! [`Report`]: what `leanbind doctor` found, as text for people and as JSON.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// The sections of the report, and what is missing.
#[derive(Serialize)]
pub struct Report {
    /// Whether Lean starts and passes the checks.
    pub works: bool,
    /// The version of leanbind.
    leanbind: &'static str,
    sections: Vec<Section>,
    /// What is missing, each with its remedy.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Section {
    /// The name for programs.
    name: &'static str,
    /// The title for people.
    title: &'static str,
    lines: Vec<Line>,
}

/// A line of the report.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Line {
    /// Something that was found, or that was not.
    Finding { name: &'static str, text: String },
    /// An installation that was considered.
    Candidate { name: String, path: Option<PathBuf>, version: Option<String>, chosen: bool, text: String },
    /// A check of the elaborator or the kernel.
    Check { name: &'static str, passed: bool, text: String },
}

impl Report {
    pub fn new() -> Report {
        Report { works: false, leanbind: env!("CARGO_PKG_VERSION"), sections: Vec::new(), missing: Vec::new() }
    }

    /// Begins a section, whose lines `examine` adds.
    pub fn section<T>(&mut self, name: &'static str, title: &'static str, examine: impl FnOnce(&mut Report) -> T) -> T {
        self.sections.push(Section { name, title, lines: Vec::new() });
        examine(self)
    }

    /// Adds a line to the section that was begun last.
    pub fn push(&mut self, line: Line) {
        self.sections.last_mut().expect("a section has been begun").lines.push(line);
    }

    /// Adds a finding to the section that was begun last.
    pub fn line(&mut self, name: &'static str, text: impl fmt::Display) {
        self.push(Line::Finding { name, text: text.to_string() });
    }

    /// Adds something that is missing, with its remedy.
    pub fn missing(&mut self, what: impl Into<String>) {
        self.missing.push(what.into());
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Section { title, lines, .. } in &self.sections {
            writeln!(f, "{title}")?;
            lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        }
        writeln!(f, "What is missing")?;
        match self.missing.as_slice() {
            [] => writeln!(f, "    nothing"),
            missing => missing.iter().try_for_each(|missing| writeln!(f, "  - {missing}")),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Finding { name, text } => write!(f, "    {name:<13} {text}"),
            Line::Candidate { chosen, text, .. } => write!(f, " {} {text}", if *chosen { "->" } else { "  " }),
            Line::Check { name, text, .. } => write!(f, "    {name}: {text}"),
        }
    }
}
