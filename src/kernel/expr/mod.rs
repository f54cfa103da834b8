//! [`Expr`]: `Lean.Expr` (`Lean/Expr.lean`).

mod build;
mod display;
mod kind;
mod measure;

pub use kind::{BinderInfo, Expr, ExprKind};
pub(crate) use measure::for_each_part;
