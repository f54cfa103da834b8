//! Default values: what Lean gets from a Rust function that failed where Lean code cannot fail.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::deep::deep;
use crate::marshal::codec::{Codec, PreparedConstructor};
use crate::marshal::invariant::{Bound, Invariant};
use crate::marshal::ty::Ty;
use crate::marshal::value::{LeanInductiveValue, Value};
use crate::number::{Int, Nat};

/// A default value has at most so many parts: a type can be such that its smallest value fills any memory.
const MAX_PARTS: usize = 200_000;

/// How many fields are looked at to choose the constructors of default values.
const MAX_LOOKS: usize = 20_000_000;

/// A value of the type. The error says why Rust cannot make one.
pub(super) fn default_value(ty: Ty<'_>) -> Result<Value, String> {
    let chosen = choose(ty).ok_or_else(|| format!("without looking at more than {MAX_LOOKS} fields"))?;
    if !has_default(ty.codec, &chosen) {
        return Err(String::new());
    }
    let mut parts = MAX_PARTS;
    match build(ty, &chosen, &mut parts) {
        Some(value) => Ok(value),
        None if parts == 0 => Err(format!("of at most {MAX_PARTS} parts")),
        None => Err(String::new()),
    }
}

/// Chooses a constructor for each inductive type that the type mentions. `None` if that takes too long.
fn choose(ty: Ty<'_>) -> Option<FxHashMap<usize, usize>> {
    let mut used = Vec::new();
    collect(ty, &mut FxHashSet::default(), &mut used);
    let constructors = |i: usize| &ty.table.inductive(i).constructors;
    let position: FxHashMap<usize, usize> = used.iter().enumerate().map(|(position, &i)| (i, position)).collect();
    let mut users = vec![Vec::new(); used.len()];
    for (at, &i) in used.iter().enumerate() {
        for codec in constructors(i).iter().flat_map(|constructor| &constructor.fields) {
            codec.visit_inductives(&mut |field| users[position[&field]].push(at));
        }
    }
    // Each round looks at the types that have a field of a type chosen before, in order. No choice depends on itself.
    let mut chosen = FxHashMap::default();
    let mut round: BTreeSet<usize> = (0..used.len()).collect();
    let mut looks = MAX_LOOKS;
    while !round.is_empty() {
        let mut next = BTreeSet::new();
        while let Some(at) = round.pop_first() {
            let i = used[at];
            if chosen.contains_key(&i) {
                continue;
            }
            let all: usize = constructors(i).iter().map(|constructor| 1 + constructor.fields.len()).sum();
            looks = looks.checked_sub(all)?;
            let fits = |constructor: &PreparedConstructor| {
                let fields = &constructor.fields;
                constructor.definition.only_of.is_none() && fields.iter().all(|codec| has_default(codec, &chosen))
            };
            if let Some(index) = constructors(i).iter().position(fits) {
                chosen.insert(i, index);
                for &user in &users[at] {
                    if user > at {
                        round.insert(user)
                    } else {
                        next.insert(user)
                    };
                }
            }
        }
        round = next;
    }
    Some(chosen)
}

/// Collects the inductive types that the type mentions, directly or through their fields.
fn collect(ty: Ty<'_>, seen: &mut FxHashSet<usize>, used: &mut Vec<usize>) {
    let mut open = Vec::new();
    let mut visit = |codec: &Codec, open: &mut Vec<usize>| {
        codec.visit_inductives(&mut |i| {
            if seen.insert(i) {
                open.push(i);
                used.push(i);
            }
        });
    };
    visit(ty.codec, &mut open);
    while let Some(i) = open.pop() {
        for constructor in &ty.table.inductive(i).constructors {
            constructor.fields.iter().for_each(|codec| visit(codec, &mut open));
        }
    }
}

