//! [`LeanLibrary`]: opens a shared library that Lean built, reads its registry and calls its functions.

mod args;
mod compiled;
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
use crate::registry::{FuncInfo, LibraryRegistry, same_name};
use crate::runtime::{OpenLibrary, Runtime};
use convention::LibrarySymbols;
use function::prepare;

/// An open Lean library. It is cheap to clone, and stays open until the process ends.
///
/// Every [attached](Runtime::attach) thread may call it.
///
/// leanbind trusts a library's machine code, and what its registry says about that code.
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
    /// The functions in the order of the registry. A function that leanbind cannot call is an error when it is looked
    /// up.
    functions: Vec<Result<Function, CallError>>,
    /// Functions by export name, and by declaration name if only one function has it.
    by_name: FxHashMap<Box<str>, usize>,
}

impl LeanLibrary {
    /// The name under which the library was opened.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The library's file.
    pub fn path(&self) -> &Path {
        self.0.library.path()
    }

    /// The library's registry: its types and functions.
    pub fn registry(&self) -> &LibraryRegistry {
        &self.0.registry
    }

    /// The marshaller of the library's types.
    pub fn marshaller(&self) -> &Marshaller {
        &self.0.marshaller
    }

    /// Calls the function `name` and returns its result. This runs an `IO` action; a constant takes `()`.
    ///
    /// `name` is an export name, a declaration name, or the end of a declaration name if only one function has it.
    ///
    /// # Errors
    /// - [`CallError::Lookup`] for an unknown name, with similar names;
    /// - [`CallError::NotAttached`] on a thread that is not attached;
    /// - [`CallError::Arity`] and [`CallError::Marshal`] for arguments that do not fit, or for a type that leanbind
    ///   does not support;
    /// - [`CallError::Io`] if an `IO` action throws.
    #[inline]
    pub fn call<A: Args>(&self, name: &str, args: A) -> Result<Value, CallError> {
        self.find(name)?.0.invoke(args)
    }

    /// As [`call`](Self::call), with the result as the Rust type `R`.
    ///
    /// # Errors
    /// As [`call`](Self::call); also [`CallError::Marshal`] if the result is not an `R`.
    #[inline]
    pub fn call_as<R: FromLean>(&self, name: &str, args: impl Args) -> Result<R, CallError> {
        self.find(name)?.0.invoke(args)
    }

    /// The function `name`, ready to be called.
    ///
    /// # Errors
    /// [`CallError::Lookup`] for an unknown name, [`CallError::Marshal`] for a type that leanbind does not support,
    /// [`CallError::Symbol`] if the library lacks a symbol that its registry names.
    pub fn function(&self, name: &str) -> Result<Function, CallError> {
        self.find(name).cloned()
    }

    /// The function `name` for Rust types, which are checked here and not again in each call.
    ///
    /// ```no_run
    /// # let lib = leanbind::Runtime::start()?.library("libLeanbindFixture.so", "LeanbindFixture")?;
    /// let increment = lib.typed::<(u64,), u64>("py_increment")?;
    /// assert_eq!(increment.call((41,))?, 42);
    /// # Ok::<(), leanbind::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`function`](Self::function); also [`CallError::Arity`] and [`CallError::Marshal`] if the types do not fit.
    pub fn typed<A: TypedArgs, R: FromLean>(&self, name: &str) -> Result<TypedFunction<A, R>, CallError> {
        self.find(name)?.typed()
    }

    #[inline]
    fn find(&self, name: &str) -> Result<&Function, CallError> {
        match self.0.by_name.get(name).map(|&i| &self.0.functions[i]) {
            Some(Ok(function)) => Ok(function),
            Some(Err(error)) => Err(error.clone()),
            None => self.find_unquoted(name),
        }
    }

    /// Finds a function whose name has `«»` that `name` lacks, or the other way round.
    #[cold]
    fn find_unquoted(&self, name: &str) -> Result<&Function, CallError> {
        let mut alike =
            self.0.functions.iter().zip(self.0.registry.funcs()).filter(|(_, info)| same_name(&info.decl_name, name));
        match (alike.next(), alike.next()) {
            (Some((function, _)), None) => function.as_ref().map_err(Clone::clone),
            _ => Err(self.unknown(name)),
        }
    }

    /// The error for a name that finds no function.
    #[cold]
    fn unknown(&self, name: &str) -> CallError {
        match self.0.registry.func_named(name) {
            Err(error) => CallError::Lookup { library: self.0.name.as_str().into(), error: Box::new(error) },
            Ok(info) => unreachable!("{} is in the index", info.export_name),
        }
    }

    /// Prepares an export that the registry does not describe.
    ///
    /// The symbol is `info.export_name`. `info.boxed` and `info.signature` tell how it was compiled, if they are given.
    /// Otherwise this searches for the boxed variant of `info.decl_name`. Without a declaration name, it calls the
    /// symbol as an `@[export]` function whose parameters are all owned.
    ///
    /// # Errors
    /// As [`function`](Self::function).
    ///
    /// # Safety
    /// The symbol must be a function or a constant of the Lean type in `info`, compiled as described above.
    pub unsafe fn declare(&self, info: FuncInfo) -> Result<Function, CallError> {
        let symbols = LibrarySymbols { image: &self.0.image, library: &self.0.library };
        let mut prepared = prepare(vec![info], self.0.runtime, &self.0.marshaller, &symbols);
        prepared.pop().expect("one outcome for one function")
    }

    /// Applies the constructor `name`, written `Shape.rect`, to `fields`. The type is given by its full name, or by the
    /// last component of it if only one type has that. The value equals the one that Lean returns for these fields.
    ///
    /// # Errors
    /// [`CallError::Marshal`] for an unknown name, with similar names, for a wrong number of fields, for a field that does
    /// not fit its type, or if a field is a proof or a type. Only Lean makes values with such fields; Rust can pass them
    /// back.
    pub fn construct(&self, name: &str, fields: impl ConstructorFields) -> Result<LeanInductiveValue, CallError> {
        self.0.marshaller.construct(name, field_values(fields)).map_err(CallError::from)
    }

    /// As [`construct`](Self::construct), but also for constructors with proofs among their fields and for indexed
    /// families. Give `()` for a proof or a type.
    ///
    /// ```no_run
    /// # let lib = leanbind::Runtime::start()?.library("libLeanbindFixture.so", "LeanbindFixture")?;
    /// // SAFETY: 6 is even.
    /// let six = unsafe { lib.construct_unchecked("Even.mk", (6, ()))? };
    /// # Ok::<(), leanbind::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`construct`](Self::construct), except for proofs and types.
    ///
    /// # Safety
    /// Wherever the value is passed to Lean, the type's proofs and indices must be true of its fields. Compiled code
    /// relies on them: if one is false, its behaviour is undefined.
    pub unsafe fn construct_unchecked(
        &self,
        name: &str,
        fields: impl ConstructorFields,
    ) -> Result<LeanInductiveValue, CallError> {
        // SAFETY: the caller upholds the same contract.
        unsafe { self.0.marshaller.construct_unchecked(name, field_values(fields)).map_err(CallError::from) }
    }
}

// Nothing in it changes after the library is open.
impl std::panic::RefUnwindSafe for Inner {}

impl fmt::Debug for LeanLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeanLibrary({} at {})", self.0.name, self.path().display())
    }
}
