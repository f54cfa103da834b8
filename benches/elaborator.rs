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

use leanbind::server::protocol::Command;
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
    measure_alone("a server's start", 5, &mut |times| {
        (0..times).for_each(|_| drop(LeanServer::start(lean, ServerConfig::new().search_path(core.clone())).unwrap()));
    });
}
