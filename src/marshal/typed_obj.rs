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

/// An unconverted Lean value: an object and its type.
///
/// A call returns one if you ask for a `TypedObj`, and takes it without conversion, alone or inside a tuple, a `Vec` or
/// an `Option`. A [`View`] reads parts of it.
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
/// If you move it into a call, Lean owns the only reference and may update the object in place. If you pass a
/// reference, Lean copies the object before it changes it. Clones share the object.
///
/// A scalar is boxed. Like every handle to an object, a `TypedObj` stays on its thread.
#[derive(Clone)]
pub struct TypedObj {
    object: LeanObj,
    codec: Codec,
    table: Arc<TypeTable>,
}

impl TypedObj {
    /// Pairs an object with its type.
    ///
    /// # Safety
    /// `object` must be a boxed value of the Lean type `ty`.
    pub(super) unsafe fn new(object: LeanObj, ty: Ty<'_>) -> Self {
        TypedObj { object, codec: ty.codec.clone(), table: ty.table.clone() }
    }

    /// The Lean type.
    pub fn ty(&self) -> TypeRepr {
        self.as_ty().repr()
    }

    /// The object.
    pub fn object(&self) -> &LeanObj {
        &self.object
    }

    /// Borrows the value, to read parts of it.
    #[inline]
    pub fn view(&self) -> View<'_> {
        View::new(self.object.as_obj(), self.as_ty())
    }

    /// Whether this is the only reference to the object, so that nothing else can see it change.
    pub fn is_exclusive(&self) -> bool {
        self.object.is_exclusive()
    }

    /// The bytes of a `ByteArray`, mutable in place. A shared array is copied first, as [`Arc::make_mut`] does.
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

    /// The numbers of a `FloatArray`, mutable in place. A shared array is copied first, as [`Arc::make_mut`] does.
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

    /// The object as a value of type `ty`.
    fn as_value_of(&self, ty: Ty<'_>) -> Result<ObjRef<'_>, MarshalError> {
        let own = self.as_ty();
        if own.is_same(ty) {
            return Ok(self.object.as_obj());
        }
        // An element of an `Array (Thunk α)` also serves as an `α`.
        match force(self.object.as_obj(), own)? {
            (value, forced) if forced.is_same(ty) => Ok(value),
            _ if own.repr() == ty.repr() => Err(ty.other_library()),
            _ => Err(ty.mismatch(format!("a value of type {own}"))),
        }
    }
}

impl Encode for TypedObj {
    /// Encoding compares the value's own type with `ty`.
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
        // SAFETY: the object is part of a Lean value whose type says that this part is of type `ty`.
        Ok(unsafe { TypedObj::new(obj.to_obj(), ty) })
    }

    #[inline]
    fn decode_owned(obj: LeanObj, ty: Ty<'_>) -> Result<Self, MarshalError> {
        // SAFETY: as in `decode`.
        Ok(unsafe { TypedObj::new(obj, ty) })
    }

    fn from_bits(bits: u64, ty: Ty<'_>) -> Result<Self, MarshalError> {
        let machine = ty.machine();
        if !machine.is_scalar() {
            return Err(ty.mismatch("a machine scalar"));
        }
        // SAFETY: as above; `ty` has a machine scalar, and this is its box.
        Ok(unsafe { TypedObj::new(scalar::boxed(bits, machine), ty) })
    }
}

impl fmt::Debug for TypedObj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedObj({})", self.as_ty())
    }
}
