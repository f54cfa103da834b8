//! [`Function`]: an exported function or constant, prepared so that a call looks nothing up.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::args::{Args, Words};
use super::compiled::disagreement;
use super::convention::{Convention, Entry, LibrarySymbols};
use super::entry::{call_array, call_integers, call_mixed};
use super::param::Param;
use crate::marshal::{ArityError, CallError};
use crate::marshal::{
    Bound, Call, Codec, Decode, DeepJson, Effect, Encode, FromLean, IntoLean, MarshalError, Marshaller, ResultError,
    Step, Ty, TypeTable, Value, read_json, read_result, truncate,
};
use crate::object::{LeanObj, ObjRef};
use crate::registry::{CompiledParam, FuncInfo, MachineType, TypeRepr};
use crate::runtime::Runtime;

/// A function, and everything that a call needs.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) info: FuncInfo,
    /// The export name, shared with errors.
    name: Arc<str>,
    runtime: &'static Runtime,
    table: Arc<TypeTable>,
    params: Vec<Param>,
    result: Codec,
    effect: Effect,
    convention: Convention,
}

/// A call with fewer arguments than this keeps their words on the stack.
const INLINE_WORDS: usize = 18;

/// Whether the type of a parameter depends on the parameters `before` it. An error if Rust cannot check its arguments.
fn depends(codec: &Codec, table: &Arc<TypeTable>, before: &[TypeRepr]) -> Result<bool, MarshalError> {
    let (mut depends, mut unknown) = (false, false);
    table.visit_bounds(codec, &mut |bound, fixed| match bound {
        Bound::Argument { index, .. } => {
            depends = true;
            unknown |= fixed || !matches!(before.get(*index), Some(TypeRepr::Nat | TypeRepr::String));
        }
        other => unknown |= !other.is_known(),
    });
    if unknown {
        let ty = Ty { codec, table };
        let expected =
            "a type that does not depend on other arguments, or a `Fin`, `BitVec`, `Vector` or `String.Pos` that does";
        return Err(MarshalError::new(expected, format!("{ty}, of which no value can be checked")));
    }
    Ok(depends)
}

/// Prepares functions in one table, with one result for each.
pub(super) fn prepare(
    infos: Vec<FuncInfo>,
    runtime: &'static Runtime,
    marshaller: &Marshaller,
    symbols: &LibrarySymbols<'_>,
) -> Vec<Result<Function, CallError>> {
    let carried: Vec<_> = infos.iter().map(|info| Effect::carried(&info.return_type)).collect();
    let types = infos.iter().zip(&carried).flat_map(|(info, (result, _))| info.params.iter().chain([result]));
    let (table, codecs) = marshaller.prepare(types);
    let mut codecs = codecs.into_iter();
    let prepared = infos.into_iter().zip(&carried).map(|(info, (_, effect))| {
        let params: Vec<_> = codecs.by_ref().take(info.params.len()).collect();
        let result = codecs.next().expect("one outcome for each type");
        let prepared = Prepared::new(info, runtime, &table, params, result, *effect, symbols)?;
        Ok(Function(Arc::new(prepared)))
    });
    prepared.collect()
}

