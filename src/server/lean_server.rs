//! [`LeanServer`]: Lean's elaborator, which takes requests.

use std::env;
use std::fmt;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::config::ServerConfig;
use super::elaborator::{CommandOutcome, Elaborator, Importing, Interrupt, ProofState, StepOutcome, Verdict};
use super::error::ServerError;
use super::executor::{Executor, Interrupted, JobContext, Limits, Outcome};
use super::imports::Built;
use super::memory::{self, LastLook};
use super::nesting;
use super::pending::Pending;
use super::protocol::{
    Command, CommandResponse, FileCommand, LeanError, ProofStep, ProofStepResponse, Query, Request, Response, Sorry,
    StateId, Tactic,
};
use super::states::{StateKind, States};
use crate::kernel::KernelError;
use crate::kernel::{SearchPath, SharedEnvironment, has_stack};
use crate::object::SharedObj;
use crate::runtime::Runtime;

/// Lean's elaborator as a server: it takes commands and proof steps, and holds the states that they lead to.
///
/// Any thread may ask it; requests are carried out one at a time, or as many as [`ServerConfig::threads`] says. Servers share
/// the process's Lean, and what they import.
///
/// ```no_run
/// use leanbind::Runtime;
/// use leanbind::server::{LeanServer, ServerConfig, protocol::Command};
///
/// # fn main() -> Result<(), leanbind::server::ServerError> {
/// let server = LeanServer::start(Runtime::start()?, ServerConfig::new())?;
/// let first = server.run(Command::new("theorem t : 1 + 1 = 2 := rfl"))?;
/// let second = server.run(Command::new("#check t").in_env(first.env))?;
/// println!("{}", second.messages[0].data);
/// # Ok(())
/// # }
/// ```
pub struct LeanServer {
    shared: Arc<Shared>,
    executor: Mutex<Option<Executor<Answer>>>,
}

type Answer = Result<Response, ServerError>;

/// What the worker thread needs.
pub(super) struct Shared {
    pub(super) elaborator: &'static Elaborator,
    pub(super) runtime: &'static Runtime,
    pub(super) config: ServerConfig,
    pub(super) search_path: SearchPath,
    pub(super) environments: States<Built<SharedObj>>,
    pub(super) proof_states: States<Built<ProofState>>,
    last_look: LastLook,
}

impl LeanServer {
    /// Starts a server.
    ///
    /// # Errors
    /// [`ServerError::Config`] for a value that no server can work with, [`ServerError::Kernel`] if the elaborator of this Lean
    /// is not known, [`ServerError::Thread`] if no thread with such a
    /// stack can be made, [`ServerError::Probe`] if this build of Lean is another one than it says.
    pub fn start(runtime: &'static Runtime, config: ServerConfig) -> Result<Self, ServerError> {
        config.check()?;
        LeanServer::check_probe(runtime)?;
        LeanServer::start_unprobed(runtime, config)
    }

    pub(super) fn start_unprobed(runtime: &'static Runtime, config: ServerConfig) -> Result<Self, ServerError> {
        let _guard = runtime.attach();
        let elaborator = Elaborator::of(runtime)?;
        let folder = config.project.clone().or_else(|| env::current_dir().ok()).unwrap_or_default();
        let discover = || SearchPath::discover(runtime, &folder);
        let search_path = config.search_path.clone().unwrap_or_else(discover);
        let shared = Shared {
            elaborator,
            runtime,
            config,
            search_path,
            environments: States::new(),
            proof_states: States::new(),
            last_look: LastLook::default(),
        };
        let server = LeanServer { shared: Arc::new(shared), executor: Mutex::new(None) };
        *server.lock() = Some(server.new_executor()?);
        Ok(server)
    }

    /// How the server was set up.
    pub fn config(&self) -> &ServerConfig {
        &self.shared.config
    }

    /// The version of the Lean that elaborates.
    pub fn lean_version(&self) -> String {
        self.shared.runtime.version().to_string()
    }

    /// Whether requests are taken.
    pub fn is_alive(&self) -> bool {
        self.lock().as_ref().is_some_and(Executor::is_open)
    }

    /// Takes no more requests, cancels those that run, and lets all states go.
    pub fn kill(&self) {
        // It is not ended while the lock is held: that wakes others.
        let executor = self.lock().take();
        drop(executor);
        self.forget_all();
    }

    /// Kills the server and starts it again. States that were held are gone, and their numbers are not given again.
    ///
    /// # Errors
    /// [`ServerError::Thread`] if no thread can be made.
    pub fn restart(&self) -> Result<(), ServerError> {
        self.kill();
        self.renew_threads()
    }

