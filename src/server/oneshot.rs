//! [`Receiver`]: a response that is on its way.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::spin::spin;

/// A response that is on its way: [`wait`](Self::wait) for it, or await it.
///
/// Dropping it does not stop the request.
#[must_use = "the response comes through this value"]
pub(super) struct Receiver<T>(Arc<Channel<T>>);

/// The other end of a [`Receiver`].
pub(super) struct Sender<T>(Arc<Channel<T>>);

struct Channel<T> {
    slot: Mutex<Slot<T>>,
    filled: Condvar,
}

enum Slot<T> {
    Empty(Option<Waker>),
    Filled(T),
    Taken,
}

/// Both ends of one response.
pub(super) fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Channel { slot: Mutex::new(Slot::Empty(None)), filled: Condvar::new() });
    (Sender(shared.clone()), Receiver(shared))
}

impl<T> Channel<T> {
    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        // Nothing panics while the lock is held.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Slot<T> {
    fn take(&mut self) -> Option<T> {
        match std::mem::replace(self, Slot::Taken) {
            Slot::Filled(value) => Some(value),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl<T> Receiver<T> {
    /// Waits for the response.
    ///
    /// # Panics
    /// If the response was awaited before.
    pub(super) fn wait(self) -> T {
        if let Some(value) = spin(|| self.0.slot.try_lock().ok()?.take()) {
            return value;
        }
        let mut slot = self.0.lock();
        loop {
            if let Some(value) = slot.take() {
                return value;
            }
            assert!(!matches!(*slot, Slot::Taken), "the response was taken before");
            slot = self.0.filled.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = T;

    /// # Panics
    /// If it is polled after it was ready.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.lock();
        if let Some(value) = slot.take() {
            return Poll::Ready(value);
        }
        assert!(!matches!(*slot, Slot::Taken), "the response was taken before");
        *slot = Slot::Empty(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl<T> Sender<T> {
    /// Gives the response.
    pub(super) fn send(self, value: T) {
        let before = std::mem::replace(&mut *self.0.lock(), Slot::Filled(value));
        self.0.filled.notify_one();
        if let Slot::Empty(Some(waker)) = before {
            // A waker is its owner's code: its panic is not ours.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }
}
