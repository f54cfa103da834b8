//! A channel for one response: [`Sender`] and [`Receiver`].

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::spin::spin;
use crate::lock::{Lock, Signal};

/// The receiving half: [`wait`](Self::wait) for the response, or await it.
///
/// Dropping it does not stop the request.
#[must_use = "the response is received through this value"]
pub(super) struct Receiver<T>(Arc<Channel<T>>);

/// The sending half.
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

/// Makes a channel.
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
    /// If the response was already received by awaiting it.
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
    /// If it is polled after it returned the response.
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
    /// Sends the response.
    pub(super) fn send(self, value: T) {
        let before = std::mem::replace(&mut *self.0.slot.lock(), Slot::Filled(value));
        self.0.filled.notify_one();
        if let Slot::Empty(Some(waker)) = before {
            // The waker is the user's code. A panic in it must not end our thread.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }
}
