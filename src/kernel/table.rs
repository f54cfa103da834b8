//! The macro that declares a Lean version's table of symbols, and the conversions that its functions use.
//!
//! A row of the table states the calling convention that Lean's compiler chose for one function. A Rust call with a wrong
//! number or order of arguments does not compile. A row cannot state the Lean type of an object: that is why every
//! function of the table is `unsafe`.

use crate::object::{LeanObj, ObjectKind};

/// Declares `Symbols`: functions and constants of `libleanshared` in one Lean version.
///
/// | a parameter is | Rust passes | the callee |
/// |---|---|---|
/// | `owned` | [`LeanObj`] | consumes the reference |
/// | `borrowed` | [`ObjRef`](crate::object::ObjRef) | does not consume it |
/// | `u8`, `u32`, `u64`, `usize` | the number | |
///
/// | a result is | Rust gets |
/// |---|---|
/// | `object` | [`LeanObj`] |
/// | `io` | `Result<LeanObj, LeanObj>`: the value of an `EIO` action, or the error that it threw |
/// | `u8`, `u64` | the number |
macro_rules! symbols {
    (
        functions { $($(#[doc = $doc:literal])+ $name:ident = $symbol:literal ($($arg:ident: $kind:ident),*) -> $result:ident;)* }
        constants { $($(#[doc = $data_doc:literal])+ $data:ident = $data_symbol:literal;)* }
    ) => {
        /// The addresses of functions and constants in `libleanshared`.
        pub(crate) struct Symbols {
            $($name: unsafe extern "C" fn($($crate::kernel::table::c_type!($kind)),*) -> $crate::kernel::table::c_type!($result),)*
            $($data: *mut $crate::sys::lean_object,)*
        }

        // SAFETY: the fields are addresses of code and of persistent objects, which every thread may use.
        unsafe impl Send for Symbols {}
        // SAFETY: as above.
        unsafe impl Sync for Symbols {}

        impl Symbols {
            /// The symbol and the calling convention of every row, for `leanbind doctor`.
            pub(crate) const ROWS: &'static [(&'static str, &'static str)] = &[
                $(($symbol, concat!("(", $(stringify!($kind), " ",)* ") -> ", stringify!($result))),)*
                $(($data_symbol, "constant"),)*
            ];

            /// Looks up every symbol.
            ///
            /// # Errors
            /// Returns the first symbol that `lookup` does not find.
            ///
            /// # Safety
            /// `lookup` returns addresses in the running, initialised `libleanshared`, whose version is this table's.
            pub(crate) unsafe fn resolve(
                lookup: impl Fn(&'static str) -> Option<*mut std::ffi::c_void>,
            ) -> Result<Self, &'static str> {
                let address = |symbol| lookup(symbol).ok_or(symbol);
                Ok(Symbols {
                    $($name: {
                        let address = address($symbol)?;
                        // SAFETY: the row states the function's C type in this version; the caller promises the version.
                        unsafe { std::mem::transmute::<*mut std::ffi::c_void, unsafe extern "C" fn($($crate::kernel::table::c_type!($kind)),*) -> $crate::kernel::table::c_type!($result)>(address) }
                    },)*
                    $($data: {
                        // SAFETY: a constant's symbol is a pointer to its object, which Lean's initialiser has written.
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
                /// The objects have the types of the Lean declaration, and this thread is attached.
                #[inline]
                #[allow(clippy::too_many_arguments)]
                pub(crate) unsafe fn $name(&self, $($arg: $crate::kernel::table::rust_type!($kind)),*) -> $crate::kernel::table::result_type!($result) {
                    $(let $arg = $crate::kernel::table::pass!($kind $arg);)*
                    // SAFETY: the row states the calling convention; the caller promises the types.
                    let result = unsafe { (self.$name)($($arg),*) };
                    $crate::kernel::table::give!($result result)
                }
            )*

            $(
                $(#[doc = $data_doc])+
                #[inline]
                pub(crate) fn $data(&self) -> $crate::object::LeanObj {
                    // SAFETY: the object is persistent, and `resolve` has checked that the pointer is not null.
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

/// Converts an argument from its Rust type to its C type.
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

/// Converts a result from its C type to its Rust type.
macro_rules! give {
    (object $value:ident) => {
        // SAFETY: the caller owns an object that a function returns.
        unsafe { $crate::object::LeanObj::from_raw($value) }
    };
    (io $value:ident) => {
        // SAFETY: the row says that this is the result of an `EIO` action; the caller owns it.
        unsafe { $crate::kernel::table::io($value) }
    };
    ($number:ident $value:ident) => {
        $value
    };
}

pub(crate) use {c_type, give, pass, result_type, rust_type, symbols};

/// Reads the result of an `EIO` action: constructor 0 holds the value, constructor 1 the error that it threw.
///
/// # Safety
/// `value` is an owned result of an `EIO` action.
#[inline]
pub(crate) unsafe fn io(value: *mut crate::sys::lean_object) -> Result<LeanObj, LeanObj> {
    // SAFETY: the caller promises an owned object.
    let result = unsafe { LeanObj::from_raw(value) };
    let content = result.as_obj().field(0).expect("the result of an action has one field").to_obj();
    if result.kind() == (ObjectKind::Constructor { tag: 0, objects: 1 }) { Ok(content) } else { Err(content) }
}
