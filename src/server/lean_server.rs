//! [`LeanServer`]: Lean's elaborator as a server.

use std::env;
use std::fmt;
use std::future::Future;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::config::ServerConfig;
use super::elaborator::Elaborator;
use super::error::ServerError;
use super::executor::{Executor, ExecutorConfig, JobError, JobResult};
use super::memory::LastMemoryCheck;
use super::oneshot::Receiver;
use super::protocol::{Query, Request, Response, StateId};
use super::session::{Answer, Session};
use super::states::{StateKind, States};
use crate::counted::counted;
use crate::kernel::{KernelError, SearchPath, SharedEnvironment, has_stack};
use crate::lock::Lock;
use crate::runtime::Runtime;
use crate::runtime::version::LeanVersion;

/// Lean's elaborator as a server: it runs commands and proof steps, and keeps the states after them.
///
/// All threads may use the same server. It runs one request at a time, or as many as [`ServerConfig::threads`] allows. All
/// servers of a process share its Lean, and by default their imports.
///
/// ```no_run
/// use leanbind::Runtime;
/// use leanbind::server::{LeanServer, ServerConfig, protocol::Command};
///
/// # fn main() -> leanbind::Result<()> {
/// let server = LeanServer::start(Runtime::start()?, ServerConfig::new())?;
/// let first = server.run(Command::new("theorem t : 1 + 1 = 2 := rfl"))?;
/// let second = server.run(Command::new("#check t").in_env(first.env))?;
/// println!("{}", second.messages[0].data);
/// # Ok(())
/// # }
/// ```
pub struct LeanServer {
    session: Arc<Session>,
    executor: Lock<Option<Executor<Answer>>>,
    /// The process that started the executor's threads. A child of `fork` does not have them.
    process: AtomicU32,
}

impl LeanServer {
    /// Starts a server.
    ///
    /// # Errors
    /// - [`ServerError::Config`] if the configuration has an invalid value
    /// - [`ServerError::Kernel`] if the elaborator of this Lean version is not supported
    /// - [`ServerError::Probe`] if this build of Lean does not behave like its version
    /// - [`ServerError::Thread`] if no thread with such a stack can be started
    pub fn start(runtime: &'static Runtime, config: ServerConfig) -> Result<Self, ServerError> {
        config.check()?;
        LeanServer::check_probe(runtime)?;
        LeanServer::start_unprobed(runtime, config)
    }

    pub(super) fn start_unprobed(runtime: &'static Runtime, config: ServerConfig) -> Result<Self, ServerError> {
        let _guard = runtime.attach();
        let elaborator = Elaborator::get(runtime)?;
        let folder = config.project.clone().or_else(|| env::current_dir().ok()).unwrap_or_default();
        let discover = || SearchPath::discover(runtime, &folder);
        let search_path = config.search_path.clone().unwrap_or_else(discover);
        let session = Session {
            elaborator,
            runtime,
            config,
            search_path,
            environments: States::new(),
            proof_states: States::new(),
            last_memory_check: LastMemoryCheck::default(),
        };
        let server = LeanServer {
            session: Arc::new(session),
            executor: Lock::new(None),
            process: AtomicU32::new(process::id()),
        };
        *server.executor.lock() = Some(server.new_executor()?);
        Ok(server)
    }

    /// The configuration of the server.
    pub fn config(&self) -> &ServerConfig {
        &self.session.config
    }

    /// The version of the running Lean.
    pub fn lean_version(&self) -> &LeanVersion {
        self.session.runtime.version()
    }

    /// Whether the server accepts requests.
    pub fn is_alive(&self) -> bool {
        self.executor.lock().as_ref().is_some_and(Executor::is_open)
    }

    /// Stops the server: it accepts no more requests, cancels those that run, and drops all states.
    pub fn kill(&self) {
        // Dropped after the lock is released, because that wakes waiting threads.
        let executor = self.executor.lock().take();
        drop(executor);
        self.drop_all();
    }

    /// Kills the server and starts it again. All states are dropped, and their numbers are not used again.
    ///
    /// # Errors
    /// [`ServerError::Thread`] if no thread can be started.
    pub fn restart(&self) -> Result<(), ServerError> {
        self.kill();
        self.renew_threads()
    }

