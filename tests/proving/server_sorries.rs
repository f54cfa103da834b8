//! Reports of commands: each `sorry`, the goals of tactic blocks, and tactics with the goals before them.

use leanbind::server::protocol::{Command, Position, ProofStep, Sorry, Tactic};
use serde_json::json;

use crate::support::session::Session;

fn at(line: u64, column: u64) -> Option<Position> {
    Some(Position { line, column })
}

/// The goal of a sorry, and its start and end.
fn place(sorry: &Sorry) -> (&str, Option<Position>, Option<Position>) {
    (&sorry.goal, sorry.pos, sorry.end_pos)
}

impl Session {
    fn sorries(&self, text: &str) -> Vec<Sorry> {
        self.run(Command::new(text)).sorries
    }

    /// The goals of tactic blocks, without those of the `sorry`s.
    fn root_goals(&self, text: &str) -> Vec<Sorry> {
        let all = self.run(Command::new(text).root_goals()).sorries;
        let sorries = self.sorries(text).len();
        all.into_iter().skip(sorries).collect()
    }

    fn tactics(&self, text: &str) -> Vec<Tactic> {
        self.run(Command::new(text).all_tactics()).tactics
    }

    /// The goals after a tactic in a proof state.
    fn step(&self, state: Option<i64>, tactic: &str) -> Vec<String> {
        self.server.run(ProofStep::new(state.unwrap(), tactic)).unwrap().goals
    }
}

fn texts(tactics: &[Tactic]) -> Vec<&str> {
    tactics.iter().map(|tactic| tactic.tactic.as_str()).collect()
}

#[test]
fn a_sorry_term_is_reported_with_its_goal_and_its_position() {
    let session = Session::new();
    let sorries = session.sorries("theorem t (p q : Prop) (hp : p) (hq : q) : And p q :=\n  sorry");
    let [sorry] = &sorries[..] else { panic!("{sorries:?}") };
    assert_eq!(place(sorry), ("p q : Prop\nhp : p\nhq : q\n⊢ And p q", at(2, 2), at(2, 7)));
    assert_eq!(session.step(sorry.proof_state, "exact And.intro hp hq"), [""; 0]);
}

#[test]
fn a_sorry_tactic_is_reported_once_with_its_goal_and_its_position() {
    let session = Session::new();
    let sorries =
        session.sorries("theorem t (p q : Prop) (hp : p) : And p q := by\n  constructor\n  exact hp\n  sorry");
    let [sorry] = &sorries[..] else { panic!("{sorries:?}") };
    assert_eq!(place(sorry), ("case right\np q : Prop\nhp : p\n⊢ q", at(4, 2), at(4, 7)));
    assert_eq!(session.step(sorry.proof_state, "skip"), ["case right\np q : Prop\nhp : p\n⊢ q"]);
}

#[test]
fn tactics_come_before_terms_within_a_command_and_commands_in_their_order() {
    let session = Session::new();
    let sorries = session.sorries(
        "theorem a (p q : Prop) : And p q := by\n  constructor\n  exact sorry\n  sorry\n\
         theorem b : True := sorry",
    );
    let goals: Vec<_> = sorries.iter().map(place).collect();
    assert_eq!(
        goals,
        [
            ("case right\np q : Prop\n⊢ q", at(4, 2), at(4, 7)),
            ("p q : Prop\n⊢ p", at(3, 8), at(3, 13)),
            ("⊢ True", at(5, 20), at(5, 25)),
        ]
    );
    let states: Vec<_> = sorries.iter().map(|sorry| sorry.proof_state.unwrap()).collect();
    assert_eq!(states, [0, 1, 2]);
}

