//! Pickles, on Lean's side: which parts of a state are written, how Lean writes and reads them, and what a pickle's header
//! needs to know of the environment.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::exception::unexpected;
use super::handle::Elaborator;
use super::proof_state::{ProofParts, ProofState};
use crate::kernel::elaborator::{COMMAND_STATE, MESSAGE_LOG, command_state};
use crate::kernel::list::{array, pair};
use crate::kernel::meta::{CORE_STATE, TRACE_STATE, core_state};
use crate::kernel::region::{EXTENSION, HEADER, IR_FUNCTION, NAME_STR, PERSISTENT_EXTENSION, extension, header};
use crate::kernel::{CancelToken, IMPORT, KernelError, Name};
use crate::object::{LeanObj, ObjRef, SharedObj};
use crate::server::imports::{Import, WithImport};
use crate::server::interrupt::Interrupt;
use crate::server::pickle::{Alignment, Difference, Graph, RebuildError, Regions, origin};
use crate::server::reference::Reference;

impl Elaborator {
    /// The difference between a `Lean.Elab.Command.State` and its origin, and an `Array` of the objects in it for
    /// [`save`](Self::save). Messages, traces and information trees are left out.
    pub(in crate::server) fn environment_difference(
        &self,
        built: &WithImport<SharedObj>,
        regions: &Regions,
        cancel: &CancelToken,
    ) -> Result<(Difference, LeanObj), Interrupt> {
        // What is left out would have to be waited for.
        let state = self.carried(built.state.get())?;
        self.difference(&state, (state.as_obj(), &[origin::STATE]), &built.import, regions, cancel)
    }

    /// As [`environment_difference`](Self::environment_difference), for a proof state.
    pub(in crate::server) fn proof_difference(
        &self,
        built: &WithImport<ProofState>,
        regions: &Regions,
        cancel: &CancelToken,
    ) -> Result<(Difference, LeanObj), Interrupt> {
        let parts = built.state.parts()?;
        let fields = CORE_STATE.fields(parts.core_state.as_obj())?;
        let log = self.symbols.empty_message_log();
        let nothing = MESSAGE_LOG.fields(log.as_obj())?.object(0).clone();
        let traces = TRACE_STATE.fields(fields.object(core_state::TRACE_STATE).as_obj())?.with([(0, nothing)]);
        let environment = fields.object(core_state::ENVIRONMENT).clone();
        let core_state = fields.with([
            (core_state::MESSAGES, log.clone()),
            (core_state::TRACE_STATE, traces),
            (core_state::SNAPSHOT_TASKS, array([])),
        ]);
        let state = ProofState::object(ProofParts { core_state, ..parts });
        let path = [origin::STATE, command_state::ENVIRONMENT];
        self.difference(&state, (environment.as_obj(), &path), &built.import, regions, cancel)
    }

    /// The difference between a state and its origin. `pair` is an object in the state, and the path of fields from the
    /// origin to its counterpart.
    fn difference(
        &self,
        state: &LeanObj,
        pair: (ObjRef<'_>, &[u8]),
        import: &Import,
        regions: &Regions,
        cancel: &CancelToken,
    ) -> Result<(Difference, LeanObj), Interrupt> {
        let (origin, graph) = (self.origin(import), Graph::new(&self.region, cancel));
        let mut alignment = Alignment::new(&graph, regions, origin.as_obj());
        alignment.pair(pair.0, pair.1)?;
        alignment.look_at(&[origin::EXTENSIONS])?;
        alignment.walk(state.as_obj())?;
        Difference::new(&alignment, state.as_obj())
    }

    /// Writes objects that were built on an import. `regions` are the import's files in memory.
    pub(in crate::server) fn save(&self, payload: &LeanObj, regions: &Regions, file: &Path) -> Result<(), Interrupt> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let path = LeanObj::string(&file.to_string_lossy());
        loop {
            // Usually, files with different keys are mapped to different addresses. Where they are not, Lean relocates them.
            let key = self.kernel.name("leanbind.pickle")?.numbered(u64::from(std::process::id()))?;
            let key = key.numbered(NEXT.fetch_add(1, Ordering::Relaxed))?;
            // SAFETY: a path, a name, any object, regions, no earlier state of the writer. The flag allows closures, which
            // environments contain: that is why only the same build can read the file.
            let saved = unsafe {
                let (path, key, none) = (path.as_obj(), key.object().as_obj(), LeanObj::scalar(0));
                self.region.save(path, key, payload.as_obj(), regions.array(), none, 1)
            };
            saved.map_err(|error| KernelError::from_io("cannot write the state", &error))?;
            let overlap = regions.overlap_with(file);
            let failed = |error: io::Error| KernelError::Action {
                action: "cannot read the state that was written",
                reason: error.to_string(),
            };
            if !overlap.map_err(failed)? {
                return Ok(());
            }
        }
    }

    /// A rebuilt object as a `Lean.Elab.Command.State`.
    ///
    /// # Errors
    /// If the object has another shape.
    pub(in crate::server) fn command_state(object: LeanObj) -> Result<SharedObj, KernelError> {
        COMMAND_STATE.fields(object.as_obj())?;
        Ok(SharedObj::new(object))
    }

