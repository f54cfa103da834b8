//! [`SharedImports`]: what is imported once for many servers.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, MutexGuard, OnceLock};

use rustc_hash::FxHashMap;

use super::mapped_file::MappedFile;
use super::pickle::{Fingerprint, PickleFailure};
use super::protocol::Message;
use crate::kernel::{CancelToken, PATIENCE, SearchPath};
use crate::lock::{Lock, Signal};
use crate::object::SharedObj;

/// The environments that headers lead to, by the header's text and the search path: servers with the same `SharedImports`
/// import the same header once.
///
/// By default all servers of the process share the same ones ([`SharedImports::process`]). An import is kept, also when no
/// server uses it, until [`clear`](Self::clear): it is what servers are started again for, and its `.olean` files stay
/// mapped for the life of the process in any case. An import that failed, or of which Lean said something, is not kept.
///
/// A file that changes on the disk is not imported again before `clear`.
#[derive(Clone, Default)]
pub struct SharedImports(Arc<ImportTable>);

#[derive(Default)]
struct ImportTable {
    imports: Lock<FxHashMap<ImportKey, ImportSlot>>,
    /// An import has ended.
    ended: Signal,
}

enum ImportSlot {
    /// Somebody imports it.
    InProgress,
    Done(Arc<Import>),
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ImportKey {
    /// The text from the first word to the last one: what surrounds it does not matter.
    pub(super) text: String,
    pub(super) search_path: SearchPath,
}

/// What a header leads to.
pub(super) struct Import {
    /// The header, as in [`ImportKey`].
    pub(super) text: String,
    /// A `Lean.Elab.Command.State`, the state before the first command.
    pub(super) state: SharedObj,
    pub(super) messages: Vec<Message>,
    /// The `.olean` files that are mapped, in the order of their import.
    pub(super) files: Vec<MappedFile>,
    fingerprint: OnceLock<Fingerprint>,
}

impl Import {
    pub(super) fn new(text: &str, state: SharedObj, messages: Vec<Message>, files: Vec<MappedFile>) -> Self {
        Import { text: text.to_owned(), state, messages, files, fingerprint: OnceLock::new() }
    }

    /// Which files they are, for the pickle `path`. It is computed the first time.
    ///
    /// # Errors
    /// As [`Fingerprint::of`].
    pub(super) fn fingerprint(&self, path: &Path, cancel: &CancelToken) -> Result<&Fingerprint, PickleFailure> {
        if let Some(fingerprint) = self.fingerprint.get() {
            return Ok(fingerprint);
        }
        // Whoever else computes it may be cancelled: nobody waits for them.
        let computed = Fingerprint::from_files(&self.files, path, cancel)?;
        Ok(self.fingerprint.get_or_init(|| computed))
    }
}

/// A state, and the import that it was built on.
#[derive(Clone)]
pub(super) struct WithImport<T> {
    pub(super) state: T,
    pub(super) import: Arc<Import>,
}

impl<T> WithImport<T> {
    /// A state that was built on this one.
    pub(super) fn then<U>(&self, state: U) -> WithImport<U> {
        WithImport { state, import: self.import.clone() }
    }
}

impl SharedImports {
    /// None yet.
    pub fn new() -> Self {
        SharedImports::default()
    }

    /// Those of the process.
    pub fn process() -> Self {
        static PROCESS: OnceLock<SharedImports> = OnceLock::new();
        PROCESS.get_or_init(SharedImports::new).clone()
    }

    /// How many imports are kept.
    pub fn len(&self) -> usize {
        self.lock().values().filter(|slot| matches!(slot, ImportSlot::Done(_))).count()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets all imports go. What was built on them stays.
    pub fn clear(&self) {
        let mut imports = self.lock();
        let (done, begun): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *imports).into_iter().partition(|(_, slot)| matches!(slot, ImportSlot::Done(_)));
        imports.extend(begun);
        drop(imports);
        // Freeing an environment can take long: the lock is not held for it.
        drop(done);
    }

    /// What the header leads to, imported by `import` if nobody has done so. If somebody is about to, this waits for as long
    /// as `wait` allows.
    ///
    /// # Errors
    /// What `import` returns as an error, which is not kept, and what `wait` does.
    pub(super) fn get_or_import<E>(
        &self,
        header: ImportKey,
        wait: impl Fn() -> Result<(), E>,
        import: impl FnOnce() -> Result<Arc<Import>, E>,
    ) -> Result<Arc<Import>, E> {
        let mut imports = self.lock();
        loop {
            match imports.get(&header) {
                Some(ImportSlot::Done(import)) => return Ok(import.clone()),
                Some(ImportSlot::InProgress) => {
                    imports = self.0.ended.wait_timeout(imports, PATIENCE);
                    wait()?;
                }
                None => break,
            }
        }
        imports.insert(header.clone(), ImportSlot::InProgress);
        drop(imports);
        let mut begun = ImportGuard { imports: self, header, done: None };
        let imported = import()?;
        begun.done = Some(imported.clone());
        Ok(imported)
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<ImportKey, ImportSlot>> {
        self.0.imports.lock()
    }
}

/// An import that was begun: it ends when this is dropped, also by a panic.
struct ImportGuard<'a> {
    imports: &'a SharedImports,
    header: ImportKey,
    done: Option<Arc<Import>>,
}

impl Drop for ImportGuard<'_> {
    fn drop(&mut self) {
        let mut imports = self.imports.lock();
        match self.done.take() {
            Some(import) => drop(imports.insert(self.header.clone(), ImportSlot::Done(import))),
            None => drop(imports.remove(&self.header)),
        }
        drop(imports);
        self.imports.0.ended.notify_all();
    }
}

impl fmt::Debug for SharedImports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedImports({})", self.len())
    }
}
