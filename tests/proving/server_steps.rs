//! Proof states and steps on a server, by the tactic framework and the kernel in `libleanshared`.

use std::time::Duration;

use leanbind::server::ServerError;
use leanbind::server::protocol::{
    Command, Position, ProofStatus, ProofStep, ProofStepResponse, Severity, Sorry, StateId,
};
use serde_json::json;

use crate::support::session::{REDUCTIONS, Session};

/// A server, with helpers for proof steps.
struct Steps(Session);

impl Steps {
    fn new() -> Self {
        Steps(Session::new())
    }

    /// The proof state of the last `sorry` in the commands.
    fn open(&self, commands: &str) -> StateId {
        let response = self.0.server.run(Command::new(commands).in_env(self.0.core)).unwrap();
        response.sorries.last().unwrap_or_else(|| panic!("{response:?}")).proof_state.unwrap()
    }

    /// The proof state of `And p q`, with both halves among the hypotheses.
    fn conjunction(&self) -> StateId {
        self.open("theorem t (p q : Prop) (hp : p) (hq : q) : And p q := sorry")
    }

    fn step(&self, state: StateId, tactic: &str) -> ProofStepResponse {
        self.0.server.run(ProofStep::new(state, tactic)).unwrap_or_else(|error| panic!("{tactic}: {error}"))
    }

    /// The status of the proof after a step that leaves no goals.
    fn status(&self, state: StateId, tactic: &str) -> ProofStatus {
        let response = self.step(state, tactic);
        assert_eq!(response.goals, [""; 0], "{tactic}");
        response.proof_status
    }

    fn error(&self, state: StateId, tactic: &str) -> String {
        let error = self.0.server.run(ProofStep::new(state, tactic)).unwrap_err();
        assert!(matches!(error, ServerError::Lean(_)), "{error:?}");
        error.to_string()
    }
}

/// The error text of a status.
fn why(status: ProofStatus) -> String {
    match status {
        ProofStatus::Error(why) => why,
        other => panic!("{other}"),
    }
}

/// The position of a step's messages in the REPL: a tactic has no position in a file.
const NOWHERE: Position = Position { line: 0, column: 0 };

#[test]
fn a_proof_is_found_step_by_step() {
    let steps = Steps::new();
    let start = steps.conjunction();
    let halves = steps.step(start, "apply And.intro");
    assert_eq!(
        halves.goals,
        ["case left\np q : Prop\nhp : p\nhq : q\n⊢ p", "case right\np q : Prop\nhp : p\nhq : q\n⊢ q"]
    );
    assert_eq!(halves.proof_status, ProofStatus::OpenGoals);
    let left = steps.step(halves.proof_state, "exact hp");
    assert_eq!(left.goals.len(), 1);
    let done = steps.step(left.proof_state, "exact hq");
    assert_eq!(done.goals, [""; 0]);
    assert_eq!(done.proof_status, ProofStatus::Completed);
    assert!(done.is_complete());
    // Every state can be used again, for another step.
    assert!(steps.step(halves.proof_state, "case right => exact hq").goals[0].starts_with("case left"));
    assert!(steps.step(start, "exact And.intro hp hq").is_complete());
}

#[test]
fn a_step_has_the_json_of_the_repl() {
    let steps = Steps::new();
    let start = steps.conjunction();
    let ask = |tactic: &str, state: StateId| {
        steps.0.server.run_json(&json!({"tactic": tactic, "proofState": state}), None).unwrap()
    };
    assert_eq!(
        ask("apply And.intro", start),
        json!({
            "proofState": start + 1,
            "goals": ["case left\np q : Prop\nhp : p\nhq : q\n⊢ p", "case right\np q : Prop\nhp : p\nhq : q\n⊢ q"],
            "proofStatus": "Incomplete: open goals remain"
        })
    );
    let done = json!({"proofState": start + 2, "goals": [], "proofStatus": "Completed"});
    assert_eq!(ask("exact And.intro hp hq", start), done);
    assert_eq!(ask("skip", 99), json!({"message": "Unknown proof state."}));
    assert_eq!(ask("oops", start), json!({"message": "Lean error:\n<input>:1:1: unknown tactic"}));
}

#[test]
fn several_tactics_are_one_step() {
    let steps = Steps::new();
    let start = steps.conjunction();
    for tactics in [
        "constructor <;> assumption",
        "(constructor; exact hp; exact hq)",
        "constructor; exact hp; exact hq",
        "constructor\nexact hp\nexact hq",
        "exact And.intro\n  hp\n  hq",
        "exact And.intro\nhp\nhq\n",
        "apply And.intro\ncase right =>\n  exact hq\nexact hp -- the other half",
    ] {
        assert_eq!(steps.status(start, tactics), ProofStatus::Completed, "{tactics}");
    }
    // The error is about the original text.
    assert_eq!(steps.error(start, "skip; oops"), "Lean error:\n<input>:1:4: expected end of input");
}

