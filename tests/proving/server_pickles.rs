//! Pickles: environments and proof states that one process writes into files and another reads.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use leanbind::kernel::{SearchPath, Trusted};
use leanbind::server::protocol::{
    Command, CommandResponse, PickleEnvironment, PickleProofState, ProofStatus, ProofStep, StateId,
    UnpickleEnvironment, UnpickleProofState,
};
use leanbind::server::{LeanServer, ServerConfig, SharedImports};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support;
use crate::temp_dir::TempDir;

fn server() -> LeanServer {
    let (lean, _guard) = support::lean();
    LeanServer::start(lean, ServerConfig::new().search_path(support::core())).unwrap()
}

/// Commands that put something of each kind into an environment.
const COMMANDS: &str = "prelude\nimport Core\n\
    namespace Space\n\
    inductive Tree where\n  | leaf\n  | node (left right : Tree)\n\
    theorem swap {p q : Prop} (h : And p q) : And q p := And.intro h.right h.left\n\
    axiom extra : False\n\
    set_option pp.explicit true\n\
    variable (p : Prop)";

/// A command that needs the namespace, the variable, the option, the theorem, and the type with its generated lemmas.
const CONTINUED: &str = "theorem later (q : Prop) (h : And p q) : And q p := by exact swap h\n\
    theorem only (t : Tree) : Or (Eq t t) False := by\n  cases t\n  case leaf => exact Or.inl rfl\n  \
    case node a b => exact Or.inl rfl\n\
    #check (rfl : Eq p p)";

fn assert_continued(response: &CommandResponse) {
    let [message] = &response.messages[..] else { panic!("{response:?}") };
    assert_eq!(message.data, "@rfl Prop p : @Eq Prop p p");
}

/// The proof state of a `sorry`, one step later.
fn half_a_proof(server: &LeanServer) -> StateId {
    let commands = "prelude\nimport Core\ntheorem t (p q : Prop) (hp : p) (hq : q) : And p q := sorry";
    let start = server.run(Command::new(commands)).unwrap().sorries[0].proof_state.unwrap();
    server.run(ProofStep::new(start, "constructor; exact hp; trace_state")).unwrap().proof_state
}

const GOAL: &str = "case right\np q : Prop\nhp : p\nhq : q\n⊢ q";

/// The answers of another process.
fn elsewhere(requests: &[Value]) -> Vec<Value> {
    answers(&mut repl(), requests)
}

/// `leanbind repl`, not started yet.
fn repl() -> Process {
    let mut leanbind = Process::new(env!("CARGO_BIN_EXE_leanbind"));
    leanbind.arg("repl").arg("--search-path").arg(&support::core().folders()[0]);
    leanbind
}

fn answers(repl: &mut Process, requests: &[Value]) -> Vec<Value> {
    let mut running = repl.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = running.stdin.take().unwrap();
    for request in requests {
        write!(input, "{request}\n\n").unwrap();
    }
    drop(input);
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let answers = String::from_utf8(output.stdout).unwrap();
    answers
        .split("\n\n")
        .filter(|text| !text.trim().is_empty())
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

#[test]
fn an_environment_is_continued_in_another_process() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("here.pickle");
    let env = server.run(Command::new(COMMANDS)).unwrap().env;
    let response = server.run(PickleEnvironment::new(env, &pickle)).unwrap();
    // The same as in the REPL.
    assert_eq!(serde_json::to_value(response).unwrap(), json!({"env": env}));
    let answers = elsewhere(&[json!({"unpickleEnvFrom": pickle}), json!({"cmd": CONTINUED, "env": 0})]);
    assert_eq!(answers[0], json!({"env": 0}));
    assert_continued(&serde_json::from_value(answers[1].clone()).unwrap());
}

