//! What the kernel computes of terms: types, normal forms, equality.

use std::sync::Arc;

use super::cancel::CancelToken;
use super::stack::{check_depth, on_large_stack};
use super::{Environment, Expr, Kernel, KernelError, KernelException};
use crate::object::LeanObj;

/// How long the kernel may work. Without limits it works until it is done.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How many steps the kernel may take before it gives up with
    /// [`DeterministicTimeout`](super::KernelExceptionKind::DeterministicTimeout), at least 1: a step infers the type of a
    /// part of a term, reduces it, or compares two. They are counted for each request, whatever its thread has done before,
    /// and are the same each time. Where Lean checks a declaration that it has elaborated, its option `maxHeartbeats` stands
    /// for a thousand of them. `None` is no limit.
    pub heartbeats: Option<usize>,
    /// Makes the kernel give up with [`Interrupted`](super::KernelExceptionKind::Interrupted) once it is set.
    pub cancel: Option<CancelToken>,
}

impl Limits {
    /// The limit as Lean has it, 0 for none, for what this thread does next.
    ///
    /// Lean compares it with all that the thread has counted (`check_heartbeat`, `runtime/interrupt.cpp`), and sets the count
    /// back where a `Task` begins only (`run_task`, `runtime/object.cpp`).
    pub(super) fn begin(&self, kernel: &Kernel) -> usize {
        let Some(heartbeats) = self.heartbeats else { return 0 };
        // SAFETY: the function takes nothing, and writes a number of this thread's.
        unsafe { kernel.symbols.reset_heartbeats() };
        heartbeats.max(1)
    }
}

impl Environment {
    /// The type of a closed term. Every part of the term is checked.
    ///
    /// # Errors
    /// [`KernelError::Exception`] if the term has no type, [`KernelError::LooseBoundVariable`] if it is not closed,
    /// [`KernelError::TooDeep`], [`KernelError::Stack`], [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn infer_type(&self, term: &Expr) -> Result<Expr, KernelError> {
        self.infer_type_within(term, &Limits::default())
    }

    /// As [`infer_type`](Self::infer_type), within limits.
    ///
    /// # Errors
    /// As [`infer_type`](Self::infer_type).
    pub fn infer_type_within(&self, term: &Expr, limits: &Limits) -> Result<Expr, KernelError> {
        self.on_terms(&[term], limits, |mut types| Ok(types.remove(0)))
    }

    /// The weak head normal form of a closed term: reduced until it is clear what it begins with.
    ///
    /// # Errors
    /// As [`infer_type`](Self::infer_type): the term is checked first.
    pub fn whnf(&self, term: &Expr) -> Result<Expr, KernelError> {
        self.whnf_within(term, &Limits::default())
    }

    /// As [`whnf`](Self::whnf), within limits.
    ///
    /// # Errors
    /// As [`whnf`](Self::whnf).
    pub fn whnf_within(&self, term: &Expr, limits: &Limits) -> Result<Expr, KernelError> {
        let kernel = Kernel::opened();
        self.on_terms(&[term], limits, |_| {
            let (env, context) = (self.object().clone(), empty_context(kernel));
            // SAFETY: an environment, a local context and a term that has a type in them; the function gives an
            // `Except Kernel.Exception Expr`.
            unsafe {
                except(kernel.symbols.kernel_whnf(env, context, term.object().clone())).map(|e| Expr::from_object(e))
            }
        })
    }

    /// Whether two closed terms are equal by definition.
    ///
    /// # Errors
    /// As [`infer_type`](Self::infer_type): both terms are checked first.
    pub fn is_def_eq(&self, a: &Expr, b: &Expr) -> Result<bool, KernelError> {
        self.is_def_eq_within(a, b, &Limits::default())
    }

    /// As [`is_def_eq`](Self::is_def_eq), within limits.
    ///
    /// # Errors
    /// As [`is_def_eq`](Self::is_def_eq).
    pub fn is_def_eq_within(&self, a: &Expr, b: &Expr, limits: &Limits) -> Result<bool, KernelError> {
        let kernel = Kernel::opened();
        self.on_terms(&[a, b], limits, |_| {
            let (env, context) = (self.object().clone(), empty_context(kernel));
            // SAFETY: an environment, a local context and two terms that have types in them; the function gives an
            // `Except Kernel.Exception Bool`.
            let answer = unsafe {
                except(kernel.symbols.kernel_is_def_eq(env, context, a.object().clone(), b.object().clone()))?
            };
            Ok(answer.as_obj().as_scalar() == Some(1))
        })
    }

    /// Checks the terms, then runs `work` with their types: the kernel trusts what it reduces.
    fn on_terms<R>(
        &self,
        terms: &[&Expr],
        limits: &Limits,
        work: impl FnOnce(Vec<Expr>) -> Result<R, RawException>,
    ) -> Result<R, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        for term in terms {
            check_fit("term", term)?;
        }
        let within_limits = || {
            let _limits = ThreadLimits::set(kernel, limits);
            let infer = |term: &&Expr| {
                let (env, context) = (self.object().clone(), empty_context(kernel));
                // SAFETY: an environment, a local context and a closed term; the function gives an
                // `Except Kernel.Exception Expr`.
                unsafe {
                    except(kernel.symbols.kernel_check(env, context, term.object().clone()))
                        .map(|e| Expr::from_object(e))
                }
            };
            work(terms.iter().map(infer).collect::<Result<_, _>>()?)
        };
        // The limits are off again when the exception is made a text, which they would stop too.
        on_large_stack(within_limits)?.map_err(KernelError::from)
    }
}

