//! [`Shapes`]: how the values of all instances of inductive types look in memory.

use super::codec::{Codec, Representation};
use super::definitions::is_erased;
use super::error::short_name;
use super::instances::Preparing;
use crate::counted::counted;
use crate::registry::{CtorInfo, MachineType, TypeInfo};

/// The representation of each instance, and what it is as a field of another type.
pub(super) struct Shapes {
    representations: Vec<Result<Representation, String>>,
    fields: Vec<Result<AsField, String>>,
}

/// An inductive type as the type of a field. A trivial structure is what its field is.
#[derive(Clone, Copy)]
struct AsField {
    machine: MachineType,
    guessed: bool,
}

impl AsField {
    fn of(codec: &Codec) -> AsField {
        let guessed = matches!(codec, Codec::Opaque(_) | Codec::Converted(_));
        AsField { machine: codec.builtin_machine(), guessed }
    }
}

impl Shapes {
    /// The shapes of all instances, whose fields are prepared.
    pub(super) fn new(preparing: &Preparing<'_>) -> Shapes {
        let recursive = recursive(preparing);
        let ids = 0..preparing.instances.len();
        let representations = ids.map(|id| representation(preparing.info(id), recursive[id])).collect();
        let mut shapes = Shapes { representations, fields: Vec::new() };
        shapes.fields = shapes.as_fields(preparing);
        shapes
    }

    /// How the values of an instance are represented.
    pub(super) fn representation(&self, id: usize) -> Result<Representation, String> {
        self.representations[id].clone()
    }

    /// The machine type of an unboxed value.
    pub(super) fn machine(&self, codec: &Codec) -> Result<MachineType, String> {
        match codec {
            Codec::Inductive(id) => self.fields[*id].as_ref().map(|field| field.machine).map_err(Clone::clone),
            other => Ok(other.builtin_machine()),
        }
    }

    /// Whether a type counts as an object only because the registry says nothing about it. If Lean makes an object with
    /// the guessed number of fields, the guess is right.
    pub(super) fn is_guessed(&self, codec: &Codec) -> bool {
        match codec {
            Codec::Inductive(id) => self.fields[*id].as_ref().is_ok_and(|field| field.guessed),
            other => AsField::of(other).guessed,
        }
    }

    /// Follows each trivial structure to what it is in the end. Each instance is visited once.
    fn as_fields(&self, preparing: &Preparing<'_>) -> Vec<Result<AsField, String>> {
        let mut known: Vec<Option<Result<AsField, String>>> = vec![None; preparing.instances.len()];
        let mut entered = vec![false; preparing.instances.len()];
        for start in 0..known.len() {
            let (mut path, mut at) = (Vec::new(), start);
            let end = loop {
                if let Some(end) = &known[at] {
                    break end.clone();
                }
                let name = || short_name(&preparing.info(at).name);
                if std::mem::replace(&mut entered[at], true) {
                    break Err(format!("{} is a trivial structure around itself", name()));
                }
                path.push(at);
                let field = match &self.representations[at] {
                    Err(why) => break Err(why.clone()),
                    Ok(Representation::Object) => break Ok(AsField { machine: MachineType::Object, guessed: false }),
                    Ok(Representation::Enum(machine)) => break Ok(AsField { machine: *machine, guessed: false }),
                    Ok(Representation::Trivial(field)) => *field,
                };
                match &preparing.instances[at].fields {
                    Err(error) => break Err(error.to_string()),
                    Ok(ctors) => match (ctors.as_slice(), ctors.first().and_then(|fields| fields.get(field))) {
                        ([_], Some(Codec::Inductive(next))) => at = *next,
                        ([_], Some(other)) => break Ok(AsField::of(other)),
                        _ => break Err(format!("{} has no field {field} to stand for it", name())),
                    },
                }
            };
            path.into_iter().for_each(|id| known[id] = Some(end.clone()));
        }
        known.into_iter().map(|end| end.expect("each instance was a start")).collect()
    }
}

