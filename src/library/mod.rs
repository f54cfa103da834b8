//! [`LeanLibrary`]: a Lean-built shared library, opened, initialised and asked what it offers.

mod args;
mod convention;
mod entry;
mod function;
mod initializer;
mod open;
mod param;

pub use args::Args;
pub use function::{Function, TypedArgs, TypedFunction};
pub use initializer::InitializerError;
pub use open::{LibraryError, LibraryOptions};

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::image::Image;
use crate::marshal::{CallError, ConstructorFields, FromLean, LeanInductiveValue, Marshaller, Value, field_values};
use crate::registry::{FuncInfo, LibraryRegistry};
use crate::runtime::{OpenLibrary, Runtime};
use convention::LibrarySymbols;
use function::prepare;

/// A Lean library. Cheap to clone, and open for the life of the process.
///
/// Every thread may call it once the thread is [attached](Runtime::attach).
///
/// A library's machine code is trusted, and so is what its registry says of it.
///
/// ```no_run
/// use leanbind::Runtime;
///
/// let lean = Runtime::start()?;
/// let lib = lean.library("target/fixture/libLeanbindFixture.so", "LeanbindFixture")?;
/// let shape = lib.construct("Shape.rect", (3, 4))?;
/// assert_eq!(lib.call("py_perimeter", (shape,))?.to_string(), "14");
/// # Ok::<(), leanbind::Error>(())
/// ```
#[derive(Clone)]
pub struct LeanLibrary(Arc<Inner>);

struct Inner {
    runtime: &'static Runtime,
    name: String,
    library: OpenLibrary,
    image: Image,
    registry: LibraryRegistry,
    marshaller: Marshaller,
    /// In the order of the registry. A function that leanbind cannot call is an error when it is looked up.
    functions: Vec<Result<Function, CallError>>,
    /// By export name, and by declaration name where that tells one function.
    by_name: FxHashMap<Box<str>, usize>,
}

impl LeanLibrary {
    /// The name that the library was opened by.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The library's file.
    pub fn path(&self) -> &Path {
        self.0.library.path()
    }

    /// What the library offers.
    pub fn registry(&self) -> &LibraryRegistry {
        &self.0.registry
    }

    /// The conversions of the library's types.
    pub fn marshaller(&self) -> &Marshaller {
        &self.0.marshaller
    }

    /// Calls the function `name` (its export name, its declaration name, or the end of the latter where that is one
    /// function's) and returns its result. An `IO` action is run. A constant takes `()`.
    ///
    /// # Errors
    /// - [`CallError::Lookup`] for an unknown name, with near-miss names;
    /// - [`CallError::NotAttached`] on a thread that is not attached;
    /// - [`CallError::Arity`] and [`CallError::Marshal`] for arguments that do not fit, or for a type that leanbind cannot carry;
    /// - [`CallError::Io`] for what an `IO` action throws.
    #[inline]
    pub fn call<A: Args>(&self, name: &str, args: A) -> Result<Value, CallError> {
        self.find(name)?.0.invoke(args)
    }

    /// As [`call`](Self::call), with the result as the Rust type `R`.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`CallError::Marshal`] too if the result is not an `R`.
    #[inline]
    pub fn call_as<R: FromLean>(&self, name: &str, args: impl Args) -> Result<R, CallError> {
        self.find(name)?.0.invoke(args)
    }

    /// The function `name`, ready to be called.
    ///
    /// # Errors
    /// [`CallError::Lookup`] for an unknown name, [`CallError::Marshal`] for a type that leanbind cannot carry,
    /// [`CallError::Symbol`] if the library does not hold what its registry says.
    pub fn function(&self, name: &str) -> Result<Function, CallError> {
        self.find(name).cloned()
    }

