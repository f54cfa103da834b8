//! Requests that write and read pickles.

use std::path::Path;

use super::elaborator::{Elaborator, Importing, ProofState, Verdict};
use super::executor::JobContext;
use super::imports::{Import, WithImport};
use super::interrupt::Interrupt;
use super::pickle::{
    self, Difference, PickleError, PickleFailure, PickleHeader, PickleKind, RebuildError, Regions, TempFile, TempPickle,
};
use super::protocol::{
    CommandResponse, LeanError, PickleEnvironment, PickleProofState, ProofStepResponse, Response, Severity,
    UnpickleEnvironment, UnpickleProofState,
};
use super::session::Session;
use crate::kernel::{CancelToken, KernelError};
use crate::object::LeanObj;

impl Session {
    pub(super) fn pickle_environment(
        &self,
        request: PickleEnvironment,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let Some(state) = self.environments.get(request.env) else {
            return Ok(LeanError::new("Unknown environment.").into());
        };
        let difference = |regions: &Regions| self.elaborator.environment_difference(&state, regions, &context.cancel);
        answer(|| {
            let written = self.write_pickle(
                &request.pickle_to,
                PickleKind::Environment,
                &state.import,
                difference,
                &context.cancel,
            )?;
            let response = CommandResponse { env: request.env, ..CommandResponse::default() };
            let kept = context.unless_abandoned(|| written.persist().map_or_else(refusal, |()| response.into()));
            Ok(kept.ok_or(Interrupt::Cancelled)?)
        })
    }

    pub(super) fn pickle_proof_state(
        &self,
        request: PickleProofState,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        // The REPL writes "State" with a capital here. It also gives the state a new number, as we do below.
        let Some(state) = self.proof_states.get(request.proof_state) else {
            return Ok(LeanError::new("Unknown proof State.").into());
        };
        let difference = |regions: &Regions| self.elaborator.proof_difference(&state, regions, &context.cancel);
        answer(|| {
            let written = self.write_pickle(
                &request.pickle_to,
                PickleKind::ProofState,
                &state.import,
                difference,
                &context.cancel,
            )?;
            Ok(self.hold_proof_state(state.clone(), || written.persist(), context)?)
        })
    }

    pub(super) fn unpickle_environment(
        &self,
        request: UnpickleEnvironment,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let path = request.unpickle_env_from.as_path();
        answer(|| {
            let state = self.read_pickle(path, PickleKind::Environment, Elaborator::command_state, context)?;
            let kept = context.unless_abandoned(|| {
                let env = self.environments.add(state);
                CommandResponse { env, ..CommandResponse::default() }.into()
            });
            Ok(kept.ok_or(Interrupt::Cancelled)?)
        })
    }

    pub(super) fn unpickle_proof_state(
        &self,
        request: UnpickleProofState,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        if request.env.is_some_and(|env| !self.environments.contains(env)) {
            return Ok(LeanError::new("Unknown environment.").into());
        }
        let path = request.unpickle_proof_state_from.as_path();
        answer(|| {
            let state = self.read_pickle(path, PickleKind::ProofState, ProofState::from_object, context)?;
            Ok(self.hold_proof_state(state, || Ok(()), context)?)
        })
    }

