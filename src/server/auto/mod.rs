//! [`AutoLeanServer`]: a server that drops states before memory is full.

mod config;
mod history;
mod session_cache;

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::thread;
use std::time::Duration;

pub use config::{AutoConfig, SessionCacheKind};

use super::error::ServerError;
use super::lean_server::LeanServer;
use super::memory::{LastMemoryCheck, system_memory_fraction};
use super::oneshot;
use super::protocol::{Query, Request, Response, StateId};
use super::size::{megabytes, percent};
use super::states::StateKind;
use crate::lock::{Lock, unpoisoned};
use crate::runtime::Runtime;
use crate::runtime::version::LeanVersion;
use history::{Histories, StateKey, start};
use session_cache::SessionCache;

/// The stack of a thread that waits for a request, in bytes.
const FOLLOWING_STACK: usize = 2 << 20;

/// A [`LeanServer`] that drops states before memory is full, but keeps the states of its session cache usable.
///
/// Before a request, but at most a hundred times a second, it checks the memory of the process and of the system. If too much
/// is used, it drops all states that are not in the session cache. If that does not help, it also drops the states of the
/// session cache and the shared imports, and makes them again when a request needs them. A dropped state is unknown from then
/// on, and its number is not used again.
///
/// States of the session cache have negative numbers, starting at -1. Requests refer to them by number, like to any state.
///
/// ```no_run
/// use leanbind::Runtime;
/// use leanbind::server::protocol::Command;
/// use leanbind::server::{AutoConfig, AutoLeanServer, ServerConfig};
///
/// # fn main() -> leanbind::Result<()> {
/// let config = AutoConfig::new(ServerConfig::new().max_memory(Some(4 << 30)));
/// let server = AutoLeanServer::start(Runtime::start()?, config)?;
/// let base = server.run_and_cache(Command::new("def n := 5"), None)?.env; // -1
/// for i in 0..1_000_000 {
///     server.run(Command::new(format!("theorem t : n + {i} = {i} + n := by decide")).in_env(base))?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct AutoLeanServer {
    server: LeanServer,
    config: AutoConfig,
    histories: Histories,
    cache: SessionCache,
    /// Each running request holds the read lock, so that the states that it needs are not dropped.
    in_use: RwLock<()>,
    /// Held while a state of the session cache is made again, so that no two threads make the same state.
    restoring: Lock<()>,
    last_memory_check: LastMemoryCheck,
    /// How many kills and restarts have started.
    closings_begun: AtomicU64,
    /// How many kills and restarts have ended.
    closings_ended: AtomicU64,
}

impl AutoLeanServer {
    /// Starts a server.
    ///
    /// # Errors
    /// As [`LeanServer::start`].
    pub fn start(runtime: &'static Runtime, config: AutoConfig) -> Result<Self, ServerError> {
        config.check()?;
        Ok(AutoLeanServer {
            server: LeanServer::start(runtime, config.server.clone())?,
            histories: Histories::default(),
            cache: SessionCache::new(config.session_cache.clone()),
            in_use: RwLock::new(()),
            restoring: Lock::new(()),
            last_memory_check: LastMemoryCheck::default(),
            closings_begun: AtomicU64::new(0),
            closings_ended: AtomicU64::new(0),
            config,
        })
    }

    /// Runs a request, with the deadline of the configuration. If the server was killed, it is started again first.
    ///
    /// # Errors
    /// As [`LeanServer::run`], and:
    ///
    /// - [`ServerError::MemoryFull`] if memory stays too full after states were dropped
    /// - [`ServerError::SessionCache`] if the request needs a state of the session cache that cannot be made again
    /// - [`ServerError::Closed`] if the server was killed or restarted while the request ran
    pub fn run<Q: Query>(&self, request: Q) -> Result<Q::Response, ServerError> {
        self.run_within(request, self.config.server.deadline)
    }