#[test]
fn an_environment_of_another_process_is_continued() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("there.pickle");
    elsewhere(&[json!({"cmd": COMMANDS}), json!({"env": 0, "pickleTo": pickle})]);
    for _ in 0..2 {
        let env = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
        let continued = server.run(Command::new(CONTINUED).in_env(env)).unwrap();
        assert_continued(&continued);
        // The state can be pickled again.
        server.run(PickleEnvironment::new(continued.env, &pickle)).unwrap();
        let env = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
        let check = server.run(Command::new("#check @later").in_env(env)).unwrap();
        assert_eq!(check.messages[0].data, "later : ∀ (p q : Prop), And p q → And q p");
        elsewhere(&[json!({"cmd": COMMANDS}), json!({"env": 0, "pickleTo": pickle})]);
    }
}

#[test]
fn a_proof_is_continued_in_another_process() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("here.pickle");
    let state = half_a_proof(&server);
    let response = server.run(PickleProofState::new(state, &pickle)).unwrap();
    // As in the REPL, the state gets a new number, and its goals and messages are reported again.
    assert_eq!((response.proof_state, &response.goals[..]), (state + 1, &[GOAL.to_owned()][..]));
    assert_eq!(response.traces, [GOAL]);
    let answers = elsewhere(&[
        json!({"unpickleProofStateFrom": pickle}),
        json!({"proofState": 0, "tactic": "exact hq"}),
        json!({"proofState": 0, "tactic": "exact hp"}),
    ]);
    assert_eq!(answers[0], json!({"proofState": 0, "goals": [GOAL], "proofStatus": "Incomplete: open goals remain"}));
    assert_eq!(answers[1], json!({"proofState": 1, "goals": [], "proofStatus": "Completed"}));
    assert!(answers[2]["message"].as_str().unwrap().starts_with("Lean error:\nType mismatch"));
}

#[test]
fn a_proof_of_another_process_is_continued() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("there.pickle");
    elsewhere(&[
        json!({"cmd": "prelude\nimport Core\ntheorem t (p : Prop) : p → p := sorry"}),
        json!({"proofState": 0, "tactic": "intro h"}),
        json!({"proofState": 1, "pickleTo": pickle}),
    ]);
    let state = server.run(UnpickleProofState::new(Trusted::path(&pickle))).unwrap();
    assert_eq!(state.goals, ["p : Prop\nh : p\n⊢ p"]);
    let done = server.run(ProofStep::new(state.proof_state, "exact h")).unwrap();
    assert_eq!(done.proof_status, ProofStatus::Completed);
}

/// Pickling a state waits for every task in it.
#[test]
fn results_of_tasks_are_in_the_file() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("tasks.pickle");
    let commands = "prelude\nimport Core\nset_option Elab.async true\n\
        theorem first (p : Prop) (h : p) : p := by exact h\ntheorem second (p q : Prop) (h : p) : And p q := by sorry";
    let done = server.run(Command::new(commands)).unwrap();
    server.run(PickleEnvironment::new(done.env, &pickle)).unwrap();
    let env = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
    let theorem = "theorem third (p : Prop) (h : p) : p := by exact first p h\n#check third";
    let continued = server.run(Command::new(theorem).in_env(env)).unwrap();
    assert_eq!(continued.messages.len(), 1, "{continued:?}");

    let step = ProofStep::new(done.sorries[0].proof_state.unwrap(), "apply And.intro (first p h)");
    let state = server.run(step).unwrap().proof_state;
    server.run(PickleProofState::new(state, &pickle)).unwrap();
    assert_eq!(server.run(UnpickleProofState::new(Trusted::path(&pickle))).unwrap().goals, ["p q : Prop\nh : p\n⊢ q"]);
}

