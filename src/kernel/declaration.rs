//! [`Declaration`]: `Lean.Declaration` (`Lean/Declaration.lean`).

use super::constant::{Hints, Safety};
use super::error::KernelError;
use super::expr::Expr;
use super::list::list;
use super::name::Name;
use super::open::Kernel;
use super::version_4_35::{HINTS_REGULAR, INDUCTIVE_TYPE, declaration as tags};
use crate::object::{LeanObj, NewConstructor};

/// A declaration that the kernel checks and adds to an environment ([`Environment::add`](super::Environment::add)).
///
/// There is no variant for `Quot`: Lean assumes that every environment with imports has it (`quotInit` in
/// `Lean/Environment.lean`).
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
        /// Where it may be used.
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
    /// A constant with a value that the kernel checks but never unfolds.
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
    /// One or several mutually inductive types.
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
    /// Checks that the kernel can take the terms.
    ///
    /// # Errors
    /// As [`Expr::check_fit`].
    pub(super) fn check_fit(&self) -> Result<(), KernelError> {
        match self {
            Declaration::Axiom { ty, .. } => ty.check_fit("type"),
            Declaration::Definition { ty, value, .. }
            | Declaration::Theorem { ty, value, .. }
            | Declaration::Opaque { ty, value, .. } => {
                ty.check_fit("type")?;
                value.check_fit("value")
            }
            Declaration::Inductive { types, .. } => types.iter().try_for_each(|inductive| {
                inductive.ty.check_fit("type")?;
                inductive.constructors.iter().try_for_each(|(_, ty)| ty.check_fit("constructor's type"))
            }),
        }
    }

    /// The `Lean.Declaration` object.
    pub(super) fn object(&self, kernel: &Kernel) -> LeanObj {
        let symbols = &kernel.symbols;
        let name = |name: &Name| name.object().clone();
        let names = |names: &[Name]| list(names.iter().map(name));
        let expr = |expr: &Expr| expr.object().clone();
        let alone = |it: &Name| list([name(it)]);
        // SAFETY: each function gets objects of the types that it takes: names, lists of names, terms.
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

/// The `Lean.ReducibilityHints` object.
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
