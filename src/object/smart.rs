//! The smart constructors of `Lean.Name`, `Lean.Level` and `Lean.Expr`, which compute the hashes and other cached data
//! of these objects. Each is an `@[export]` function of `Lean/Level.lean`, `Lean/Expr.lean` or the C++ kernel, with
//! owned parameters.

use super::LeanObj;
use crate::sys::{lean_object, runtime};

/// Takes a constructor's object fields in their order, and the byte that is the last field of some constructors.
type Make = unsafe fn(&[*mut lean_object], u8) -> *mut lean_object;

/// The function that creates the objects of one constructor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SmartConstructor {
    objects: usize,
    make: Make,
}

/// The largest index of a bound variable: `Expr.mkData` stores the range of loose bound variables in 20 bits.
pub(crate) const MAX_BVAR: u64 = (1 << 20) - 2;

macro_rules! smart {
    ($name:ident, $($index:literal)* $(, $byte:ident)?) => {{
        fn count() -> usize {
            [$($index),*].len()
        }
        /// # Safety
        /// The objects are owned and of the right types.
        unsafe fn make(objects: &[*mut lean_object], _byte: u8) -> *mut lean_object {
            // SAFETY: the caller passes this number of owned objects, of the right types. The runtime runs.
            unsafe { runtime!($name($(objects[$index]),* $(, smart!(@$byte _byte))?)) }
        }
        SmartConstructor { objects: count(), make }
    }};
    (@byte $byte:ident) => { $byte };
}

impl SmartConstructor {
    /// The smart constructor of the constructor `constructor` of the type `type_name`, if it has one. Constructors
    /// without fields are scalars and have none.
    pub(crate) fn find(type_name: &str, constructor: &str) -> Option<Self> {
        Some(match (type_name, constructor) {
            ("Lean.Name", "str") => smart!(lean_name_mk_string, 0 1),
            ("Lean.Name", "num") => smart!(lean_name_mk_numeral, 0 1),
            ("Lean.Level", "succ") => smart!(lean_level_mk_succ, 0),
            ("Lean.Level", "max") => smart!(lean_level_mk_max, 0 1),
            ("Lean.Level", "imax") => smart!(lean_level_mk_imax, 0 1),
            ("Lean.Level", "param") => smart!(lean_level_mk_param, 0),
            ("Lean.Level", "mvar") => smart!(lean_level_mk_mvar, 0),
            ("Lean.Expr", "bvar") => smart!(lean_expr_mk_bvar, 0),
            ("Lean.Expr", "fvar") => smart!(lean_expr_mk_fvar, 0),
            ("Lean.Expr", "mvar") => smart!(lean_expr_mk_mvar, 0),
            ("Lean.Expr", "sort") => smart!(lean_expr_mk_sort, 0),
            ("Lean.Expr", "const") => smart!(lean_expr_mk_const, 0 1),
            ("Lean.Expr", "app") => smart!(lean_expr_mk_app, 0 1),
            ("Lean.Expr", "lam") => smart!(lean_expr_mk_lambda, 0 1 2, byte),
            ("Lean.Expr", "forallE") => smart!(lean_expr_mk_forall, 0 1 2, byte),
            ("Lean.Expr", "letE") => smart!(lean_expr_mk_let, 0 1 2 3, byte),
            ("Lean.Expr", "lit") => smart!(lean_expr_mk_lit, 0),
            ("Lean.Expr", "mdata") => smart!(lean_expr_mk_mdata, 0 1),
            ("Lean.Expr", "proj") => smart!(lean_expr_mk_proj, 0 1 2),
            _ => return None,
        })
    }

    /// Creates an object of the constructor.
    ///
    /// # Safety
    /// `objects` are values of the types of the constructor's object fields, in their order. If the last field is a
    /// byte, `byte` is a valid value of it.
    pub(crate) unsafe fn make(self, objects: Vec<LeanObj>, byte: u8) -> LeanObj {
        assert_eq!(objects.len(), self.objects);
        let owned: Vec<_> = objects.into_iter().map(LeanObj::into_raw).collect();
        // SAFETY: the caller promises the types; the function consumes its arguments and returns an owned object.
        unsafe { LeanObj::from_raw((self.make)(&owned, byte)) }
    }
}
