//! [`Expr`]: `Lean.Expr` (`Lean/Expr.lean`).

mod measure;

use std::fmt;
use std::hash::{Hash, Hasher};

use super::list::list;
use super::name::text_of;
use super::stack::{check_depth, on_large_stack, on_stack_for};
use super::{Kernel, KernelError, Level, Name};
use crate::number::Nat;
use crate::object::{LeanObj, MAX_BVAR, ObjRef, ObjectKind};
use crate::sys::{lean_object, runtime};
use measure::Measure;
pub(crate) use measure::for_each as for_each_part;

/// A term of Lean's kernel. Bound variables are numbered from the inside (de Bruijn).
///
/// Making a term does not check it: [`Environment::infer_type`](super::Environment::infer_type) does. Terms of any depth may
/// be made, compared, measured and dropped; to the kernel go terms of a depth of 30,000 at most.
///
/// Two terms are equal if they are so up to the names of bound variables (`Lean.Expr.eqv`). A term is displayed by
/// `Lean.Expr.dbgToString`, up to a depth of 5,000 and 100,000 parts.
#[derive(Clone)]
#[repr(transparent)]
pub struct Expr(LeanObj);

/// How an argument for a binder is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinderInfo {
    /// `(x : α)`
    Default,
    /// `{x : α}`
    Implicit,
    /// `⦃x : α⦄`
    StrictImplicit,
    /// `[x : α]`
    InstImplicit,
}

