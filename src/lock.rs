//! Locks that a panic does not poison. Either nothing panics while one of them is held, or what it guards is whole at every
//! moment.

#[cfg(feature = "kernel")]
use std::sync::Condvar;
#[cfg(feature = "server")]
use std::sync::TryLockError;
use std::sync::{LockResult, Mutex, MutexGuard, PoisonError};
#[cfg(feature = "kernel")]
use std::time::Duration;

/// A [`Mutex`].
#[derive(Debug, Default)]
pub(crate) struct Lock<T>(Mutex<T>);

impl<T> Lock<T> {
    pub(crate) const fn new(value: T) -> Self {
        Lock(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        unpoisoned(self.0.lock())
    }

    /// `None` while it is held.
    #[cfg(feature = "server")]
    pub(crate) fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        match self.0.try_lock() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// A [`Condvar`] for what a [`Lock`] guards.
#[cfg(feature = "kernel")]
#[derive(Default)]
pub(crate) struct Signal(Condvar);

#[cfg(feature = "kernel")]
impl Signal {
    pub(crate) const fn new() -> Self {
        Signal(Condvar::new())
    }

    #[cfg(feature = "server")]
    pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        unpoisoned(self.0.wait(guard))
    }

    pub(crate) fn wait_timeout<'a, T>(&self, guard: MutexGuard<'a, T>, timeout: Duration) -> MutexGuard<'a, T> {
        unpoisoned(self.0.wait_timeout(guard, timeout)).0
    }

    pub(crate) fn notify_one(&self) {
        self.0.notify_one();
    }

    #[cfg(feature = "server")]
    pub(crate) fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// The guard, also of a lock that was held while a thread panicked.
pub(crate) fn unpoisoned<G>(result: LockResult<G>) -> G {
    result.unwrap_or_else(PoisonError::into_inner)
}
