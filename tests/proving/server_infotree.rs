//! Information trees as JSON: the elaborator's notes about a text.

use std::time::Duration;

use leanbind::server::protocol::{Command, InfoTreeFilter, Position, Severity};
use leanbind::server::{LeanServer, ServerConfig, ServerError};
use serde_json::{Value as Json, json};

use crate::support;
use crate::support::session::Session;

impl Session {
    fn trees(&self, text: &str, filter: InfoTreeFilter) -> Vec<Json> {
        let infotree = self.run(Command::new(text).infotree(filter)).infotree;
        infotree.map_or_else(Vec::new, |trees| trees.as_array().unwrap().clone())
    }

    /// A line for each node, with its kind and its text, indented by two spaces below its parent.
    fn outline(&self, text: &str, filter: InfoTreeFilter) -> Vec<String> {
        let mut lines = Vec::new();
        self.trees(text, filter).iter().for_each(|tree| outline(tree, 0, &mut lines));
        lines
    }
}

fn outline(tree: &Json, depth: usize, lines: &mut Vec<String>) {
    let kind = tree["kind"].as_str().unwrap();
    let printed = tree["node"]["stx"]["pp"].as_str().map(|printed| format!(": {printed}")).unwrap_or_default();
    lines.push(format!("{}{kind}{printed}", "  ".repeat(depth)));
    children(tree).iter().for_each(|child| outline(child, depth + 1, lines));
}

fn children(tree: &Json) -> &[Json] {
    tree["children"].as_array().unwrap()
}

/// The first node of a tree for which the condition holds.
fn find<'a>(tree: &'a Json, holds: &dyn Fn(&Json) -> bool) -> Option<&'a Json> {
    if holds(tree) { Some(tree) } else { children(tree).iter().find_map(|child| find(child, holds)) }
}

const PROOF: &str = "theorem t (p : Prop) : p → p := by\n  (skip; intro h)\n  exact h";

#[test]
fn the_tree_of_a_command_has_all_nodes() {
    let session = Session::new();
    assert_eq!(
        session.outline("theorem t (p : Prop) (h : p) : p := by exact h", InfoTreeFilter::Full),
        [
            "CommandInfo: theorem t (p : Prop) (h : p) : p := by exact h",
            "  TermInfo: Prop",
            "  TermInfo: p",
            "  TermInfo: p",
            "    CompletionInfo",
            "    TermInfo: p",
            "  TermInfo: h",
            "  TermInfo: p",
            "    CompletionInfo",
            "    TermInfo: p",
            "  TermInfo: p",
            "  TermInfo: h",
            "  CustomInfo",
            "    TacticInfo: by exact h",
            "      TacticInfo: <failed to pretty print>",
            "        TacticInfo: exact h",
            "          TacticInfo: exact h",
            "            TacticInfo: exact h",
            "              TermInfo: h",
            "                CompletionInfo",
            "                TermInfo: h",
            "  TermInfo: t",
            "  TermInfo: t",
            "CommandInfo: ",
        ]
    );
}

#[test]
fn the_node_of_a_command_has_its_elaborator_and_its_syntax() {
    let session = Session::new();
    let trees = session.trees("-- 𝔸\n\n#check True", InfoTreeFilter::Full);
    let [check, end] = &trees[..] else { panic!("{trees:?}") };
    assert_eq!(check["kind"], "CommandInfo");
    assert_eq!(
        check["node"],
        json!({
            "elaborator": "Lean.Elab.Command.elabCheck",
            "stx": {
                // The comment is a part of the command's syntax, but not of its range.
                "pp": "-- 𝔸\n#check True",
                "kind": "Lean.Parser.Command.check",
                "argKinds": ["#check", "ident"],
                "range": {
                    "synthetic": false,
                    "start": {"line": 3, "column": 0},
                    "finish": {"line": 3, "column": 11},
                },
            },
        })
    );
    // The end of the text is a command too.
    assert_eq!(
        *end,
        json!({
            "kind": "CommandInfo",
            "node": {
                "elaborator": "Lean.Elab.Command.elabEoi",
                "stx": {
                    "pp": "",
                    "kind": "Lean.Parser.Command.eoi",
                    "argKinds": ["«»"],
                    "range": {
                        "synthetic": false,
                        "start": {"line": 3, "column": 11},
                        "finish": {"line": 3, "column": 11},
                    },
                },
            },
            "children": [],
        })
    );
}