    /// As [`run`](Self::run), with the given deadline. It counts from the moment when the request starts to run: the time for
    /// dropping states, and for making states of the session cache again, does not count. `None` is no deadline.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_within<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        Ok(Q::answer(self.carry_out(request.into(), deadline, false)?)?)
    }

    /// As [`run_within`](Self::run_within), but it returns a future, which works with any async runtime. The request runs
    /// whether or not the future is polled: a thread of its own waits for it, and keeps the server alive. That is why this
    /// method needs an [`Arc`]. LeanInteract calls it `async_run`.
    ///
    /// # Errors
    /// The future's output has the errors of [`run`](Self::run), and [`ServerError::Thread`] if no thread can be started.
    #[doc(alias = "async_run")]
    pub fn run_async<Q: Query + Send + 'static>(
        self: &Arc<Self>,
        request: Q,
        deadline: Option<Duration>,
    ) -> impl Future<Output = Result<Q::Response, ServerError>> + Send + use<Q>
    where
        Q::Response: Send,
    {
        let (sender, receiver) = oneshot::channel();
        let server = self.clone();
        let follow = move || {
            let run = AssertUnwindSafe(|| server.run_within(request, deadline));
            sender.send(catch_unwind(run).unwrap_or(Err(ServerError::Panicked)));
        };
        let thread = thread::Builder::new().name("leanbind request".into()).stack_size(FOLLOWING_STACK).spawn(follow);
        async move {
            match thread {
                Ok(_) => receiver.await,
                Err(error) => Err(ServerError::Thread { stack_size: FOLLOWING_STACK, error }),
            }
        }
    }

    /// As [`run_within`](Self::run_within), but the state after the request is added to the session cache, and the response
    /// has its negative number. If Lean answers with an error, no state is added.
    ///
    /// # Errors
    /// As [`run`](Self::run), and [`ServerError::SessionCache`] if the state cannot be added.
    pub fn run_and_cache<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        Ok(Q::answer(self.carry_out(request.into(), deadline, true)?)?)
    }

    /// The numbers of the states in the session cache.
    pub fn session_cache(&self) -> Vec<StateId> {
        self.cache.states().into_iter().map(|(_, id)| id).collect()
    }

    /// Removes a state from the session cache and drops it. Returns whether it was there.
    pub fn remove_from_session_cache(&self, id: StateId) -> bool {
        // No thread may be making the state again meanwhile.
        let _one = self.restoring.lock();
        let Some(kind) = self.cache.remove(id) else { return false };
        self.histories.remove((kind, id));
        self.server.drop_state((kind, id));
        true
    }

    /// Removes all states from the session cache and drops them. With `force`, it also restarts the server, which drops all
    /// other states too.
    ///
    /// # Errors
    /// As [`restart`](Self::restart).
    pub fn clear_session_cache(&self, force: bool) -> Result<(), ServerError> {
        for id in self.session_cache() {
            self.remove_from_session_cache(id);
        }
        if force { self.restart() } else { Ok(()) }
    }

    /// Restarts the server: cancels running requests and drops all states that are not in the session cache. States of the
    /// session cache that had been dropped are made again.
    ///
    /// # Errors
    /// [`ServerError::Thread`] if no thread can be started, [`ServerError::SessionCache`] if a state cannot be made again.
    pub fn restart(&self) -> Result<(), ServerError> {
        self.closing(|| {
            self.histories.clear_unpinned();
            self.server.restart_unpinned()
        })?;
        self.cache.states().into_iter().try_for_each(|state| self.restore(state))
    }

    /// Stops the server: cancels running requests and drops all states. The next request starts the server again, and states
    /// of the session cache are made again when a request needs them.
    pub fn kill(&self) {
        self.closing(|| {
            self.histories.clear_unpinned();
            self.server.kill();
        });
    }

    /// Whether the server is running.
    pub fn is_alive(&self) -> bool {
        self.server.is_alive()
    }

    /// The version of the running Lean.
    pub fn lean_version(&self) -> &LeanVersion {
        self.server.lean_version()
    }

    /// The configuration of the server.
    pub fn config(&self) -> &AutoConfig {
        &self.config
    }

    /// Drops an environment that is not in the session cache. Returns whether the server held it.
    pub fn drop_environment(&self, env: StateId) -> bool {
        env >= 0 && {
            self.histories.remove((StateKind::Environment, env));
            self.server.drop_environment(env)
        }
    }

    /// Drops a proof state that is not in the session cache. Returns whether the server held it.
    pub fn drop_proof_state(&self, proof_state: StateId) -> bool {
        proof_state >= 0 && {
            self.histories.remove((StateKind::ProofState, proof_state));
            self.server.drop_proof_state(proof_state)
        }
    }

    /// How many environments the server holds, including those of the session cache.
    pub fn environment_count(&self) -> usize {
        self.server.environment_count()
    }

    /// How many proof states the server holds, including those of the session cache.
    pub fn proof_state_count(&self) -> usize {
        self.server.proof_state_count()
    }
}

impl AutoLeanServer {
    fn carry_out(&self, request: Request, deadline: Option<Duration>, cache: bool) -> Result<Response, ServerError> {
        let ended_before = self.closings_ended.load(Ordering::SeqCst);
        let result = self.carry_out_alive(request, deadline, cache);
        let failed = matches!(result, Err(_) | Ok(Response::Error(_)));
        // A kill or restart at the same time may have dropped states that the request needed or made.
        if failed && self.closings_begun.load(Ordering::SeqCst) != ended_before {
            return Err(ServerError::Closed);
        }
        result
    }

