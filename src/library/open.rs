//! Opens a library: checks its file before its code runs, initialises its module and reads its registry.

use std::path::PathBuf;
use std::ptr::NonNull;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::convention::LibrarySymbols;
use super::function::prepare;
use super::initializer::{InitializerError, find_initializer};
use super::{Inner, LeanLibrary};
use crate::image::{HIDDEN, Image, ImageError, SymbolKind};
use crate::io_error::IoError;
use crate::lock::Lock;
use crate::marshal::{Conversion, ConversionFunctions, Marshaller};
use crate::object::{LeanObj, ObjectKind, UnaryFunction};
use crate::registry::{ConversionInfo, LibraryRegistry, MachineType, RegistryError, TypeRepr, suggest};
use crate::runtime::{LoadError, NotAttached, OpenLibrary, Runtime, Visibility};
use crate::sys::lean_object;

/// A library could not be opened.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LibraryError {
    /// This thread may not use Lean.
    #[error(transparent)]
    NotAttached(#[from] NotAttached),
    /// The file is not a shared library for this machine.
    #[error(transparent)]
    Image(Arc<ImageError>),
    /// The library does not use the Lean runtime.
    #[error("{} is not a Lean library: it calls no function of the Lean runtime", path.display())]
    NotLean {
        /// The file.
        path: PathBuf,
    },
    /// The library contains its own Lean runtime.
    #[error(
        "{} contains a Lean runtime of its own, and a process can have only one; \
         build the library without the runtime linked in (`lake build NAME:shared` does so)",
        path.display()
    )]
    OwnRuntime {
        /// The file.
        path: PathBuf,
    },
    /// The library has no such module to initialise.
    #[error("{}: {error}", path.display())]
    Initializer {
        /// The file.
        path: PathBuf,
        /// What is wrong with the module's name.
        error: Box<InitializerError>,
    },
    /// The library has no registry of that name.
    #[error(
        "{} has no registry {name:?}: it exports no function {name}_funcs_json, which \
         `#export_python_registry {name:?}` makes{}",
        path.display(), registry_hint(found, *hidden)
    )]
    NoRegistry {
        /// The file.
        path: PathBuf,
        /// The requested name.
        name: String,
        /// The registries that the library has.
        found: Vec<String>,
        /// Whether the library has the function and hides it.
        hidden: bool,
    },
    /// The dynamic loader refused the library.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The module's initializer failed.
    #[error("{}: {initializer} failed: {error}", path.display())]
    Initialize {
        /// The file.
        path: PathBuf,
        /// The initializer's symbol.
        initializer: String,
        /// What it threw.
        error: Box<IoError>,
    },
    /// The registry is in a module that was not initialised.
    #[error(
        "{}: module `{module}` was initialised, and the registry {name:?} stands neither in it nor in a module that it \
         imports; name the module with `#export_python_registry {name:?}` in it",
        path.display()
    )]
    RegistryNotInitialized {
        /// The file.
        path: PathBuf,
        /// The registry's name.
        name: String,
        /// The module that was named.
        module: String,
    },
    /// The registry is malformed.
    #[error("{}: the registry {name:?} is malformed: {error}", path.display())]
    Registry {
        /// The file.
        path: PathBuf,
        /// The registry's name.
        name: String,
        /// What is wrong, and where.
        error: Arc<RegistryError>,
    },
    /// Another version of Lean than the running one built the library.
    #[error(
        "{} was built by Lean {built}, and Lean {running} is running: their compiled code does not fit together; \
         build the library with the toolchain that runs, or start the one that it was built with",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that the registry states.
        built: String,
        /// The version that runs.
        running: String,
    },
}

fn registry_hint(found: &[String], hidden: bool) -> String {
    match found {
        _ if hidden => format!("; it {HIDDEN}"),
        [] => "; it has no registry at all".to_owned(),
        names => format!("; it has {}", names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", ")),
    }
}

/// Options for opening a library. In the usual case, [`Runtime::library`] is enough.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "a library is opened by `open`"]
pub struct LibraryOptions {
    path: PathBuf,
    name: String,
    module: Option<String>,
    registry: bool,
}

