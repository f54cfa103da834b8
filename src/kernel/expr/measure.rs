//! Walks over terms that need no stack: of any depth, and linear in the parts that a term is made of, which may be shared.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Expr, ExprKind};

/// How large a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// The length of the longest path down.
    pub(super) depth: u64,
    /// How many parts there are, shared ones counted wherever they stand; no more than `u64::MAX`.
    pub(super) size: u64,
}

impl Measure {
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

/// Calls `visit` with every part of the term once, the term itself first.
pub(crate) fn for_each<'a>(root: &'a Expr, mut visit: impl FnMut(&'a Expr)) {
    let mut seen = FxHashSet::default();
    let mut waiting = vec![root];
    while let Some(term) = waiting.pop() {
        if seen.insert(address(term)) {
            visit(term);
            waiting.extend(term.parts());
        }
    }
}

/// `Lean.Expr.eqv`, for deep terms: equality up to the names and the kinds of binders.
pub(super) fn equal(a: &Expr, b: &Expr) -> bool {
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
            // Without parts: no recursion is left for Lean.
            _ => a.parts().next().is_none() && b.parts().next().is_none() && a == b,
        };
        if !alike {
            return false;
        }
        waiting.extend(a.parts().zip(b.parts()));
    }
    true
}

/// Which object this is.
fn address(term: &Expr) -> usize {
    term.object().as_ptr().addr()
}
