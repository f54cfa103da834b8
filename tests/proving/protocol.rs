//! Requests and responses in the JSON format of the Lean REPL.

use leanbind::kernel::Trusted;
use leanbind::server::protocol::{
    Command, CommandResponse, FileCommand, InfoTreeFilter, LeanError, Message, OptionValue, PickleEnvironment,
    PickleProofState, Position, ProofStatus, ProofStep, ProofStepResponse, Request, Response, Severity, Sorry, Tactic,
    UnpickleEnvironment, UnpickleProofState,
};
use serde_json::{Value, json};

fn request(json: Value) -> Request {
    serde_json::from_value(json).unwrap()
}

fn refusal(json: Value) -> String {
    serde_json::from_value::<Request>(json).unwrap_err().to_string()
}

#[test]
fn the_keys_determine_the_kind_of_request() {
    let with_environment = UnpickleProofState { env: Some(4), ..UnpickleProofState::new(Trusted::path("p.bin")) };
    let cases: [(Request, Value); 10] = [
        (Command::new("#eval 1").into(), json!({"cmd": "#eval 1"})),
        (Command::new("#eval 1").in_env(3).into(), json!({"cmd": "#eval 1", "env": 3})),
        (FileCommand::new("A.lean").into(), json!({"path": "A.lean"})),
        (ProofStep::new(2, "rfl").into(), json!({"proofState": 2, "tactic": "rfl"})),
        (PickleEnvironment::new(1, "e.bin").into(), json!({"env": 1, "pickleTo": "e.bin"})),
        (UnpickleEnvironment::new(Trusted::path("e.bin")).into(), json!({"unpickleEnvFrom": "e.bin"})),
        (PickleProofState::new(1, "p.bin").into(), json!({"proofState": 1, "pickleTo": "p.bin"})),
        (UnpickleProofState::new(Trusted::path("p.bin")).into(), json!({"unpickleProofStateFrom": "p.bin"})),
        (with_environment.into(), json!({"unpickleProofStateFrom": "p.bin", "env": 4})),
        (
            Command::new("x").all_tactics().root_goals().infotree(InfoTreeFilter::Substantive).into(),
            json!({"cmd": "x", "allTactics": true, "rootGoals": true, "infotree": "substantive"}),
        ),
    ];
    for (rust, json) in cases {
        assert_eq!(serde_json::to_value(&rust).unwrap(), json);
        assert_eq!(request(json), rust);
    }
}

#[test]
fn options_are_pairs_of_a_name_and_a_value() {
    let command = Command::new("x").set_option("pp.all", true).set_option("maxRecDepth", 9).set_option("a", "b");
    let json = json!({"cmd": "x", "setOptions": [[["pp", "all"], true], [["maxRecDepth"], 9], [["a"], "b"]]});
    assert_eq!(serde_json::to_value(&command).unwrap(), json);
    assert_eq!(request(json), command.into());

    let Request::Command(command) = request(json!({"cmd": "x", "setOptions": [["pp.all", false]]})) else { panic!() };
    let option = &command.options.set_options.unwrap()[0];
    assert_eq!((option.name.as_str(), &option.value), ("pp.all", &OptionValue::Bool(false)));
}

#[test]
fn infotrees_are_of_four_kinds() {
    for (filter, word) in [
        (InfoTreeFilter::Full, "full"),
        (InfoTreeFilter::Tactics, "tactics"),
        (InfoTreeFilter::Original, "original"),
        (InfoTreeFilter::Substantive, "substantive"),
    ] {
        let command = Command::new("x").infotree(filter);
        assert_eq!(serde_json::to_value(&command).unwrap(), json!({"cmd": "x", "infotree": word}));
        assert_eq!(request(json!({"cmd": "x", "infotree": word})), command.into());
    }
}

#[test]
fn an_unknown_kind_of_infotree_reports_none() {
    let Request::Command(command) = request(json!({"cmd": "x", "infotree": "everything"})) else { panic!() };
    assert_eq!(command.options.infotree, None);
}

#[test]
fn unknown_keys_are_ignored() {
    assert_eq!(request(json!({"cmd": "x", "gc": true})), Command::new("x").into());
}

