//! How the table of a Lean version is written, and how a row of it is called or checked.
//!
//! A row states what the compiler decided for one function, so that a wrong number or order of arguments does not compile.
//! What it cannot state is the Lean type of an object: that is why every function of the table is `unsafe`.

use super::error::KernelError;
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// Declares `Symbols`, the functions and constants of `libleanshared` that one version offers.
///
/// | a parameter is | Rust passes | the callee |
/// |---|---|---|
/// | `owned` | [`LeanObj`] | consumes the reference |
/// | `borrowed` | [`ObjRef`] | leaves it alone |
/// | `u8`, `u32`, `u64`, `usize` | the number | |
///
/// | a result is | Rust gets |
/// |---|---|
/// | `object` | [`LeanObj`] |
/// | `io` | `Result<LeanObj, LeanObj>`: of an `EIO` action, its value or what it threw |
/// | `u8`, `u64` | the number |
macro_rules! symbols {
    (
        functions { $($(#[doc = $doc:literal])+ $name:ident = $symbol:literal ($($arg:ident: $kind:ident),*) -> $result:ident;)* }
        constants { $($(#[doc = $data_doc:literal])+ $data:ident = $data_symbol:literal;)* }
    ) => {
        /// The functions and constants of `libleanshared`, resolved.
        pub(crate) struct Symbols {
            $($name: unsafe extern "C" fn($($crate::kernel::table::c_type!($kind)),*) -> $crate::kernel::table::c_type!($result),)*
            $($data: *mut $crate::sys::lean_object,)*
        }

        // SAFETY: addresses of code, and of persistent objects, which every thread may use.
        unsafe impl Send for Symbols {}
        // SAFETY: as above.
        unsafe impl Sync for Symbols {}

        impl Symbols {
            /// The symbol and the convention of every row, for `leanbind doctor`.
            pub(crate) const ROWS: &'static [(&'static str, &'static str)] = &[
                $(($symbol, concat!("(", $(stringify!($kind), " ",)* ") -> ", stringify!($result))),)*
                $(($data_symbol, "constant"),)*
            ];

            /// Looks every symbol up.
            ///
            /// # Errors
            /// The first symbol that `lookup` does not know.
            ///
            /// # Safety
            /// `lookup` gives addresses in the running, initialised `libleanshared` of the version of this table.
            pub(crate) unsafe fn resolve(
                lookup: impl Fn(&'static str) -> Option<*mut std::ffi::c_void>,
            ) -> Result<Self, &'static str> {
                let address = |symbol| lookup(symbol).ok_or(symbol);
                Ok(Symbols {
                    $($name: {
                        let address = address($symbol)?;
                        // SAFETY: the table states the function's C type for this version; the caller promises the version.
                        unsafe { std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn($($crate::kernel::table::c_type!($kind)),*) -> $crate::kernel::table::c_type!($result)>(address) }
                    },)*
                    $($data: {
                        // SAFETY: a constant's symbol is a pointer to its object, written by the initialiser.
                        let object = unsafe { address($data_symbol)?.cast::<*mut $crate::sys::lean_object>().read() };
                        if object.is_null() {
                            return Err($data_symbol);
                        }
                        object
                    },)*
                })
            }

            $(
                $(#[doc = $doc])+
                ///
                /// # Safety
                /// The objects are of the declaration's types, and this thread is attached.
                #[inline]
                #[allow(clippy::too_many_arguments)]
                pub(crate) unsafe fn $name(&self, $($arg: $crate::kernel::table::rust_type!($kind)),*) -> $crate::kernel::table::result_type!($result) {
                    $(let $arg = $crate::kernel::table::pass!($kind $arg);)*
                    // SAFETY: the row states the convention, and the caller answers for the types.
                    let result = unsafe { (self.$name)($($arg),*) };
                    $crate::kernel::table::give!($result result)
                }
            )*

            $(
                $(#[doc = $data_doc])+
                #[inline]
                pub(crate) fn $data(&self) -> $crate::object::LeanObj {
                    // SAFETY: a constant is a persistent object, never null (see `resolve`).
                    unsafe { $crate::object::ObjRef::from_raw(self.$data) }.to_obj()
                }
            )*
        }
    };
}

/// The C type of a parameter or a result.
macro_rules! c_type {
    (owned) => { *mut $crate::sys::lean_object };
    (borrowed) => { *mut $crate::sys::lean_object };
    (object) => { *mut $crate::sys::lean_object };
    (io) => { *mut $crate::sys::lean_object };
    ($number:ident) => { $number };
}

/// The Rust type of a parameter.
macro_rules! rust_type {
    (owned) => { $crate::object::LeanObj };
    (borrowed) => { $crate::object::ObjRef<'_> };
    ($number:ident) => { $number };
}

/// The Rust type of a result.
macro_rules! result_type {
    (object) => { $crate::object::LeanObj };
    (io) => { Result<$crate::object::LeanObj, $crate::object::LeanObj> };
    ($number:ident) => { $number };
}

/// An argument, as C takes it.
macro_rules! pass {
    (owned $value:ident) => {
        $value.into_raw()
    };
    (borrowed $value:ident) => {
        $value.as_ptr()
    };
    ($number:ident $value:ident) => {
        $value
    };
}

/// A result, as Rust takes it.
macro_rules! give {
    (object $value:ident) => {
        // SAFETY: an object result is owned by the caller.
        unsafe { $crate::object::LeanObj::from_raw($value) }
    };
    (io $value:ident) => {
        // SAFETY: the row says that this is the result of an `EIO` action; it is owned by the caller.
        unsafe { $crate::kernel::table::io($value) }
    };
    ($number:ident $value:ident) => {
        $value
    };
}

pub(crate) use {c_type, give, pass, result_type, rust_type, symbols};

/// What an `EIO` action gave: constructor 0 holds its value, constructor 1 what it threw.
///
/// # Safety
/// `value` is an owned result of an `EIO` action.
#[inline]
pub(crate) unsafe fn io(value: *mut crate::sys::lean_object) -> Result<LeanObj, LeanObj> {
    // SAFETY: as ours.
    let result = unsafe { LeanObj::from_raw(value) };
    let content = result.as_obj().field(0).expect("a result of an action has one field").to_obj();
    if result.kind() == (ObjectKind::Constructor { tag: 0, objects: 1 }) { Ok(content) } else { Err(content) }
}

/// What the objects of one constructor look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConstructorShape {
    /// The Lean constructor.
    pub(crate) constructor: &'static str,
    /// Its index.
    pub(crate) tag: u8,
    /// How many object fields it has.
    pub(crate) objects: u8,
    /// How many bytes of scalar fields, rounded up to 8.
    pub(crate) scalar_bytes: u16,
}

/// The fields of an object whose shape was checked.
#[derive(Clone, Copy)]
pub(crate) struct CheckedFields<'a> {
    object: ObjRef<'a>,
    shape: ConstructorShape,
}

impl ConstructorShape {
    /// Checks an object against the shape.
    ///
    /// # Errors
    /// [`KernelError::Shape`] says what was expected and what was found.
    #[inline]
    pub(crate) fn fields<'a>(self, object: ObjRef<'a>) -> Result<CheckedFields<'a>, KernelError> {
        let fits = matches!(object.kind(), ObjectKind::Constructor { tag, objects }
            if tag == self.tag && objects == self.objects)
            && object.scalar_bytes() == Some(self.scalar_bytes);
        if fits { Ok(CheckedFields { object, shape: self }) } else { Err(self.mismatch(object)) }
    }

    #[cold]
    fn mismatch(self, object: ObjRef<'_>) -> KernelError {
        let scalars = object.scalar_bytes().map_or_else(String::new, |n| format!(" and {n} bytes of scalars"));
        KernelError::Shape {
            constructor: self.constructor,
            expected: format!(
                "constructor {} with {} object fields and {} bytes of scalars",
                self.tag, self.objects, self.scalar_bytes
            ),
            got: format!("{}{scalars}", object.kind()),
        }
    }
}

impl<'a> CheckedFields<'a> {
    /// Object field `index`.
    ///
    /// # Panics
    /// If the shape does not have the field: the table and its reader disagree.
    #[inline]
    pub(crate) fn object(self, index: u8) -> &'a LeanObj {
        assert!(index < self.shape.objects, "{} has no field {index}", self.shape.constructor);
        self.object.owned_field(u32::from(index)).expect("the shape was checked")
    }

    /// The byte at `offset` behind the object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    #[inline]
    pub(crate) fn byte(self, offset: u16) -> u8 {
        assert!(offset < self.shape.scalar_bytes, "{} has no byte {offset}", self.shape.constructor);
        self.object.scalar(u32::from(offset), 1).expect("the shape was checked") as u8
    }
}

#[cfg(feature = "server")]
impl CheckedFields<'_> {
    /// The word at `offset` behind the object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    pub(crate) fn word(self, offset: u16) -> u64 {
        assert!(offset + 8 <= self.shape.scalar_bytes, "{} has no word {offset}", self.shape.constructor);
        self.object.scalar(u32::from(offset), 8).expect("the shape was checked")
    }

    /// A copy of the object with other values in some of its object fields.
    ///
    /// # Panics
    /// As [`object`](Self::object).
    pub(crate) fn with<const N: usize>(self, values: [(u8, LeanObj); N]) -> LeanObj {
        let mut fields: Vec<LeanObj> = (0..self.shape.objects).map(|index| self.object(index).clone()).collect();
        values.into_iter().for_each(|(index, value)| fields[usize::from(index)] = value);
        self.object.with_fields(fields).expect("the shape was checked")
    }
}
