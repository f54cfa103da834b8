//! [`AutoConfig`]: when an `AutoLeanServer` lets states go, and how it makes them again.

use std::path::PathBuf;
use std::time::Duration;

use crate::server::config::ServerConfig;
use crate::server::error::ServerError;

/// How an [`AutoLeanServer`](super::AutoLeanServer) is set up. The defaults are LeanInteract's, except that it waits
/// milliseconds where a process takes seconds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AutoConfig {
    /// The server's own configuration.
    pub server: ServerConfig,
    /// The fraction of the system's memory, from 0 to 1, that all processes may use before states are let go: 0.8 by
    /// default. It is looked at where the system tells it, which is Linux.
    pub max_total_memory: f64,
    /// The fraction of [`ServerConfig::max_memory`], from 0 to 1, that this process may use before states are let go: 0.8 by
    /// default. Without such a limit, and with `None`, it is not looked at.
    pub max_process_memory: Option<f64>,
    /// How many times in a row states are let go before a request is refused: 5 by default.
    pub max_restart_attempts: u32,
    /// How long to wait after the first attempt that did not help; twice as long after each further one. 10 ms by default.
    pub backoff: Duration,
    /// How the states of the session cache are made again.
    pub session_cache: SessionCacheKind,
}

/// How a state of the session cache that was let go is made again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionCacheKind {
    /// The requests that led to it are carried out again, from the header on. Files that they name are read again.
    #[default]
    Replay,
    /// It is read from a file in this folder, which is made where there is none, and stays. The file is written when the
    /// state is added, and removed with it.
    Pickle(PathBuf),
}

impl Default for AutoConfig {
    fn default() -> Self {
        AutoConfig {
            server: ServerConfig::default(),
            max_total_memory: 0.8,
            max_process_memory: Some(0.8),
            max_restart_attempts: 5,
            backoff: Duration::from_millis(10),
            session_cache: SessionCacheKind::default(),
        }
    }
}

impl AutoConfig {
    /// # Errors
    /// [`ServerError::Config`] for the first value that no server can work with.
    pub(super) fn check(&self) -> Result<(), ServerError> {
        for (option, fraction) in [
            ("AutoConfig::max_total_memory", Some(self.max_total_memory)),
            ("AutoConfig::max_process_memory", self.max_process_memory),
        ] {
            if let Some(fraction) = fraction.filter(|fraction| !(0.0..=1.0).contains(fraction)) {
                let expected = "a fraction from 0 to 1";
                return Err(ServerError::Config { option, expected, got: fraction.to_string() });
            }
        }
        Ok(())
    }

    /// The default, with this configuration of the server.
    pub fn new(server: ServerConfig) -> Self {
        AutoConfig { server, ..AutoConfig::default() }
    }

    /// Lets states go when all processes use more than this fraction of the system's memory.
    pub fn max_total_memory(mut self, fraction: f64) -> Self {
        self.max_total_memory = fraction;
        self
    }

    /// Lets states go when this process uses more than this fraction of [`ServerConfig::max_memory`].
    pub fn max_process_memory(mut self, fraction: Option<f64>) -> Self {
        self.max_process_memory = fraction;
        self
    }

    /// Refuses a request after this many attempts to make room for it.
    pub fn max_restart_attempts(mut self, attempts: u32) -> Self {
        self.max_restart_attempts = attempts;
        self
    }

    /// Waits this long after the first attempt that did not help, and longer after further ones.
    pub fn backoff(mut self, first: Duration) -> Self {
        self.backoff = first;
        self
    }

    /// Makes states of the session cache again in this way.
    pub fn session_cache(mut self, kind: SessionCacheKind) -> Self {
        self.session_cache = kind;
        self
    }
}
