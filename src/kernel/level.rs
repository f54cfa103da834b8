//! [`Level`]: `Lean.Level` (`Lean/Level.lean`).

use std::fmt;
use std::hash::{Hash, Hasher};

use super::list::items;
use super::{Kernel, KernelError, Name};
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::sys::runtime;

/// A universe level. Displayed as Lean does, up to a depth of [`Level::MAX_PARTS`].
///
/// Two levels are equal if they are built alike; the kernel compares them by their meaning
/// ([`Environment::is_def_eq`](super::Environment::is_def_eq) of two sorts).
#[derive(Clone)]
#[repr(transparent)]
pub struct Level(LeanObj);

/// What a [`Level`] is made of.
#[derive(Clone, Copy, Debug)]
pub enum LevelKind<'a> {
    /// `0`.
    Zero,
    /// `l + 1`.
    Succ(&'a Level),
    /// `max a b`.
    Max(&'a Level, &'a Level),
    /// `imax a b`: 0 if `b` is 0, else `max a b`.
    IMax(&'a Level, &'a Level),
    /// A universe parameter.
    Param(&'a Name),
    /// A metavariable of the elaborator. The kernel takes none.
    MVar(&'a Name),
}

impl Level {
    /// How many parts a level may have, shared ones counted wherever they stand. Lean compares and prints levels by
    /// recursion, and some of it takes exponential time.
    pub const MAX_PARTS: usize = 1000;

    /// # Safety
    /// The object is a `Lean.Level`.
    pub(super) unsafe fn lend(object: &LeanObj) -> &Self {
        // SAFETY: a `Level` is a `LeanObj` (`repr(transparent)`).
        unsafe { &*std::ptr::from_ref(object).cast() }
    }

    pub(super) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The levels of a `List Level`.
    ///
    /// # Safety
    /// The object is a `List Lean.Level`.
    pub(super) unsafe fn lend_list(list: ObjRef<'_>) -> Vec<&Level> {
        // SAFETY: as ours.
        items(list).map(|object| unsafe { Level::lend(object) }).collect()
    }

    /// `self + 1`.
    ///
    /// # Errors
    /// [`KernelError::TooLarge`] beyond [`MAX_PARTS`](Self::MAX_PARTS).
    pub fn succ(&self) -> Result<Level, KernelError> {
        check_room(&[self])?;
        // SAFETY: the runtime runs, as it made the level; the function consumes a level.
        Ok(unsafe { made(runtime!(lean_level_mk_succ(self.0.clone().into_raw()))) })
    }

    /// `max self other`.
    ///
    /// # Errors
    /// As [`succ`](Self::succ).
    pub fn max(&self, other: &Level) -> Result<Level, KernelError> {
        check_room(&[self, other])?;
        // SAFETY: as in `succ`, with two levels.
        Ok(unsafe { made(runtime!(lean_level_mk_max(self.0.clone().into_raw(), other.0.clone().into_raw()))) })
    }

    /// `imax self other`, the universe of a function type.
    ///
    /// # Errors
    /// As [`succ`](Self::succ).
    pub fn imax(&self, other: &Level) -> Result<Level, KernelError> {
        check_room(&[self, other])?;
        // SAFETY: as in `succ`, with two levels.
        Ok(unsafe { made(runtime!(lean_level_mk_imax(self.0.clone().into_raw(), other.0.clone().into_raw()))) })
    }

    /// The universe parameter `name`.
    pub fn param(name: &Name) -> Level {
        // SAFETY: the runtime runs, as it made the name; the function consumes a name.
        unsafe { made(runtime!(lean_level_mk_param(name.object().clone().into_raw()))) }
    }

    /// What the level is made of.
    pub fn kind(&self) -> LevelKind<'_> {
        let object = self.0.as_obj();
        let field = |i| object.owned_field(i).expect("every constructor has its fields");
        // SAFETY: the constructors of `Lean.Level` have fields of these types.
        unsafe {
            let level = |i| Level::lend(field(i));
            match object.kind() {
                ObjectKind::Constructor { tag: 1, .. } => LevelKind::Succ(level(0)),
                ObjectKind::Constructor { tag: 2, .. } => LevelKind::Max(level(0), level(1)),
                ObjectKind::Constructor { tag: 3, .. } => LevelKind::IMax(level(0), level(1)),
                ObjectKind::Constructor { tag: 4, .. } => LevelKind::Param(Name::lend(field(0))),
                ObjectKind::Constructor { tag: 5, .. } => LevelKind::MVar(Name::lend(field(0))),
                _ => LevelKind::Zero,
            }
        }
    }

    /// `Lean.Level.data`, which begins with the hash in 32 bits.
    fn data(&self) -> u64 {
        self.0.as_obj().scalar(0, 8).unwrap_or(0)
    }

    /// The length of the longest path down the level, which `Lean.Level.mkData` keeps above the hash and two flags.
    fn depth(&self) -> u64 {
        self.data() >> 40
    }

    /// The level without its outermost successors, and how many these are.
    fn offset(&self) -> (&Level, u64) {
        let (mut level, mut offset) = (self, 0);
        while let LevelKind::Succ(inner) = level.kind() {
            (level, offset) = (inner, offset + 1);
        }
        (level, offset)
    }
}

impl Kernel {
    /// The universe level 0, that of `Prop`.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn level_zero(&self) -> Result<Level, KernelError> {
        self.check_attached()?;
        // SAFETY: the runtime runs; the function takes `()`.
        Ok(unsafe { made(runtime!(lean_level_mk_zero(LeanObj::scalar(0).into_raw()))) })
    }
}

