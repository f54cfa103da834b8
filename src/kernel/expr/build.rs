//! Making terms.

use super::kind::{BinderInfo, Expr};
use crate::kernel::error::KernelError;
use crate::kernel::level::Level;
use crate::kernel::list::{array, list};
use crate::kernel::name::Name;
use crate::kernel::open::Kernel;
use crate::kernel::stack::{check_depth, on_large_stack};
use crate::number::Nat;
use crate::object::{LeanObj, MAX_BVAR};
use crate::sys::{lean_object, runtime};

impl Expr {
    /// `Sort level`: `Prop` at level 0, `Type u` at level `u + 1`.
    pub fn sort(level: &Level) -> Expr {
        // SAFETY: the runtime runs, as it has made the argument, which has the type that the function consumes.
        unsafe { made(runtime!(lean_expr_mk_sort(level.object().clone().into_raw()))) }
    }

    /// The constant `name` with these universe levels.
    pub fn constant(name: &Name, levels: &[Level]) -> Expr {
        let levels = list(levels.iter().map(|level| level.object().clone()));
        // SAFETY: as in `sort`.
        unsafe { made(runtime!(lean_expr_mk_const(name.object().clone().into_raw(), levels.into_raw()))) }
    }

    /// The free variable `name`.
    pub fn free_variable(name: &Name) -> Expr {
        // SAFETY: as in `sort`; an `FVarId` is its name.
        unsafe { made(runtime!(lean_expr_mk_fvar(name.object().clone().into_raw()))) }
    }

    /// The metavariable `name`.
    pub fn metavariable(name: &Name) -> Expr {
        // SAFETY: as in `sort`; an `MVarId` is its name.
        unsafe { made(runtime!(lean_expr_mk_mvar(name.object().clone().into_raw()))) }
    }

    /// This function applied to an argument.
    pub fn app(&self, argument: &Expr) -> Expr {
        // SAFETY: as in `sort`.
        unsafe { made(runtime!(lean_expr_mk_app(self.raw(), argument.raw()))) }
    }

    /// This function applied to several arguments, the first one first.
    pub fn apps(&self, arguments: &[Expr]) -> Expr {
        arguments.iter().fold(self.clone(), |function, argument| function.app(argument))
    }

    /// `fun (name : ty) => body`.
    pub fn lambda(name: &Name, ty: &Expr, body: &Expr, info: BinderInfo) -> Expr {
        let name = name.object().clone().into_raw();
        // SAFETY: as in `sort`; the byte is a constructor of `BinderInfo`.
        unsafe { made(runtime!(lean_expr_mk_lambda(name, ty.raw(), body.raw(), info as u8))) }
    }

    /// `(name : ty) → body`.
    pub fn forall(name: &Name, ty: &Expr, body: &Expr, info: BinderInfo) -> Expr {
        let name = name.object().clone().into_raw();
        // SAFETY: as in `lambda`.
        unsafe { made(runtime!(lean_expr_mk_forall(name, ty.raw(), body.raw(), info as u8))) }
    }

    /// `ty → body`: a function type that does not depend on its argument. `body` has no loose bound variables.
    pub fn arrow(ty: &Expr, body: &Expr) -> Expr {
        // SAFETY: the anonymous name is the scalar 0.
        let name = unsafe { Name::from_object(LeanObj::scalar(0)) };
        Expr::forall(&name, ty, body, BinderInfo::Default)
    }

    /// `let name : ty := value; body`, or `have` if `nondependent`.
    pub fn let_in(name: &Name, ty: &Expr, value: &Expr, body: &Expr, nondependent: bool) -> Expr {
        let name = name.object().clone().into_raw();
        // SAFETY: as in `sort`.
        unsafe { made(runtime!(lean_expr_mk_let(name, ty.raw(), value.raw(), body.raw(), u8::from(nondependent)))) }
    }

    /// Field `index` of `value`, which has the structure type `structure`.
    pub fn proj(structure: &Name, index: u32, value: &Expr) -> Expr {
        let (name, index) = (structure.object().clone().into_raw(), LeanObj::scalar(index as usize).into_raw());
        // SAFETY: as in `sort`; a scalar is a natural number.
        unsafe { made(runtime!(lean_expr_mk_proj(name, index, value.raw()))) }
    }

    /// One more reference to the term, for a function that consumes it.
    fn raw(&self) -> *mut lean_object {
        self.object().clone().into_raw()
    }

    /// Replaces the loose bound variables: #0 by the first value, #1 by the second one, and so on. The indices of further
    /// ones decrease by the number of values.
    ///
    /// # Errors
    /// [`KernelError::BoundVariable`] if the result could need an index that is too large, [`KernelError::TooDeep`] if a term
    /// is too deep, [`KernelError::Stack`].
    pub fn instantiate(&self, values: &[Expr]) -> Result<Expr, KernelError> {
        let symbols = &Kernel::opened().symbols;
        let terms = || values.iter().chain([self]);
        let deep = terms().any(Expr::is_deep);
        // Lean raises the loose variables of a value below each binder, and ends the process if an index becomes too large.
        if let Some(largest) = values.iter().filter_map(|value| value.loose_bound_variable_range().checked_sub(1)).max()
        {
            let index = largest + self.depth();
            if index > MAX_BVAR {
                return Err(KernelError::BoundVariable { index, limit: MAX_BVAR });
            }
        }
        let array = array(values.iter().map(|value| value.object().clone()));
        let work = || {
            // SAFETY: the function takes a term and an array of terms, and returns a term.
            unsafe { Expr::from_object(symbols.instantiate(self.object().as_obj(), array.as_obj())) }
        };
        if !deep {
            return Ok(work());
        }
        terms().try_for_each(|term| check_depth(term.depth()))?;
        on_large_stack(work)
    }
}

impl Kernel {
    /// The bound variable `#index`.
    ///
    /// # Errors
    /// [`KernelError::BoundVariable`] if terms cannot hold so large an index, [`KernelError::NotAttached`] on a thread that is
    /// not attached.
    pub fn bound_variable(&self, index: u64) -> Result<Expr, KernelError> {
        self.check_attached()?;
        if index > MAX_BVAR {
            return Err(KernelError::BoundVariable { index, limit: MAX_BVAR });
        }
        // SAFETY: the runtime runs; the function consumes a natural number.
        Ok(unsafe { made(runtime!(lean_expr_mk_bvar(LeanObj::scalar(index as usize).into_raw()))) })
    }

    /// A numeral of type `Nat`.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn nat(&self, number: impl Into<Nat>) -> Result<Expr, KernelError> {
        self.check_attached()?;
        Ok(self.literal(0, number.into().to_object()))
    }

    /// A string literal, of type `String`.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn string(&self, text: &str) -> Result<Expr, KernelError> {
        self.check_attached()?;
        Ok(self.literal(1, LeanObj::string(text)))
    }

    /// A term from the fields of a `Lean.Literal`.
    fn literal(&self, constructor: u8, value: LeanObj) -> Expr {
        let literal = LeanObj::constructor(constructor, [value]);
        // SAFETY: the runtime runs; `Literal.natVal` holds a number and `Literal.strVal` a text.
        unsafe { made(runtime!(lean_expr_mk_lit(literal.into_raw()))) }
    }
}

/// Takes over a term that the runtime has made.
///
/// # Safety
/// `object` is an owned `Lean.Expr`.
unsafe fn made(object: *mut lean_object) -> Expr {
    // SAFETY: the caller promises an owned term.
    unsafe { Expr::from_object(LeanObj::from_raw(object)) }
}
