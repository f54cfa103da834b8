//! The response to a command: messages and their positions, headers, options.

use leanbind::server::protocol::{Command, FileCommand, Message, OptionValue, Position, Severity};
use leanbind::server::{LeanServer, ServerConfig, ServerError};
use serde_json::json;

use crate::support;
use crate::support::session::Session;
use crate::temp_dir::TempDir;

fn at(line: u64, column: u64) -> Position {
    Position { line, column }
}

/// The start and the end of a message, and its text.
fn place(message: &Message) -> (Position, Option<Position>, &str) {
    (message.pos, message.end_pos, &message.data)
}

#[test]
fn a_message_has_a_severity_a_position_and_a_text() {
    let session = Session::new();
    let messages = session.messages("#check True\n\n  #check Nope\ntheorem t : True := sorry");
    let [info, error, warning] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(info.severity, Severity::Info);
    assert_eq!(place(info), (at(1, 0), Some(at(1, 6)), "True : Prop"));
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(place(error), (at(3, 9), Some(at(3, 13)), "Unknown identifier `Nope`"));
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!(place(warning), (at(4, 8), Some(at(4, 9)), "declaration uses `sorry`"));
}

#[test]
fn traces_are_information() {
    let session = Session::new();
    let messages = session.messages("set_option trace.Elab.definition true in\ndef x := Nat");
    assert!(messages.iter().any(|message| message.data.starts_with("[Elab.definition]")), "{messages:?}");
    assert!(messages.iter().all(|message| message.severity == Severity::Info), "{messages:?}");
}

#[test]
fn a_syntax_error_is_a_message_and_the_rest_is_elaborated() {
    let session = Session::new();
    let messages = session.messages("#check )\n#check True");
    let [error, info] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(place(error), (at(1, 6), Some(at(1, 8)), "unexpected token ')'; expected term"));
    assert_eq!(info.data, "True : Prop");
    let messages = session.messages("theorem t : True := (");
    assert_eq!(place(&messages[0]).1, None);
    assert!(messages[0].data.starts_with("unexpected end of input"), "{messages:?}");
}

#[test]
fn a_thousand_messages_are_in_order() {
    let session = Session::new();
    let count = support::size(1_000);
    let text = format!("theorem t : True := by\n{}  exact trivial", "  trace_state\n".repeat(count));
    let messages = session.messages(&text);
    assert_eq!(messages.len(), count);
    for (message, line) in messages.iter().zip(2..) {
        assert_eq!(place(message), (at(line, 2), Some(at(line, 13)), "⊢ True"));
    }
}

#[test]
fn columns_are_code_points() {
    let session = Session::new();
    // 𝔸 has four bytes in UTF-8, two units in UTF-16, and is one code point.
    let messages = session.messages("-- αβγ\n/- αβ𝔸 -/ #check nope\n#check «𝔸»");
    let places: Vec<_> = messages.iter().map(place).collect();
    assert_eq!(places[0], (at(2, 17), Some(at(2, 21)), "Unknown identifier `nope`"));
    assert_eq!(places[1].0, at(3, 7));
    assert_eq!(places[1].1, Some(at(3, 10)));
}

#[test]
fn crlf_counts_as_one_character() {
    let session = Session::new();
    let messages = session.messages("#check True\r\n-- a comment\r\n\r\n#check Nope\r\n");
    let [info, error] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(place(info), (at(1, 0), Some(at(1, 6)), "True : Prop"));
    assert_eq!(place(error), (at(4, 7), Some(at(4, 11)), "Unknown identifier `Nope`"));
    let session = session.server.run(Command::new("prelude\r\nimport Core\r\n#check True\r\n")).unwrap();
    assert_eq!(place(&session.messages[0]), (at(3, 0), Some(at(3, 6)), "True : Prop"));
}

#[test]
fn nul_is_a_character_like_any_other() {
    let session = Session::new();
    let messages = session.messages("#check True \0\n#check Nope");
    let [info, error, after] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(info.data, "True : Prop");
    assert_eq!(place(error), (at(1, 12), None, "expected token"));
    assert_eq!(place(after), (at(2, 7), Some(at(2, 11)), "Unknown identifier `Nope`"));
    assert_eq!(session.messages("/- \0 -/ #check True")[0].data, "True : Prop");
}

#[test]
fn a_text_may_be_empty() {
    let session = Session::new();
    assert_eq!(session.messages(""), []);
    let without_header = session.server.run(Command::new("")).unwrap();
    // Without `prelude` a header imports `Init`, which our core does not have.
    assert!(without_header.messages[0].data.contains("unknown module prefix 'Init'"), "{without_header:?}");
}

