//! From a [`TypeRepr`] to a [`Codec`], the prepared form that encoding and decoding walk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};

use super::error::{MarshalError, Step};
use super::inductive::Constructor;
use super::layout::Layout;
use crate::registry::{Bits, CtorInfo, FieldPlace, LibraryRegistry, MachineType, TypeInfo, TypeRepr};

/// The largest tag of a constructor object (`lean.h`: `LeanMaxCtorIdx`).
const MAX_CTOR_TAG: usize = 243;

/// A prepared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Unit,
    Bool,
    Nat,
    Int,
    /// An unsigned integer of this machine type.
    UInt(MachineType),
    /// A signed integer, carried in the unsigned machine type of its width.
    SInt(MachineType),
    Float,
    Float32,
    Char,
    String,
    Array(Box<Codec>),
    List(Box<Codec>),
    Option(Box<Codec>),
    Prod(Box<(Codec, Codec)>),
    Sum(Box<(Codec, Codec)>),
    /// The error's type and the value's.
    Except(Box<(Codec, Codec)>),
    /// An index into [`TypeTable::inductives`].
    Inductive(usize),
    Opaque(Arc<str>),
}

/// A registered type, prepared.
#[derive(Debug)]
pub(crate) struct Inductive {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    pub(crate) constructors: Vec<PreparedConstructor>,
}

/// How the values of an inductive type are represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As constructor objects, or scalars for constructors without fields.
    Object,
    /// As the constructor's index in this machine type.
    Enum(MachineType),
    /// As the one field that is not erased, the field with this index.
    Trivial(usize),
}

/// A constructor with its fields' types and places.
#[derive(Debug)]
pub(crate) struct PreparedConstructor {
    pub(crate) definition: &'static Constructor,
    pub(crate) fields: Vec<Codec>,
    pub(crate) layout: Layout,
}

/// All types of one registry, prepared.
#[derive(Debug)]
pub(crate) struct TypeTable {
    /// Tells opaque types of different registries apart.
    pub(crate) origin: u64,
    inductives: Vec<Result<Inductive, MarshalError>>,
    by_name: FxHashMap<String, usize>,
    /// By the end of the name behind its last dot, or `None` where several types end so.
    by_last_name: FxHashMap<String, Option<usize>>,
}

impl TypeTable {
    /// Prepares every type of `registry`. A type that leanbind cannot carry is an error when it is looked up.
    pub(crate) fn new(registry: &LibraryRegistry) -> Self {
        static NEXT_ORIGIN: AtomicU64 = AtomicU64::new(0);
        let infos = registry.types();
        let by_name: FxHashMap<String, usize> =
            infos.iter().enumerate().map(|(i, info)| (info.name.clone(), i)).collect();
        let origin = NEXT_ORIGIN.fetch_add(1, Ordering::Relaxed);
        let mut builder = Builder { origin, infos, by_name: &by_name, fields: Vec::new() };
        builder.fields = infos.iter().map(|info| builder.field_codecs(info)).collect();
        let mut inductives: Vec<_> = (0..infos.len()).map(|i| builder.inductive(i)).collect();
        spread_failures(&mut inductives);
        let mut by_last_name = FxHashMap::default();
        for (i, info) in infos.iter().enumerate() {
            let last = info.name.rsplit('.').next().unwrap_or_default().to_owned();
            by_last_name.entry(last).and_modify(|known| *known = None).or_insert(Some(i));
        }
        TypeTable { by_last_name, origin, inductives, by_name }
    }

    /// The prepared form of `repr`.
    pub(crate) fn codec(&self, repr: &TypeRepr) -> Result<Codec, MarshalError> {
        let codec = compile(repr, &self.by_name)?;
        let mut failed = None;
        codec.visit_inductives(&mut |i| {
            if let Err(error) = &self.inductives[i] {
                failed.get_or_insert_with(|| error.clone());
            }
        });
        failed.map_or(Ok(codec), Err)
    }

