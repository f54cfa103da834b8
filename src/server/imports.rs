//! [`SharedImports`]: what is imported once for many servers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use once_cell::sync::OnceCell;
use rustc_hash::FxHashMap;

use super::protocol::Message;
use crate::kernel::SearchPath;
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
pub struct SharedImports(Arc<Mutex<Imports>>);

/// Each import behind a cell of its own, so that others need not wait for it.
type Imports = FxHashMap<Header, Arc<OnceCell<Import>>>;

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Header {
    /// The text from the first word to the last one: what surrounds it does not matter.
    pub(super) text: String,
    pub(super) search_path: SearchPath,
}

/// What a header leads to.
#[derive(Clone)]
pub(super) struct Import {
    /// A `Lean.Elab.Command.State`, the state before the first command.
    pub(super) state: Arc<SharedObj>,
    pub(super) messages: Vec<Message>,
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
        self.lock().values().filter(|import| import.get().is_some()).count()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lets all imports go. What was built on them stays.
    pub fn clear(&self) {
        let imports = std::mem::take(&mut *self.lock());
        // Freeing an environment can take long: the lock is not held for it.
        drop(imports);
    }

    /// What the header leads to, imported by `import` if nobody has done so. If somebody is about to, this waits.
    ///
    /// # Errors
    /// What `import` returns as an error, which is not kept.
    pub(super) fn get_or_import<E>(
        &self,
        header: Header,
        import: impl FnOnce() -> Result<Import, E>,
    ) -> Result<Import, E> {
        let cell = self.lock().entry(header.clone()).or_default().clone();
        let imported = cell.get_or_try_init(import).cloned();
        if imported.is_err() {
            let mut imports = self.lock();
            if imports.get(&header).is_some_and(|cell| cell.get().is_none()) {
                imports.remove(&header);
            }
        }
        imported
    }

    fn lock(&self) -> MutexGuard<'_, Imports> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SharedImports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedImports({})", self.len())
    }
}