    /// Runs a request, with the deadline of the configuration.
    ///
    /// A [`Request`] may be of any kind, and its response is a [`Response`]: then an error that Lean answers with is a
    /// [`Response::Error`], and not [`ServerError::Lean`].
    ///
    /// # Errors
    /// - [`ServerError::Lean`] if Lean answers with an error, for example for an unknown environment
    /// - [`ServerError::Timeout`] or [`ServerError::Stuck`] if the deadline passes
    /// - [`ServerError::NotRunning`] or [`ServerError::Closed`] if the server was killed
    /// - [`ServerError::Forked`] in a child of the process that started the server, where only `restart` is of use
    pub fn run<Q: Query>(&self, request: Q) -> Result<Q::Response, ServerError> {
        self.run_within(request, self.session.config.deadline)
    }

    /// As [`run`](Self::run), with the given deadline. It counts from the moment when the request starts to run; `None` is no
    /// deadline.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_within<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        let outcome = self.submit(request.into(), deadline)?.wait();
        Ok(Q::answer(response(outcome, deadline, self.session.config.grace)?)?)
    }

    /// As [`run_within`](Self::run_within), but it returns a future, which works with any async runtime. The request runs
    /// whether or not the future is polled, and is cancelled if the server is dropped. LeanInteract calls this method
    /// `async_run`.
    ///
    /// # Errors
    /// The future's output has the errors of [`run`](Self::run).
    #[doc(alias = "async_run")]
    pub fn run_async<Q: Query>(
        &self,
        request: Q,
        deadline: Option<Duration>,
    ) -> impl Future<Output = Result<Q::Response, ServerError>> + Send + use<Q> {
        let (submitted, grace) = (self.submit(request.into(), deadline), self.session.config.grace);
        async move { Ok(Q::answer(response(submitted?.await, deadline, grace)?)?) }
    }

    /// Runs a request in JSON and returns the response in JSON. An error that Lean answers with is an object with the single
    /// key `message`. LeanInteract calls this method `run_dict`.
    ///
    /// # Errors
    /// [`ServerError::BadRequest`] if the JSON is no request; else those of [`run`](Self::run), except
    /// [`ServerError::Lean`].
    #[doc(alias = "run_dict")]
    pub fn run_json(
        &self,
        request: &serde_json::Value,
        deadline: Option<Duration>,
    ) -> Result<serde_json::Value, ServerError> {
        let request: Request = serde_json::from_value(request.clone())?;
        let response = self.run_within(request, deadline)?;
        Ok(serde_json::to_value(response)?)
    }

    /// Drops an environment. Returns whether the server held it.
    pub fn drop_environment(&self, env: StateId) -> bool {
        self.drop_state((StateKind::Environment, env))
    }

    /// Drops a proof state. Returns whether the server held it.
    pub fn drop_proof_state(&self, proof_state: StateId) -> bool {
        self.drop_state((StateKind::ProofState, proof_state))
    }

    /// The environment `env`, for use with [`kernel`](crate::kernel); `None` if the server does not hold it.
    ///
    /// # Errors
    /// [`ServerError::Kernel`] if the state has another shape than in the table of this Lean version.
    pub fn environment(&self, env: StateId) -> Result<Option<SharedEnvironment>, ServerError> {
        let _guard = self.session.runtime.attach();
        let Some(state) = self.session.environments.get(env) else { return Ok(None) };
        Ok(Some(self.session.elaborator.environment(state.state.get().as_obj())?))
    }

    /// How many environments the server holds.
    pub fn environment_count(&self) -> usize {
        self.session.environments.len()
    }

    /// How many proof states the server holds.
    pub fn proof_state_count(&self) -> usize {
        self.session.proof_states.len()
    }
}

/// Methods for the other files of the server, and their helpers.
impl LeanServer {
    /// As [`restart`](Self::restart), but pinned states are kept.
    ///
    /// # Errors
    /// As [`restart`](Self::restart).
    pub(super) fn restart_unpinned(&self) -> Result<(), ServerError> {
        // Dropped after the lock is released, because that wakes waiting threads.
        let executor = self.executor.lock().take();
        drop(executor);
        self.drop_unpinned();
        self.renew_threads()
    }

