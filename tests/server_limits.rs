//! Limits of a server, for states and memory; and the imports that servers share.
//!
//! This is a separate program, because it measures the memory of the process and limits it.

mod support;
mod temp_dir;

use std::fs;
use std::path::Path;
use std::process::Command as Process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use leanbind::Expr;
use leanbind::kernel::{KernelExceptionKind, SearchPath, Trusted};
use leanbind::server::protocol::{Command, CommandResponse, ProofStep};
use leanbind::server::{LeanServer, ServerConfig, ServerError, SharedImports};
use support::kernel::exception;
use support::session::{self, IMPORT_CORE, import_core};
use temp_dir::TempDir;

/// The tests measure the memory of the process, and one of them limits it: they run one after the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn resident() -> u64 {
    let (lean, _guard) = support::lean();
    lean.resident_memory().unwrap()
}

#[test]
fn a_server_limits_its_environments() {
    let _alone = alone();
    let server = session::start(ServerConfig::new().max_environments(Some(2)));
    let start = import_core(&server);
    let second = server.run(Command::new("def a : Nat := 1").in_env(start)).unwrap();
    let error = server.run(Command::new("#check a").in_env(second.env)).unwrap_err();
    assert!(matches!(error, ServerError::TooManyEnvironments { held: 2, limit: 2 }));
    assert_eq!(
        error.to_string(),
        "the server holds 2 environments, and 2 is its limit: let some go with `drop_environment`, or `restart` the server, \
         or set `ServerConfig::max_environments` higher"
    );
    assert!(server.drop_environment(start));
    assert_eq!(server.run(Command::new("#check a").in_env(second.env)).unwrap().messages[0].data, "a : Nat");
}

#[test]
fn a_server_limits_its_proof_states() {
    let _alone = alone();
    let server = session::start(ServerConfig::new().max_proof_states(Some(1)));
    let start = import_core(&server);
    let open = server.run(Command::new("theorem t (p : Prop) (h : p) : p := sorry").in_env(start)).unwrap();
    let proof_state = open.sorries[0].proof_state.unwrap();
    let step = ProofStep::new(proof_state, "exact h");
    let error = server.run(step.clone()).unwrap_err();
    assert!(matches!(error, ServerError::TooManyProofStates { held: 1, limit: 1 }));
    assert!(error.to_string().contains("let some go with `drop_proof_state`"), "{error}");
    assert!(server.run(Command::new("#check Nat").in_env(start)).is_err());
    assert!(server.drop_proof_state(proof_state));
    assert_eq!(server.run(step).unwrap_err().to_string(), "Unknown proof state.");
}

#[test]
fn a_text_that_could_overflow_the_parsers_stack_is_refused() {
    let _alone = alone();
    // The limit is 128 tokens for each megabyte of stack.
    let server = session::start(ServerConfig::new().stack_size(16 << 20));
    let start = import_core(&server);
    let nested =
        |open: &str, count| Command::new(format!("theorem t : True := by {}", open.repeat(count))).in_env(start);
    for (open, tokens) in [("(", 1), ("{", 1), ("first | ", 2), ("exact fun x => ", 5), ("have x := ", 4)] {
        assert!(server.run(nested(open, 2_000 / tokens)).unwrap().has_errors(), "{open}");
    }
    let error = server.run(nested("(", 1_000_000)).unwrap_err();
    assert!(matches!(error, ServerError::Lean(_)));
    assert_eq!(
        error.to_string(),
        "the text has up to 1000007 tokens, and Lean's parser is given 2048 at most with a stack of 16777216 bytes, as they may \
         be nested in each other: split the text, or give the server a stack of 8192057344 bytes (`ServerConfig::stack_size`, or \
         `leanbind repl --stack-size`, in megabytes)"
    );
    assert_eq!(server.run(Command::new("#check Nat").in_env(start)).unwrap().messages[0].data, "Nat : Type");
}

#[test]
fn requests_are_refused_while_the_process_uses_too_much_memory() {
    let _alone = alone();
    let small = session::start(ServerConfig::new().max_memory(Some(1_000_000)));
    let error = small.run(Command::new("prelude")).unwrap_err();
    assert!(matches!(error, ServerError::Memory { limit: 1_000_000, used } if used > 1_000_000), "{error}");
    let said = error.to_string();
    assert!(said.starts_with("the process uses ") && said.contains(" MB of memory"), "{said}");
    assert!(
        said.contains("works up to 1.0 MB: let states go with `drop_environment`, or `restart` the server"),
        "{said}"
    );
    // Another server of the process may have a higher limit.
    import_core(&session::start(ServerConfig::new().max_memory(Some(1 << 40))));
}