#[test]
fn a_tactic_that_fails_is_an_error() {
    let steps = Steps::new();
    let start = steps.conjunction();
    let held = steps.0.server.proof_state_count();
    let mismatch = "Lean error:\nType mismatch\n  hp\nhas type\n  p\nbut is expected to have type\n  And p q";
    assert_eq!(steps.error(start, "exact hp"), mismatch);
    assert_eq!(steps.error(start, ""), "Lean error:\n<input>:1:0: unexpected end of input");
    // Lean logs the error, and then throws an exception without a text.
    let unsolved = "Lean error:\nunsolved goals\np q : Prop\nhp : p\nhq : q\n⊢ And p q";
    assert_eq!(steps.error(start, "done"), unsolved);
    assert_eq!(steps.0.server.proof_state_count(), held);
}

#[test]
fn messages_of_a_step_are_reported_once() {
    let steps = Steps::new();
    let start = steps.conjunction();
    let logged = steps.step(start, "exact And.intro nope hq");
    let [message] = &logged.messages[..] else { panic!("{logged:?}") };
    assert_eq!((message.severity, message.pos, message.end_pos), (Severity::Error, NOWHERE, Some(NOWHERE)));
    assert_eq!(message.data, "Unknown identifier `nope`");
    // Lean replaces the wrong term by `sorry`.
    assert_eq!(logged.proof_status, ProofStatus::ContainsSorry);

    let traced = steps.step(start, "trace_state");
    assert_eq!(traced.traces, ["p q : Prop\nhp : p\nhq : q\n⊢ And p q"]);
    let after = steps.step(traced.proof_state, "skip");
    assert_eq!((after.traces, after.messages), (vec![], vec![]));
}

#[test]
fn a_sorry_in_a_step_can_be_proven_later() {
    let steps = Steps::new();
    let halves = steps.step(steps.conjunction(), "apply And.intro");
    let left_out = steps.step(halves.proof_state, "sorry");
    assert_eq!(left_out.goals, ["case right\np q : Prop\nhp : p\nhq : q\n⊢ q"]);
    let [Sorry { goal, proof_state: Some(left), pos, end_pos }] = &left_out.sorries[..] else { panic!("{left_out:?}") };
    assert_eq!(goal, "case left\np q : Prop\nhp : p\nhq : q\n⊢ p");
    // As in the REPL, it has no position.
    assert_eq!((*pos, *end_pos), (None, None));
    assert_eq!(left_out.proof_state, left + 1);
    assert_eq!(steps.status(left_out.proof_state, "exact hq"), ProofStatus::ContainsSorry);

    let term = steps.step(halves.proof_state, "exact id (sorry : p)");
    assert_eq!(term.sorries.len(), 1);
    assert_eq!(steps.step(term.sorries[0].proof_state.unwrap(), "exact hp").goals, [""; 0]);
}

#[test]
fn a_proof_that_uses_its_own_theorem_is_rejected() {
    let steps = Steps::new();
    let start = steps.open("theorem absurdity (p : Prop) : p := sorry");
    let rejected = why(steps.status(start, "exact absurdity p"));
    assert!(rejected.starts_with("kernel type check failed: (kernel) declaration has free variables"), "{rejected}");
    // A similar name does not help either.
    let other = "theorem absurdity (p : Prop) : p := sorry\ntheorem other (p : Prop) : p := sorry";
    assert_eq!(steps.status(steps.open(other), "exact absurdity p"), ProofStatus::ContainsSorry);
}

#[test]
fn a_proof_with_sorry_is_incomplete() {
    let steps = Steps::new();
    let start = steps.conjunction();
    assert_eq!(steps.status(start, "exact sorry"), ProofStatus::ContainsSorry);
    assert_eq!(steps.status(start, "sorry"), ProofStatus::ContainsSorry);
    assert_eq!(steps.status(start, "exact And.intro hp sorry"), ProofStatus::ContainsSorry);
    // So is a proof that uses a theorem with `sorry`.
    let lemma = "theorem lemma (p : Prop) : p := sorry\ntheorem t (p : Prop) : p := sorry";
    assert_eq!(steps.status(steps.open(lemma), "exact lemma p"), ProofStatus::ContainsSorry);
}

#[test]
fn a_proof_with_a_metavariable_is_incomplete() {
    let steps = Steps::new();
    let halves = steps.step(steps.conjunction(), "apply And.intro");
    // The state of one half does not have the other half among its goals.
    let left = steps.step(halves.proof_state, "sorry").sorries[0].proof_state.unwrap();
    assert_eq!(steps.status(left, "exact hp"), ProofStatus::ContainsMetavariables);
}

#[test]
fn an_unsafe_proof_is_rejected() {
    let steps = Steps::new();
    let start = steps.open("theorem t : False := sorry");
    let rejected = why(steps.status(start, "exact lcProof"));
    assert!(rejected.contains("uses unsafe declaration 'lcProof'"), "{rejected}");
}

