//! A server that drops states before memory is full, and its session cache.
//!
//! This is a separate program, because it fills the memory of the process and limits it.

mod support;
mod temp_dir;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use leanbind::server::protocol::{Command, CommandResponse, FileCommand, ProofStep};
use leanbind::server::{AutoConfig, AutoLeanServer, ServerConfig, ServerError, SessionCacheKind, SharedImports};
use support::block_on::block_on;
use support::session::IMPORT_CORE;
use temp_dir::TempDir;

/// Some tests fill the process's memory: they run one after the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn config() -> AutoConfig {
    AutoConfig::new(ServerConfig::new().search_path(support::core()).imports(SharedImports::new()))
}

fn start(config: AutoConfig) -> AutoLeanServer {
    let (lean, _guard) = support::lean();
    AutoLeanServer::start(lean, config).unwrap()
}

/// The environment after `import Core`, which is not in the session cache.
fn core(server: &AutoLeanServer) -> i64 {
    server.run(Command::new(IMPORT_CORE)).unwrap().env
}

fn texts(response: &CommandResponse) -> Vec<&str> {
    response.messages.iter().map(|message| message.data.as_str()).collect()
}

/// The message of `#check` for a name in an environment.
fn check(server: &AutoLeanServer, name: &str, env: i64) -> Result<String, String> {
    let response = server.run(Command::new(format!("#check {name}")).in_env(env)).map_err(|error| error.to_string())?;
    Ok(texts(&response).join("\n"))
}

fn unknown<T>() -> Result<T, String> {
    Err("Unknown environment.".to_owned())
}

#[test]
fn states_of_the_session_cache_have_negative_numbers() {
    let _alone = alone();
    let server = start(config());
    let base = core(&server);
    assert!(base >= 0);
    let first = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap();
    let second = server.run_and_cache(Command::new("def two : Nat := 2").in_env(first.env), None).unwrap();
    assert_eq!((first.env, second.env), (-1, -2));
    assert_eq!(server.session_cache(), [-2, -1]);
    assert_eq!(check(&server, "two", -2).unwrap(), "two : Nat");
    assert!(check(&server, "two", -1).unwrap().contains("nknown identifier `two`"));
    // A state has one number.
    assert_eq!(server.environment_count(), 5);
}

#[test]
fn a_restart_drops_all_other_states() {
    let _alone = alone();
    let server = start(config());
    let base = core(&server);
    let pinned = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    let other = server.run(Command::new("def two : Nat := 2").in_env(pinned)).unwrap().env;
    server.restart().unwrap();
    assert_eq!(check(&server, "one", base), unknown());
    assert_eq!(check(&server, "one", other), unknown());
    assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat");
    assert!(core(&server) > other);
}

#[test]
fn a_killed_server_starts_again_and_replays_the_requests_of_a_cached_state() {
    let _alone = alone();
    let server = start(config());
    let mut env = core(&server);
    for text in ["namespace A", "def one : Nat := 1", "def two : Nat := Nat.succ one"] {
        let next = server.run(Command::new(text).in_env(env)).unwrap().env;
        // The state from which it was made is not needed any more.
        server.drop_environment(env);
        env = next;
    }
    let pinned = server.run_and_cache(Command::new("def three : Nat := Nat.succ two").in_env(env), None).unwrap().env;
    server.kill();
    assert!(!server.is_alive());
    assert_eq!(server.environment_count(), 0);
    assert_eq!(check(&server, "three", pinned).unwrap(), "A.three : Nat");
    assert!(server.is_alive());
    // The server holds the replayed state and the environment after the check, and no other state of the replay.
    assert_eq!(server.environment_count(), 2);
}

/// A proof state after two steps, in the session cache. The steps start from the second of two `sorry`s.
fn two_steps(server: &AutoLeanServer) -> i64 {
    let base = core(server);
    let text = "theorem t (p q : Prop) (h : And p q) : And q (And q p) := by\n  constructor\n  sorry\n  sorry";
    let open = server.run(Command::new(text).in_env(base)).unwrap();
    let state = open.sorries[1].proof_state.unwrap();
    let step = server.run(ProofStep::new(state, "cases h")).unwrap();
    let step = server.run_and_cache(ProofStep::new(step.proof_state, "constructor"), None).unwrap();
    assert_eq!(step.goals.len(), 2);
    step.proof_state
}

