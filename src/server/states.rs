//! [`States`]: the states that a server holds.

use std::collections::BTreeMap;

use super::protocol::StateId;
use crate::lock::Lock;

/// Which kind of state it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum StateKind {
    Environment,
    ProofState,
}

/// States of one kind, by number. No number is used twice. Negative numbers are those of states that a session cache has
/// pinned.
pub(super) struct States<T>(Lock<StateTable<T>>);

struct StateTable<T> {
    next: StateId,
    states: BTreeMap<StateId, T>,
}

impl<T: Clone> States<T> {
    pub(super) fn new() -> Self {
        States(Lock::new(StateTable { next: 0, states: BTreeMap::new() }))
    }

    /// Adds a state and returns its number.
    pub(super) fn add(&self, state: T) -> StateId {
        let mut held = self.0.lock();
        let id = held.next;
        held.next += 1;
        held.states.insert(id, state);
        id
    }

    /// The state `id`, if the server holds it.
    pub(super) fn get(&self, id: StateId) -> Option<T> {
        self.0.lock().states.get(&id).cloned()
    }

    /// Whether the server holds the state `id`.
    pub(super) fn contains(&self, id: StateId) -> bool {
        self.0.lock().states.contains_key(&id)
    }

    /// Holds the state `id` under the negative number `pinned` too. Returns whether there was such a state.
    pub(super) fn pin(&self, id: StateId, pinned: StateId) -> bool {
        let mut held = self.0.lock();
        let Some(state) = held.states.get(&id).cloned() else { return false };
        held.states.insert(pinned, state);
        true
    }

    /// Removes the state `id`. Returns whether there was such a state.
    pub(super) fn remove(&self, id: StateId) -> bool {
        let state = self.0.lock().states.remove(&id);
        // Freed after the lock is released, because freeing a state can take long.
        state.is_some()
    }

    /// Removes all states. Their numbers are not used again.
    pub(super) fn clear(&self) {
        let states = std::mem::take(&mut self.0.lock().states);
        drop(states);
    }

    /// Removes all states except the pinned ones.
    pub(super) fn clear_unpinned(&self) {
        let unpinned = self.0.lock().states.split_off(&0);
        drop(unpinned);
    }

    /// Checks that there are fewer than `limit` states.
    ///
    /// # Errors
    /// The number of states, if there are as many as `limit` or more.
    pub(super) fn check_room(&self, limit: usize) -> Result<(), usize> {
        let held = self.len();
        if held >= limit { Err(held) } else { Ok(()) }
    }

    /// The number of states.
    pub(super) fn len(&self) -> usize {
        self.0.lock().states.len()
    }
}
