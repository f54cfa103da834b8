//! Servers under load: memory does not grow, and threads do not affect each other.

use leanbind::server::protocol::{Command, CommandResponse, Message};
use leanbind::server::{LeanServer, ServerConfig};

use crate::support;
use crate::support::memory::in_its_own_process;
use crate::support::session::{self, import_core};

fn start(threads: usize) -> LeanServer {
    session::start(ServerConfig::new().threads(threads))
}

/// A command of a random kind, and the message that is expected for it, if any.
fn command(i: usize) -> (String, &'static str) {
    match i % 6 {
        0 => (format!("theorem t{i} (p q : Prop) (h : p) (k : q) : And p q := by constructor <;> assumption"), ""),
        1 => (format!("def n{i} : Nat := Nat.succ {i}"), ""),
        2 => ("#check Nat.succ".to_owned(), "Nat.succ (n : Nat) : Nat"),
        3 => (format!("inductive T{i} : Prop where\n  | a\n  | b (n : Nat)"), ""),
        4 => (format!("theorem w{i} (p q : Prop) (h : p) : q := h"), "Type mismatch"),
        _ => (format!("namespace N{i}\nuniverse u{i}\nset_option maxRecDepth 600"), ""),
    }
}

fn check(response: &CommandResponse, said: &str) {
    let text: Vec<&str> = response.messages.iter().map(|message| message.data.as_str()).collect();
    assert!(if said.is_empty() { text.is_empty() } else { text.len() == 1 && text[0].starts_with(said) }, "{text:?}");
}

/// The seed in `LEANBIND_SEED`, or a random seed, which a failure prints.
fn random() -> fastrand::Rng {
    let seed = std::env::var("LEANBIND_SEED").ok().map_or_else(|| fastrand::u64(..), |seed| seed.parse().unwrap());
    println!("LEANBIND_SEED={seed}");
    fastrand::Rng::with_seed(seed)
}

#[test]
fn ten_thousand_commands_leave_memory_as_a_thousand_did() {
    in_its_own_process("server_stress::ten_thousand_commands_leave_memory_as_a_thousand_did", commands);
}

fn commands() {
    let (lean, _guard) = support::lean();
    let mut random = random();
    let server = start(1);
    let base = import_core(&server);
    let mut held = vec![base];
    let mut level = 0;
    let thousand = support::size(1000);
    for i in 1..=10 * thousand {
        // One in twenty commands starts a new branch. The others continue from any held state.
        let from = if random.u8(..20) == 0 { base } else { held[random.usize(..held.len())] };
        let (text, said) = command(i);
        let response = server.run(Command::new(text).in_env(from)).unwrap();
        check(&response, said);
        held.push(response.env);
        if held.len() > 50 {
            // The first environment is the base.
            let gone = held.swap_remove(random.usize(1..held.len()));
            assert!(server.drop_environment(gone));
        }
        assert_eq!(server.environment_count(), held.len());
        if i % thousand == 0 {
            lean.collect_memory();
            let now = lean.resident_memory().unwrap();
            level = if level == 0 { now } else { level };
            assert!(now < level + level / 5, "{level} bytes after {thousand} commands, {now} after {i}");
        }
    }
}

#[test]
fn four_threads_get_the_answers_of_one() {
    // Each call of `answer` runs two commands.
    let each = support::size(500);
    let answer = |server: &LeanServer, base: i64, i: usize| -> Vec<Message> {
        let (text, said) = command(i);
        let first = server.run(Command::new(text).in_env(base)).unwrap();
        check(&first, said);
        let second =
            server.run(Command::new(format!("#check t{i}\n#check n{i}\n#print T{i}")).in_env(first.env)).unwrap();
        for env in [first.env, second.env] {
            assert!(server.drop_environment(env));
        }
        [first.messages, second.messages].concat()
    };
    let alone = start(1);
    let base = import_core(&alone);
    let expected: Vec<_> = (0..4 * each).map(|i| answer(&alone, base, i)).collect();

    let server = start(4);
    let base = import_core(&server);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (server, expected) = (&server, &expected);
            scope.spawn(move || {
                for i in (0..each).map(|i| 4 * i + thread) {
                    assert_eq!(answer(server, base, i), expected[i], "{}", command(i).0);
                }
            });
        }
    });
    assert_eq!(server.environment_count(), 1);
}
