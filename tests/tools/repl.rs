//! `leanbind repl`, spoken with as clients of the Lean REPL do.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{Value as Json, json};

use crate::dialogue::{self, Dialogue};
use crate::support;
use crate::temp_dir::TempDir;

/// The program, with our core to import from.
fn repl() -> Command {
    let core = support::core();
    let mut command = Command::new(env!("CARGO_BIN_EXE_leanbind"));
    command.arg("repl").arg("--search-path").arg(&core.folders()[0]);
    command
}

/// Runs the program on a whole input.
fn run(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // The program may write before it has read everything.
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    })
}

/// What the program answers to an input: texts that blank lines end.
fn answers(input: &[u8]) -> Vec<String> {
    dialogue::answers(&output(repl(), input))
}

/// What the program writes until it ends well.
fn output(command: Command, input: &[u8]) -> String {
    let output = run(command, input);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

fn parsed(answers: &[String]) -> Vec<Json> {
    answers.iter().map(|answer| serde_json::from_str(answer).unwrap()).collect()
}

#[test]
fn every_dialogue_of_the_folder_is_answered_as_it_says() {
    let core = support::core().folders()[0].to_string_lossy().into_owned();
    let mut requests = 0;
    let mut wrong = Vec::new();
    for path in Dialogue::paths() {
        let dialogue = Dialogue::read(&path);
        requests += dialogue.requests();
        wrong.extend(dialogue.play(|arguments, folder, input| {
            let mut command = repl();
            command.args(arguments).current_dir(folder);
            output(command, input).replace(&core, "$CORE")
        }));
    }
    assert!(
        wrong.is_empty(),
        "{}\nLEANBIND_ACCEPT=1 writes the answers into the files: read them then",
        wrong.join("\n")
    );
    assert!(requests >= 60, "only {requests} requests");
}

#[test]
fn an_answer_has_the_repls_order_of_keys_and_line_breaks() {
    let said = answers(b"{\"cmd\": \"prelude\\nimport Core\\n#check Nat\"}\n\n");
    let expected = "{\"messages\":\n [{\"severity\": \"info\",\n   \"pos\": {\"line\": 3, \"column\": 0},\n   \
                    \"endPos\": {\"line\": 3, \"column\": 6},\n   \"data\": \"Nat : Type\"}],\n \"env\": 0}";
    assert_eq!(said, [expected]);
}

#[test]
fn a_request_ends_at_a_blank_line_or_at_the_end() {
    let two = [json!({"env": 0}), json!({"env": 1})];
    for input in [
        "{\"cmd\": \"prelude\"}\n\n{\"cmd\": \"prelude\"}\n\n",
        // LeanInteract's framing.
        "{\"cmd\": \"prelude\"}\n\n\n\n{\"cmd\": \"prelude\"}\n\n\n\n",
        "\r\n{\"cmd\": \"prelude\"}\r\n  \t\r\n{\"cmd\":\r\n \"prelude\"}\r\n",
        "{\"cmd\": \"prelude\"}\n\n{\"cmd\": \"prelude\"}",
    ] {
        assert_eq!(parsed(&answers(input.as_bytes())), two, "{input:?}");
    }
    assert_eq!(answers(b""), [""; 0]);
    assert_eq!(answers(b"\n\n"), [""; 0]);
}

#[test]
fn what_is_no_text_is_an_error_and_the_loop_goes_on() {
    let said = parsed(&answers(b"{\"cmd\": \"\xff\"}\n\n{\"cmd\": \"prelude\"}\n\n"));
    assert!(said[0]["message"].as_str().unwrap().starts_with("Could not parse JSON:\n"), "{said:?}");
    assert_eq!(said[1], json!({"env": 0}));
    let deep = format!("{}\n\n{{\"cmd\": \"prelude\"}}\n\n", "[".repeat(100_000));
    let said = parsed(&answers(deep.as_bytes()));
    assert!(said[0]["message"].as_str().unwrap().contains("recursion limit exceeded"), "{said:?}");
    assert_eq!(said[1], json!({"env": 0}));
}

#[test]
fn an_answer_comes_before_the_next_request() {
    let mut child = repl().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(stdout));
    for env in 0..3 {
        stdin.write_all(b"{\"cmd\": \"prelude\"}\n\n").unwrap();
        assert_eq!(lines.next().unwrap().unwrap(), format!("{{\"env\": {env}}}"));
        assert_eq!(lines.next().unwrap().unwrap(), "");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let refusals: [(&[&str], &str); 3] = [
        (&["--deadline", "soon"], "expected a number of seconds"),
        (&["--deadline=-1"], "negative"),
        (&["--project", "."], "cannot be used with"),
    ];
    for (arguments, why) in refusals {
        let mut command = repl();
        command.args(arguments);
        let output = run(command, b"");
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_flag_that_is_refused_is_called_by_its_name() {
    for (flag, value, expected) in [("--stack-size", "1", "16 MiB"), ("--project", "/nowhere", "a folder")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leanbind"));
        command.args(["repl", flag, value]);
        let refused = run(command, b"");
        let error = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{error}");
        assert!(error.starts_with(&format!("error: {flag}: expected")) && error.contains(expected), "{error}");
    }
}

#[test]
fn a_byte_order_mark_is_skipped_before_the_first_request_and_in_files() {
    let folder = TempDir::new();
    let file = folder.path().join("Marked.lean");
    std::fs::write(&file, "\u{feff}prelude\nimport Core\n#check Nat").unwrap();
    let request = format!("\u{feff}{}\n\n", json!({"path": file}));
    let answers = parsed(&answers(request.as_bytes()));
    let messages = answers[0]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 1, "{answers:?}");
    assert_eq!(messages[0]["data"], "Nat : Type");
    assert_eq!(messages[0]["pos"], json!({"line": 3, "column": 0}));
}

#[test]
fn the_help_says_who_is_trusted() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leanbind"));
    command.args(["repl", "--help"]);
    let help = output(command, b"");
    assert!(help.contains("Whoever writes the requests is trusted"), "{help}");
}
