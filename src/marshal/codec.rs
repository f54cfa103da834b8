//! [`Codec`]: a prepared Lean type, which tells encoding and decoding how values look in memory. [`TypeTable`] holds
//! the prepared inductive types.

use std::sync::Arc;

use super::constructor::Constructor;
use super::conversion::ConversionFunctions;
use super::effect::Effect;
use super::error::{MarshalError, Step};
use super::invariant::{Bound, Invariant};
use super::layout::Layout;
use super::opaque::OpaqueType;
use crate::object::SmartConstructor;
use crate::registry::{MachineType, TypeRepr, same_name};

/// A prepared Lean type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Codec {
    Unit,
    Bool,
    Nat,
    Int,
    /// An unsigned integer of this machine type.
    UInt(MachineType),
    /// A signed integer. The machine type is the unsigned one of the same width.
    SInt(MachineType),
    Float,
    Float32,
    Char,
    String,
    Bytes,
    Floats,
    Array(Box<Codec>),
    List(Box<Codec>),
    Option(Box<Codec>),
    Thunk(Box<Codec>),
    Task(Box<Codec>),
    Prod(Box<(Codec, Codec)>),
    Sum(Box<(Codec, Codec)>),
    /// The type of the error, then the type of the value.
    Except(Box<(Codec, Codec)>),
    /// An index into [`TypeTable::inductive`].
    Inductive(usize),
    /// A type whose invariant Rust checks.
    Checked(Box<Checked>),
    /// A type whose values are converted to and from values of another type.
    Converted(Arc<Converted>),
    /// Not a type: a value among the arguments of a type.
    Bound(Box<Bound>),
    /// A type that the registry does not describe.
    Opaque(Arc<OpaqueType>),
    /// A function, or an action.
    Function(Arc<FunctionType>),
    /// A type parameter, used to compute the layout that all instances of a type share. It is always an object.
    Boxed,
}

/// A type whose values carry a proof that Rust can check.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Checked {
    pub(crate) invariant: Invariant,
    /// The type that represents the values.
    pub(crate) carrier: Codec,
}

/// A prepared conversion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Converted {
    pub(crate) source: TypeRepr,
    pub(crate) target: Codec,
    pub(crate) error: Option<Codec>,
    pub(crate) functions: ConversionFunctions,
}

/// A prepared function type. Arguments and result are boxed.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct FunctionType {
    pub(crate) params: Vec<Codec>,
    /// Never the type of a pure function: its parameters are appended to `params` instead.
    pub(crate) result: Codec,
    pub(crate) effect: Effect,
}

/// A prepared inductive type, at given arguments.
#[derive(Debug)]
pub(crate) struct Inductive {
    pub(crate) name: String,
    pub(crate) args: Vec<Codec>,
    pub(crate) representation: Representation,
    pub(crate) constructors: Vec<PreparedConstructor>,
}

impl Inductive {
    /// Finds a constructor by its name.
    pub(crate) fn constructor(&self, name: &str) -> Option<&PreparedConstructor> {
        self.constructors.iter().find(|constructor| same_name(&constructor.definition.name, name))
    }
}

/// How the values of an inductive type look in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Representation {
    /// Constructor objects. A constructor without fields is a scalar.
    Object,
    /// The constructor's index, in this machine type.
    Enum(MachineType),
    /// The field with this index, the only one that is not erased.
    Trivial(usize),
}

/// A prepared constructor: the types and the places of its fields.
#[derive(Debug)]
pub(crate) struct PreparedConstructor {
    pub(crate) definition: &'static Constructor,
    pub(crate) fields: Vec<Codec>,
    pub(crate) layout: Layout,
    /// Lean's own function that makes objects of this constructor, where these hold computed data.
    pub(crate) smart: Option<SmartConstructor>,
}

/// The prepared inductive types of a registry.
#[derive(Debug)]
pub(crate) struct TypeTable {
    /// The number of the registry. Equal names in two registries need not mean one type.
    pub(crate) origin: u64,
    inductives: Vec<Inductive>,
}

impl TypeTable {
    /// A table of the types `inductives` of the registry `origin`.
    pub(super) fn from_inductives(origin: u64, inductives: Vec<Inductive>) -> Self {
        TypeTable { origin, inductives }
    }

    /// The inductive type with the index `index`, as in [`Codec::Inductive`].
    #[inline]
    pub(crate) fn inductive(&self, index: usize) -> &Inductive {
        &self.inductives[index]
    }

    /// The machine type of an unboxed value of type `codec`.
    pub(crate) fn machine<'a>(&'a self, mut codec: &'a Codec) -> MachineType {
        while let Codec::Inductive(i) = codec {
            let inductive = self.inductive(*i);
            match inductive.representation {
                Representation::Object => return MachineType::Object,
                Representation::Enum(machine) => return machine,
                Representation::Trivial(field) => codec = &inductive.constructors[0].fields[field],
            }
        }
        codec.builtin_machine()
    }
}

