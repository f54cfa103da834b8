//! `leanbind tour`: runs the example `tour` in a checkout of leanbind, which has the Lean library that it calls.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// Gives this process over to cargo. Returns only where that fails.
pub fn run(lean: Option<&Path>) -> Result<(), Failure> {
    let Some(checkout) = checkout() else {
        return Err(Failure::Error(
            "the tour calls a Lean library that comes with leanbind's sources: get a checkout of leanbind's repository, and \
             run `cargo run --release --bin leanbind -- tour` there"
                .to_owned(),
        ));
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.arg("run").arg("--manifest-path").arg(checkout.join("Cargo.toml")).args(["--example", "tour"]);
    // As this program was built: so there is less to build.
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
    Err(Failure::Error(format!("cannot run {}, which the tour is built with: {error}", Path::new(&cargo).display())))
}

/// The checkout that this program was built in, or the one that the working folder is in.
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