impl LibraryOptions {
    /// Options for the library at `path` with the registry `name`. The module to initialise is also `name`, unless
    /// [`module`](Self::module) sets another.
    pub fn new(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        LibraryOptions { path: path.into(), name: name.into(), module: None, registry: true }
    }

    /// Sets the module to initialise, such as `Elpi.Ffi`. If several packages have a module of that name, put the
    /// package in front: `lean-elpi:Elpi.Ffi`.
    pub fn module(mut self, module: impl Into<String>) -> Self {
        self.module = Some(module.into());
        self
    }

    /// Opens the library without a registry. Its exports are called through [`LeanLibrary::declare`].
    pub fn without_registry(mut self) -> Self {
        self.registry = false;
        self
    }

    /// Opens the library, or returns it if it is open already.
    ///
    /// # Errors
    /// [`LibraryError`] says what is wrong with the file, its module or its registry. [`LibraryError::NotAttached`] on
    /// a thread that is not attached.
    pub fn open(self, runtime: &'static Runtime) -> Result<LeanLibrary, LibraryError> {
        runtime.check_attached()?;
        // Initializers must not run on several threads at once.
        let mut open = OPEN.lock();
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let options = LibraryOptions { path, ..self };
        if let Some(library) = open.libraries.get(&options) {
            return Ok(LeanLibrary(library.clone()));
        }
        let library = options.open_file(runtime, &mut open.initialized)?;
        open.libraries.insert(options, library.clone());
        Ok(LeanLibrary(library))
    }

    fn open_file(&self, runtime: &'static Runtime, initialized: &mut Initialized) -> Result<Arc<Inner>, LibraryError> {
        let path = self.path.as_path();
        let image = Image::read(path).map_err(|e| LibraryError::Image(Arc::new(e)))?;
        // On macOS the embedded runtime and the modules of its package are one library.
        if !runtime.is_library(path) {
            if image.has_lean_runtime() {
                return Err(LibraryError::OwnRuntime { path: path.to_owned() });
            }
            if !image.needs_lean() {
                return Err(LibraryError::NotLean { path: path.to_owned() });
            }
        }
        let texts = if self.registry { self.registry_symbols(&image)? } else { Vec::new() };
        let initializer = |module: &str| {
            find_initializer(module, image.symbols().map(|(name, _)| name))
                .map_err(|error| LibraryError::Initializer { path: path.to_owned(), error: Box::new(error) })
        };
        let chosen = initializer(self.main_module())?;

        // SAFETY: the file is a Lean library for this machine, and the runtime that it needs runs.
        let library = unsafe { OpenLibrary::open(path, Visibility::Local) }?;
        initialize(&library, chosen, initialized)?;
        let registry = self.read_registry(&library, &texts, runtime)?;
        if let Some(meta) = registry.meta() {
            // Also initialise the registry's own module, which imports everything that the registry describes.
            let own = match &meta.package {
                Some(package) => format!("{package}:{}", meta.module),
                None => meta.module.clone(),
            };
            initialize(&library, initializer(&own)?, initialized)?;
        }
        Ok(Arc::new(Inner::new(runtime, self.name.clone(), library, image, registry)))
    }

    /// The module to initialise.
    fn main_module(&self) -> &str {
        self.module.as_deref().unwrap_or(&self.name)
    }

    /// The symbols of the registry's texts: the functions, the types and, if it exists, the description of the
    /// registry.
    fn registry_symbols(&self, image: &Image) -> Result<Vec<String>, LibraryError> {
        let is_function = |symbol: &String| matches!(image.symbol(symbol), Some(SymbolKind::Function));
        let symbol = |part: &str| format!("{}_{part}_json", self.name);
        let (funcs, types, meta) = (symbol("funcs"), symbol("types"), symbol("meta"));
        if !is_function(&funcs) || !is_function(&types) {
            let prefixes = image.registry_prefixes();
            let near = suggest(&self.name, prefixes.iter().copied());
            let found = if near.is_empty() { prefixes.into_iter().map(str::to_owned).collect() } else { near };
            let hidden = image.hides(&funcs);
            return Err(LibraryError::NoRegistry {
                path: image.path().to_owned(),
                name: self.name.clone(),
                found,
                hidden,
            });
        }
        let meta = Some(meta).filter(is_function);
        Ok([funcs, types].into_iter().chain(meta).collect())
    }

