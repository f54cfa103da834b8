//! Deadlines and heartbeats: what takes too long is an error, and costs neither the session nor its states.

mod support;

use std::time::{Duration, Instant};

use leanbind::server::protocol::{Command, ProofStep, StateId};
use leanbind::server::{LeanServer, ServerConfig, ServerError};
use support::session::{self, IMPORT_CORE, REDUCTIONS};

const DEADLINE: Duration = Duration::from_millis(200);
/// So long that only what does not notice at all is taken for stuck, on a busy machine too.
const LONG_GRACE: Duration = Duration::from_secs(60);

/// `spin` only unfolds its own head, for which Lean looks at nothing.
const DEFINITIONS: &str = "noncomputable def spin (n : Nat) : Bool → Bool := Nat.rec (motive := fun _ => Bool → Bool) \
    (fun b => b) (fun _ w b => w (w b)) n\n\
    axiom Chain : Nat → Prop\n\
    axiom Chain.step (n : Nat) (h : Chain (Nat.succ n)) : Chain n";

const UNLIMITED: &str = "set_option maxHeartbeats 0\nset_option maxRecDepth 1000000\n";

fn server(grace: Duration) -> (LeanServer, StateId) {
    let server = session::start(ServerConfig::new().grace(grace));
    let start = server.run(Command::new(format!("{IMPORT_CORE}\n{REDUCTIONS}{DEFINITIONS}"))).unwrap();
    assert_eq!(start.messages, []);
    (server, start.env)
}

/// Twenty times: the deadline's error comes, soon after the deadline, and the environment can be used on.
fn times_out(command: &str) {
    let (server, start) = server(LONG_GRACE);
    let command = format!("{UNLIMITED}{command}");
    let mut late: Vec<Duration> = (0..20)
        .map(|_| {
            let begun = Instant::now();
            let result = server.run_within(Command::new(&command).in_env(start), Some(DEADLINE));
            let late = begun.elapsed().saturating_sub(DEADLINE);
            assert!(matches!(result, Err(ServerError::Timeout { .. })), "{result:?}");
            let after = server.run(Command::new("#check walk").in_env(start)).unwrap();
            assert_eq!(after.messages[0].data, "walk (n : Nat) : Nat → Bool");
            late
        })
        .collect();
    late.sort();
    // The median, as any one turn may find the machine busy.
    assert!(late[10] < Duration::from_millis(500), "{late:?}");
    assert_eq!(server.environments(), 21);
}

#[test]
fn an_elaboration_without_end_is_cancelled() {
    times_out("theorem long : Eq (walk 60 Nat.zero) Bool.true := Eq.refl _");
}

#[test]
fn a_tactic_without_end_is_cancelled() {
    times_out("theorem chain : Chain Nat.zero := by repeat apply Chain.step");
}

#[test]
fn a_reduction_of_the_kernel_without_end_is_cancelled() {
    times_out("theorem long : Eq (walk 60 Nat.zero) Bool.true := by decide +kernel");
}

#[test]
fn what_does_not_notice_is_set_aside_and_the_server_goes_on() {
    let (server, start) = server(Duration::from_millis(50));
    let spin = format!("{UNLIMITED}theorem spins : Eq (spin 16 Bool.true) Bool.true := Eq.refl _");
    let first = server.run_within(Command::new(&spin).in_env(start), Some(Duration::from_millis(10)));
    let error = first.unwrap_err();
    assert!(matches!(error, ServerError::Stuck { .. }), "{error}");
    assert!(error.to_string().contains("set aside"), "{error}");
    let after = server.run(Command::new("#check spin").in_env(start)).unwrap();
    assert_eq!(after.messages[0].data, "spin (n : Nat) : Bool → Bool");
    assert_eq!(server.environments(), 2);
}

#[test]
fn a_deadline_counts_from_when_the_request_is_begun() {
    let (server, start) = server(LONG_GRACE);
    std::thread::scope(|scope| {
        let long = format!("{UNLIMITED}theorem long : Eq (walk 60 Nat.zero) Bool.true := Eq.refl _");
        let long = Command::new(long).in_env(start);
        let first = server.async_run(long, Some(Duration::from_millis(500)));
        let waits = scope.spawn(|| server.run_within(Command::new("#check Nat").in_env(start), Some(DEADLINE)));
        assert!(waits.join().unwrap().is_ok());
        drop(first);
    });
}

#[test]
fn lean_s_own_limits_are_messages() {
    let (server, start) = server(LONG_GRACE);
    let limited =
        "set_option maxHeartbeats 20\ntheorem long : Eq (walk 60 Nat.zero) Bool.true := Eq.refl _\n#check Nat";
    let response = server.run(Command::new(limited).in_env(start)).unwrap();
    assert!(response.messages[0].data.starts_with("(deterministic) timeout at "), "{response:?}");
    assert_eq!(response.messages.last().unwrap().data, "Nat : Type");
}

#[test]
fn a_step_has_heartbeats_of_its_own() {
    let (server, start) = server(LONG_GRACE);
    let goal = "set_option maxHeartbeats 20\ntheorem long : Eq (walk 60 Nat.zero) Bool.true := sorry";
    let goal = server.run(Command::new(goal).in_env(start)).unwrap().sorries[0].proof_state.unwrap();
    for _ in 0..3 {
        let error = server.run(ProofStep::new(goal, "exact Eq.refl _")).unwrap_err().to_string();
        assert!(error.starts_with("Lean error:\n(deterministic) timeout at `"), "{error}");
        // What failed has used up its own.
        assert_eq!(server.run(ProofStep::new(goal, "skip")).unwrap().goals.len(), 1);
    }
}