fn has_default(codec: &Codec, chosen: &FxHashMap<usize, usize>) -> bool {
    match codec {
        Codec::Opaque(_) | Codec::Function(_) | Codec::Boxed => false,
        Codec::Inductive(i) => chosen.contains_key(i),
        Codec::Prod(pair) => has_default(&pair.0, chosen) && has_default(&pair.1, chosen),
        Codec::Sum(pair) | Codec::Except(pair) => has_default(&pair.0, chosen) || has_default(&pair.1, chosen),
        Codec::Thunk(elem) | Codec::Task(elem) => has_default(elem, chosen),
        Codec::Checked(checked) => match &checked.carrier {
            Codec::Array(elem) if matches!(checked.invariant, Invariant::Length(_)) => has_default(elem, chosen),
            carrier => has_default(carrier, chosen),
        },
        Codec::Converted(converted) => has_default(&converted.target, chosen),
        _ => true,
    }
}

/// Builds the value with the chosen constructors. Each part of it takes one of `parts`.
fn build(ty: Ty<'_>, chosen: &FxHashMap<usize, usize>, parts: &mut usize) -> Option<Value> {
    *parts = parts.checked_sub(1)?;
    let mut boxed = |codec| build(ty.with(codec), chosen, parts).map(Box::new);
    Some(match ty.codec {
        Codec::Unit => Value::Unit,
        Codec::Bool => Value::Bool(false),
        Codec::Nat => Value::Nat(Nat::default()),
        Codec::Int => Value::Int(Int::default()),
        Codec::UInt(_) => Value::UInt(0),
        Codec::SInt(_) => Value::SInt(0),
        Codec::Float => Value::Float(0.0),
        Codec::Float32 => Value::Float32(0.0),
        Codec::Char => Value::Char('\0'),
        Codec::String => Value::String(String::new()),
        Codec::Bytes => Value::Bytes(Vec::new()),
        Codec::Floats => Value::Floats(Vec::new()),
        Codec::Array(_) => Value::Array(Vec::new()),
        Codec::List(_) => Value::List(Vec::new()),
        Codec::Option(_) => Value::Option(None),
        Codec::Thunk(elem) | Codec::Task(elem) => *boxed(elem)?,
        Codec::Prod(pair) => Value::Prod(Box::new((*boxed(&pair.0)?, *boxed(&pair.1)?))),
        Codec::Sum(pair) if has_default(&pair.0, chosen) => Value::Inl(boxed(&pair.0)?),
        Codec::Sum(pair) => Value::Inr(boxed(&pair.1)?),
        Codec::Except(pair) if has_default(&pair.0, chosen) => Value::Except(Err(boxed(&pair.0)?)),
        Codec::Except(pair) => Value::Except(Ok(boxed(&pair.1)?)),
        Codec::Inductive(i) => {
            let constructor = &ty.table.inductive(*i).constructors[*chosen.get(i)?];
            let mut field = |codec| build(ty.with(codec), chosen, parts);
            let fields = deep(|| constructor.fields.iter().map(&mut field).collect::<Option<_>>())?;
            Value::Inductive(LeanInductiveValue::new(constructor.definition, fields).ok()?)
        }
        Codec::Checked(checked) => match &checked.invariant {
            Invariant::LowestTerms => Value::from((0u8, 1u8)),
            Invariant::Length(Bound::Number(length)) => {
                let Codec::Array(elem) = &checked.carrier else { return None };
                let Some(length) = length.to_u64().filter(|length| *length <= *parts as u64) else {
                    *parts = 0;
                    return None;
                };
                Value::Array((0..length).map(|_| build(ty.with(elem), chosen, parts)).collect::<Option<_>>()?)
            }
            // Encoding checks the invariant, as for any other value.
            _ => *boxed(&checked.carrier)?,
        },
        Codec::Converted(converted) => *boxed(&converted.target)?,
        Codec::Opaque(_) | Codec::Function(_) | Codec::Bound(_) | Codec::Boxed => return None,
    })
}