    /// Adds a proof state and answers with its goals, messages and status. `finish` runs before the state is added.
    fn hold_proof_state(
        &self,
        state: WithImport<ProofState>,
        finish: impl FnOnce() -> Result<(), PickleError>,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let goals = self.elaborator.goals(&state.state, &context.cancel)?;
        let Verdict { status: proof_status, axioms } = self.elaborator.verdict(&state.state, &context.cancel)?;
        let (messages, traces) = self.elaborator.log(&state.state)?;
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

    /// Writes a pickle under a temporary name. `difference` returns the difference and the payload.
    fn write_pickle(
        &self,
        path: &Path,
        kind: PickleKind,
        import: &Import,
        difference: impl FnOnce(&Regions) -> Result<(Difference, LeanObj), Interrupt>,
        cancel: &CancelToken,
    ) -> Result<TempPickle, PickleFailure> {
        let extensions = self.elaborator.extensions()?;
        let header = PickleHeader {
            kind,
            lean: self.runtime.version().to_string(),
            build: pickle::build(self.runtime, path, cancel)?,
            library: pickle::library(self.runtime),
            header: import.text.clone(),
            imports: self.elaborator.imports_of(import)?,
            files: import.fingerprint(path, cancel)?.clone(),
            extensions: extensions.len(),
            extensions_hash: pickle::hash(extensions.concat()),
        };
        let payload = TempFile::new().map_err(|error| PickleError::scratch(path, error))?;
        let save = || {
            let regions = self.elaborator.regions_of(import)?;
            let (difference, objects) = difference(&regions)?;
            self.elaborator.save(&objects, &regions, payload.path())?;
            Ok(difference)
        };
        let difference = save().map_err(|interrupt| refused(path, interrupt))?;
        Interrupt::check(cancel)?;
        Ok(pickle::write(path, &header, &difference, &payload)?)
    }

    /// Reads and checks a pickle, imports its header, and rebuilds the state. `state_of` checks the rebuilt object's shape.
    fn read_pickle<T>(
        &self,
        path: &Path,
        kind: PickleKind,
        state_of: impl FnOnce(LeanObj) -> Result<T, KernelError>,
        context: &JobContext,
    ) -> Result<WithImport<T>, PickleFailure> {
        let contents = pickle::read(path)?;
        let (header, cancel) = (&contents.header, &context.cancel);
        header.check(path, kind, self.runtime, cancel)?;
        Interrupt::check(cancel)?;
        let importing = Importing { search_path: &self.search_path, imports: &self.config.imports, options: &[] };
        let import = self.elaborator.import_header(&header.header, importing, cancel)?;
        Interrupt::check(cancel)?;
        check_files(path, header, &import, cancel)?;
        let extensions = self.elaborator.extensions()?;
        let same = extensions.get(..header.extensions).map(|same| pickle::hash(same.concat()));
        if same.as_ref() != Some(&header.extensions_hash) {
            return Err(PickleError::Extensions { path: path.to_owned() }.into());
        }
        // SAFETY: the header was checked, so that this build has written the file, with the same extensions and files.
        let loaded = unsafe { self.elaborator.load(&contents.difference, &import, contents.payload.path(), cancel) };
        let state = loaded.and_then(|object| Ok(state_of(object)?));
        Ok(WithImport { state: state.map_err(|error| not_rebuilt(path, header, error))?, import })
    }
}

/// The modules in a pickle's header, for error texts.
fn modules(header: &PickleHeader) -> String {
    if header.imports.is_empty() { format!("`{}`", header.header) } else { header.imports.join(", ") }
}

/// Checks that the import has the files that the pickle was written with.
fn check_files(path: &Path, header: &PickleHeader, import: &Import, cancel: &CancelToken) -> Result<(), PickleFailure> {
    let (path, written, here) = (path.to_owned(), header.files.len(), import.files.len());
    if here != written {
        let failed = import.messages.iter().find(|message| message.severity == Severity::Error);
        let modules = modules(header);
        let error = match failed {
            Some(message) => PickleError::Imports { path, modules, reason: message.data.clone() },
            None => PickleError::FileCount { path, modules, written, here },
        };
        return Err(error.into());
    }
    let found = import.fingerprint(&path, cancel)?;
    if *found != header.files {
        let first = header.files.first_difference(found).and_then(|index| import.files.get(index));
        return Err(PickleError::OtherFile { path, file: first.map(|file| file.path().to_owned()) }.into());
    }
    Ok(())
}

/// The failure for a state that was not rebuilt from the pickle `path`.
fn not_rebuilt(path: &Path, header: &PickleHeader, error: RebuildError) -> PickleFailure {
    let path = path.to_owned();
    match error {
        RebuildError::Origin => PickleError::Origin { path, modules: modules(header) }.into(),
        RebuildError::Difference => PickleError::Damaged { path }.into(),
        RebuildError::Interrupt(interrupt) => refused(&path, interrupt),
    }
}

/// The failure for an interrupt. An error of Lean is about the file, and becomes the answer.
fn refused(path: &Path, interrupt: Interrupt) -> PickleFailure {
    match interrupt {
        Interrupt::Error(KernelError::Action { action, reason }) => {
            PickleError::Lean { action, path: path.to_owned(), reason }.into()
        }
        other => other.into(),
    }
}

/// The answer of `work`; a refused pickle is answered with an error.
fn answer(work: impl FnOnce() -> Result<Response, PickleFailure>) -> Result<Response, Interrupt> {
    work().or_else(|failure| match failure {
        PickleFailure::Refused(error) => Ok(refusal(error)),
        PickleFailure::Interrupt(interrupt) => Err(interrupt),
    })
}

fn refusal(error: PickleError) -> Response {
    LeanError::new(error.to_string()).into()
}