#[test]
fn a_proof_reports_the_axioms_that_it_uses() {
    let steps = Steps::new();
    let start = steps.open("theorem t (p : Prop) : Or p (Not p) := sorry");
    let done = steps.step(start, "exact Classical.em p");
    assert_eq!((done.proof_status, done.axioms), (ProofStatus::Completed, vec!["Classical.em".to_owned()]));
    // Also axioms that another theorem uses.
    let lemma =
        "axiom extra : False\ntheorem lemma (p : Prop) : p := False.elim extra\ntheorem t (p : Prop) : p := sorry";
    let done = steps.step(steps.open(lemma), "exact lemma p");
    assert_eq!((done.proof_status, done.axioms), (ProofStatus::Completed, vec!["extra".to_owned()]));
    let done = steps.step(steps.conjunction(), "exact And.intro hp hq");
    assert_eq!((done.proof_status, done.axioms), (ProofStatus::Completed, vec![]));
    // The JSON is that of the REPL, which has no axioms.
    assert!(!serde_json::to_string(&steps.step(start, "exact Classical.em p")).unwrap().contains("em"));
}

#[test]
fn proofs_are_closed_over_hypotheses_universes_and_definitions() {
    let steps = Steps::new();
    for (theorem, proof) in [
        ("theorem t.{u} (α : Sort u) (a : α) : Eq a a := sorry", "exact Eq.refl a"),
        ("theorem t (n : Nat) : (let m := n; Eq m n) := by intro m; sorry", "exact rfl"),
        ("variable (p : Prop)\ntheorem t (h : p) : p := sorry", "exact h"),
        ("def f (n : Nat) : Nat := sorry", "exact n"),
        ("theorem t : (p : Prop) → p → p := fun p h => sorry", "exact h"),
    ] {
        assert_eq!(steps.status(steps.open(theorem), proof), ProofStatus::Completed, "{theorem}");
    }
    let start = steps.open("theorem t (p q : Prop) (h : Or p q) : Or q p := sorry");
    let cases = "cases h\ncase inl h => exact Or.inr h\ncase inr h => exact Or.inl h";
    assert_eq!(steps.status(start, cases), ProofStatus::Completed);
    let start = steps.open("theorem t (n : Nat) : Eq (Nat.add Nat.zero n) n := sorry");
    let induction = "induction n\ncase zero => exact rfl\ncase succ n h => exact congrArg Nat.succ h";
    assert_eq!(steps.status(start, induction), ProofStatus::Completed);
}

#[test]
fn several_goals_are_not_verified_as_one() {
    let steps = Steps::new();
    let command = "theorem t (p q : Prop) (hp : p) (hq : q) : And p q := by\n  constructor\n  exact hp\n  exact hq";
    let response = steps.0.server.run(Command::new(command).in_env(steps.0.core).all_tactics()).unwrap();
    let tactic = response.tactics.iter().find(|tactic| tactic.tactic == "exact hp").unwrap();
    // This state has both halves as its goals.
    let status = steps.status(tactic.proof_state.unwrap(), "exact hp\nexact hq");
    assert_eq!(status.to_string(), "Not verified: more than one initial goal");
}

#[test]
fn numbers_of_dropped_proof_states_are_not_used_again() {
    let steps = Steps::new();
    let start = steps.conjunction();
    assert!(steps.0.server.drop_proof_state(start));
    assert!(!steps.0.server.drop_proof_state(start));
    assert_eq!(steps.error(start, "skip"), "Unknown proof state.");
    assert_eq!(steps.error(-1, "skip"), "Unknown proof state.");
    assert_eq!(steps.0.server.proof_state_count(), 0);
    assert_eq!(steps.conjunction(), start + 1);
}

#[test]
fn options_of_the_text_apply_to_its_proofs() {
    let steps = Steps::new();
    let start = steps.open("set_option pp.explicit true\ntheorem t (p : Prop) (h : p) : Eq p p := sorry");
    assert_eq!(steps.step(start, "skip").goals, ["p : Prop\nh : p\n⊢ @Eq Prop p p"]);
    let namespace = "namespace A\ntheorem lemma (p : Prop) (h : p) : p := h\nend A\nopen A\ntheorem t (p : Prop) (h : p) : p := sorry";
    assert_eq!(steps.status(steps.open(namespace), "exact lemma p h"), ProofStatus::Completed);
}

#[test]
fn a_deadline_does_not_drop_the_proof_state() {
    let steps = Steps::new();
    let endless = "theorem long : Eq (walk 60 Nat.zero) Bool.true := sorry";
    let unlimited = "set_option maxHeartbeats 0\nset_option maxRecDepth 1000000\n";
    let start = steps.open(&format!("{unlimited}{REDUCTIONS}{endless}"));
    for _ in 0..3 {
        let step = ProofStep::new(start, "exact Eq.refl _");
        let error = steps.0.server.run_within(step, Some(Duration::from_millis(100))).unwrap_err();
        assert!(matches!(error, ServerError::Timeout { .. }), "{error}");
        assert_eq!(steps.step(start, "skip").goals.len(), 1);
    }
}

#[test]
fn threads_share_a_proof_state() {
    let steps = Steps::new();
    let start = steps.conjunction();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let halves = steps.step(start, "constructor");
                    let left = steps.step(halves.proof_state, "exact hp");
                    assert_eq!(steps.status(left.proof_state, "exact hq"), ProofStatus::Completed);
                }
            });
        }
    });
    assert_eq!(steps.0.server.proof_state_count(), 121);
}
