//! Pairs of objects.

use super::error::KernelError;
use super::table::ConstructorShape;
use crate::object::ObjRef;

/// `Prod`: fst, snd.
const PAIR: ConstructorShape = ConstructorShape { constructor: "Prod.mk", tag: 0, objects: 2, scalar_bytes: 0 };

/// The halves of a pair.
///
/// # Errors
/// If the object is no pair.
pub(crate) fn pair(object: ObjRef<'_>) -> Result<(ObjRef<'_>, ObjRef<'_>), KernelError> {
    let fields = PAIR.fields(object)?;
    Ok((fields.object(0).as_obj(), fields.object(1).as_obj()))
}