#[test]
fn the_node_of_a_term_has_its_type_and_its_value() {
    let session = Session::new();
    let trees = session.trees("#check fun (n : Nat) => Nat.succ n", InfoTreeFilter::Full);
    let printed = |text: &'static str| move |node: &Json| node["node"]["stx"]["pp"] == text;
    let term = find(&trees[0], &printed("Nat.succ n")).unwrap();
    let range = json!({
        "synthetic": false, "start": {"line": 1, "column": 24}, "finish": {"line": 1, "column": 34}
    });
    assert_eq!(term["kind"], "TermInfo");
    assert_eq!(
        term["node"],
        json!({
            "elaborator": "Lean.Elab.Term.elabApp",
            "expr": "n.succ",
            "isBinder": false,
            "stx": {
                "pp": "Nat.succ n", "kind": "Lean.Parser.Term.app", "argKinds": ["ident", "null"], "range": range
            },
        })
    );
    let ty = find(&trees[0], &printed("Nat")).unwrap();
    assert_eq!(ty["node"]["expectedType"], "Type");
    let binder = find(&trees[0], &|node| node["node"]["isBinder"] == true).unwrap();
    assert_eq!((&binder["node"]["expr"], &binder["node"]["elaborator"]), (&json!("n"), &Json::Null));
}

#[test]
fn the_node_of_a_tactic_has_the_goals_before_and_after_it() {
    let session = Session::new();
    let text = "theorem t (p q : Prop) (hp : p) (hq : q) : And p q := by\n  constructor\n  exact hp\n  exact hq";
    let trees = session.trees(text, InfoTreeFilter::Substantive);
    let [constructor, left, _] = &trees[..] else { panic!("{trees:?}") };
    let context = "p q : Prop\nhp : p\nhq : q\n";
    assert_eq!(
        *constructor,
        json!({
            "kind": "TacticInfo",
            "node": {
                "name": "Lean.Parser.Tactic.constructor",
                "goalsBefore": [format!("{context}⊢ And p q")],
                "goalsAfter": [format!("case left\n{context}⊢ p"), format!("case right\n{context}⊢ q")],
                "stx": {
                    "pp": "constructor",
                    "kind": "Lean.Parser.Tactic.constructor",
                    "argKinds": ["constructor", "Lean.Parser.Tactic.optConfig"],
                    "range": {
                        "synthetic": false,
                        "start": {"line": 2, "column": 2},
                        "finish": {"line": 2, "column": 13},
                    },
                },
            },
            "children": [],
        })
    );
    assert_eq!(left["node"]["goalsBefore"], constructor["node"]["goalsAfter"]);
    assert_eq!(left["node"]["goalsAfter"], json!([format!("case right\n{context}⊢ q")]));
}

#[test]
fn tactics_are_all_nodes_of_tactics() {
    let session = Session::new();
    assert_eq!(
        session.outline("#check True\ntheorem t : True := by\n  rfl", InfoTreeFilter::Tactics)[..5],
        [
            "TacticInfo: by rfl",
            "  TacticInfo: <failed to pretty print>",
            "    TacticInfo: rfl",
            "      TacticInfo: rfl",
            "        TacticInfo: rfl",
        ]
    );
    let words = session.trees("theorem t : True := by\n  exact trivial", InfoTreeFilter::Tactics);
    let word = &children(&words[0])[0];
    // A tactic that is a single word has no name.
    assert_eq!((&word["node"]["name"], &word["node"]["stx"]["kind"]), (&Json::Null, &json!("by")));
}

#[test]
fn original_reports_the_tactics_that_were_written_in_the_text() {
    let session = Session::new();
    let text = "theorem t (n : Nat) : Eq n n := by\n  sorry";
    let synthetic = |node: &Json| node["node"]["stx"]["range"]["synthetic"] == true;
    let all = session.trees(text, InfoTreeFilter::Tactics);
    assert!(find(&all[0], &synthetic).is_some(), "{all:?}");
    let original = session.trees(text, InfoTreeFilter::Original);
    assert!(find(&original[0], &synthetic).is_none(), "{original:?}");
    assert_eq!(
        session.outline(text, InfoTreeFilter::Original),
        [
            "TacticInfo: by sorry",
            "  TacticInfo: <failed to pretty print>",
            "    TacticInfo: sorry",
            "      TacticInfo: sorry",
            "        TacticInfo: sorry",
        ]
    );
}

#[test]
fn substantive_reports_the_tactics_that_do_something() {
    let session = Session::new();
    // The children of a node that is left out take its place.
    assert_eq!(
        session.outline(PROOF, InfoTreeFilter::Substantive),
        ["TacticInfo: skip", "TacticInfo: intro h", "TacticInfo: exact h"]
    );
    let nested = "theorem t : True := by\n  first | fail | exact trivial";
    let lines = session.outline(nested, InfoTreeFilter::Substantive);
    assert_eq!(lines[0], "TacticInfo: first\n| fail\n| exact trivial");
    assert!(lines.contains(&"  TacticInfo: exact trivial".to_owned()), "{lines:?}");
}