#[test]
fn proof_states_are_cached_and_replayed_too() {
    let _alone = alone();
    let server = start(config());
    let pinned = two_steps(&server);
    assert_eq!((pinned, server.session_cache()), (-1, vec![-1]));
    let goals = |server: &AutoLeanServer| server.run(ProofStep::new(pinned, "assumption")).unwrap().goals;
    let expected = goals(&server);
    assert!(expected[0].ends_with("⊢ p"), "{expected:?}");
    server.kill();
    assert_eq!(goals(&server), expected);
    // The number of a proof state is no number of an environment.
    assert_eq!(check(&server, "Nat", pinned), unknown());
    // The server holds the replayed state and the state after the last step, and no other state of the replay.
    assert_eq!((server.environment_count(), server.proof_state_count()), (0, 2));
    assert!(server.remove_from_session_cache(pinned));
    assert_eq!(server.run(ProofStep::new(pinned, "skip")).unwrap_err().to_string(), "Unknown proof state.");
}

#[test]
fn states_can_be_cached_in_files() {
    let _alone = alone();
    let folder = TempDir::new();
    let files = || std::fs::read_dir(folder.path().join("cache")).unwrap().count();
    let server = start(config().session_cache(SessionCacheKind::Pickle(folder.path().join("cache"))));
    let base = core(&server);
    let env = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    let proof = two_steps(&server);
    assert_eq!((env, proof, files()), (-1, -2, 2));
    // Writing a proof state adds no other proof state.
    assert_eq!(server.proof_state_count(), 4);
    server.kill();
    assert_eq!(check(&server, "one", env).unwrap(), "one : Nat");
    let step = server.run(ProofStep::new(proof, "assumption")).unwrap();
    assert_eq!(step.goals.len(), 1);
    assert!(server.remove_from_session_cache(env));
    assert_eq!(files(), 1);
    drop(server);
    assert_eq!(files(), 0);
}

#[test]
fn a_state_that_cannot_be_written_is_an_error_and_is_kept() {
    let _alone = alone();
    let folder = TempDir::new();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let server = start(config().session_cache(SessionCacheKind::Pickle(file)));
    let base = core(&server);
    let error = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap_err().to_string();
    let env = base + 1;
    assert!(
        error.starts_with(&format!(
            "the session cache's state -1: the request was carried out and led to the state {env}, which cannot be kept: \
             cannot make the folder "
        )),
        "{error}"
    );
    assert_eq!(check(&server, "one", env).unwrap(), "one : Nat");
    assert!(server.session_cache().is_empty());
}

#[test]
fn a_state_that_cannot_be_made_again_is_an_error() {
    let _alone = alone();
    let folder = TempDir::new();
    let file = folder.path().join("A.lean");
    std::fs::write(&file, "prelude\nimport Core\ndef one : Nat := 1").unwrap();
    let server = start(config());
    let pinned = server.run_and_cache(FileCommand::new(&file), None).unwrap().env;
    std::fs::remove_file(&file).unwrap();
    assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat");
    server.kill();
    let error = server.run(Command::new("#check one").in_env(pinned)).unwrap_err();
    assert!(matches!(error, ServerError::SessionCache { id: -1, .. }));
    let said = error.to_string();
    assert!(said.starts_with("the session cache's state -1: it cannot be made again: cannot read "), "{said}");
}

#[test]
fn a_removed_state_is_unknown() {
    let _alone = alone();
    let server = start(config());
    let base = core(&server);
    let [a, b, c] = ["a", "b", "c"].map(|name| {
        let text = format!("def {name} : Nat := 1");
        server.run_and_cache(Command::new(text).in_env(base), None).unwrap().env
    });
    assert!(server.remove_from_session_cache(a));
    assert!(!server.remove_from_session_cache(a));
    assert!(!server.remove_from_session_cache(base));
    assert_eq!(check(&server, "a", a), unknown());
    assert_eq!(check(&server, "b", b).unwrap(), "b : Nat");

    server.clear_session_cache(false).unwrap();
    assert!(server.session_cache().is_empty());
    assert_eq!(check(&server, "b", b), unknown());
    // Other states are kept, unless the server restarts.
    assert_eq!(check(&server, "Nat", base).unwrap(), "Nat : Type");
    server.clear_session_cache(true).unwrap();
    assert_eq!(check(&server, "Nat", base), unknown());
    // Numbers are not used again.
    let base = core(&server);
    assert_eq!(server.run_and_cache(Command::new("").in_env(base), None).unwrap().env, c - 1);
}