    /// The function `name` for Rust types that are checked here, once.
    ///
    /// ```no_run
    /// # let lib = leanbind::Runtime::start()?.library("libLeanbindFixture.so", "LeanbindFixture")?;
    /// let increment = lib.typed::<(u64,), u64>("py_increment")?;
    /// assert_eq!(increment.call((41,))?, 42);
    /// # Ok::<(), leanbind::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`function`](Self::function); [`CallError::Arity`] and [`CallError::Marshal`] too if the types do not fit.
    pub fn typed<A: TypedArgs, R: FromLean>(&self, name: &str) -> Result<TypedFunction<A, R>, CallError> {
        self.find(name)?.typed()
    }

    #[inline]
    fn find(&self, name: &str) -> Result<&Function, CallError> {
        match self.0.by_name.get(name).map(|&i| &self.0.functions[i]) {
            Some(Ok(function)) => Ok(function),
            Some(Err(error)) => Err(error.clone()),
            None => Err(self.unknown(name)),
        }
    }

    /// Why `name` is not among the functions.
    #[cold]
    fn unknown(&self, name: &str) -> CallError {
        match self.0.registry.func_named(name) {
            Err(error) => CallError::Lookup { library: self.0.name.as_str().into(), error: Box::new(error) },
            Ok(info) => unreachable!("{} is in the index", info.export_name),
        }
    }

    /// Prepares an export that the registry does not describe.
    ///
    /// The symbol is `info.export_name`. Where `info.boxed` or `info.signature` say how it was compiled, that is used.
    /// Otherwise the boxed variant of `info.decl_name` is looked for, and without a declaration name the symbol is called
    /// as an `@[export]` function whose parameters are all owned.
    ///
    /// # Errors
    /// As [`function`](Self::function).
    ///
    /// # Safety
    /// The symbol is a function or a constant of the Lean type that `info` states, compiled as described above.
    pub unsafe fn declare(&self, info: FuncInfo) -> Result<Function, CallError> {
        let symbols = LibrarySymbols { image: &self.0.image, library: &self.0.library };
        let mut prepared = prepare(vec![info], self.0.runtime, &self.0.marshaller, &symbols);
        prepared.pop().expect("one outcome for one function")
    }

    /// The constructor `name`, written `Shape.rect`, applied to `fields`. The type goes by its full name, or by the last
    /// part of it where that is one type's.
    ///
    /// # Errors
    /// [`CallError::Marshal`] for an unknown name, with near-miss names, for a wrong number of fields, or if one of them is a
    /// proof or a type: such values are made by Lean, and can be passed back. The fields' types are checked when the value
    /// goes to Lean.
    pub fn construct(&self, name: &str, fields: impl ConstructorFields) -> Result<LeanInductiveValue, CallError> {
        self.0.marshaller.construct(name, field_values(fields)).map_err(CallError::from)
    }

    /// As [`construct`](Self::construct), also for constructors with proofs among their fields, and for those of indexed
    /// families. In the place of a proof or a type stands `()`.
    ///
    /// ```no_run
    /// # let lib = leanbind::Runtime::start()?.library("libLeanbindFixture.so", "LeanbindFixture")?;
    /// // SAFETY: 6 is even.
    /// let six = unsafe { lib.construct_unchecked("Even.mk", (6, ()))? };
    /// # Ok::<(), leanbind::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`construct`](Self::construct), but for the proofs.
    ///
    /// # Safety
    /// Wherever the value is passed to Lean, the statements hold that the type's proofs and indices make of its fields.
    /// Compiled code relies on them: with others, its behaviour is undefined.
    pub unsafe fn construct_unchecked(
        &self,
        name: &str,
        fields: impl ConstructorFields,
    ) -> Result<LeanInductiveValue, CallError> {
        // SAFETY: the caller promises what the function asks for.
        unsafe { self.0.marshaller.construct_unchecked(name, field_values(fields)).map_err(CallError::from) }
    }
}

// Nothing in it changes after opening.
impl std::panic::RefUnwindSafe for Inner {}

impl fmt::Debug for LeanLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanLibrary({} at {})", self.0.name, self.path().display())
    }
}