    /// The running Lean.
    pub(super) fn runtime(&self) -> &'static Runtime {
        self.session.runtime
    }

    fn renew_threads(&self) -> Result<(), ServerError> {
        let executor = self.new_executor()?;
        self.process.store(process::id(), Ordering::Relaxed);
        let before = self.executor.lock().replace(executor);
        drop(before);
        Ok(())
    }

    /// Drops a state. Returns whether the server held it.
    pub(super) fn drop_state(&self, (kind, id): (StateKind, StateId)) -> bool {
        let _guard = self.session.runtime.attach();
        match kind {
            StateKind::Environment => self.session.environments.remove(id),
            StateKind::ProofState => self.session.proof_states.remove(id),
        }
    }

    /// Whether the server holds a state.
    pub(super) fn holds(&self, (kind, id): (StateKind, StateId)) -> bool {
        match kind {
            StateKind::Environment => self.session.environments.contains(id),
            StateKind::ProofState => self.session.proof_states.contains(id),
        }
    }

    /// Holds a state under a session cache's number too. Returns whether the server held it.
    pub(super) fn pin(&self, (kind, id): (StateKind, StateId), pinned: StateId) -> bool {
        match kind {
            StateKind::Environment => self.session.environments.pin(id, pinned),
            StateKind::ProofState => self.session.proof_states.pin(id, pinned),
        }
    }

    /// Drops all states except the pinned ones, and returns their memory to the system.
    pub(super) fn drop_unpinned(&self) {
        let _guard = self.session.runtime.attach();
        self.session.environments.clear_unpinned();
        self.session.proof_states.clear_unpinned();
        self.session.runtime.collect_memory();
    }

    /// Drops all states, and returns their memory to the system.
    pub(super) fn drop_all(&self) {
        let _guard = self.session.runtime.attach();
        self.session.environments.clear();
        self.session.proof_states.clear();
        self.session.runtime.collect_memory();
    }

    /// The JSON as Lean prints it.
    pub(super) fn pretty(&self, json: &serde_json::Value) -> Result<String, KernelError> {
        self.session.elaborator.pretty(json)
    }

    fn new_executor(&self) -> Result<Executor<Answer>, ServerError> {
        let ServerConfig { threads, stack_size, grace, .. } = self.session.config;
        let runtime = self.session.runtime;
        let attached = move |work: &mut dyn FnMut()| {
            let _guard = runtime.attach();
            has_stack(stack_size);
            work();
        };
        Executor::start(ExecutorConfig { threads, stack_size, grace }, attached)
            .map_err(|error| ServerError::Thread { stack_size, error })
    }

    fn submit(&self, request: Request, deadline: Option<Duration>) -> Result<Receiver<JobResult<Answer>>, ServerError> {
        // First of all: in a child of `fork`, a lock may be held by a thread that does not exist.
        if self.process.load(Ordering::Relaxed) != process::id() {
            return Err(ServerError::Forked);
        }
        let _guard = self.session.runtime.attach();
        let token = self.session.elaborator.kernel.cancel_token()?;
        let session = self.session.clone();
        let executor = self.executor.lock();
        let executor = executor.as_ref().ok_or(ServerError::NotRunning)?;
        Ok(executor.submit(token, deadline, move |context| session.carry_out(request, context)))
    }
}

fn response(outcome: JobResult<Answer>, deadline: Option<Duration>, grace: Duration) -> Result<Response, ServerError> {
    let deadline = deadline.unwrap_or_default();
    match outcome {
        Ok(answer) => answer,
        Err(JobError::Deadline) => Err(ServerError::Timeout { deadline }),
        Err(JobError::Stuck) => Err(ServerError::Stuck { deadline, grace }),
        Err(JobError::Closed) => Err(ServerError::Closed),
        Err(JobError::Panicked) => Err(ServerError::Panicked),
    }
}

impl fmt::Debug for LeanServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanServer(Lean {}", self.lean_version())?;
        write!(
            f,
            ", {}, {})",
            counted(self.environment_count(), "environment"),
            counted(self.proof_state_count(), "proof state")
        )
    }
}