#[test]
fn comments_belong_to_what_follows() {
    let session = Session::new();
    assert_eq!(session.texts(Command::new("-- one\n/- two -/\n#check True")), ["True : Prop"]);
    // The Lean REPL reports the same: with an environment, there is no header to which the comments could belong.
    let messages = session.messages("-- one\n/- two -/");
    assert_eq!(place(&messages[0]), (at(2, 9), None, "unexpected end of input"));
    assert_eq!(place(&session.messages(" \n")[0]), (at(2, 0), None, "unexpected end of input"));
    let as_file = session.server.run(Command::new("prelude\n-- one\n/- two -/")).unwrap();
    assert_eq!(as_file.messages, []);
}

#[test]
fn a_header_is_allowed_only_at_the_start_and_without_an_environment() {
    let session = Session::new();
    let messages = session.messages("prelude\nimport Core\n#check True");
    let texts: Vec<_> = messages.iter().map(place).collect();
    let import = "invalid 'import' command, it must be used in the beginning of the file";
    assert_eq!(
        texts,
        [(at(1, 0), Some(at(1, 7)), "unexpected identifier; expected command"), (at(2, 0), Some(at(2, 6)), import),]
    );
    // `import` ends the text, as `#exit` does.
    assert_eq!(session.texts(Command::new("#check True\nimport Core\n#check False")), ["True : Prop", import]);
    let exit = session.texts(Command::new("#check True\n#exit\n#check False"));
    assert_eq!(exit, ["True : Prop", "using 'exit' to interrupt Lean"]);
}

#[test]
fn scopes_are_part_of_the_environment() {
    let session = Session::new();
    let first = session.silent(Command::new("namespace A\nvariable (n : Nat)\nset_option pp.universes true"));
    let second = session.server.run(Command::new("theorem t : Eq n n := rfl\n#check t").in_env(first.env)).unwrap();
    assert_eq!(second.messages[0].data, "A.t (n : Nat) : Eq.{1} n n");
    let end = session.server.run(Command::new("end A\n#check A.t").in_env(second.env)).unwrap();
    assert_eq!(end.messages[0].data, "A.t (n : Nat) : Eq n n");
}

#[test]
fn a_command_waits_for_its_asynchronous_parts() {
    let session = Session::new();
    let wrong = "theorem t (p q : Prop) (h : p) : q := by exact h";
    let message = "Type mismatch\n  h\nhas type\n  p\nbut is expected to have type\n  q";
    assert_eq!(session.texts(Command::new(wrong)), [message]);
    let asynchronous = || Command::new(wrong).set_option("Elab.async", true);
    assert_eq!(session.texts(asynchronous()), [message]);
    let response = session.run(asynchronous().all_tactics());
    assert_eq!(response.tactics.len(), 1);
    let in_text = format!("set_option Elab.async true\n{wrong}\n#check Nope");
    assert_eq!(session.texts(Command::new(in_text)), [message, "Unknown identifier `Nope`"]);
}

#[test]
fn a_file_can_report_all_that_a_command_can() {
    let session = Session::new();
    let folder = TempDir::new();
    let file = folder.path().join("A.lean");
    std::fs::write(&file, "theorem t : True := by\n  skip\n  sorry").unwrap();
    let path = file.to_str().unwrap();
    let answer = session.json(json!({
        "path": path, "allTactics": true, "rootGoals": true, "infotree": "substantive",
        "setOptions": [["pp.universes", true]]
    }));
    assert_eq!(answer["messages"][0]["pos"], json!({"line": 1, "column": 8}));
    assert_eq!(answer["sorries"].as_array().unwrap().len(), 2);
    assert_eq!(answer["tactics"].as_array().unwrap().len(), 2);
    assert_eq!(answer["infotree"].as_array().unwrap().len(), 2);
    let of_the_file = FileCommand { env: Some(99), ..FileCommand::new(&file) };
    assert_eq!(session.server.run(of_the_file).unwrap_err().to_string(), "Unknown environment.");
    std::fs::write(&file, b"\xff").unwrap();
    let error = session.server.run(FileCommand::new(&file)).unwrap_err();
    assert!(matches!(error, ServerError::Lean(_)), "{error:?}");
}

const TERM: &str = "#check fun (n : Nat) => Eq n n";
const PLAIN: &str = "fun n => Eq n n : Nat → Prop";
const EXPLICIT: &str = "fun n => @Eq Nat n n : Nat → Prop";

#[test]
fn options_are_set_as_set_option_sets_them() {
    let session = Session::new();
    assert_eq!(session.texts(Command::new(TERM)), [PLAIN]);
    let response = session.run(Command::new(TERM).set_option("pp.explicit", true));
    assert_eq!(response.messages[0].data, EXPLICIT);
    // They stay set in the environment after the command, like those of a `set_option` in the text.
    let after = session.server.run(Command::new(TERM).in_env(response.env)).unwrap();
    assert_eq!(after.messages[0].data, EXPLICIT);
    assert_eq!(session.texts(Command::new(TERM)), [PLAIN]);
    // A `set_option` in the text wins.
    let again = Command::new(format!("set_option pp.explicit false\n{TERM}")).set_option("pp.explicit", true);
    assert_eq!(session.texts(again), [PLAIN]);
    // They are also set after a header.
    let header = Command::new(format!("prelude\nimport Core\n{TERM}")).set_option("pp.explicit", true);
    assert_eq!(session.server.run(header).unwrap().messages[0].data, EXPLICIT);
}