#[test]
fn an_answer_that_is_an_error_is_not_cached() {
    let _alone = alone();
    let server = start(config());
    let error = server.run_and_cache(Command::new("x").in_env(99), None).unwrap_err();
    assert_eq!(error.to_string(), "Unknown environment.");
    assert_eq!(check(&server, "x", -1), unknown());
    assert!(server.session_cache().is_empty());
    // An error in the Lean text is a message, and there is a state after it.
    assert_eq!(server.run_and_cache(Command::new("prelude\n#check x"), None).unwrap().env, -1);
}

#[test]
fn a_deadline_only_ends_its_request() {
    let _alone = alone();
    let server = start(config());
    let base = core(&server);
    let pinned = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    let endless = "axiom Chain : Nat → Prop\naxiom Chain.step (n : Nat) (h : Chain (Nat.succ n)) : Chain n\n\
        set_option maxHeartbeats 0\ntheorem chain : Chain Nat.zero := by repeat apply Chain.step";
    let command = Command::new(endless).in_env(pinned);
    let error = server.run_and_cache(command, Some(Duration::from_millis(100))).unwrap_err();
    assert!(matches!(error, ServerError::Timeout { .. }), "{error}");
    assert_eq!(server.session_cache(), [pinned]);
    assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat");
    assert_eq!(check(&server, "Nat", base).unwrap(), "Nat : Type");
}

/// A server that drops states when the process uses `room` more bytes than now.
fn with_room(room: u64, config: impl FnOnce(AutoConfig) -> AutoConfig) -> AutoLeanServer {
    let (lean, _guard) = support::lean();
    // The first use loads everything.
    core(&start(self::config()));
    lean.collect_memory();
    let limit = (lean.resident_memory().unwrap() + room) as f64 / 0.8;
    let mut wanted = config(self::config());
    wanted.server = wanted.server.max_memory(Some(limit as u64));
    start(wanted)
}

#[test]
fn states_are_dropped_when_the_process_uses_too_much_memory() {
    let _alone = alone();
    let server = with_room(20 << 20, |config| config);
    let base = core(&server);
    let pinned = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    // A chain of states of 80 kB each.
    let mut env = pinned;
    let mut dropped = 0;
    for i in 0..1000 {
        let text = format!("theorem t{i} (p q : Prop) (h : p) (k : q) : And p q := by constructor <;> assumption");
        env = match server.run(Command::new(text.clone()).in_env(env)) {
            Ok(response) => response.env,
            Err(error) => {
                assert_eq!(error.to_string(), "Unknown environment.");
                dropped += 1;
                server.run(Command::new(text).in_env(pinned)).unwrap().env
            }
        };
    }
    assert!(dropped > 0, "{} environments", server.environment_count());
    assert!(server.environment_count() < 1000);
    assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat");
}

#[test]
fn a_request_is_refused_when_memory_stays_full_and_the_cache_survives() {
    let _alone = alone();
    let server = with_room(100 << 20, |config| config.max_restart_attempts(3).backoff(Duration::from_millis(1)));
    let base = core(&server);
    let pinned = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    let ballast = vec![1u8; 200 << 20];
    let error = server.run(Command::new("#check one").in_env(pinned)).unwrap_err();
    assert!(matches!(error, ServerError::MemoryFull { attempts: 3, .. }), "{error}");
    let said = error.to_string();
    assert!(said.starts_with("the process uses ") && said.contains("and 80 % of "), "{said}");
    assert!(said.contains("also after the server let its states go 3 times: free memory"), "{said}");
    // Even the states of the session cache were dropped.
    assert_eq!(server.environment_count(), 0);
    assert_eq!(ballast[100], 1);
    drop(ballast);
    assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat");
    assert_eq!(check(&server, "one", base), unknown());
}

#[test]
fn the_systems_memory_is_checked_too() {
    let _alone = alone();
    let server = start(config().max_total_memory(0.0).max_restart_attempts(1).backoff(Duration::ZERO));
    let error = server.run(Command::new("prelude")).unwrap_err().to_string();
    assert!(error.starts_with("the system's memory is used to "), "{error}");
    assert!(error.contains(" %, and 0 % is the limit, also after the server let its states go 1 times"), "{error}");
    core(&start(config().max_total_memory(1.0)));
}