    fn read_registry(
        &self,
        library: &OpenLibrary,
        symbols: &[String],
        runtime: &Runtime,
    ) -> Result<LibraryRegistry, LibraryError> {
        let path = library.path().to_owned();
        let texts: Option<Vec<String>> = symbols.iter().map(|symbol| text(library, symbol)).collect();
        let texts = texts.ok_or_else(|| LibraryError::RegistryNotInitialized {
            path: path.clone(),
            name: self.name.clone(),
            module: self.main_module().to_owned(),
        })?;
        let registry = match texts.as_slice() {
            [] => Ok(LibraryRegistry::default()),
            [funcs, types] => LibraryRegistry::from_json_strings(funcs, types),
            [funcs, types, meta, ..] => LibraryRegistry::from_json_strings_with_meta(funcs, types, meta),
            [_] => unreachable!("functions and types come together"),
        };
        let registry = registry.map_err(|error| LibraryError::Registry {
            path: path.clone(),
            name: self.name.clone(),
            error: Arc::new(error),
        })?;
        if let Some(meta) = registry.meta() {
            let running = runtime.version();
            let built = meta.runtime_version();
            let fits = built.parse().is_ok_and(|v: crate::runtime::version::LeanVersion| {
                (v.major, v.minor) == (running.major, running.minor)
            });
            if !fits {
                let running = running.to_string();
                return Err(LibraryError::Version { path, built: built.to_owned(), running });
            }
        }
        Ok(registry)
    }
}

impl Runtime {
    /// Opens the Lean library at `path` and reads the registry `name`, which `#export_python_registry "name"` put into
    /// the module `name`. Returns the library if it is open already.
    ///
    /// Opening runs the library's `initialize` declarations. If one of them requires Lean's initialisation phase
    /// (`IO.initializing`), open the library before the first call of a Lean function.
    ///
    /// # Errors
    /// [`LibraryError`] says what is wrong with the file, its module or its registry. [`LibraryError::NotAttached`] on
    /// a thread that is not attached.
    pub fn library(
        &'static self,
        path: impl Into<PathBuf>,
        name: impl Into<String>,
    ) -> Result<LeanLibrary, LibraryError> {
        LibraryOptions::new(path, name).open(self)
    }

    /// Opens Lean's own library: `Init`, `Std` and `Lean`, compiled. It has no registry, so its functions are called
    /// through [`LeanLibrary::declare`].
    ///
    /// # Errors
    /// [`LibraryError::Image`] if the runtime's file cannot be read, [`LibraryError::NotAttached`] on a thread that is
    /// not attached.
    pub fn core_library(&'static self) -> Result<LeanLibrary, LibraryError> {
        self.check_attached()?;
        let mut open = OPEN.lock();
        if let Some(core) = &open.core {
            return Ok(LeanLibrary(core.clone()));
        }
        let path = self.shared_library().path();
        let image = Image::read(path).map_err(|e| LibraryError::Image(Arc::new(e)))?;
        // SAFETY: the runtime is open already; this adds a handle.
        let library = unsafe { OpenLibrary::open(path, Visibility::Global) }.map_err(LibraryError::from)?;
        let core = Arc::new(Inner::new(self, "Lean".to_owned(), library, image, LibraryRegistry::default()));
        open.core = Some(core.clone());
        Ok(LeanLibrary(core))
    }
}

impl Inner {
    fn new(
        runtime: &'static Runtime,
        name: String,
        library: OpenLibrary,
        image: Image,
        registry: LibraryRegistry,
    ) -> Self {
        let marshaller = Marshaller::with_conversions(runtime, &registry, conversions(&registry, &library));
        let symbols = LibrarySymbols { image: &image, library: &library };
        let functions = prepare(registry.funcs().to_vec(), runtime, &marshaller, &symbols);
        let by_name = registry.func_index().map(|(name, i)| (name.into(), i)).collect();
        Inner { runtime, name, library, image, registry, marshaller, functions, by_name }
    }
}

