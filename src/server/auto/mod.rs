//! [`AutoLeanServer`]: a server that makes room for itself.

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

/// A [`LeanServer`] that lets states go before memory is full, and keeps those that it was told to keep.
///
/// Before a request, a hundred times a second at most, it looks at the memory of the process and of the system. Where that
/// is too full it lets all states go that are not in the session cache; the second time in a row those of the session cache
/// and the shared imports too, which it makes again when they are next used. A state that was let go is unknown from then
/// on: its number is not given again.
///
/// A state of the session cache has a negative number, -1 first. Requests name it by that number like any other.
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
    /// Read while a request runs, so that the states that it needs are not let go meanwhile.
    in_use: RwLock<()>,
    /// Held while a state of the cache is made again, so that this is done once.
    restoring: Lock<()>,
    last_memory_check: LastMemoryCheck,
    /// How many kills and restarts have begun, and how many of them have ended.
    closings_begun: AtomicU64,
    closings_ended: AtomicU64,
}

impl AutoLeanServer {
    /// Starts a server.
    ///
    /// # Errors
    /// As [`LeanServer::start`], of the whole configuration.
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

    /// Carries a request out, within the configuration's deadline. A server that was killed is started again.
    ///
    /// # Errors
    /// As [`LeanServer::run`]; [`ServerError::MemoryFull`] if no room could be made, and [`ServerError::SessionCache`] if the
    /// request names a state of the session cache that cannot be made again. [`ServerError::Closed`] if the server was killed
    /// or restarted meanwhile.
    pub fn run<Q: Query>(&self, request: Q) -> Result<Q::Response, ServerError> {
        self.run_within(request, self.config.server.deadline)
    }

    /// Carries a request out within `deadline`, which counts from when the request is begun; without one if `None`. Making
    /// room and making states of the session cache again is not part of it.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_within<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        Ok(Q::answer(self.carry_out(request.into(), deadline, false)?)?)
    }

    /// As [`run_within`](Self::run_within), as a future of no particular executor. The request runs whether or not it is
    /// awaited: a thread of its own follows it, which keeps the server. So the server is asked for it as an [`Arc`].
    ///
    /// # Errors
    /// The future's are those of [`run`](Self::run), and [`ServerError::Thread`] if no thread can be made.
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

    /// As [`run_within`](Self::run_within); the state that the request leads to is added to the session cache, and the
    /// response has its negative number there. What Lean answers with an error leads to no state.
    ///
    /// # Errors
    /// As [`run`](Self::run), and [`ServerError::SessionCache`] if the state cannot be kept.
    pub fn run_and_cache<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        Ok(Q::answer(self.carry_out(request.into(), deadline, true)?)?)
    }

    /// The numbers of the session cache's states.
    pub fn session_cache(&self) -> Vec<StateId> {
        self.cache.states().into_iter().map(|(_, id)| id).collect()
    }

    /// Removes a state from the session cache and lets it go; says whether it was there.
    pub fn remove_from_session_cache(&self, id: StateId) -> bool {
        // Not while it is made again.
        let _one = self.restoring.lock();
        let Some(kind) = self.cache.remove(id) else { return false };
        self.histories.remove((kind, id));
        self.server.forget((kind, id));
        true
    }

    /// Removes all states from the session cache and lets them go. With `force`, the server is restarted too, so that all
    /// other states are let go at once, and not only when memory is full.
    ///
    /// # Errors
    /// As [`restart`](Self::restart).
    pub fn clear_session_cache(&self, force: bool) -> Result<(), ServerError> {
        for id in self.session_cache() {
            self.remove_from_session_cache(id);
        }
        if force { self.restart() } else { Ok(()) }
    }

    /// Cancels what runs, lets all states go that are not in the session cache, and starts the server again. The states of
    /// the session cache that were not held are made again.
    ///
    /// # Errors
    /// [`ServerError::Thread`] if no thread can be made, [`ServerError::SessionCache`] if a state cannot be made again.
    pub fn restart(&self) -> Result<(), ServerError> {
        self.closing(|| {
            self.histories.clear_unpinned();
            self.server.restart_unpinned()
        })?;
        self.cache.states().into_iter().try_for_each(|state| self.restore(state))
    }

    /// Cancels what runs and lets all states go. The next request starts the server again; the states of the session cache
    /// are made again when they are used.
    pub fn kill(&self) {
        self.closing(|| {
            self.histories.clear_unpinned();
            self.server.kill();
        });
    }

    /// Whether the server runs.
    pub fn is_alive(&self) -> bool {
        self.server.is_alive()
    }

    /// The version of the running Lean.
    pub fn lean_version(&self) -> &LeanVersion {
        self.server.lean_version()
    }

    /// How the server was set up.
    pub fn config(&self) -> &AutoConfig {
        &self.config
    }

    /// Lets an environment go that is not in the session cache; says whether it was held.
    pub fn drop_environment(&self, env: StateId) -> bool {
        env >= 0 && {
            self.histories.remove((StateKind::Environment, env));
            self.server.drop_environment(env)
        }
    }

    /// Lets a proof state go that is not in the session cache; says whether it was held.
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
        // A closing at the same time may have taken the states that it needed or made: that is no fault of the request.
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

    /// Adds the state that a request led to to the session cache.
    fn add_to_cache(&self, request: &Request, mut response: Response) -> Result<Response, ServerError> {
        let Some((kind, id)) = history::result(&response) else { return Ok(response) };
        let origin = self.histories.origin((kind, id));
        let pinned = self.cache.add(&self.server, (kind, id), origin.clone())?;
        if let Some(origin) = origin {
            self.histories.insert((kind, pinned), origin);
        }
        // What the request itself made has no other number from now on.
        if start(request) != Some((kind, id)) {
            self.histories.remove((kind, id));
            self.server.forget((kind, id));
        }
        match &mut response {
            Response::Command(response) => response.env = pinned,
            Response::ProofStep(response) => response.proof_state = pinned,
            Response::Error(_) => {}
        }
        Ok(response)
    }

    /// Lets every request that is under way while `close` runs know of it.
    fn closing<R>(&self, close: impl FnOnce() -> R) -> R {
        self.closings_begun.fetch_add(1, Ordering::SeqCst);
        let result = close();
        self.closings_ended.fetch_add(1, Ordering::SeqCst);
        result
    }

    /// Starts a server that was killed.
    fn start_again(&self) -> Result<(), ServerError> {
        let _one = self.restoring.lock();
        if self.server.is_alive() { Ok(()) } else { self.server.restart_unpinned() }
    }

    /// Has the server hold a state of the session cache.
    fn restore(&self, state: StateKey) -> Result<(), ServerError> {
        if state.1 >= 0 {
            return Ok(());
        }
        let _one = self.restoring.lock();
        self.cache.restore(&self.server, state)
    }

    /// Lets states go while memory is too full.
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
                // Others may make room too.
                thread::sleep(wait);
                wait = wait.saturating_mul(2);
            }
            self.let_go(attempt > 0);
        }
        self.last_memory_check.record_room();
        Ok(())
    }

    /// Lets states go once no request runs: all but those of the session cache, or with `everything` these and the imports
    /// too.
    fn let_go(&self, everything: bool) {
        let _alone = unpoisoned(self.in_use.write());
        // Others may have made room meanwhile.
        if self.pressure().is_none() {
            return;
        }
        self.histories.clear_unpinned();
        if everything {
            self.config.server.imports.clear();
            self.server.forget_all();
        } else {
            self.server.forget_unpinned();
        }
    }

    /// What is too full, if anything is.
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
        // What was dropped may not have been given back yet.
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
