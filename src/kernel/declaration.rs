//! [`Declaration`]: what is given to the kernel (`Lean.Declaration`, `Lean/Declaration.lean`).

use super::KernelError;
use super::check::check_fit;
use super::list::list;
use super::version_4_35::{HINTS_REGULAR, INDUCTIVE_TYPE, declaration as tags};
use super::{Expr, Hints, Kernel, Name, Safety};
use crate::object::{LeanObj, NewConstructor};

/// A declaration to be checked by the kernel and added to an environment.
///
/// `Quot` is not among them: Lean takes every environment with imports to have it (`quotInit` in `Lean/Environment.lean`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Declaration {
    /// A constant without a value.
    Axiom {
        /// Its name.
        name: Name,
        /// Its universe parameters.
        level_params: Vec<Name>,
        /// Its type.
        ty: Expr,
    },
    /// A constant that unfolds to its value.
    Definition {
        /// Its name.
        name: Name,
        /// Its universe parameters.
        level_params: Vec<Name>,
        /// Its type.
        ty: Expr,
        /// Its value.
        value: Expr,
        /// When the kernel unfolds it.
        hints: Hints,
        /// What it may be used for.
        safety: Safety,
    },
    /// A proposition with its proof.
    Theorem {
        /// Its name.
        name: Name,
        /// Its universe parameters.
        level_params: Vec<Name>,
        /// The proposition.
        ty: Expr,
        /// The proof.
        value: Expr,
    },
    /// A constant with a value that the kernel checks and then forgets.
    Opaque {
        /// Its name.
        name: Name,
        /// Its universe parameters.
        level_params: Vec<Name>,
        /// Its type.
        ty: Expr,
        /// Its value.
        value: Expr,
    },
    /// Inductive types that are declared together.
    Inductive {
        /// Their universe parameters.
        level_params: Vec<Name>,
        /// How many of the types' arguments are parameters.
        params: u32,
        /// The types.
        types: Vec<InductiveType>,
    },
}

/// An inductive type, before it is declared.
#[derive(Clone, Debug)]
pub struct InductiveType {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Expr,
    /// The names and types of its constructors.
    pub constructors: Vec<(Name, Expr)>,
}

impl Declaration {
    /// Whether the kernel can be given the terms.
    ///
    /// # Errors
    /// As `check::check_fit`.
    pub(super) fn check_fit(&self) -> Result<(), KernelError> {
        match self {
            Declaration::Axiom { ty, .. } => check_fit("type", ty),
            Declaration::Definition { ty, value, .. }
            | Declaration::Theorem { ty, value, .. }
            | Declaration::Opaque { ty, value, .. } => {
                check_fit("type", ty)?;
                check_fit("value", value)
            }
            Declaration::Inductive { types, .. } => types.iter().try_for_each(|inductive| {
                check_fit("type", &inductive.ty)?;
                inductive.constructors.iter().try_for_each(|(_, ty)| check_fit("constructor's type", ty))
            }),
        }
    }

    /// The declaration as an object.
    pub(super) fn object(&self, kernel: &Kernel) -> LeanObj {
        let symbols = &kernel.symbols;
        let name = |name: &Name| name.object().clone();
        let names = |names: &[Name]| list(names.iter().map(name));
        let expr = |expr: &Expr| expr.object().clone();
        let alone = |it: &Name| list([name(it)]);
        // SAFETY: every function is given objects of the types that it takes: names, lists of names, terms.
        unsafe {
            match self {
                Declaration::Axiom { name: n, level_params, ty } => {
                    LeanObj::constructor(tags::AXIOM, [symbols.mk_axiom(name(n), names(level_params), expr(ty), 0)])
                }
                Declaration::Definition { name: n, level_params, ty, value, hints, safety } => {
                    let (params, hints, safety) = (names(level_params), hints_object(*hints), *safety as u8);
                    let value = symbols.mk_definition(name(n), params, expr(ty), expr(value), hints, safety, alone(n));
                    LeanObj::constructor(tags::DEFINITION, [value])
                }
                Declaration::Theorem { name: n, level_params, ty, value } => {
                    let value = symbols.mk_theorem(name(n), names(level_params), expr(ty), expr(value), alone(n));
                    LeanObj::constructor(tags::THEOREM, [value])
                }
                Declaration::Opaque { name: n, level_params, ty, value } => {
                    let value = symbols.mk_opaque(name(n), names(level_params), expr(ty), expr(value), 0, alone(n));
                    LeanObj::constructor(tags::OPAQUE, [value])
                }
                Declaration::Inductive { level_params, params, types } => {
                    let types = list(types.iter().map(|inductive| {
                        let made = |(n, ty): &(Name, Expr)| LeanObj::constructor(0, [name(n), expr(ty)]);
                        let constructors = list(inductive.constructors.iter().map(made));
                        LeanObj::constructor(
                            INDUCTIVE_TYPE.tag,
                            [name(&inductive.name), expr(&inductive.ty), constructors],
                        )
                    }));
                    symbols.mk_inductive(names(level_params), LeanObj::scalar(*params as usize), types, 0)
                }
            }
        }
    }
}

fn hints_object(hints: Hints) -> LeanObj {
    match hints {
        Hints::Opaque => LeanObj::scalar(0),
        Hints::Abbrev => LeanObj::scalar(1),
        Hints::Regular(height) => {
            let mut object = NewConstructor::new(HINTS_REGULAR.tag, 0, u32::from(HINTS_REGULAR.scalar_bytes));
            object.set_scalar(0, 4, u64::from(height));
            object.finish()
        }
    }
}
