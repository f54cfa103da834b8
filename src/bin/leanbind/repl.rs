//! `leanbind repl`: the Lean REPL's protocol on standard input and output.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use leanbind::kernel::{SearchPath, Trusted};
use leanbind::server::{self, LeanServer, ServerConfig, ServerError};

use crate::failure::Failure;
use crate::open::start;

/// What the help says after the options.
const PROTOCOL: &str = "\
Requests are JSON objects separated by blank lines; each answer is JSON and a blank line
(https://github.com/leanprover-community/repl).

Whoever writes the requests is trusted like this program: Lean text runs code, and pickles and
.olean files are images of memory, of which a forged one is not recognised. Answer strangers in
a sandbox.";

#[derive(clap::Args)]
#[command(after_help = PROTOCOL)]
pub struct ReplOptions {
    /// The Lake project to import modules from [default: that of the working folder]
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Replaces LEAN_PATH, the project's and the toolchain's folders of .olean files; may be repeated
    #[arg(long, value_name = "FOLDER", conflicts_with = "project")]
    search_path: Vec<PathBuf>,
    /// Time limit for each request, such as 0.5 [default: none]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    deadline: Option<Duration>,
    /// How long a request may take to stop after its deadline, before its thread is abandoned
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0.4")]
    grace: Duration,
    /// Stack for elaboration; a request may have 128 tokens per megabyte [default: 1024, or a fourth of `ulimit -v`]
    #[arg(long, value_name = "MB")]
    stack_size: Option<usize>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

pub fn run(lean: Option<&Path>, options: ReplOptions) -> Result<(), Failure> {
    let answers = answers()?;
    let mut config = ServerConfig::new().deadline(options.deadline).grace(options.grace);
    if let Some(megabytes) = options.stack_size {
        config = config.stack_size(megabytes.saturating_mul(1 << 20));
    }
    config.project = options.project;
    if !options.search_path.is_empty() {
        if let Some(folder) = options.search_path.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::Error(format!("--search-path: {} is no folder", folder.display())));
        }
        config = config.search_path(SearchPath::new(options.search_path.into_iter().map(Trusted::path)));
    }
    let server = LeanServer::start(start(lean)?, config).map_err(by_flag)?;
    server::serve(&server, io::stdin().lock(), answers).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => error.into(),
        _ => Failure::Error(error.to_string()),
    })
}

/// The error, with a flag in the place of the field of [`ServerConfig`] that the flag sets.
fn by_flag(error: ServerError) -> Failure {
    let ServerError::Config { option, expected, got } = error else { return error.into() };
    let flag = option.replace("ServerConfig::", "--").replace('_', "-");
    Failure::Error(format!("{flag}: expected {expected}, got {got}"))
}

/// Standard output, for answers only: from now on, what Lean code prints goes to standard error.
fn answers() -> io::Result<File> {
    let output = File::from(rustix::io::dup(rustix::stdio::stdout())?);
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;
    Ok(output)
}