#[test]
fn a_sorry_may_stand_anywhere() {
    let session = Session::new();
    let goals = |text: &str| session.sorries(text).iter().map(|sorry| sorry.goal.clone()).collect::<Vec<_>>();
    assert_eq!(goals("noncomputable def x : Nat := sorry"), ["⊢ Nat"]);
    assert_eq!(goals("#check (sorry : Nat)"), ["⊢ Nat"]);
    assert_eq!(goals("example : sorry := trivial")[0], "⊢ Sort u_1");
    assert_eq!(goals("example (n : Nat) : Eq n n := (fun (m : Nat) => (sorry : Eq n n)) n"), ["n m : Nat\n⊢ Eq n n"]);
    assert_eq!(goals("variable (n : Nat) in\ntheorem t : Eq n n := by sorry"), ["n : Nat\n⊢ Eq n n"]);
    assert_eq!(goals("theorem t : True := by\n  have h : Nat := by sorry\n  exact trivial"), ["⊢ Nat"]);
    assert_eq!(goals("theorem t : True := by first | fail | sorry"), ["⊢ True"]);
    // Also in a command with another error.
    assert_eq!(goals("theorem t : And True True := by\n  constructor\n  sorry"), ["case left\n⊢ True"]);
    assert_eq!(goals("theorem t : nonsense := by sorry").len(), 1);
    // Without open goals, nothing is reported, and neither is an identifier that only looks like `sorry`.
    assert_eq!(goals("theorem t : True := by\n  exact trivial\n  sorry"), [""; 0]);
    assert_eq!(goals("theorem t : True := trivial -- sorry\n#check sorryAx"), [""; 0]);
}

#[test]
fn columns_are_code_points() {
    let session = Session::new();
    let sorries = session.sorries("theorem t (𝔸 : Prop) : 𝔸 := /- αβ -/ sorry");
    assert_eq!(place(&sorries[0]), ("𝔸 : Prop\n⊢ 𝔸", at(1, 37), at(1, 42)));
}

#[test]
fn a_proof_state_does_not_have_its_own_theorem() {
    let session = Session::new();
    let text = "theorem first : True := trivial\ntheorem t (p : Prop) : p := sorry\ntheorem last : True := trivial";
    let state = session.sorries(text)[0].proof_state.unwrap();
    let itself = session.server.run(ProofStep::new(state, "exact t p")).unwrap();
    assert!(!itself.is_complete(), "{itself:?}");
    let later = session.server.run(ProofStep::new(state, "exact last")).unwrap();
    assert_eq!(later.messages[0].data, "Unknown identifier `last`");
    assert_eq!(session.step(Some(state), "have h : True := first"), ["p : Prop\nh : True\n⊢ p"]);
}

#[test]
fn json_has_the_keys_of_the_repl() {
    let session = Session::new();
    let answer = session.json(json!({
        "cmd": "theorem t : True := by\n  exact sorry", "allTactics": true, "rootGoals": true
    }));
    let block = json!({"line": 1, "column": 20});
    let (start, end) = (json!({"line": 2, "column": 8}), json!({"line": 2, "column": 13}));
    assert_eq!(
        answer["sorries"],
        json!([
            {"goal": "⊢ True", "proofState": 0, "pos": start, "endPos": end},
            {"goal": "⊢ True", "proofState": 1, "pos": block, "endPos": block},
        ])
    );
    let constants = answer["tactics"][0]["usedConstants"].clone();
    let start = json!({"line": 2, "column": 2});
    assert_eq!(
        answer["tactics"],
        json!([{
            "goals": "⊢ True", "proofState": 2, "pos": start, "endPos": end, "tactic": "exact sorry",
            "usedConstants": constants,
        }])
    );
    assert!(constants.as_array().unwrap().contains(&json!("sorryAx")), "{constants}");
}

#[test]
fn the_goal_of_each_tactic_block_is_reported_whether_proven_or_not() {
    let session = Session::new();
    let goals = session.root_goals(
        "theorem a (p : Prop) : p → p := by\n  intro h\n  exact h\n\
         theorem b : And True True := And.intro (by exact trivial) (by fail)\n\
         theorem c : True := trivial",
    );
    let goals: Vec<_> = goals.iter().map(place).collect();
    assert_eq!(
        goals,
        [
            ("p : Prop\n⊢ p → p", at(1, 32), at(1, 32)),
            ("⊢ True", at(4, 40), at(4, 40)),
            ("⊢ True", at(4, 59), at(4, 59)),
        ]
    );
}

#[test]
fn a_block_inside_another_is_not_reported_again() {
    let session = Session::new();
    let text = "theorem t : And True True := by\n  exact And.intro (by exact trivial) (by exact trivial)";
    let goals = session.root_goals(text);
    assert_eq!(goals.iter().map(place).collect::<Vec<_>>(), [("⊢ And True True", at(1, 29), at(1, 29))]);
    assert_eq!(session.step(goals[0].proof_state, "constructor"), ["case left\n⊢ True", "case right\n⊢ True"]);
}

