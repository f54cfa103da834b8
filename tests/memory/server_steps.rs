//! Proof steps do not leak memory after their states are dropped.

use leanbind::server::protocol::{Command, ProofStep};

use crate::support;
use crate::support::memory::{in_its_own_process, stays_flat};
use crate::support::session::Session;

#[test]
fn steps_from_one_state_do_not_leak_memory() {
    in_its_own_process("server_steps::steps_from_one_state_do_not_leak_memory", steps);
}

fn steps() {
    let session = Session::new();
    let server = &session.server;
    let command = Command::new("theorem t (p q : Prop) (hp : p) (hq : q) : And p q := sorry");
    let start = session.run(command).sorries[0].proof_state.unwrap();
    let step = |tactic: &str| {
        let response = server.run(ProofStep::new(start, tactic)).unwrap();
        response.sorries.iter().for_each(|sorry| assert!(server.drop_proof_state(sorry.proof_state.unwrap())));
        assert!(server.drop_proof_state(response.proof_state));
    };
    let requests = support::size(2_000) as u32;
    stays_flat("open goals", requests, |_| step("apply And.intro"));
    stays_flat("a completed proof", requests, |_| step("exact And.intro hp hq"));
    stays_flat("a sorry", requests, |_| step("exact And.intro hp sorry"));
    stays_flat("several tactics", requests, |_| step("constructor\nexact hp\nexact hq"));
    stays_flat("a message and a trace", requests, |_| step("(trace_state; exact nope)"));
    stays_flat("a failure", requests, |_| drop(server.run(ProofStep::new(start, "exact hp")).unwrap_err()));
    assert_eq!(server.proof_state_count(), 1);
}
