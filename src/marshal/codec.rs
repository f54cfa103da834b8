//! [`Codec`], the prepared form of a type that encoding and decoding walk, and the table of prepared inductive types.

use std::sync::Arc;

use super::constructor::Constructor;
use super::conversion::ConversionFunctions;
use super::effect::Effect;
use super::error::{MarshalError, Step};
use super::invariant::{Bound, Invariant};
use super::layout::Layout;
use crate::object::SmartConstructor;
use crate::registry::{MachineType, TypeRepr};

/// A prepared type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    Bytes,
    Floats,
    Array(Box<Codec>),
    List(Box<Codec>),
    Option(Box<Codec>),
    Thunk(Box<Codec>),
    Task(Box<Codec>),
    Prod(Box<(Codec, Codec)>),
    Sum(Box<(Codec, Codec)>),
    /// The error's type and the value's.
    Except(Box<(Codec, Codec)>),
    /// An index into [`TypeTable::inductive`].
    Inductive(usize),
    /// A type with a proof that is checked.
    Checked(Box<Checked>),
    /// A type whose values travel as those of another.
    Converted(Arc<Converted>),
    /// No type, but a value among the arguments of one.
    Bound(Box<Bound>),
    /// A type that is only told apart from others, arguments included.
    Opaque(Arc<TypeRepr>),
    /// A function, or an action.
    Function(Arc<FunctionType>),
    /// The parameter of a type, while the layout that all instances share is worked out: always an object.
    Boxed,
}

/// A type with a proof that can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Checked {
    pub(crate) invariant: Invariant,
    /// The type that values are read and made as.
    pub(crate) carrier: Codec,
}

/// A conversion, prepared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Converted {
    pub(crate) source: TypeRepr,
    pub(crate) target: Codec,
    pub(crate) error: Option<Codec>,
    pub(crate) functions: ConversionFunctions,
}

/// A function type, prepared. Everything goes through it in boxes.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct FunctionType {
    pub(crate) params: Vec<Codec>,
    /// Not a pure function's type again: that one's parameters stand here.
    pub(crate) result: Codec,
    pub(crate) effect: Effect,
}

/// An inductive type at its arguments, prepared.
#[derive(Debug)]
pub(crate) struct Inductive {
    pub(crate) name: String,
    pub(crate) args: Vec<Codec>,
    pub(crate) representation: Representation,
    pub(crate) constructors: Vec<PreparedConstructor>,
}

/// How the values of an inductive type are represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Representation {
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
    /// The function that makes objects of this constructor, where Lean keeps computed data in them.
    pub(crate) smart: Option<SmartConstructor>,
}

/// Inductive types, prepared.
#[derive(Debug)]
pub(crate) struct TypeTable {
    /// Tells opaque types of different registries apart.
    pub(crate) origin: u64,
    inductives: Vec<Inductive>,
}

impl TypeTable {
    /// A table of the prepared types of the registry `origin`.
    pub(super) fn from_inductives(origin: u64, inductives: Vec<Inductive>) -> Self {
        TypeTable { origin, inductives }
    }

    /// A type that a codec of this table refers to.
    #[inline]
    pub(crate) fn inductive(&self, index: usize) -> &Inductive {
        &self.inductives[index]
    }

    /// How a value of type `codec` is represented outside of a box.
    pub(crate) fn machine(&self, codec: &Codec) -> MachineType {
        match codec {
            Codec::Inductive(i) => {
                let inductive = self.inductive(*i);
                match inductive.representation {
                    Representation::Object => MachineType::Object,
                    Representation::Enum(machine) => machine,
                    Representation::Trivial(field) => self.machine(&inductive.constructors[0].fields[field]),
                }
            }
            other => other.builtin_machine(),
        }
    }
}

impl Checked {
    /// The value among the type's arguments.
    pub(super) fn bound(&self) -> Option<&Bound> {
        match &self.invariant {
            Invariant::Below(bound)
            | Invariant::Bits(bound)
            | Invariant::Length(bound)
            | Invariant::Position(bound) => Some(bound),
            Invariant::LowestTerms | Invariant::Window => None,
        }
    }

    /// The same with another value among the type's arguments.
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

    /// The type's name and arguments.
    pub(super) fn repr(&self, carrier: TypeRepr) -> TypeRepr {
        let (name, args) = match (&self.invariant, carrier) {
            (Invariant::Below(n), _) => ("Fin", vec![n.repr()]),
            (Invariant::Bits(n), _) => ("BitVec", vec![n.repr()]),
            (Invariant::Length(n), TypeRepr::Array(elem)) => ("Vector", vec![*elem, n.repr()]),
            (Invariant::Position(text), _) => ("String.Pos", vec![text.repr()]),
            (Invariant::Window, TypeRepr::Array(elem)) => ("Subarray", vec![*elem]),
            _ => ("Rat", Vec::new()),
        };
        TypeRepr::Named { name: name.to_owned(), args }
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
    /// The representation of every type but an inductive one.
    pub(super) fn builtin_machine(&self) -> MachineType {
        match self {
            Codec::Bool => MachineType::U8,
            Codec::UInt(machine) | Codec::SInt(machine) => *machine,
            Codec::Float => MachineType::F64,
            Codec::Float32 => MachineType::F32,
            Codec::Char => MachineType::U32,
            _ => MachineType::Object,
        }
    }

    /// Whether the type means the same in every registry.
    pub(super) fn is_builtin(&self) -> bool {
        match self {
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => elem.is_builtin(),
            Codec::Thunk(elem) | Codec::Task(elem) => elem.is_builtin(),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => pair.0.is_builtin() && pair.1.is_builtin(),
            Codec::Unit | Codec::Bool | Codec::Nat | Codec::Int | Codec::UInt(_) | Codec::SInt(_) => true,
            Codec::Float | Codec::Float32 | Codec::Char | Codec::String | Codec::Bytes | Codec::Floats => true,
            _ => false,
        }
    }

    /// Calls `f` with the index of every inductive type that stands in this type.
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