#[test]
fn the_error_for_bad_json_says_what_a_request_needs() {
    assert_eq!(
        refusal(json!({"command": "x"})),
        "a request has the key `cmd`, `path`, `tactic` with `proofState`, `pickleTo` with `env` or `proofState`, \
         `unpickleEnvFrom` or `unpickleProofStateFrom`; this one has `command`"
    );
    assert!(refusal(json!({})).ends_with("this one has none"));
    assert_eq!(refusal(json!([1])), "invalid type: JSON that is no object, expected a request");
    assert_eq!(refusal(json!({"cmd": 1})), "the key `cmd`: expected a text, got 1");
    assert_eq!(refusal(json!({"cmd": "", "env": 1.5})), "the key `env`: expected the number of a state, got 1.5");
    assert_eq!(refusal(json!({"cmd": "", "rootGoals": 1})), "the key `rootGoals`: expected true or false, got 1");
    assert_eq!(
        refusal(json!({"cmd": "", "setOptions": [["maxRecDepth", -1]]})),
        "the key `setOptions`: expected a list of pairs: a Lean option's name, as a text or a list of its parts, and its \
         value, which is true, false, a natural number or a text, got [[\"maxRecDepth\",-1]]"
    );
}

#[test]
fn empty_lists_are_left_out_of_responses_except_goals() {
    let command = CommandResponse { env: 3, ..CommandResponse::default() };
    assert_eq!(serde_json::to_value(Response::Command(command)).unwrap(), json!({"env": 3}));
    let step = ProofStepResponse { proof_state: 1, ..ProofStepResponse::default() };
    assert_eq!(
        serde_json::to_value(Response::ProofStep(step)).unwrap(),
        json!({"proofState": 1, "goals": [], "proofStatus": "Incomplete: open goals remain"})
    );
}

#[test]
fn a_message_has_its_severity_in_lower_case_and_its_end_or_null() {
    let message = Message {
        severity: Severity::Warning,
        pos: Position { line: 1, column: 0 },
        end_pos: None,
        data: "careful".into(),
    };
    let json = json!({"severity": "warning", "pos": {"line": 1, "column": 0}, "endPos": null, "data": "careful"});
    assert_eq!(serde_json::to_value(&message).unwrap(), json);
    assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
}

#[test]
fn a_severity_is_one_of_four_words() {
    for (severity, word) in [
        (Severity::Trace, "trace"),
        (Severity::Info, "info"),
        (Severity::Warning, "warning"),
        (Severity::Error, "error"),
    ] {
        assert_eq!(serde_json::to_value(severity).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<Severity>(json!(word)).unwrap(), severity);
    }
}

#[test]
fn a_sorry_and_a_tactic_have_their_proof_state_or_null() {
    let (pos, end_pos) = (Position { line: 1, column: 2 }, Position { line: 1, column: 7 });
    let (start, end) = (json!({"line": 1, "column": 2}), json!({"line": 1, "column": 7}));
    let sorry = Sorry { goal: "⊢ True".into(), proof_state: None, pos: Some(pos), end_pos: Some(end_pos) };
    let json = json!({"goal": "⊢ True", "proofState": null, "pos": start, "endPos": end});
    assert_eq!(serde_json::to_value(&sorry).unwrap(), json);
    assert_eq!(serde_json::from_value::<Sorry>(json).unwrap(), sorry);
    let tactic = Tactic {
        pos,
        end_pos,
        goals: "⊢ True".into(),
        tactic: "exact trivial".into(),
        proof_state: Some(3),
        used_constants: vec![],
    };
    let json = json!({
        "pos": start, "endPos": end, "goals": "⊢ True", "tactic": "exact trivial", "proofState": 3, "usedConstants": []
    });
    assert_eq!(serde_json::to_value(&tactic).unwrap(), json);
    assert_eq!(serde_json::from_value::<Tactic>(json).unwrap(), tactic);
}

#[test]
fn every_proof_status_is_a_string_and_can_be_read_back() {
    for (status, text) in [
        (ProofStatus::Completed, "Completed"),
        (ProofStatus::OpenGoals, "Incomplete: open goals remain"),
        (ProofStatus::ContainsSorry, "Incomplete: contains sorry"),
        (ProofStatus::ContainsMetavariables, "Incomplete: contains metavariable(s)"),
        (ProofStatus::NotVerified, "Not verified: more than one initial goal"),
        (ProofStatus::Error("it uses the axiom a".into()), "Error: it uses the axiom a"),
    ] {
        assert_eq!(serde_json::to_value(&status).unwrap(), json!(text));
        assert_eq!(serde_json::from_value::<ProofStatus>(json!(text)).unwrap(), status);
    }
}

#[test]
fn an_object_with_the_single_key_message_is_an_error() {
    let response: Response = serde_json::from_value(json!({"message": "Unknown environment."})).unwrap();
    assert_eq!(response, Response::Error(LeanError::new("Unknown environment.")));
    let response: Response = serde_json::from_value(json!({"env": 1, "messages": []})).unwrap();
    assert!(matches!(response, Response::Command(_)));
}
