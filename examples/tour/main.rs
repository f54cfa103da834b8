//! Calls every kind of Lean function there is, and shows results, errors and times.
//!
//! ```sh
//! cargo run --release --bin leanbind -- tour
//! cargo run --release --example tour -- [--lean PATH]
//! ```
//!
//! Each chapter is a file. Read [`scalars`] first: each line is a call, its arguments and the expected result.

mod calls;
mod containers;
mod effects;
mod elpi;
#[path = "../../tests/support/fixture.rs"]
mod fixture;
mod functions;
mod inductives;
mod json;
mod layouts;
mod libleanshared;
mod monads;
mod page;
mod parametric;
mod proofs;
mod refusals;
mod runtime_types;
mod scalars;
mod structures;
mod tour;

use std::env;
use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use leanbind::Runtime;
use leanbind::runtime::embedded::Progress;
use leanbind::runtime::locate::LocateOptions;

use page::Page;
use tour::{FIXTURE, Tour};

type Result<T = (), E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// Compiled Lean code recurses as deep as its data. The system provides the pages when they are touched.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let thread = thread::Builder::new().stack_size(STACK).spawn(tour).expect("a thread with a stack of 256 MiB");
    match thread.join() {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        Ok(Err(error)) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}

/// Whether the reader has seen enough, as in `leanbind tour | head`.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Shows every chapter. Returns how many checks failed.
fn tour() -> Result<usize> {
    let begin = Instant::now();
    let lean = start()?;
    let started = begin.elapsed();
    let begin = Instant::now();
    let path = fixture::build()?;
    let built = begin.elapsed();
    let fixture = lean.library(&path, FIXTURE)?;

    let mut page = Page::new();
    let installation = lean.installation();
    let file = installation.libleanshared.display();
    page.fact("Lean", &format!("{} ({}), {file}", lean.version(), installation.origin), started)?;
    page.fact("fixture", &path.display().to_string(), built)?;
    let mut tour = Tour::new(lean, fixture, page);
    let chapters = [
        scalars::show,
        containers::show,
        structures::show,
        layouts::show,
        inductives::show,
        parametric::show,
        proofs::show,
        runtime_types::show,
        effects::show,
        monads::show,
        calls::show,
        functions::show,
        json::show,
        elpi::show,
        libleanshared::show,
        refusals::show,
    ];
    chapters.iter().try_for_each(|show| show(&mut tour))?;
    Ok(tour.end()?)
}

/// Starts the Lean that `--lean PATH` names, or the one that is found; where there is none, the embedded one is installed.
fn start() -> Result<&'static Runtime> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    match arguments.as_slice() {
        [] => Ok(Runtime::start_or_install(show_progress)?),
        [option, path] if option == "--lean" => {
            Ok(Runtime::start_with(&LocateOptions { explicit: Some(path.into()), ..LocateOptions::default() })?)
        }
        _ => Err("the tour takes no argument but `--lean PATH`".into()),
    }
}

/// Shows on standard error what an installation is doing.
fn show_progress(progress: &Progress) {
    eprintln!("{progress}");
}
