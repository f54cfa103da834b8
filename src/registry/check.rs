//! Checks that the parts of an entry are consistent. The error of a check states what is wrong.
use crate::counted::counted;
use rustc_hash::FxHashSet;

use super::budget::{MAX_FIELDS, MAX_TYPE_ARGUMENTS, MAX_TYPES};
use super::{CtorInfo, CtorLayout, FieldPlace, FuncInfo, JsonText, MachineType, RegistryError, TypeInfo, TypeRepr};

type CheckResult = Result<(), String>;

/// A constructor object has fewer object slots than this (`LEAN_MAX_CTOR_FIELDS` in `lean.h`).
pub(crate) const MAX_CTOR_FIELDS: usize = 256;

/// A constructor object has fewer bytes of scalars than this (`LEAN_MAX_CTOR_SCALARS_SIZE` in `lean.h`).
pub(crate) const MAX_CTOR_SCALARS_SIZE: usize = 1024;

/// The size of a `usize` slot on every machine that Lean has releases for.
const USIZE_BYTES: usize = 8;

pub(super) fn type_info(info: &TypeInfo) -> CheckResult {
    let (arguments, limit) = (info.argument_count(), MAX_TYPE_ARGUMENTS);
    if arguments > limit {
        return Err(format!("numParams and numIndices are {arguments} together, and at most {limit} are read"));
    }
    let mut names = FxHashSet::default();
    for (i, ctor) in info.ctors.iter().enumerate() {
        if ctor.tag != i {
            let name = &ctor.name;
            return Err(format!("constructor `{name}` stands at {i} but has tag {}", ctor.tag));
        }
        if !names.insert(ctor.name.as_str()) {
            return Err(format!("two constructors are called `{}`", ctor.name));
        }
        if info.is_enum && !ctor.fields.is_empty() {
            return Err(format!("isEnum is true, but constructor `{}` has fields", ctor.name));
        }
    }
    // lean.py writes an entry without constructors for a type that it is still reading.
    if info.is_structure && info.ctors.len() > 1 {
        return Err(format!("a structure has one constructor, not {}", info.ctors.len()));
    }
    match (info.trivial_field, info.ctors.as_slice()) {
        (None, _) => Ok(()),
        (Some(field), [ctor]) if field < ctor.fields.len() => Ok(()),
        (Some(field), [ctor]) => {
            let len = ctor.fields.len();
            Err(format!("trivialField is {field}, but constructor `{}` has {}", ctor.name, counted(len, "field")))
        }
        (Some(_), ctors) => Err(format!("trivialField is given, but there are {} constructors", ctors.len())),
    }
}

pub(super) fn ctor_info(info: &CtorInfo) -> CheckResult {
    if info.fields.len() > MAX_FIELDS {
        return Err(format!("{} fields, and at most {MAX_FIELDS} are read", info.fields.len()));
    }
    if let Some(names) = &info.field_names {
        same_length("fieldNames", names.len(), "fields", info.fields.len())?;
    }
    let Some(layout) = &info.layout else {
        return Ok(());
    };
    same_length("layout.fields", layout.fields.len(), "fields", info.fields.len())?;
    for (i, (ty, place)) in info.fields.iter().zip(&layout.fields).enumerate() {
        let machine = match place {
            FieldPlace::Object { .. } => MachineType::Object,
            FieldPlace::Usize { .. } => MachineType::Usize,
            FieldPlace::Scalar { ty, .. } => *ty,
            FieldPlace::Erased => MachineType::Erased,
        };
        if !machine.can_hold(ty) {
            return Err(format!("layout.fields[{i}] is {machine}, which cannot hold {ty}"));
        }
    }
    Ok(())
}

