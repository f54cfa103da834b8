//! States in files of Lean's own: what is left out, how they are written, and what must hold where they are read.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::action::{Reference, unexpected};
use super::command::pair;
use super::proof_state::{Parts, ProofState};
use super::{Elaborator, Interrupt};
use crate::error::Error;
use crate::kernel::elaborator::{COMMAND_STATE, MESSAGE_LOG, command_state};
use crate::kernel::list::array;
use crate::kernel::meta::{CORE_STATE, TRACE_STATE, core_state};
use crate::kernel::region::{EXTENSION, PERSISTENT_EXTENSION, extension};
use crate::kernel::{IMPORT, KernelError, Name};
use crate::object::{LeanObj, SharedObj};

impl Elaborator {
    /// Writes a `Lean.Elab.Command.State`, without what was said and noted on the way to it.
    pub(in crate::server) fn save_environment(&self, state: &SharedObj, file: &Path) -> Result<(), Interrupt> {
        let state = state.get();
        let fields = COMMAND_STATE.of(state.borrow())?;
        let environment = fields.object(command_state::ENVIRONMENT).clone();
        // SAFETY: an environment, an empty log and no options.
        let fresh = unsafe {
            let (log, options) = (self.symbols.empty_message_log(), self.symbols.no_options(LeanObj::scalar(0)));
            self.symbols.mk_command_state(environment, log, options)
        };
        let fresh = COMMAND_STATE.of(fresh.borrow())?;
        // Tasks, and what refers to them, are waited for by who writes.
        let left_out = [
            command_state::MESSAGES,
            command_state::INFO_STATE,
            command_state::TRACE_STATE,
            command_state::SNAPSHOT_TASKS,
        ];
        let state = fields.with(left_out.map(|field| (field, fresh.object(field).clone())));
        self.save(&state, file)
    }

    /// Writes a proof state, without what was said on the way to it.
    pub(in crate::server) fn save_proof_state(&self, state: &ProofState, file: &Path) -> Result<(), Interrupt> {
        let parts = state.parts()?;
        let fields = CORE_STATE.of(parts.core_state.borrow())?;
        let log = self.symbols.empty_message_log();
        let nothing = MESSAGE_LOG.of(log.borrow())?.object(0).clone();
        let traces = TRACE_STATE.of(fields.object(core_state::TRACE_STATE).borrow())?.with([(0, nothing)]);
        let core_state = fields.with([
            (core_state::MESSAGES, log.clone()),
            (core_state::TRACE_STATE, traces),
            (core_state::SNAPSHOT_TASKS, array([])),
        ]);
        self.save(&ProofState::object(Parts { core_state, ..parts }), file)
    }

    fn save(&self, data: &LeanObj, file: &Path) -> Result<(), Interrupt> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // Files of different keys are mapped to different addresses, as a rule; where that fails, Lean moves them.
        let key = self.kernel.name("leanbind.pickle")?.numbered(u64::from(std::process::id()))?;
        let key = key.numbered(NEXT.fetch_add(1, Ordering::Relaxed))?;
        let (file, no_dependencies) = (LeanObj::string(&file.to_string_lossy()), array([]));
        // SAFETY: a path, a name, any object, no regions, no state of the writer. Closures are written, as environments have
        // them: that is why a file is of one build.
        let saved = unsafe {
            let (file, key, dependencies) = (file.borrow(), key.object().borrow(), no_dependencies.borrow());
            self.region.save(file, key, data.borrow(), dependencies, LeanObj::scalar(0), 1)
        };
        saved.map_err(|error| KernelError::of_io("cannot write the state", &error))?;
        Ok(())
    }

    /// Reads what [`save_environment`](Self::save_environment) wrote.
    ///
    /// # Safety
    /// This build has written the file, and its extensions were the same.
    pub(in crate::server) unsafe fn load_environment(&self, file: &Path) -> Result<SharedObj, Interrupt> {
        // SAFETY: as ours.
        let state = unsafe { self.load(file)? };
        COMMAND_STATE.of(state.borrow())?;
        Ok(SharedObj::new(state))
    }

    /// Reads what [`save_proof_state`](Self::save_proof_state) wrote.
    ///
    /// # Safety
    /// As [`load_environment`](Self::load_environment).
    pub(in crate::server) unsafe fn load_proof_state(&self, file: &Path) -> Result<ProofState, Interrupt> {
        // SAFETY: as ours.
        Ok(ProofState::from_object(unsafe { self.load(file)? })?)
    }

    /// # Safety
    /// As [`load_environment`](Self::load_environment).
    unsafe fn load(&self, file: &Path) -> Result<LeanObj, Interrupt> {
        let (file, no_dependencies) = (LeanObj::string(&file.to_string_lossy()), array([]));
        // SAFETY: as ours. The region is never freed, as nobody knows what refers to it.
        let loaded = unsafe { self.region.read(file.borrow(), no_dependencies.borrow()) };
        let loaded = loaded.map_err(|error| KernelError::of_io("cannot read the state", &error))?;
        Ok(pair(loaded.borrow())?.0.to_owned())
    }

    /// The modules that the environment of a `Lean.Elab.Command.State` imports.
    pub(in crate::server) fn imports_of(&self, state: &SharedObj) -> Result<Vec<String>, Error> {
        let state = state.get();
        self.imports(COMMAND_STATE.of(state.borrow())?.object(command_state::ENVIRONMENT))
    }

    /// The modules that the environment of a proof state imports.
    pub(in crate::server) fn imports_of_proof(&self, state: &ProofState) -> Result<Vec<String>, Error> {
        let parts = state.parts()?;
        self.imports(CORE_STATE.of(parts.core_state.borrow())?.object(core_state::ENVIRONMENT))
    }

    fn imports(&self, environment: &LeanObj) -> Result<Vec<String>, Error> {
        // SAFETY: an environment; the function gives an array of imports.
        let imports = unsafe { self.region.imports(environment.clone()) };
        let imports = imports.borrow().elements().unwrap_or_default();
        let name = |import| -> Result<String, KernelError> {
            // SAFETY: the first field of an import is a name.
            Ok(unsafe { Name::from_object(IMPORT.of(import)?.object(0).clone()) }.to_string())
        };
        imports.iter().map(|import| Ok(name(*import)?)).collect()
    }

    /// The extensions of environments that are registered, each with the place of its state, which environments do not
    /// say themselves.
    pub(in crate::server) fn extensions(&self) -> Result<Vec<String>, Error> {
        // SAFETY: the constant is a reference to an array.
        let registered = unsafe { Reference::of(self.region.extensions()) }.get();
        let registered = registered.borrow().elements().unwrap_or_default();
        let line = |it| -> Result<String, KernelError> {
            let fields = PERSISTENT_EXTENSION.of(it)?;
            let base = EXTENSION.of(fields.object(extension::BASE).borrow())?;
            let index = base.object(extension::INDEX).borrow().as_scalar();
            let index = index.ok_or_else(|| unexpected("the place of an extension's state"))?;
            // SAFETY: the field is a name.
            let name = unsafe { Name::from_object(fields.object(extension::NAME).clone()) };
            Ok(format!("{index} {name}\n"))
        };
        registered.iter().map(|it| Ok(line(*it)?)).collect()
    }
}
