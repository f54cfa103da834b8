//! [`ConstantInfo`]: a constant of an environment (`Lean.ConstantInfo`, `Lean/Declaration.lean`).

use std::fmt;

use super::error::KernelError;
use super::expr::Expr;
use super::list::items;
use super::name::Name;
use super::shape::{CheckedFields, ConstructorShape};
use super::version_4_35::{self as shapes, constant_info as tags};
use crate::number::Nat;
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// What an environment knows about a constant.
#[derive(Clone)]
pub struct ConstantInfo {
    /// The field of the `ConstantInfo`, such as a `DefinitionVal`. Its layout was checked.
    value: LeanObj,
    /// The constructor of the `ConstantInfo`.
    tag: u8,
    /// The layout of `value`.
    shape: ConstructorShape,
}

/// The constructors of `Lean.ConstantInfo`, each with the properties that only such a constant has.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConstantKind<'a> {
    /// A constant without a value.
    Axiom {
        /// Whether it was declared `unsafe`.
        is_unsafe: bool,
    },
    /// A constant that unfolds to its value.
    Definition {
        /// When the kernel unfolds it.
        hints: Hints,
        /// Where it may be used.
        safety: Safety,
    },
    /// A proof of its type.
    Theorem,
    /// A constant with a value that the kernel never unfolds.
    Opaque {
        /// Whether it was declared `unsafe`.
        is_unsafe: bool,
    },
    /// `Quot`, `Quot.mk`, `Quot.lift` or `Quot.ind`.
    Quot,
    /// An inductive type.
    Inductive {
        /// How many of its arguments are parameters.
        params: u64,
        /// How many of its arguments are indices.
        indices: u64,
        /// The types of its mutual declaration, itself included.
        all: Vec<&'a Name>,
        /// Its constructors.
        constructors: Vec<&'a Name>,
        /// Whether it occurs in the fields of its constructors.
        is_recursive: bool,
        /// Whether it was declared `unsafe`.
        is_unsafe: bool,
    },
    /// A constructor of an inductive type.
    Constructor {
        /// The inductive type.
        inductive: &'a Name,
        /// Its index among the type's constructors.
        index: u64,
        /// How many of its arguments are the type's parameters.
        params: u64,
        /// How many further arguments it takes.
        fields: u64,
    },
    /// The recursor of an inductive type.
    Recursor {
        /// How many motives it takes.
        motives: u64,
        /// How many minor premises it takes.
        minors: u64,
        /// Whether it reduces even if its major premise is not a constructor, as `Eq.rec` does (K).
        is_k: bool,
    },
}

/// When the kernel unfolds a definition (`Lean.ReducibilityHints`). The hints influence speed only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hints {
    /// After all other definitions.
    Opaque,
    /// Before all other definitions.
    Abbrev,
    /// By the height: a higher definition before a lower one.
    Regular(u32),
}

/// Where a definition may be used (`Lean.DefinitionSafety`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// In `unsafe` declarations only.
    Unsafe,
    /// Everywhere.
    Safe,
    /// In programs, not in proofs.
    Partial,
}

impl ConstantInfo {
    /// Reads a constant, and checks the layout of its objects.
    ///
    /// # Errors
    /// [`KernelError::Shape`] if an object has another layout.
    ///
    /// # Safety
    /// The object is a `Lean.ConstantInfo`.
    pub(super) unsafe fn from_object(info: ObjRef<'_>) -> Result<Self, KernelError> {
        let ObjectKind::Constructor { tag, .. } = info.kind() else {
            return Err(ConstructorShape::new("Lean.ConstantInfo", 0, 1, 0).mismatch(info));
        };
        let (constructor, shape) = match tag {
            tags::AXIOM => ("Lean.ConstantInfo.axiomInfo", shapes::AXIOM_VAL),
            tags::DEFINITION => ("Lean.ConstantInfo.defnInfo", shapes::DEFINITION_VAL),
            tags::THEOREM => ("Lean.ConstantInfo.thmInfo", shapes::THEOREM_VAL),
            tags::OPAQUE => ("Lean.ConstantInfo.opaqueInfo", shapes::OPAQUE_VAL),
            tags::QUOT => ("Lean.ConstantInfo.quotInfo", shapes::QUOT_VAL),
            tags::INDUCTIVE => ("Lean.ConstantInfo.inductInfo", shapes::INDUCTIVE_VAL),
            tags::CONSTRUCTOR => ("Lean.ConstantInfo.ctorInfo", shapes::CONSTRUCTOR_VAL),
            _ => ("Lean.ConstantInfo.recInfo", shapes::RECURSOR_VAL),
        };
        let tag = tag.min(tags::RECURSOR);
        let value = ConstructorShape::new(constructor, tag, 1, 0).fields(info)?.object(0).clone();
        shapes::CONSTANT_VAL.fields(shape.fields(value.as_obj())?.object(0).as_obj())?;
        Ok(ConstantInfo { value, tag, shape })
    }

