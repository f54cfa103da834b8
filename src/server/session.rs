//! [`Session`]: the states of a server, and how its requests run.

use std::io;

use super::config::ServerConfig;
use super::elaborator::{CommandOutcome, Elaborator, Importing, ProofState, StepOutcome, Verdict};
use super::error::ServerError;
use super::executor::{JobContext, JobError, JobResult};
use super::imports::WithImport;
use super::interrupt::Interrupt;
use super::memory::{self, LastMemoryCheck};
use super::nesting;
use super::protocol::{
    Command, CommandResponse, FileCommand, LeanError, ProofStep, ProofStepResponse, Request, Response, Sorry, Tactic,
};
use super::states::States;
use crate::kernel::SearchPath;
use crate::object::SharedObj;
use crate::runtime::Runtime;

/// What some editors write at the beginning of a file in UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The answer to a request.
pub(super) type Answer = Result<Response, ServerError>;

/// The data that all worker threads of a server share.
pub(super) struct Session {
    pub(super) elaborator: &'static Elaborator,
    pub(super) runtime: &'static Runtime,
    pub(super) config: ServerConfig,
    pub(super) search_path: SearchPath,
    pub(super) environments: States<WithImport<SharedObj>>,
    pub(super) proof_states: States<WithImport<ProofState>>,
    pub(super) last_memory_check: LastMemoryCheck,
}

impl Session {
    /// Runs a request, on a worker thread.
    pub(super) fn carry_out(&self, request: Request, context: &JobContext) -> JobResult<Answer> {
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
            Err(Interrupt::Cancelled) if context.cancel.is_cancelled() => Err(JobError::Deadline),
            Err(Interrupt::Cancelled) => Ok(Ok(LeanError::new("Lean code of the request interrupted it").into())),
        }
    }

    /// Checks that there is room for the states that the request may add.
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
        memory::check(self.runtime, max_memory, &self.last_memory_check)
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
                proof_state: Some(self.proof_states.add(state.with_state(proof))),
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
            // As in the REPL, a step fails if Lean cannot print its goals.
            Err(interrupt) => return Ok(lean_error(&interrupt.into_thrown()?)),
        };
        let kept = context.unless_abandoned(|| {
            let sorries = self.hold_sorries(sorries, &before);
            let proof_state = self.proof_states.add(before.with_state(state));
            ProofStepResponse { proof_state, goals, messages, sorries, traces, proof_status, axioms }.into()
        });
        kept.ok_or(Interrupt::Cancelled)
    }

    /// Adds the proof states, which were built on `state`, and puts their numbers into the sorries.
    fn hold_sorries<T>(&self, places: Vec<(Sorry, ProofState)>, state: &WithImport<T>) -> Vec<Sorry> {
        let hold =
            |(sorry, proof)| Sorry { proof_state: Some(self.proof_states.add(state.with_state(proof))), ..sorry };
        places.into_iter().map(hold).collect()
    }

    fn file(&self, file: FileCommand, context: &JobContext) -> Result<Response, Interrupt> {
        // Reading a device might never end.
        let is_readable = std::fs::metadata(&file.path).and_then(|it| match it.is_file() || it.is_dir() {
            true => Ok(()),
            false => Err(io::Error::other("it is no file")),
        });
        match is_readable.and_then(|()| std::fs::read_to_string(&file.path)) {
            Ok(text) => {
                let cmd = match text.strip_prefix(BYTE_ORDER_MARK) {
                    Some(text) => text.to_owned(),
                    None => text,
                };
                let FileCommand { path, env, options } = file;
                self.command(Command { cmd, env, options }, &path.to_string_lossy(), context)
            }
            Err(error) => Ok(LeanError::new(format!("cannot read {}: {error}", file.path.display())).into()),
        }
    }
}

/// The answer to a step that failed with Lean's error `text`.
fn lean_error(text: &str) -> Response {
    LeanError::new(format!("Lean error:\n{text}")).into()
}
