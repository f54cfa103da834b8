//! Lean's `Prod`.

use super::error::KernelError;
use super::shape::ConstructorShape;
use crate::object::ObjRef;

/// `Prod`: fst, snd.
const PAIR: ConstructorShape = ConstructorShape::new("Prod.mk", 0, 2, 0);

/// The two components of a `Prod`.
///
/// # Errors
/// [`KernelError::Shape`] if the object is not a pair.
pub(crate) fn pair(object: ObjRef<'_>) -> Result<(ObjRef<'_>, ObjRef<'_>), KernelError> {
    let fields = PAIR.fields(object)?;
    Ok((fields.object(0).as_obj(), fields.object(1).as_obj()))
}