/// How values of a type are represented. If the registry does not say, the rules of `Lean.IR.toIRType` and
/// `Lean.Compiler.LCNF.hasTrivialStructure?` apply.
fn representation(info: &TypeInfo, is_recursive: bool) -> Result<Representation, String> {
    if let Some(field) = info.trivial_field {
        return Ok(Representation::Trivial(field));
    }
    if let Some(machine) = info.repr.filter(|machine| machine.is_scalar()) {
        return enumeration(info, machine).map(Representation::Enum);
    }
    if info.repr.is_some() {
        return Ok(Representation::Object);
    }
    if info.ctors.iter().all(|ctor| ctor.fields.is_empty()) {
        return Ok(match info.ctors.len() {
            1 => Representation::Object,
            0 | 2..=0xff => Representation::Enum(MachineType::U8),
            0x100..=0xffff => Representation::Enum(MachineType::U16),
            _ => Representation::Enum(MachineType::U32),
        });
    }
    match info.ctors.as_slice() {
        [ctor] if ctor.fields.len() == 1 && !is_recursive => Ok(Representation::Trivial(0)),
        _ => Ok(Representation::Object),
    }
}

/// Checks that `machine` can be the machine type of an enumeration with these constructors.
fn enumeration(info: &TypeInfo, machine: MachineType) -> Result<MachineType, String> {
    let values = match machine {
        MachineType::U8 | MachineType::U16 | MachineType::U32 => 1 << (8 * machine.bytes()),
        _ => 0,
    };
    let carries = |ctor: &CtorInfo| (0..ctor.fields.len()).any(|i| !is_erased(info, ctor, i));
    match info.ctors.iter().find(|ctor| carries(ctor)) {
        Some(ctor) => Err(format!("machine type {machine} and constructor {} with fields", short_name(&ctor.name))),
        None if info.ctors.len() > values => {
            Err(format!("machine type {machine} for {}", counted(info.ctors.len(), "name")))
        }
        None => Ok(machine),
    }
}

/// For each instance, whether a value of it may contain another value of it, directly or through values of other types
/// (`isRec` of `Lean.InductiveVal`, which mutual types share): whether it is in a circle of instances. Finds the
/// strongly connected components (Tarjan's algorithm, without recursion).
fn recursive(preparing: &Preparing<'_>) -> Vec<bool> {
    const NEW: usize = usize::MAX;
    let used: Vec<Vec<usize>> = preparing.instances.iter().map(|instance| instance.used()).collect();
    let mut recursive: Vec<bool> = used.iter().enumerate().map(|(id, used)| used.contains(&id)).collect();
    // The number of each instance in the order of discovery, and the lowest number that can be reached from it.
    let (mut number, mut lowest) = (vec![NEW; used.len()], vec![NEW; used.len()]);
    let (mut count, mut component, mut is_open) = (0, Vec::new(), vec![false; used.len()]);
    for start in 0..used.len() {
        // Instances that are being visited, each with the position among those that it uses.
        let mut visits = if number[start] == NEW { vec![(start, 0)] } else { Vec::new() };
        while let Some((id, position)) = visits.last_mut() {
            let id = *id;
            if *position == 0 && number[id] == NEW {
                (number[id], lowest[id]) = (count, count);
                count += 1;
                component.push(id);
                is_open[id] = true;
            }
            match used[id].get(*position) {
                Some(&next) => {
                    *position += 1;
                    if number[next] == NEW {
                        visits.push((next, 0));
                    } else if is_open[next] {
                        lowest[id] = lowest[id].min(number[next]);
                    }
                }
                None => {
                    visits.pop();
                    if let Some(&(parent, _)) = visits.last() {
                        lowest[parent] = lowest[parent].min(lowest[id]);
                    }
                    if lowest[id] == number[id] {
                        let first = component.iter().rposition(|&member| member == id).expect("it was pushed");
                        let members = component.split_off(first);
                        let circle = members.len() > 1;
                        for member in members {
                            is_open[member] = false;
                            recursive[member] |= circle;
                        }
                    }
                }
            }
        }
    }
    recursive
}
