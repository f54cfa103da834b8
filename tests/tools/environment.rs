//! What the process is given from outside: variables, forks, limits. Each is put up with, or is an error that names it.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use leanbind::server::protocol::Command as LeanCommand;
use leanbind::server::{LeanServer, ServerConfig, ServerError};
use leanbind::{Closure, Value};

use crate::support;
use crate::support::memory::in_its_own_process;

fn leanbind(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leanbind"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn output(mut command: Command, input: &str) -> Output {
    let mut child = command.spawn().unwrap();
    // A program that ends at once does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn any_number_of_threads_that_is_none_is_as_if_none_were_chosen() {
    let fixture = support::fixture_path();
    for chosen in ["0", "", "many", "-1", " 2 ", "2.5", "99999999999999999999", "100000", "1"] {
        let mut call = leanbind(&["call", fixture.to_str().unwrap(), "py_spawn", "41"]);
        call.env("LEAN_NUM_THREADS", chosen);
        let called = output(call, "");
        assert_eq!(String::from_utf8_lossy(&called.stdout), "42\n", "{chosen:?}: {called:?}");
        let mut repl = leanbind(&["repl"]);
        repl.env("LEAN_NUM_THREADS", chosen);
        let answered = output(repl, "{\"cmd\": \"prelude\\n#check Prop\"}\n\n");
        assert!(String::from_utf8_lossy(&answered.stdout).contains("Prop : Type"), "{chosen:?}: {answered:?}");
    }
}

unsafe extern "C" {
    fn fork() -> i32;
    fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(code: i32) -> !;
    fn alarm(seconds: u32) -> u32;
}

/// Runs `work` in a forked child, which must end well within a minute.
fn in_a_child(work: impl FnOnce() + std::panic::UnwindSafe) {
    // SAFETY: the child runs `work` and ends; nothing else of this program runs in it.
    let child = unsafe { fork() };
    if child == 0 {
        // SAFETY: as POSIX has them.
        unsafe {
            alarm(60);
            let outcome = std::panic::catch_unwind(work);
            _exit(i32::from(outcome.is_err()));
        }
    }
    let mut status = 0;
    // SAFETY: the child was just made, and the status is ours.
    unsafe { waitpid(child, &mut status, 0) };
    assert_eq!(status, 0, "the child failed (a 14 is the alarm: it did not end)");
}

#[test]
fn a_forked_child_calls_functions_and_runs_tasks() {
    in_its_own_process("environment::a_forked_child_calls_functions_and_runs_tasks", || {
        let (_lean, _guard) = support::lean();
        let lib = support::fixture();
        let numbers = || (0..20u64).map(Value::from).collect::<Vec<_>>();
        let double = || Closure::typed(|n: u64| 2 * n);
        // The task manager's threads exist before the fork.
        lib.call("py_map_tasks", (double(), numbers())).unwrap();
        for _ in 0..5 {
            in_a_child(|| {
                let lib = support::fixture();
                assert_eq!(lib.call_as::<u64>("py_increment", (41u64,)).unwrap(), 42);
                assert_eq!(lib.call_as::<u64>("py_spawn", (41u64,)).unwrap(), 42);
                let doubled: Vec<u64> = lib.call_as("py_map_tasks", (double(), numbers())).unwrap();
                assert_eq!(doubled, (0..20).map(|n| 2 * n).collect::<Vec<u64>>());
                // A child of the child, too.
                in_a_child(|| assert_eq!(support::fixture().call_as::<u64>("py_spawn", (1u64,)).unwrap(), 2));
            });
        }
        lib.call("py_map_tasks", (double(), numbers())).unwrap();
    });
}

#[test]
fn a_server_of_before_the_fork_is_an_error_at_once_and_a_new_one_works() {
    in_its_own_process("environment::a_server_of_before_the_fork_is_an_error_at_once_and_a_new_one_works", || {
        let (lean, _guard) = support::lean();
        let server = LeanServer::start(lean, ServerConfig::new()).unwrap();
        let check = || LeanCommand::new("prelude\n#check Prop");
        server.run(check()).unwrap();
        let server = std::panic::AssertUnwindSafe(&server);
        in_a_child(|| {
            let error = server.run_within(check(), Some(Duration::from_secs(50))).unwrap_err();
            assert!(matches!(error, ServerError::Forked), "{error}");
            assert!(error.to_string().contains("start one in each process, after the fork"), "{error}");
            let own = LeanServer::start(lean, ServerConfig::new()).unwrap();
            assert_eq!(own.run(check()).unwrap().messages[0].data, "Prop : Type");
        });
        server.run(check()).unwrap();
    });
}

/// Runs `leanbind` with at most so many KiB of addresses.
#[cfg(target_os = "linux")]
fn limited(kib: u64, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {kib}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_leanbind")]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
#[cfg(target_os = "linux")]
fn a_limit_on_addresses_makes_stacks_smaller_or_is_an_error_that_names_it() {
    let fixture = support::fixture_path();
    let core = support::core();
    let core = core.folders()[0].to_str().unwrap();
    let steps = "{\"cmd\": \"prelude\\nimport Core\"}\n\n\
                 {\"cmd\": \"theorem t (p q : Prop) (h : And p q) : And q p := by sorry\", \"env\": 0}\n\n\
                 {\"tactic\": \"exact And.intro h.right h.left\", \"proofState\": 0}\n\n";
    let call = ["call", fixture.to_str().unwrap(), "py_spawn", "41"];
    let (repl, small) = (["repl", "--search-path", core], ["repl", "--search-path", core, "--stack-size", "64"]);
    for mebibytes in [2048, 3072, 4096, 6144] {
        let called = output(limited(mebibytes << 10, &call), "");
        assert_eq!(String::from_utf8_lossy(&called.stdout), "42\n", "{mebibytes} MiB: {called:?}");
        for arguments in [&repl[..], &small] {
            let answered = output(limited(mebibytes << 10, arguments), steps);
            let text = String::from_utf8_lossy(&answered.stdout);
            assert!(text.contains("\"proofStatus\": \"Completed\""), "{mebibytes} MiB, {arguments:?}: {answered:?}");
        }
    }
    for mebibytes in (100..1000).step_by(150) {
        for arguments in [&call[..], &repl, &small] {
            let done = output(limited(mebibytes << 10, arguments), steps);
            let said = String::from_utf8_lossy(&done.stderr);
            let refused = done.status.code() == Some(1) && said.contains("`ulimit -v`");
            assert!(done.status.success() || refused, "{mebibytes} MiB, {arguments:?}: {done:?}");
        }
    }
}