    /// A type that a codec of this table refers to.
    #[inline]
    pub(crate) fn inductive(&self, index: usize) -> &Inductive {
        match &self.inductives[index] {
            Ok(inductive) => inductive,
            Err(_) => unreachable!("`codec` gives out no type that failed"),
        }
    }

    /// The type called `name`, or the only one whose name ends in it, if there is one.
    pub(crate) fn find(&self, name: &str) -> Option<Result<&Inductive, &MarshalError>> {
        let index = self.by_name.get(name).copied().or_else(|| self.by_last_name.get(name).copied().flatten());
        index.map(|i| self.inductives[i].as_ref())
    }

    /// The full names of all types.
    pub(crate) fn names(&self) -> Vec<String> {
        self.by_name.keys().cloned().collect()
    }

    /// How a value of type `codec` is represented outside of a box.
    pub(crate) fn machine(&self, codec: &Codec) -> MachineType {
        match codec {
            Codec::Inductive(i) => {
                let inductive = self.inductive(*i);
                match inductive.shape {
                    Shape::Object => MachineType::Object,
                    Shape::Enum(machine) => machine,
                    Shape::Trivial(field) => self.machine(&inductive.constructors[0].fields[field]),
                }
            }
            other => other.builtin_machine(),
        }
    }
}

impl PreparedConstructor {
    /// `error`, seen from field `i`.
    #[cold]
    pub(crate) fn at_field(&self, error: MarshalError, i: usize) -> MarshalError {
        let name = self.definition.field_names.as_ref().and_then(|names| names.get(i)).cloned();
        error.at(Step::Field(i, name)).at(Step::Constructor(self.definition.name.clone()))
    }
}

impl Codec {
    /// The representation of every type but a registered one.
    fn builtin_machine(&self) -> MachineType {
        match self {
            Codec::Bool => MachineType::U8,
            Codec::UInt(machine) | Codec::SInt(machine) => *machine,
            Codec::Float => MachineType::F64,
            Codec::Float32 => MachineType::F32,
            Codec::Char => MachineType::U32,
            _ => MachineType::Object,
        }
    }

    /// Calls `f` with the index of every registered type that stands in this type.
    fn visit_inductives(&self, f: &mut dyn FnMut(usize)) {
        match self {
            Codec::Inductive(i) => f(*i),
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => elem.visit_inductives(f),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => {
                pair.0.visit_inductives(f);
                pair.1.visit_inductives(f);
            }
            _ => {}
        }
    }
}

