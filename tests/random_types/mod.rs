//! Random definitions of inductive types, and the layouts that Lean's compiler gives them, worked out here once more.

#![allow(dead_code)]

pub mod stacks;

use leanbind::registry::{Bits, CtorInfo, CtorLayout, FieldPlace, LibraryRegistry, MachineType, TypeInfo, TypeRepr};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

/// Some types that Lean takes, with up to two parameters each, which may refer to themselves and to those before them.
///
/// The fields of a type's first constructor are of the types before it, so that every type has a value.
pub fn types() -> impl Strategy<Value = Vec<TypeInfo>> {
    vec(0..=2usize, 1..6).prop_flat_map(|params| (0..params.len()).map(|i| type_info(i, &params)).collect::<Vec<_>>())
}

fn type_info(own: usize, params: &[usize]) -> impl Strategy<Value = TypeInfo> + use<> {
    let num_params = params[own];
    let before = types_before(num_params, &params[..own]);
    let mut any = before.clone();
    // A type contains itself at its own parameters only.
    let itself = TypeRepr::Named { name: format!("T{own}"), args: (0..num_params).map(param).collect() };
    any.push(Just(itself).boxed());
    let (before, any) = (field(before), field(any));
    let ctors = prop_oneof![
        6 => (vec(before.clone(), 0..10), vec(vec(any, 0..6), 0..4)).prop_map(|(first, mut rest)| {
            rest.insert(0, first);
            rest
        }),
        1 => vec(before, 65..100).prop_map(|fields| vec![fields]),
        1 => prop_oneof![1..5usize, 254..259usize].prop_map(|count| vec![Vec::new(); count]),
    ];
    ctors.prop_map(move |ctors| type_of(&format!("T{own}"), num_params, ctors))
}

/// A type with these fields of its constructors.
pub fn type_of(name: &str, num_params: usize, ctors: Vec<Vec<TypeRepr>>) -> TypeInfo {
    TypeInfo {
        name: name.to_owned(),
        is_structure: false,
        is_enum: ctors.iter().all(Vec::is_empty),
        ctors: (0..).zip(ctors).map(|(tag, fields)| ctor_info(tag, fields)).collect(),
        repr: None,
        trivial_field: None,
        num_params: Some(num_params),
        num_indices: None,
        is_recursive: None,
        doc: None,
    }
}

fn ctor_info(tag: usize, fields: Vec<TypeRepr>) -> CtorInfo {
    let field_names = Some((0..fields.len()).map(|i| format!("f{i}")).collect());
    CtorInfo { name: format!("c{tag}"), tag, fields, field_names, layout: None }
}

/// What a field may be of in a type with `num_params` parameters: an atom, or a type before it, of which `params` are the
/// numbers of parameters, applied to atoms. (Types that double their arguments are in `native_compiler::edges` and in
/// `budgets`: at random they would exceed what a registry may ask for.)
fn types_before(num_params: usize, params: &[usize]) -> Vec<BoxedStrategy<TypeRepr>> {
    let mut types = vec![atom(num_params)];
    for (i, &count) in params.iter().enumerate() {
        let applied = move |args| TypeRepr::Named { name: format!("T{i}"), args };
        types.push(vec(atom(num_params), count).prop_map(applied).boxed());
    }
    types
}

/// One of the types, or a container of them.
fn field(types: Vec<BoxedStrategy<TypeRepr>>) -> BoxedStrategy<TypeRepr> {
    let plain = Union::new(types);
    let boxed = || plain.clone().prop_map(Box::new);
    prop_oneof![
        6 => plain.clone(),
        1 => boxed().prop_map(TypeRepr::Array),
        1 => boxed().prop_map(TypeRepr::List),
        1 => boxed().prop_map(TypeRepr::Option),
        1 => (boxed(), boxed()).prop_map(|(a, b)| TypeRepr::Prod(a, b)),
        1 => (boxed(), boxed()).prop_map(|(a, b)| TypeRepr::Sum(a, b)),
        1 => (boxed(), boxed()).prop_map(|(error, value)| TypeRepr::Except { error, value, eio: false }),
    ]
    .boxed()
}

/// A type without arguments, or a parameter.
fn atom(num_params: usize) -> BoxedStrategy<TypeRepr> {
    let uints = [Bits::B8, Bits::B16, Bits::B32, Bits::B64].map(|bits| TypeRepr::UInt { bits });
    let sints = [Bits::B8, Bits::B16, Bits::B32, Bits::B64].map(|bits| TypeRepr::SInt { bits });
    let mut atoms = vec![
        TypeRepr::Unit,
        TypeRepr::Bool,
        TypeRepr::Nat,
        TypeRepr::Int,
        TypeRepr::Float,
        TypeRepr::Float32,
        TypeRepr::Char,
        TypeRepr::String,
        TypeRepr::USize,
        TypeRepr::ISize,
        TypeRepr::opaque("ByteArray"),
        TypeRepr::opaque("FloatArray"),
    ];
    atoms.extend(uints.into_iter().chain(sints));
    // As likely together as all others.
    atoms.extend((0..atoms.len() / 2 * num_params).map(|i| param(i % num_params)));
    select(atoms).boxed()
}

