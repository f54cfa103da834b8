//! [`ServerConfig`]: the configuration of a server.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use super::error::ServerError;
use super::imports::SharedImports;
use super::protocol::{OptionValue, SetOption};
use crate::kernel::SearchPath;
use crate::runtime::address_space;

/// The smallest stack, in bytes: twice the stack that Lean expects of its own threads (`runtime/stackinfo.cpp`), because Lean
/// does not check it exactly.
pub(super) const LEAST_STACK: usize = 16 << 20;

/// The largest number of threads. With a hundred times as many, some threads would not start.
const MOST_THREADS: usize = 1024;

/// The configuration of a [`LeanServer`](super::LeanServer).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServerConfig {
    /// The folder of the Lake project whose modules are imported, or a folder inside it. `None`, the default, is the working
    /// folder.
    pub project: Option<PathBuf>,
    /// Where `.olean` files are searched for. `None`, the default, is [`SearchPath::discover`] for the project.
    pub search_path: Option<SearchPath>,
    /// Lean options to set after each header, before the options of the request. None by default.
    pub options: Vec<SetOption>,
    /// The deadline of requests without a deadline of their own; one minute by default. `None` is no deadline.
    pub deadline: Option<Duration>,
    /// How long a cancelled request may take to stop before its thread is set aside; 400 ms by default. A request is answered
    /// at most this long after its deadline.
    pub grace: Duration,
    /// How many requests run at the same time; one by default, at most 1024. They share the states.
    pub threads: NonZeroUsize,
    /// The stack size of each elaborating thread, in bytes; 1 GiB by default, or a fourth of a limit on the addresses of the process
    /// (`ulimit -v`); at least 16 MiB. The memory is reserved, but not
    /// used before it is needed. Lean's parser does not check its stack, and the elaborator only counts the depth of its
    /// recursion: a text that raises `maxRecDepth` needs a larger stack, and a stack overflow ends the process.
    pub stack_size: usize,
    /// How many environments the server may hold: a request that would add one more is refused. `None`, the default, is no
    /// limit. The server checks it before a request starts, so that requests that run at the same time may exceed it.
    pub max_environments: Option<usize>,
    /// How many proof states the server may hold: once there are as many, a request that would add one is refused. A command
    /// adds one for each `sorry`, and more if it reports tactics or root goals. `None`, the default, is no limit.
    pub max_proof_states: Option<usize>,
    /// How much memory the whole process may use, in bytes: while it uses more, requests are refused. The server checks it
    /// before a request, but at most a hundred times a second. `None`, the default, is no limit.
    pub max_memory: Option<u64>,
    /// The cache of imports, which servers can share. By default, all servers of the process share one.
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
            stack_size: address_space::share(4),
            max_environments: None,
            max_proof_states: None,
            max_memory: None,
            imports: SharedImports::process(),
        }
    }
}

impl ServerConfig {
    /// # Errors
    /// [`ServerError::Config`] for the first invalid value.
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

    /// The default configuration.
    pub fn new() -> Self {
        ServerConfig::default()
    }

    /// Imports the modules of the Lake project at `folder`.
    pub fn project(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project = Some(folder.into());
        self
    }

    /// Searches for `.olean` files in these folders.
    pub fn search_path(mut self, search_path: SearchPath) -> Self {
        self.search_path = Some(search_path);
        self
    }

    /// Sets the Lean option `name` after each header.
    pub fn set_option(mut self, name: impl Into<String>, value: impl Into<OptionValue>) -> Self {
        self.options.push(SetOption { name: name.into(), value: value.into() });
        self
    }

    /// Sets the deadline of requests without a deadline of their own.
    pub fn deadline(mut self, deadline: Option<Duration>) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how long a cancelled request may take to stop.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Runs this many requests at the same time; 0 counts as 1.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN);
        self
    }

    /// Elaborates on a stack of `bytes` bytes.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = bytes;
        self
    }

    /// Holds at most `count` environments.
    pub fn max_environments(mut self, count: Option<usize>) -> Self {
        self.max_environments = count;
        self
    }

    /// Holds at most `count` proof states.
    pub fn max_proof_states(mut self, count: Option<usize>) -> Self {
        self.max_proof_states = count;
        self
    }

    /// Refuses requests while the process uses more than `bytes` bytes of memory.
    pub fn max_memory(mut self, bytes: Option<u64>) -> Self {
        self.max_memory = bytes;
        self
    }

    /// Shares imports with all servers that use the same `imports`.
    pub fn imports(mut self, imports: SharedImports) -> Self {
        self.imports = imports;
        self
    }
}