/// Whether the kernel can be given the term.
///
/// # Errors
/// [`KernelError::LooseBoundVariable`] if it is not closed, which the kernel relies on; [`KernelError::TooDeep`] if it is
/// too deep to recurse over.
pub(super) fn check_fit(what: &'static str, term: &Expr) -> Result<(), KernelError> {
    match term.loose_bound_variable_range() {
        0 => check_depth(term),
        range => Err(KernelError::LooseBoundVariable { what, index: range - 1 }),
    }
}

/// A `Lean.Kernel.Exception`.
pub(super) struct RawException(LeanObj);

impl From<RawException> for KernelError {
    fn from(exception: RawException) -> Self {
        // SAFETY: the object is an exception.
        let exception = unsafe { KernelException::read(exception.0) };
        KernelError::from(Arc::new(exception))
    }
}

/// The value of an `Except`, or its exception.
///
/// # Safety
/// The object is an `Except Lean.Kernel.Exception _`.
pub(super) unsafe fn except(result: LeanObj) -> Result<LeanObj, RawException> {
    super::list::except(&result).map_err(RawException)
}

fn empty_context(kernel: &Kernel) -> LeanObj {
    // SAFETY: the function takes `()`.
    unsafe { kernel.symbols.empty_local_context(LeanObj::scalar(0)) }
}

/// The limits of this thread, taken off again when dropped.
struct ThreadLimits<'a> {
    kernel: &'a Kernel,
    /// Where the thread keeps its token, and what stood there.
    saved_token: Option<(*mut usize, usize)>,
    heartbeats: bool,
    _token: Option<CancelToken>,
}

impl<'a> ThreadLimits<'a> {
    fn set(kernel: &'a Kernel, limits: &Limits) -> Self {
        let saved_token = limits.cancel.as_ref().map(|token| {
            let mut saved = [0usize; 2];
            // SAFETY: the two words are room for what the constructor writes; the token is kept alive until it is taken off.
            unsafe {
                let token = token.object().as_ptr().addr();
                kernel.symbols.set_thread_cancel_token(saved.as_mut_ptr().expose_provenance(), token);
            }
            (std::ptr::with_exposed_provenance_mut(saved[0]), saved[1])
        });
        if limits.heartbeats.is_some() {
            // SAFETY: takes a number.
            unsafe { kernel.symbols.set_max_heartbeats(limits.begin(kernel)) };
        }
        ThreadLimits { kernel, saved_token, heartbeats: limits.heartbeats.is_some(), _token: limits.cancel.clone() }
    }
}

impl Drop for ThreadLimits<'_> {
    fn drop(&mut self) {
        if let Some((place, token)) = self.saved_token {
            // SAFETY: the place is that of this thread's token, and this thread is the one that set it.
            unsafe { place.write(token) };
        }
        if self.heartbeats {
            // SAFETY: takes a number; 0 is no limit.
            unsafe { self.kernel.symbols.set_max_heartbeats(0) };
        }
    }
}