#[test]
fn a_server_sets_its_options_after_each_header() {
    let (lean, _guard) = support::lean();
    let config = ServerConfig::new().search_path(support::core()).set_option("pp.explicit", true);
    let server = LeanServer::start(lean, config.set_option("pp.nope", true)).unwrap();
    let texts = |command: Command| {
        let response = server.run(command).unwrap();
        (response.env, response.messages.into_iter().map(|message| message.data).collect::<Vec<_>>())
    };
    let (env, first) = texts(Command::new(format!("prelude\nimport Core\n{TERM}")));
    assert_eq!(first, ["Unknown option `pp.nope`", EXPLICIT]);
    assert_eq!(texts(Command::new(TERM).in_env(env)).1, [EXPLICIT]);
    // The options of a request are set after those of the server.
    assert_eq!(texts(Command::new(TERM).in_env(env).set_option("pp.explicit", false)).1, [PLAIN]);
}

#[test]
fn options_are_named_by_components_or_as_a_whole() {
    let session = Session::new();
    for name in [json!(["pp", "explicit"]), json!("pp.explicit"), json!("«pp».explicit")] {
        let answer = session.json(json!({"cmd": TERM, "setOptions": [[name, true]]}));
        assert_eq!(answer["messages"][0]["data"], EXPLICIT, "{name}");
    }
}

#[test]
fn options_have_values_of_three_types() {
    let session = Session::new();
    let deep = Command::new("#check fun (n : Nat) => Eq n n").set_option("maxRecDepth", 3);
    assert!(session.texts(deep)[0].starts_with("maximum recursion depth has been reached"));
    // Lean's error quotes the value of the wrong type.
    let of = |value: OptionValue| session.texts(Command::new("").set_option("pp.all", value)).concat();
    assert_eq!(of(true.into()), "");
    assert_eq!(of(false.into()), "");
    let mismatch = |value, ty| {
        format!(
            "set_option value type mismatch: The value\n  {value}\nhas type\n  {ty}\nbut the option `pp.all` expects a \
             value of type\n  Bool"
        )
    };
    assert_eq!(of(u64::MAX.into()), mismatch("18446744073709551615", "Nat"));
    assert_eq!(of("α\"β\\γ".into()), mismatch(r#""α\"β\\γ""#, "String"));
    assert_eq!(of("two\nlines".into()), mismatch(r#""two\nlines""#, "String"));
    assert_eq!(of("ends\r\nof two".into()), mismatch(r#""ends\x0d\nof two""#, "String"));
    let output = Command::new("#check True").set_option("trace.profiler.output", "a \"file\"");
    assert_eq!(session.texts(output), ["True : Prop"]);
}

#[test]
fn an_option_that_cannot_be_set_is_a_message_at_the_start() {
    let session = Session::new();
    let command = Command::new(format!("\n{TERM}")).set_option("pp.nope", true).set_option("pp.explicit", true);
    let messages = session.run(command).messages;
    let [error, info] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(place(error), (at(1, 0), None, "Unknown option `pp.nope`"));
    // The commands after it are elaborated anyway.
    assert_eq!(place(info), (at(2, 0), Some(at(2, 6)), EXPLICIT));
    let unknown = |name| session.texts(Command::new("").set_option(name, 1)).concat();
    // A keyword in the name is read as a part of the name.
    assert_eq!(unknown("end"), "Unknown option `end`");
    assert_eq!(unknown("a b\n#exit"), "Unknown option `«a b\n#exit»`");
    assert_eq!(unknown("a..b"), "Unknown option: `a..b` is not a Lean name: a component is empty");
    assert!(unknown("").starts_with("Unknown option: "));
    assert!(unknown("a»b").starts_with("Unknown option: "));
}

#[test]
fn an_option_value_of_another_type_is_a_bad_request() {
    let session = Session::new();
    for value in [json!(-1), json!(1.5), json!(null), json!({}), json!(["a"])] {
        let request = json!({"cmd": "", "setOptions": [["pp.all", value]]});
        let error = session.server.run_json(&request, None).unwrap_err();
        assert!(matches!(error, ServerError::BadRequest(_)), "{error:?}");
    }
}

#[test]
fn the_json_has_only_what_was_asked_for() {
    let session = Session::new();
    let answer = session.json(json!({"cmd": "theorem t : True := by exact trivial"}));
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["env"]);
    let no = json!({
        "cmd": "theorem t : True := by exact trivial", "allTactics": false, "rootGoals": false, "infotree": "nothing"
    });
    assert_eq!(session.json(no).as_object().unwrap().keys().collect::<Vec<_>>(), ["env"]);
}
