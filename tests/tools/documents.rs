//! The examples of the README and of the guide: taken out of the text, built in a package of their own, and run.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX, EXE_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// An example in a document.
struct Example {
    /// The name of its program: that of the document, and the example's line.
    name: String,
    code: String,
}

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The README, and the pages of the guide.
fn documents() -> Vec<PathBuf> {
    let pages = fs::read_dir(Path::new(ROOT).join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = pages.filter(|page| page.extension().is_some_and(|end| end == "md")).collect();
    pages.sort();
    std::iter::once(Path::new(ROOT).join("README.md")).chain(pages).collect()
}

/// The blocks of code in this language.
fn examples(document: &Path, language: &str) -> Vec<Example> {
    let text = read(document);
    let stem = document.file_stem().unwrap().to_str().unwrap().to_lowercase();
    let mut lines = text.lines().enumerate();
    let mut examples = Vec::new();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let code: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        if info.split(',').next() == Some(language) {
            examples.push(Example { name: format!("{stem}_line_{}", number + 1), code: code.join("\n") + "\n" });
        }
    }
    examples
}

/// The only example in this language.
fn example(document: &str, language: &str) -> String {
    let mut found = examples(&Path::new(ROOT).join(document), language);
    assert!(!found.is_empty(), "{document} has no example in {language}");
    found.swap_remove(0).code
}

/// The code as the compiler sees it: rustdoc and mdBook hide lines that begin with `#`.
fn shown_and_hidden(code: &str) -> String {
    let lines = code.lines().map(|line| line.strip_prefix("# ").unwrap_or(if line == "#" { "" } else { line }));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// What the example prints, by its comments: `println!("{}", 6 * 7); // 42`.
fn expected_output(code: &str) -> Vec<&str> {
    let prints = code.lines().filter(|line| line.trim_start().starts_with("println!("));
    prints.filter_map(|line| Some(line.split_once("; // ")?.1)).collect()
}

#[test]
fn the_readme_shows_examples_geometry() {
    assert_eq!(example("README.md", "lean"), read("examples/geometry/Geometry.lean"));
    let program = read("examples/call_library.rs");
    let program = program.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
    assert_eq!(
        example("README.md", "rust").lines().collect::<Vec<_>>(),
        program.collect::<Vec<_>>(),
        "examples/call_library.rs is the README's program"
    );
    // In the guide, leanbind is beside the package; here it is around it.
    let lakefile = read("examples/geometry/lakefile.toml").replace("../../lean", "../leanbind/lean");
    assert_eq!(example("docs/lake.md", "toml"), lakefile);
}

/// What documents have between backquotes, with the document's name.
fn quoted(documents: &[&str]) -> Vec<(String, String)> {
    let quoted_in = |document: &&str| {
        let text = read(document);
        // Not in blocks of code.
        let prose: Vec<&str> = text.split("```").step_by(2).collect();
        let words: Vec<String> =
            prose.iter().flat_map(|part| part.split('`').skip(1).step_by(2)).map(str::to_owned).collect();
        words.into_iter().map(|word| (document.to_string(), word)).collect::<Vec<_>>()
    };
    documents.iter().flat_map(quoted_in).collect()
}

/// The text of all files of the crate.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|end| end == "rs") {
            *text += &fs::read_to_string(path).unwrap();
        }
    }
}

