//! Compares what the registry says of a function's type with what the compiler made of it.
//!
//! A type may hide an action or parameters behind a name: a definition `FfiM α` for `ExceptT String IO α` looks like any
//! other type, and the function that returns one is an action. Calling it as a pure function would hand out what the
//! action returned as a value of that type.

use super::param::Param;
use crate::image::SymbolKind;
use crate::marshal::{Effect, is_monad};
use crate::registry::{Boxed, FuncInfo, MachineType, TypeRepr};

/// What to do about a library whose registry does not fit its code.
const REBUILD: &str = "build the library with the LeanPy of this version of leanbind";

/// Why a compiled function cannot have the type that the registry describes. `machines` are the machine types of the
/// described parameters and the described result.
pub(super) fn disagreement(
    info: &FuncInfo,
    params: &[Param],
    machines: (&[MachineType], MachineType),
    effect: Effect,
) -> Option<String> {
    let Some(signature) = &info.signature else { return hidden_by_name(info) };
    let is_action = signature.params.iter().any(|param| param.ty == MachineType::Void);
    let ty = &info.return_type;
    if is_action && !effect.takes_world() {
        return Some(format!(
            "it is compiled as an action, and the registry describes a pure function of the result type {ty}, which \
             hides that; {REBUILD}"
        ));
    }
    if !is_action && effect.takes_world() {
        return Some(format!("it is compiled as a pure function, and the registry describes an action: {ty}"));
    }
    let (of_params, of_result) = machines;
    for (i, (param, &described)) in params.iter().zip(of_params).enumerate() {
        if !agree(param.machine, described) {
            let (compiled, ty) = (param.machine, &info.params[i]);
            return Some(format!("argument {} is compiled as {compiled}, and {ty} is {described}", i + 1));
        }
    }
    let carries_object = !matches!(effect, Effect::None | Effect::BaseIo);
    let described = if carries_object { MachineType::Object } else { of_result };
    (!agree(signature.result, described)).then(|| {
        let compiled = signature.result;
        format!("the result is compiled as {compiled}, and that of {ty} is {described}")
    })
}

/// Whether a value of a type with the machine type `described` may have been compiled as `compiled`.
fn agree(compiled: MachineType, described: MachineType) -> bool {
    let same = |machine| match machine {
        // lean.py calls a `USize` a `UInt64`.
        MachineType::Usize => MachineType::U64,
        MachineType::Erased | MachineType::Void => MachineType::Object,
        other => other,
    };
    same(compiled) == same(described)
}

/// For a registry without compiled signatures: a result type that is known to hide an action or parameters.
fn hidden_by_name(info: &FuncInfo) -> Option<String> {
    match &info.return_type {
        TypeRepr::Opaque { name, .. } if is_declared(info) && is_monad(name) => Some(format!(
            "its result type {} hides an action or more parameters, of which the registry tells nothing; {REBUILD}",
            info.return_type
        )),
        _ => None,
    }
}

/// Whether the registry describes a declaration. Otherwise the caller of an unsafe function does.
fn is_declared(info: &FuncInfo) -> bool {
    !info.decl_name.is_empty()
}

/// Why a symbol of this kind cannot be the function that the registry describes, where only the symbols tell.
///
/// `scalars`: whether a described parameter or the described result is a scalar. `is_opaque`: whether the result is of a
/// type that Rust knows nothing of. `has_boxed`: whether the library has the function's boxed version.
pub(super) fn symbols_disagree(
    info: &FuncInfo,
    kind: SymbolKind,
    (scalars, is_opaque): (bool, bool),
    effect: Effect,
    has_boxed: impl FnOnce() -> bool,
) -> Option<String> {
    let is_function = matches!(kind, SymbolKind::Function);
    if !is_declared(info) || effect.takes_world() || !is_function {
        return None;
    }
    let ty = &info.return_type;
    if info.params.is_empty() {
        return Some(format!(
            "it is compiled as a function, and the registry describes a constant of the type {ty}, which hides an \
             action or parameters; {REBUILD}"
        ));
    }
    // Inductive types of Lean's own, which lean.py's registries mention without describing them, hide nothing.
    let may_hide = matches!(ty, TypeRepr::Opaque { name, .. } if !matches!(name.as_str(), "Ordering" | "Subtype"));
    let untold = info.signature.is_none() && info.boxed == Boxed::Unknown && is_opaque && may_hide;
    // The compiler makes a boxed version for scalars and for actions.
    (untold && !scalars && has_boxed()).then(|| {
        format!(
            "it is an action, or a scalar is passed, and the registry does not tell which: {ty} is not described; \
             {REBUILD}, or describe the type with `derive_python`"
        )
    })
}
