//! [`Name`]: `Lean.Name` (`Init/Prelude.lean`).

use std::fmt;
use std::hash::{Hash, Hasher};

use super::error::KernelError;
use super::open::Kernel;
use super::stack::on_stack_for;
use super::text::text_of;
use crate::mangle::{Component, LeanName};
use crate::number::Nat;
use crate::object::LeanObj;
use crate::sys::runtime;

/// A hierarchical name, such as `Nat.add`. Its `Display` prints what `Lean.Name.toString` prints.
///
/// `==` is `Lean.Name.beq`.
#[derive(Clone)]
#[repr(transparent)]
pub struct Name(LeanObj);

/// The constructors of [`Name`].
#[derive(Clone, Copy, Debug)]
pub enum NameKind<'a> {
    /// The name without components.
    Anonymous,
    /// A prefix and a component.
    Str(&'a Name, &'a str),
    /// A prefix and a number, as in the names of private and generated declarations. A number above `u64::MAX` reads as
    /// `u64::MAX`.
    Num(&'a Name, u64),
}

impl Name {
    /// The largest number of components. Lean prints names by recursion.
    pub const MAX_COMPONENTS: usize = 1000;

    /// Takes over an object.
    ///
    /// # Safety
    /// The object is a `Lean.Name`.
    pub(crate) unsafe fn from_object(object: LeanObj) -> Self {
        Name(object)
    }

    /// Borrows an object as a name.
    ///
    /// # Safety
    /// As [`from_object`](Self::from_object).
    pub(super) unsafe fn lend(object: &LeanObj) -> &Self {
        // SAFETY: a `Name` is a `LeanObj` (`repr(transparent)`).
        unsafe { &*std::ptr::from_ref(object).cast() }
    }

    pub(crate) fn object(&self) -> &LeanObj {
        &self.0
    }

    /// The name with one more component.
    ///
    /// # Errors
    /// [`KernelError::TooLarge`] for more than [`MAX_COMPONENTS`](Self::MAX_COMPONENTS) components.
    pub fn child(&self, component: &str) -> Result<Name, KernelError> {
        self.check_room()?;
        let (prefix, text) = (self.0.clone(), LeanObj::string(component));
        // SAFETY: the runtime runs, as it has made the prefix; the function consumes a name and a string.
        Ok(Name(unsafe { LeanObj::from_raw(runtime!(lean_name_mk_string(prefix.into_raw(), text.into_raw()))) }))
    }

    /// The name with one more component, which is a number.
    ///
    /// # Errors
    /// As [`child`](Self::child).
    pub fn numbered(&self, number: u64) -> Result<Name, KernelError> {
        self.check_room()?;
        let (prefix, number) = (self.0.clone(), Nat::from(number).to_object());
        // SAFETY: as in `child`, with a natural number.
        Ok(Name(unsafe { LeanObj::from_raw(runtime!(lean_name_mk_numeral(prefix.into_raw(), number.into_raw()))) }))
    }

    /// The name's constructor and its fields.
    pub fn kind(&self) -> NameKind<'_> {
        let object = self.0.as_obj();
        let (Some(prefix), Some(last)) = (object.owned_field(0), object.field(1)) else { return NameKind::Anonymous };
        // SAFETY: the first field of `Name.str` and of `Name.num` is a name.
        let prefix = unsafe { Name::lend(prefix) };
        match last.string_bytes() {
            Some(bytes) => NameKind::Str(prefix, std::str::from_utf8(bytes).unwrap_or_default()),
            None => {
                let number = Nat::from_object(last).and_then(|number| number.to_u64());
                NameKind::Num(prefix, number.unwrap_or(u64::MAX))
            }
        }
    }

    /// `Lean.Name.hash`. The object holds it; the hash of the anonymous name is a constant.
    pub(crate) fn lean_hash(&self) -> u64 {
        self.0.as_obj().scalar(0, 8).unwrap_or(1723)
    }

    /// Whether the name has no components.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.kind(), NameKind::Anonymous)
    }

    /// Checks that the name has room for one more component.
    ///
    /// # Errors
    /// [`KernelError::TooLarge`] if it has [`MAX_COMPONENTS`](Self::MAX_COMPONENTS).
    fn check_room(&self) -> Result<(), KernelError> {
        let mut name = self;
        for _ in 0..Self::MAX_COMPONENTS {
            match name.kind() {
                NameKind::Anonymous => return Ok(()),
                NameKind::Str(prefix, _) | NameKind::Num(prefix, _) => name = prefix,
            }
        }
        Err(KernelError::TooLarge { what: "name", limit: Self::MAX_COMPONENTS })
    }
}

impl Kernel {
    /// The name without components.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn anonymous(&self) -> Result<Name, KernelError> {
        self.check_attached()?;
        Ok(Name(LeanObj::scalar(0)))
    }

    /// Parses a dotted name. A component in `«»` may contain anything but `»`. A component of digits is a number. Other
    /// components may be any text, also one that a Lean source would have to put in `«»`: the kernel accepts it.
    ///
    /// # Errors
    /// [`KernelError::Name`] if the text is not a name, [`KernelError::TooLarge`] if it has too many components,
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn name(&self, text: &str) -> Result<Name, KernelError> {
        let parsed: LeanName = text.parse().map_err(KernelError::Name)?;
        let mut name = self.anonymous()?;
        for component in parsed.components() {
            name = match component {
                Component::Str(text) => name.child(text)?,
                Component::Num(number) => name.numbered(*number)?,
            };
        }
        Ok(name)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: the runtime runs; the function borrows two names.
        unsafe { runtime!(lean_name_eq(self.0.as_ptr(), other.0.as_ptr())) != 0 }
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.lean_hash());
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols = &Kernel::opened().symbols;
        // SAFETY: the object is a name.
        let print = || unsafe { symbols.name_to_string(self.0.clone(), 1) };
        match on_stack_for(self.0.as_obj(), print) {
            Ok(text) => f.write_str(&text_of(text.as_obj())),
            Err(_) => f.write_str("<a name of many parts>"),
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
