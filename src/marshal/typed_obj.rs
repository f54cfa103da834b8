//! [`TypedObj`]: a Lean object together with its type.

use std::fmt;
use std::sync::Arc;

use super::codec::{Codec, TypeTable};
use super::decode::force;
use super::error::MarshalError;
use super::scalar;
use super::sealed::{Decode, Encode};
use super::ty::Ty;
use super::view::View;
use crate::marshal::call_error::CallError;
use crate::object::{LeanObj, ObjRef};
use crate::registry::TypeRepr;

/// A Lean value that stays as Lean has it: an object and its type.
///
/// A call gives one where a `TypedObj` is asked for, and it is passed back without conversion, alone or inside of tuples,
/// `Vec` and `Option`. What is in it is read through a [`View`].
///
/// ```no_run
/// # use leanbind::{LeanLibrary, TypedObj};
/// # fn show(lib: &LeanLibrary) -> Result<(), leanbind::Error> {
/// let text: TypedObj = lib.call_as("py_greet", ("Lean",))?;
/// assert_eq!(text.view().as_str()?, "Hello, Lean!"); // borrowed, not copied
/// assert_eq!(lib.call_as::<u64>("py_length", (text,))?, 12);
/// # Ok(())
/// # }
/// ```
///
/// An argument that is moved into a call is Lean's alone, so that Lean may update it in place; one that is passed by
/// reference is copied by Lean where Lean changes it. Clones share the object.
///
/// A scalar is held in its box. As every handle to an object, it stays on its thread.
#[derive(Clone)]
pub struct TypedObj {
    object: LeanObj,
    codec: Codec,
    table: Arc<TypeTable>,
}

impl TypedObj {
    /// A handle on a value of type `ty`.
    ///
    /// # Safety
    /// `object` is a value of that Lean type, in its boxed form.
    pub(super) unsafe fn new(object: LeanObj, ty: Ty<'_>) -> Self {
        TypedObj { object, codec: ty.codec.clone(), table: ty.table.clone() }
    }

    /// The Lean type.
    pub fn ty(&self) -> TypeRepr {
        self.as_ty().repr()
    }

    /// The object itself.
    pub fn object(&self) -> &LeanObj {
        &self.object
    }

    /// Borrows the value, to read parts of it.
    #[inline]
    pub fn view(&self) -> View<'_> {
        View::new(self.object.as_obj(), self.as_ty())
    }

    /// Whether this is the only reference to the object. Nobody else, in Rust or in Lean, can see it change.
    pub fn is_exclusive(&self) -> bool {
        self.object.is_exclusive()
    }

    /// The bytes of a `ByteArray`, to be changed in place. A shared one is copied first, as [`Arc::make_mut`] does.
    ///
    /// # Errors
    /// [`CallError::Marshal`] for a value of another type.
    pub fn as_bytes_mut(&mut self) -> Result<&mut [u8], CallError> {
        let bytes = self.view().as_bytes()?;
        if !self.is_exclusive() {
            self.object = LeanObj::bytes(bytes);
        }
        let ty = Ty { codec: &self.codec, table: &self.table };
        self.object.bytes_mut().ok_or_else(|| ty.mismatch("a shared array").into())
    }

    /// The numbers of a `FloatArray`, to be changed in place. A shared one is copied first, as [`Arc::make_mut`] does.
    ///
    /// # Errors
    /// [`CallError::Marshal`] for a value of another type.
    pub fn as_floats_mut(&mut self) -> Result<&mut [f64], CallError> {
        let floats = self.view().as_floats()?;
        if !self.is_exclusive() {
            self.object = LeanObj::floats(floats);
        }
        let ty = Ty { codec: &self.codec, table: &self.table };
        self.object.floats_mut().ok_or_else(|| ty.mismatch("a shared array").into())
    }

    fn as_ty(&self) -> Ty<'_> {
        Ty { codec: &self.codec, table: &self.table }
    }

    /// The object, where Lean wants a value of type `ty`.
    fn as_value_of(&self, ty: Ty<'_>) -> Result<ObjRef<'_>, MarshalError> {
        let own = self.as_ty();
        if own.is_same(ty) {
            return Ok(self.object.as_obj());
        }
        // An element of an `Array (Thunk α)` is an `α` too.
        match force(self.object.as_obj(), own)? {
            (value, forced) if forced.is_same(ty) => Ok(value),
            _ if own.repr() == ty.repr() => Err(ty.other_library()),
            _ => Err(ty.mismatch(format!("a value of type {own}"))),
        }
    }
}

impl Encode for TypedObj {
    /// Every value says itself of which type it is.
    fn accepts(_: Ty<'_>) -> bool {
        true
    }

    fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
        self.as_value_of(ty).map(ObjRef::to_obj)
    }

    fn bits(&self, ty: Ty<'_>) -> Result<u64, MarshalError> {
        let machine = ty.machine();
        if !machine.is_scalar() {
            return Err(ty.mismatch("a machine scalar"));
        }
        scalar::unboxed(self.as_value_of(ty)?, ty, machine)
    }
}

impl Decode for TypedObj {
    fn accepts(_: Ty<'_>) -> bool {
        true
    }

    fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
        // SAFETY: Lean's type system says that this object, a part of a value of a type that names `ty`, is of this type.
        Ok(unsafe { TypedObj::new(obj.to_obj(), ty) })
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        let machine = ty.machine();
        if !machine.is_scalar() {
            return Err(ty.mismatch("a machine scalar"));
        }
        // SAFETY: as above; `ty` has a machine scalar, of which this is the boxed form.
        Ok(unsafe { TypedObj::new(scalar::boxed(bits, machine), ty) })
    }
}

impl fmt::Debug for TypedObj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedObj({})", self.as_ty())
    }
}
