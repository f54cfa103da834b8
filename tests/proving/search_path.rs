//! Where modules are searched for: `LEAN_PATH`, the Lake project and its packages, the toolchain.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use leanbind::kernel::SearchPath;
use leanbind::server::protocol::Command;
use leanbind::server::{LeanServer, ServerConfig, SharedImports};

use crate::support;
use crate::support::session::IMPORT_CORE;
use crate::temp_dir::TempDir;

/// Where Lake puts the `.olean` files of a package.
const BUILT: &str = ".lake/build/lib/lean";

/// A Lake project with a folder of sources, and with packages of which one was not built.
fn project() -> TempDir {
    let folder = TempDir::new();
    for part in ["Sources/Deep", BUILT, ".lake/packages/b/.lake/build/lib/lean", ".lake/packages/unbuilt"] {
        fs::create_dir_all(folder.path().join(part)).unwrap();
    }
    fs::create_dir_all(folder.path().join(".lake/packages/a").join(BUILT)).unwrap();
    fs::write(folder.path().join("lakefile.toml"), "name = \"project\"\n").unwrap();
    folder
}

/// The folders of the project, in the order in which they are searched.
fn folders(project: &Path) -> Vec<PathBuf> {
    let packages = ["a", "b"].map(|package| project.join(".lake/packages").join(package).join(BUILT));
    std::iter::once(project.join(BUILT)).chain(packages).collect()
}

/// The toolchain's folder, where the tests run on one.
fn toolchain() -> Option<PathBuf> {
    let (lean, _guard) = support::lean();
    lean.installation().sysroot.as_ref().map(|sysroot| sysroot.join("lib/lean"))
}

#[test]
fn lean_path_comes_first_then_the_project_with_its_packages_then_the_toolchain() {
    let project = project();
    let mut doctor = Process::new(env!("CARGO_BIN_EXE_leanbind"));
    let inside = fs::canonicalize(project.path()).unwrap().join("Sources/Deep");
    let output = doctor.arg("doctor").current_dir(&inside).env("LEAN_PATH", "/one::/two/").output().unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    let searched: Vec<PathBuf> =
        report.lines().filter_map(|line| line.trim().strip_prefix("searched in")).map(|it| it.trim().into()).collect();
    let given = ["/one", "/two/"].map(PathBuf::from);
    let project = fs::canonicalize(project.path()).unwrap();
    let expected: Vec<PathBuf> = given.into_iter().chain(folders(&project)).chain(toolchain()).collect();
    assert_eq!(searched, expected, "{report}");
}

#[test]
fn a_folder_without_a_project_adds_nothing() {
    let (lean, _guard) = support::lean();
    let nowhere = SearchPath::discover(lean, Path::new("/no/such/folder"));
    let project = project();
    let found = SearchPath::discover(lean, &project.path().join("Sources/Deep"));
    assert_eq!(found.folders().len(), nowhere.folders().len() + 3);
}

#[test]
fn a_server_imports_the_modules_of_its_project() {
    let (lean, _guard) = support::lean();
    let project = project();
    let built = fs::canonicalize(project.path()).unwrap().join(".lake/packages/b").join(BUILT);
    let core = support::core();
    fs::remove_dir(&built).unwrap();
    std::os::unix::fs::symlink(fs::canonicalize(&core.folders()[0]).unwrap(), &built).unwrap();
    for folder in ["", "Sources/Deep"] {
        let config = ServerConfig::new().project(project.path().join(folder)).imports(SharedImports::new());
        let server = LeanServer::start(lean, config).unwrap();
        let response = server.run(Command::new(format!("{IMPORT_CORE}\n#check Nat"))).unwrap();
        assert_eq!(response.messages[0].data, "Nat : Type");
    }
}
