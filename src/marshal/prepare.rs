//! From [`TypeRepr`]s to [`Codec`]s: every inductive type is prepared once for each list of arguments that it is used at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::checked::{Bound, Checked, Proof};
use super::codec::{Codec, FunctionType, Inductive, PreparedConstructor, Shape};
use super::convert::{Conversion, Converted};
use super::effect::Effect;
use super::error::{MarshalError, Step};
use super::inductive::{Constructor, MadeAt, OnlyOf};
use super::kernel_types::kernel_types;
use super::layout::Layout;
use super::ty::repr;
use crate::object::{MAX_CTOR_TAG, SmartConstructor};
use crate::registry::{Bits, CtorInfo, FieldPlace, LibraryRegistry, MachineType, TypeInfo, TypeRepr, last_component};

/// A type that contains itself at ever larger arguments has no end; others stay far below this.
const MAX_INSTANCES: usize = 10_000;

/// A closure's arity has 16 bits (`lean_closure_object`); two of its arguments may not be the type's.
const MAX_PARAMS: usize = u16::MAX as usize - 2;

/// The inductive types of one registry, and those of Lean's kernel, as they are described.
#[derive(Debug)]
pub(crate) struct Definitions {
    origin: u64,
    infos: Vec<TypeInfo>,
    by_name: FxHashMap<String, usize>,
    /// By the last component of the name, or `None` where several types end so.
    by_last_name: FxHashMap<String, Option<usize>>,
    /// Those of each type.
    constructors: Vec<Constructors>,
    /// Each may refer to those before it.
    conversions: Vec<Conversion>,
}

/// A type's constructors as values refer to them, or why the type cannot be carried.
type Constructors = Result<Vec<&'static Constructor>, MarshalError>;

impl Definitions {
    pub(crate) fn new(registry: &LibraryRegistry, conversions: Vec<Conversion>) -> Self {
        static NEXT_ORIGIN: AtomicU64 = AtomicU64::new(0);
        // The kernel's types are better known here than to any registry.
        let kernel = kernel_types();
        let is_new = |info: &&TypeInfo| kernel.iter().all(|known| known.name != info.name);
        let own = registry.types().iter().filter(is_new).cloned();
        let infos: Vec<TypeInfo> = own.chain(kernel.iter().cloned()).collect();
        let by_name = infos.iter().enumerate().map(|(i, info)| (info.name.clone(), i)).collect();
        let mut by_last_name = FxHashMap::default();
        for (i, info) in infos.iter().enumerate() {
            let last = last_component(&info.name).to_owned();
            by_last_name.entry(last).and_modify(|known| *known = None).or_insert(Some(i));
        }
        let origin = NEXT_ORIGIN.fetch_add(1, Ordering::Relaxed);
        let constructors_to_come = Vec::new();
        let mut definitions =
            Definitions { origin, infos, by_name, by_last_name, constructors: constructors_to_come, conversions };
        definitions.constructors = constructors(&definitions);
        definitions
    }

    pub(crate) fn origin(&self) -> u64 {
        self.origin
    }

    /// The type called `name`, or the only one whose name ends in it, and its constructors, if there is one.
    pub(crate) fn find(&self, name: &str) -> Option<(&TypeInfo, &Constructors)> {
        let index = self.by_name.get(name).copied().or_else(|| self.by_last_name.get(name).copied().flatten());
        index.map(|i| (&self.infos[i], &self.constructors[i]))
    }

    /// The full names of all types.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.infos.iter().map(|info| info.name.as_str()).collect()
    }
}

/// The constructors of every type, each with a box for every argument.
fn constructors(definitions: &Definitions) -> Vec<Constructors> {
    let mut preparing = Preparing::new(definitions);
    let generic = |(i, info): (usize, &TypeInfo)| preparing.instance(i, vec![Codec::Boxed; argument_count(info)]);
    let ids: Vec<_> = definitions.infos.iter().enumerate().map(generic).collect();
    let inductives = preparing.finish();
    let constructors = ids.into_iter().map(|id| {
        let inductive = inductives[id?].as_ref().map_err(Clone::clone)?;
        Ok(inductive.constructors.iter().map(|ctor| ctor.definition).collect())
    });
    constructors.collect()
}

