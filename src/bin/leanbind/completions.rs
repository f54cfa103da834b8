//! `leanbind completions`: what a shell needs to complete the program's commands and options.

use std::io;

use clap_complete::Shell;

use crate::failure::Failure;

#[derive(clap::Args)]
pub struct CompletionsOptions {
    /// The shell
    shell: Shell,
}

pub fn run(command: &mut clap::Command, options: &CompletionsOptions) -> Result<(), Failure> {
    // Into memory first: the generator panics if it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(options.shell, command, "leanbind", &mut text);
    io::Write::write_all(&mut io::stdout(), &text)?;
    Ok(())
}
