//! [`Receiver`]: a response that is on its way.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::spin::spin;

use crate::lock::{Lock, Signal};
/// A response that is on its way: [`wait`](Self::wait) for it, or await it.
///
/// Dropping it does not stop the request.
#[must_use = "the response comes through this value"]
pub(super) struct Receiver<T>(Arc<Channel<T>>);

/// The other end of a [`Receiver`].
pub(super) struct Sender<T>(Arc<Channel<T>>);

struct Channel<T> {
    slot: Lock<Slot<T>>,
    filled: Signal,
}

enum Slot<T> {
    Empty(Option<Waker>),
    Filled(T),
    Taken,
}

/// Both ends of one response.
pub(super) fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Channel { slot: Lock::new(Slot::Empty(None)), filled: Signal::new() });
    (Sender(shared.clone()), Receiver(shared))
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
        if let Some(value) = spin(|| self.0.slot.try_lock()?.take()) {
            return value;
        }
        let mut slot = self.0.slot.lock();
        loop {
            if let Some(value) = slot.take() {
                return value;
            }
            assert!(!matches!(*slot, Slot::Taken), "the response was taken before");
            slot = self.0.filled.wait(slot);
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = T;

    /// # Panics
    /// If it is polled after it was ready.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.slot.lock();
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
        let before = std::mem::replace(&mut *self.0.slot.lock(), Slot::Filled(value));
        self.0.filled.notify_one();
        if let Slot::Empty(Some(waker)) = before {
            // A waker is its owner's code: its panic is not ours.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }
}
