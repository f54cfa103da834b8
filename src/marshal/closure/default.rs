//! Default values: what Lean gets from a Rust function that failed where Lean code cannot fail.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::marshal::codec::{Codec, PreparedConstructor};
use crate::marshal::invariant::{Bound, Invariant};
use crate::marshal::ty::Ty;
use crate::marshal::value::{LeanInductiveValue, Value};
use crate::number::{Int, Nat};

/// A longer `Vector` has no default value.
const MAX_LENGTH: u64 = 10_000;

/// A value of the type, if Rust can make one.
pub(super) fn default_value(ty: Ty<'_>) -> Option<Value> {
    let mut used = Vec::new();
    collect(ty, &mut FxHashSet::default(), &mut used);
    // Chooses a constructor for each inductive type. A round uses only the choices of earlier rounds, so that no choice
    // depends on itself.
    let mut chosen = FxHashMap::default();
    loop {
        let before = chosen.len();
        for &i in &used {
            if chosen.contains_key(&i) {
                continue;
            }
            let fits = |constructor: &PreparedConstructor| {
                let fields = &constructor.fields;
                constructor.definition.only_of.is_none() && fields.iter().all(|codec| has_default(codec, &chosen))
            };
            if let Some(index) = ty.table.inductive(i).constructors.iter().position(fits) {
                chosen.insert(i, index);
            }
        }
        if chosen.len() == before {
            return has_default(ty.codec, &chosen).then(|| build(ty, &chosen)).flatten();
        }
    }
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

/// Builds the value with the chosen constructors.
fn build(ty: Ty<'_>, chosen: &FxHashMap<usize, usize>) -> Option<Value> {
    let boxed = |codec| build(ty.with(codec), chosen).map(Box::new);
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
            let fields = constructor.fields.iter().map(|codec| build(ty.with(codec), chosen)).collect::<Option<_>>()?;
            Value::Inductive(LeanInductiveValue::new(constructor.definition, fields).ok()?)
        }
        Codec::Checked(checked) => match &checked.invariant {
            Invariant::LowestTerms => Value::from((0u8, 1u8)),
            Invariant::Length(Bound::Number(length)) => {
                let Codec::Array(elem) = &checked.carrier else { return None };
                let length = length.to_u64().filter(|length| *length <= MAX_LENGTH)?;
                Value::Array((0..length).map(|_| build(ty.with(elem), chosen)).collect::<Option<_>>()?)
            }
            // Encoding checks the invariant, as for any other value.
            _ => *boxed(&checked.carrier)?,
        },
        Codec::Converted(converted) => *boxed(&converted.target)?,
        Codec::Opaque(_) | Codec::Function(_) | Codec::Bound(_) | Codec::Boxed => return None,
    })
}
