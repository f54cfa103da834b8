//! Importing `.olean` files: where they are searched for, and how an environment is made of them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::environment::Environment;
use super::list::{array, list};
use super::stack::on_large_stack;
use super::version_4_35::{EMPTY_TREE_MAP, IMPORT, OLEAN_LEVEL_PRIVATE};
use super::{Kernel, KernelError, Name};
use crate::io_error::IoError;
use crate::object::{LeanObj, NewConstructor, SharedObj};
use crate::runtime::Runtime;
use crate::sys::runtime;

/// The folders in which Lean looks for the `.olean` files of modules, in order.
///
/// The files are mapped into memory and trusted, as machine code is: take them from Lean and Lake only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SearchPath(Vec<PathBuf>);

/// How modules are imported.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Where they are searched for; [`SearchPath::discover`] of the working folder if `None`.
    pub search_path: Option<SearchPath>,
    /// Declarations are checked again if they are of a higher trust level than this; 0 trusts none but the kernel.
    pub trust_level: u32,
}

/// Whether something is imported. Lean's search path and the right to run initialisers are the process's: one import at a
/// time.
static IMPORTING: Mutex<bool> = Mutex::new(false);
/// An import has ended.
static ENDED: Condvar = Condvar::new();

/// How often who waits for another's import looks whether to go on.
pub(crate) const PATIENCE: Duration = Duration::from_millis(20);

/// The turn of one import, which ends when this is dropped.
struct Turn;

impl Turn {
    /// Waits until nothing is imported, for as long as `wait` allows.
    fn begin<E>(wait: impl Fn() -> Result<(), E>) -> Result<Self, E> {
        let mut importing = Turn::lock();
        while *importing {
            importing = ENDED.wait_timeout(importing, PATIENCE).unwrap_or_else(PoisonError::into_inner).0;
            wait()?;
        }
        *importing = true;
        Ok(Turn)
    }

    fn lock() -> MutexGuard<'static, bool> {
        // Nothing panics while the lock is held.
        IMPORTING.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *Turn::lock() = false;
        ENDED.notify_one();
    }
}

impl SearchPath {
    /// These folders.
    pub fn new(folders: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        SearchPath(folders.into_iter().map(Into::into).collect())
    }

    /// What a project's files import from, in the order of Lean and Lake: the entries of `LEAN_PATH`; the build folders of
    /// the Lake project that `folder` is in and of its packages; `lib/lean` of the running toolchain.
    pub fn discover(runtime: &Runtime, folder: &Path) -> Self {
        let variable = env::var_os("LEAN_PATH");
        let mut folders: Vec<PathBuf> = variable.iter().flat_map(env::split_paths).collect();
        folders.retain(|folder| !folder.as_os_str().is_empty());
        if let Some(project) = project_of(folder) {
            folders.push(project.join(".lake/build/lib/lean"));
            let packages = fs::read_dir(project.join(".lake/packages")).into_iter().flatten().flatten();
            let mut packages: Vec<_> = packages.map(|entry| entry.path().join(".lake/build/lib/lean")).collect();
            packages.sort();
            folders.extend(packages.into_iter().filter(|folder| folder.is_dir()));
        }
        if let Some(sysroot) = &runtime.installation().sysroot {
            folders.push(sysroot.join("lib/lean"));
        }
        SearchPath(folders)
    }

    /// What to add to Lean's text where nothing could be imported: it lists the folders.
    pub(crate) fn hint(&self) -> &'static str {
        match self.0.is_empty() {
            true => {
                "\nThere are none: the embedded runtime has no .olean files; use a toolchain, LEAN_PATH or a `SearchPath`"
            }
            false => "",
        }
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.0
    }
}

/// The next folder upwards with a lakefile.
fn project_of(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| ["lakefile.toml", "lakefile.lean"].iter().any(|file| folder.join(file).is_file()))
}

impl Kernel {
    /// An environment with nothing in it.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached, [`KernelError::Action`] with Lean's own text.
    pub fn empty_environment(&self) -> Result<Environment, KernelError> {
        self.check_attached()?;
        // SAFETY: the thread is attached; the function takes a number.
        let made = unsafe { self.symbols.mk_empty_environment(0) };
        let environment = made.map_err(|error| KernelError::from_io("cannot make an environment", &error))?;
        // SAFETY: the function gives an environment.
        Ok(unsafe { Environment::from_object(environment) })
    }

    /// The environment of a file that imports `modules`.
    ///
    /// The `.olean` files stay mapped for the life of the process, also when the environment is dropped: import once and
    /// share the environment.
    ///
    /// # Errors
    /// [`KernelError::Import`] with Lean's own text, [`KernelError::Name`] for a text that is no name,
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn import(&self, modules: &[&str], options: &ImportOptions) -> Result<Environment, KernelError> {
        self.check_attached()?;
        let names = modules.iter().map(|module| self.name(module)).collect::<Result<Vec<_>, _>>()?;
        let discover = || SearchPath::discover(self.runtime, &env::current_dir().unwrap_or_default());
        let search_path = options.search_path.clone().unwrap_or_else(discover);
        let for_ever = || Ok::<_, KernelError>(());
        let imported = on_large_stack(|| {
            self.importing(&search_path, for_ever, || {
                let imports = array(names.iter().map(import_object));
                let artifacts = LeanObj::scalar(EMPTY_TREE_MAP);
                // SAFETY: an array of imports, options, no plugins, and a map without entries. Extensions are loaded; the
                // regions may be leaked, as nobody frees them.
                unsafe {
                    let no_options = self.no_options();
                    let (trust, plugins) = (options.trust_level, array([]));
                    let level = OLEAN_LEVEL_PRIVATE;
                    self.symbols.import_modules(imports, no_options, trust, plugins, 1, 1, level, artifacts)
                }
            })
        });
        match imported?? {
            // SAFETY: the function gives an environment.
            Ok(environment) => Ok(unsafe { Environment::from_object(environment) }),
            Err(error) => {
                let reason = format!("{}{}", IoError::from_obj(error.as_obj()), search_path.hint());
                Err(KernelError::Import { modules: modules.join(", "), reason })
            }
        }
    }

    /// Runs something of Lean's that imports modules from `search_path`. One at a time: where another import runs, this
    /// waits for as long as `wait` allows.
    ///
    /// # Errors
    /// What `wait` returns as an error.
    pub(crate) fn importing<R, E>(
        &self,
        search_path: &SearchPath,
        wait: impl Fn() -> Result<(), E>,
        import: impl FnOnce() -> R,
    ) -> Result<R, E> {
        let _turn = Turn::begin(wait)?;
        let folders = search_path.0.iter().map(|folder| LeanObj::string(&folder.to_string_lossy()));
        // The reference is persistent, so that its content must be fit for every thread.
        let folders = SharedObj::new(list(folders.collect::<Vec<_>>())).get();
        // SAFETY: a reference and a list of `FilePath`s, which are strings; what it held before is dropped. The last
        // function allows the initialisers that an import runs, until it has run them.
        unsafe {
            let reference = self.symbols.search_path();
            drop(LeanObj::from_raw(runtime!(lean_st_ref_swap(reference.as_ptr(), folders.into_raw()))));
            self.symbols.enable_initializers();
        }
        Ok(import())
    }
}

/// `Lean.Import`: a private import of the whole module, as in a file that is no `module`.
fn import_object(module: &Name) -> LeanObj {
    let mut import = NewConstructor::new(IMPORT.tag, u32::from(IMPORT.objects), 3);
    import.set_field(0, module.object().clone());
    // importAll, isExported, isMeta
    import.set_scalar(1, 1, 1);
    import.finish()
}
