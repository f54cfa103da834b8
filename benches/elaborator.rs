//! What the server's requests cost, beside Lean's elaborator driven by hand-written C (`elaborator.c`), in one run.
//!
//! `cargo bench --bench elaborator` prints, for each kind of work, the median time of leanbind and of C, and their ratio;
//! the server hands each request to its own thread, checks what it reads, and answers in Rust's types.

#[path = "../tests/support/mod.rs"]
mod support;

use std::ffi::{CString, c_char, c_void};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use leanbind::server::protocol::{Command, PickleEnvironment, ProofStep, UnpickleEnvironment};
use leanbind::server::{LeanServer, ServerConfig};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

/// Turns of each side; the median of their times counts.
const TURNS: usize = 21;

const START: &str = "prelude\nimport Core";

fn microseconds(times: u64, work: &mut dyn FnMut(u64)) -> f64 {
    let start = Instant::now();
    work(times);
    start.elapsed().as_secs_f64() * 1e6 / times as f64
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// `times` repetitions, by leanbind and by C in turns.
fn measure(name: &str, times: u64, leanbind: &mut dyn FnMut(u64), c: &mut dyn FnMut(u64)) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(microseconds(times, leanbind));
        theirs.push(microseconds(times, c));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!("{name:<44} {ours:>12.1} µs {theirs:>12.1} µs {:>7.2}x", ours / theirs);
}

/// `times` repetitions, by leanbind alone.
fn measure_alone(name: &str, times: u64, leanbind: &mut dyn FnMut(u64)) -> f64 {
    let ours = median((0..TURNS).map(|_| microseconds(times, leanbind)).collect());
    println!("{name:<44} {ours:>12.1} µs");
    ours
}

fn build_baseline() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libelaborator.so");
    support::compile(&[&root.join("benches/elaborator.c")], &path);
    // SAFETY: the library has no constructors; its undefined symbols are those of the running Lean.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.unwrap()
}

