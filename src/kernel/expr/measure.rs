//! Walks over terms without recursion: the terms may have any depth, and a walk visits a shared part once.

use rustc_hash::{FxHashMap, FxHashSet};

use super::kind::{Expr, ExprKind};
use crate::kernel::error::KernelError;
use crate::kernel::stack::check_depth;

/// The size of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// The length of the longest path down the term.
    pub(super) depth: u64,
    /// The number of parts, at most `u64::MAX`. A part that occurs twice counts twice.
    pub(super) size: u64,
}

impl Measure {
    /// Measures a term.
    pub(super) fn new(root: &Expr) -> Self {
        let mut measured: FxHashMap<usize, Measure> = FxHashMap::default();
        let mut waiting = vec![(root, false)];
        while let Some((term, parts_done)) = waiting.pop() {
            if measured.contains_key(&address(term)) {
                continue;
            }
            if !parts_done && term.parts().next().is_some() {
                waiting.push((term, true));
                waiting.extend(term.parts().map(|part| (part, false)));
                continue;
            }
            let mut measure = Measure { depth: 0, size: 1 };
            for part in term.parts().map(|part| measured[&address(part)]) {
                measure.depth = measure.depth.max(part.depth + 1);
                measure.size = measure.size.saturating_add(part.size);
            }
            measured.insert(address(term), measure);
        }
        measured[&address(root)]
    }
}

/// Calls `visit` once for every part of the term, and first for the term itself.
pub(crate) fn for_each_part<'a>(root: &'a Expr, mut visit: impl FnMut(&'a Expr)) {
    let mut seen = FxHashSet::default();
    let mut waiting = vec![root];
    while let Some(term) = waiting.pop() {
        if seen.insert(address(term)) {
            visit(term);
            waiting.extend(term.parts());
        }
    }
}

/// `Lean.Expr.eqv` for deep terms: equality up to the names and the kinds of binders.
fn equal(a: &Expr, b: &Expr) -> bool {
    let mut seen = FxHashSet::default();
    let mut waiting = vec![(a, b)];
    while let Some((a, b)) = waiting.pop() {
        if address(a) == address(b) || !seen.insert((address(a), address(b))) {
            continue;
        }
        let alike = match (a.kind(), b.kind()) {
            (ExprKind::App(..), ExprKind::App(..))
            | (ExprKind::Lambda(..), ExprKind::Lambda(..))
            | (ExprKind::Forall(..), ExprKind::Forall(..))
            | (ExprKind::MData(_), ExprKind::MData(_)) => true,
            (ExprKind::Let(.., a), ExprKind::Let(.., b)) => a == b,
            (ExprKind::Proj(a, i, _), ExprKind::Proj(b, j, _)) => a == b && i == j,
            // These terms have no parts, so that Lean's function does not recurse.
            _ => a.parts().next().is_none() && b.parts().next().is_none() && a.eqv(b),
        };
        if !alike {
            return false;
        }
        waiting.extend(a.parts().zip(b.parts()));
    }
    true
}

/// The address of the term's object, which identifies it.
fn address(term: &Expr) -> usize {
    term.object().as_ptr().addr()
}

impl Expr {
    /// The length of the longest path down the term.
    pub fn depth(&self) -> u64 {
        if self.is_deep() { Measure::new(self).depth } else { self.data() >> 32 & 0xff }
    }

    /// Checks that the kernel can take the term.
    ///
    /// # Errors
    /// [`KernelError::LooseBoundVariable`] if the term is not closed, which the kernel does not check itself;
    /// [`KernelError::TooDeep`] if it is too deep to recurse over. `what` names the term in the error.
    pub(in crate::kernel) fn check_fit(&self, what: &'static str) -> Result<(), KernelError> {
        match self.loose_bound_variable_range() {
            0 => check_depth(self.depth()),
            range => Err(KernelError::LooseBoundVariable { what, index: range - 1 }),
        }
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        if self.is_deep() && other.is_deep() {
            return equal(self, other);
        }
        self.eqv(other)
    }
}

impl Eq for Expr {}