/// Prepares `types` and every inductive type that they lead to.
pub(super) fn prepare<'a>(
    definitions: &Definitions,
    types: impl Iterator<Item = &'a TypeRepr>,
) -> (Vec<Inductive>, Vec<Result<Codec, MarshalError>>) {
    let mut preparing = Preparing::new(definitions);
    let codecs: Vec<_> = types.map(|repr| preparing.codec(repr, &[])).collect();
    let inductives = preparing.finish();
    let checked = codecs.into_iter().map(|codec| {
        let codec = codec?;
        match first_failure(&codec, &inductives) {
            Some(error) => Err(error),
            None => Ok(codec),
        }
    });
    let codecs = checked.collect();
    // What failed is referred to by no codec.
    let failed = || Inductive { name: String::new(), args: Vec::new(), shape: Shape::Object, constructors: Vec::new() };
    (inductives.into_iter().map(|inductive| inductive.unwrap_or_else(|_| failed())).collect(), codecs)
}

/// Why a type that `codec` refers to failed, if one did.
fn first_failure(codec: &Codec, inductives: &[Result<Inductive, MarshalError>]) -> Option<MarshalError> {
    let mut failure = None;
    codec.visit_inductives(&mut |i| {
        if let Err(error) = &inductives[i] {
            failure.get_or_insert_with(|| error.clone());
        }
    });
    failure
}

/// A type with a field of a type that failed fails too.
fn spread_failures(inductives: &mut [Result<Inductive, MarshalError>]) {
    loop {
        let failure = |inductive: &Inductive| {
            let mut fields = inductive.constructors.iter().flat_map(|ctor| &ctor.fields);
            fields.find_map(|codec| first_failure(codec, inductives)).map(|e| e.at(Step::Type(inductive.name.clone())))
        };
        let failures: Vec<_> = inductives.iter().map(|i| i.as_ref().ok().and_then(failure)).collect();
        if failures.iter().all(Option::is_none) {
            return;
        }
        for (inductive, failure) in inductives.iter_mut().zip(failures) {
            if let Some(error) = failure {
                *inductive = Err(error);
            }
        }
    }
}

/// How many parameters and indices a type has.
fn argument_count(info: &TypeInfo) -> usize {
    info.num_params.unwrap_or(0) + info.num_indices.unwrap_or(0)
}

struct Preparing<'a> {
    definitions: &'a Definitions,
    /// How many of the conversions can be referred to.
    conversions: usize,
    /// By definition and arguments.
    ids: FxHashMap<(usize, Vec<Codec>), usize>,
    instances: Vec<Instance>,
}

/// An inductive type at its arguments.
struct Instance {
    definition: usize,
    args: Vec<Codec>,
    /// The same type with a box for every argument: all instances have its layout. It may be this one.
    generic: usize,
    /// Per constructor, per field, once they are prepared.
    fields: Result<Vec<Vec<Codec>>, MarshalError>,
}

impl<'a> Preparing<'a> {
    fn new(definitions: &'a Definitions) -> Self {
        let conversions = definitions.conversions.len();
        Preparing { definitions, conversions, ids: FxHashMap::default(), instances: Vec::new() }
    }

    /// Prepares every instance that was asked for, and those that they lead to.
    fn finish(mut self) -> Vec<Result<Inductive, MarshalError>> {
        self.prepare_fields();
        let mut inductives: Vec<_> = (0..self.instances.len()).map(|id| self.inductive(id)).collect();
        spread_failures(&mut inductives);
        inductives
    }

