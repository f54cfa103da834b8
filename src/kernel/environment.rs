//! [`Environment`]: the constants that a term may refer to (`Lean.Environment`, `Lean/Environment.lean`).

use std::fmt;

use super::constant::ConstantInfo;
use super::declaration::Declaration;
use super::error::KernelError;
use super::limits::Limits;
use super::list::option;
use super::name::Name;
use super::open::Kernel;
use super::raw_exception::kernel_result;
use super::stack::on_large_stack;
use crate::object::{LeanObj, SharedObj};

/// A set of constants. It never changes: adding a declaration makes another environment, which shares the old constants.
#[derive(Clone)]
pub struct Environment(LeanObj);

/// Lean's `maxRecDepth` for declarations: how deep the kernel may recurse where it counts. It checks its stack too.
const MAX_RECURSION: usize = 1_000_000;

impl Environment {
    /// Takes over an object.
    ///
    /// # Safety
    /// The object is a `Lean.Environment`.
    pub(crate) unsafe fn from_object(object: LeanObj) -> Self {
        Environment(object)
    }

    pub(crate) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The constant `name`, if the environment has it (`Lean.Environment.find?`).
    ///
    /// # Errors
    /// [`KernelError::Shape`] if its object does not have the layout that the version's table states,
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn find(&self, name: &Name) -> Result<Option<ConstantInfo>, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        // SAFETY: the function takes an environment and a name. The last argument keeps it from making the constants that the
        // elaborator makes on demand.
        let found = unsafe { kernel.symbols.environment_find(self.0.clone(), name.object().clone(), 1) };
        let Some(info) = found.as_obj().field(0) else { return Ok(None) };
        // SAFETY: the object is an `Option ConstantInfo` with a field, which is `some`.
        Ok(Some(unsafe { ConstantInfo::from_object(info) }?))
    }

    /// Has the kernel check a declaration, and returns the environment with it (`Lean.Environment.addDeclCore`).
    ///
    /// # Errors
    /// [`KernelError::Exception`] if the kernel rejects it,
    /// [`KernelError::LooseBoundVariable`] if a term of it is not closed, [`KernelError::TooDeep`], [`KernelError::Stack`],
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
            let (heartbeats, environment) = (limits.restart_heartbeats(kernel), self.0.clone());
            // SAFETY: the function takes an environment, a declaration whose terms are closed, and an `Option CancelToken`,
            // and returns an `Except Kernel.Exception Environment`.
            unsafe {
                let (object, token) = (object.as_obj(), token.as_obj());
                let added =
                    kernel.symbols.environment_add_decl(environment, heartbeats, MAX_RECURSION, object, token, 1);
                kernel_result(added).map(Environment)
            }
        };
        on_large_stack(work)?.map_err(KernelError::from)
    }

    /// The imported modules, in the order of their import.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn imported_modules(&self) -> Result<Vec<Name>, KernelError> {
        let kernel = Kernel::opened();
        kernel.check_attached()?;
        // SAFETY: the function takes an environment, and returns an array of names.
        let modules = unsafe { kernel.symbols.environment_imported_modules(self.0.clone()) };
        let modules = modules.as_obj().elements().unwrap_or_default();
        // SAFETY: every element is a name.
        Ok(modules.iter().map(|module| unsafe { Name::from_object((*module).to_obj()) }).collect())
    }

    /// Shares the environment with other threads.
    ///
    /// From then on, its objects have atomic reference counts, on this thread too.
    pub fn share(&self) -> SharedEnvironment {
        SharedEnvironment(SharedObj::new(self.0.clone()))
    }
}

/// An [`Environment`] that several threads share.
#[derive(Clone)]
pub struct SharedEnvironment(SharedObj);

impl SharedEnvironment {
    /// A handle to the environment for this thread.
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