#[test]
fn resident_memory_is_measured() {
    let _alone = alone();
    let before = resident();
    // Lean alone takes more than that.
    assert!(before > 20_000_000, "{before}");
    let written = vec![1u8; 256 << 20];
    let after = resident();
    // The system may take back a few pages of mapped files meanwhile.
    assert!(after > before + (240 << 20), "{before}, with 256 MiB more {after}");
    assert_eq!(written[written.len() / 2], 1);
}

#[test]
fn killing_a_server_returns_its_memory() {
    let _alone = alone();
    let server = session::start(ServerConfig::new());
    let fill = |server: &LeanServer| {
        let mut env = import_core(server);
        for i in 0..support::size(1000) {
            let text = format!("theorem t{i} (p q : Prop) (h : p) (k : q) : And p q := by constructor <;> assumption");
            env = server.run(Command::new(text).in_env(env)).unwrap().env;
        }
    };
    // The first commands allocate memory that Lean keeps for ever.
    fill(&server);
    server.restart().unwrap();
    let empty = resident();
    let assert_freed = |full: u64, after: u64| {
        let (grown, noise) = (full.saturating_sub(empty), 5_000_000);
        let said = format!("{empty} bytes without states, {full} with them, {after} without again");
        assert!(after < empty + grown / 2 + noise, "{said}");
    };
    fill(&server);
    let full = resident();
    server.kill();
    assert_freed(full, resident());

    // Dropping the server frees them too. The freed memory stays in Lean's allocator until `collect_memory` returns it.
    server.restart().unwrap();
    fill(&server);
    let full = resident();
    drop(server);
    let (lean, _guard) = support::lean();
    lean.collect_memory();
    assert_freed(full, resident());
}

#[test]
fn leans_own_memory_limit_applies_to_the_process() {
    let _alone = alone();
    let (lean, _guard) = support::lean();
    let server = session::start(ServerConfig::new());
    let start = import_core(&server);
    let walk = "noncomputable def walk (n : Nat) : Bool → Bool :=\n\
                Nat.rec (motive := fun _ => Bool → Bool) (fun b => b) (fun _ w b => w (w b)) n";
    let start = server.run(Command::new(walk).in_env(start)).unwrap().env;
    let heavy = "set_option maxRecDepth 1000000\ntheorem slow : Eq (walk 12 Bool.true) Bool.true := rfl";
    let errors = |response: CommandResponse| response.errors().map(|m| m.data.clone()).collect::<Vec<_>>().join("\n");
    let kernel = lean.kernel().unwrap();
    let environment = server.environment(start).unwrap().unwrap().get().unwrap();
    let constant = |text: &str| Expr::constant(&kernel.name(text).unwrap(), &[]);
    let walked = constant("walk").app(&kernel.nat(12u8).unwrap()).app(&constant("Bool.true"));
    kernel.set_memory_limit(Some(1_000_000));
    let refused = server.run(Command::new(heavy).in_env(start));
    let reduced = environment.whnf(&walked);
    kernel.set_memory_limit(None);
    let exception = exception(reduced);
    assert_eq!(exception.kind(), &KernelExceptionKind::ExcessiveMemory);
    assert_eq!(exception.message(), "(kernel) excessive memory consumption detected");
    assert_eq!(environment.whnf(&walked).unwrap(), constant("Bool.true"));
    let refused = errors(refused.unwrap());
    assert!(refused.contains("excessive memory consumption"), "{refused}");
    assert_eq!(errors(server.run(Command::new(heavy).in_env(start)).unwrap()), "");
}

/// A folder with a copy of our core.
fn copy_of_core() -> TempDir {
    let folder = TempDir::new();
    copy(&support::core().folders()[0], folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let copied = to.join(entry.file_name().unwrap());
        if entry.is_dir() { copy(&entry, &copied) } else { fs::copy(&entry, &copied).map(drop).unwrap() }
    }
}

