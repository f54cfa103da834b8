//! Terms as text.

use std::fmt;

use super::kind::Expr;
use super::measure::Measure;
use crate::counted::counted;
use crate::kernel::stack::on_stack_for;
use crate::kernel::text::text_of;
use crate::object::LeanObj;
use crate::sys::runtime;

/// The largest term that is printed. Lean prints a shared part as often as it occurs, and takes quadratic time in the depth
/// of the binders.
const MAX_PRINTED: Measure = Measure { depth: 5_000, size: 100_000 };

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Measure { depth, size } = Measure::new(self);
        if size > MAX_PRINTED.size || depth > MAX_PRINTED.depth {
            return write!(f, "<a term of depth {depth} with {}>", counted(size, "part"));
        }
        // SAFETY: the runtime runs; the function borrows a term and returns a string.
        let print = || unsafe { LeanObj::from_raw(runtime!(lean_expr_dbg_to_string(self.object().as_ptr()))) };
        // Names and levels in the term may be deep too.
        match on_stack_for(self.object().as_obj(), print) {
            Ok(text) => f.write_str(&text_of(text.as_obj())),
            Err(_) => write!(f, "<a term of depth {depth} with {}>", counted(size, "part")),
        }
    }
}

impl fmt::Debug for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