/// Checks that every slot belongs to exactly one field, and that no two scalars share a byte.
pub(super) fn ctor_layout(layout: &CtorLayout) -> CheckResult {
    let CtorLayout { objects, usizes, scalar_bytes, ref fields } = *layout;
    if objects >= MAX_CTOR_FIELDS {
        return Err(format!("{objects} object slots are more than Lean allows"));
    }
    let scalars = usizes.checked_mul(USIZE_BYTES).and_then(|n| n.checked_add(scalar_bytes));
    if scalars.is_none_or(|bytes| bytes >= MAX_CTOR_SCALARS_SIZE) {
        return Err("usizes and scalarBytes are more than Lean allows".to_owned());
    }
    let mut slots = vec![false; objects + usizes];
    let mut bytes = vec![false; scalar_bytes];
    for (i, place) in fields.iter().enumerate() {
        let (taken, from, to) = match *place {
            FieldPlace::Erased => continue,
            FieldPlace::Object { index } if index < objects => (&mut slots, index, index + 1),
            FieldPlace::Object { index } => {
                return Err(format!("fields[{i}]: there is no object slot {index}"));
            }
            FieldPlace::Usize { index } if (objects..objects + usizes).contains(&index) => {
                (&mut slots, index, index + 1)
            }
            FieldPlace::Usize { index } => {
                return Err(format!("fields[{i}]: there is no usize slot {index}"));
            }
            FieldPlace::Scalar { offset, ty } => {
                let Some(size) = ty.scalar_size() else {
                    return Err(format!("fields[{i}]: {ty} is not the type of a scalar"));
                };
                if offset % size != 0 {
                    return Err(format!("fields[{i}]: {ty} cannot start at offset {offset}"));
                }
                // The end of the field may overflow, although `offset` is a multiple of `size`.
                match offset.checked_add(size).filter(|end| *end <= scalar_bytes) {
                    Some(end) => (&mut bytes, offset, end),
                    None => {
                        return Err(format!(
                            "fields[{i}]: {ty} at offset {offset} ends beyond the {scalar_bytes} \
                             scalar bytes"
                        ));
                    }
                }
            }
        };
        if taken[from..to].contains(&true) {
            return Err(format!("fields[{i}] overlaps an earlier field"));
        }
        taken[from..to].fill(true);
    }
    match slots.iter().position(|taken| !taken) {
        Some(slot) => Err(format!("no field is kept in slot {slot}")),
        None => Ok(()),
    }
}

pub(super) fn func_info(info: &FuncInfo) -> CheckResult {
    let arity = info.params.len();
    if let Some(names) = &info.param_names {
        same_length("paramNames", names.len(), "params", arity)?;
    }
    if info.constant == Some(true) && arity > 0 {
        return Err(format!("constant is true, but there are {arity} params"));
    }
    let Some(signature) = &info.signature else {
        return Ok(());
    };
    let own = signature.params.len().min(arity);
    // An action's world token may follow the parameters of the Lean type.
    if signature.params[own..].iter().any(|param| param.ty != MachineType::Void) || own < arity {
        same_length("signature.params", signature.params.len(), "params", arity)?;
    }
    for (i, (ty, param)) in info.params.iter().zip(&signature.params).enumerate() {
        if !param.ty.can_hold(ty) {
            return Err(format!("signature.params[{i}] is {}, which cannot hold {ty}", param.ty));
        }
    }
    if !signature.result.can_hold(&info.return_type) {
        let (machine, ty) = (signature.result, &info.return_type);
        return Err(format!("signature.result is {machine}, which cannot hold {ty}"));
    }
    Ok(())
}

/// Checks that a registry does not have more types than are read.
pub(super) fn type_count(types: &[TypeInfo]) -> Result<(), RegistryError> {
    match types.len() {
        0..=MAX_TYPES => Ok(()),
        reached => Err(RegistryError::TooLarge {
            text: JsonText::Types,
            what: "types",
            reached: reached as u64,
            limit: MAX_TYPES as u64,
        }),
    }
}

/// A trivial structure is represented by one of its fields, which may be a trivial structure too. Checks that this
/// ends. `find` gives the index of a type.
pub(super) fn trivial_structures(
    types: &[TypeInfo],
    find: impl Fn(&str) -> Option<usize>,
) -> Result<(), RegistryError> {
    let next = |info: &TypeInfo| match &info.ctors.first()?.fields[info.trivial_field?] {
        TypeRepr::Named { name, .. } => find(name),
        _ => None,
    };
    // The structure from which each one was reached first.
    let mut reached_from = vec![None; types.len()];
    for (start, info) in types.iter().enumerate() {
        let mut at = Some(start);
        while let Some(index) = at {
            match reached_from[index].replace(start) {
                None => at = next(&types[index]),
                Some(earlier) if earlier == start => {
                    let path = format!("types ({}).trivialField", info.name);
                    let problem = "the structure would be represented by itself".to_owned();
                    return Err(RegistryError::Invalid { path, problem });
                }
                // From here on an earlier structure has come to an end.
                Some(_) => break,
            }
        }
    }
    Ok(())
}

fn same_length(what: &str, len: usize, of: &str, expected: usize) -> CheckResult {
    if len == expected {
        return Ok(());
    }
    Err(format!("{what} has length {len}, but {of} has length {expected}"))
}