/// A type with a field of a type that failed fails too.
fn spread_failures(inductives: &mut [Result<Inductive, MarshalError>]) {
    loop {
        let failure = |inductive: &Inductive| {
            let mut cause = None;
            for codec in inductive.constructors.iter().flat_map(|ctor| &ctor.fields) {
                codec.visit_inductives(&mut |used| {
                    if let Err(error) = &inductives[used] {
                        cause.get_or_insert_with(|| error.clone().at(Step::Type(inductive.name.clone())));
                    }
                });
            }
            cause
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

/// Types whose objects carry data that only Lean's own constructors compute (`computed_fields`).
const KERNEL_TYPES: [&str; 3] = ["Lean.Name", "Lean.Level", "Lean.Expr"];

/// Structures whose objects are the runtime's own (`lean.h`), whatever their fields.
const RUNTIME_TYPES: [&str; 4] = ["ByteArray", "FloatArray", "Thunk", "Task"];

fn compile(repr: &TypeRepr, by_name: &FxHashMap<String, usize>) -> Result<Codec, MarshalError> {
    let one = |elem: &TypeRepr| compile(elem, by_name).map(Box::new);
    let two = |a: &TypeRepr, b: &TypeRepr| Ok(Box::new((compile(a, by_name)?, compile(b, by_name)?)));
    let unsupported = |why: &str| Err(MarshalError::new("a type that leanbind can carry", format!("{repr}: {why}")));
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
        TypeRepr::Prod(a, b) => Ok(Codec::Prod(two(a, b)?)),
        TypeRepr::Sum(a, b) => Ok(Codec::Sum(two(a, b)?)),
        TypeRepr::Except { error, value, eio: false } => Ok(Codec::Except(two(error, value)?)),
        TypeRepr::Named(name) => match by_name.get(name) {
            Some(_) if KERNEL_TYPES.contains(&name.as_str()) => {
                unsupported("the types of Lean's kernel are not supported yet")
            }
            Some(_) if RUNTIME_TYPES.contains(&name.as_str()) => unsupported("it is not supported yet"),
            Some(&i) => Ok(Codec::Inductive(i)),
            None => unsupported("no entry of the registry defines it"),
        },
        TypeRepr::Unnamed(_) => unsupported("function types and type variables are not supported yet"),
        TypeRepr::Opaque(name) => Ok(Codec::Opaque(name.as_str().into())),
        TypeRepr::Io { .. } | TypeRepr::Except { eio: true, .. } => {
            unsupported("an action is run as a function's result; it is not carried as a value")
        }
        _ => unsupported("this kind of type is not supported yet"),
    }
}

/// Prepares the types of one registry: first the fields' types, then representations and layouts, which need them.
struct Builder<'a> {
    /// That of the table.
    origin: u64,
    infos: &'a [TypeInfo],
    by_name: &'a FxHashMap<String, usize>,
    /// Per type, per constructor, per field.
    fields: Vec<Result<Vec<Vec<Codec>>, MarshalError>>,
}

impl Builder<'_> {
    fn field_codecs(&self, info: &TypeInfo) -> Result<Vec<Vec<Codec>>, MarshalError> {
        let constructor = |ctor: &CtorInfo| {
            let field = |(i, repr)| {
                if is_erased(info, ctor, i) {
                    return Ok(Codec::Unit);
                }
                compile(repr, self.by_name)
                    .map_err(|e| e.at(field_step(ctor, i)).at(Step::Constructor(ctor.name.clone())))
            };
            ctor.fields.iter().enumerate().map(field).collect()
        };
        if info.num_params.is_some_and(|count| count > 0) {
            let error =
                MarshalError::new("a type that leanbind can carry", "types with parameters are not supported yet");
            return Err(error.at(Step::Type(info.name.clone())));
        }
        let constructors: Result<_, MarshalError> = info.ctors.iter().map(constructor).collect();
        constructors.map_err(|e| e.at(Step::Type(info.name.clone())))
    }

    fn inductive(&self, index: usize) -> Result<Inductive, MarshalError> {
        let info = &self.infos[index];
        let fields = self.fields[index].as_ref().map_err(Clone::clone)?;
        let wrong = |why: String| {
            MarshalError::new("a layout that fits the fields' types", why).at(Step::Type(info.name.clone()))
        };
        let shape = self.shape(index).map_err(wrong)?;
        let mut constructors = Vec::with_capacity(info.ctors.len());
        for (ctor, codecs) in info.ctors.iter().zip(fields) {
            let mut machines = Vec::with_capacity(codecs.len());
            for codec in codecs {
                machines.push(self.machine(codec, 0).map_err(wrong)?);
            }
            let layout = match (&ctor.layout, shape) {
                // The object of a trivial structure does not exist.
                (_, Shape::Trivial(_)) => Layout { objects: 0, scalar_bytes: 0, places: Vec::new() },
                (Some(reported), _) => Layout::reported(reported, &machines)
                    .map_err(|why| wrong(why).at(Step::Constructor(ctor.name.clone())))?,
                (None, _) => {
                    Layout::by_rule(&machines).map_err(|why| wrong(why).at(Step::Constructor(ctor.name.clone())))?
                }
            };
            if shape == Shape::Object && !layout.is_scalar() && ctor.tag > MAX_CTOR_TAG {
                let why = format!("constructor {}, and an object's tag is at most {MAX_CTOR_TAG}", ctor.tag);
                return Err(wrong(why));
            }
            let guessed = ctor.layout.is_none() && shape == Shape::Object && codecs.iter().any(|c| self.is_guessed(c));
            let only_of_lean = guessed || (0..ctor.fields.len()).any(|i| is_erased(info, ctor, i));
            constructors.push(PreparedConstructor {
                definition: Constructor {
                    type_name: info.name.clone(),
                    name: ctor.name.clone(),
                    tag: ctor.tag as u32,
                    field_names: ctor.field_names.clone(),
                    arity: ctor.fields.len(),
                    only_of: only_of_lean.then_some(self.origin),
                }
                .intern(),
                fields: codecs.clone(),
                layout,
            });
        }
        Ok(Inductive { name: info.name.clone(), shape, constructors })
    }

    /// `Lean.IR.toIRType` and `Lean.Compiler.LCNF.hasTrivialStructure?`, where the registry does not tell.
    fn shape(&self, index: usize) -> Result<Shape, String> {
        let info = &self.infos[index];
        let told = info.repr.is_some();
        if let Some(field) = info.trivial_field {
            return Ok(Shape::Trivial(field));
        }
        if let Some(machine) = info.repr.filter(|machine| machine.is_scalar()) {
            return self.enumeration(info, machine).map(Shape::Enum);
        }
        if told {
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
            [ctor] if ctor.fields.len() == 1 && !self.is_recursive(index) => Ok(Shape::Trivial(0)),
            _ => Ok(Shape::Object),
        }
    }

    /// The machine type of an enumeration, if it can be one of these constructors.
    fn enumeration(&self, info: &TypeInfo, machine: MachineType) -> Result<MachineType, String> {
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

    /// Whether a type is taken for an object only because nothing is known of it. An object of Lean's that has as many
    /// fields as the guess says proves the guess right.
    fn is_guessed(&self, codec: &Codec) -> bool {
        match codec {
            Codec::Opaque(_) => true,
            Codec::Inductive(i) => match (self.shape(*i), &self.fields[*i]) {
                (Ok(Shape::Trivial(field)), Ok(fields)) => self.is_guessed(&fields[0][field]),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a value of the type may hold another one, directly or inside of values of other types (`isRec` of
    /// `Lean.InductiveVal`, which mutual types share).
    fn is_recursive(&self, index: usize) -> bool {
        let (mut seen, mut open) = (FxHashSet::default(), vec![index]);
        while let Some(next) = open.pop() {
            for codec in self.fields[next].iter().flatten().flatten() {
                codec.visit_inductives(&mut |used| {
                    if seen.insert(used) {
                        open.push(used);
                    }
                });
            }
        }
        seen.contains(&index)
    }

    fn machine(&self, codec: &Codec, depth: usize) -> Result<MachineType, String> {
        let Codec::Inductive(i) = codec else { return Ok(codec.builtin_machine()) };
        if depth > self.infos.len() {
            return Err(format!("{} is a trivial structure around itself", self.infos[*i].name));
        }
        match self.shape(*i)? {
            Shape::Object => Ok(MachineType::Object),
            Shape::Enum(machine) => Ok(machine),
            Shape::Trivial(field) => {
                let fields = self.fields[*i].as_ref().map_err(ToString::to_string)?;
                match fields.first().and_then(|ctor| ctor.get(field)) {
                    Some(codec) if fields.len() == 1 => self.machine(codec, depth + 1),
                    _ => Err(format!("{} has no field {field} to stand for it", self.infos[*i].name)),
                }
            }
        }
    }
}

/// Whether the compiler says that field `i` of `ctor` does not exist at run time: a proof or a type.
fn is_erased(info: &TypeInfo, ctor: &CtorInfo, i: usize) -> bool {
    let in_layout = ctor.layout.as_ref().and_then(|layout| layout.fields.get(i)) == Some(&FieldPlace::Erased);
    in_layout || info.trivial_field.is_some_and(|field| field != i)
}

/// The step into field `i` of `ctor`.
fn field_step(ctor: &CtorInfo, i: usize) -> Step {
    Step::Field(i, ctor.field_names.as_ref().and_then(|names| names.get(i)).cloned())
}
