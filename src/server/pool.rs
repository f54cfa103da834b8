//! [`LeanServerPool`]: many requests on several threads.

use std::fmt;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use super::auto::{AutoConfig, AutoLeanServer};
use super::error::ServerError;
use super::protocol::Query;
use crate::runtime::Runtime;

/// Several threads that carry batches of requests out. They are those of one [`AutoLeanServer`]: imports and states are
/// shared, so that every request of a batch may start from any state, whoever made it.
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
    /// Starts `workers` threads, one if it is 0; what `config` says of threads does not matter.
    ///
    /// # Errors
    /// As [`AutoLeanServer::start`].
    pub fn start(runtime: &'static Runtime, mut config: AutoConfig, workers: usize) -> Result<Self, ServerError> {
        config.server = config.server.threads(workers);
        Ok(LeanServerPool { server: AutoLeanServer::start(runtime, config)? })
    }

    /// The server whose threads these are. It takes single requests too, from any thread.
    pub fn server(&self) -> &AutoLeanServer {
        &self.server
    }

    /// How many threads there are.
    pub fn worker_count(&self) -> usize {
        self.server.config().server.threads.get()
    }

    /// Carries many requests out, each within `deadline`, and gives the results in the order of the requests. `progress` is
    /// called on this thread with the index and the result of each request as soon as it is done.
    ///
    /// A request is taken from `requests` when a worker is free for it, so that no more than [`worker_count`](Self::worker_count) of
    /// them exist at a time. What one of them ends with does not concern the others.
    ///
    /// A panic of `progress` or of `requests` ends the batch once its running requests are done. The pool can be used on.
    ///
    /// The states that they lead to are held, or let go when memory is too full; let requests start from states of the
    /// session cache, which are made again then.
    ///
    /// # Panics
    /// If `progress` or `requests` does.
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
        // Once `requests` has panicked, nobody asks it again.
        let next = || requests.lock().ok()?.next();
        let mut results = Vec::new();
        thread::scope(|scope| {
            // A worker waits until its result is seen: neither requests nor results pile up.
            let (done, results_by_index) = mpsc::sync_channel(0);
            for _ in 0..self.worker_count() {
                let done = done.clone();
                scope.spawn(move || {
                    while let Some((index, request)) = next() {
                        // Nobody listens any more when `progress` has panicked.
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
        write!(f, "LeanServerPool({} workers, {:?})", self.worker_count(), self.server)
    }
}
