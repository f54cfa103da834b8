//! `leanbind setup`: installs the embedded Lean, or repairs it.

use std::io::{self, Write};
use std::path::Path;

use leanbind::runtime::embedded::{InstallOptions, install};

use crate::failure::Failure;
use crate::open::show_progress;

#[derive(clap::Args)]
pub struct SetupOptions {
    /// Install it again, even if it is complete
    #[arg(long)]
    force: bool,
}

pub fn run(lean: Option<&Path>, options: &SetupOptions) -> Result<(), Failure> {
    if lean.is_some() {
        return Err("setup installs the embedded Lean only: leave --lean out".to_owned().into());
    }
    let options = InstallOptions { check_contents: true, force: options.force, ..InstallOptions::default() };
    let runtime = install(&options, &mut show_progress)?;
    writeln!(
        io::stdout(),
        "The embedded Lean {} is complete, and every file matches its hash: {}",
        runtime.version,
        runtime.dir.display()
    )?;
    Ok(())
}
