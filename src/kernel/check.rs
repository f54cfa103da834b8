//! What the kernel computes of terms: types, normal forms, equality.

use super::environment::Environment;
use super::error::KernelError;
use super::expr::Expr;
use super::limits::{Limits, ThreadLimits};
use super::open::Kernel;
use super::raw_exception::{RawException, kernel_result};
use super::stack::on_large_stack;
use crate::object::LeanObj;

impl Environment {
    /// The type of a closed term. The kernel checks every part of the term (`Lean.Kernel.check`).
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

    /// The weak head normal form of a closed term: the kernel reduces the term until its outermost constructor is fixed
    /// (`Lean.Kernel.whnf`).
    ///
    /// # Errors
    /// As [`infer_type`](Self::infer_type), as the term is type-checked first.
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
            // SAFETY: the function takes an environment, a local context and a term that was type-checked in them, and
            // returns an `Except Kernel.Exception Expr`.
            unsafe {
                kernel_result(kernel.symbols.kernel_whnf(env, context, term.object().clone()))
                    .map(|e| Expr::from_object(e))
            }
        })
    }

    /// Whether two closed terms are definitionally equal (`Lean.Kernel.isDefEq`).
    ///
    /// # Errors
    /// As [`infer_type`](Self::infer_type), as both terms are type-checked first.
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
            // SAFETY: the function takes an environment, a local context and two terms that were type-checked in them, and
            // returns an `Except Kernel.Exception Bool`.
            let answer = unsafe {
                kernel_result(kernel.symbols.kernel_is_def_eq(env, context, a.object().clone(), b.object().clone()))?
            };
            Ok(answer.as_obj().as_scalar() == Some(1))
        })
    }

    /// Type-checks the terms, then runs `work` with their types. The check must come first, as the kernel trusts the terms
    /// that it reduces.
    fn on_terms<R>(
        &self,
        terms: &[&Expr],
        limits: &Limits,
        work: impl FnOnce(Vec<Expr>) -> Result<R, RawException>,
    ) -> Result<R, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        for term in terms {
            term.check_fit("term")?;
        }
        let within_limits = || {
            let _limits = ThreadLimits::set(kernel, limits);
            let infer = |term: &&Expr| {
                let (env, context) = (self.object().clone(), empty_context(kernel));
                // SAFETY: the function takes an environment, a local context and a closed term, and returns an
                // `Except Kernel.Exception Expr`.
                unsafe {
                    kernel_result(kernel.symbols.kernel_check(env, context, term.object().clone()))
                        .map(|e| Expr::from_object(e))
                }
            };
            work(terms.iter().map(infer).collect::<Result<_, _>>()?)
        };
        // The limits are off by the time that the conversion prints the exception: they would stop the printing too.
        on_large_stack(within_limits)?.map_err(KernelError::from)
    }
}

/// A local context without variables.
fn empty_context(kernel: &Kernel) -> LeanObj {
    // SAFETY: the function takes `()`.
    unsafe { kernel.symbols.empty_local_context(LeanObj::scalar(0)) }
}