impl Checked {
    /// The value among the type's arguments, such as the `n` of `Fin n`.
    pub(super) fn bound(&self) -> Option<&Bound> {
        match &self.invariant {
            Invariant::Below(bound)
            | Invariant::Bits(bound)
            | Invariant::Length(bound)
            | Invariant::Position(bound) => Some(bound),
            Invariant::LowestTerms | Invariant::Window => None,
        }
    }

    /// The same type with another value among its arguments.
    pub(super) fn with_bound(&self, bound: Bound, carrier: Codec) -> Checked {
        let invariant = match self.invariant {
            Invariant::Below(_) => Invariant::Below(bound),
            Invariant::Bits(_) => Invariant::Bits(bound),
            Invariant::Length(_) => Invariant::Length(bound),
            Invariant::Position(_) => Invariant::Position(bound),
            Invariant::LowestTerms => Invariant::LowestTerms,
            Invariant::Window => Invariant::Window,
        };
        Checked { invariant, carrier }
    }

    /// The type as the registry describes it, given the description of its carrier.
    pub(super) fn repr(&self, carrier: TypeRepr) -> TypeRepr {
        let elem = |carrier: &TypeRepr| match carrier {
            TypeRepr::Array(elem) => (**elem).clone(),
            other => other.clone(),
        };
        let (name, args) = match (&self.invariant, &carrier) {
            (Invariant::Below(n), _) => ("Fin", vec![n.repr()]),
            (Invariant::Bits(n), _) => ("BitVec", vec![n.repr()]),
            (Invariant::Length(n), carrier) => ("Vector", vec![elem(carrier), n.repr()]),
            (Invariant::Position(text), _) => ("String.Pos", vec![text.repr()]),
            (Invariant::Window, carrier) => ("Subarray", vec![elem(carrier)]),
            (Invariant::LowestTerms, _) => ("Rat", Vec::new()),
        };
        TypeRepr::Named { name: name.to_owned(), args }
    }
}

impl PreparedConstructor {
    /// Adds the field `i` of this constructor to the path of `error`.
    #[cold]
    pub(crate) fn at_field(&self, error: MarshalError, i: usize) -> MarshalError {
        let name = self.definition.field_names.as_ref().and_then(|names| names.get(i)).cloned();
        error.at(Step::Field(i, name)).at(Step::Constructor(self.definition.name.clone()))
    }
}

impl Codec {
    /// The machine type of an unboxed value, for every type but an inductive one.
    pub(super) fn builtin_machine(&self) -> MachineType {
        match self {
            Codec::Bool => MachineType::U8,
            Codec::UInt(machine) | Codec::SInt(machine) => *machine,
            Codec::Float => MachineType::F64,
            Codec::Float32 => MachineType::F32,
            Codec::Char => MachineType::U32,
            Codec::Opaque(opaque) => opaque.machine(),
            _ => MachineType::Object,
        }
    }

    /// The type of a value that is compiled as `machine`: an opaque type of which nothing else tells the machine type.
    pub(crate) fn compiled_as(self, machine: MachineType) -> Codec {
        match &self {
            Codec::Opaque(opaque) if opaque.machine.is_none() => {
                Codec::Opaque(OpaqueType { repr: opaque.repr.clone(), machine: Some(machine) }.into())
            }
            _ => self,
        }
    }

    /// Whether the type is built into Lean, so that it means the same in every registry.
    pub(super) fn is_builtin(&self) -> bool {
        match self {
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => elem.is_builtin(),
            Codec::Thunk(elem) | Codec::Task(elem) => elem.is_builtin(),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => pair.0.is_builtin() && pair.1.is_builtin(),
            Codec::Unit | Codec::Bool | Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_) => true,
            Codec::Float | Codec::Float32 | Codec::Char | Codec::String | Codec::Bytes | Codec::Floats => true,
            Codec::Function(function) => function.params.iter().chain([&function.result]).all(Codec::is_builtin),
            _ => false,
        }
    }

    /// Calls `f` with the index of every inductive type that this type mentions.
    pub(super) fn visit_inductives(&self, f: &mut dyn FnMut(usize)) {
        match self {
            Codec::Inductive(i) => f(*i),
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => elem.visit_inductives(f),
            Codec::Thunk(elem) | Codec::Task(elem) => elem.visit_inductives(f),
            Codec::Checked(checked) => checked.carrier.visit_inductives(f),
            Codec::Converted(converted) => converted.target.visit_inductives(f),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => {
                pair.0.visit_inductives(f);
                pair.1.visit_inductives(f);
            }
            Codec::Function(function) => {
                function.params.iter().chain([&function.result]).for_each(|codec| codec.visit_inductives(f));
            }
            _ => {}
        }
    }
}