    /// The codec of `repr`, in which `params` stand for the parameters of the type that it belongs to.
    fn codec(&mut self, repr: &TypeRepr, params: &[Codec]) -> Result<Codec, MarshalError> {
        let unsupported =
            |why: &str| Err(MarshalError::new("a type that leanbind can carry", format!("{repr}: {why}")));
        let mut one = |elem: &TypeRepr| self.codec(elem, params).map(Box::new);
        let width = |bits: Bits| match bits {
            Bits::B8 => MachineType::U8,
            Bits::B16 => MachineType::U16,
            Bits::B32 => MachineType::U32,
            Bits::B64 => MachineType::U64,
        };
        match repr {
            TypeRepr::Unit => Ok(Codec::Unit),
            TypeRepr::Bool => Ok(Codec::Bool),
            TypeRepr::Nat => Ok(Codec::Nat),
            TypeRepr::Int => Ok(Codec::Int),
            TypeRepr::Float => Ok(Codec::Float),
            TypeRepr::Float32 => Ok(Codec::Float32),
            TypeRepr::Char => Ok(Codec::Char),
            TypeRepr::String => Ok(Codec::String),
            TypeRepr::UInt { bits } => Ok(Codec::UInt(width(*bits))),
            TypeRepr::SInt { bits } => Ok(Codec::SInt(width(*bits))),
            TypeRepr::USize => Ok(Codec::UInt(MachineType::Usize)),
            TypeRepr::ISize => Ok(Codec::SInt(MachineType::Usize)),
            TypeRepr::Array(elem) => Ok(Codec::Array(one(elem)?)),
            TypeRepr::List(elem) => Ok(Codec::List(one(elem)?)),
            TypeRepr::Option(elem) => Ok(Codec::Option(one(elem)?)),
            TypeRepr::Prod(a, b) => Ok(Codec::Prod(Box::new((*one(a)?, *one(b)?)))),
            TypeRepr::Sum(a, b) => Ok(Codec::Sum(Box::new((*one(a)?, *one(b)?)))),
            TypeRepr::Except { error, value, eio: false } => Ok(Codec::Except(Box::new((*one(error)?, *one(value)?)))),
            TypeRepr::Named { name, args } | TypeRepr::Opaque { name, args, .. } => {
                // Types that the runtime has objects of its own for (`lean.h`), derived or not.
                match (name.as_str(), args.as_slice()) {
                    ("ByteArray", []) => return Ok(Codec::Bytes),
                    ("FloatArray", []) => return Ok(Codec::Floats),
                    ("Thunk", [value]) => return Ok(Codec::Thunk(one(value)?)),
                    ("Task", [value]) => return Ok(Codec::Task(one(value)?)),
                    ("Thunk" | "Task", _) => return unsupported("the registry does not tell what it is of"),
                    _ => {}
                }
                if let Some(checked) = self.checked_codec(name, args, params)? {
                    return Ok(checked);
                }
                match (self.definitions.by_name.get(name), repr) {
                    // lean.py does not tell of what a subtype is.
                    (Some(_), TypeRepr::Opaque { .. }) if name == "Subtype" && args.is_empty() => {
                        Ok(Codec::Opaque(repr.clone().into()))
                    }
                    // A type of the kernel needs no `derive_python`.
                    (Some(&definition), _) => self.inductive_codec(repr, definition, args, params),
                    (None, TypeRepr::Opaque { .. }) if repr.has_variable() => {
                        unsupported("a type with a variable in it is not supported")
                    }
                    (None, TypeRepr::Opaque { .. }) => self.opaque_codec(repr, params),
                    (None, _) => unsupported("no entry of the registry defines it"),
                }
            }
            TypeRepr::Param { index, .. } => match params.get(*index) {
                Some(codec) => Ok(codec.clone()),
                None => unsupported("a parameter outside of the type that has it"),
            },
            // Nothing is passed for a type: compiled code does not look at it.
            TypeRepr::Sort(_) => Ok(Codec::Unit),
            TypeRepr::Natural(_) | TypeRepr::Argument { .. } | TypeRepr::Variable(_) | TypeRepr::Term { .. } => {
                unsupported("a value, not a type")
            }
            TypeRepr::Function { params: domains, result } => self.function_codec(repr, domains, result, params),
            TypeRepr::Io { .. } | TypeRepr::Except { eio: true, .. } => self.function_codec(repr, &[], repr, params),
            TypeRepr::Unnamed(_) => unsupported("a type with a variable in it is not supported"),
            _ => unsupported("this kind of type is not supported yet"),
        }
    }

