//! Searches for proofs: several threads try tactics on goals, and share the proof states.
//!
//! ```sh
//! cargo run --release --example proof_search
//! cargo run --release --example proof_search -- '(p q : Prop) : p ∧ q → q ∧ p'
//! ```
//!
//! With a toolchain it imports `Init`. The embedded runtime has no `.olean` files: there it imports the small core of this
//! repository's tests, in which `∧` is written `And`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::{HashSet, VecDeque};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use leanbind::kernel::SearchPath;
use leanbind::server::protocol::{Command, ProofStep, StateId};
use leanbind::server::{LeanServer, ServerConfig, ServerError};

/// How long one tactic may take.
const DEADLINE: Duration = Duration::from_millis(500);
/// How many tactics a proof may have.
const LONGEST: usize = 16;

const THEOREMS: [&str; 4] = [
    "(p q : Prop) : And p q → And q p",
    "(p q r : Prop) : And p (Or q r) → Or (And p q) (And p r)",
    "(p q r : Prop) : (p → q) → (q → r) → p → r",
    "(p q : Prop) : Or (Not p) (Not q) → Not (And p q)",
];

/// A partial proof: its tactics, and the state that they lead to.
struct Branch {
    state: StateId,
    goals: Vec<String>,
    tactics: Vec<String>,
}

/// What the threads share.
struct Search {
    queue: VecDeque<Branch>,
    /// The goals seen so far: another way to them is useless.
    seen: HashSet<Vec<String>>,
    busy: usize,
    tried: u64,
    proof: Option<Vec<String>>,
}

fn main() -> Result<(), ServerError> {
    let (lean, _guard) = support::lean();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (header, search_path) = imports();
    let server = LeanServer::start(lean, ServerConfig::new().search_path(search_path).threads(threads))?;
    let start = server.run(Command::new(header))?.env;

    let given: Vec<String> = std::env::args().skip(1).collect();
    let theorems = if given.is_empty() { THEOREMS.map(String::from).to_vec() } else { given };
    let mut all_proven = true;
    for theorem in theorems {
        let began = Instant::now();
        let search = prove(&server, start, &theorem, threads)?;
        let seconds = began.elapsed().as_secs_f64();
        match search.proof {
            Some(tactics) => {
                let text = format!("theorem found {theorem} := by\n  {}", tactics.join("\n  "));
                println!("{text}");
                // Lean checks the whole proof once more.
                all_proven &= !server.run(Command::new(text).in_env(start))?.has_errors();
            }
            None => {
                println!("theorem {theorem}: no proof of up to {LONGEST} tactics was found");
                all_proven = false;
            }
        }
        let (tried, rate) = (search.tried, search.tried as f64 / seconds);
        println!("-- {tried} tactics tried, {rate:.0} states per second on {threads} threads\n");
    }
    std::process::exit(i32::from(!all_proven));
}

/// The header of the texts, and where its modules are.
fn imports() -> (&'static str, SearchPath) {
    match support::init() {
        Some(search_path) => ("import Init", search_path),
        None => ("prelude\nimport Core", support::core()),
    }
}

/// Searches for a proof of `theorem`, breadth first.
fn prove(server: &LeanServer, start: StateId, theorem: &str, threads: usize) -> Result<Search, ServerError> {
    let open = server.run(Command::new(format!("theorem goal {theorem} := by\n  sorry")).in_env(start))?;
    if let Some(error) = open.errors().next() {
        println!("{}", error.data);
    }
    let first = open.sorries.iter().filter_map(|sorry| Some((sorry.proof_state?, sorry.goal.clone())));
    let queue = first.map(|(state, goal)| Branch { state, goals: vec![goal], tactics: Vec::new() }).collect();
    let search = Mutex::new(Search { queue, seen: HashSet::new(), busy: 0, tried: 0, proof: None });
    let changed = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| work(server, &search, &changed));
        }
    });
    Ok(search.into_inner().expect("no thread panicked"))
}

/// Takes branches and lengthens them by a tactic, until there is a proof or nothing is left.
fn work(server: &LeanServer, search: &Mutex<Search>, changed: &Condvar) {
    loop {
        let mut state = search.lock().expect("no thread panicked");
        let branch = loop {
            if state.proof.is_some() || (state.queue.is_empty() && state.busy == 0) {
                return;
            }
            if let Some(branch) = state.queue.pop_front() {
                state.busy += 1;
                break branch;
            }
            state = changed.wait(state).expect("no thread panicked");
        };
        drop(state);
        for tactic in tactics(&branch) {
            // A tactic that fails, or that takes too long, leads nowhere.
            let step = server.run_within(ProofStep::new(branch.state, &tactic), Some(DEADLINE));
            let mut state = search.lock().expect("no thread panicked");
            state.tried += 1;
            let Ok(step) = step else { continue };
            let tactics: Vec<String> = branch.tactics.iter().cloned().chain([tactic]).collect();
            if step.is_complete() {
                state.proof.get_or_insert(tactics);
                break;
            }
            let is_new = tactics.len() < LONGEST && !step.goals.is_empty() && state.seen.insert(step.goals.clone());
            if is_new {
                state.queue.push_back(Branch { state: step.proof_state, goals: step.goals, tactics });
                changed.notify_one();
            } else {
                server.drop_proof_state(step.proof_state);
            }
        }
        server.drop_proof_state(branch.state);
        search.lock().expect("no thread panicked").busy -= 1;
        changed.notify_all();
    }
}

/// What is tried on a branch's first goal.
fn tactics(branch: &Branch) -> Vec<String> {
    let goal = branch.goals.first().map_or("", String::as_str);
    let hypotheses = goal.lines().take_while(|line| !line.starts_with('⊢')).filter_map(|line| line.split_once(" : "));
    let names = hypotheses.flat_map(|(names, _)| names.split_whitespace());
    let (unnamed, named): (Vec<_>, Vec<_>) = names.partition(|name| name.contains('✝'));
    // The branch's length makes new names its own.
    let length = branch.tactics.len();
    if !unnamed.is_empty() {
        let names: Vec<_> = (0..unnamed.len()).map(|i| format!("x{length}_{i}")).collect();
        return vec![format!("rename_i {}", names.join(" "))];
    }
    let simple = ["assumption".to_owned(), format!("intro h{length}"), "constructor".to_owned()];
    let sides = ["left", "right"].map(String::from);
    let on_hypotheses = named.into_iter().flat_map(|name| [format!("apply {name}"), format!("cases {name}")]);
    simple.into_iter().chain(sides).chain(on_hypotheses).collect()
}
