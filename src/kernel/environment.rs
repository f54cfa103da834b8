//! [`Environment`]: `Lean.Environment` (`Lean/Environment.lean`), the constants that a term may refer to.

use std::fmt;

use super::KernelError;
use super::check::except;
use super::constant::ConstantInfo;
use super::declaration::Declaration;
use super::list::option;
use super::stack::on_large_stack;
use super::{Kernel, Limits, Name};
use crate::object::{LeanObj, SharedObj};

/// A set of constants. It never changes: what adds to it makes another one, which shares what they have in common.
#[derive(Clone)]
pub struct Environment(LeanObj);

/// How deep the kernel may recurse where it counts: Lean's `maxRecDepth`, for declarations. Its stack is checked too.
const MAX_RECURSION: usize = 1_000_000;

impl Environment {
    /// # Safety
    /// The object is a `Lean.Environment`.
    pub(crate) unsafe fn from_object(object: LeanObj) -> Self {
        Environment(object)
    }

    pub(crate) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The constant `name`, if there is one.
    ///
    /// # Errors
    /// [`KernelError::Shape`](super::KernelError::Shape) if it does not look as the version's table says,
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn find(&self, name: &Name) -> Result<Option<ConstantInfo>, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        // SAFETY: an environment and a name. Constants that the elaborator makes when they are asked for are not made.
        let found = unsafe { kernel.symbols.environment_find(self.0.clone(), name.object().clone(), 1) };
        let Some(info) = found.as_obj().field(0) else { return Ok(None) };
        // SAFETY: an `Option ConstantInfo` that is not `none`, which is a scalar.
        Ok(Some(unsafe { ConstantInfo::from_object(info) }?))
    }

    /// The environment with one more declaration, which the kernel checks.
    ///
    /// # Errors
    /// [`KernelError::Exception`](super::KernelError::Exception) if the kernel rejects it,
    /// [`KernelError::LooseBoundVariable`](super::KernelError::LooseBoundVariable) if a term of it is not closed,
    /// [`KernelError::TooDeep`](super::KernelError::TooDeep), [`KernelError::Stack`](super::KernelError::Stack),
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn add(&self, declaration: &Declaration) -> Result<Environment, KernelError> {
        self.add_within(declaration, &Limits::default())
    }

    /// As [`add`](Self::add), within limits.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_within(&self, declaration: &Declaration, limits: &Limits) -> Result<Environment, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        declaration.check_fit()?;
        let work = || {
            let object = declaration.object(kernel);
            let token = option(limits.cancel.as_ref().map(|token| token.object().to_obj()));
            let (heartbeats, environment) = (limits.begin(kernel), self.0.clone());
            // SAFETY: an environment, a declaration whose terms are closed, and an `Option CancelToken`; the function gives
            // an `Except Kernel.Exception Environment`.
            unsafe {
                let (object, token) = (object.as_obj(), token.as_obj());
                let added =
                    kernel.symbols.environment_add_decl(environment, heartbeats, MAX_RECURSION, object, token, 1);
                except(added).map(Environment)
            }
        };
        on_large_stack(work)?.map_err(KernelError::from)
    }

    /// The modules that were imported, in the order of their import.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn imported_modules(&self) -> Result<Vec<Name>, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        // SAFETY: an environment; the function gives an array of names.
        let modules = unsafe { kernel.symbols.environment_imported_modules(self.0.clone()) };
        let modules = modules.as_obj().elements().unwrap_or_default();
        // SAFETY: as above.
        Ok(modules.iter().map(|module| unsafe { Name::from_object((*module).to_obj()) }).collect())
    }

    /// The environment, for any number of threads.
    ///
    /// Whatever is in it is counted atomically from then on, on this thread too.
    pub fn share(&self) -> SharedEnvironment {
        SharedEnvironment(SharedObj::new(self.0.clone()))
    }
}

/// An [`Environment`] that threads share.
#[derive(Clone)]
pub struct SharedEnvironment(SharedObj);

impl SharedEnvironment {
    /// The environment, for this thread.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn get(&self) -> Result<Environment, KernelError> {
        Kernel::opened().check_attached()?;
        Ok(Environment(self.0.get()))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl fmt::Debug for SharedEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedEnvironment")
    }
}
