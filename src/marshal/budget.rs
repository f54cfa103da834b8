//! [`Budget`] and [`Size`]: how large the types of a registry may become.
//!
//! A few hundred bytes of a registry can describe types that no memory holds: a type that contains itself at ever
//! larger arguments, or a chain of types of which each doubles its argument. Therefore the size of a type is computed
//! before the type is made. Sizes are counted in parts and levels, so that the same registry always gets the same
//! answer.

use super::error::MarshalError;
use crate::registry::{TypeRepr, brief};

/// How many levels deep a type may be, as `Array (Option Nat)` is 3 levels deep. A registry's text has at most 127.
pub(super) const MAX_LEVELS: u32 = 256;

/// How many parts one type may have, the arguments of its arguments included, as `Nat × Nat` has 3.
pub(super) const MAX_PARTS: u64 = 100_000;

/// How many parts the types of one table may have together, whose types these are. Only those parts count that are made by
/// filling in the arguments of a type: the others are limited by the registry's text.
const ALL_PARTS: Limit = Limit { first: 200_000, each: 1_000, most: 4_000_000 };

/// At how many lists of arguments the types of one table may be used.
const INSTANCES: Limit = Limit { first: 2_000, each: 10, most: 10_000 };

/// A limit that grows with what is asked for, so that a small request takes little time.
struct Limit {
    first: u64,
    each: u64,
    most: u64,
}

impl Limit {
    fn of(self, types: usize) -> u64 {
        self.each.saturating_mul(types as u64).saturating_add(self.first).min(self.most)
    }
}

/// How large a type is when its arguments are filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) levels: u32,
    pub(super) parts: u64,
}

impl Size {
    /// A type of one part.
    pub(super) const ONE: Size = Size { levels: 1, parts: 1 };

    /// A part with a text: a long one counts as several parts.
    pub(super) fn of_text(text: &str) -> Size {
        Size { levels: 1, parts: 1 + text.len() as u64 / 64 }
    }

    /// This part around `inner`.
    pub(super) fn around(self, inner: Size) -> Size {
        Size { levels: self.levels.max(inner.levels.saturating_add(1)), parts: self.parts.saturating_add(inner.parts) }
    }

    /// This part around each of `inner`.
    pub(super) fn around_all(self, inner: impl IntoIterator<Item = Size>) -> Size {
        inner.into_iter().fold(self, Size::around)
    }

    /// The size of `repr` with types of the sizes `params` in place of its parameters. The count ends when it is beyond
    /// all limits.
    pub(super) fn of(repr: &TypeRepr, params: &[Size]) -> Size {
        Size::below(repr, params, MAX_LEVELS)
    }

    fn below(repr: &TypeRepr, params: &[Size], levels: u32) -> Size {
        let Some(levels) = levels.checked_sub(1) else {
            return Size::ONE;
        };
        let own = match repr {
            TypeRepr::Named { name, .. } => Size::of_text(name),
            TypeRepr::Opaque { name, text, .. } => Size::of_text(name).beside(Size::of_text(text)),
            TypeRepr::Term { text, explicit } => Size::of_text(text).beside(Size::of_text(explicit)),
            TypeRepr::Natural(text) | TypeRepr::Argument { text, .. } | TypeRepr::Variable(text) => Size::of_text(text),
            TypeRepr::Sort(text) | TypeRepr::Unnamed(text) => Size::of_text(text),
            TypeRepr::Param { index, name } => params.get(*index).copied().unwrap_or(Size::of_text(name)),
            _ => Size::ONE,
        };
        let mut size = own;
        for child in repr.children() {
            if size.parts > MAX_PARTS {
                break;
            }
            size = size.around(Size::below(child, params, levels));
        }
        size
    }

    fn beside(self, other: Size) -> Size {
        Size { levels: self.levels.max(other.levels), parts: self.parts.saturating_add(other.parts - 1) }
    }

    /// An error if a type of this size may not be made. `repr` describes it.
    pub(super) fn check(self, repr: &TypeRepr) -> Result<(), MarshalError> {
        let (reached, limit, what) = match self {
            Size { levels, .. } if levels > MAX_LEVELS => (u64::from(levels), u64::from(MAX_LEVELS), "levels"),
            Size { parts, .. } if parts > MAX_PARTS => (parts, MAX_PARTS, "parts"),
            _ => return Ok(()),
        };
        Err(MarshalError::new(
            format!("a type that leanbind can carry, of at most {limit} {what}"),
            format!("one of at least {reached} {what} when its arguments are filled in: {}", brief(repr)),
        ))
    }
}

/// What is left of the limits for all types of one table.
#[derive(Debug)]
pub(super) struct Budget {
    parts: Left,
    instances: Left,
}

/// What is left of a limit.
#[derive(Debug)]
struct Left {
    limit: u64,
    left: u64,
}

impl Left {
    fn of(limit: u64) -> Self {
        Left { limit, left: limit }
    }

    /// Takes `count`, or tells the limit.
    fn take(&mut self, count: u64) -> Result<(), u64> {
        self.left = self.left.checked_sub(count).ok_or(self.limit)?;
        Ok(())
    }
}

impl Budget {
    /// The limits for a table that is made for so many types.
    pub(super) fn new(types: usize) -> Self {
        Budget { parts: Left::of(ALL_PARTS.of(types)), instances: Left::of(INSTANCES.of(types)) }
    }

    /// Takes `parts` from what is left.
    pub(super) fn take(&mut self, parts: u64) -> Result<(), MarshalError> {
        self.parts.take(parts).map_err(|limit| {
            let what = format!("types with at most {limit} parts together, with their arguments filled in");
            MarshalError::new(what, "a type with which they have more")
        })
    }

    /// Takes one use of a type at arguments of its own.
    pub(super) fn take_instance(&mut self) -> Result<(), MarshalError> {
        self.instances.take(1).map_err(|limit| {
            let what = format!("types that are used at {limit} lists of arguments at most");
            MarshalError::new(what, "one more, as of a type that contains itself at larger and larger arguments")
        })
    }
}
