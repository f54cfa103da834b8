//! What a term is made of: its constructor, its fields, and the data that Lean stores in it.

use std::hash::{Hash, Hasher};

use crate::kernel::level::Level;
use crate::kernel::name::Name;
use crate::number::Nat;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::sys::runtime;

/// A term of Lean's kernel. Bound variables are de Bruijn indices: the innermost binder is #0.
///
/// Making a term does not check it: [`Environment::infer_type`](crate::Environment::infer_type) does. Terms of any depth can
/// be made, compared, measured and dropped. Terms for the kernel may be at most 30,000 deep.
///
/// `==` ignores the names of bound variables (`Lean.Expr.eqv`). `Display` prints what `Lean.Expr.dbgToString` prints, for
/// terms with at most 100,000 parts and a depth of at most 5,000.
#[derive(Clone)]
#[repr(transparent)]
pub struct Expr(LeanObj);

/// How a binder is written, and so how its argument is given (`Lean.BinderInfo`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BinderInfo {
    /// `(x : α)`
    #[default]
    Default,
    /// `{x : α}`
    Implicit,
    /// `⦃x : α⦄`
    StrictImplicit,
    /// `[x : α]`
    InstImplicit,
}

/// The constructors of [`Expr`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExprKind<'a> {
    /// A bound variable, by its de Bruijn index.
    BVar(u64),
    /// A free variable of a local context of the elaborator.
    FVar(&'a Name),
    /// A metavariable of the elaborator. The kernel rejects it.
    MVar(&'a Name),
    /// `Sort u`: a universe of types, such as `Prop` or `Type`.
    Sort(&'a Level),
    /// A constant with its universe levels.
    Const(&'a Name, Vec<&'a Level>),
    /// A function applied to an argument.
    App(&'a Expr, &'a Expr),
    /// A function: the variable's name and type, and the body.
    Lambda(&'a Name, &'a Expr, &'a Expr, BinderInfo),
    /// A function type: the variable's name and type, and the result's type.
    Forall(&'a Name, &'a Expr, &'a Expr, BinderInfo),
    /// A `let`, or a `have` if the last field is true: the variable's name, type and value, and the body.
    Let(&'a Name, &'a Expr, &'a Expr, &'a Expr, bool),
    /// A numeral of type `Nat`.
    Nat(Nat),
    /// A string literal.
    Str(&'a str),
    /// A term that carries metadata for the elaborator.
    MData(&'a Expr),
    /// A field of a structure: the structure's name, the field's index, and the value.
    Proj(&'a Name, u64, &'a Expr),
}

/// The largest depth that `Lean.Expr.data` holds: a deeper term has this depth there too (`Lean.Expr.mkAppData`).
const SATURATED_DEPTH: u64 = 255;

impl Expr {
    /// Takes over an object.
    ///
    /// # Safety
    /// The object is a `Lean.Expr`.
    pub(crate) unsafe fn from_object(object: LeanObj) -> Self {
        Expr(object)
    }

    /// Borrows an object as a term.
    ///
    /// # Safety
    /// As [`from_object`](Self::from_object).
    pub(in crate::kernel) unsafe fn lend(object: &LeanObj) -> &Self {
        // SAFETY: an `Expr` is a `LeanObj` (`repr(transparent)`).
        unsafe { &*std::ptr::from_ref(object).cast() }
    }

    pub(crate) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The term's constructor and its fields.
    pub fn kind(&self) -> ExprKind<'_> {
        let object = self.0.as_obj();
        let field = |i| object.owned_field(i).expect("every constructor has its fields");
        // The byte behind `Lean.Expr.data`, which takes 8 bytes.
        let byte = || object.scalar(8, 1).unwrap_or_default() as u8;
        let ObjectKind::Constructor { tag, .. } = object.kind() else { unreachable!("every term is an object") };
        // SAFETY: the constructors of `Lean.Expr` have fields of these types.
        unsafe {
            let (name, expr) = (|i| Name::lend(field(i)), |i| Expr::lend(field(i)));
            match tag {
                0 => ExprKind::BVar(index(field(0).as_obj())),
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
                _ => ExprKind::Proj(name(0), index(field(1).as_obj()), expr(2)),
            }
        }
    }

    /// The term's direct subterms.
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
        // SAFETY: the range selects the fields of type `Expr`, as in `kind`.
        fields.filter_map(move |i| object.owned_field(i)).map(|field| unsafe { Expr::lend(field) })
    }

    /// `Lean.Expr.data`: from the lowest bit on, 32 bits of hash, 8 bits of depth, four flags, and the range of the loose
    /// bound variables.
    pub(super) fn data(&self) -> u64 {
        self.0.as_obj().scalar(0, 8).expect("every term has its data")
    }

    /// The largest index of a loose bound variable, plus one; 0 if the term is closed (`Lean.Expr.looseBVarRange`).
    pub fn loose_bound_variable_range(&self) -> u64 {
        self.data() >> 44
    }

    /// Whether the term contains a free variable.
    pub fn has_free_variable(&self) -> bool {
        self.data() >> 40 & 1 != 0
    }

    /// Whether the term contains a metavariable, of terms or of universe levels.
    pub fn has_metavariable(&self) -> bool {
        self.data() >> 40 & 0b110 != 0
    }

    /// Whether the term contains a metavariable of terms.
    #[cfg(feature = "server")]
    pub(crate) fn has_term_metavariable(&self) -> bool {
        self.data() >> 40 & 0b10 != 0
    }

    /// Whether the term contains a universe parameter.
    pub fn has_level_param(&self) -> bool {
        self.data() >> 40 & 0b1000 != 0
    }

    /// Whether recursion over the term needs a large stack.
    pub(super) fn is_deep(&self) -> bool {
        self.data() >> 32 & 0xff >= SATURATED_DEPTH
    }

    /// `Lean.Expr.eqv`: equality up to the names of bound variables. It recurses as deep as the less deep term.
    pub(super) fn eqv(&self, other: &Expr) -> bool {
        // SAFETY: the runtime runs; the function borrows two terms.
        unsafe { runtime!(lean_expr_eqv(self.0.as_ptr(), other.0.as_ptr())) != 0 }
    }
}

impl Hash for Expr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.data() as u32);
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

/// Reads an index. One that is no small number, which no term can hold, reads as `u64::MAX`.
fn index(object: ObjRef<'_>) -> u64 {
    object.as_scalar().map_or(u64::MAX, |n| n as u64)
}

/// Reads a `Lean.Literal`.
fn literal(object: ObjRef<'_>) -> ExprKind<'_> {
    let value = object.field(0).expect("a literal has its value");
    match value.string_bytes() {
        Some(bytes) => ExprKind::Str(std::str::from_utf8(bytes).unwrap_or_default()),
        None => ExprKind::Nat(Nat::from_object(value).expect("a literal is a number or a text")),
    }
}