fn main() {
    let (lean, _guard) = support::lean();
    let core = support::core();
    let server = LeanServer::start(lean, ServerConfig::new().search_path(core.clone())).unwrap();
    let start = server.run(Command::new(START)).unwrap().env;
    let baseline = build_baseline();
    type File = unsafe extern "C" fn(*const c_char, *const c_char) -> *mut c_void;
    type Elaborate = unsafe extern "C" fn(*mut c_void, *const c_char, u64) -> u64;
    // SAFETY: these are the functions' types in `elaborator.c`.
    let (file, elaborate) = unsafe {
        (*baseline.get::<File>(b"baseline_file").unwrap(), *baseline.get::<Elaborate>(b"baseline_command").unwrap())
    };
    let folder = CString::new(core.folders()[0].to_str().unwrap()).unwrap();
    let header = CString::new(START).unwrap();
    // SAFETY: two texts; the server, which imports too, is at rest.
    let state = unsafe { file(folder.as_ptr(), header.as_ptr()) };

    println!("{:<44} {:>15} {:>15} {:>8}", "median", "leanbind", "C", "ratio");
    for (name, times, text) in [
        ("an empty command", 200, ""),
        ("#check", 200, "#check Nat.succ"),
        ("a theorem by a term", 50, "theorem t (p : Prop) (h : p) : p := h"),
        ("a theorem by a tactic", 20, "theorem t (p : Prop) (h : p) : p := by exact h"),
        ("an inductive type", 10, "inductive L : Type where | n | c (h : Nat) (t : L)"),
    ] {
        let c_text = CString::new(text).unwrap();
        let mut c = |times| {
            // SAFETY: the state is kept for ever, and the text outlives the call.
            black_box(unsafe { elaborate(state, c_text.as_ptr(), times) });
        };
        let mut ours = |times| {
            for _ in 0..times {
                let response = server.run(Command::new(text).in_env(start)).unwrap();
                server.drop_environment(response.env);
            }
        };
        measure(name, times, &mut ours, &mut c);
    }

    let open = server.run(Command::new("theorem goal : And True True := by sorry").in_env(start)).unwrap();
    let goal = open.sorries[0].proof_state.unwrap();
    let tactic = CString::new("constructor").unwrap();
    // SAFETY: this is the function's type in `elaborator.c`.
    let step = unsafe { *baseline.get::<Elaborate>(b"baseline_step").unwrap() };
    let mut c = |times| {
        // SAFETY: the state is kept for ever, and the text outlives the call.
        black_box(unsafe { step(state, tactic.as_ptr(), times) });
    };
    let mut ours = |times| {
        for _ in 0..times {
            let response = server.run(ProofStep::new(goal, "constructor")).unwrap();
            server.drop_proof_state(response.proof_state);
        }
    };
    measure("a tactic step that leaves two goals", 50, &mut ours, &mut c);

    // The server writes what was added to the import, and reads it on top of the import; C writes and reads everything.
    let theorem = "theorem pickled (p : Prop) (h : p) : p := by exact h";
    let one = server.run(Command::new(theorem).in_env(start)).unwrap().env;
    let pickles = std::env::temp_dir().join(format!("leanbind-bench-{}", std::process::id()));
    std::fs::create_dir_all(&pickles).unwrap();
    let (file, c_file) = (pickles.join("environment"), pickles.join("environment.c"));
    let c_path = CString::new(c_file.to_str().unwrap()).unwrap();
    // SAFETY: these are the functions' types in `elaborator.c`.
    let (pickle, unpickle) = unsafe {
        let unpickle = baseline.get::<unsafe extern "C" fn(*const c_char, u64) -> u64>(b"baseline_unpickle").unwrap();
        (*baseline.get::<Elaborate>(b"baseline_pickle").unwrap(), *unpickle)
    };
    let mut c = |times| {
        // SAFETY: as above.
        black_box(unsafe { pickle(state, c_path.as_ptr(), times) });
    };
    let mut ours = |times| {
        (0..times).for_each(|_| drop(server.run(PickleEnvironment::new(one, &file)).unwrap()));
    };
    measure("an environment pickled", 1, &mut ours, &mut c);
    let mut c = |times| {
        // SAFETY: as above.
        black_box(unsafe { unpickle(c_path.as_ptr(), times) });
    };
    let mut ours = |times| {
        for _ in 0..times {
            let response = server.run(UnpickleEnvironment::new(&file)).unwrap();
            server.drop_environment(response.env);
        }
    };
    measure("an environment unpickled", 1, &mut ours, &mut c);
    let size = |file: &Path| std::fs::metadata(file).unwrap().len() as f64 / 1e3;
    println!("a pickle's size{:38.1} kB{:12.1} kB", size(&file), size(&c_file));

    std::fs::remove_dir_all(&pickles).unwrap();

    measure_alone("a server's start", 5, &mut |times| {
        (0..times).for_each(|_| drop(LeanServer::start(lean, ServerConfig::new().search_path(core.clone())).unwrap()));
    });
    let mut one = 0.0;
    for threads in [1, 4] {
        let config = ServerConfig::new().search_path(core.clone()).threads(threads);
        let server = LeanServer::start(lean, config).unwrap();
        let start = server.run(Command::new(START)).unwrap().env;
        let name = format!("a theorem by a tactic, 4 clients, {threads} worker{}", if threads == 1 { "" } else { "s" });
        let time = measure_alone(&name, 4 * 25, &mut |times| {
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        for _ in 0..times / 4 {
                            let theorem = Command::new("theorem t (p : Prop) (h : p) : p := by exact h").in_env(start);
                            server.drop_environment(server.run(theorem).unwrap().env);
                        }
                    });
                }
            });
        });
        if threads == 1 {
            one = time;
        } else {
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            println!("{:<44} {:>12.2}x on {processors} processors", "throughput of 4 workers", one / time);
        }
    }
}
