//! The command line `leanbind`: which Lean is there, what a library offers, and calling it.

mod call;
mod doctor;
mod failure;
mod inspect;
mod open;
mod repl;
mod setup;
mod tour;

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Call Lean 4 in-process: open a Lean library, ask it what it offers, call it.
#[derive(Parser)]
#[command(name = "leanbind", version, arg_required_else_help = true)]
struct Cli {
    /// The Lean to use: a sysroot, a folder with libleanshared, or that file [default: what `leanbind doctor` shows]
    #[arg(long, global = true, value_name = "PATH")]
    lean: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show which Lean is used and why, and what is missing
    Doctor,
    /// Install the embedded Lean, or repair it
    Setup,
    /// Show the types and functions of a library
    Inspect(inspect::Options),
    /// Call a function of a library with JSON arguments, and print its result as JSON
    Call(call::Options),
    /// Elaborate Lean as the Lean REPL does: JSON requests on standard input, answers on standard output
    Repl(repl::Options),
    /// Call every kind of Lean function there is, and show what happens
    Tour,
}

/// Compiled Lean code recurses as deep as its data is. The pages are only taken when they are used.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = move || match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    };
    match thread::Builder::new().name("leanbind".to_owned()).stack_size(STACK).spawn(run) {
        Ok(thread) => thread.join().unwrap_or(ExitCode::FAILURE),
        Err(error) => Failure::from(format!("cannot start a thread with a stack of 256 MiB: {error}")).report(),
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let lean = cli.lean.as_deref();
    match cli.command {
        Command::Doctor => doctor::run(lean),
        Command::Setup => setup::run(lean),
        Command::Inspect(options) => inspect::run(lean, &options),
        Command::Call(options) => call::run(lean, &options),
        Command::Repl(options) => repl::run(lean, options),
        Command::Tour => tour::run(lean),
    }
}
