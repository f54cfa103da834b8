//! [`LeanServerPool`]: many requests on several threads.

use std::fmt;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use super::auto::{AutoConfig, AutoLeanServer};
use super::error::ServerError;
use super::protocol::Query;
use crate::counted::counted;
use crate::runtime::Runtime;

/// Several threads that run batches of requests. They belong to one [`AutoLeanServer`] and share its imports and states: each
/// request of a batch may start from any state.
///
/// ```no_run
/// use leanbind::Runtime;
/// use leanbind::server::protocol::Command;
/// use leanbind::server::{AutoConfig, LeanServerPool};
///
/// # fn main() -> leanbind::Result<()> {
/// let pool = LeanServerPool::start(Runtime::start()?, AutoConfig::default(), 4)?;
/// let base = pool.server().run_and_cache(Command::new("def n := 5"), None)?.env;
/// let commands = (0..1000).map(|i| Command::new(format!("theorem t : n + {i} = {i} + n := by decide")).in_env(base));
/// for result in pool.run_batch(commands, None, |_, _| ()) {
///     println!("{}", result.is_ok_and(|response| !response.has_errors()));
/// }
/// # Ok(())
/// # }
/// ```
pub struct LeanServerPool {
    server: AutoLeanServer,
}

impl LeanServerPool {
    /// Starts `workers` threads, or one thread if `workers` is 0. The thread count in `config` is ignored.
    ///
    /// # Errors
    /// As [`AutoLeanServer::start`].
    pub fn start(runtime: &'static Runtime, mut config: AutoConfig, workers: usize) -> Result<Self, ServerError> {
        config.server = config.server.threads(workers);
        Ok(LeanServerPool { server: AutoLeanServer::start(runtime, config)? })
    }

    /// The server to which the threads belong. It also runs single requests, from any thread.
    pub fn server(&self) -> &AutoLeanServer {
        &self.server
    }

    /// The number of threads.
    pub fn worker_count(&self) -> usize {
        self.server.config().server.threads.get()
    }

    /// Runs many requests, each with the deadline `deadline`, and returns the results in the order of the requests. It calls
    /// `progress` on this thread with the index and the result of each request, as soon as the request is done.
    ///
    /// A request is taken from `requests` when a worker is free, so that at most [`worker_count`](Self::worker_count)
    /// requests exist at a time. An error of one request does not affect the others.
    ///
    /// If `progress` or `requests` panics, the batch ends after its running requests. The pool stays usable.
    ///
    /// The server keeps the states after the requests, but may drop them when memory is low. So let requests start from
    /// states of the session cache: the server makes these again when it needs them.
    ///
    /// # Panics
    /// If `progress` or `requests` panics.
    pub fn run_batch<Q, I>(
        &self,
        requests: I,
        deadline: Option<Duration>,
        mut progress: impl FnMut(usize, &Result<Q::Response, ServerError>),
    ) -> Vec<Result<Q::Response, ServerError>>
    where
        Q: Query,
        Q::Response: Send,
        I: IntoIterator<Item = Q, IntoIter: Send>,
    {
        let requests = Mutex::new(requests.into_iter().enumerate());
        // If `requests` has panicked, the lock is poisoned, and it is not called again.
        let next = || requests.lock().ok()?.next();
        let mut results = Vec::new();
        thread::scope(|scope| {
            // A channel without a buffer: a worker waits until `progress` has seen its result, so that no results pile up.
            let (done, results_by_index) = mpsc::sync_channel(0);
            for _ in 0..self.worker_count() {
                let done = done.clone();
                scope.spawn(move || {
                    while let Some((index, request)) = next() {
                        // Sending fails after `progress` has panicked.
                        if done.send((index, self.server.run_within(request, deadline))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(done);
            for (index, result) in results_by_index {
                progress(index, &result);
                if results.len() <= index {
                    results.resize_with(index + 1, || None);
                }
                results[index] = Some(result);
            }
        });
        results.into_iter().map(|result| result.expect("each request has a result")).collect()
    }
}

impl fmt::Debug for LeanServerPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanServerPool({}, {:?})", counted(self.worker_count(), "worker"), self.server)
    }
}