    fn function_codec(
        &mut self,
        repr: &TypeRepr,
        domains: &[TypeRepr],
        result: &TypeRepr,
        params: &[Codec],
    ) -> Result<Codec, MarshalError> {
        let mut param_codecs = Vec::with_capacity(domains.len());
        for domain in domains {
            param_codecs.push(self.codec(domain, params)?);
        }
        let (carried, effect) = Effect::carried(result);
        let function = match (effect, self.codec(&carried, params)?) {
            // `A → B → C` and `A → (B → C)` are one type, whatever names stand in between.
            (Effect::None, Codec::Function(inner)) => {
                param_codecs.extend(inner.params.iter().cloned());
                FunctionType { params: param_codecs, result: inner.result.clone(), effect: inner.effect }
            }
            (Effect::None, result) if param_codecs.is_empty() => return Ok(result),
            (effect, result) => FunctionType { params: param_codecs, result, effect },
        };
        if function.params.len() > MAX_PARAMS {
            let what = format!("{repr}: more than {MAX_PARAMS} parameters");
            return Err(MarshalError::new("a type that leanbind can carry", what));
        }
        let codec = Codec::Function(Arc::new(function));
        // What such a function is given cannot be checked where it is called.
        if self.repr(&codec).has_variable() {
            let what = format!("{repr}: a function type that depends on another value");
            return Err(MarshalError::new("a type that leanbind can carry", what));
        }
        Ok(codec)
    }

    /// The codec of a library type whose values carry a proof that can be checked, if `name` is one.
    fn checked_codec(
        &mut self,
        name: &str,
        args: &[TypeRepr],
        params: &[Codec],
    ) -> Result<Option<Codec>, MarshalError> {
        let about = |arg: &TypeRepr| match arg {
            TypeRepr::Param { index, .. } => match params.get(*index) {
                Some(Codec::Bound(bound)) => Some((**bound).clone()),
                Some(Codec::Boxed) => Some(Bound::Parameter),
                _ => None,
            },
            other => bound(other),
        };
        let (proof, carrier) = match (name, args) {
            // A structure with one field, which is a number (`Init/Prelude.lean`).
            ("String.Pos.Raw", []) => return Ok(Some(Codec::Nat)),
            ("Rat", []) => (Some(Proof::LowestTerms), Codec::Prod(Box::new((Codec::Int, Codec::Nat)))),
            ("Fin", [n]) => (about(n).map(Proof::Below), Codec::Nat),
            ("BitVec", [n]) => (about(n).map(Proof::Bits), Codec::Nat),
            ("String.Pos", [text]) => (about(text).map(Proof::Position), Codec::Nat),
            ("Vector", [elem, n]) => {
                let elem = self.codec(elem, params)?;
                (about(n).map(Proof::Length), Codec::Array(Box::new(elem)))
            }
            // `Subarray`, which is reducible.
            ("Std.Slice", [TypeRepr::Opaque { name, args, .. }]) if name == "Std.Slice.Internal.SubarrayData" => {
                let [elem] = args.as_slice() else { return Ok(None) };
                let elem = self.codec(elem, params)?;
                (Some(Proof::Window), Codec::Array(Box::new(elem)))
            }
            _ => return Ok(None),
        };
        let checked = |proof| Codec::Checked(Box::new(Checked { proof, carrier }));
        match proof.map(checked) {
            Some(codec) => Ok(Some(codec)),
            None => {
                let what = format!("{name} at something else than a value");
                Err(MarshalError::new("a type that leanbind can carry", what))
            }
        }
    }

    /// The codec of a type that the registry does not describe: that of its conversion, if it has one.
    fn opaque_codec(&mut self, repr: &TypeRepr, params: &[Codec]) -> Result<Codec, MarshalError> {
        let repr = self.at_params(repr, params);
        let conversions = &self.definitions.conversions[..self.conversions];
        let Some(index) = conversions.iter().position(|conversion| conversion.source == repr) else {
            return Ok(Codec::Opaque(repr.into()));
        };
        let conversion = &self.definitions.conversions[index];
        let all = std::mem::replace(&mut self.conversions, index);
        let target = self.codec(&conversion.target, &[]);
        let error = conversion.error.as_ref().map(|error| self.codec(error, &[])).transpose();
        self.conversions = all;
        let functions = conversion.functions.clone();
        Ok(Codec::Converted(Converted { source: repr, target: target?, error: error?, functions }.into()))
    }