impl Prepared {
    fn new(
        info: FuncInfo,
        runtime: &'static Runtime,
        table: &Arc<TypeTable>,
        param_codecs: Vec<Result<Codec, MarshalError>>,
        result: Result<Codec, MarshalError>,
        effect: Effect,
        symbols: &LibrarySymbols<'_>,
    ) -> Result<Self, CallError> {
        let name: Arc<str> = info.export_name.as_str().into();
        let at = |step: Step| {
            let function = name.clone();
            move |error: MarshalError| CallError::Marshal { function: Some(function), error: error.at(step) }
        };
        let mut params = Vec::with_capacity(param_codecs.len());
        for (i, codec) in param_codecs.into_iter().enumerate() {
            let name = info.param_names.as_ref().and_then(|names| names.get(i)).cloned();
            let compiled = info.signature.as_ref().and_then(|signature| signature.params.get(i));
            let not_passed = |param: &CompiledParam| matches!(param.ty, MachineType::Erased | MachineType::Void);
            if compiled.is_some_and(not_passed) && !info.params[i].is_erased() {
                // Compiled code relies on the proof, and Rust has none to pass.
                let why = format!("{}: a proof or a token, which Rust cannot give", info.params[i]);
                let error = MarshalError::new("a parameter that is passed at run time", why);
                return Err(at(Step::Argument(i + 1, name))(error));
            }
            let codec = codec.map_err(at(Step::Argument(i + 1, name.clone())))?;
            let codec = match compiled {
                Some(param) => codec.compiled_as(param.ty),
                None => codec,
            };
            let depends = depends(&codec, table, &info.params[..i]).map_err(at(Step::Argument(i + 1, name.clone())))?;
            let machine = compiled.map_or_else(|| table.machine(&codec), |param| param.ty);
            params.push(Param {
                codec,
                machine,
                borrowed: compiled.is_some_and(|param| param.borrowed),
                depends,
                name,
            });
        }
        let result = result.map_err(at(Step::Result))?;
        let result = match &info.signature {
            Some(signature) if effect.is_plain() => result.compiled_as(signature.result),
            _ => result,
        };
        let machine = match (effect, &info.signature) {
            (Effect::Io | Effect::Eio, _) => MachineType::Object,
            (_, Some(signature)) => signature.result,
            (_, None) => table.machine(&result),
        };
        let described: Vec<_> = params.iter().map(|param| table.machine(&param.codec)).collect();
        if let Some(reason) = disagreement(&info, &params, (&described, table.machine(&result)), effect) {
            return Err(symbols.missing(&info, reason));
        }
        let convention = symbols.convention(&info, &params, machine, matches!(result, Codec::Opaque(_)), effect)?;
        Ok(Prepared { info, name, runtime, table: table.clone(), params, result, effect, convention })
    }

    #[inline]
    fn result_ty(&self) -> Ty<'_> {
        Ty { codec: &self.result, table: &self.table }
    }

    /// Encodes the arguments, calls the function and decodes the result.
    #[inline]
    pub(super) fn invoke<A: Args, R: FromLean>(&self, args: A) -> Result<R, CallError> {
        self.runtime.check_attached()?;
        self.runtime.end_initialization();
        if args.count() != self.params.len() {
            return Err(self.wrong_arity(args.count()));
        }
        let call = Call::begin();
        let mut inline = [0; INLINE_WORDS];
        let mut spilled;
        // An additional word, for the world token of an action.
        let words = if self.params.len() < INLINE_WORDS {
            &mut inline[..self.params.len() + 1]
        } else {
            spilled = vec![0; self.params.len() + 1];
            &mut spilled[..]
        };
        let boxed = self.convention.boxed;
        let encoded = {
            let mut pushed = Words::new(&self.params, &self.table, words, boxed);
            let encoded = args.push(&mut pushed);
            if encoded.is_ok() {
                pushed.hand_over();
            }
            encoded
        };
        // Drop the caller's references, so that Lean owns the only ones and may update the objects in place.
        drop(args);
        let result = match encoded {
            Ok(()) => self.read(self.enter(words)),
            Err(error) => Err(self.marshal_error(error)),
        };
        match result {
            // The fast path moves nothing but the value.
            Ok(value) if !call.is_pending() => Ok(value),
            result => self.report_callback_failure(&call, result),
        }
    }

    /// Ends a call that failed or that passed Rust functions.
    #[cold]
    fn report_callback_failure<R>(&self, call: &Call, result: Result<R, CallError>) -> Result<R, CallError> {
        match call.failure() {
            None => result,
            // Lean computed the result from the fallback: discard it.
            Some(error) => Err(CallError::Callback { function: self.name.clone(), error }),
        }
    }

    /// Calls the function with encoded arguments.
    #[inline]
    fn enter(&self, words: &mut [u64]) -> u64 {
        let (count, address) = (self.params.len(), self.convention.address);
        // SAFETY: the convention was chosen for this function's parameters, and the words were encoded for them. The
        // references that the function consumes are not used again.
        unsafe {
            match self.convention.entry {
                Entry::Integers => {
                    let raw = call_integers(address, &words[..count]);
                    if self.convention.borrows {
                        self.release_borrowed(words);
                    }
                    raw
                }
                Entry::Mixed => {
                    let machines = self.params.iter().map(|param| param.machine);
                    let raw = call_mixed(address, &words[..count], machines, self.convention.result);
                    self.release_borrowed(words);
                    raw
                }
                Entry::Uniform { world } => {
                    words[count] = LeanObj::scalar(0).into_raw() as u64;
                    call_integers(address, &words[..count + usize::from(world)])
                }
                Entry::Array { world } => {
                    words[count] = LeanObj::scalar(0).into_raw() as u64;
                    call_array(address, &mut words[..count + usize::from(world)])
                }
                Entry::Constant => read_constant(address, self.convention.result),
            }
        }
    }

    /// Releases the arguments that the function borrowed.
    fn release_borrowed(&self, words: &[u64]) {
        for (param, &word) in self.params.iter().zip(words) {
            if param.borrowed && !param.machine.is_scalar() {
                // SAFETY: the argument was encoded as an object, and the function did not consume it.
                drop(unsafe { LeanObj::from_word(word) });
            }
        }
    }

    /// Decodes the word of the result, which is owned.
    #[inline]
    fn read<R: Decode>(&self, raw: u64) -> Result<R, CallError> {
        let machine = self.convention.result;
        if machine.is_scalar() && !self.convention.boxed {
            return R::from_bits(truncate(raw, machine), self.result_ty()).map_err(|e| self.result_error(e));
        }
        // SAFETY: a result that is not a scalar is an owned reference.
        let object = unsafe { LeanObj::from_word(raw) };
        read_result(self.effect, object, self.result_ty()).map_err(|failure| match failure {
            ResultError::Marshal(error) => self.result_error(error),
            ResultError::Thrown(error) => CallError::Io { function: self.name.clone(), error },
        })
    }

    #[cold]
    fn marshal_error(&self, error: MarshalError) -> CallError {
        CallError::Marshal { function: Some(self.name.clone()), error }
    }

    #[cold]
    fn result_error(&self, error: MarshalError) -> CallError {
        self.marshal_error(error.at(Step::Result))
    }

    #[cold]
    fn wrong_arity(&self, got: usize) -> CallError {
        CallError::from(Box::new(ArityError {
            function: self.info.export_name.clone(),
            signature: self.info.to_string(),
            expected: self.params.len(),
            got,
        }))
    }
}