    /// As [`restart`](Self::restart), but states that are pinned stay.
    ///
    /// # Errors
    /// As [`restart`](Self::restart).
    pub(super) fn restart_unpinned(&self) -> Result<(), ServerError> {
        // It is not ended while the lock is held: that wakes others.
        let executor = self.lock().take();
        drop(executor);
        self.forget_unpinned();
        self.renew_threads()
    }

    /// The running Lean.
    pub(super) fn runtime(&self) -> &'static Runtime {
        self.shared.runtime
    }

    fn renew_threads(&self) -> Result<(), ServerError> {
        let executor = self.new_executor()?;
        let before = self.lock().replace(executor);
        drop(before);
        Ok(())
    }

    /// Carries a request out, within the configuration's deadline.
    ///
    /// # Errors
    /// [`ServerError::Lean`] for what Lean answers with an error, such as an unknown environment; [`ServerError::Timeout`] and
    /// [`ServerError::Stuck`] past the deadline; [`ServerError::NotRunning`] and [`ServerError::Closed`] once it is killed. To a
    /// [`Request`], whose kind of answer is not known, such an answer is a [`Response::Error`] and no error.
    pub fn run<Q: Query>(&self, request: Q) -> Result<Q::Response, ServerError> {
        self.run_within(request, self.shared.config.deadline)
    }

    /// Carries a request out within `deadline`, which counts from when the request is begun; without one if `None`.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_within<Q: Query>(&self, request: Q, deadline: Option<Duration>) -> Result<Q::Response, ServerError> {
        let outcome = self.submit(request.into(), deadline)?.wait();
        Ok(Q::answer(response(outcome, deadline, self.shared.config.grace)?)?)
    }

    /// As [`run_within`](Self::run_within), as a future of no particular executor. The request runs whether or not it is
    /// awaited; it is cancelled where the server is dropped.
    ///
    /// # Errors
    /// The future's are those of [`run`](Self::run).
    pub fn async_run<Q: Query>(
        &self,
        request: Q,
        deadline: Option<Duration>,
    ) -> impl Future<Output = Result<Q::Response, ServerError>> + Send + use<Q> {
        let (submitted, grace) = (self.submit(request.into(), deadline), self.shared.config.grace);
        async move { Ok(Q::answer(response(submitted?.await, deadline, grace)?)?) }
    }

    /// Carries out a request in JSON and gives the response in JSON. What Lean answers with an error is an object with the
    /// only key `message`.
    ///
    /// # Errors
    /// [`ServerError::BadRequest`] if the JSON is no request; the others of [`run`](Self::run), except
    /// [`ServerError::Lean`].
    pub fn run_dict(
        &self,
        request: &serde_json::Value,
        deadline: Option<Duration>,
    ) -> Result<serde_json::Value, ServerError> {
        let request: Request = serde_json::from_value(request.clone())?;
        let response = self.run_within(request, deadline)?;
        Ok(serde_json::to_value(response)?)
    }

    /// Lets an environment go; says whether it was held.
    pub fn drop_environment(&self, env: StateId) -> bool {
        self.forget((StateKind::Environment, env))
    }

    /// Lets a proof state go; says whether it was held.
    pub fn drop_proof_state(&self, proof_state: StateId) -> bool {
        self.forget((StateKind::ProofState, proof_state))
    }

    /// How many proof states are held.
    pub fn proof_states(&self) -> usize {
        self.shared.proof_states.len()
    }

    /// Lets a state go; says whether it was held.
    pub(super) fn forget(&self, (kind, id): (StateKind, StateId)) -> bool {
        let _guard = self.shared.runtime.attach();
        match kind {
            StateKind::Environment => self.shared.environments.remove(id),
            StateKind::ProofState => self.shared.proof_states.remove(id),
        }
    }

    /// Whether a state is held.
    pub(super) fn holds(&self, (kind, id): (StateKind, StateId)) -> bool {
        match kind {
            StateKind::Environment => self.shared.environments.contains(id),
            StateKind::ProofState => self.shared.proof_states.contains(id),
        }
    }

    /// Holds a state under a session cache's number too; says whether it was held.
    pub(super) fn pin(&self, (kind, id): (StateKind, StateId), pinned: StateId) -> bool {
        match kind {
            StateKind::Environment => self.shared.environments.pin(id, pinned),
            StateKind::ProofState => self.shared.proof_states.pin(id, pinned),
        }
    }

    /// Lets all states go but those that are pinned, and gives their memory back.
    pub(super) fn forget_unpinned(&self) {
        let _guard = self.shared.runtime.attach();
        self.shared.environments.clear_unpinned();
        self.shared.proof_states.clear_unpinned();
        self.shared.runtime.collect_memory();
    }

    /// Lets all states go, and gives their memory back.
    pub(super) fn forget_all(&self) {
        let _guard = self.shared.runtime.attach();
        self.shared.environments.clear();
        self.shared.proof_states.clear();
        self.shared.runtime.collect_memory();
    }

    /// The environment `env`, for the kernel layer; `None` if it is not held.
    ///
    /// # Errors
    /// [`ServerError::Kernel`] if the state does not look as the version's table says.
    pub fn environment(&self, env: StateId) -> Result<Option<SharedEnvironment>, ServerError> {
        let _guard = self.shared.runtime.attach();
        let Some(state) = self.shared.environments.get(env) else { return Ok(None) };
        Ok(Some(self.shared.elaborator.environment(state.state.get().as_obj())?))
    }

    /// How many environments are held.
    pub fn environments(&self) -> usize {
        self.shared.environments.len()
    }

    /// The JSON as Lean prints it.
    pub(super) fn pretty(&self, json: &serde_json::Value) -> Result<String, KernelError> {
        self.shared.elaborator.pretty(json)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Executor<Answer>>> {
        // Nothing panics while the lock is held.
        self.executor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new_executor(&self) -> Result<Executor<Answer>, ServerError> {
        let ServerConfig { threads, stack_size, grace, .. } = self.shared.config;
        let runtime = self.shared.runtime;
        let attached = move |work: &mut dyn FnMut()| {
            let _guard = runtime.attach();
            has_stack(stack_size);
            work();
        };
        Executor::start(Limits { threads, stack_size, grace }, attached)
            .map_err(|error| ServerError::Thread { stack_size, error })
    }

    fn submit(&self, request: Request, deadline: Option<Duration>) -> Result<Pending<Outcome<Answer>>, ServerError> {
        let _guard = self.shared.runtime.attach();
        let token = self.shared.elaborator.kernel.cancel_token()?;
        let shared = self.shared.clone();
        let executor = self.lock();
        let executor = executor.as_ref().ok_or(ServerError::NotRunning)?;
        Ok(executor.submit(token, deadline, move |context| shared.carry_out(request, context)))
    }
}

fn response(outcome: Outcome<Answer>, deadline: Option<Duration>, grace: Duration) -> Result<Response, ServerError> {
    let deadline = deadline.unwrap_or_default();
    match outcome {
        Ok(answer) => answer,
        Err(Interrupted::Deadline) => Err(ServerError::Timeout { deadline }),
        Err(Interrupted::Stuck) => Err(ServerError::Stuck { deadline, grace }),
        Err(Interrupted::Closed) => Err(ServerError::Closed),
        Err(Interrupted::Panicked) => Err(ServerError::Panicked),
    }
}

impl Shared {
    /// On the worker thread.
    fn carry_out(&self, request: Request, context: &JobContext) -> Outcome<Answer> {
        if let Err(refused) = self.check_limits(&request) {
            return Ok(Err(refused));
        }
        let done = match request {
            Request::Command(command) => self.command(command, "<input>", context),
            Request::File(file) => self.file(file, context),
            Request::ProofStep(step) => self.proof_step(step, context),
            Request::PickleEnvironment(request) => self.pickle_environment(request, context),
            Request::UnpickleEnvironment(request) => self.unpickle_environment(request, context),
            Request::PickleProofState(request) => self.pickle_proof_state(request, context),
            Request::UnpickleProofState(request) => self.unpickle_proof_state(request, context),
        };
        match done {
            Ok(response) => Ok(Ok(response)),
            Err(Interrupt::Error(error)) => Ok(Err(error.into())),
            Err(Interrupt::Cancelled) if context.cancel.is_cancelled() => Err(Interrupted::Deadline),
            Err(Interrupt::Cancelled) => Ok(Ok(LeanError::new("Lean code of the request interrupted it").into())),
        }
    }

    /// Whether there is room for what the request may add.
    fn check_limits(&self, request: &Request) -> Result<(), ServerError> {
        let ServerConfig { max_environments, max_proof_states, max_memory, .. } = self.config;
        let (environment, proof_state) = match request {
            Request::Command(_) | Request::File(_) => (true, true),
            Request::UnpickleEnvironment(_) => (true, false),
            Request::ProofStep(_) | Request::UnpickleProofState(_) | Request::PickleProofState(_) => (false, true),
            Request::PickleEnvironment(_) => (false, false),
        };
        if let Some(limit) = max_environments.filter(|_| environment) {
            let full = |held| ServerError::TooManyEnvironments { held, limit };
            self.environments.check_room(limit).map_err(full)?;
        }
        if let Some(limit) = max_proof_states.filter(|_| proof_state) {
            let full = |held| ServerError::TooManyProofStates { held, limit };
            self.proof_states.check_room(limit).map_err(full)?;
        }
        memory::check(self.runtime, max_memory, &self.last_look)
    }

    fn command(&self, command: Command, file_name: &str, context: &JobContext) -> Result<Response, Interrupt> {
        if let Err(refused) = nesting::check(&command.cmd, self.config.stack_size) {
            return Ok(refused.into());
        }
        let before = match command.env.map(|env| self.environments.get(env)) {
            Some(None) => return Ok(LeanError::new("Unknown environment.").into()),
            Some(before) => before,
            None => None,
        };
        let Command { cmd, options, .. } = &command;
        let cancel = &context.cancel;
        let import =
            Importing { search_path: &self.search_path, imports: &self.config.imports, options: &self.config.options };
        let done = self.elaborator.elaborate(before.as_ref(), cmd, file_name, options, import, cancel)?;
        let CommandOutcome { state, messages, mut report } = done;
        let kept = context.unless_abandoned(|| {
            let sorries = self.hold_sorries(report.take_sorries(), &state);
            let tactics = report.take_tactics().into_iter();
            let hold = |(tactic, proof): (Tactic, ProofState)| Tactic {
                proof_state: Some(self.proof_states.add(state.then(proof))),
                ..tactic
            };
            let tactics = tactics.map(hold).collect();
            let env = self.environments.add(state);
            CommandResponse { env, messages, sorries, tactics, infotree: report.take_infotree() }.into()
        });
        kept.ok_or(Interrupt::Cancelled)
    }

    fn proof_step(&self, step: ProofStep, context: &JobContext) -> Result<Response, Interrupt> {
        let Some(before) = self.proof_states.get(step.proof_state) else {
            return Ok(LeanError::new("Unknown proof state.").into());
        };
        if let Err(refused) = nesting::check(&step.tactic, self.config.stack_size) {
            return Ok(refused.into());
        }
        let cancel = &context.cancel;
        let StepOutcome { state, messages, traces, sorries } =
            match self.elaborator.step(&before.state, &step.tactic, cancel)? {
                Ok(done) => done,
                Err(error) => return Ok(lean_error(&error)),
            };
        let goals = self.elaborator.goals(&state, cancel);
        let known = goals.and_then(|goals| Ok((goals, self.elaborator.verdict(&state, cancel)?)));
        let (goals, Verdict { status: proof_status, axioms }) = match known {
            Ok(known) => known,
            // As in the REPL: a step whose goals Lean cannot print has failed.
            Err(interrupt) => return Ok(lean_error(&interrupt.thrown()?)),
        };
        let kept = context.unless_abandoned(|| {
            let sorries = self.hold_sorries(sorries, &before);
            let proof_state = self.proof_states.add(before.then(state));
            ProofStepResponse { proof_state, goals, messages, sorries, traces, proof_status, axioms }.into()
        });
        kept.ok_or(Interrupt::Cancelled)
    }

    /// The places with the numbers of their states, which were built on `state`.
    fn hold_sorries<T>(&self, places: Vec<(Sorry, ProofState)>, state: &Built<T>) -> Vec<Sorry> {
        let hold = |(sorry, proof)| Sorry { proof_state: Some(self.proof_states.add(state.then(proof))), ..sorry };
        places.into_iter().map(hold).collect()
    }

    fn file(&self, file: FileCommand, context: &JobContext) -> Result<Response, Interrupt> {
        // A device may have no end.
        let has_end = std::fs::metadata(&file.path).and_then(|it| match it.is_file() || it.is_dir() {
            true => Ok(()),
            false => Err(io::Error::other("it is no file")),
        });
        match has_end.and_then(|()| std::fs::read_to_string(&file.path)) {
            Ok(cmd) => {
                let FileCommand { path, env, options } = file;
                self.command(Command { cmd, env, options }, &path.to_string_lossy(), context)
            }
            Err(error) => Ok(LeanError::new(format!("cannot read {}: {error}", file.path.display())).into()),
        }
    }
}

/// The answer to a step in which Lean throws `text`.
fn lean_error(text: &str) -> Response {
    LeanError::new(format!("Lean error:\n{text}")).into()
}

impl fmt::Debug for LeanServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanServer(Lean {}", self.lean_version())?;
        write!(f, ", {} environments, {} proof states)", self.environments(), self.proof_states())
    }
}
