//! [`Level`]: `Lean.Level` (`Lean/Level.lean`).

use std::fmt;
use std::hash::{Hash, Hasher};

use super::error::KernelError;
use super::list::items;
use super::name::Name;
use super::open::Kernel;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::sys::runtime;

/// A universe level. Its `Display` prints what Lean prints, up to a depth of [`Level::MAX_PARTS`].
///
/// `==` compares the structure of two levels (`Lean.Level.beq`): `max u v` differs from `max v u`. To compare their meaning,
/// ask the kernel whether their sorts are equal ([`Environment::is_def_eq`](super::Environment::is_def_eq)).
#[derive(Clone)]
#[repr(transparent)]
pub struct Level(LeanObj);

/// The constructors of [`Level`].
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
    /// A metavariable of the elaborator. The kernel rejects it.
    MVar(&'a Name),
}

impl Level {
    /// The largest number of parts. A part that occurs twice counts twice. Lean compares and prints levels by recursion, and
    /// some of its functions take exponential time.
    pub const MAX_PARTS: usize = 1000;

    /// Borrows an object as a level.
    ///
    /// # Safety
    /// The object is a `Lean.Level`.
    pub(super) unsafe fn lend(object: &LeanObj) -> &Self {
        // SAFETY: a `Level` is a `LeanObj` (`repr(transparent)`).
        unsafe { &*std::ptr::from_ref(object).cast() }
    }

    pub(super) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// Borrows the levels of a `List Level`.
    ///
    /// # Safety
    /// The object is a `List Lean.Level`.
    pub(super) unsafe fn lend_list(list: ObjRef<'_>) -> Vec<&Level> {
        // SAFETY: the caller promises that every item is a level.
        items(list).map(|object| unsafe { Level::lend(object) }).collect()
    }

    /// `self + 1`.
    ///
    /// # Errors
    /// [`KernelError::TooLarge`] beyond [`MAX_PARTS`](Self::MAX_PARTS).
    pub fn succ(&self) -> Result<Level, KernelError> {
        check_room(&[self])?;
        // SAFETY: the runtime runs, as it has made the level; the function consumes a level.
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
        // SAFETY: the runtime runs, as it has made the name; the function consumes a name.
        unsafe { made(runtime!(lean_level_mk_param(name.object().clone().into_raw()))) }
    }

    /// The level's constructor and its fields.
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

    /// `Lean.Level.data`. Its lowest 32 bits are the hash.
    fn data(&self) -> u64 {
        self.0.as_obj().scalar(0, 8).unwrap_or(0)
    }

    /// The length of the longest path down the level. `Lean.Level.mkData` stores it above the hash and two flags.
    fn depth(&self) -> u64 {
        self.data() >> 40
    }

    /// Strips the outermost successors: returns the level below them, and their number.
    fn offset(&self) -> (&Level, u64) {
        let (mut level, mut offset) = (self, 0);
        while let LevelKind::Succ(inner) = level.kind() {
            (level, offset) = (inner, offset + 1);
        }
        (level, offset)
    }
}

impl Kernel {
    /// The universe level 0: `Prop` is the sort of this level.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn level_zero(&self) -> Result<Level, KernelError> {
        self.check_attached()?;
        // SAFETY: the runtime runs; the function takes `()`.
        Ok(unsafe { made(runtime!(lean_level_mk_zero(LeanObj::scalar(0).into_raw()))) })
    }
}

/// Takes over an object that the runtime has made.
///
/// # Safety
/// `object` is an owned `Lean.Level`.
unsafe fn made(object: *mut crate::sys::lean_object) -> Level {
    // SAFETY: the caller promises an owned object.
    Level(unsafe { LeanObj::from_raw(object) })
}

/// Checks that a level of these parts and one more stays within the limit.
///
/// # Errors
/// [`KernelError::TooLarge`] if it does not.
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
        // SAFETY: the runtime runs; the function borrows two levels.
        unsafe { runtime!(lean_level_eq(self.0.as_ptr(), other.0.as_ptr())) != 0 }
    }
}

impl Eq for Level {}

impl Hash for Level {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.data() as u32);
    }
}

/// Prints as `Lean.Level.format` does: numerals, `u+1`, `max u v`.
impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// A level as an argument: in parentheses, if it has several parts.
        struct Argument<'a>(&'a Level);
        impl fmt::Display for Argument<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text = self.0.to_string();
                if text.contains(' ') || text.contains('+') { write!(f, "({text})") } else { f.write_str(&text) }
            }
        }
        // A level that Lean has made may exceed the limit.
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