/// Lean stores them together with the array of registered extensions, which no command of the text has added.
#[test]
fn lemmas_that_lean_realised_are_in_the_file() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("equations.pickle");
    let commands = "prelude\nimport Core\ndef same (p : Prop) : Prop := p\n#check @same.eq_1";
    let done = server.run(Command::new(commands)).unwrap();
    let said = "same.eq_1 : ∀ (p : Prop), Eq (same p) p";
    assert_eq!(done.messages[0].data, said);
    server.run(PickleEnvironment::new(done.env, &pickle)).unwrap();
    assert!(size(&pickle) < 20_000, "{}", size(&pickle));
    let commands = "#check @same.eq_1\n#check @same.eq_def\ntheorem t (p : Prop) : Eq (same p) p := same.eq_1 p";
    let answers = elsewhere(&[json!({"unpickleEnvFrom": pickle}), json!({"cmd": commands, "env": 0})]);
    assert_eq!(answers[1]["messages"][0]["data"], said);
    assert_eq!(answers[1]["messages"][1]["data"], said.replace("eq_1", "eq_def"));
    assert_eq!(answers[1]["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn an_unknown_state_cannot_be_pickled() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("none.pickle");
    let error = server.run(PickleEnvironment::new(7, &pickle)).unwrap_err();
    assert_eq!(error.to_string(), "Unknown environment.");
    let error = server.run(PickleProofState::new(7, &pickle)).unwrap_err();
    assert_eq!(error.to_string(), "Unknown proof State.");
    assert!(!pickle.exists());
    server.run(PickleProofState::new(half_a_proof(&server), &pickle)).unwrap();
    let error =
        server.run(UnpickleProofState { env: Some(7), ..UnpickleProofState::new(Trusted::path(&pickle)) }).unwrap_err();
    assert_eq!(error.to_string(), "Unknown environment.");
}

/// A pickle of an environment, and a server to read variants of it.
struct Written {
    folder: TempDir,
    server: LeanServer,
    pickle: PathBuf,
    bytes: Vec<u8>,
}

impl Written {
    fn new() -> Self {
        let (folder, server) = (TempDir::new(), server());
        let pickle = folder.path().join("a.pickle");
        let env = server.run(Command::new("prelude\nimport Core\ninductive Two where\n  | one\n  | two")).unwrap().env;
        server.run(PickleEnvironment::new(env, &pickle)).unwrap();
        let bytes = fs::read(&pickle).unwrap();
        Written { folder, server, pickle, bytes }
    }

    fn error(&self, path: &Path) -> String {
        self.server.run(UnpickleEnvironment::new(Trusted::path(path))).unwrap_err().to_string()
    }

    /// The error for a pickle with these bytes.
    fn error_of(&self, bytes: &[u8]) -> String {
        fs::write(&self.pickle, bytes).unwrap();
        self.error(&self.pickle)
    }

    /// The pickle with another header, and with the right checksum.
    fn with_header(&self, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        self.with(change, |_| ())
    }

    /// The pickle with another difference, and with the right checksum.
    fn with_difference(&self, change: impl FnOnce(&mut Value)) -> Vec<u8> {
        self.with(|_| (), change)
    }

    fn with(&self, header: impl FnOnce(&mut Value), difference: impl FnOnce(&mut Value)) -> Vec<u8> {
        fn changed(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
            let mut json = serde_json::from_slice(bytes).unwrap();
            change(&mut json);
            json.to_string().into_bytes()
        }
        let [old_header, old_difference, payload] = self.parts();
        let (header, difference) = (changed(old_header, header), changed(old_difference, difference));
        let content = [&header[..], &(difference.len() as u64).to_le_bytes(), &difference, payload].concat();
        let length = (header.len() as u32).to_le_bytes();
        [&self.bytes[..12], &length, &Sha256::digest(&content)[..], &content].concat()
    }

    /// The header, the difference and the payload.
    fn parts(&self) -> [&[u8]; 3] {
        let length = u32::from_le_bytes(self.bytes[12..16].try_into().unwrap());
        let (header, rest) = self.bytes[48..].split_at(length as usize);
        let (length, rest) = rest.split_at(8);
        let (difference, payload) = rest.split_at(u64::from_le_bytes(length.try_into().unwrap()) as usize);
        [header, difference, payload]
    }
}

#[test]
fn a_file_that_is_no_pickle_is_refused() {
    let written = Written::new();
    let missing = written.error(&written.folder.path().join("missing"));
    assert!(missing.starts_with("cannot read the pickle ") && missing.contains("No such file"), "{missing}");
    let folder = written.error(written.folder.path());
    assert!(folder.starts_with("cannot read the pickle ") && folder.contains("directory"), "{folder}");
    for other in [&b""[..], b"lean", b"some text that is no pickle at all, but long enough for one to begin"] {
        assert!(written.error_of(other).ends_with("a.pickle is no pickle of leanbind"));
    }
    // A file that Lean wrote, without our header.
    let [_, _, payload] = written.parts();
    assert!(payload.starts_with(b"olean"));
    assert!(written.error_of(payload).ends_with("is no pickle of leanbind"));
}

#[test]
fn a_pickle_that_is_cut_off_is_refused() {
    let written = Written::new();
    let whole = written.bytes.len();
    for length in [8, 11, 15, 16, 47, 48, 60, 500, 5000, whole / 2, whole - 4096, whole - 1] {
        let error = written.error_of(&written.bytes[..length]);
        assert!(error.contains("is cut off or altered"), "{length}: {error}");
    }
    let longer = [&written.bytes[..], b"x"].concat();
    assert!(written.error_of(&longer).contains("is cut off or altered"));
}

#[test]
fn a_pickle_with_a_changed_byte_is_refused() {
    let written = Written::new();
    let mut random = fastrand::Rng::with_seed(4);
    let begin = 0..64;
    let places: Vec<usize> =
        begin.chain((0..support::size(100)).map(|_| random.usize(..written.bytes.len()))).collect();
    for place in places {
        let mut bytes = written.bytes.clone();
        bytes[place] ^= 1 << random.u8(..8);
        let error = written.error_of(&bytes);
        let why = ["is no pickle", "has the format", "is cut off or altered"];
        assert!(why.iter().any(|why| error.contains(why)), "{place}: {error}");
    }
    // The error is about the changed byte.
    fs::write(&written.pickle, &written.bytes).unwrap();
    assert!(written.server.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).is_ok());
}

