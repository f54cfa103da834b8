//! Commands that build on each other, with all their environments held: each costs the memory that it adds.

use leanbind::server::ServerConfig;
use leanbind::server::protocol::Command;

use crate::support;
use crate::support::memory::{in_its_own_process, resident_kib};
use crate::support::session::{self, import_core};

/// A kind of command, the text of each, and the most KiB that one of them may hold.
type Kind<'a> = (&'a str, &'a dyn Fn(usize) -> String, u64);

#[test]
fn chained_commands_hold_what_they_add() {
    in_its_own_process("server_chain::chained_commands_hold_what_they_add", chains);
}

/// Runs each kind of command in a chain, and checks how much memory each of them holds.
fn chains() {
    let (lean, _guard) = support::lean();
    let theorem = |i| format!("theorem t{i} (p : Prop) (h : p) : p := h");
    let tactic = |i| format!("theorem b{i} (p q : Prop) (h : p) (k : q) : And p q := by constructor <;> assumption");
    let kinds: [Kind<'_>; 8] = [
        ("comments", &|_| "-- nothing".to_owned(), 4),
        ("the same query", &|_| "#check Nat".to_owned(), 8),
        ("queries with messages", &|i| format!("#check (fun (p{i} : Prop) => p{i})"), 8),
        ("errors", &|i| format!("#check nothing{i}"), 8),
        ("options", &|i| format!("set_option maxRecDepth {}", 600 + i), 8),
        ("theorems", &theorem, 40),
        ("theorems by tactics", &tactic, 40),
        ("background work", &|i| format!("set_option Elab.async true\n{}", theorem(i + 1_000_000)), 48),
    ];
    for (kind, text, most) in kinds {
        let server = session::start(ServerConfig::new());
        let mut env = import_core(&server);
        // The first ones fill what is made once.
        let (first, times) = (100, support::size(2000));
        let mut level = 0;
        for i in 0..first + times {
            if i == first {
                lean.collect_memory();
                level = resident_kib();
            }
            env = server.run(Command::new(text(i)).in_env(env)).unwrap().env;
        }
        lean.collect_memory();
        let each = resident_kib().saturating_sub(level) / times as u64;
        println!("{kind}: {each} KiB each");
        assert!(each <= most, "{kind}: {each} KiB for each of {times}, {most} at most");
        assert_eq!(server.environment_count(), first + times + 1);
    }
}
