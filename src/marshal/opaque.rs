//! [`OpaqueType`]: a type that the registry does not describe, whose values Rust holds and passes back.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap;

use crate::registry::{FieldPlace, FuncInfo, LibraryRegistry, MachineType, TypeInfo, TypeRepr};

/// A type that the registry does not describe. Two are the same if their names and arguments are.
#[derive(Clone, Debug)]
pub(crate) struct OpaqueType {
    pub(crate) repr: TypeRepr,
    /// The machine type of an unboxed value, if compiled signatures or layouts tell it.
    pub(crate) machine: Option<MachineType>,
}

impl OpaqueType {
    /// The machine type of an unboxed value. What nobody tells is always boxed.
    pub(crate) fn machine(&self) -> MachineType {
        self.machine.unwrap_or(MachineType::Object)
    }

    /// The machine type of an unboxed value, if it is a scalar.
    pub(crate) fn scalar(&self) -> Option<MachineType> {
        self.machine.filter(|machine| machine.is_scalar())
    }
}

impl PartialEq for OpaqueType {
    fn eq(&self, other: &Self) -> bool {
        self.repr == other.repr
    }
}

impl Eq for OpaqueType {}

impl Hash for OpaqueType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.repr.hash(state);
    }
}

/// The machine types of opaque types, as the compiled signatures and layouts of a registry tell them. Where neither
/// mentions a type, its values are boxed: in containers, as results of actions, in closures.
#[derive(Debug, Default)]
pub(super) struct OpaqueMachines {
    exact: FxHashMap<TypeRepr, MachineType>,
    /// By the type's name alone. `None` if it depends on the type's arguments.
    by_name: FxHashMap<String, Option<MachineType>>,
}

impl OpaqueMachines {
    pub(super) fn of(registry: &LibraryRegistry) -> Self {
        let mut machines = OpaqueMachines::default();
        registry.funcs().iter().for_each(|info| machines.add_function(info));
        registry.types().iter().for_each(|info| machines.add_type(info));
        machines
    }

    fn add_function(&mut self, info: &FuncInfo) {
        let Some(signature) = &info.signature else { return };
        for (ty, param) in info.params.iter().zip(&signature.params) {
            self.add(ty, param.ty);
        }
        match &info.return_type {
            // A `BaseIO` action returns the value itself.
            TypeRepr::Io { elem, base: true } => self.add(elem, signature.result),
            ty => self.add(ty, signature.result),
        }
    }

    fn add_type(&mut self, info: &TypeInfo) {
        for ctor in &info.ctors {
            let places = ctor.layout.iter().flat_map(|layout| &layout.fields);
            for (ty, place) in ctor.fields.iter().zip(places) {
                match place {
                    FieldPlace::Object { .. } => self.add(ty, MachineType::Object),
                    FieldPlace::Usize { .. } => self.add(ty, MachineType::Usize),
                    FieldPlace::Scalar { ty: machine, .. } => self.add(ty, *machine),
                    FieldPlace::Erased => {}
                }
            }
        }
        // A trivial structure is passed as its field is.
        if let (Some(field), Some(machine), [ctor]) = (info.trivial_field, info.repr, info.ctors.as_slice()) {
            self.add(&ctor.fields[field], machine);
        }
    }

    fn add(&mut self, ty: &TypeRepr, machine: MachineType) {
        let TypeRepr::Opaque { name, .. } = ty else { return };
        if matches!(machine, MachineType::Erased | MachineType::Void) {
            return;
        }
        self.exact.entry(ty.clone()).or_insert(machine);
        let by_name = self.by_name.entry(name.clone()).or_insert(Some(machine));
        *by_name = by_name.filter(|known| *known == machine);
    }

    /// The machine type of an opaque type.
    pub(super) fn get(&self, ty: &TypeRepr) -> Option<MachineType> {
        let by_name = || match ty {
            TypeRepr::Opaque { name, .. } => self.by_name.get(name).copied().flatten(),
            _ => None,
        };
        self.exact.get(ty).copied().or_else(by_name)
    }
}

/// The monads and transformers of Lean's library that are definitions: compiled code sees through them, so that a
/// function with such a result is an action, or takes more parameters than its type shows.
const MONADS: [&str; 12] = [
    "ExceptT",
    "OptionT",
    "ReaderT",
    "ReaderM",
    "StateT",
    "StateM",
    "EStateM",
    "StateRefT'",
    "ExceptCpsT",
    "StateCpsT",
    "ST",
    "EST",
];

/// Whether an opaque type of this name may hide an action or parameters.
pub(crate) fn is_monad(name: &str) -> bool {
    MONADS.contains(&name)
}

/// Names of Lean's maps and sets, without their namespaces.
const MAPS: [&str; 12] = [
    "HashMap",
    "DHashMap",
    "ExtHashMap",
    "ExtDHashMap",
    "TreeMap",
    "DTreeMap",
    "ExtTreeMap",
    "RBMap",
    "PersistentHashMap",
    "HashSet",
    "TreeSet",
    "RBTree",
];

/// What an author can write in Lean so that Rust can make values of an opaque type.
pub(super) fn advice(ty: &TypeRepr) -> String {
    let TypeRepr::Opaque { name, .. } = ty else { return "only Lean makes its values".to_owned() };
    let last = name.rsplit('.').next().unwrap_or_default();
    if MAPS.contains(&last) {
        return "only Lean makes its values; `derive_python_conversion` in Lean lets them travel as a list".to_owned();
    }
    if is_monad(name) {
        return "only Lean makes its values; a library built with this version of LeanPy takes a function".to_owned();
    }
    format!(
        "only Lean makes its values; in Lean, `derive_python {name}` describes an inductive type, and an alias is \
         declared by `abbrev {last}`"
    )
}