#[test]
fn a_pickle_of_another_build_format_or_kind_is_refused() {
    let written = Written::new();
    let foreign = written.with_header(|header| {
        header["build"] = "ab".repeat(32).into();
        header["lean"] = "4.99.0".into();
    });
    let error = written.error_of(&foreign);
    assert!(error.contains("was written by another build of Lean, 4.99.0 with the SHA-256 abab"), "{error}");

    let error =
        written.error_of(&written.with_header(|header| header["library"] = "/elsewhere/libleanshared.so".into()));
    assert!(error.contains("was written with the library /elsewhere/libleanshared.so; "), "{error}");

    let mut newer = written.bytes.clone();
    newer[8] += 1;
    let error = written.error_of(&newer);
    assert!(error.ends_with("has the format 4, and this leanbind reads the format 3"), "{error}");
    newer[8] = 1;
    let error = written.error_of(&newer);
    assert!(error.ends_with("has the format 1, and this leanbind reads the format 3"), "{error}");

    fs::write(&written.pickle, &written.bytes).unwrap();
    let error = written.server.run(UnpickleProofState::new(Trusted::path(&written.pickle))).unwrap_err().to_string();
    assert!(error.ends_with("holds an environment; expected a proof state"), "{error}");

    let error = written.error_of(&written.with_header(|header| header["extensions_hash"] = "00".into()));
    assert!(error.contains("other extensions of environments were registered"), "{error}");
    let error = written.error_of(&written.with_header(|header| header["extensions"] = 100_000.into()));
    assert!(error.contains("other extensions of environments were registered"), "{error}");
}

