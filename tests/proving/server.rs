//! Commands on a server, by the elaborator in `libleanshared`.

use std::sync::Arc;

use leanbind::kernel::SearchPath;
use leanbind::server::protocol::{Command, CommandResponse, FileCommand, Position, ProofStep, Severity};
use leanbind::server::{LeanServer, ServerConfig, ServerError, SharedImports};

use crate::support;
use crate::support::block_on::block_on;
use crate::support::session::{self, import_core};
use crate::temp_dir::TempDir;

fn server() -> LeanServer {
    session::start(ServerConfig::new())
}

fn texts(response: &CommandResponse) -> Vec<&str> {
    response.messages.iter().map(|message| message.data.as_str()).collect()
}

#[test]
fn commands_build_on_each_other() {
    let server = server();
    let start = import_core(&server);
    let first = server.run(Command::new("theorem t (p : Prop) (h : p) : p := h").in_env(start)).unwrap();
    assert_eq!(first.messages, []);
    let second = server.run(Command::new("#check t").in_env(first.env)).unwrap();
    assert_eq!(texts(&second), ["t (p : Prop) (h : p) : p"]);
    assert_eq!(second.messages[0].severity, Severity::Info);
    // The older environment does not have the definition.
    let branch = server.run(Command::new("#check t").in_env(start)).unwrap();
    assert!(branch.has_errors());
    assert!(texts(&branch)[0].contains("nknown identifier `t`"), "{branch:?}");
    assert_eq!(branch.env, second.env + 1);
}

#[test]
fn messages_have_positions() {
    let server = server();
    let start = import_core(&server);
    let response = server.run(Command::new("\n  #check nothing\n#check Nat").in_env(start)).unwrap();
    let [error, info] = &response.messages[..] else { panic!("{response:?}") };
    assert_eq!(error.severity, Severity::Error);
    assert_eq!((error.pos, error.end_pos), (Position { line: 2, column: 9 }, Some(Position { line: 2, column: 16 })));
    assert_eq!((info.pos.line, info.data.as_str()), (3, "Nat : Type"));
    let syntax = server.run(Command::new("theorem").in_env(start)).unwrap();
    assert!(syntax.has_errors());
}

#[test]
fn a_module_that_is_not_found_is_a_message() {
    let server = server();
    let response = server.run(Command::new("prelude\nimport Nope")).unwrap();
    assert!(texts(&response)[0].contains("unknown module prefix 'Nope'"), "{response:?}");
    let (lean, _guard) = support::lean();
    let server = LeanServer::start(lean, ServerConfig::new().search_path(SearchPath::default())).unwrap();
    let response = server.run(Command::new("#check 1")).unwrap();
    assert!(texts(&response)[0].contains("unknown module prefix 'Init'"), "{response:?}");
    let hint = "There are none: the embedded runtime has no .olean files; use a toolchain, LEAN_PATH, or a \
                `SearchPath` (`leanbind repl --search-path`)";
    assert!(texts(&response)[0].ends_with(hint), "{response:?}");
}

#[test]
fn an_unknown_environment_is_an_error() {
    let server = server();
    let error = server.run(Command::new("#check Nat").in_env(99)).unwrap_err();
    assert!(matches!(error, ServerError::Lean(_)));
    assert_eq!(error.to_string(), "Unknown environment.");
    let start = import_core(&server);
    assert!(server.drop_environment(start));
    assert!(!server.drop_environment(start));
    assert_eq!(server.run(Command::new("x").in_env(start)).unwrap_err().to_string(), "Unknown environment.");
}

#[test]
fn files_are_elaborated() {
    let server = server();
    let folder = TempDir::new();
    let file = folder.path().join("A.lean");
    std::fs::write(&file, "prelude\nimport Core\n#check Nat").unwrap();
    assert_eq!(texts(&server.run(FileCommand::new(&file)).unwrap()), ["Nat : Type"]);
    std::fs::remove_file(&file).unwrap();
    let error = server.run(FileCommand::new(&file)).unwrap_err().to_string();
    assert!(error.starts_with("cannot read "), "{error}");
    // A device without an end.
    let error = server.run(FileCommand::new("/dev/zero")).unwrap_err().to_string();
    assert_eq!(error, "cannot read /dev/zero: it is no file");
}

