//! Encodes a [`Closure`]. A Rust function becomes a Lean closure of the type at which it is passed.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bound_callback::BoundCallback;
use super::boundary;
use super::callback::{Pass, Purity, RustFunction, Signature};
use super::default::default_value;
use super::handle::{Closure, Maker};
use super::memo::{Memo, is_comparable};
use super::trampoline::trampoline;
use crate::marshal::codec::{Codec, FunctionType};
use crate::marshal::effect::Effect;
use crate::marshal::encode::encode_value;
use crate::marshal::error::MarshalError;
use crate::marshal::sealed::Encode;
use crate::marshal::ty::Ty;
use crate::object::{LeanObj, SharedObj};

impl Encode for Closure {
    fn accepts(ty: Ty<'_>) -> bool {
        matches!(ty.codec, Codec::Function(_))
    }

    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        match (&self.0, ty.codec) {
            (Maker::Rust(function), Codec::Function(wanted)) => object(function, wanted, ty),
            (Maker::Lean { object, ty: own, table }, Codec::Function(wanted)) => {
                let same_table = Arc::ptr_eq(table, ty.table);
                let own_ty = || Ty { codec: &Codec::Function(own.clone()), table }.repr();
                let same = if same_table { own == wanted } else { own_ty() == ty.repr() };
                let same_meaning = table.origin == ty.table.origin || (own == wanted && ty.codec.is_builtin());
                match (same, same_meaning) {
                    (true, true) => Ok(object.clone()),
                    (true, false) => Err(ty.other_library()),
                    (false, _) => Err(ty.mismatch(self.describe())),
                }
            }
            _ => Err(ty.mismatch(self.describe())),
        }
    }
}

/// Makes a Lean closure of `function` at the type `ty`, whose codec holds `function_type`.
fn object(
    function: &Arc<RustFunction>,
    function_type: &Arc<FunctionType>,
    ty: Ty<'_>,
) -> Result<LeanObj, MarshalError> {
    let refused = |why: String| Err(ty.mismatch(format!("a Rust function {why}")));
    if let Some(rust) = function.body().misfit(Signature { function: function_type, table: ty.table }) {
        return refused(format!("of the type {rust}"));
    }
    let is_action = function_type.effect.takes_world();
    if function.purity == Purity::Action && !is_action {
        return refused("that is an action; pure ones are made by `Closure::pure`".to_owned());
    }
    let memo = (function.purity == Purity::Pure && !is_action).then(Memo::default);
    if memo.is_some() {
        let opaque = function_type.params.iter().map(|codec| ty.with(codec));
        if let Some(param) = opaque.into_iter().find(|param| !is_comparable(*param, &mut FxHashSet::default())) {
            return refused(format!(
                "whose results would be remembered for arguments of type {param}, which Rust cannot compare; \
                 `Closure::pure_unchecked` remembers nothing"
            ));
        }
    }
    let fallback = match function_type.effect {
        Effect::Io => None,
        _ => {
            let result = ty.with(&function_type.result);
            let value = match default_value(result) {
                Ok(value) => value,
                Err(limit) => {
                    let limit = if limit.is_empty() { limit } else { format!(" {limit}") };
                    return refused(format!(
                        "that may fail, and then Lean needs a value of type {result}, which Rust cannot make{limit}; \
                         at a type that ends in IO, Lean is told instead"
                    ));
                }
            };
            Some(SharedObj::new(encode_value(&value, result)?))
        }
    };
    let pass = match &fallback {
        Some(_) => boundary::pass(function),
        // Lean gets an `IO` error, and no call reports anything.
        None => Arc::new(Pass::without_call(function.clone())),
    };
    let arguments = function_type.params.len() + usize::from(is_action);
    let passed = BoundCallback { pass, ty: function_type.clone(), table: ty.table.clone(), memo, fallback };
    // SAFETY: the trampoline takes the object and `arguments` arguments of the types of the parameters, and returns
    // what functions of this type return. `instances` has checked that there are fewer than 2^16 of them.
    unsafe { Ok(LeanObj::closure(trampoline(arguments), arguments as u16 + 1, passed.wrap())) }
}