/// The conversions that a registry names, if their functions take and return one object.
fn conversions(registry: &LibraryRegistry, library: &OpenLibrary) -> Vec<Conversion> {
    let unary = |symbol: &str| {
        let info = registry.funcs().iter().find(|info| info.export_name == symbol)?;
        let signature = info.signature.as_ref()?;
        let [param] = signature.params.as_slice() else { return None };
        let objects = param.ty == MachineType::Object && !param.borrowed && signature.result == MachineType::Object;
        let address = library.symbol(symbol).filter(|_| objects)?;
        // SAFETY: the registry's signature says that the function takes and returns one owned object.
        Some((info, unsafe { UnaryFunction::from_address(address.cast_const()) }))
    };
    let conversion = |names: &ConversionInfo| {
        let ((to_info, to), (of_info, of)) = (unary(&names.to)?, unary(&names.of)?);
        let (made, error) = match &of_info.return_type {
            TypeRepr::Except { error, value, eio: false } => (&**value, Some((**error).clone())),
            other => (other, None),
        };
        let (source, target) = (to_info.params.first()?, &to_info.return_type);
        let fits = source == made && of_info.params.first() == Some(target) && !source.has_variable();
        let functions = ConversionFunctions { to_target: to, from_target: of, guard: None };
        fits.then(|| Conversion { source: source.clone(), target: target.clone(), error, functions })
    };
    let named = registry.meta().map_or(&[][..], |meta| &meta.conversions);
    named.iter().filter_map(conversion).collect()
}

/// The libraries that are open in this process.
#[derive(Default)]
struct OpenLibraries {
    /// Libraries by the options that opened them, with a canonical path.
    libraries: FxHashMap<LibraryOptions, Arc<Inner>>,
    core: Option<Arc<Inner>>,
    initialized: Initialized,
}

/// The result of each initializer that ran, by its address. Lean runs an initializer once, and later reports success
/// even if it failed.
type Initialized = FxHashMap<usize, Result<(), LibraryError>>;

static OPEN: Lock<OpenLibraries> = Lock::new(OpenLibraries {
    libraries: FxHashMap::with_hasher(rustc_hash::FxBuildHasher),
    core: None,
    initialized: FxHashMap::with_hasher(rustc_hash::FxBuildHasher),
});

/// Runs a module's initializer, or returns its result if it ran before.
fn initialize(library: &OpenLibrary, symbol: &str, initialized: &mut Initialized) -> Result<(), LibraryError> {
    let Some(address) = library.symbol(symbol) else {
        return Err(LoadError::MissingSymbol { path: library.path().to_owned(), symbol: symbol.to_owned() }.into());
    };
    if let Some(outcome) = initialized.get(&address.addr()) {
        return outcome.clone();
    }
    // SAFETY: an initializer is a C function that takes a byte, whether the module is built in, and returns the result
    // of an `IO` action (`Lean.IR.emitInitFn`). The lock on `OPEN` keeps other initializers from running meanwhile.
    let result = unsafe {
        let initializer: unsafe extern "C" fn(u8) -> *mut lean_object = std::mem::transmute(address);
        LeanObj::from_raw(initializer(1))
    };
    let result = result.as_obj();
    let outcome = match (result.kind(), result.field(0)) {
        (ObjectKind::Constructor { tag: 1, .. }, Some(error)) => Err(LibraryError::Initialize {
            path: library.path().to_owned(),
            initializer: symbol.to_owned(),
            error: Box::new(IoError::from_obj(error)),
        }),
        _ => Ok(()),
    };
    initialized.insert(address.addr(), outcome.clone());
    outcome
}

/// Calls a registry function, `Unit → String`; `None` if its module is not initialised.
fn text(library: &OpenLibrary, symbol: &str) -> Option<String> {
    let address = library.symbol(symbol)?;
    // SAFETY: `#export_python_registry` gives functions of this type these names. The text is a constant of the module,
    // which is null until the module is initialised.
    let object = unsafe {
        let function: unsafe extern "C" fn(*mut lean_object) -> *mut lean_object = std::mem::transmute(address);
        LeanObj::from_owned(NonNull::new(function(LeanObj::scalar(0).into_raw()))?)
    };
    object.as_obj().string_bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}
