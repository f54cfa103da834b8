//! The program `leanbind`, run as a user runs it.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

use crate::support;
use crate::temp_dir::TempDir;
use crate::type_table::{Samples, rows};

fn leanbind() -> Command {
    // A first installation shows its progress on standard error.
    support::embedded();
    Command::new(env!("CARGO_BIN_EXE_leanbind"))
}

fn run(arguments: &[&str]) -> Output {
    leanbind().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a command that must succeed prints.
#[track_caller]
fn success(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

/// The one line that a command prints that must fail.
#[track_caller]
fn failure(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
    let message = text(&output.stderr);
    assert_eq!(message.lines().count(), 1, "{message}");
    message.strip_prefix("error: ").unwrap().trim_end().to_owned()
}

/// `leanbind call` on the fixture, with these words after the library.
fn on_fixture<'a>(fixture: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    [&["call", fixture], words].concat()
}

/// The line of JSON that a call prints.
#[track_caller]
fn call(words: &[&str]) -> String {
    let fixture = support::fixture_path();
    let out = success(&on_fixture(fixture.to_str().unwrap(), words));
    assert_eq!(out.matches('\n').count(), 1, "{out}");
    out.trim_end().to_owned()
}

#[track_caller]
fn refused(words: &[&str]) -> String {
    let fixture = support::fixture_path();
    failure(&on_fixture(fixture.to_str().unwrap(), words))
}

#[test]
fn doctor_says_which_lean_is_used() {
    let report = success(&["doctor"]);
    let (lean, _guard) = support::lean();
    assert!(report.contains(": chosen: "), "{report}");
    assert!(report.contains(&format!("Lean {}, as the running runtime says", lean.version())), "{report}");
    assert!(report.contains(lean.installation().libleanshared.to_str().unwrap()), "{report}");
    assert!(report.contains("lean.h        of Lean 4.35."), "{report}");
    assert!(report.contains("of libleanshared, all found"), "{report}");
    assert!(report.contains("a goal and an information tree: as expected"), "{report}");
    assert!(report.contains("a wrong proof: as expected"), "{report}");
    assert!(report.contains("the kernel's refusal: as expected"), "{report}");
    assert!(report.contains("C compiler    "), "{report}");
    let missing = match support::init() {
        Some(_) => "    nothing\n",
        None => {
            "  - Lean's own library, for text that does not begin with `prelude`: the embedded runtime has no .olean files. elan \
             installs a toolchain of Lean 4.35.x, and LEAN_PATH names folders with .olean files\n"
        }
    };
    assert!(report.ends_with(&format!("What is missing\n{missing}")), "{report}");
}

#[test]
fn doctor_tells_programs_the_same() {
    let report: Json = serde_json::from_str(&success(&["doctor", "--json"])).unwrap();
    assert_eq!(report["works"], true);
    let section = |name: &str| {
        let sections = report["sections"].as_array().unwrap();
        sections.iter().find(|section| section["name"] == name).unwrap()["lines"].as_array().unwrap().clone()
    };
    let chosen: Vec<Json> = section("lean").into_iter().filter(|line| line["chosen"] == true).collect();
    assert_eq!(chosen.len(), 1, "{report}");
    assert!(section("elaborator").iter().filter(|line| line["passed"] == true).count() > 1, "{report}");
    let text = success(&["doctor"]);
    for line in ["lean", "runtime", "elaborator", "modules", "embedded", "tools"].into_iter().flat_map(section) {
        assert!(text.contains(line["text"].as_str().unwrap()), "{line}\n{text}");
    }
    for missing in report["missing"].as_array().unwrap() {
        assert!(text.contains(&format!("  - {}", missing.as_str().unwrap())), "{text}");
    }
}

#[test]
fn shells_complete_commands_and_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = success(&["completions", shell]);
        for word in ["doctor", "inspect", "repl", "stack-size"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn doctor_finds_modules_where_lean_path_says() {
    let core = support::core();
    let folder = core.folders()[0].to_str().unwrap();
    let output = leanbind().arg("doctor").env("LEAN_PATH", folder).output().unwrap();
    let report = text(&output.stdout);
    assert!(report.contains(&format!("Modules to import\n    searched in   {folder}\n")), "{report}");
}

#[test]
fn doctor_fails_where_no_lean_starts() {
    let empty = TempDir::new();
    let output = leanbind()
        .arg("doctor")
        .current_dir(empty.path())
        .env("LEANBIND_CACHE", empty.path())
        .env("ELAN_HOME", empty.path())
        .env("PATH", empty.path())
        .env_remove("LEAN_SYSROOT")
        .env_remove("LEANBIND_PYTHON")
        .env_remove("CC")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report = text(&output.stdout);
    assert!(report.contains("LEAN_SYSROOT: not set"), "{report}");
    assert!(report.contains("the embedded Lean is not installed"), "{report}");
    assert!(report.contains("- a Lean 4.35.x: `leanbind setup` installs the embedded one"), "{report}");
    assert!(report.contains("- Python with pip"), "{report}");
    assert!(report.contains("- a C compiler"), "{report}");
}

/// `python -m pip` takes a `pip.py` of the folder that it runs in before pip itself.
#[test]
fn no_python_file_of_the_working_folder_is_run() {
    let folder = TempDir::new();
    let ran = folder.path().join("ran");
    for module in ["pip", "sys", "site", "encodings", "runpy", "sitecustomize"] {
        let code = format!("open({:?}, 'a').write({module:?})\n", ran.to_str().unwrap());
        fs::write(folder.path().join(format!("{module}.py")), code).unwrap();
    }
    let cache = TempDir::new();
    let doctor = leanbind().arg("doctor").current_dir(folder.path()).output().unwrap();
    assert!(text(&doctor.stdout).contains(", with pip"), "{}", text(&doctor.stdout));
    // pip fails at once, as no index can be reached.
    let setup = leanbind()
        .arg("setup")
        .current_dir(folder.path())
        .env("LEANBIND_CACHE", cache.path())
        .env("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        .env("PIP_RETRIES", "0")
        .output()
        .unwrap();
    assert_eq!(setup.status.code(), Some(1));
    assert!(text(&setup.stderr).contains("-m pip install"), "{}", text(&setup.stderr));
    assert!(!ran.exists(), "{} ran", fs::read_to_string(&ran).unwrap());
}

#[test]
fn an_explicit_lean_is_used_or_refused() {
    let embedded = support::embedded();
    let report = success(&["doctor", "--lean", embedded.dir.to_str().unwrap()]);
    assert!(report.contains("it was given explicitly"), "{report}");
    let refusal = failure(&["call", "--lean", "no/such/lean", support::fixture_path().to_str().unwrap(), "py_version"]);
    assert!(refusal.contains("no/such/lean was given as the Lean to use, but it does not exist"), "{refusal}");
}

#[test]
fn setup_checks_what_is_installed() {
    let embedded = support::embedded();
    let said = success(&["setup"]);
    assert!(said.contains("is complete, and every file matches its hash"), "{said}");
    assert!(said.contains(embedded.dir.to_str().unwrap()), "{said}");
    assert!(failure(&["setup", "--lean", "/any"]).contains("leave --lean out"));
}

#[test]
fn inspect_shows_a_library_in_lean_notation() {
    let fixture = support::fixture_path();
    let shown = success(&["inspect", fixture.to_str().unwrap()]);
    for expected in [
        "/-- A shape with integer measures. -/\ninductive LeanbindFixture.Shape where\n  | circle (radius : Int)\n",
        "structure LeanbindFixture.Point where\n  x : Int\n  y : Int\n",
        "  | monday | tuesday | wednesday | thursday | friday | saturday | sunday\n",
        "/-- The pair the other way round. -/\n\
         @[python \"py_swap\"] def LeanbindFixture.swap (pair : Nat × String) : String × Nat\n",
        "(w' : UInt64) (u' : USize)\n      (o' : String)\n",
        "inductive LeanbindFixture.PTree (α) where\n  | leaf\n",
        "structure LeanbindFixture.Both (α) (β) where\n  second : β\n  first : α\n",
        "@[python \"py_apply\"] def LeanbindFixture.apply (f : Nat → Nat) (n : Nat) : Nat\n",
        "-- cannot be called: py_dependent: ",
    ] {
        assert!(shown.contains(expected), "{expected}\nis not in\n{shown}");
    }
    assert!(
        shown.lines().all(|line| line.trim_start_matches('/').starts_with("--") || line.chars().count() <= 100),
        "{shown}"
    );
}

#[test]
fn inspect_shows_every_function_and_which_cannot_be_called() {
    let (_lean, _guard) = support::lean();
    let (lib, fixture) = (support::fixture(), support::fixture_path());
    let shown = success(&["inspect", fixture.to_str().unwrap()]);
    for info in lib.registry().funcs() {
        assert!(shown.contains(&format!("@[python \"{}\"] def {}", info.export_name, info.decl_name)), "{info}");
    }
    let name = |line: &str| Some(line.strip_prefix("-- cannot be called: ")?.split(':').next()?.to_owned());
    let uncallable: Vec<String> = shown.lines().filter_map(name).collect();
    let expected = [
        "py_id_any",
        "py_with_proof",
        "py_vect_length",
        "py_decide",
        "py_dependent",
        "py_any_monad",
        "py_given_proof",
        "py_odd_family",
    ];
    assert_eq!(uncallable, expected);
}

#[test]
fn inspect_prints_the_registry_as_json() {
    let fixture = support::fixture_path();
    let registry: Json = serde_json::from_str(&success(&["inspect", fixture.to_str().unwrap(), "--json"])).unwrap();
    let named = |list: &str, key: &str, name: &str| -> Json {
        let entries = registry[list].as_array().unwrap();
        entries.iter().find(|entry| entry[key] == name).cloned().unwrap()
    };
    assert_eq!(named("funcs", "exportName", "py_increment")["params"], serde_json::json!([{"kind": "nat"}]));
    assert_eq!(
        named("types", "name", "LeanbindFixture.Point")["ctors"][0]["fieldNames"],
        serde_json::json!(["x", "y"])
    );
    assert_eq!(registry["meta"]["module"], "LeanbindFixture");
}

#[test]
fn inspect_shows_what_is_named() {
    let fixture = support::fixture_path();
    let inspect = |names: &[&str]| success(&[&["inspect", fixture.to_str().unwrap()], names].concat());
    assert_eq!(
        inspect(&["Point", "py_increment"]),
        "/-- A point of the plane. -/\nstructure LeanbindFixture.Point where\n  x : Int\n  y : Int\n\n/-- The next natural number. -/\n\
         @[python \"py_increment\"] def LeanbindFixture.increment (n : Nat) : Nat\n"
    );
    assert!(inspect(&["py_dependent"]).contains("-- cannot be called: py_dependent: "));
    let entries: Json = serde_json::from_str(&inspect(&["increment", "--json"])).unwrap();
    assert_eq!(entries[0]["exportName"], "py_increment");
    let error = failure(&["inspect", fixture.to_str().unwrap(), "py_incremnt"]);
    assert_eq!(error, "the library has no function and no type `py_incremnt`; did you mean `py_increment`?");
}

#[test]
fn numbers_of_any_size() {
    assert_eq!(call(&["py_increment", "41"]), "42");
    let nines = "9".repeat(500);
    assert_eq!(call(&["py_increment", &nines]), format!("1{}", "0".repeat(500)));
    assert_eq!(call(&["py_add_int", "-5", "-99999999999999999999"]), "-100000000000000000004");
    assert_eq!(call(&["py_id_u64", "18446744073709551615"]), "18446744073709551615");
    assert_eq!(call(&["py_id_i64", "-9223372036854775808"]), "-9223372036854775808");
    assert_eq!(call(&["py_half", "0.2"]), "0.1");
    assert_eq!(call(&["py_half", "-0.0"]), "-0.0");
    assert_eq!(call(&["py_id_float", r#""NaN""#]), r#""NaN""#);
    assert_eq!(call(&["py_id_float32", "0.1"]), "0.1");
}

#[test]
fn strings_characters_and_truth_values() {
    assert_eq!(call(&["py_id_string", r#""a\u0000b λ""#]), r#""a\u0000b λ""#);
    assert_eq!(call(&["py_reverse", r#""abc""#]), r#""cba""#);
    assert_eq!(call(&["py_next_char", r#""a""#]), r#""b""#);
    assert_eq!(call(&["py_not", "true"]), "false");
    assert_eq!(call(&["py_id_unit", "null"]), "null");
    assert_eq!(call(&["py_greet", r#""Ann""#]), r#""Hello, Ann!""#);
    assert_eq!(call(&["py_io_unit", "1"]), "null");
}

#[test]
fn options_pairs_sums_and_results() {
    assert_eq!(call(&["py_nested", "null"]), r#"{"some":null}"#);
    assert_eq!(call(&["py_nested", r#"{"some": null}"#]), r#"{"some":{"some":0}}"#);
    assert_eq!(call(&["py_nested", r#"{"some": {"some": 5}}"#]), "null");
    assert_eq!(call(&["py_find", "[4, 5, 6]", "5"]), r#"{"some":1}"#);
    assert_eq!(call(&["py_swap", r#"[1, "one"]"#]), r#"["one",1]"#);
    assert_eq!(call(&["py_id_sum", r#"{"inl": 1}"#]), r#"{"inl":1}"#);
    assert_eq!(call(&["py_id_sum", r#"{"inr": "one"}"#]), r#"{"inr":"one"}"#);
    assert_eq!(call(&["py_parse_nat", r#""12""#]), r#"{"ok":12}"#);
    assert_eq!(call(&["py_parse_nat", r#""1x""#]), r#"{"error":"expected a digit, got 'x'"}"#);
}

#[test]
fn inductive_types_structures_and_enumerations() {
    assert_eq!(call(&["py_perimeter", r#"{"ctor": "circle", "fields": [5]}"#]), "30");
    let moved = r#"{"ctor":"mk","fields":{"x":11,"y":22}}"#;
    assert_eq!(call(&["py_move", r#"{"ctor": "mk", "fields": {"y": 2, "x": 1}}"#, "10", "20"]), moved);
    assert_eq!(call(&["py_move", r#"{"ctor": "mk", "fields": [1, 2]}"#, "10", "20"]), moved);
    assert_eq!(call(&["py_next_day", r#""sunday""#]), r#"{"ctor":"monday"}"#);
    assert_eq!(call(&["py_double", "21"]), r#"{"ctor":"mk","fields":{"value":42,"isEven":null}}"#);
    let node = call(&["py_tree_insert", r#"{"ctor": "leaf", "fields": []}"#, "7"]);
    assert_eq!(node, r#"{"ctor":"node","fields":{"left":{"ctor":"leaf"},"value":7,"right":{"ctor":"leaf"}}}"#);
    assert_eq!(call(&["py_tree_sum", &node]), "7");
    assert_eq!(call(&["py_opaque_make", "40"]), r#"{"opaque":"LeanbindFixture.Counter"}"#);
}

/// The types of the README's table, as arguments and as results.
#[test]
fn every_type_is_read_and_written() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let samples = Samples::new(&lib);
    let rows = rows(&lib, &samples);
    for given in rows.iter().flat_map(|row| &row.calls).filter(|call| call.function.starts_with("py_id_")) {
        let json = serde_json::to_string(&(given.by_name)()).unwrap();
        match given.function {
            "py_id_vect3" | "py_id_even_nat" | "py_id_below" => {
                assert!(refused(&[given.function, &json]).contains("that a Lean function returned"), "{json}");
            }
            "py_id_functions" => {
                assert!(refused(&[given.function, &format!("[{json}]")]).contains("which has no JSON form"), "{json}");
            }
            _ => assert_eq!(call(&[given.function, &json]), json, "{}", given.function),
        }
    }
    assert_eq!(call(&["py_vect2", "1", "2"]).matches("cons").count(), 2);
    assert_eq!(call(&["py_eio_shape", "10"]), r#"{"error":{"ctor":"square","fields":{"side":10}}}"#);
}

#[test]
fn constants_and_declaration_names() {
    assert_eq!(call(&["py_version"]), r#""1.0.0""#);
    assert_eq!(call(&["LeanbindFixture.increment", "1"]), "2");
    assert_eq!(call(&["increment", "1"]), "2");
    assert_eq!(call(&["--name", "LeanbindFixture", "py_increment", "1"]), "2");
}

#[test]
fn what_is_refused_says_why() {
    assert_eq!(refused(&["py_greet", r#""""#]), "py_greet: nobody to greet");
    assert!(refused(&["py_incremnt", "1"]).contains("did you mean `py_increment`?"));
    assert!(refused(&["py_add_int", "1"]).contains("py_add_int takes 2 arguments, got 1"));
    assert!(refused(&["py_id_u8", "256"]).contains("argument 1 (x): expected UInt8 (0 to 255)"));
    assert!(refused(&["py_find", r#"[1, "2"]"#, "3"]).contains("argument 1 (xs) / element 1: expected Int"));
    assert!(
        refused(&["py_move", r#"{"ctor": "mk", "fields": {"x": 1, "z": 2}}"#, "1", "1"]).contains(r#"got a field "z""#)
    );
    assert!(refused(&["py_opaque_use", r#"{"opaque": "LeanbindFixture.Counter"}"#]).contains("which only Lean makes"));
    assert!(refused(&["--name", "Leanbind", "py_increment", "1"]).contains(r#"has no registry "Leanbind""#));
}

#[test]
fn what_is_not_json_is_refused() {
    assert!(refused(&["py_reverse", "Ann"]).contains(r#"a string is given in quotes: '"Ann"'"#));
    assert!(refused(&["py_next_char", r#""\ud800""#]).contains("half of a character"));
    let deep = format!("{}0{}", "[".repeat(200), "]".repeat(200));
    assert!(refused(&["py_id_array_nat", &deep]).contains("expected Nat (a number of digits only), got an array of 1"));
    assert!(refused(&["py_increment", "@no/such/file"]).contains("argument 1: the file no/such/file cannot be read"));
    assert!(refused(&["py_add_int", "-", "-"]).contains("give `-` once"));
}

#[test]
fn an_argument_comes_from_standard_input_or_a_file() {
    let folder = TempDir::new();
    let file = folder.path().join("long.json");
    // Longer than a command line may be.
    let numbers: Vec<String> = (0..1_000_000).map(|n| n.to_string()).collect();
    let long = format!("[{}]", numbers.join(","));
    fs::write(&file, format!("\u{feff}{long}")).unwrap();
    let from_file = call(&["py_id_array_nat", &format!("@{}", file.display())]);
    assert_eq!(from_file, long);
    let output = leanbind()
        .args(["call", support::fixture_path().to_str().unwrap(), "py_id_array_nat", "-"])
        .stdin(fs::File::open(&file).unwrap())
        .output()
        .unwrap();
    assert_eq!(text(&output.stdout).trim_end(), long);
}

#[test]
fn a_file_that_is_no_library_is_refused() {
    assert!(failure(&["inspect", "no/such.so"]).contains("no/such.so: there is no such file"));
    let folder = TempDir::new();
    let file = folder.path().join("text.so");
    fs::write(&file, "not a library").unwrap();
    assert!(failure(&["call", file.to_str().unwrap(), "f"]).contains("not a shared library"));
    let elpi = support::libleanelpi();
    assert!(failure(&["inspect", elpi.to_str().unwrap()]).contains("has no registry"));
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    for arguments in [&["call"][..], &["inspect"], &["frobnicate"], &["doctor", "--no-such-option"], &[]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "");
        assert!(text(&output.stderr).contains("Usage:"), "{arguments:?}");
    }
}

#[test]
fn a_closed_output_is_no_failure() {
    let mut child = leanbind()
        .args(["inspect", support::fixture_path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut messages = String::new();
    child.stderr.take().unwrap().read_to_string(&mut messages).unwrap();
    assert_eq!(messages, "");
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_runtime_that_was_cut_short_is_an_error() {
    let (whole, folder) = (support::embedded().libleanshared, TempDir::new());
    let cut = folder.path().join(whole.file_name().unwrap());
    let mut start = Vec::new();
    fs::File::open(&whole).unwrap().take(1 << 20).read_to_end(&mut start).unwrap();
    fs::write(&cut, start).unwrap();
    let fixture = support::fixture_path();
    let message = failure(&["--lean", cut.to_str().unwrap(), "inspect", fixture.to_str().unwrap()]);
    assert!(message.contains("the file ends after 1048576 bytes"), "{message}");
}

#[test]
fn the_tour_has_no_failure() {
    let shown = success(&["tour"]);
    let last = shown.lines().last().unwrap();
    let checks: usize = last.strip_suffix(" checks, 0 failed").expect(last).parse().unwrap();
    assert!(checks >= 40, "{last}");
    assert!(!shown.contains('\x1b'), "colours are for terminals");
    assert!(!shown.contains('✗'), "{shown}");
}

#[test]
fn the_tour_needs_a_c_compiler() {
    // This builds the example that the command runs.
    let refusal = failure(&["tour", "--lean", "no/such/lean"]);
    assert!(refusal.contains("no/such/lean was given as the Lean to use, but it does not exist"), "{refusal}");
    let tour = Path::new(env!("CARGO_BIN_EXE_leanbind")).with_file_name("examples/tour");
    let empty = TempDir::new();
    let output = Command::new(tour).env("CARGO_TARGET_DIR", empty.path()).env("CC", "no-such-cc").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.starts_with("error: cannot run the C compiler no-such-cc"), "{message}");
}