#[test]
fn the_wait_before_another_attempt_doubles() {
    let _alone = alone();
    assert_eq!(config().backoff, Duration::from_millis(10));
    let first = Duration::from_millis(20);
    let server = start(config().max_total_memory(0.0).max_restart_attempts(4).backoff(first));
    let begun = Instant::now();
    assert!(matches!(server.run(Command::new("prelude")), Err(ServerError::MemoryFull { attempts: 4, .. })));
    // The waits before the second, third and fourth attempt are once, twice and four times the first wait.
    assert!(begun.elapsed() >= 7 * first, "{:?}", begun.elapsed());
}

#[test]
fn several_threads_can_use_a_dropped_cached_state() {
    let _alone = alone();
    let mut config = config();
    config.server = config.server.threads(2);
    let server = start(config);
    let base = core(&server);
    let pinned = server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None).unwrap().env;
    server.kill();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(check(&server, "one", pinned).unwrap(), "one : Nat"));
        }
    });
    // The state was made once: the server holds it, and the environments after the eight commands.
    assert_eq!(server.environment_count(), 9);
}

#[test]
fn requests_are_futures_for_any_async_runtime() {
    let _alone = alone();
    let server = Arc::new(start(config()));
    let base = core(&server);
    let checks: Vec<_> = (0..8)
        .map(|i| server.run_async(Command::new(format!("def n{i} : Nat := {i}\n#print n{i}")).in_env(base), None))
        .collect();
    for (i, check) in checks.into_iter().enumerate() {
        assert_eq!(texts(&block_on(check).unwrap()), [format!("def n{i} : Nat :=\n{i}")]);
    }
    let unknown = block_on(server.run_async(Command::new("#check Nat").in_env(99), None));
    assert!(matches!(unknown, Err(ServerError::Lean(_))), "{unknown:?}");
    // This future is dropped, but its request runs anyway, and keeps the server alive.
    drop(server.run_async(Command::new("#check Nat").in_env(base), None));
    drop(server);
}

#[test]
fn requests_during_a_kill_end_with_closed_or_a_response() {
    let _alone = alone();
    let server = start(config());
    let base = server.run_and_cache(Command::new(IMPORT_CORE), None).unwrap().env;
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = 0;
                    while !ended.load(Ordering::Relaxed) {
                        match server.run_and_cache(Command::new("def one : Nat := 1").in_env(base), None) {
                            Ok(response) => assert!(server.remove_from_session_cache(response.env)),
                            Err(error) => assert!(matches!(error, ServerError::Closed), "{error}"),
                        }
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        for i in 0..40 {
            if i % 2 == 0 {
                server.kill()
            } else {
                server.restart().unwrap()
            }
            // The cached state is usable at all times.
            let response = server.run(Command::new("#check Nat").in_env(base));
            assert_eq!(texts(&response.unwrap()), ["Nat : Type"]);
        }
        ended.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| assert!(client.join().unwrap() > 0));
    });
}

#[test]
fn an_invalid_configuration_is_an_error() {
    let (lean, _guard) = support::lean();
    let refusal = |config| AutoLeanServer::start(lean, config).unwrap_err().to_string();
    assert_eq!(
        refusal(config().max_total_memory(f64::NAN)),
        "AutoConfig::max_total_memory: expected a fraction from 0 to 1, got NaN"
    );
    assert_eq!(
        refusal(config().max_process_memory(Some(-3.0))),
        "AutoConfig::max_process_memory: expected a fraction from 0 to 1, got -3"
    );
    let mut small = config();
    small.server = small.server.stack_size(24_576);
    assert_eq!(
        refusal(small),
        "ServerConfig::stack_size: expected 16777216 bytes (16 MiB) at least, which Lean needs whatever it elaborates, got \
         24576 bytes"
    );
    let mut many = config();
    many.server = many.server.threads(100_000);
    assert_eq!(refusal(many), "ServerConfig::threads: expected 1024 at most, got 100000");
    let mut nowhere = config();
    nowhere.server = nowhere.server.project("no/such/folder");
    assert_eq!(refusal(nowhere), "ServerConfig::project: expected a folder, got no/such/folder, which is none");
}
