//! Importing `.olean` files: the search path, and the environment that an import makes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::environment::Environment;
use super::error::KernelError;
use super::list::{array, list};
use super::name::Name;
use super::open::Kernel;
use super::stack::on_large_stack;
use super::trusted::Trusted;
use super::version_4_35::{EMPTY_TREE_MAP, IMPORT, OLEAN_LEVEL_PRIVATE};
use crate::io_error::IoError;
use crate::lock::{Lock, Signal};
use crate::object::{LeanObj, NewConstructor, SharedObj};
use crate::runtime::Runtime;
use crate::sys::runtime;

/// The folders in which Lean looks for the `.olean` files of modules, in order.
///
/// Lean maps the files into memory and trusts them like machine code ([`Trusted`]). Use only files that Lean and Lake have
/// built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SearchPath(Vec<PathBuf>);

/// How to import modules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The folders to search; `None` for those that [`SearchPath::discover`] finds from the working folder, which is then
    /// trusted.
    pub search_path: Option<SearchPath>,
    /// The trust level of the environment, as `lean --trust` sets it: 0 trusts the kernel only.
    pub trust_level: u32,
}

/// Whether an import is running. Lean's search path and its permission to run initialisers belong to the process, so that
/// only one import may run at a time.
static IMPORTING: Lock<bool> = Lock::new(false);
/// Wakes a thread that waits for the end of an import.
static ENDED: Signal = Signal::new();

/// How often a thread that waits for another's import checks whether it should still wait.
pub(crate) const PATIENCE: Duration = Duration::from_millis(20);

/// The right to import. Dropping it lets the next import begin.
struct Turn;

impl Turn {
    /// Waits until no import is running, for as long as `wait` returns `Ok`.
    ///
    /// # Errors
    /// The error of `wait`.
    fn begin<E>(wait: impl Fn() -> Result<(), E>) -> Result<Self, E> {
        let mut importing = IMPORTING.lock();
        while *importing {
            importing = ENDED.wait_timeout(importing, PATIENCE);
            wait()?;
        }
        *importing = true;
        Ok(Turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *IMPORTING.lock() = false;
        ENDED.notify_one();
    }
}

impl SearchPath {
    /// A search path of these folders.
    pub fn new(folders: impl IntoIterator<Item = Trusted>) -> Self {
        SearchPath(folders.into_iter().map(Into::into).collect())
    }

    /// The folders from which the files of a project import, in the order that Lean and Lake use: the entries of
    /// `LEAN_PATH`; the build folder of the Lake project around `folder`, and those of its packages; `lib/lean` of the
    /// running toolchain. These folders are trusted, as `lake env lean` trusts them: call this only for a `folder` whose
    /// project is.
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

    /// The hint to append to Lean's error text if there are no folders. The text before it lists the folders.
    pub(crate) fn hint(&self) -> &'static str {
        match self.0.is_empty() {
            true => {
                "\nThere are none: the embedded runtime has no .olean files; use a toolchain, LEAN_PATH, or a `SearchPath` \
                 (`leanbind repl --search-path`)"
            }
            false => "",
        }
    }

    /// The folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.0
    }
}

/// The root of the Lake project around `folder`: the nearest folder upwards with a lakefile.
fn project_of(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| ["lakefile.toml", "lakefile.lean"].iter().any(|file| folder.join(file).is_file()))
}

impl Kernel {
    /// An environment without constants (`Lean.mkEmptyEnvironment`).
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached, [`KernelError::Action`] with Lean's own text.
    pub fn empty_environment(&self) -> Result<Environment, KernelError> {
        self.check_attached()?;
        // SAFETY: the thread is attached; the function takes a number.
        let made = unsafe { self.symbols.mk_empty_environment(0) };
        let environment = made.map_err(|error| KernelError::from_io("cannot make an environment", &error))?;
        // SAFETY: the function returns an environment.
        Ok(unsafe { Environment::from_object(environment) })
    }

    /// Imports `modules`: returns the environment that a file with these imports begins with (`Lean.importModules`).
    ///
    /// The `.olean` files stay mapped until the process ends, even if the environment is dropped: import once, and share the
    /// environment ([`Environment::share`]).
    ///
    /// # Errors
    /// [`KernelError::Import`] with Lean's own text, [`KernelError::Name`] and [`KernelError::TooLarge`] for a text that is
    /// not a module's name, [`KernelError::Stack`], [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn import(&self, modules: &[&str], options: &ImportOptions) -> Result<Environment, KernelError> {
        self.check_attached()?;
        let names = modules.iter().map(|module| self.name(module)).collect::<Result<Vec<_>, _>>()?;
        let discover = || SearchPath::discover(self.runtime(), &env::current_dir().unwrap_or_default());
        let search_path = options.search_path.clone().unwrap_or_else(discover);
        let for_ever = || Ok::<_, KernelError>(());
        let imported = on_large_stack(|| {
            self.importing(&search_path, for_ever, || {
                let imports = array(names.iter().map(import_object));
                let artifacts = LeanObj::scalar(EMPTY_TREE_MAP);
                // SAFETY: the function takes an array of imports, options, an array of plugins, and an empty map. The two flags
                // let it load the extensions, and leak the mapped files, which nobody frees.
                unsafe {
                    let no_options = self.no_options();
                    let (trust, plugins) = (options.trust_level, array([]));
                    let level = OLEAN_LEVEL_PRIVATE;
                    self.symbols.import_modules(imports, no_options, trust, plugins, 1, 1, level, artifacts)
                }
            })
        });
        match imported?? {
            // SAFETY: the function returns an environment.
            Ok(environment) => Ok(unsafe { Environment::from_object(environment) }),
            Err(error) => {
                let reason = format!("{}{}", IoError::from_obj(error.as_obj()), search_path.hint());
                Err(KernelError::Import { modules: modules.join(", "), reason })
            }
        }
    }

    /// Runs `import`, in which Lean imports modules from `search_path`. Only one import runs at a time: this one waits for
    /// another, for as long as `wait` returns `Ok`.
    ///
    /// # Errors
    /// The error of `wait`.
    pub(crate) fn importing<R, E>(
        &self,
        search_path: &SearchPath,
        wait: impl Fn() -> Result<(), E>,
        import: impl FnOnce() -> R,
    ) -> Result<R, E> {
        let _turn = Turn::begin(wait)?;
        let folders = search_path.0.iter().map(|folder| LeanObj::string(&folder.to_string_lossy()));
        // The reference is persistent: every thread may use its content.
        let folders = SharedObj::new(list(folders.collect::<Vec<_>>())).get();
        // SAFETY: the first function takes a reference and a list of `FilePath`s, which are strings, and returns the old
        // list. The second one permits the next import to run initialisers.
        unsafe {
            let reference = self.symbols.search_path();
            drop(LeanObj::from_raw(runtime!(lean_st_ref_swap(reference.as_ptr(), folders.into_raw()))));
            self.symbols.enable_initializers();
        }
        Ok(import())
    }
}

/// The `Lean.Import` of a file that is not a `module`: exported, neither `importAll` nor `isMeta`.
fn import_object(module: &Name) -> LeanObj {
    let mut import = NewConstructor::new(IMPORT.tag, u32::from(IMPORT.objects), 3);
    import.set_field(0, module.object().clone());
    // importAll, isExported, isMeta
    import.set_scalar(1, 1, 1);
    import.finish()
}
