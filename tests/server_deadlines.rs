//! Deadlines and heartbeats: a request that takes too long is an error, and the session keeps its states.
//!
//! This is a separate program, because it measures how soon after its deadline a request ends, which other tests would delay.

mod support;

use std::time::{Duration, Instant};

use leanbind::server::protocol::{Command, ProofStep, StateId};
use leanbind::server::{LeanServer, ServerConfig, ServerError};
use support::session::{self, IMPORT_CORE, REDUCTIONS};

const DEADLINE: Duration = Duration::from_millis(200);
/// A grace period so long that even on a busy machine, only a request that never stops counts as stuck.
const LONG_GRACE: Duration = Duration::from_secs(60);

/// Reducing `spin` only unfolds its own head, and Lean does not check its token while it does that.
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

/// Twenty times in a row, the deadline's error comes soon after the deadline, and the environment stays usable.
fn times_out(command: &str) {
    let (server, start) = server(LONG_GRACE);
    let command = Command::new(format!("{UNLIMITED}{command}")).in_env(start);
    let late = || {
        let begun = Instant::now();
        let result = server.run_within(command.clone(), Some(DEADLINE));
        let late = begun.elapsed().saturating_sub(DEADLINE);
        assert!(matches!(result, Err(ServerError::Timeout { .. })), "{result:?}");
        let after = server.run(Command::new("#check walk").in_env(start)).unwrap();
        assert_eq!(after.messages[0].data, "walk (n : Nat) : Nat → Bool");
        assert!(server.drop_environment(after.env));
        late
    };
    // The machine may be busy during any turn: then the count starts again.
    let mut row = Vec::new();
    for _ in 0..100 {
        row.push(late());
        if row.last().is_some_and(|late| *late >= Duration::from_millis(500)) {
            eprintln!("after {} in a row, one is late: {row:?}", row.len() - 1);
            row.clear();
        }
        if row.len() == 20 {
            assert_eq!(server.environment_count(), 1);
            return;
        }
    }
    panic!("no twenty in a row came within half a second of the deadline");
}

#[test]
fn an_endless_elaboration_is_cancelled() {
    times_out("theorem long : Eq (walk 60 Nat.zero) Bool.true := Eq.refl _");
}

#[test]
fn an_endless_tactic_is_cancelled() {
    times_out("theorem chain : Chain Nat.zero := by repeat apply Chain.step");
}

#[test]
fn an_endless_reduction_of_the_kernel_is_cancelled() {
    times_out("theorem long : Eq (walk 60 Nat.zero) Bool.true := by decide +kernel");
}

#[test]
fn a_request_that_does_not_stop_is_set_aside_and_the_server_goes_on() {
    let (server, start) = server(Duration::from_millis(50));
    let spin = format!("{UNLIMITED}theorem spins : Eq (spin 16 Bool.true) Bool.true := Eq.refl _");
    let first = server.run_within(Command::new(&spin).in_env(start), Some(Duration::from_millis(10)));
    let error = first.unwrap_err();
    assert!(matches!(error, ServerError::Stuck { .. }), "{error}");
    assert!(error.to_string().contains("set aside"), "{error}");
    let after = server.run(Command::new("#check spin").in_env(start)).unwrap();
    assert_eq!(after.messages[0].data, "spin (n : Nat) : Bool → Bool");
    assert_eq!(server.environment_count(), 2);
}

#[test]
fn the_servers_deadline_is_the_default() {
    assert_eq!(ServerConfig::new().deadline, Some(Duration::from_secs(60)));
    let config = ServerConfig::new().grace(LONG_GRACE).deadline(Some(DEADLINE));
    let server = session::start(config);
    let chain = "theorem chain : Chain Nat.zero := by repeat apply Chain.step";
    let endless = Command::new(format!("{IMPORT_CORE}\n{DEFINITIONS}\n{UNLIMITED}{chain}"));
    let (of_server, of_request) = (server.run(endless.clone()), server.run_within(endless, Some(2 * DEADLINE)));
    for (result, deadline) in [(of_server, "200ms"), (of_request, "400ms")] {
        let error = result.unwrap_err();
        assert!(matches!(error, ServerError::Timeout { .. }), "{error}");
        let text = "passed, and the request was cancelled; the server and its states can be used on";
        assert_eq!(error.to_string(), format!("the deadline of {deadline} {text}"));
    }
}

#[test]
fn a_deadline_counts_from_the_start_of_the_request() {
    let (server, start) = server(LONG_GRACE);
    std::thread::scope(|scope| {
        let long = format!("{UNLIMITED}theorem long : Eq (walk 60 Nat.zero) Bool.true := Eq.refl _");
        let long = Command::new(long).in_env(start);
        let first = server.run_async(long, Some(Duration::from_millis(500)));
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
        // The step that failed has used up its own heartbeats.
        assert_eq!(server.run(ProofStep::new(goal, "skip")).unwrap().goals.len(), 1);
    }
}

#[test]
fn a_declaration_has_heartbeats_of_the_kernel_of_its_own() {
    let (server, start) = server(LONG_GRACE);
    let says = |steps: u32| {
        let proof = format!("theorem long : Eq (walk {steps} Nat.zero) Bool.true := by decide +kernel");
        let command = Command::new(format!("set_option maxHeartbeats 200\n{proof}"));
        let messages = server.run(command.in_env(start)).unwrap().messages;
        messages.into_iter().map(|message| message.data).collect::<Vec<_>>()
    };
    // The work doubles with each step. The first step takes at least half of the heartbeats that the option allows.
    for _ in 0..4 {
        assert_eq!(says(13), [""; 0]);
    }
    assert_eq!(says(14), ["(kernel) deterministic timeout"]);
    assert_eq!(says(13), [""; 0]);
}
