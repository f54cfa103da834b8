//! Dialogues with `leanbind repl`, as the files in `tests/dialogues` hold them.
//!
//! | a line | is |
//! |---|---|
//! | `# ...` | for the reader |
//! | `$ leanbind repl ...` | a new process, with these arguments |
//! | `> ...` | sent; a request is one such line or several |
//! | any other | of the answer to the request above it, as JSON |
//!
//! The processes of a file share a working folder, which has the `.lean` files of `tests/dialogues` in it. `$CORE` is the
//! folder of the core that they import.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::temp_dir::TempDir;

const COMMAND: &str = "$ leanbind repl";

pub struct Dialogue {
    path: PathBuf,
    processes: Vec<Process>,
}

#[derive(Default)]
struct Process {
    /// What stands before the process, for the reader.
    comments: String,
    arguments: Vec<String>,
    exchanges: Vec<Exchange>,
}

#[derive(Default)]
struct Exchange {
    comments: String,
    request: String,
    answer: String,
}

/// The texts in an output that blank lines end.
pub fn answers(output: &str) -> Vec<String> {
    assert!(output.is_empty() || output.ends_with("\n\n"), "{output:?}");
    output.split_terminator("\n\n").map(str::to_owned).collect()
}

impl Dialogue {
    /// The files, in order.
    pub fn paths() -> Vec<PathBuf> {
        let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
        paths.sort();
        paths
    }

    pub fn read(path: &Path) -> Self {
        let mut processes: Vec<Process> = Vec::new();
        let mut comments = String::new();
        let mut in_request = false;
        for line in fs::read_to_string(path).unwrap().lines() {
            let was_in_request = std::mem::replace(&mut in_request, line.starts_with("> "));
            if line.starts_with('#') {
                writeln!(comments, "{line}").unwrap();
            } else if let Some(arguments) = line.strip_prefix(COMMAND) {
                let arguments = arguments.split_whitespace().map(str::to_owned).collect();
                processes.push(Process { comments: std::mem::take(&mut comments), arguments, exchanges: Vec::new() });
            } else if !line.trim().is_empty() {
                let exchanges = &mut processes.last_mut().expect("a dialogue begins with a process").exchanges;
                match line.strip_prefix("> ") {
                    Some(line) => {
                        if !was_in_request {
                            exchanges.push(Exchange { comments: std::mem::take(&mut comments), ..Exchange::default() });
                        }
                        writeln!(exchanges.last_mut().unwrap().request, "{line}").unwrap();
                    }
                    None => {
                        writeln!(exchanges.last_mut().expect("an answer follows a request").answer, "{line}").unwrap()
                    }
                }
            }
        }
        Dialogue { path: path.to_owned(), processes }
    }

    /// How many requests it has.
    pub fn requests(&self) -> usize {
        self.processes.iter().map(|process| process.exchanges.len()).sum()
    }

    /// Sends the requests: `run` is given a process's arguments, its working folder and its input, and gives its output.
    /// Says what was answered otherwise than expected; where `LEANBIND_ACCEPT` is set, writes it into the file.
    pub fn play(mut self, run: impl Fn(&[String], &Path, &[u8]) -> String) -> Vec<String> {
        let working_folder = TempDir::new();
        for source in fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
            if source.extension().is_some_and(|end| end == "lean") {
                fs::copy(&source, working_folder.path().join(source.file_name().unwrap())).unwrap();
            }
        }
        let accept = std::env::var_os("LEANBIND_ACCEPT").is_some();
        let mut wrong = Vec::new();
        for process in &mut self.processes {
            let input: String = process.exchanges.iter().map(|exchange| format!("{}\n", exchange.request)).collect();
            let output = run(&process.arguments, working_folder.path(), input.as_bytes());
            let name = self.path.display();
            let mut answers = answers(&output).into_iter();
            for Exchange { request, answer: expected, .. } in &mut process.exchanges {
                // The REPL takes these for comments.
                let is_comment = request.starts_with('#') || request.starts_with("--");
                let answer = if is_comment { String::new() } else { answers.next().expect("an answer") };
                if accept {
                    *expected = answer + "\n";
                } else if json(&answer) != json(expected) {
                    wrong.push(format!("{name}: {request}answers\n{answer}\nin place of\n{expected}"));
                }
            }
            assert_eq!(answers.next(), None, "{name}: more answers than requests");
        }
        if accept {
            fs::write(&self.path, self.text()).unwrap();
        }
        wrong
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for Process { comments, arguments, exchanges } in &self.processes {
            let line: Vec<&str> = std::iter::once(COMMAND).chain(arguments.iter().map(String::as_str)).collect();
            write!(text, "{comments}{}\n\n", line.join(" ")).unwrap();
            for Exchange { comments, request, answer } in exchanges {
                let request: String = request.lines().map(|line| format!("> {line}\n")).collect();
                writeln!(text, "{comments}{request}{}", answer.trim_start_matches('\n')).unwrap();
            }
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }
}

/// The JSON in an answer; none in no answer.
fn json(text: &str) -> Option<Json> {
    let parsed = |text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (!text.trim().is_empty()).then(|| parsed(text))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues")
}