/// Reads a constant. If it is an object, the word is an owned reference.
///
/// # Safety
/// `address` must be that of a data symbol with an initialised constant of this machine type.
unsafe fn read_constant(address: *const c_void, machine: MachineType) -> u64 {
    // SAFETY: the symbol has the size and the alignment of the machine type, and the constant's object is alive.
    unsafe {
        match machine {
            MachineType::U8 => u64::from(address.cast::<u8>().read()),
            MachineType::U16 => u64::from(address.cast::<u16>().read()),
            MachineType::U32 | MachineType::F32 => u64::from(address.cast::<u32>().read()),
            MachineType::U64 | MachineType::Usize | MachineType::F64 => address.cast::<u64>().read(),
            _ => ObjRef::from_raw(address.cast::<*mut crate::sys::lean_object>().read()).to_obj().into_raw() as u64,
        }
    }
}

/// An exported function or constant of a library.
#[derive(Clone)]
pub struct Function(pub(super) Arc<Prepared>);

impl Function {
    /// The registry's description of the function.
    pub fn info(&self) -> &FuncInfo {
        &self.0.info
    }

    /// Calls the function.
    ///
    /// # Errors
    /// As [`LeanLibrary::call`](super::LeanLibrary::call).
    #[inline]
    pub fn call<A: Args>(&self, args: A) -> Result<Value, CallError> {
        self.0.invoke(args)
    }

    /// Reads arguments from JSON, in the form of
    /// [`Wrapper::value_from_json`](crate::marshal::Wrapper::value_from_json). The result of [`call`](Self::call)
    /// serializes to the same form.
    ///
    /// # Errors
    /// [`CallError::Arity`] and [`CallError::Marshal`] for arguments that do not fit.
    pub fn args_from_json(&self, args: &[serde_json::Value]) -> Result<Vec<Value>, CallError> {
        self.read_args(args.iter())
    }

    /// As [`args_from_json`](Self::args_from_json), for JSON of any depth.
    ///
    /// # Errors
    /// As [`args_from_json`](Self::args_from_json).
    pub fn args_from_deep_json(&self, args: &[DeepJson]) -> Result<Vec<Value>, CallError> {
        self.read_args(args.iter().map(|json| &**json))
    }