    /// The fields of the value.
    fn fields(&self) -> CheckedFields<'_> {
        self.shape.fields(self.value.as_obj()).expect("the shape was checked")
    }

    /// The fields of the value's `ConstantVal`.
    fn constant(&self) -> CheckedFields<'_> {
        shapes::CONSTANT_VAL.fields(self.fields().object(0).as_obj()).expect("the shape was checked")
    }

    /// Its name.
    pub fn name(&self) -> &Name {
        // SAFETY: field 0 of a `ConstantVal` is its name.
        unsafe { Name::lend(self.constant().object(0)) }
    }

    /// The names of its universe parameters.
    pub fn level_params(&self) -> Vec<&Name> {
        names(self.constant().object(1))
    }

    /// Its type.
    pub fn ty(&self) -> &Expr {
        // SAFETY: field 2 of a `ConstantVal` is its type.
        unsafe { Expr::lend(self.constant().object(2)) }
    }

    /// The value of a definition, a theorem or an opaque constant.
    pub fn value(&self) -> Option<&Expr> {
        let has_value = matches!(self.tag, tags::DEFINITION | tags::THEOREM | tags::OPAQUE);
        // SAFETY: field 1 of these three values is a term.
        has_value.then(|| unsafe { Expr::lend(self.fields().object(1)) })
    }

    /// The constructor of its `ConstantInfo`, and the properties that come with it.
    pub fn kind(&self) -> ConstantKind<'_> {
        let fields = self.fields();
        let number = |i| Nat::from_object(fields.object(i).as_obj()).and_then(|n| n.to_u64()).unwrap_or(u64::MAX);
        let flag = |offset| fields.byte(offset) != 0;
        match self.tag {
            tags::AXIOM => ConstantKind::Axiom { is_unsafe: flag(0) },
            tags::DEFINITION => {
                let safety = match fields.byte(0) {
                    0 => Safety::Unsafe,
                    1 => Safety::Safe,
                    _ => Safety::Partial,
                };
                ConstantKind::Definition { hints: hints(fields.object(2).as_obj()), safety }
            }
            tags::THEOREM => ConstantKind::Theorem,
            tags::OPAQUE => ConstantKind::Opaque { is_unsafe: flag(0) },
            tags::QUOT => ConstantKind::Quot,
            tags::INDUCTIVE => ConstantKind::Inductive {
                params: number(1),
                indices: number(2),
                all: names(fields.object(3)),
                constructors: names(fields.object(4)),
                is_recursive: flag(0),
                is_unsafe: flag(1),
            },
            tags::CONSTRUCTOR => ConstantKind::Constructor {
                // SAFETY: field 1 of a `ConstructorVal` is its type's name.
                inductive: unsafe { Name::lend(fields.object(1)) },
                index: number(2),
                params: number(3),
                fields: number(4),
            },
            _ => ConstantKind::Recursor { motives: number(4), minors: number(5), is_k: flag(0) },
        }
    }
}

/// Reads a `Lean.ReducibilityHints`.
fn hints(object: ObjRef<'_>) -> Hints {
    match (object.as_scalar(), object.scalar(0, 4)) {
        (Some(0), _) => Hints::Opaque,
        (_, Some(height)) => Hints::Regular(height as u32),
        _ => Hints::Abbrev,
    }
}

/// Reads a `List Name`.
fn names(list: &LeanObj) -> Vec<&Name> {
    // SAFETY: the callers pass fields of type `List Name`.
    items(list.as_obj()).map(|name| unsafe { Name::lend(name) }).collect()
}

impl fmt::Debug for ConstantInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} : {}", self.name(), self.ty())
    }
}