    /// Reads a file that [`save`](Self::save) wrote, and rebuilds the state.
    ///
    /// # Safety
    /// This build has written the file, with the same extensions, and for an import of the same files.
    pub(in crate::server) unsafe fn load(
        &self,
        difference: &Difference,
        import: &Import,
        file: &Path,
        cancel: &CancelToken,
    ) -> Result<LeanObj, RebuildError> {
        let (regions, file) = (self.regions_of(import)?, LeanObj::string(&file.to_string_lossy()));
        // SAFETY: as ours. The region is never freed, because nobody knows which objects refer to it.
        let loaded = unsafe { self.region.read(file.as_obj(), regions.array()) };
        let loaded = loaded.map_err(|error| KernelError::from_io("cannot read the state", &error))?;
        let (origin, graph) = (self.origin(import), Graph::new(&self.region, cancel));
        difference.rebuild(&graph, origin.as_obj(), pair(loaded.as_obj())?.0)
    }

    /// The [`origin`] of all states that were built on an import.
    fn origin(&self, import: &Import) -> LeanObj {
        // SAFETY: the constant is a reference.
        origin::new(import.state.get(), unsafe { Reference::from_object(self.region.all_extensions()) }.get())
    }

    /// The files of an import in memory.
    pub(in crate::server) fn regions_of(&self, import: &Import) -> Result<Regions, KernelError> {
        Regions::new(&self.regions(environment_of(import)?)?)
    }

    /// The files of an environment in memory, an `Array CompactedRegion`.
    pub(super) fn regions(&self, environment: ObjRef<'_>) -> Result<LeanObj, KernelError> {
        self.header_field(environment, header::REGIONS)
    }

    fn header_field(&self, environment: ObjRef<'_>, field: u8) -> Result<LeanObj, KernelError> {
        // SAFETY: an environment; the function returns its header.
        let header = unsafe { self.region.header(environment) };
        Ok(HEADER.fields(header.as_obj())?.object(field).clone())
    }

    /// The modules in an import's header.
    pub(in crate::server) fn imports_of(&self, import: &Import) -> Result<Vec<String>, KernelError> {
        let imports = self.header_field(environment_of(import)?, header::IMPORTS)?;
        let imports = imports.as_obj().elements().unwrap_or_default();
        let name = |import| -> Result<String, KernelError> {
            // SAFETY: the first field of an import is a name.
            Ok(unsafe { Name::from_object(IMPORT.fields(import)?.object(0).clone()) }.to_string())
        };
        imports.iter().map(|import| name(*import)).collect()
    }

    /// The registered environment extensions, in the order of their states: an environment does not contain their names. An
    /// extension without a name is identified by the function that makes its initial state.
    pub(in crate::server) fn extensions(&self) -> Result<Vec<String>, KernelError> {
        // This array is read first: an extension is registered here before its name is in the other array.
        // SAFETY: the constants are references to arrays.
        let all = unsafe { Reference::from_object(self.region.all_extensions()) }.get();
        // SAFETY: as above.
        let persistent = unsafe { Reference::from_object(self.region.extensions()) }.get();
        let mut names = FxHashMap::default();
        for it in persistent.as_obj().elements().unwrap_or_default() {
            let fields = PERSISTENT_EXTENSION.fields(*it)?;
            let place = place_of_state(fields.object(extension::BASE).as_obj())?;
            // SAFETY: the field is a name.
            names.insert(place, unsafe { Name::from_object(fields.object(extension::NAME).clone()) }.to_string());
        }
        let mut line = |it| -> Result<String, KernelError> {
            let (place, initial) = (place_of_state(it)?, EXTENSION.fields(it)?.object(extension::INITIAL).as_obj());
            let name = names.remove(&place).or_else(|| interpreted(initial).map(|function| format!("?{function:x}")));
            Ok(format!("{place} {}\n", name.unwrap_or_default()))
        };
        all.as_obj().elements().unwrap_or_default().iter().map(|it| line(*it)).collect()
    }
}

/// The environment of an import.
fn environment_of(import: &Import) -> Result<ObjRef<'_>, KernelError> {
    Ok(COMMAND_STATE.fields(import.state.as_obj())?.object(command_state::ENVIRONMENT).as_obj())
}

/// The index of an `EnvExtension`'s state in an environment.
fn place_of_state(extension: ObjRef<'_>) -> Result<usize, KernelError> {
    let place = EXTENSION.fields(extension)?.object(extension::INDEX).as_obj().as_scalar();
    place.ok_or_else(|| unexpected("the place of an extension's state"))
}

/// The hash of the name of the function that Lean interprets when it calls this closure.
pub(in crate::server) fn interpreted(closure: ObjRef<'_>) -> Option<u64> {
    let name = |argument: &ObjRef<'_>| {
        let function = IR_FUNCTION.fields(*argument).ok()?.object(0).as_obj();
        Some(NAME_STR.fields(function).ok()?.word(0))
    };
    closure.closure_parts()?.fixed.iter().find_map(name)
}