#[test]
fn tactics_are_reported_with_the_goals_before_them() {
    let session = Session::new();
    let tactics = session
        .tactics("theorem t (p q : Prop) (hp : p) (hq : q) : And p q := by\n  constructor\n  exact hp\n  exact hq");
    let [constructor, left, right] = &tactics[..] else { panic!("{tactics:?}") };
    let context = "p q : Prop\nhp : p\nhq : q\n";
    assert_eq!(constructor.goals, format!("{context}⊢ And p q"));
    assert_eq!(left.goals, format!("case left\n{context}⊢ p\ncase right\n{context}⊢ q"));
    assert_eq!(right.goals, format!("case right\n{context}⊢ q"));
    assert_eq!(texts(&tactics), ["constructor", "exact hp", "exact hq"]);
    assert_eq!((Some(left.pos), Some(left.end_pos)), (at(3, 2), at(3, 10)));
    assert_eq!(session.step(left.proof_state, "exact hp"), [format!("case right\n{context}⊢ q")]);
}

#[test]
fn syntax_that_only_groups_tactics_is_no_tactic() {
    let session = Session::new();
    let tactics = session.tactics("theorem t (p : Prop) : p → p := by\n  (skip; intro h) <;> skip\n  exact h");
    assert_eq!(texts(&tactics), ["skip", "intro h", "skip", "exact h"]);
    // `rfl` is reported, but the tactics to which it expands are not in the text.
    let tactics = session.tactics("theorem t (n : Nat) : Eq n n := by\n  rfl");
    assert_eq!(texts(&tactics), ["rfl"]);
    // A tactic that takes tactics is reported, and so are the tactics in it.
    let tactics = session.tactics("theorem t : True := by\n  first | fail | exact trivial");
    assert_eq!(texts(&tactics), ["first\n| fail\n| exact trivial", "fail", "exact trivial"]);
}

#[test]
fn a_tactic_that_fails_is_reported_too() {
    let session = Session::new();
    let tactics = session.tactics("theorem t : True := by\n  skip\n  fail\n  exact trivial");
    assert_eq!(texts(&tactics), ["skip", "fail"]);
    let tactics = session.tactics("theorem t : True := by\n  exact trivial\n  skip");
    assert_eq!(tactics[1].goals, "no goals");
}

#[test]
fn used_constants_are_those_in_the_terms_of_the_tactic() {
    let session = Session::new();
    let used = |text: &str| session.tactics(text).into_iter().map(|tactic| tactic.used_constants).collect::<Vec<_>>();
    let proof = "theorem t (p q : Prop) (hp : p) (hq : q) : And p q := by\n  constructor\n  exact hp\n  exact hq";
    assert_eq!(used(proof), [vec!["And.intro"], vec![], vec![]]);
    // This includes the constants of the tactics inside it, in the order of Lean's `NameSet`.
    let proof = "theorem t : And True True := by\n  exact And.intro trivial (by constructor)";
    assert_eq!(used(proof), [vec!["trivial", "And.intro", "True", "True.intro"], vec!["True.intro"]]);
    let proof = "theorem t : Eq (Nat.succ 1) 2 := by\n  have x : Nat := 37\n  exact rfl";
    assert_eq!(used(proof)[0], ["instOfNatNat", "Nat", "OfNat.ofNat"]);
}

#[test]
fn states_are_numbered_for_sorries_then_blocks_then_tactics() {
    let session = Session::new();
    let text = "theorem a : True := by\n  skip\n  sorry\ntheorem b : True := by\n  exact trivial";
    let response = session.run(Command::new(text).all_tactics().root_goals());
    let sorries: Vec<_> = response.sorries.iter().map(|sorry| (sorry.proof_state.unwrap(), sorry.pos)).collect();
    assert_eq!(sorries, [(0, at(3, 2)), (1, at(1, 20)), (2, at(4, 20))]);
    let tactics: Vec<_> = response.tactics.iter().map(|tactic| tactic.proof_state.unwrap()).collect();
    assert_eq!(tactics, [3, 4, 5]);
}
