//! [`AutoConfig`]: when an `AutoLeanServer` drops states, and how it makes them again.

use std::path::PathBuf;
use std::time::Duration;

use crate::server::config::ServerConfig;
use crate::server::error::ServerError;

/// The configuration of an [`AutoLeanServer`](super::AutoLeanServer). The defaults are those of LeanInteract, except for
/// [`backoff`](Self::backoff): LeanInteract waits for seconds, because it restarts a process.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AutoConfig {
    /// The configuration of the [`LeanServer`](crate::server::LeanServer).
    pub server: ServerConfig,
    /// The fraction of the system's memory, from 0 to 1, that all processes may use before states are dropped; 0.8 by
    /// default. It is checked on Linux only.
    pub max_total_memory: f64,
    /// The fraction of [`ServerConfig::max_memory`], from 0 to 1, that this process may use before states are dropped; 0.8 by
    /// default. It is not checked if this is `None`, or if there is no `max_memory`.
    pub max_process_memory: Option<f64>,
    /// How many times in a row states are dropped before a request is refused; 5 by default.
    pub max_restart_attempts: u32,
    /// How long to wait after the first time that dropping states did not help; 10 ms by default. The time doubles with each
    /// further attempt.
    pub backoff: Duration,
    /// How states of the session cache are made again.
    pub session_cache: SessionCacheKind,
}

/// How a state of the session cache is made again after it was dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionCacheKind {
    /// The requests that led to the state run again, from the header on. They read their files again.
    #[default]
    Replay,
    /// The state is read from a file in this folder. The file is written when the state is added to the session cache, and
    /// removed together with it. If the folder does not exist, it is made; it is never removed.
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
    /// [`ServerError::Config`] for the first invalid value.
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

    /// The default, with the server configuration `server`.
    pub fn new(server: ServerConfig) -> Self {
        AutoConfig { server, ..AutoConfig::default() }
    }

    /// Drops states when all processes together use more than this fraction of the system's memory.
    pub fn max_total_memory(mut self, fraction: f64) -> Self {
        self.max_total_memory = fraction;
        self
    }

    /// Drops states when this process uses more than this fraction of [`ServerConfig::max_memory`].
    pub fn max_process_memory(mut self, fraction: Option<f64>) -> Self {
        self.max_process_memory = fraction;
        self
    }

    /// Refuses a request after states were dropped this many times.
    pub fn max_restart_attempts(mut self, attempts: u32) -> Self {
        self.max_restart_attempts = attempts;
        self
    }

    /// Waits this long after the first time that dropping states did not help, and longer after further attempts.
    pub fn backoff(mut self, first: Duration) -> Self {
        self.backoff = first;
        self
    }

    /// Sets how states of the session cache are made again.
    pub fn session_cache(mut self, kind: SessionCacheKind) -> Self {
        self.session_cache = kind;
        self
    }
}
