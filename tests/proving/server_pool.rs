//! Batches of requests on several threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use leanbind::server::protocol::{Command, Request, Response};
use leanbind::server::{AutoConfig, LeanServerPool, ServerConfig, ServerError};

use crate::support;
use crate::support::session::IMPORT_CORE;

fn pool(workers: usize) -> LeanServerPool {
    let (lean, _guard) = support::lean();
    let config = AutoConfig::new(ServerConfig::new().search_path(support::core()));
    LeanServerPool::start(lean, config, workers).unwrap()
}

/// The environment after `import Core`, in the session cache.
fn core(pool: &LeanServerPool) -> i64 {
    pool.server().run_and_cache(Command::new(IMPORT_CORE), None).unwrap().env
}

/// A proof search that does not end.
const ENDLESS: &str = "axiom Chain : Nat → Prop\naxiom Chain.step (n : Nat) (h : Chain (Nat.succ n)) : Chain n\n\
    set_option maxHeartbeats 0\ntheorem chain : Chain Nat.zero := by repeat apply Chain.step";

#[test]
fn results_are_in_the_order_of_the_requests() {
    let pool = pool(3);
    assert_eq!(pool.worker_count(), 3);
    let base = core(&pool);
    let commands = (0..100).map(|i| Command::new(format!("def n{i} : Nat := {i}\n#print n{i}")).in_env(base));
    let results = pool.run_batch(commands, None, |_, _| ());
    assert_eq!(results.len(), 100);
    for (i, result) in results.into_iter().enumerate() {
        assert_eq!(result.unwrap().messages[0].data, format!("def n{i} : Nat :=\n{i}"));
    }
    assert_eq!(pool.run_batch(Vec::<Command>::new(), None, |_, _| ()).len(), 0);
}

#[test]
fn an_error_of_one_request_does_not_affect_the_others() {
    let pool = pool(2);
    let base = core(&pool);
    let check = |env| Command::new("#check Nat").in_env(env);
    let commands = [check(base), check(99), Command::new(ENDLESS).in_env(base), check(base), check(base)];
    let results = pool.run_batch(commands, Some(Duration::from_millis(300)), |_, _| ());
    assert!(matches!(results[1], Err(ServerError::Lean(_))), "{:?}", results[1]);
    assert!(matches!(results[2], Err(ServerError::Timeout { .. })), "{:?}", results[2]);
    for i in [0, 3, 4] {
        assert_eq!(results[i].as_ref().unwrap().messages[0].data, "Nat : Type");
    }
}

#[test]
fn a_batch_may_have_requests_of_any_kind_that_start_from_each_others_states() {
    let pool = pool(2);
    let base = core(&pool);
    let defined = pool.run_batch([Command::new("def a : Nat := 1").in_env(base)], None, |_, _| ());
    let env = defined[0].as_ref().unwrap().env;
    let requests: [Request; 2] =
        [Command::new("#check a").in_env(env).into(), Command::new("#check a").in_env(99).into()];
    let results = pool.run_batch(requests, None, |_, _| ());
    assert!(matches!(&results[0], Ok(Response::Command(response)) if response.messages[0].data == "a : Nat"));
    assert!(matches!(&results[1], Ok(Response::Error(error)) if error.message == "Unknown environment."));
}

#[test]
fn progress_is_called_once_for_each_request() {
    let pool = pool(2);
    let base = core(&pool);
    let mut seen = Vec::new();
    let here = std::thread::current().id();
    let commands = (0..50).map(|_| Command::new("#check Nat").in_env(base));
    pool.run_batch(commands, None, |index, result| {
        assert_eq!(std::thread::current().id(), here);
        assert!(result.is_ok());
        seen.push(index);
    });
    seen.sort_unstable();
    assert_eq!(seen, (0..50).collect::<Vec<_>>());
}

#[test]
fn no_more_requests_are_taken_than_there_are_workers() {
    let pool = pool(2);
    let base = core(&pool);
    let (taken, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let commands = (0..100).map(|_| {
        // One result may be on its way to `progress`.
        let ahead = taken.fetch_add(1, Ordering::SeqCst) - done.load(Ordering::SeqCst);
        assert!(ahead <= 2, "{ahead}");
        Command::new("#check Nat").in_env(base)
    });
    pool.run_batch(commands, None, |_, _| {
        done.fetch_add(1, Ordering::SeqCst);
    });
    assert_eq!((taken.into_inner(), done.into_inner()), (100, 100));
}

#[test]
fn a_panic_of_progress_ends_the_batch_but_not_the_pool() {
    let pool = pool(2);
    let base = core(&pool);
    // The iterator itself is endless.
    let commands = std::iter::repeat_with(|| Command::new("#check Nat").in_env(base));
    let batch = AssertUnwindSafe(|| pool.run_batch(commands, None, |_, _| panic!("on purpose")));
    assert!(catch_unwind(batch).is_err());
    let results = pool.run_batch([Command::new("#check Nat").in_env(base)], None, |_, _| ());
    assert_eq!(results[0].as_ref().unwrap().messages[0].data, "Nat : Type");
}

#[test]
fn a_panic_of_the_requests_ends_the_batch_but_not_the_pool() {
    let pool = pool(2);
    let base = core(&pool);
    let mut taken = 0;
    // The iterator is endless, and could go on after its panic.
    let commands = std::iter::repeat_with(|| {
        taken += 1;
        assert!(taken != 3, "on purpose");
        Command::new("#check Nat").in_env(base)
    });
    let batch = AssertUnwindSafe(|| pool.run_batch(commands, None, |_, _| ()));
    assert!(catch_unwind(batch).is_err());
    assert_eq!(taken, 3);
    let results = pool.run_batch([Command::new("#check Nat").in_env(base)], None, |_, _| ());
    assert_eq!(results[0].as_ref().unwrap().messages[0].data, "Nat : Type");
}
