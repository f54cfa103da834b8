//! The requests about pickles.

use std::path::Path;

use super::elaborator::{Importing, Interrupt, ProofState, Verdict};
use super::executor::JobContext;
use super::lean_server::Shared;
use super::pickle::{self, Header, Kind, PickleError, Scratch, Unfinished};
use super::protocol::{
    CommandOptions, CommandResponse, LeanError, PickleEnvironment, PickleProofState, ProofStepResponse, Response,
    Severity, UnpickleEnvironment, UnpickleProofState,
};
use crate::error::Error;
use crate::kernel::KernelError;

impl Shared {
    pub(super) fn pickle_environment(
        &self,
        request: PickleEnvironment,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let Some(state) = self.environments.get(request.env) else {
            return Ok(LeanError::new("Unknown environment.").into());
        };
        let imports = self.elaborator.imports_of(&state)?;
        let save = |file: &Path| self.elaborator.save_environment(&state, file);
        let written = match self.write_pickle(&request.pickle_to, Kind::Environment, imports, save)? {
            Ok(written) => written,
            Err(error) => return Ok(refusal(error)),
        };
        let response = CommandResponse { env: request.env, ..CommandResponse::default() };
        let kept = context.unless_abandoned(|| written.finish().map_or_else(refusal, |()| response.into()));
        kept.ok_or(Interrupt::Cancelled)
    }

    pub(super) fn pickle_proof_state(
        &self,
        request: PickleProofState,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        // The REPL has this text with a capital here, and gives the state another number.
        let Some(state) = self.proof_states.get(request.proof_state) else {
            return Ok(LeanError::new("Unknown proof State.").into());
        };
        let imports = self.elaborator.imports_of_proof(&state)?;
        let save = |file: &Path| self.elaborator.save_proof_state(&state, file);
        match self.write_pickle(&request.pickle_to, Kind::ProofState, imports, save)? {
            Ok(written) => self.hold_proof_state(state, || written.finish(), context),
            Err(error) => Ok(refusal(error)),
        }
    }

    pub(super) fn unpickle_environment(
        &self,
        request: UnpickleEnvironment,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let path = &request.unpickle_env_from;
        let payload = match self.read_pickle(path, Kind::Environment, context)? {
            Ok(payload) => payload,
            Err(error) => return Ok(refusal(error)),
        };
        // SAFETY: the header was checked: the same build has written the file, with the same extensions.
        let state = match refused(path, unsafe { self.elaborator.load_environment(payload.path()) })? {
            Ok(state) => state,
            Err(error) => return Ok(refusal(error)),
        };
        let kept = context.unless_abandoned(|| {
            let env = self.environments.add(state);
            CommandResponse { env, ..CommandResponse::default() }.into()
        });
        kept.ok_or(Interrupt::Cancelled)
    }

    pub(super) fn unpickle_proof_state(
        &self,
        request: UnpickleProofState,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        if request.env.is_some_and(|env| !self.environments.contains(env)) {
            return Ok(LeanError::new("Unknown environment.").into());
        }
        let path = &request.unpickle_proof_state_from;
        let payload = match self.read_pickle(path, Kind::ProofState, context)? {
            Ok(payload) => payload,
            Err(error) => return Ok(refusal(error)),
        };
        // SAFETY: as in `unpickle_environment`.
        match refused(path, unsafe { self.elaborator.load_proof_state(payload.path()) })? {
            Ok(state) => self.hold_proof_state(state, || Ok(()), context),
            Err(error) => Ok(refusal(error)),
        }
    }