#[test]
fn the_imports_of_a_pickle_must_be_found() {
    let written = Written::new();
    let error = written.error_of(&written.with_header(|header| {
        header["header"] = "prelude\nimport Core\nimport Nowhere.At".into();
        header["imports"] = json!(["Core", "Nowhere.At"]);
    }));
    assert!(error.contains("needs Core, Nowhere.At, which cannot be imported here: "), "{error}");
    let (lean, _guard) = support::lean();
    let empty = SearchPath::new([Trusted::path(written.folder.path())]);
    let elsewhere = LeanServer::start(lean, ServerConfig::new().search_path(empty)).unwrap();
    fs::write(&written.pickle, &written.bytes).unwrap();
    let error = elsewhere.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).unwrap_err().to_string();
    assert!(error.contains("needs Core, which cannot be imported here: unknown module prefix 'Core'"), "{error}");
}

/// A search path with a copy of the core.
fn copied_core(folder: &TempDir) -> SearchPath {
    let copy = folder.path().join("core");
    fs::create_dir_all(copy.join("Core")).unwrap();
    for module in ["Core/Logic", "Core/Nat", "Core/Tactic", "Core"] {
        let from = |root: &Path| root.join(module).with_extension("olean");
        fs::copy(from(&support::core().folders()[0]), from(&copy)).unwrap();
    }
    SearchPath::new([Trusted::path(copy)])
}

/// Replaces a copied file by one that differs in one letter of a comment.
fn change_comment(core: &SearchPath) {
    let (file, text) = (core.folders()[0].join("Core/Tactic.olean"), b"compiled code reads the values");
    let mut bytes = fs::read(&file).unwrap();
    let place = bytes.windows(text.len()).position(|window| window == text).unwrap();
    bytes[place] = b'C';
    fs::write(file.with_extension("new"), bytes).unwrap();
    fs::rename(file.with_extension("new"), &file).unwrap();
}

fn server_of(core: &SearchPath) -> LeanServer {
    let (lean, _guard) = support::lean();
    LeanServer::start(lean, ServerConfig::new().search_path(core.clone()).imports(SharedImports::new())).unwrap()
}

fn size(file: &Path) -> u64 {
    fs::metadata(file).unwrap().len()
}

/// It does not contain imported objects or objects that are built into Lean: environments have megabytes of these.
#[test]
fn a_pickle_contains_only_what_was_added() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("a.pickle");
    let sizes: Vec<u64> = ["prelude", "prelude\nimport Core"]
        .map(|header| {
            let env = server.run(Command::new(header)).unwrap().env;
            server.run(PickleEnvironment::new(env, &pickle)).unwrap();
            size(&pickle)
        })
        .into();
    assert!(sizes[0].abs_diff(sizes[1]) < 200 && sizes[1] < 4000, "{sizes:?}");
    let theorem = "prelude\nimport Core\ntheorem t (p : Prop) (h : p) : p := by exact h";
    let one = server.run(Command::new(theorem)).unwrap().env;
    server.run(PickleEnvironment::new(one, &pickle)).unwrap();
    let first = size(&pickle);
    assert!(first < 10_000, "{first}");
    // Reading and writing the pickle again does not make it larger.
    for _ in 0..5 {
        let env = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
        server.run(PickleEnvironment::new(env, &pickle)).unwrap();
        assert!(size(&pickle).abs_diff(first) < 100, "{first}, then {}", size(&pickle));
    }
    let state = half_a_proof(&server);
    server.run(PickleProofState::new(state, &pickle)).unwrap();
    assert!(size(&pickle) < 50_000, "{}", size(&pickle));
    let state = server.run(UnpickleProofState::new(Trusted::path(&pickle))).unwrap().proof_state;
    let before = size(&pickle);
    server.run(PickleProofState::new(state, &pickle)).unwrap();
    assert!(size(&pickle).abs_diff(before) < 100, "{before}, then {}", size(&pickle));
}

/// Each declaration adds about the same size.
#[test]
fn pickles_grow_linearly_with_their_states() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("a.pickle");
    let mut env = server.run(Command::new("prelude\nimport Core\nnamespace Here")).unwrap().env;
    let mut sizes = Vec::new();
    for i in 0..support::size(100).max(20) {
        let theorem = format!("theorem t{i} (p : Prop) (h : p) : p := by exact h");
        env = server.run(Command::new(theorem).in_env(env)).unwrap().env;
        if i % 10 == 9 {
            server.run(PickleEnvironment::new(env, &pickle)).unwrap();
            sizes.push(size(&pickle));
        }
    }
    assert!(sizes.windows(2).all(|pair| pair[1] - pair[0] < 60_000), "{sizes:?}");
}

