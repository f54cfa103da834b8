//! [`SharedImports`]: imports that several servers share.

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

/// A cache of imported environments. Its key is the header's text and the search path, so that servers with the same
/// `SharedImports` import the same header once.
///
/// By default, all servers of the process share one cache ([`SharedImports::process`]). An import stays in the cache until
/// [`clear`](Self::clear), even when no server uses it: a server that is started again needs it, and its `.olean` files stay
/// mapped for the life of the process anyway. An import that failed, or for which Lean reported a message, is not cached.
///
/// A file that changes on disk is not imported again before `clear`.
#[derive(Clone, Default)]
pub struct SharedImports(Arc<ImportTable>);

#[derive(Default)]
struct ImportTable {
    imports: Lock<FxHashMap<ImportKey, ImportSlot>>,
    /// Notified when an import has ended.
    ended: Signal,
}

enum ImportSlot {
    /// A thread is importing it.
    InProgress,
    Done(Arc<Import>),
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ImportKey {
    /// The header's text from its first word to its last one, without the whitespace and comments around it.
    pub(super) text: String,
    pub(super) search_path: SearchPath,
}

/// An imported header.
pub(super) struct Import {
    /// The header's text, as in [`ImportKey`].
    pub(super) text: String,
    /// The `Lean.Elab.Command.State` before the first command.
    pub(super) state: SharedObj,
    pub(super) messages: Vec<Message>,
    /// The imported `.olean` files, in the order of their import.
    pub(super) files: Vec<MappedFile>,
    fingerprint: OnceLock<Fingerprint>,
}

impl Import {
    pub(super) fn new(text: &str, state: SharedObj, messages: Vec<Message>, files: Vec<MappedFile>) -> Self {
        Import { text: text.to_owned(), state, messages, files, fingerprint: OnceLock::new() }
    }

    /// The fingerprint of the files, computed by the first call. `path` is the pickle, for error texts.
    ///
    /// # Errors
    /// As [`Fingerprint::from_files`].
    pub(super) fn fingerprint(&self, path: &Path, cancel: &CancelToken) -> Result<&Fingerprint, PickleFailure> {
        if let Some(fingerprint) = self.fingerprint.get() {
            return Ok(fingerprint);
        }
        // Two threads may compute it at the same time. A lock would make one wait for the other, which may be cancelled.
        let computed = Fingerprint::from_files(&self.files, path, cancel)?;
        Ok(self.fingerprint.get_or_init(|| computed))
    }
}

/// A state with the import that it was built on.
#[derive(Clone)]
pub(super) struct WithImport<T> {
    pub(super) state: T,
    pub(super) import: Arc<Import>,
}

impl<T> WithImport<T> {
    /// Another state that was built on the same import.
    pub(super) fn with_state<U>(&self, state: U) -> WithImport<U> {
        WithImport { state, import: self.import.clone() }
    }
}

impl SharedImports {
    /// An empty cache.
    pub fn new() -> Self {
        SharedImports::default()
    }

    /// The cache that all servers of the process share by default.
    pub fn process() -> Self {
        static PROCESS: OnceLock<SharedImports> = OnceLock::new();
        PROCESS.get_or_init(SharedImports::new).clone()
    }

    /// How many imports are in the cache.
    pub fn len(&self) -> usize {
        self.lock().values().filter(|slot| matches!(slot, ImportSlot::Done(_))).count()
    }

    /// Whether the cache is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes all imports. States that were built on them stay valid.
    pub fn clear(&self) {
        let mut imports = self.lock();
        let (done, in_progress): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *imports).into_iter().partition(|(_, slot)| matches!(slot, ImportSlot::Done(_)));
        imports.extend(in_progress);
        drop(imports);
        // Freed after the lock is released, because freeing an environment can take long.
        drop(done);
    }

    /// The cached import of a header; `import` makes it if there is none. If another thread is importing it, this waits for
    /// as long as `wait` returns `Ok`.
    ///
    /// # Errors
    /// Those of `import`, which are not cached, and those of `wait`.
    pub(super) fn get_or_import<E>(
        &self,
        key: ImportKey,
        wait: impl Fn() -> Result<(), E>,
        import: impl FnOnce() -> Result<Arc<Import>, E>,
    ) -> Result<Arc<Import>, E> {
        let mut imports = self.lock();
        loop {
            match imports.get(&key) {
                Some(ImportSlot::Done(import)) => return Ok(import.clone()),
                Some(ImportSlot::InProgress) => {
                    imports = self.0.ended.wait_timeout(imports, PATIENCE);
                    wait()?;
                }
                None => break,
            }
        }
        imports.insert(key.clone(), ImportSlot::InProgress);
        drop(imports);
        let mut guard = ImportGuard { imports: self, key, done: None };
        let imported = import()?;
        guard.done = Some(imported.clone());
        Ok(imported)
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<ImportKey, ImportSlot>> {
        self.0.imports.lock()
    }
}

/// An import in progress. It ends when this value is dropped, even by a panic.
struct ImportGuard<'a> {
    imports: &'a SharedImports,
    key: ImportKey,
    done: Option<Arc<Import>>,
}

impl Drop for ImportGuard<'_> {
    fn drop(&mut self) {
        let mut imports = self.imports.lock();
        match self.done.take() {
            Some(import) => drop(imports.insert(self.key.clone(), ImportSlot::Done(import))),
            None => drop(imports.remove(&self.key)),
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