/// # Safety
/// `object` is an owned `Lean.Level`.
unsafe fn made(object: *mut crate::sys::lean_object) -> Level {
    // SAFETY: as ours.
    Level(unsafe { LeanObj::from_raw(object) })
}

/// Whether one more part fits above these.
fn check_room(levels: &[&Level]) -> Result<(), KernelError> {
    let mut waiting = levels.to_vec();
    let mut parts = 1;
    while let Some(level) = waiting.pop() {
        parts += 1;
        if parts > Level::MAX_PARTS {
            return Err(KernelError::TooLarge { what: "universe level", limit: Level::MAX_PARTS });
        }
        match level.kind() {
            LevelKind::Succ(inner) => waiting.push(inner),
            LevelKind::Max(a, b) | LevelKind::IMax(a, b) => waiting.extend([a, b]),
            LevelKind::Zero | LevelKind::Param(_) | LevelKind::MVar(_) => {}
        }
    }
    Ok(())
}

impl PartialEq for Level {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: the runtime runs; both are levels, which the function borrows.
        unsafe { runtime!(lean_level_eq(self.0.as_ptr(), other.0.as_ptr())) != 0 }
    }
}

impl Eq for Level {}

impl Hash for Level {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.data() as u32);
    }
}

/// As `Lean.Level.format`: `u + 1`, `max u v`, numerals.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// A level in an argument's place.
        struct Argument<'a>(&'a Level);
        impl fmt::Display for Argument<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text = self.0.to_string();
                if text.contains(' ') || text.contains('+') { write!(f, "({text})") } else { f.write_str(&text) }
            }
        }
        // Levels that Lean made may be larger than those that are made here.
        if self.depth() > Self::MAX_PARTS as u64 {
            return write!(f, "<a universe level of depth {}>", self.depth());
        }
        let (level, offset) = self.offset();
        match (level.kind(), offset) {
            (LevelKind::Zero, n) => write!(f, "{n}"),
            (LevelKind::Param(name), 0) => write!(f, "{name}"),
            (LevelKind::MVar(name), 0) => write!(f, "?{name}"),
            (LevelKind::Max(a, b), 0) => write!(f, "max {} {}", Argument(a), Argument(b)),
            (LevelKind::IMax(a, b), 0) => write!(f, "imax {} {}", Argument(a), Argument(b)),
            (LevelKind::Succ(_), _) => unreachable!("the successors were taken off"),
            (_, n) => write!(f, "{}+{n}", Argument(level)),
        }
    }
}

impl fmt::Debug for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