#[test]
fn the_documents_name_files_and_functions_that_exist() {
    let mut code = String::new();
    sources(&Path::new(ROOT).join("src"), &mut code);
    let defined = |name: &str| {
        let keywords = ["fn", "struct", "enum", "trait", "type", "macro_rules!"];
        keywords.iter().any(|keyword| {
            code.match_indices(&format!("{keyword} {name}")).any(|(at, found)| {
                let after = code[at + found.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        })
    };
    let folders = ["src/", "tests/", "docs/", "examples/", "tools/", "lean/", "c_shim/", "benches/", ".ci/"];
    let documents = ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "docs/new-lean-version.md", "tests/README.md"];
    for (document, word) in quoted(&documents) {
        let is_path = folders.iter().any(|folder| word.starts_with(folder)) && !word.contains(' ');
        assert!(!is_path || Path::new(ROOT).join(&word).exists(), "{document} names {word}, which is not there");
    }
    for (document, word) in quoted(&["ARCHITECTURE.md"]) {
        let Some((ty, function)) = word.split_once("::") else { continue };
        // Modules and error variants are in lower case, or no functions.
        let is_function = |name: &str| name.chars().all(|c| c.is_lowercase() || c == '_');
        if ty.starts_with(char::is_uppercase) && is_function(function) {
            assert!(defined(ty) && defined(function), "{document} names {word}, which is not there");
        }
    }
}

#[test]
fn the_map_of_the_tests_names_modules_and_tests_that_exist() {
    let file = |module: &str| format!("tests/{}.rs", module.replace("::", "/"));
    let map = read("tests/README.md");
    let mut tests = 0;
    for cell in map.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split(['|', ';'])) {
        let words: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
        if cell.contains("`: `") {
            let code = read(file(words[0]));
            for test in &words[1..] {
                assert!(code.contains(&format!("fn {test}()")), "{} has no test {test}", words[0]);
                tests += 1;
            }
        }
        for module in words.iter().filter(|word| word.contains("::")) {
            assert!(Path::new(ROOT).join(file(module)).is_file(), "there is no {module}");
        }
    }
    assert!(tests > 20, "only {tests} tests");
}

#[test]
fn the_readme_and_the_front_page_are_short() {
    for document in ["README.md", "src/lib.rs"] {
        let lines = read(document).lines().count();
        assert!(lines <= 150, "{document} has {lines} lines; what is more than 150 belongs into docs");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let (manifest, architecture) = (read("Cargo.toml"), read("ARCHITECTURE.md"));
    let mut section = "";
    for line in manifest.lines() {
        section = if line.starts_with('[') { line } else { section };
        if let (true, Some((name, _))) = (section.ends_with("dependencies]"), line.split_once(" = ")) {
            assert!(architecture.contains(&format!("`{name}`")), "ARCHITECTURE.md does not say why {name} is there");
        }
    }
}

/// Builds `examples/geometry` with the guide's command for machines without Lake.
fn geometry(folder: &Path) {
    let guide = read("docs/lake.md");
    let (_, section) = guide.split_once("\n## Without Lake\n").expect("the guide says how to build without Lake");
    let (_, command) = section.split_once("```sh\n").expect("a command");
    let (command, _) = command.split_once("```").expect("its end");
    let mut command = command.replace("../leanbind", ROOT);
    if cfg!(target_os = "macos") {
        command = command.replace("-shared", "-shared -undefined dynamic_lookup");
    }
    let output = Command::new("sh").args(["-ec", &command]).current_dir(folder).output().unwrap();
    success("the command of docs/lake.md", output);
}

/// A package beside leanbind, as a user has it: the README's program as it is printed, and another one for all examples,
/// which runs the one that its argument names.
fn package(folder: &Path, examples: &[Example]) {
    let programs = folder.join("src");
    let _ = fs::remove_dir_all(&programs);
    fs::create_dir_all(programs.join("bin")).unwrap();
    // What leanbind depends on is built as for leanbind itself, and so not again; the rest is built as fast as possible.
    let manifest = format!(
        "[package]\nname = \"examples\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nleanbind = {{ path = {ROOT:?} }}\n\n\
         [profile.dev]\nopt-level = 1\ndebug = \"line-tables-only\"\n\n[profile.dev.package.sha2]\nopt-level = 3\n\n\
         [profile.dev.package.leanbind]\nopt-level = 0\ndebug = false\n\n\
         [profile.dev.package.examples]\nopt-level = 0\ndebug = false\n\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(programs.join("bin/readme.rs"), example("README.md", "rust")).unwrap();
    let (mut modules, mut arms) = (String::new(), String::new());
    for Example { name, code } in examples {
        let code = shown_and_hidden(code);
        assert!(
            code.contains("\nfn main()") || code.starts_with("fn main()"),
            "{name}: an example is a program; hide what is beside the point with `# `"
        );
        modules += &format!("mod {name} {{\n{}}}\n", code.replace("fn main()", "pub fn main()"));
        arms += &format!("{name:?} => {name}::main().unwrap(),\n");
    }
    let main = format!(
        "fn main() {{\nmatch std::env::args().nth(1).unwrap_or_default().as_str() {{\n\
         {arms}other => panic!(\"no example {{other}}\"),\n}}\n}}\n"
    );
    fs::write(programs.join("bin/guide.rs"), modules + &main).unwrap();
}

#[track_caller]
fn success(what: &str, output: Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{what}: {}\n{out}{err}", output.status);
    out
}

#[test]
fn the_examples_of_the_readme_and_the_guide_run() {
    let (_lean, _guard) = support::lean();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let examples: Vec<Example> = documents().iter().flat_map(|document| examples(document, "rust")).collect();
    assert!(examples.len() > 5);
    package(&folder, &examples);
    geometry(&folder);
    let fixture = folder.join(format!("{DLL_PREFIX}LeanbindFixture{DLL_SUFFIX}"));
    fs::copy(support::fixture_path(), &fixture).unwrap();

    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--offline", "--bins", "--target-dir"]).arg(target).current_dir(&folder);
    success("the examples of the documents", build.output().unwrap());
    let run = |program: &str, name: &str, code: &str| {
        let program = target.join("debug").join(format!("{program}{EXE_SUFFIX}"));
        let out = success(name, Command::new(program).arg(name).current_dir(&folder).output().unwrap());
        let expected = expected_output(code);
        if !expected.is_empty() {
            assert_eq!(out.lines().collect::<Vec<_>>(), expected, "{name}");
        }
    };
    run("readme", "the README's program", &example("README.md", "rust"));
    let has_init = support::init().is_some();
    for Example { name, code } in examples.iter().filter(|e| has_init || !e.code.contains("needs a toolchain")) {
        run("guide", name, code);
    }
}