fn param(index: usize) -> TypeRepr {
    TypeRepr::Param { index, name: format!("a{index}") }
}

/// The types as a registry that tells no layouts, and as one that tells those of [`told`].
pub fn registries(types: &[TypeInfo]) -> (LibraryRegistry, LibraryRegistry) {
    let registry = |types: &[TypeInfo]| {
        let types = serde_json::to_string(types).unwrap();
        LibraryRegistry::from_json_strings("", &types).unwrap()
    };
    (registry(types), registry(&told(types)))
}

/// The types with the compiler's words: machine types, trivial structures, layouts.
pub fn told(types: &[TypeInfo]) -> Vec<TypeInfo> {
    let mut told = types.to_vec();
    for info in &mut told {
        info.repr = Some(generic_machine(types, info));
        info.trivial_field = is_trivial(types, info).then_some(0);
        for ctor in &mut info.ctors {
            if info.trivial_field.is_none() {
                ctor.layout = Some(layout(types, ctor));
            }
        }
    }
    told
}

/// A type with one constructor that has one field is represented by the field, unless it is recursive.
fn is_trivial(types: &[TypeInfo], info: &TypeInfo) -> bool {
    matches!(info.ctors.as_slice(), [ctor] if ctor.fields.len() == 1) && !reaches(types, &info.name, &info.name)
}

/// Whether a value of type `from` may hold one of type `to`.
fn reaches(types: &[TypeInfo], from: &str, to: &str) -> bool {
    let (mut seen, mut open) = (Vec::new(), vec![from]);
    while let Some(name) = open.pop() {
        let info = types.iter().find(|info| info.name == name).unwrap();
        for used in info.ctors.iter().flat_map(|ctor| &ctor.fields).flat_map(names) {
            if used == to {
                return true;
            }
            if !seen.contains(&used) {
                seen.push(used);
                open.push(used);
            }
        }
    }
    false
}

/// The inductive types that stand in `repr`.
fn names(repr: &TypeRepr) -> Vec<&str> {
    match repr {
        TypeRepr::Named { name, .. } => vec![name],
        TypeRepr::Array(elem) | TypeRepr::List(elem) | TypeRepr::Option(elem) => names(elem),
        TypeRepr::Prod(a, b) | TypeRepr::Sum(a, b) | TypeRepr::Except { error: a, value: b, .. } => {
            [names(a), names(b)].concat()
        }
        _ => Vec::new(),
    }
}

/// The machine type of `info`'s values where its parameters stand for boxes.
fn generic_machine(types: &[TypeInfo], info: &TypeInfo) -> MachineType {
    match info.ctors.as_slice() {
        [ctor] if is_trivial(types, info) => machine(types, &ctor.fields[0]),
        [_] => MachineType::Object,
        _ if !info.is_enum => MachineType::Object,
        ctors if ctors.len() <= 255 => MachineType::U8,
        _ => MachineType::U16,
    }
}

fn machine(types: &[TypeInfo], repr: &TypeRepr) -> MachineType {
    match repr {
        TypeRepr::Bool => MachineType::U8,
        TypeRepr::UInt { bits } | TypeRepr::SInt { bits } => match bits {
            Bits::B8 => MachineType::U8,
            Bits::B16 => MachineType::U16,
            Bits::B32 => MachineType::U32,
            Bits::B64 => MachineType::U64,
        },
        TypeRepr::USize | TypeRepr::ISize => MachineType::Usize,
        TypeRepr::Float => MachineType::F64,
        TypeRepr::Float32 => MachineType::F32,
        TypeRepr::Char => MachineType::U32,
        TypeRepr::Named { name, args } => {
            let info = types.iter().find(|info| info.name == *name).unwrap();
            match is_trivial(types, info) {
                true => machine(types, &crate::arbitrary::substitute(&info.ctors[0].fields[0], args)),
                false => generic_machine(types, info),
            }
        }
        _ => MachineType::Object,
    }
}

/// Objects, then `USize`s, then scalars by falling size, each in the order of declaration.
fn layout(types: &[TypeInfo], ctor: &CtorInfo) -> CtorLayout {
    let machines: Vec<MachineType> = ctor.fields.iter().map(|repr| machine(types, repr)).collect();
    let objects = machines.iter().filter(|machine| **machine == MachineType::Object).count();
    let mut order: Vec<usize> = (0..machines.len()).collect();
    // A stable sort.
    order.sort_by_key(|&i| match machines[i] {
        MachineType::Object => 0,
        MachineType::Usize => 1,
        scalar => 10 - scalar.scalar_size().unwrap(),
    });
    let (mut slots, mut scalar_bytes) = (0, 0);
    let mut fields = vec![FieldPlace::Erased; machines.len()];
    for i in order {
        let (slot, offset) = (slots, scalar_bytes);
        fields[i] = match machines[i] {
            MachineType::Object => FieldPlace::Object { index: slot },
            MachineType::Usize => FieldPlace::Usize { index: slot },
            ty => FieldPlace::Scalar { offset, ty },
        };
        match machines[i].scalar_size() {
            None => slots += 1,
            Some(size) => scalar_bytes += size,
        }
    }
    CtorLayout { objects, usizes: slots - objects, scalar_bytes, fields }
}