#[test]
fn a_state_without_imports_can_be_pickled() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("a.pickle");
    let open = server.run(Command::new("prelude\ntheorem t (p : Prop) (h : p) : p := h")).unwrap();
    server.run(PickleEnvironment::new(open.env, &pickle)).unwrap();
    let answers = elsewhere(&[json!({"unpickleEnvFrom": pickle}), json!({"cmd": "#check t", "env": 0})]);
    assert_eq!(answers[1]["messages"][0]["data"], "t (p : Prop) (h : p) : p");
    // A failed import can be pickled too, if it fails in the same way where the pickle is read.
    let failed = server.run(Command::new("prelude\nimport Nowhere\naxiom A : Prop")).unwrap();
    assert!(failed.has_errors());
    server.run(PickleEnvironment::new(failed.env, &pickle)).unwrap();
    let env = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
    assert_eq!(server.run(Command::new("#check A").in_env(env)).unwrap().messages[0].data, "A : Prop");
}

#[test]
fn the_imports_of_a_pickle_are_shared() {
    let written = Written::new();
    let (lean, _guard) = support::lean();
    let imports = SharedImports::new();
    let config = ServerConfig::new().search_path(support::core()).imports(imports.clone());
    let server = LeanServer::start(lean, config).unwrap();
    server.run(Command::new("\nprelude\nimport Core  -- as ever\n#check Prop")).unwrap();
    let env = server.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).unwrap().env;
    assert_eq!(imports.len(), 1);
    // After `clear`, the modules are imported again.
    imports.clear();
    server.run(PickleEnvironment::new(env, &written.pickle)).unwrap();
    server.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).unwrap();
    assert_eq!(imports.len(), 1);
}

/// The same files in another folder and at other addresses, because the files that all tests import have taken theirs.
#[test]
fn a_pickle_does_not_depend_on_the_folder_of_the_imported_files() {
    let (folder, here) = (TempDir::new(), server());
    let there = server_of(&copied_core(&folder));
    let pickle = folder.path().join("a.pickle");
    for (one, other) in [(&here, &there), (&there, &here), (&there, &there)] {
        let env = one.run(Command::new(COMMANDS)).unwrap().env;
        one.run(PickleEnvironment::new(env, &pickle)).unwrap();
        let env = other.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
        assert_continued(&other.run(Command::new(CONTINUED).in_env(env)).unwrap());
        one.run(PickleProofState::new(half_a_proof(one), &pickle)).unwrap();
        let state = other.run(UnpickleProofState::new(Trusted::path(&pickle))).unwrap();
        assert_eq!(state.goals, [GOAL]);
        let done = other.run(ProofStep::new(state.proof_state, "exact hq")).unwrap();
        assert_eq!(done.proof_status, ProofStatus::Completed);
    }
}

#[test]
fn a_pickle_of_other_imported_files_is_refused() {
    let (folder, written) = (TempDir::new(), Written::new());
    let core = copied_core(&folder);
    assert!(server_of(&core).run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).is_ok());
    change_comment(&core);
    let error = server_of(&core).run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).unwrap_err().to_string();
    let file = core.folders()[0].canonicalize().unwrap().join("Core/Tactic.olean");
    assert!(error.contains(&format!("was written with another {}, which is imported", file.display())), "{error}");
    let fewer = written.error_of(&written.with_header(|header| header["header"] = "prelude\nimport Core.Nat".into()));
    assert!(fewer.contains("was written where Core stood for 4 `.olean` files, and here for 2"), "{fewer}");
}

