//! Proof steps leave memory as it was, once their states are dropped.

mod support;

use leanbind::server::protocol::{Command, ProofStep};
use leanbind::server::{LeanServer, ServerConfig};

/// Runs requests; the second half of them may not need more memory than the first left.
fn stays_flat(name: &str, requests: usize, mut request: impl FnMut()) {
    let (lean, _guard) = support::lean();
    (0..requests / 2).for_each(|_| request());
    let half = lean.resident_memory().unwrap();
    (0..requests / 2).for_each(|_| request());
    let all = lean.resident_memory().unwrap();
    // A lost state would be tens of thousands of bytes; pages come and go by themselves.
    let allowed = half + 200 * requests as u64 + 1_000_000;
    assert!(all < allowed, "{name}: {half} bytes after half of the requests, {all} after all of them");
}

// One test, so that nothing else runs in the process meanwhile.
#[test]
fn steps_from_one_state_leave_memory_flat() {
    let (lean, _guard) = support::lean();
    let server = LeanServer::start(lean, ServerConfig::new().search_path(support::core())).unwrap();
    let command = "prelude\nimport Core\ntheorem t (p q : Prop) (hp : p) (hq : q) : And p q := sorry";
    let start = server.run(Command::new(command)).unwrap().sorries[0].proof_state.unwrap();
    let step = |tactic: &str| {
        let response = server.run(ProofStep::new(start, tactic)).unwrap();
        response.sorries.iter().for_each(|sorry| assert!(server.drop_proof_state(sorry.proof_state.unwrap())));
        assert!(server.drop_proof_state(response.proof_state));
    };
    let requests = support::size(1_000);
    stays_flat("open goals", requests, || step("apply And.intro"));
    stays_flat("a completed proof", requests, || step("exact And.intro hp hq"));
    stays_flat("a sorry", requests, || step("exact And.intro hp sorry"));
    stays_flat("several tactics", requests, || step("constructor\nexact hp\nexact hq"));
    stays_flat("a message and a trace", requests, || step("(trace_state; exact nope)"));
    stays_flat("a failure", requests, || drop(server.run(ProofStep::new(start, "exact hp")).unwrap_err()));
    assert_eq!(server.proof_states(), 1);
}