    fn read_args<'j>(
        &self,
        args: impl ExactSizeIterator<Item = &'j serde_json::Value>,
    ) -> Result<Vec<Value>, CallError> {
        let prepared = &self.0;
        if args.len() != prepared.params.len() {
            return Err(prepared.wrong_arity(args.len()));
        }
        let read = |(i, (param, json)): (usize, (&Param, _))| {
            read_json(json, Ty { codec: &param.codec, table: &prepared.table })
                .map_err(|e| prepared.marshal_error(e.at(Step::Argument(i + 1, param.name.clone()))))
        };
        prepared.params.iter().zip(args).enumerate().map(read).collect()
    }

    /// The same function for Rust types, which are checked here and not again in each call.
    ///
    /// # Errors
    /// [`CallError::Arity`] and [`CallError::Marshal`] if the Lean function does not have these types.
    pub fn typed<A: TypedArgs, R: FromLean>(&self) -> Result<TypedFunction<A, R>, CallError> {
        let prepared = &self.0;
        let accepts = A::accepts();
        if accepts.len() != prepared.params.len() {
            return Err(prepared.wrong_arity(accepts.len()));
        }
        for (i, (param, (accepts, rust))) in prepared.params.iter().zip(accepts).enumerate() {
            if !accepts(Ty { codec: &param.codec, table: &prepared.table }.carried()) {
                let ty = Ty { codec: &param.codec, table: &prepared.table };
                let error = ty.mismatch(format!("the Rust type {rust}"));
                return Err(prepared.marshal_error(error.at(Step::Argument(i + 1, param.name.clone()))));
            }
        }
        if !R::accepts(prepared.result_ty().carried()) {
            let rust = format!("the Rust type {}", std::any::type_name::<R>());
            return Err(prepared.result_error(prepared.result_ty().mismatch(rust)));
        }
        Ok(TypedFunction { function: self.clone(), types: PhantomData })
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({})", self.0.info)
    }
}

/// A function for Rust types, which were checked when the function was looked up.
pub struct TypedFunction<A, R> {
    function: Function,
    types: PhantomData<fn(A) -> R>,
}

impl<A: TypedArgs, R: FromLean> TypedFunction<A, R> {
    /// Calls the function.
    ///
    /// # Errors
    /// As [`LeanLibrary::call`](super::LeanLibrary::call), except for wrong types, which cannot occur.
    #[inline]
    pub fn call(&self, args: A) -> Result<R, CallError> {
        self.function.0.invoke(args)
    }

    /// The registry's description of the function.
    pub fn info(&self) -> &FuncInfo {
        self.function.info()
    }
}

impl<A, R> Clone for TypedFunction<A, R> {
    fn clone(&self) -> Self {
        TypedFunction { function: self.function.clone(), types: PhantomData }
    }
}

impl<A, R> fmt::Debug for TypedFunction<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.function.fmt(f)
    }
}

/// Tuples of arguments whose types can be checked without values.
pub trait TypedArgs: Args + typed::Accepts {}

impl<A: Args + typed::Accepts> TypedArgs for A {}

mod typed {
    use crate::marshal::Ty;

    /// Whether a Rust type has values of a Lean type, and the name of the Rust type.
    pub type TypeCheck = (fn(Ty<'_>) -> bool, &'static str);

    pub trait Accepts {
        fn accepts() -> Vec<TypeCheck>;
    }
}

macro_rules! typed_args {
    ($($name:ident),*) => {
        impl<$($name: IntoLean),*> typed::Accepts for ($($name,)*) {
            fn accepts() -> Vec<typed::TypeCheck> {
                vec![$((<$name as Encode>::accepts, std::any::type_name::<$name>())),*]
            }
        }
    };
}

typed_args!();
typed_args!(A);
typed_args!(A, B);
typed_args!(A, B, C);
typed_args!(A, B, C, D);
typed_args!(A, B, C, D, E);
typed_args!(A, B, C, D, E, F);
typed_args!(A, B, C, D, E, F, G);
typed_args!(A, B, C, D, E, F, G, H);
typed_args!(A, B, C, D, E, F, G, H, I);
typed_args!(A, B, C, D, E, F, G, H, I, J);
typed_args!(A, B, C, D, E, F, G, H, I, J, K);
typed_args!(A, B, C, D, E, F, G, H, I, J, K, L);