    /// Gives the state a number, and says all that is known of it; `finish` is done first.
    fn hold_proof_state(
        &self,
        state: ProofState,
        finish: impl FnOnce() -> Result<(), PickleError>,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let goals = self.elaborator.goals(&state, &context.cancel)?;
        let Verdict { status: proof_status, axioms } = self.elaborator.verdict(&state, &context.cancel)?;
        let (messages, traces) = self.elaborator.said(&state)?;
        let kept = context.unless_abandoned(|| {
            if let Err(error) = finish() {
                return refusal(error);
            }
            let proof_state = self.proof_states.add(state);
            let sorries = Vec::new();
            ProofStepResponse { proof_state, goals, messages, sorries, traces, proof_status, axioms }.into()
        });
        kept.ok_or(Interrupt::Cancelled)
    }

    /// Writes a pickle of what `save` writes, which has no name yet.
    fn write_pickle(
        &self,
        path: &Path,
        kind: Kind,
        imports: Vec<String>,
        save: impl FnOnce(&Path) -> Result<(), Interrupt>,
    ) -> Result<Result<Unfinished, PickleError>, Interrupt> {
        let extensions = self.elaborator.extensions()?;
        let written = || {
            let payload = Scratch::new().map_err(|error| PickleError::io("write", path, error))?;
            let header = Header {
                kind,
                lean: self.runtime.version().to_string(),
                build: pickle::build(self.runtime)?,
                library: pickle::library(self.runtime),
                imports,
                extensions: extensions.len(),
                extensions_hash: pickle::hash(&extensions.concat()),
            };
            Ok((header, payload))
        };
        let (header, payload) = match written() {
            Ok(written) => written,
            Err(error) => return Ok(Err(error)),
        };
        match refused(path, save(payload.path()))? {
            Ok(()) => Ok(pickle::write(path, &header, &payload)),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Reads a pickle, checks it, and imports what has to be imported before Lean reads the rest.
    fn read_pickle(
        &self,
        path: &Path,
        kind: Kind,
        context: &JobContext,
    ) -> Result<Result<Scratch, PickleError>, Interrupt> {
        let checked = pickle::read(path).and_then(|(header, payload)| {
            header.check(path, kind, self.runtime)?;
            Ok((header, payload))
        });
        let (header, payload) = match checked {
            Ok(checked) => checked,
            Err(error) => return Ok(Err(error)),
        };
        if let Err(reason) = self.import(&header.imports, context)? {
            let modules = header.imports.join(", ");
            return Ok(Err(PickleError::Imports { path: path.to_owned(), modules, reason }));
        }
        let extensions = self.elaborator.extensions()?;
        let same = extensions.get(..header.extensions).map(|same| pickle::hash(&same.concat()));
        if same != Some(header.extensions_hash) {
            return Ok(Err(PickleError::Extensions { path: path.to_owned() }));
        }
        Ok(Ok(payload))
    }

    /// Imports modules as a file does, for what their initialisers do to this process. Gives Lean's text where that fails.
    fn import(&self, modules: &[String], context: &JobContext) -> Result<Result<(), String>, Interrupt> {
        let text: String = modules.iter().map(|module| format!("import {module}\n")).collect();
        let importing = Importing { search_path: &self.search_path, imports: &self.config.imports, options: &[] };
        let (text, options) = (format!("prelude\n{text}"), CommandOptions::default());
        let done = self.elaborator.elaborate(None, &text, "<pickle>", &options, importing, &context.cancel)?;
        let failed = done.messages.into_iter().find(|message| message.severity == Severity::Error);
        Ok(failed.map_or(Ok(()), |message| Err(message.data)))
    }
}

/// What Lean says of the file itself, apart from other failures.
fn refused<T>(path: &Path, done: Result<T, Interrupt>) -> Result<Result<T, PickleError>, Interrupt> {
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(Interrupt::Error(Error::Kernel(error))) => match *error {
            KernelError::Action { action, reason } => {
                Ok(Err(PickleError::Lean { action, path: path.to_owned(), reason }))
            }
            error => Err(error.into()),
        },
        Err(other) => Err(other),
    }
}

fn refusal(error: PickleError) -> Response {
    LeanError::new(error.to_string()).into()
}