#[test]
fn servers_share_one_import_of_the_same_header() {
    let _alone = alone();
    let folder = copy_of_core();
    let imports = SharedImports::new();
    let config =
        ServerConfig::new().search_path(SearchPath::new([Trusted::path(folder.path())])).imports(imports.clone());
    let (lean, _guard) = support::lean();
    let server = || LeanServer::start(lean, config.clone()).unwrap();
    let first = server();
    import_core(&first);
    // Importing the files again would fail.
    fs::remove_dir_all(folder.path()).unwrap();
    let second = server();
    let env = import_core(&second);
    assert_eq!(second.run(Command::new("#check Nat").in_env(env)).unwrap().messages[0].data, "Nat : Type");
    import_core(&first);
    assert_eq!(imports.len(), 1);

    // Imports stay cached when no server uses them, until `clear`.
    drop((first, second));
    let third = server();
    let env = import_core(&third);
    imports.clear();
    assert!(imports.is_empty());
    assert!(third.run(Command::new(IMPORT_CORE)).unwrap().has_errors());
    assert_eq!(third.run(Command::new("#check Nat").in_env(env)).unwrap().messages[0].data, "Nat : Type");
}

#[test]
fn an_import_is_identified_by_its_header_and_search_path() {
    let _alone = alone();
    let imports = SharedImports::new();
    let first = session::start(ServerConfig::new().imports(imports.clone()));
    first.run(Command::new("prelude\nimport Core.Logic\n#check True")).unwrap();
    first.run(Command::new("prelude\nimport Core.Logic\n#check False\n#check True")).unwrap();
    // Whitespace and comments around a header are no part of it.
    first.run(Command::new("-- Problem 17\nprelude\nimport Core.Logic\n\n-- Lemma 18\n#check True")).unwrap();
    assert_eq!(imports.len(), 1);
    assert!(first.run(Command::new("prelude\nimport Core.Logic\n#check Nat")).unwrap().has_errors());
    assert!(!first.run(Command::new("prelude\nimport Core.Nat\n#check Nat")).unwrap().has_errors());
    assert_eq!(imports.len(), 2);
    // A failed import is tried again the next time.
    for _ in 0..2 {
        assert!(first.run(Command::new("prelude\nimport Nope")).unwrap().has_errors());
    }
    assert_eq!(imports.len(), 2);
    let folder = copy_of_core();
    let (lean, _guard) = support::lean();
    let config =
        ServerConfig::new().search_path(SearchPath::new([Trusted::path(folder.path())])).imports(imports.clone());
    let other = LeanServer::start(lean, config).unwrap();
    other.run(Command::new("prelude\nimport Core.Nat")).unwrap();
    assert_eq!(imports.len(), 3);
}

#[test]
fn servers_that_import_at_the_same_time_import_once() {
    let _alone = alone();
    let imports = SharedImports::new();
    let config = ServerConfig::new().imports(imports.clone());
    let servers: Vec<_> = (0..4).map(|_| session::start(config.clone())).collect();
    std::thread::scope(|scope| {
        for server in &servers {
            scope.spawn(|| {
                let env = import_core(server);
                assert_eq!(server.run(Command::new("#check Nat").in_env(env)).unwrap().messages[0].data, "Nat : Type");
            });
        }
    });
    assert_eq!(imports.len(), 1);
}

#[test]
fn a_request_that_waits_for_an_import_keeps_its_deadline() {
    let _alone = alone();
    let folder = copy_of_core();
    let blocked = folder.path().join("Blocked.olean");
    assert!(Process::new("mkfifo").arg(&blocked).status().unwrap().success());
    let search_path = SearchPath::new([Trusted::path(folder.path())]);
    // A grace period so long that even on a busy machine, only a request that never stops counts as stuck.
    let config = ServerConfig::new().search_path(search_path).imports(SharedImports::new()).threads(2);
    let (lean, _guard) = support::lean();
    let server = LeanServer::start(lean, config.grace(Duration::from_secs(600))).unwrap();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| server.run_within(Command::new("prelude\nimport Blocked"), None));
        // Opening the pipe for writing waits until Lean has opened it. Then Lean waits for its contents.
        let content = fs::OpenOptions::new().write(true).open(&blocked).unwrap();
        let other = || Command::new("prelude\nimport Core.Logic\n#check True");
        let waited = server.run_within(other(), Some(Duration::from_millis(100)));
        assert!(matches!(waited, Err(ServerError::Timeout { .. })), "{waited:?}");
        drop(content);
        let first = first.join().unwrap().unwrap();
        assert!(first.messages[0].data.contains("Blocked.olean"), "{first:?}");
        assert_eq!(server.run(other()).unwrap().messages[0].data, "True : Prop");
    });
}
