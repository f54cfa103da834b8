//! `leanbind tour`: runs the example `tour` of a checkout of leanbind, whose tests have the Lean library that it calls.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// Replaces this process by `cargo run --example tour`. Returns only if that fails.
pub fn run(lean: Option<&Path>) -> Result<(), Failure> {
    let Some(checkout) = checkout() else {
        return Err(Failure::Error(
            "the tour needs a checkout of leanbind, because it calls the Lean library of leanbind's tests: clone leanbind's \
             repository, and run `cargo run --release --bin leanbind -- tour` in it"
                .to_owned(),
        ));
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.arg("run").arg("--manifest-path").arg(checkout.join("Cargo.toml")).args(["--example", "tour"]);
    // The profile and the features of this program, so that the library need not be built again.
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    if cfg!(feature = "bindgen") {
        command.args(["--features", "bindgen"]);
    }
    if !io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    command.arg("--");
    if let Some(lean) = lean {
        command.arg("--lean").arg(lean);
    }
    let error = command.exec();
    Err(Failure::Error(format!("cannot run {}, which builds the tour: {error}", Path::new(&cargo).display())))
}

/// The checkout that this program was built from, else the one that contains the working folder.
fn checkout() -> Option<PathBuf> {
    let built_in = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    if is_checkout(&built_in) {
        return Some(built_in);
    }
    env::current_dir().ok()?.ancestors().find(|folder| is_checkout(folder)).map(Path::to_owned)
}

fn is_checkout(folder: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    manifest.contains("name = \"leanbind\"") && folder.join("examples/tour/main.rs").is_file()
}