    /// `repr` with what `params` stand for in the place of parameters: the same opaque type at other arguments is another.
    fn at_params(&self, repr: &TypeRepr, params: &[Codec]) -> TypeRepr {
        let one = |repr: &TypeRepr| Box::new(self.at_params(repr, params));
        match repr {
            TypeRepr::Param { index, .. } => params.get(*index).map_or_else(|| repr.clone(), |codec| self.repr(codec)),
            TypeRepr::Array(elem) => TypeRepr::Array(one(elem)),
            TypeRepr::List(elem) => TypeRepr::List(one(elem)),
            TypeRepr::Option(elem) => TypeRepr::Option(one(elem)),
            TypeRepr::Prod(a, b) => TypeRepr::Prod(one(a), one(b)),
            TypeRepr::Sum(a, b) => TypeRepr::Sum(one(a), one(b)),
            TypeRepr::Except { error, value, eio } => {
                TypeRepr::Except { error: one(error), value: one(value), eio: *eio }
            }
            TypeRepr::Function { params: domains, result } => {
                let domains = domains.iter().map(|domain| self.at_params(domain, params)).collect();
                TypeRepr::Function { params: domains, result: one(result) }
            }
            TypeRepr::Named { name, args } => {
                let args = args.iter().map(|arg| self.at_params(arg, params)).collect();
                TypeRepr::Named { name: name.clone(), args }
            }
            TypeRepr::Opaque { name, args, text } => {
                let filled: Vec<_> = args.iter().map(|arg| self.at_params(arg, params)).collect();
                let text = match filled == *args {
                    true => text.clone(),
                    false => TypeRepr::Named { name: name.clone(), args: filled.clone() }.to_string(),
                };
                TypeRepr::Opaque { name: name.clone(), args: filled, text }
            }
            other => other.clone(),
        }
    }

    /// The type as the registry would describe it.
    fn repr(&self, codec: &Codec) -> TypeRepr {
        repr(codec, &|id| (&self.info(id).name, &self.instances[id].args))
    }

    fn inductive_codec(
        &mut self,
        repr: &TypeRepr,
        definition: usize,
        args: &[TypeRepr],
        params: &[Codec],
    ) -> Result<Codec, MarshalError> {
        let expected = argument_count(&self.definitions.infos[definition]);
        if args.len() != expected {
            let what = format!(
                "{repr}: it has {expected} parameters and indices, and the registry tells {} arguments",
                args.len()
            );
            return Err(MarshalError::new("a type that leanbind can carry", what));
        }
        let mut arg_codecs = Vec::with_capacity(args.len());
        for arg in args {
            arg_codecs.push(match bound(arg) {
                Some(bound) => Codec::Bound(Box::new(bound)),
                None => self.codec(arg, params)?,
            });
        }
        self.instance(definition, arg_codecs).map(Codec::Inductive)
    }

    /// The instance of a type at `args`.
    fn instance(&mut self, definition: usize, args: Vec<Codec>) -> Result<usize, MarshalError> {
        let key = (definition, args);
        if let Some(&id) = self.ids.get(&key) {
            return Ok(id);
        }
        let info = &self.definitions.infos[definition];
        if self.instances.len() >= MAX_INSTANCES {
            let error = MarshalError::new(
                "a type that leanbind can carry",
                "one that contains itself at larger and larger arguments",
            );
            return Err(error.at(Step::Type(info.name.clone())));
        }
        let generic_args = vec![Codec::Boxed; key.1.len()];
        let generic = if key.1 == generic_args { None } else { Some(self.instance(definition, generic_args)?) };
        let id = self.instances.len();
        let args = key.1.clone();
        self.instances.push(Instance { definition, args, generic: generic.unwrap_or(id), fields: Ok(Vec::new()) });
        self.ids.insert(key, id);
        Ok(id)
    }

    /// Prepares the fields of every instance, and of those that they lead to.
    fn prepare_fields(&mut self) {
        let mut next = 0;
        while next < self.instances.len() {
            let (definition, args) = (self.instances[next].definition, self.instances[next].args.clone());
            let info = &self.definitions.infos[definition];
            let fields = info.ctors.iter().map(|ctor| self.field_codecs(info, ctor, &args)).collect();
            self.instances[next].fields = fields;
            next += 1;
        }
    }