/// The mapped memory keeps the old contents, but they cannot be hashed any more.
#[test]
fn nothing_is_pickled_after_an_imported_file_has_changed() {
    let folder = TempDir::new();
    let core = copied_core(&folder);
    let (server, pickle) = (server_of(&core), folder.path().join("a.pickle"));
    let env = server.run(Command::new(COMMANDS)).unwrap().env;
    change_comment(&core);
    let error = server.run(PickleEnvironment::new(env, &pickle)).unwrap_err().to_string();
    assert!(error.contains("Core/Tactic.olean is not what is in use, it was changed since"), "{error}");
    assert!(!pickle.exists());
    assert_continued(&server.run(Command::new(CONTINUED).in_env(env)).unwrap());
}

#[test]
fn an_unexpected_origin_is_refused() {
    let written = Written::new();
    // The places in the origin belong to another state.
    let error = written.error_of(&written.with_difference(|difference| difference["places"][1][2] = json!([7, 7, 7])));
    assert!(error.contains("was written where Core led to another state than here"), "{error}");
    let error = written.error_of(&written.with_difference(|difference| difference["state"] = json!({"m": 100_000})));
    assert!(error.contains("is cut off or altered"), "{error}");
}

#[test]
fn later_changes_to_a_pickle_have_no_effect() {
    let written = Written::new();
    let env = written.server.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).unwrap().env;
    // A process that has mapped a file crashes if the file is truncated.
    fs::File::options().write(true).open(&written.pickle).unwrap().set_len(0).unwrap();
    let theorem = "theorem t (p q : Prop) : And p q → And q p := by\n  intro h\n  exact And.swap h";
    assert_eq!(written.server.run(Command::new(theorem).in_env(env)).unwrap().messages, []);
    // A pickle replaces an old file, and no temporary file is left.
    written.server.run(PickleEnvironment::new(env, &written.pickle)).unwrap();
    assert!(written.server.run(UnpickleEnvironment::new(Trusted::path(&written.pickle))).is_ok());
    assert_eq!(fs::read_dir(written.folder.path()).unwrap().count(), 1);
    let nowhere = written.folder.path().join("no/such/folder");
    let error = written.server.run(PickleEnvironment::new(env, &nowhere)).unwrap_err().to_string();
    assert!(error.starts_with("cannot write the pickle ") && error.contains("No such file"), "{error}");
    let folder = written.folder.path();
    let error = written.server.run(PickleEnvironment::new(env, folder)).unwrap_err().to_string();
    assert!(error.starts_with("cannot write the pickle "), "{error}");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
}

#[test]
fn a_missing_folder_for_temporary_files_is_named() {
    let (folder, server) = (TempDir::new(), server());
    let pickle = folder.path().join("state.pickle");
    let env = server.run(Command::new(COMMANDS)).unwrap().env;
    server.run(PickleEnvironment::new(env, &pickle)).unwrap();
    let missing = folder.path().join("missing");
    let requests =
        [json!({"unpickleEnvFrom": pickle}), json!({"cmd": COMMANDS}), json!({"env": 0, "pickleTo": pickle})];
    let answers = answers(repl().env("TMPDIR", &missing), &requests);
    for answer in [&answers[0], &answers[2]] {
        let expected = format!(
            "the pickle {}: cannot make a folder in {}, the one for temporary files (`TMPDIR`): No such file",
            pickle.display(),
            missing.display()
        );
        assert!(answer["message"].as_str().unwrap().starts_with(&expected), "{answer}");
    }
}

#[test]
fn threads_pickle_the_same_environment() {
    let (folder, server) = (TempDir::new(), server());
    let env = server.run(Command::new(COMMANDS)).unwrap().env;
    std::thread::scope(|scope| {
        for i in 0..4 {
            let (server, pickle) = (&server, folder.path().join(format!("{i}.pickle")));
            scope.spawn(move || {
                server.run(PickleEnvironment::new(env, &pickle)).unwrap();
                let read = server.run(UnpickleEnvironment::new(Trusted::path(&pickle))).unwrap().env;
                assert_continued(&server.run(Command::new(CONTINUED).in_env(read)).unwrap());
            });
        }
    });
}
