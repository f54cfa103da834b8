//! The program `leanbind`: finds Lean, shows what a library offers, calls it, and serves the Lean REPL's protocol.

mod call;
mod completions;
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

use clap::{CommandFactory, Parser, Subcommand};

use failure::Failure;

/// Call Lean 4 in-process: open a Lean library, ask it what it offers, call it.
#[derive(Parser)]
#[command(name = "leanbind", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    /// The Lean to use: a sysroot, or libleanshared or its folder [default: see `leanbind doctor`]
    #[arg(long, global = true, value_name = "PATH")]
    lean: Option<PathBuf>,
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Subcommand)]
enum CliCommand {
    /// Show which Lean is used and why, and what is missing
    Doctor(doctor::DoctorOptions),
    /// Install the embedded Lean, or repair it
    Setup(setup::SetupOptions),
    /// Show the types and functions of a library
    Inspect(inspect::InspectOptions),
    /// Call a function of a library: JSON arguments, JSON result
    Call(call::CallOptions),
    /// Speak the Lean REPL's protocol on standard input and output
    Repl(repl::ReplOptions),
    /// Print completions of this program's commands and options for a shell
    Completions(completions::CompletionsOptions),
    /// Call every kind of Lean function and show the results (in a checkout of leanbind)
    Tour,
}

const EXAMPLES: &str = r#"Examples:
  leanbind doctor
  leanbind inspect libGeometry.so
  leanbind call libGeometry.so py_move '{"ctor": "mk", "fields": {"x": 1, "y": 2}}' 10 20
  leanbind repl --project my-lake-project < requests.txt"#;

/// Compiled Lean code recurses as deep as its data. The system provides the pages when they are touched.
const STACK: u64 = 256 << 20;

/// The stack's size: less where the addresses of the process are limited.
fn stack() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::As).current;
    limit.map_or(STACK, |limit| (limit / 16).clamp(8 << 20, STACK)) as usize
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = move || match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    };
    match thread::Builder::new().name("leanbind".to_owned()).stack_size(stack()).spawn(run) {
        Ok(thread) => thread.join().unwrap_or(ExitCode::FAILURE),
        Err(error) => {
            Failure::from(format!("cannot start a thread with a stack of {} MiB: {error}", stack() >> 20)).report()
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let lean = cli.lean.as_deref();
    match cli.command {
        CliCommand::Doctor(options) => doctor::run(lean, &options),
        CliCommand::Setup(options) => setup::run(lean, &options),
        CliCommand::Inspect(options) => inspect::run(lean, &options),
        CliCommand::Call(options) => call::run(lean, &options),
        CliCommand::Repl(options) => repl::run(lean, options),
        CliCommand::Completions(options) => completions::run(&mut Cli::command(), &options),
        CliCommand::Tour => tour::run(lean),
    }
}
