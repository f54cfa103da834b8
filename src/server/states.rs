//! The states that a server holds, by number.

use std::collections::BTreeMap;

use super::protocol::StateId;

use crate::lock::Lock;
/// What a state is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum StateKind {
    Environment,
    ProofState,
}

/// States of one kind. A number is given once. What a session cache has pinned is held under a negative number.
pub(super) struct States<T>(Lock<StateTable<T>>);

struct StateTable<T> {
    next: StateId,
    states: BTreeMap<StateId, T>,
}

impl<T: Clone> States<T> {
    pub(super) fn new() -> Self {
        States(Lock::new(StateTable { next: 0, states: BTreeMap::new() }))
    }

    /// Holds a state, and gives its number.
    pub(super) fn add(&self, state: T) -> StateId {
        let mut held = self.0.lock();
        let id = held.next;
        held.next += 1;
        held.states.insert(id, state);
        id
    }

    /// The state `id`, if it is held.
    pub(super) fn get(&self, id: StateId) -> Option<T> {
        self.0.lock().states.get(&id).cloned()
    }

    /// Whether the state `id` is held.
    pub(super) fn contains(&self, id: StateId) -> bool {
        self.0.lock().states.contains_key(&id)
    }

    /// Holds the state `id` under the negative number `pinned` too; says whether it was held.
    pub(super) fn pin(&self, id: StateId, pinned: StateId) -> bool {
        let mut held = self.0.lock();
        let Some(state) = held.states.get(&id).cloned() else { return false };
        held.states.insert(pinned, state);
        true
    }

    /// Lets the state `id` go; says whether it was held.
    pub(super) fn remove(&self, id: StateId) -> bool {
        let state = self.0.lock().states.remove(&id);
        // Freeing a state can take long: the lock is not held for it.
        state.is_some()
    }

    /// Lets all states go. Their numbers are not given again.
    pub(super) fn clear(&self) {
        let states = std::mem::take(&mut self.0.lock().states);
        drop(states);
    }

    /// Lets all states go but those that are pinned.
    pub(super) fn clear_unpinned(&self) {
        let unpinned = self.0.lock().states.split_off(&0);
        drop(unpinned);
    }

    /// # Errors
    /// How many states are held, if there is no room for another one.
    pub(super) fn check_room(&self, limit: usize) -> Result<(), usize> {
        let held = self.len();
        if held >= limit { Err(held) } else { Ok(()) }
    }

    /// How many states are held.
    pub(super) fn len(&self) -> usize {
        self.0.lock().states.len()
    }
}