#[test]
fn json_goes_in_and_comes_out() {
    let server = server();
    let start = import_core(&server);
    let request = serde_json::json!({"cmd": "#check Nat", "env": start});
    let response = server.run_json(&request, None).unwrap();
    assert_eq!(
        response,
        serde_json::json!({
            "env": start + 1,
            "messages": [{
                "severity": "info", "pos": {"line": 1, "column": 0}, "endPos": {"line": 1, "column": 6}, "data": "Nat : Type"
            }]
        })
    );
    let unknown = server.run_json(&serde_json::json!({"cmd": "x", "env": 99}), None).unwrap();
    assert_eq!(unknown, serde_json::json!({"message": "Unknown environment."}));
    let bad = server.run_json(&serde_json::json!({"x": 1}), None).unwrap_err();
    assert!(matches!(bad, ServerError::BadRequest(_)));
    assert!(bad.to_string().starts_with("the JSON is no request: a request has the key `cmd`"), "{bad}");
}

#[test]
fn deep_nesting_is_an_error() {
    let server = server();
    let start = import_core(&server);
    let text = format!("#check {}Nat", "(".repeat(support::size(20_000)));
    assert!(server.run(Command::new(text).in_env(start)).unwrap().has_errors());
    assert_eq!(texts(&server.run(Command::new("#check Nat").in_env(start)).unwrap()), ["Nat : Type"]);
}

