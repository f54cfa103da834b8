//! [`ServerConfig`]: how a server is set up.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use super::error::ServerError;
use super::imports::SharedImports;
use super::protocol::{OptionValue, SetOption};
use crate::kernel::SearchPath;

/// Twice what Lean takes each thread of its own to have (`runtime/stackinfo.cpp`), as its checks are not exact.
const LEAST_STACK: usize = 16 << 20;

/// As many threads as any machine has use for. Of a hundred times as many, the system makes some and lets the rest die.
const MOST_THREADS: usize = 1024;

/// How a [`LeanServer`](super::LeanServer) is set up.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The folder of the Lake project whose modules are imported, or one inside of it; the working folder if `None`.
    pub project: Option<PathBuf>,
    /// Where `.olean` files are searched for; [`SearchPath::discover`] of the project if `None`.
    pub search_path: Option<SearchPath>,
    /// Lean options that are set behind each header, before those of the request; none by default.
    pub options: Vec<SetOption>,
    /// The deadline of requests that state none; `None` for no deadline. A minute by default.
    pub deadline: Option<Duration>,
    /// How long a cancelled request may take to stop before its thread is set aside; 400 ms by default. A request that is
    /// past its deadline is answered after no more than this.
    pub grace: Duration,
    /// How many requests are carried out at a time; one by default, 1024 at most. They share the states.
    pub threads: NonZeroUsize,
    /// The stack of a thread that elaborates, in bytes, 16 MiB at least. It is reserved, not used. 1 GiB by default: Lean's
    /// parser does not check its stack, and the elaborator counts the depth of its recursion only. A text that raises
    /// `maxRecDepth` needs a larger stack than others, and ends the process where it is too small.
    pub stack_size: usize,
    /// How many environments may be held: a request that would add one is refused. `None`, the default, for any number. It is
    /// looked at before a request is begun, so that requests which run at the same time may exceed it.
    pub max_environments: Option<usize>,
    /// How many proof states may be held: a request that would add to them is refused once there are as many. A command adds
    /// one for each `sorry`, and more where it is asked for its tactics. `None`, the default, for any number.
    pub max_proof_states: Option<usize>,
    /// How much memory the process may use, in bytes: while it uses more, requests are refused. It is looked at before a
    /// request only, a hundred times a second at most, and is the whole process's, whatever else it does. `None`, the
    /// default, for no limit.
    pub max_memory: Option<u64>,
    /// With whom imports are shared; with all servers of the process by default.
    pub imports: SharedImports,
}

impl Default for ServerConfig {
    fn default() -> Self {
        ServerConfig {
            project: None,
            search_path: None,
            options: Vec::new(),
            deadline: Some(Duration::from_secs(60)),
            grace: Duration::from_millis(400),
            threads: NonZeroUsize::MIN,
            stack_size: 1 << 30,
            max_environments: None,
            max_proof_states: None,
            max_memory: None,
            imports: SharedImports::process(),
        }
    }
}

impl ServerConfig {
    /// # Errors
    /// [`ServerError::Config`] for the first value that no server can work with.
    pub(super) fn check(&self) -> Result<(), ServerError> {
        if self.stack_size < LEAST_STACK {
            return Err(ServerError::Config {
                option: "ServerConfig::stack_size",
                expected: "16777216 bytes (16 MiB) at least, which Lean needs whatever it elaborates",
                got: format!("{} bytes", self.stack_size),
            });
        }
        if self.threads.get() > MOST_THREADS {
            return Err(ServerError::Config {
                option: "ServerConfig::threads",
                expected: "1024 at most",
                got: self.threads.to_string(),
            });
        }
        match &self.project {
            Some(project) if !project.is_dir() => Err(ServerError::Config {
                option: "ServerConfig::project",
                expected: "a folder",
                got: format!("{}, which is none", project.display()),
            }),
            _ => Ok(()),
        }
    }

    /// The default.
    pub fn new() -> Self {
        ServerConfig::default()
    }

    /// Imports the modules of the Lake project at `folder`.
    pub fn project(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project = Some(folder.into());
        self
    }

    /// Imports from these folders.
    pub fn search_path(mut self, search_path: SearchPath) -> Self {
        self.search_path = Some(search_path);
        self
    }

    /// Sets the Lean option `name` behind each header.
    pub fn set_option(mut self, name: impl Into<String>, value: impl Into<OptionValue>) -> Self {
        self.options.push(SetOption { name: name.into(), value: value.into() });
        self
    }

    /// Gives requests that state none this deadline.
    pub fn deadline(mut self, deadline: Option<Duration>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Gives cancelled requests this long to stop.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Carries out this many requests at a time; none counts as one.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
        self
    }

    /// Elaborates on a stack of `bytes`.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = bytes;
        self
    }

    /// Holds `count` environments at most.
    pub fn max_environments(mut self, count: Option<usize>) -> Self {
        self.max_environments = count;
        self
    }

    /// Holds `count` proof states at most.
    pub fn max_proof_states(mut self, count: Option<usize>) -> Self {
        self.max_proof_states = count;
        self
    }

    /// Refuses requests while the process uses more than `bytes` of memory.
    pub fn max_memory(mut self, bytes: Option<u64>) -> Self {
        self.max_memory = bytes;
        self
    }

    /// Shares imports with the servers that have the same `imports`.
    pub fn imports(mut self, imports: SharedImports) -> Self {
        self.imports = imports;
        self
    }
}
