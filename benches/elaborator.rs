//! What the server's requests cost, beside Lean's elaborator driven by hand-written C (`elaborator.c`), in one run.
//!
//! `cargo bench --bench elaborator` prints, for each kind of work, the median time of leanbind and of C, and their ratio;
//! the server hands each request to its own thread, checks what it reads, and answers in Rust's types.

mod beside_c;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/temp_dir/mod.rs"]
mod temp_dir;

use std::ffi::{CString, c_char, c_void};
use std::hint::black_box;

use beside_c::{Unit, Work, open_c};
use leanbind::kernel::Trusted;
use leanbind::server::protocol::{Command, PickleEnvironment, ProofStep, UnpickleEnvironment};
use leanbind::server::{AutoConfig, AutoLeanServer, LeanServer, ServerConfig};
use support::session::IMPORT_CORE;
use temp_dir::TempDir;

const MICROSECONDS: Unit = Unit("µs", 1e6);

fn main() {
    let (lean, _guard) = support::lean();
    let core = support::core();
    let server = LeanServer::start(lean, ServerConfig::new().search_path(core.clone())).unwrap();
    let start = server.run(Command::new(IMPORT_CORE)).unwrap().env;
    let baseline = open_c("elaborator");
    type File = unsafe extern "C" fn(*const c_char, *const c_char) -> *mut c_void;
    type Elaborate = unsafe extern "C" fn(*mut c_void, *const c_char, u64) -> u64;
    // SAFETY: these are the functions' types in `elaborator.c`.
    let (file, elaborate) = unsafe {
        (*baseline.get::<File>(b"baseline_file").unwrap(), *baseline.get::<Elaborate>(b"baseline_command").unwrap())
    };
    let folder = CString::new(core.folders()[0].to_str().unwrap()).unwrap();
    let header = CString::new(IMPORT_CORE).unwrap();
    // SAFETY: two texts; the server, which imports too, is at rest.
    let state = unsafe { file(folder.as_ptr(), header.as_ptr()) };

    MICROSECONDS.print_header();
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
        MICROSECONDS.measure(Work { name, times, leanbind: &mut ours, c: &mut c });
    }

    let auto = AutoLeanServer::start(lean, AutoConfig::new(ServerConfig::new().search_path(core.clone()))).unwrap();
    let base = auto.run(Command::new(IMPORT_CORE)).unwrap().env;
    MICROSECONDS.measure_alone("an empty command, by an AutoLeanServer", 200, &mut |times| {
        for _ in 0..times {
            auto.drop_environment(auto.run(Command::new("").in_env(base)).unwrap().env);
        }
    });

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
    MICROSECONDS.measure(Work {
        name: "a tactic step that leaves two goals",
        times: 50,
        leanbind: &mut ours,
        c: &mut c,
    });

    // The server writes what was added to the import, and reads it on top of the import; C writes and reads everything.
    let theorem = "theorem pickled (p : Prop) (h : p) : p := by exact h";
    let one = server.run(Command::new(theorem).in_env(start)).unwrap().env;
    let pickles = TempDir::new();
    let (file, c_file) = (pickles.path().join("environment"), pickles.path().join("environment.c"));
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
    MICROSECONDS.measure(Work { name: "an environment pickled", times: 1, leanbind: &mut ours, c: &mut c });
    let mut c = |times| {
        // SAFETY: as above.
        black_box(unsafe { unpickle(c_path.as_ptr(), times) });
    };
    let mut ours = |times| {
        for _ in 0..times {
            let response = server.run(UnpickleEnvironment::new(Trusted::path(&file))).unwrap();
            server.drop_environment(response.env);
        }
    };
    MICROSECONDS.measure(Work { name: "an environment unpickled", times: 1, leanbind: &mut ours, c: &mut c });
    let size = |file: &std::path::Path| Some(std::fs::metadata(file).ok()?.len() as f64 / 1e3);
    // They are there if pickles were asked for.
    if let (Some(ours), Some(c)) = (size(&file), size(&c_file)) {
        println!("a pickle's size: {ours:.1} kB, and C's {c:.1} kB");
    }

    MICROSECONDS.measure_alone("a server's start", 5, &mut |times| {
        (0..times).for_each(|_| drop(LeanServer::start(lean, ServerConfig::new().search_path(core.clone())).unwrap()));
    });
    // Others use it from now on: counting its references takes longer.
    // SAFETY: this is the function's type in `elaborator.c`.
    unsafe { baseline.get::<unsafe extern "C" fn(*mut c_void)>(b"baseline_share").unwrap()(state) };
    let state = state.expose_provenance();
    const THEOREM: &str = "theorem t (p : Prop) (h : p) : p := by exact h";
    let theorem = CString::new(THEOREM).unwrap();
    for threads in [1, 4] {
        let config = ServerConfig::new().search_path(core.clone()).threads(threads);
        let server = LeanServer::start(lean, config).unwrap();
        let start = server.run(Command::new(IMPORT_CORE)).unwrap().env;
        let name = format!("a theorem by a tactic, 4 clients, {threads} thread{}", if threads == 1 { "" } else { "s" });
        let mut c = |times: u64| {
            on_threads(threads, || {
                let _guard = lean.attach();
                let state = std::ptr::with_exposed_provenance_mut(state);
                // SAFETY: the state is kept for ever and is shared, and the text outlives the call.
                black_box(unsafe { elaborate(state, theorem.as_ptr(), times / threads as u64) });
            });
        };
        let mut ours = |times: u64| {
            on_threads(4, || {
                for _ in 0..times / 4 {
                    let response = server.run(Command::new(THEOREM).in_env(start)).unwrap();
                    server.drop_environment(response.env);
                }
            });
        };
        MICROSECONDS.measure(Work { name: &name, times: 4 * 25, leanbind: &mut ours, c: &mut c });
    }
    println!("processors: {}", std::thread::available_parallelism().map_or(1, usize::from));
}

/// Runs the work on so many threads at once, each with the stack of one of Lean's own.
fn on_threads(count: usize, work: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..count {
            std::thread::Builder::new().stack_size(8 << 20).spawn_scoped(scope, &work).unwrap();
        }
    });
}
