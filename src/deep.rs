//! [`deep`]: recursion over values and types of any depth.

/// Runs one level of a recursion. Continues on a new piece of stack when little stack is left.
#[inline]
pub(crate) fn deep<R>(level: impl FnOnce() -> R) -> R {
    const RED_ZONE: usize = 128 << 10;
    const SEGMENT: usize = 4 << 20;
    stacker::maybe_grow(RED_ZONE, SEGMENT, level)
}