    fn field_codecs(&mut self, info: &TypeInfo, ctor: &CtorInfo, args: &[Codec]) -> Result<Vec<Codec>, MarshalError> {
        let mut codecs = Vec::with_capacity(ctor.fields.len());
        for (i, repr) in ctor.fields.iter().enumerate() {
            let codec = if is_erased(info, ctor, i) { Ok(Codec::Unit) } else { self.codec(repr, args) };
            codecs.push(codec.map_err(|e| {
                let name = ctor.field_names.as_ref().and_then(|names| names.get(i)).cloned();
                e.at(Step::Field(i, name)).at(Step::Constructor(ctor.name.clone())).at(Step::Type(info.name.clone()))
            })?);
        }
        Ok(codecs)
    }

    fn info(&self, id: usize) -> &TypeInfo {
        &self.definitions.infos[self.instances[id].definition]
    }

    fn inductive(&self, id: usize) -> Result<Inductive, MarshalError> {
        let (info, instance) = (self.info(id), &self.instances[id]);
        let fields = instance.fields.as_ref().map_err(Clone::clone)?;
        let generic = self.instances[instance.generic].fields.as_ref().map_err(Clone::clone)?;
        let wrong = |why: String| {
            MarshalError::new("a layout that fits the fields' types", why).at(Step::Type(info.name.clone()))
        };
        let shape = self.shape(id).map_err(wrong)?;
        let mut constructors = Vec::with_capacity(info.ctors.len());
        for (ctor, (codecs, generic)) in info.ctors.iter().zip(fields.iter().zip(generic)) {
            let in_constructor = |why: String| wrong(why).at(Step::Constructor(ctor.name.clone()));
            let mut machines = Vec::with_capacity(codecs.len());
            for codec in generic {
                machines.push(self.machine(codec, 0).map_err(in_constructor)?);
            }
            let layout = match (&ctor.layout, shape) {
                // The object of a trivial structure does not exist.
                (_, Shape::Trivial(_)) => Layout { objects: 0, scalar_bytes: 0, places: Vec::new() },
                (Some(reported), _) => Layout::reported(reported, &machines).map_err(in_constructor)?,
                (None, _) => Layout::by_rule(&machines).map_err(in_constructor)?,
            };
            if shape == Shape::Object && !layout.is_scalar() && ctor.tag > usize::from(MAX_CTOR_TAG) {
                let why = format!("constructor {}, and an object's tag is at most {MAX_CTOR_TAG}", ctor.tag);
                return Err(wrong(why));
            }
            let guessed = ctor.layout.is_none() && shape == Shape::Object && generic.iter().any(|c| self.is_guessed(c));
            let is_open = |codec: &Codec| codec.is_open(&|id| &self.instances[id].args);
            let proves = (0..ctor.fields.len()).any(|i| is_erased(info, ctor, i)) || codecs.iter().any(is_open);
            let only_of_lean = guessed || proves || info.num_indices.is_some_and(|indices| indices > 0);
            // A proof may be about an argument.
            let made_at = || match instance.args.iter().any(is_open) {
                true => MadeAt::Part,
                false => MadeAt::Arguments(instance.args.iter().map(|arg| self.repr(arg)).collect()),
            };
            let definition = Constructor {
                type_name: info.name.clone(),
                name: ctor.name.clone(),
                tag: ctor.tag as u32,
                field_names: ctor.field_names.clone(),
                arity: ctor.fields.len(),
                only_of: only_of_lean.then(|| OnlyOf { origin: self.definitions.origin, made_at: made_at() }),
            };
            constructors.push(PreparedConstructor {
                definition: definition.intern(),
                fields: codecs.clone(),
                layout,
                smart: SmartConstructor::find(&info.name, &ctor.name),
            });
        }
        Ok(Inductive { name: info.name.clone(), args: instance.args.clone(), shape, constructors })
    }

    /// `Lean.IR.toIRType` and `Lean.Compiler.LCNF.hasTrivialStructure?`, where the registry does not tell.
    fn shape(&self, id: usize) -> Result<Shape, String> {
        let info = self.info(id);
        if let Some(field) = info.trivial_field {
            return Ok(Shape::Trivial(field));
        }
        if let Some(machine) = info.repr.filter(|machine| machine.is_scalar()) {
            return enumeration(info, machine).map(Shape::Enum);
        }
        if info.repr.is_some() {
            return Ok(Shape::Object);
        }
        if info.ctors.iter().all(|ctor| ctor.fields.is_empty()) {
            return Ok(match info.ctors.len() {
                1 => Shape::Object,
                0 | 2..=0xff => Shape::Enum(MachineType::U8),
                0x100..=0xffff => Shape::Enum(MachineType::U16),
                _ => Shape::Enum(MachineType::U32),
            });
        }
        match info.ctors.as_slice() {
            [ctor] if ctor.fields.len() == 1 && !self.is_recursive(id) => Ok(Shape::Trivial(0)),
            _ => Ok(Shape::Object),
        }
    }