/// What an [`Expr`] is made of.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExprKind<'a> {
    /// The variable that the binder this many binders out binds.
    BVar(u64),
    /// A free variable, of a local context of the elaborator.
    FVar(&'a Name),
    /// A metavariable of the elaborator. The kernel takes none.
    MVar(&'a Name),
    /// A universe of types.
    Sort(&'a Level),
    /// A constant at these universe levels.
    Const(&'a Name, Vec<&'a Level>),
    /// A function applied to an argument.
    App(&'a Expr, &'a Expr),
    /// A function: the variable's name and type, and the body.
    Lambda(&'a Name, &'a Expr, &'a Expr, BinderInfo),
    /// A function type: the variable's name and type, and the result's type.
    Forall(&'a Name, &'a Expr, &'a Expr, BinderInfo),
    /// `let`, or `have` where the last field is true: name, type, value, body.
    Let(&'a Name, &'a Expr, &'a Expr, &'a Expr, bool),
    /// A numeral.
    Nat(Nat),
    /// A text.
    Str(&'a str),
    /// A term with data for the elaborator around it.
    MData(&'a Expr),
    /// A field of a structure: the structure's name, the field's index, and the value.
    Proj(&'a Name, u64, &'a Expr),
}

/// `Lean.Expr.mkAppData` keeps the depth in 8 bits, which stop at this.
const SATURATED_DEPTH: u64 = 255;

/// Lean prints a term that shares parts as if it did not, and takes quadratic time in the depth of binders: a larger term
/// than this is not printed.
const MAX_PRINTED: Measure = Measure { depth: 5_000, size: 100_000 };

impl Expr {
    /// # Safety
    /// The object is a `Lean.Expr`.
    pub(crate) unsafe fn from_object(object: LeanObj) -> Self {
        Expr(object)
    }

    /// # Safety
    /// As [`from_object`](Self::from_object).
    pub(super) unsafe fn lend(object: &LeanObj) -> &Self {
        // SAFETY: an `Expr` is a `LeanObj` (`repr(transparent)`).
        unsafe { &*std::ptr::from_ref(object).cast() }
    }

    pub(crate) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// `Sort level`: `Prop` at 0, `Type u` at `u + 1`.
    pub fn sort(level: &Level) -> Expr {
        // SAFETY: the runtime runs, as it made the argument, which has the type that the function consumes. So below.
        unsafe { made(runtime!(lean_expr_mk_sort(level.object().clone().into_raw()))) }
    }

    /// The constant `name` at these universe levels.
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

    /// The function applied to an argument.
    pub fn app(&self, argument: &Expr) -> Expr {
        // SAFETY: as in `sort`.
        unsafe { made(runtime!(lean_expr_mk_app(self.raw(), argument.raw()))) }
    }

    /// The function applied to arguments, one after the other.
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

    /// `ty → body`, for a `body` without loose bound variables: a function type that does not depend on its argument.
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

    /// Field `index` of a value of the structure `structure`.
    pub fn proj(structure: &Name, index: u32, value: &Expr) -> Expr {
        let (name, index) = (structure.object().clone().into_raw(), LeanObj::scalar(index as usize).into_raw());
        // SAFETY: as in `sort`; a scalar is a natural number.
        unsafe { made(runtime!(lean_expr_mk_proj(name, index, value.raw()))) }
    }

    fn raw(&self) -> *mut lean_object {
        self.0.clone().into_raw()
    }

    /// What the term is made of.
    pub fn kind(&self) -> ExprKind<'_> {
        let object = self.0.as_obj();
        let field = |i| object.owned_field(i).expect("every constructor has its fields");
        // Behind `Lean.Expr.data`, which has 8 bytes.
        let byte = || object.scalar(8, 1).unwrap_or_default() as u8;
        let ObjectKind::Constructor { tag, .. } = object.kind() else { unreachable!("every term is an object") };
        // SAFETY: the constructors of `Lean.Expr` have fields of these types.
        unsafe {
            let (name, expr) = (|i| Name::lend(field(i)), |i| Expr::lend(field(i)));
            match tag {
                0 => ExprKind::BVar(small(field(0).as_obj())),
                1 => ExprKind::FVar(name(0)),
                2 => ExprKind::MVar(name(0)),
                3 => ExprKind::Sort(Level::lend(field(0))),
                4 => ExprKind::Const(name(0), Level::lend_list(field(1).as_obj())),
                5 => ExprKind::App(expr(0), expr(1)),
                6 => ExprKind::Lambda(name(0), expr(1), expr(2), BinderInfo::from_byte(byte())),
                7 => ExprKind::Forall(name(0), expr(1), expr(2), BinderInfo::from_byte(byte())),
                8 => ExprKind::Let(name(0), expr(1), expr(2), expr(3), byte() != 0),
                9 => literal(field(0).as_obj()),
                10 => ExprKind::MData(expr(1)),
                _ => ExprKind::Proj(name(0), small(field(1).as_obj()), expr(2)),
            }
        }
    }

    /// The terms that the term is made of directly.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Expr> {
        let object = self.0.as_obj();
        let fields = match object.kind() {
            ObjectKind::Constructor { tag: 5, .. } => 0..2,
            ObjectKind::Constructor { tag: 6 | 7, .. } => 1..3,
            ObjectKind::Constructor { tag: 8, .. } => 1..4,
            ObjectKind::Constructor { tag: 10, .. } => 1..2,
            ObjectKind::Constructor { tag: 11, .. } => 2..3,
            _ => 0..0,
        };
        // SAFETY: these are the fields of type `Expr`, as in `kind`.
        fields.filter_map(move |i| object.owned_field(i)).map(|field| unsafe { Expr::lend(field) })
    }

    /// `Lean.Expr.data`: the hash in 32 bits, the depth in 8, four flags, and from bit 44 on the range of the loose bound
    /// variables.
    fn data(&self) -> u64 {
        self.0.as_obj().scalar(0, 8).expect("every term has it")
    }

    /// One more than the largest loose bound variable; 0 if there is none.
    pub fn loose_bound_variable_range(&self) -> u64 {
        self.data() >> 44
    }

    /// Whether there is a free variable in the term.
    pub fn has_free_variable(&self) -> bool {
        self.data() >> 40 & 1 != 0
    }

    /// Whether there is a metavariable, of terms or of universe levels, in the term.
    pub fn has_metavariable(&self) -> bool {
        self.data() >> 40 & 0b110 != 0
    }

    /// Whether there is a metavariable of terms in the term.
    #[cfg(feature = "server")]
    pub(crate) fn has_term_metavariable(&self) -> bool {
        self.data() >> 40 & 0b10 != 0
    }

    /// Whether there is a universe parameter in the term.
    pub fn has_level_param(&self) -> bool {
        self.data() >> 40 & 0b1000 != 0
    }

    /// The length of the longest path down the term.
    pub fn depth(&self) -> u64 {
        if self.is_deep() { Measure::new(self).depth } else { self.data() >> 32 & 0xff }
    }

    /// Whether recursion over the term wants a large stack.
    fn is_deep(&self) -> bool {
        self.data() >> 32 & 0xff >= SATURATED_DEPTH
    }

    /// The term with its loose bound variables replaced: #0 by the first value, and so on; further ones are lowered.
    ///
    /// # Errors
    /// [`KernelError::TooDeep`], and [`KernelError::Stack`] if a term is deep.
    pub fn instantiate(&self, values: &[Expr]) -> Result<Expr, KernelError> {
        let symbols = &Kernel::opened().symbols;
        let terms = || values.iter().chain([self]);
        let deep = terms().any(Expr::is_deep);
        // Under a binder the loose variables of a value are raised; Lean ends the process where there is no room for them.
        if let Some(largest) = values.iter().filter_map(|value| value.loose_bound_variable_range().checked_sub(1)).max()
        {
            let index = largest + self.depth();
            if index > MAX_BVAR {
                return Err(KernelError::BoundVariable { index, limit: MAX_BVAR });
            }
        }
        let array = super::list::array(values.iter().map(|value| value.0.clone()));
        let work = || {
            // SAFETY: a term and an array of terms.
            Expr(unsafe { symbols.instantiate(self.0.as_obj(), array.as_obj()) })
        };
        if !deep {
            return Ok(work());
        }
        terms().try_for_each(check_depth)?;
        on_large_stack(work)
    }
}

impl Kernel {
    /// The bound variable `#index`.
    ///
    /// # Errors
    /// [`KernelError::BoundVariable`] for an index that terms cannot hold, [`KernelError::NotAttached`] on a thread that is not
    /// attached.
    pub fn bound_variable(&self, index: u64) -> Result<Expr, KernelError> {
        self.check_attached()?;
        if index > MAX_BVAR {
            return Err(KernelError::BoundVariable { index, limit: MAX_BVAR });
        }
        // SAFETY: the runtime runs; the function consumes a natural number.
        Ok(unsafe { made(runtime!(lean_expr_mk_bvar(LeanObj::scalar(index as usize).into_raw()))) })
    }

    /// A numeral, of type `Nat`.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn nat(&self, number: impl Into<Nat>) -> Result<Expr, KernelError> {
        self.check_attached()?;
        Ok(self.literal(0, number.into().to_object()))
    }

    /// A text, of type `String`.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn string(&self, text: &str) -> Result<Expr, KernelError> {
        self.check_attached()?;
        Ok(self.literal(1, LeanObj::string(text)))
    }

    fn literal(&self, constructor: u8, value: LeanObj) -> Expr {
        let literal = LeanObj::constructor(constructor, [value]);
        // SAFETY: the runtime runs; `Literal.natVal` holds a number and `Literal.strVal` a text.
        unsafe { made(runtime!(lean_expr_mk_lit(literal.into_raw()))) }
    }
}

impl BinderInfo {
    fn from_byte(byte: u8) -> Self {
        match byte {
            0 => BinderInfo::Default,
            1 => BinderInfo::Implicit,
            2 => BinderInfo::StrictImplicit,
            _ => BinderInfo::InstImplicit,
        }
    }
}

/// # Safety
/// `object` is an owned `Lean.Expr`.
unsafe fn made(object: *mut lean_object) -> Expr {
    // SAFETY: as ours.
    Expr(unsafe { LeanObj::from_raw(object) })
}

/// An index, as a number; one that no term can have reads as the largest.
fn small(object: ObjRef<'_>) -> u64 {
    object.as_scalar().map_or(u64::MAX, |n| n as u64)
}

fn literal(object: ObjRef<'_>) -> ExprKind<'_> {
    let value = object.field(0).expect("a literal has its value");
    match value.string_bytes() {
        Some(bytes) => ExprKind::Str(std::str::from_utf8(bytes).unwrap_or_default()),
        None => ExprKind::Nat(Nat::from_object(value).expect("a literal is a number or a text")),
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        if self.is_deep() && other.is_deep() {
            return measure::equal(self, other);
        }
        // SAFETY: the runtime runs; both are terms, which the function borrows. It recurses no deeper than the less deep one.
        unsafe { runtime!(lean_expr_eqv(self.0.as_ptr(), other.0.as_ptr())) != 0 }
    }
}

impl Eq for Expr {}

impl Hash for Expr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.data() as u32);
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Measure { depth, size } = Measure::new(self);
        if size > MAX_PRINTED.size || depth > MAX_PRINTED.depth {
            return write!(f, "<a term of depth {depth} with {size} parts>");
        }
        // SAFETY: the runtime runs; the function borrows a term.
        let print = || unsafe { LeanObj::from_raw(runtime!(lean_expr_dbg_to_string(self.0.as_ptr()))) };
        // Names and levels in it may be deep too.
        match on_stack_for(self.0.as_obj(), print) {
            Ok(text) => f.write_str(&text_of(text.as_obj())),
            Err(_) => write!(f, "<a term of depth {depth} with {size} parts>"),
        }
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
