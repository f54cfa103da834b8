//! The session cache: states that an `AutoLeanServer` makes again after it dropped them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use super::config::SessionCacheKind;
use super::history::{StateKey, StateOrigin, result};
use crate::kernel::Trusted;
use crate::lock::Lock;
use crate::server::error::ServerError;
use crate::server::lean_server::LeanServer;
use crate::server::protocol::{
    PickleEnvironment, PickleProofState, Request, Response, StateId, UnpickleEnvironment, UnpickleProofState,
};
use crate::server::states::StateKind;

/// The states of the session cache, by their negative numbers. No number is used twice.
pub(super) struct SessionCache {
    kind: SessionCacheKind,
    entries: Lock<Entries>,
}

#[derive(Default)]
struct Entries {
    last: StateId,
    sources: BTreeMap<StateId, (StateKind, Source)>,
}

/// How a state is made again.
#[derive(Clone)]
enum Source {
    Requests(StateOrigin),
    File(PathBuf),
}

impl SessionCache {
    pub(super) fn new(kind: SessionCacheKind) -> Self {
        SessionCache { kind, entries: Lock::default() }
    }

    /// Adds a state that the server holds, and pins it under a new number, which it returns.
    ///
    /// # Errors
    /// [`ServerError::SessionCache`]. Then the server holds the state under its old number only.
    pub(super) fn add(
        &self,
        server: &LeanServer,
        (kind, id): StateKey,
        origin: Option<StateOrigin>,
    ) -> Result<StateId, ServerError> {
        let pinned = {
            let mut entries = self.entries.lock();
            entries.last -= 1;
            entries.last
        };
        let refused = |reason: String| ServerError::SessionCache {
            id: pinned,
            reason: format!("the request was carried out and led to the state {id}, which cannot be kept: {reason}"),
        };
        let source = match (&self.kind, origin) {
            (SessionCacheKind::Pickle(folder), _) => {
                let file = pickle(server, (kind, id), folder).map_err(refused)?;
                Source::File(file)
            }
            (SessionCacheKind::Replay, Some(origin)) => Source::Requests(origin),
            (SessionCacheKind::Replay, None) => return Err(refused("where it came from is not known".to_owned())),
        };
        let source = (kind, source);
        if !server.pin((kind, id), pinned) {
            remove(source.1);
            return Err(refused("it was let go meanwhile".to_owned()));
        }
        self.entries.lock().sources.insert(pinned, source);
        Ok(pinned)
    }

    /// Makes a state of the session cache again, if the server does not hold it.
    ///
    /// # Errors
    /// [`ServerError::SessionCache`] if it cannot be made again.
    pub(super) fn restore(&self, server: &LeanServer, state: StateKey) -> Result<(), ServerError> {
        let (kind, id) = state;
        let source = match self.entries.lock().sources.get(&id) {
            Some((of, source)) if *of == kind && !server.holds(state) => source.clone(),
            _ => return Ok(()),
        };
        let made = match source {
            Source::Requests(origin) => origin.replay(server),
            Source::File(file) => unpickle(server, kind, file),
        };
        let refused =
            |reason: String| ServerError::SessionCache { id, reason: format!("it cannot be made again: {reason}") };
        let made = made.map_err(|error| refused(error.to_string()))?;
        let is_held = server.pin(made, id);
        server.drop_state(made);
        if is_held { Ok(()) } else { Err(refused("it was let go meanwhile".to_owned())) }
    }

    /// Removes a state. Returns its kind, if there was such a state.
    pub(super) fn remove(&self, id: StateId) -> Option<StateKind> {
        let (kind, source) = self.entries.lock().sources.remove(&id)?;
        remove(source);
        Some(kind)
    }

    pub(super) fn states(&self) -> Vec<StateKey> {
        self.entries.lock().sources.iter().map(|(id, (kind, _))| (*kind, *id)).collect()
    }
}

impl Drop for SessionCache {
    fn drop(&mut self) {
        std::mem::take(&mut self.entries.lock().sources).into_values().for_each(|(_, source)| remove(source));
    }
}

fn remove(source: Source) {
    if let Source::File(file) = source {
        // The file may have been removed already.
        let _ = fs::remove_file(file);
    }
}

/// Writes a state into a new file in `folder`.
fn pickle(server: &LeanServer, (kind, id): StateKey, folder: &Path) -> Result<PathBuf, String> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let file = folder.join(format!("session-{}-{number}.olean", process::id()));
    let written = match kind {
        StateKind::Environment => server.run(PickleEnvironment::new(id, &file)).map(drop),
        StateKind::ProofState => server.run(PickleProofState::new(id, &file)).map(|response| {
            if response.proof_state != id {
                server.drop_state((kind, response.proof_state));
            }
        }),
    };
    match written {
        Ok(()) => Ok(file),
        Err(error) => {
            let _ = fs::remove_file(file);
            Err(error.to_string())
        }
    }
}

/// Reads a state from a file.
fn unpickle(server: &LeanServer, kind: StateKind, file: PathBuf) -> Result<StateKey, ServerError> {
    let request: Request = match kind {
        StateKind::Environment => UnpickleEnvironment::new(Trusted::path(file)).into(),
        StateKind::ProofState => UnpickleProofState::new(Trusted::path(file)).into(),
    };
    match server.run(request)? {
        Response::Error(error) => Err(error.into()),
        response => Ok(result(&response).expect("a response names a state")),
    }
}
