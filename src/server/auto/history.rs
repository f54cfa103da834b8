//! The history of states: the requests that led to them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::lock::Lock;
use crate::server::error::ServerError;
use crate::server::lean_server::LeanServer;
use crate::server::protocol::{LeanError, Request, Response, Sorry, StateId};
use crate::server::states::StateKind;

/// The kind and the number of a state.
pub(super) type StateKey = (StateKind, StateId);

/// The origin of a state: a request, and which of its states it is.
#[derive(Clone)]
pub(super) struct StateOrigin {
    step: Arc<HistoryStep>,
    output: Output,
}

/// A request, and the origin of the state that it started from.
struct HistoryStep {
    request: Request,
    before: Option<StateOrigin>,
}

/// One of the states in a response.
#[derive(Clone, Copy)]
enum Output {
    Environment,
    ProofState,
    Sorry(usize),
    Tactic(usize),
}

/// The origins of the states that a server holds.
#[derive(Default)]
pub(super) struct Histories(Lock<FxHashMap<StateKey, StateOrigin>>);

/// The state from which a request starts.
pub(super) fn start(request: &Request) -> Option<StateKey> {
    match request {
        Request::Command(command) => command.env.map(environment),
        Request::File(file) => file.env.map(environment),
        Request::ProofStep(step) => Some((StateKind::ProofState, step.proof_state)),
        Request::PickleEnvironment(pickle) => Some(environment(pickle.env)),
        Request::PickleProofState(pickle) => Some((StateKind::ProofState, pickle.proof_state)),
        Request::UnpickleProofState(unpickle) => unpickle.env.map(environment),
        Request::UnpickleEnvironment(_) => None,
    }
}

fn environment(id: StateId) -> StateKey {
    (StateKind::Environment, id)
}

/// Makes the request start from the state `id`.
fn start_from(request: &mut Request, id: StateId) {
    match request {
        Request::Command(command) => command.env = Some(id),
        Request::File(file) => file.env = Some(id),
        Request::ProofStep(step) => step.proof_state = id,
        Request::PickleEnvironment(pickle) => pickle.env = id,
        Request::PickleProofState(pickle) => pickle.proof_state = id,
        Request::UnpickleProofState(unpickle) => unpickle.env = Some(id),
        Request::UnpickleEnvironment(_) => {}
    }
}

/// The states in a response. The first one is the state after the request.
fn outputs(response: &Response) -> Vec<(Output, StateKey)> {
    let proof_state = |output, id: Option<StateId>| Some((output, (StateKind::ProofState, id?)));
    let sorries = |(i, sorry): (usize, &Sorry)| proof_state(Output::Sorry(i), sorry.proof_state);
    let mut outputs = Vec::new();
    match response {
        Response::Command(response) => {
            outputs.push((Output::Environment, environment(response.env)));
            outputs.extend(response.sorries.iter().enumerate().filter_map(sorries));
            let tactics = response.tactics.iter().enumerate();
            outputs.extend(tactics.filter_map(|(i, tactic)| proof_state(Output::Tactic(i), tactic.proof_state)));
        }
        Response::ProofStep(response) => {
            outputs.extend(proof_state(Output::ProofState, Some(response.proof_state)));
            outputs.extend(response.sorries.iter().enumerate().filter_map(sorries));
        }
        Response::Error(_) => {}
    }
    outputs
}

/// The state after a request, if the request was not refused.
pub(super) fn result(response: &Response) -> Option<StateKey> {
    outputs(response).first().map(|(_, state)| *state)
}

impl Histories {
    /// Records the origins of the states in a response. A state for which `is_held` returns `false` has been dropped since,
    /// and is left out.
    pub(super) fn record(&self, request: &Request, response: &Response, is_held: impl Fn(StateKey) -> bool) {
        let mut outputs = outputs(response);
        outputs.retain(|(_, state)| is_held(*state));
        let mut origins = self.0.lock();
        let before = start(request).and_then(|state| origins.get(&state).cloned());
        // Writing a pickle makes no new state: the origin stays the same.
        if let Request::PickleEnvironment(_) | Request::PickleProofState(_) = request {
            origins.extend(
                before.into_iter().flat_map(|origin| outputs.iter().map(move |(_, state)| (*state, origin.clone()))),
            );
            return;
        }
        let step = Arc::new(HistoryStep { request: request.clone(), before });
        origins.extend(outputs.into_iter().map(|(output, state)| (state, StateOrigin { step: step.clone(), output })));
    }

    /// The origin of a state.
    pub(super) fn origin(&self, state: StateKey) -> Option<StateOrigin> {
        self.0.lock().get(&state).cloned()
    }

    /// Records the origin of a state.
    pub(super) fn insert(&self, state: StateKey, origin: StateOrigin) {
        self.0.lock().insert(state, origin);
    }

    pub(super) fn remove(&self, state: StateKey) {
        self.0.lock().remove(&state);
    }

    /// Forgets all states except those with negative numbers.
    pub(super) fn clear_unpinned(&self) {
        self.0.lock().retain(|(_, id), _| *id < 0);
    }
}

impl StateOrigin {
    /// Makes the state again: runs the requests that led to it once more, and returns its new number.
    ///
    /// # Errors
    /// If a request fails, or if its response has no such state any more.
    pub(super) fn replay(&self, server: &LeanServer) -> Result<StateKey, ServerError> {
        let mut path = vec![self];
        while let Some(before) = &path[path.len() - 1].step.before {
            path.push(before);
        }
        let mut reached: Option<StateKey> = None;
        for origin in path.into_iter().rev() {
            let mut request = origin.step.request.clone();
            if let Some((_, id)) = reached {
                start_from(&mut request, id);
            }
            let response = server.run(request);
            if let Some(state) = reached {
                server.drop_state(state);
            }
            reached = Some(origin.output.take(server, response?)?);
        }
        Ok(reached.expect("a path has a step"))
    }
}

impl Output {
    /// The state of this output in a response. The other states in the response are dropped.
    fn take(self, server: &LeanServer, response: Response) -> Result<StateKey, ServerError> {
        if let Response::Error(error) = response {
            return Err(error.into());
        }
        let is_same = |other: Output| match (self, other) {
            (Output::Environment, Output::Environment) | (Output::ProofState, Output::ProofState) => true,
            (Output::Sorry(i), Output::Sorry(j)) | (Output::Tactic(i), Output::Tactic(j)) => i == j,
            _ => false,
        };
        let mut taken = None;
        for (output, state) in outputs(&response) {
            if is_same(output) {
                taken = Some(state);
            } else {
                server.drop_state(state);
            }
        }
        taken.ok_or_else(|| LeanError::new("the request does not lead to such a state any more").into())
    }
}

impl Drop for HistoryStep {
    /// Drops the chain of steps without recursion, because it may have thousands of steps.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(StateOrigin { step, .. }) = before {
            before = Arc::into_inner(step).and_then(|mut step| step.before.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::protocol::{Command, CommandResponse};

    #[test]
    fn a_state_may_be_a_million_steps_from_its_header() {
        let histories = Histories::default();
        for env in 0..1_000_000 {
            let mut command = Command::new("");
            command.env = (env > 0).then_some(env - 1);
            let response = CommandResponse { env, ..CommandResponse::default() };
            histories.record(&command.into(), &Response::Command(response), |_| true);
            histories.remove(environment(env - 1));
        }
        assert!(histories.origin(environment(999_999)).is_some());
        assert!(histories.origin(environment(0)).is_none());
        // Dropping the chain must not recurse.
        drop(histories);
    }
}