#[test]
fn threads_share_a_server() {
    let server = Arc::new(server());
    let start = import_core(&server);
    let threads: Vec<_> = (0..4)
        .map(|i| {
            let server = server.clone();
            std::thread::spawn(move || {
                for j in 0..20 {
                    let text = format!("theorem t{i}_{j} (p : Prop) (h : p) : p := by exact h");
                    assert_eq!(server.run(Command::new(text).in_env(start)).unwrap().messages, []);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(server.environment_count(), 81);
}

#[test]
fn a_server_with_several_threads_runs_several_requests_at_the_same_time() {
    let (lean, _guard) = support::lean();
    let config = ServerConfig::new().search_path(support::core()).threads(2);
    let server = LeanServer::start(lean, config).unwrap();
    let start = import_core(&server);
    // This request would never end, but the others do not wait for it.
    let endless = "axiom Chain : Nat → Prop\naxiom Chain.step (n : Nat) (h : Chain (Nat.succ n)) : Chain n\n\
        set_option maxHeartbeats 0\ntheorem chain : Chain Nat.zero := by repeat apply Chain.step";
    std::thread::scope(|scope| {
        let first = scope.spawn(|| server.run_within(Command::new(endless).in_env(start), None));
        for i in 0..20 {
            let text = format!("theorem t{i} (p : Prop) (h : p) : p := by exact h");
            assert_eq!(server.run(Command::new(text).in_env(start)).unwrap().messages, []);
        }
        server.kill();
        let closed = first.join().unwrap().unwrap_err();
        assert!(matches!(closed, ServerError::Closed));
        assert_eq!(closed.to_string(), "the server was closed before the request was done");
    });
}

#[test]
fn requests_are_futures_for_any_async_runtime() {
    let server = server();
    let start = import_core(&server);
    let check = |env| server.run_async(Command::new("#check Nat").in_env(env), None);
    let (known, unknown) = (check(start), check(99));
    assert!(matches!(block_on(unknown), Err(ServerError::Lean(_))));
    assert_eq!(texts(&block_on(known).unwrap()), ["Nat : Type"]);
    // This future is dropped, but its request runs anyway.
    drop(check(start));
    assert_eq!(server.run(Command::new("#check Nat").in_env(start)).unwrap().env, start + 3);
    server.kill();
    assert!(matches!(block_on(check(start)), Err(ServerError::NotRunning)));
}

#[test]
fn a_killed_server_refuses_requests_until_it_is_restarted() {
    let server = server();
    let start = import_core(&server);
    server.kill();
    assert!(!server.is_alive());
    let error = server.run(Command::new("x").in_env(start)).unwrap_err();
    assert!(matches!(error, ServerError::NotRunning));
    assert_eq!(error.to_string(), "the server is not running; `restart` starts it again");
    server.restart().unwrap();
    assert!(server.is_alive());
    assert_eq!(server.run(Command::new("x").in_env(start)).unwrap_err().to_string(), "Unknown environment.");
    assert!(import_core(&server) > start);
}

#[test]
fn a_server_knows_its_lean_version() {
    let (lean, _guard) = support::lean();
    assert_eq!(server().lean_version(), lean.version());
}

#[test]
fn an_unattached_thread_may_start_a_server_and_drop_it_while_requests_run() {
    let (lean, _guard) = support::lean();
    let search_path = support::core();
    let drop_it = || {
        let imports = SharedImports::new();
        let config = ServerConfig::new().search_path(search_path.clone()).imports(imports);
        let server = LeanServer::start(lean, config).unwrap();
        let start = import_core(&server);
        let request = || Command::new("theorem t (p : Prop) (h : p) : p := by exact h").in_env(start);
        let requests = [request(), request()].map(|request| server.run_async(request, None));
        drop(server);
        for request in requests {
            let answer = block_on(request);
            assert!(matches!(answer, Ok(_) | Err(ServerError::Closed)), "{answer:?}");
        }
        assert!(!lean.is_attached());
    };
    for _ in 0..support::size(20) {
        std::thread::scope(|scope| scope.spawn(drop_it).join().unwrap());
    }
}

#[test]
fn an_environment_can_be_used_in_the_kernel_layer() {
    let server = server();
    let start = import_core(&server);
    let defined = server.run(Command::new("def two : Nat := Nat.succ (Nat.succ Nat.zero)").in_env(start)).unwrap();
    let (lean, _guard) = support::lean();
    let environment = server.environment(defined.env).unwrap().unwrap().get().unwrap();
    let two = environment.find(&lean.kernel().unwrap().name("two").unwrap()).unwrap().unwrap();
    assert_eq!(two.value().unwrap().to_string(), "Nat.succ (Nat.succ Nat.zero)");
    assert!(server.environment(99).unwrap().is_none());
}

#[test]
fn every_check_of_the_probe_passes() {
    let (lean, _guard) = support::lean();
    let checks = LeanServer::probe(lean).unwrap();
    assert_eq!(checks.len(), 6);
    for check in checks {
        assert_eq!(check.result, Ok(()), "{}", check.name);
    }
}

#[test]
fn a_proof_by_steps_with_our_core_and_with_a_toolchains() {
    let (lean, _guard) = support::lean();
    let mut imports = vec![("prelude\nimport Core", support::core())];
    imports.extend(support::init().map(|search_path| ("import Init", search_path)));
    for (header, search_path) in imports {
        let server = LeanServer::start(lean, ServerConfig::new().search_path(search_path)).unwrap();
        let start = server.run(Command::new(header)).unwrap().env;
        let open = Command::new("theorem t (p q : Prop) (h : And p q) : And q p := by sorry").in_env(start);
        let goal = server.run(open).unwrap().sorries[0].proof_state.unwrap();
        let split = server.run(ProofStep::new(goal, "constructor")).unwrap();
        assert_eq!(split.goals.len(), 2, "{header}");
        let right = server.run(ProofStep::new(split.proof_state, "exact h.right")).unwrap();
        let left = server.run(ProofStep::new(right.proof_state, "exact h.left")).unwrap();
        assert!(left.is_complete(), "{header}: {left:?}");
    }
}
