//! [`Limits`]: how long the kernel may work on a request.

use super::cancel::CancelToken;
use super::open::Kernel;

/// How long the kernel may work on a request. The default has no limits.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// The largest number of steps, at least 1; `None` for no limit. After so many steps the kernel gives up with
    /// [`DeterministicTimeout`](super::KernelExceptionKind::DeterministicTimeout). A step infers the type of a part of a term,
    /// reduces a part, or compares two parts. The count starts at 0 for each request, and the same request always takes the
    /// same number. Lean's own option `maxHeartbeats` counts thousands of steps when Lean checks an elaborated declaration.
    pub heartbeats: Option<usize>,
    /// A token: once it is set, the kernel gives up with [`Interrupted`](super::KernelExceptionKind::Interrupted).
    pub cancel: Option<CancelToken>,
}

impl Limits {
    /// Resets this thread's count of heartbeats if there is a limit, and returns the limit in Lean's form: 0 for none.
    ///
    /// Lean compares the limit with the heartbeats that the thread has counted so far (`check_heartbeat`,
    /// `runtime/interrupt.cpp`). Lean itself resets the count only when a `Task` begins (`run_task`, `runtime/object.cpp`).
    pub(super) fn restart_heartbeats(&self, kernel: &Kernel) -> usize {
        let Some(heartbeats) = self.heartbeats else { return 0 };
        // SAFETY: the function takes nothing, and writes a number that belongs to this thread.
        unsafe { kernel.symbols.reset_heartbeats() };
        heartbeats.max(1)
    }
}

/// Limits that hold on this thread until the value is dropped.
pub(super) struct ThreadLimits<'a> {
    kernel: &'a Kernel,
    /// The place of the thread's token, and the token that was there before, as an address.
    saved_token: Option<(*mut usize, usize)>,
    /// Whether there is a limit of heartbeats.
    heartbeats: bool,
    /// Keeps the thread's token alive.
    _token: Option<CancelToken>,
}

impl<'a> ThreadLimits<'a> {
    /// Sets the limits for this thread.
    pub(super) fn set(kernel: &'a Kernel, limits: &Limits) -> Self {
        let saved_token = limits.cancel.as_ref().map(|token| {
            let mut saved = [0usize; 2];
            // SAFETY: the constructor writes two words, for which there is room. `_token` keeps the token alive until `drop`
            // removes it from the thread.
            unsafe {
                let token = token.object().as_ptr().addr();
                kernel.symbols.set_thread_cancel_token(saved.as_mut_ptr().expose_provenance(), token);
            }
            (std::ptr::with_exposed_provenance_mut(saved[0]), saved[1])
        });
        if limits.heartbeats.is_some() {
            // SAFETY: the function takes a number.
            unsafe { kernel.symbols.set_max_heartbeats(limits.restart_heartbeats(kernel)) };
        }
        ThreadLimits { kernel, saved_token, heartbeats: limits.heartbeats.is_some(), _token: limits.cancel.clone() }
    }
}

impl Drop for ThreadLimits<'_> {
    fn drop(&mut self) {
        if let Some((place, token)) = self.saved_token {
            // SAFETY: the place holds the token of this thread, and this thread set it: the value does not leave its thread,
            // as it has a raw pointer.
            unsafe { place.write(token) };
        }
        if self.heartbeats {
            // SAFETY: the function takes a number; 0 is no limit.
            unsafe { self.kernel.symbols.set_max_heartbeats(0) };
        }
    }
}