#[test]
fn other_kinds_have_no_node() {
    let session = Session::new();
    let kinds = |text: &str| {
        let trees = session.trees(text, InfoTreeFilter::Full);
        let mut kinds = Vec::new();
        let mut waiting: Vec<&Json> = trees.iter().collect();
        while let Some(tree) = waiting.pop() {
            kinds.push(tree["kind"].as_str().unwrap().to_owned());
            let has_node = ["CommandInfo", "TermInfo", "TacticInfo"].contains(&tree["kind"].as_str().unwrap());
            assert_eq!(tree["node"].is_null(), !has_node, "{tree}");
            waiting.extend(children(tree));
        }
        kinds
    };
    let has = |text: &str, kind: &str| {
        let kinds = kinds(text);
        assert!(kinds.iter().any(|found| found == kind), "{text} has {kinds:?}");
    };
    has("set_option pp.all true", "OptionInfo");
    has("#check (fun x => x) True", "MacroExpansionInfo");
    has("#check Nat.succ", "CompletionInfo");
    has("theorem t : True := trivial", "CustomInfo");
    has("example : And True True := { left := trivial, right := trivial }", "FieldInfo");
}

#[test]
fn syntax_that_was_not_written_in_the_text_is_synthetic() {
    let session = Session::new();
    let trees = session.trees("def x := Nat", InfoTreeFilter::Full);
    let hole = find(&trees[0], &|node| node["node"]["elaborator"] == "Lean.Elab.Term.elabHole").unwrap();
    assert_eq!(hole["node"]["stx"]["range"]["synthetic"], true);
}

#[test]
fn trees_of_wrong_commands_are_reported_too() {
    let session = Session::new();
    let lines = session.outline("theorem t : True := by\n  skip\n  fail", InfoTreeFilter::Substantive);
    assert_eq!(lines, ["TacticInfo: skip", "TacticInfo: fail"]);
    assert_eq!(session.outline("theorem\n#check True", InfoTreeFilter::Full).last().unwrap(), "CommandInfo: ");
}

#[test]
fn an_empty_report_is_left_out() {
    let session = Session::new();
    assert_eq!(session.run(Command::new("#check True").infotree(InfoTreeFilter::Tactics)).infotree, None);
    // An unknown word asks for nothing, as in the REPL.
    let answer = session.json(json!({"cmd": "#check True", "infotree": "everything"}));
    assert_eq!(answer.get("infotree"), None);
    let answer = session.json(json!({"cmd": "#check True", "infotree": null}));
    assert_eq!(answer.get("infotree"), None);
}

#[test]
fn trees_that_are_too_deep_are_left_out_with_a_warning() {
    let session = Session::new();
    let deep = |levels| {
        let nested = format!("#check {}Nat.zero{}", "Nat.succ (".repeat(levels), ")".repeat(levels));
        let text = format!("theorem t : True := sorry\n{nested}\n#check t");
        session.run(Command::new(text).infotree(InfoTreeFilter::Full).set_option("maxRecDepth", 1_000_000))
    };
    let shallow = deep(20);
    assert!(shallow.infotree.is_some());
    assert_eq!(shallow.messages.len(), 3);
    for levels in [200, support::size(3_000).max(200)] {
        let response = deep(levels);
        assert_eq!(response.infotree, None);
        // The rest of the response is the same as without the trees.
        assert_eq!((response.messages.len(), response.sorries.len()), (4, 1));
        assert_eq!(response.messages[2].data, "t : True");
        let said = &response.messages[3];
        assert_eq!((said.severity, said.pos), (Severity::Warning, Position { line: 1, column: 0 }));
        // Each level of the term has three nodes.
        let left_out = format!("the information trees are left out: they are nested {} deep, and few", 3 * levels + 3);
        assert!(said.data.starts_with(&left_out), "{}", said.data);
        let after = session.server.run(Command::new("#check t").in_env(response.env)).unwrap();
        assert_eq!(after.messages[0].data, "t : True");
    }
    assert_eq!(session.outline("#check True", InfoTreeFilter::Full)[0], "CommandInfo: #check True");
}

#[test]
fn a_deadline_includes_the_time_for_the_report() {
    let (lean, _guard) = support::lean();
    // Enough time for one node, but not for all trees.
    let grace = Duration::from_secs(30);
    let server = LeanServer::start(lean, ServerConfig::new().search_path(support::core()).grace(grace)).unwrap();
    let core = server.run(Command::new("prelude\nimport Core")).unwrap().env;
    let line = format!("#check {}Nat.zero{}\n", "Nat.succ (".repeat(100), ")".repeat(100));
    let command = Command::new(line.repeat(250)).infotree(InfoTreeFilter::Full).in_env(core);
    let error = server.run_within(command, Some(Duration::from_millis(100))).unwrap_err();
    assert!(matches!(error, ServerError::Timeout { .. }), "{error}");
    assert!(server.run(Command::new("#check True").infotree(InfoTreeFilter::Full).in_env(core)).is_ok());
}
