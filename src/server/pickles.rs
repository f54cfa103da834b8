//! The requests about pickles.

use std::path::Path;
use std::sync::Arc;

use super::elaborator::{Importing, Interrupt, ProofState, Verdict};
use super::executor::JobContext;
use super::imports::{Built, Import};
use super::lean_server::Shared;
use super::pickle::{self, Contents, Difference, Fingerprint, Header, Kind, PickleError, Scratch, Unfinished, Unfit};
use super::protocol::{
    CommandResponse, LeanError, PickleEnvironment, PickleProofState, ProofStepResponse, Response, Severity,
    UnpickleEnvironment, UnpickleProofState,
};
use crate::error::Error;
use crate::kernel::{CancelToken, KernelError};

impl Shared {
    pub(super) fn pickle_environment(
        &self,
        request: PickleEnvironment,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let Some(state) = self.environments.get(request.env) else {
            return Ok(LeanError::new("Unknown environment.").into());
        };
        let save = |file: &Path| self.elaborator.save_environment(&state, file, &context.cancel);
        let (path, kind) = (&request.pickle_to, Kind::Environment);
        let written = match self.write_pickle(path, kind, &state.import, save, &context.cancel)? {
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
        let save = |file: &Path| self.elaborator.save_proof_state(&state, file, &context.cancel);
        let (path, kind) = (&request.pickle_to, Kind::ProofState);
        match self.write_pickle(path, kind, &state.import, save, &context.cancel)? {
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
        let read = match self.read_pickle(path, Kind::Environment, context)? {
            Ok(read) => read,
            Err(error) => return Ok(refusal(error)),
        };
        let Read { import, contents } = &read;
        let (difference, file) = (&contents.difference, contents.payload.path());
        // SAFETY: the header was checked: the same build has written the file, with the same extensions and imported files.
        let loaded = unsafe { self.elaborator.load_environment(difference, import, file, &context.cancel) };
        let state = match read.fitting(path, refused(path, loaded)?) {
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
        let read = match self.read_pickle(path, Kind::ProofState, context)? {
            Ok(read) => read,
            Err(error) => return Ok(refusal(error)),
        };
        let Read { import, contents } = &read;
        let (difference, file) = (&contents.difference, contents.payload.path());
        // SAFETY: as in `unpickle_environment`.
        let loaded = unsafe { self.elaborator.load_proof_state(difference, import, file, &context.cancel) };
        match read.fitting(path, refused(path, loaded)?) {
            Ok(state) => self.hold_proof_state(state, || Ok(()), context),
            Err(error) => Ok(refusal(error)),
        }
    }

    /// Gives the state a number, and says all that is known of it; `finish` is done first.
    fn hold_proof_state(
        &self,
        state: Built<ProofState>,
        finish: impl FnOnce() -> Result<(), PickleError>,
        context: &JobContext,
    ) -> Result<Response, Interrupt> {
        let goals = self.elaborator.goals(&state.state, &context.cancel)?;
        let Verdict { status: proof_status, axioms } = self.elaborator.verdict(&state.state, &context.cancel)?;
        let (messages, traces) = self.elaborator.said(&state.state)?;
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
        import: &Import,
        save: impl FnOnce(&Path) -> Result<Difference, Interrupt>,
        cancel: &CancelToken,
    ) -> Result<Result<Unfinished, PickleError>, Interrupt> {
        let (extensions, imports) = (self.elaborator.extensions()?, self.elaborator.imports_of(import)?);
        let files = match Fingerprint::of(&import.files, path, cancel)? {
            Ok(files) => files,
            Err(error) => return Ok(Err(error)),
        };
        let written = || {
            let payload = Scratch::new().map_err(|error| PickleError::io("write", path, error))?;
            let header = Header {
                kind,
                lean: self.runtime.version().to_string(),
                build: pickle::build(self.runtime)?,
                library: pickle::library(self.runtime),
                header: import.text.clone(),
                imports,
                files,
                extensions: extensions.len(),
                extensions_hash: pickle::hash(extensions.concat()),
            };
            Ok((header, payload))
        };
        let (header, payload) = match written() {
            Ok(written) => written,
            Err(error) => return Ok(Err(error)),
        };
        let saved = refused(path, save(payload.path()))?;
        check(cancel)?;
        Ok(saved.and_then(|difference| pickle::write(path, &header, &difference, &payload)))
    }

    /// Reads a pickle, checks it, and imports what has to be imported before Lean reads the rest.
    fn read_pickle(
        &self,
        path: &Path,
        kind: Kind,
        context: &JobContext,
    ) -> Result<Result<Read, PickleError>, Interrupt> {
        let checked = pickle::read(path).and_then(|contents| {
            contents.header.check(path, kind, self.runtime)?;
            Ok(contents)
        });
        let contents = match checked {
            Ok(checked) => checked,
            Err(error) => return Ok(Err(error)),
        };
        check(&context.cancel)?;
        let importing = Importing { search_path: &self.search_path, imports: &self.config.imports, options: &[] };
        let import = self.elaborator.import_header(&contents.header.header, importing, &context.cancel)?;
        check(&context.cancel)?;
        if let Err(error) = check_files(path, &contents.header, &import, &context.cancel)? {
            return Ok(Err(error));
        }
        let extensions = self.elaborator.extensions()?;
        let same = extensions.get(..contents.header.extensions).map(|same| pickle::hash(same.concat()));
        if same.as_ref() != Some(&contents.header.extensions_hash) {
            return Ok(Err(PickleError::Extensions { path: path.to_owned() }));
        }
        Ok(Ok(Read { import, contents }))
    }
}

/// A pickle that was read, with the import that it was written for.
struct Read {
    import: Arc<Import>,
    contents: Contents,
}

impl Read {
    /// What was made of it, or why it cannot be made.
    fn fitting<T>(&self, path: &Path, made: Result<Result<T, Unfit>, PickleError>) -> Result<T, PickleError> {
        let path = path.to_owned();
        made?.map_err(|unfit| match unfit {
            Unfit::Origin => PickleError::Origin { path, modules: modules(&self.contents.header) },
            Unfit::Difference => PickleError::Damaged { path },
        })
    }
}

/// The modules that a pickle's header names, for people.
fn modules(header: &Header) -> String {
    if header.imports.is_empty() { format!("`{}`", header.header) } else { header.imports.join(", ") }
}

/// Whether an import is of the files that the pickle was written with.
fn check_files(
    path: &Path,
    header: &Header,
    import: &Import,
    cancel: &CancelToken,
) -> Result<Result<(), PickleError>, Interrupt> {
    let (path, written, here) = (path.to_owned(), header.files.len(), import.files.len());
    if here != written {
        let failed = import.messages.iter().find(|message| message.severity == Severity::Error);
        let modules = modules(header);
        return Ok(Err(match failed {
            Some(message) => PickleError::Imports { path, modules, reason: message.data.clone() },
            None => PickleError::FileCount { path, modules, written, here },
        }));
    }
    let found = match Fingerprint::of(&import.files, &path, cancel)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    if found != header.files {
        let first = header.files.first_other(&found).and_then(|index| import.files.get(index));
        return Ok(Err(PickleError::OtherFile { path, file: first.map(|file| file.path().to_owned()) }));
    }
    Ok(Ok(()))
}

fn check(cancel: &CancelToken) -> Result<(), Interrupt> {
    if cancel.is_cancelled() { Err(Interrupt::Cancelled) } else { Ok(()) }
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