    /// Whether a type is taken for an object only because nothing is known of it. An object of Lean's that has as many
    /// fields as the guess says proves the guess right.
    fn is_guessed(&self, codec: &Codec) -> bool {
        match codec {
            Codec::Opaque(_) | Codec::Converted(_) => true,
            Codec::Inductive(id) => match (self.shape(*id), &self.instances[*id].fields) {
                (Ok(Shape::Trivial(field)), Ok(fields)) => self.is_guessed(&fields[0][field]),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a value of the type may hold another one, directly or inside of values of other types (`isRec` of
    /// `Lean.InductiveVal`, which mutual types share).
    fn is_recursive(&self, id: usize) -> bool {
        let (mut seen, mut open) = (FxHashSet::default(), vec![id]);
        while let Some(next) = open.pop() {
            for codec in self.instances[next].fields.iter().flatten().flatten() {
                codec.visit_inductives(&mut |used| {
                    if seen.insert(used) {
                        open.push(used);
                    }
                });
            }
        }
        seen.contains(&id)
    }

    fn machine(&self, codec: &Codec, depth: usize) -> Result<MachineType, String> {
        let Codec::Inductive(id) = codec else { return Ok(codec.builtin_machine()) };
        if depth > self.instances.len() {
            return Err(format!("{} is a trivial structure around itself", self.info(*id).name));
        }
        match self.shape(*id)? {
            Shape::Object => Ok(MachineType::Object),
            Shape::Enum(machine) => Ok(machine),
            Shape::Trivial(field) => {
                let fields = self.instances[*id].fields.as_ref().map_err(ToString::to_string)?;
                match fields.first().and_then(|ctor| ctor.get(field)) {
                    Some(codec) if fields.len() == 1 => self.machine(codec, depth + 1),
                    _ => Err(format!("{} has no field {field} to stand for it", self.info(*id).name)),
                }
            }
        }
    }
}

/// The value among a type's arguments that `repr` is, if it is one.
fn bound(repr: &TypeRepr) -> Option<Bound> {
    Some(match repr {
        TypeRepr::Natural(digits) => Bound::Number(digits.parse().ok()?),
        TypeRepr::Argument { index, plus, text } => {
            Bound::Argument { index: *index, plus: *plus, text: text.as_str().into() }
        }
        TypeRepr::Variable(text) => Bound::Variable(text.as_str().into()),
        TypeRepr::Term { text, explicit } => {
            Bound::Term { text: text.as_str().into(), explicit: explicit.as_str().into() }
        }
        _ => return None,
    })
}

/// The machine type of an enumeration, if it can be one of these constructors.
fn enumeration(info: &TypeInfo, machine: MachineType) -> Result<MachineType, String> {
    let values = match machine {
        MachineType::U8 | MachineType::U16 | MachineType::U32 => 1 << (8 * machine.bytes()),
        _ => 0,
    };
    let carries = |ctor: &CtorInfo| (0..ctor.fields.len()).any(|i| !is_erased(info, ctor, i));
    match info.ctors.iter().find(|ctor| carries(ctor)) {
        Some(ctor) => Err(format!("machine type {machine} and constructor {} with fields", ctor.name)),
        None if info.ctors.len() > values => Err(format!("machine type {machine} for {} names", info.ctors.len())),
        None => Ok(machine),
    }
}

/// Whether the compiler says that field `i` of `ctor` does not exist at run time: a proof or a type.
fn is_erased(info: &TypeInfo, ctor: &CtorInfo, i: usize) -> bool {
    let in_layout = ctor.layout.as_ref().and_then(|layout| layout.fields.get(i)) == Some(&FieldPlace::Erased);
    in_layout || info.trivial_field.is_some_and(|field| field != i)
}