    fn carry_out_alive(
        &self,
        request: Request,
        deadline: Option<Duration>,
        cache: bool,
    ) -> Result<Response, ServerError> {
        self.make_room()?;
        let _in_use = self.use_states();
        self.start_again()?;
        if let Some(state) = start(&request) {
            self.restore(state)?;
        }
        let response = self.server.run_within(request.clone(), deadline)?;
        if self.config.session_cache == SessionCacheKind::Replay {
            self.histories.record(&request, &response, |state| self.server.holds(state));
        }
        if cache { self.add_to_cache(&request, response) } else { Ok(response) }
    }

    /// Adds the state after a request to the session cache.
    fn add_to_cache(&self, request: &Request, mut response: Response) -> Result<Response, ServerError> {
        let Some((kind, id)) = history::result(&response) else { return Ok(response) };
        let origin = self.histories.origin((kind, id));
        let pinned = self.cache.add(&self.server, (kind, id), origin.clone())?;
        if let Some(origin) = origin {
            self.histories.insert((kind, pinned), origin);
        }
        // A state that the request itself made is known by its new number only.
        if start(request) != Some((kind, id)) {
            self.histories.remove((kind, id));
            self.server.drop_state((kind, id));
        }
        match &mut response {
            Response::Command(response) => response.env = pinned,
            Response::ProofStep(response) => response.proof_state = pinned,
            Response::Error(_) => {}
        }
        Ok(response)
    }

    /// Runs `close`, which kills or restarts the server. Requests that run at the same time can tell by the counters.
    fn closing<R>(&self, close: impl FnOnce() -> R) -> R {
        self.closings_begun.fetch_add(1, Ordering::SeqCst);
        let result = close();
        self.closings_ended.fetch_add(1, Ordering::SeqCst);
        result
    }

    /// Starts the server again if it was killed.
    fn start_again(&self) -> Result<(), ServerError> {
        let _one = self.restoring.lock();
        if self.server.is_alive() { Ok(()) } else { self.server.restart_unpinned() }
    }

    /// Makes a state of the session cache again, if the server does not hold it.
    fn restore(&self, state: StateKey) -> Result<(), ServerError> {
        if state.1 >= 0 {
            return Ok(());
        }
        let _one = self.restoring.lock();
        self.cache.restore(&self.server, state)
    }

    /// Drops states while memory is too full.
    fn make_room(&self) -> Result<(), ServerError> {
        if self.last_memory_check.is_recent() {
            return Ok(());
        }
        let mut wait = self.config.backoff;
        for attempt in 0.. {
            let Some(reason) = self.pressure() else { break };
            if attempt == self.config.max_restart_attempts {
                return Err(ServerError::MemoryFull { reason, attempts: attempt });
            }
            if attempt > 0 {
                // Other processes may free memory meanwhile.
                thread::sleep(wait);
                wait = wait.saturating_mul(2);
            }
            self.drop_states(attempt > 0);
        }
        self.last_memory_check.record_room();
        Ok(())
    }

    /// Waits until no request runs, and drops all states except those of the session cache. With `everything`, it drops these
    /// and the imports too.
    fn drop_states(&self, everything: bool) {
        let _alone = unpoisoned(self.in_use.write());
        // Another thread may have dropped states while this one waited.
        if self.pressure().is_none() {
            return;
        }
        self.histories.clear_unpinned();
        if everything {
            self.config.server.imports.clear();
            self.server.drop_all();
        } else {
            self.server.drop_unpinned();
        }
    }

    /// Which memory is too full, as text; `None` if there is enough memory.
    fn pressure(&self) -> Option<String> {
        let total = self.config.max_total_memory;
        if let Some(used) = system_memory_fraction().filter(|used| *used > total) {
            return Some(format!(
                "the system's memory is used to {}, and {} is the limit",
                percent(used),
                percent(total)
            ));
        }
        let (fraction, limit) = (self.config.max_process_memory?, self.config.server.max_memory?);
        let runtime = self.server.runtime();
        let exceeds = || runtime.resident_memory().filter(|used| *used as f64 > fraction * limit as f64);
        exceeds()?;
        // Memory of dropped states may not have been returned to the system yet.
        runtime.collect_memory();
        let used = megabytes(exceeds()?);
        Some(format!(
            "the process uses {used} of memory, and {} of {} is the limit",
            percent(fraction),
            megabytes(limit)
        ))
    }

    fn use_states(&self) -> RwLockReadGuard<'_, ()> {
        unpoisoned(self.in_use.read())
    }
}

impl fmt::Debug for AutoLeanServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AutoLeanServer({:?}, {} in the session cache)", self.server, self.session_cache().len())
    }
}
