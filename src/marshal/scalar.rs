//! Boxing of machine scalars (`lean_box_uint32`, `lean_box_uint64`, `lean_box_float` ... in `lean.h`).

use super::error::MarshalError;
use super::ty::Ty;
use crate::object::{LeanObj, NewConstructor, ObjRef, ObjectKind};
use crate::registry::MachineType;

// 32-bit Lean boxes `UInt32` differently; nothing here is written for it.
const _: () = assert!(size_of::<usize>() == 8, "leanbind needs a 64-bit platform");

/// Whether a boxed scalar of this type is an object with the scalar's bytes.
#[inline]
fn needs_object(machine: MachineType) -> bool {
    matches!(machine, MachineType::U64 | MachineType::Usize | MachineType::F64 | MachineType::F32)
}

/// The boxed form of a scalar that is given as zero-extended bits.
#[inline]
pub(crate) fn boxed(bits: u64, machine: MachineType) -> LeanObj {
    if needs_object(machine) {
        let bytes = machine.bytes() as u32;
        let mut object = NewConstructor::new(0, 0, bytes);
        object.set_scalar(0, bytes, bits);
        object.finish()
    } else {
        LeanObj::scalar(bits as usize)
    }
}

/// The bits of a boxed scalar.
#[inline]
pub(crate) fn unboxed(obj: ObjRef<'_>, ty: Ty<'_>, machine: MachineType) -> Result<u64, MarshalError> {
    let bytes = machine.bytes() as u32;
    let bits = match obj.kind() {
        ObjectKind::Scalar(n) if !needs_object(machine) => Some(n as u64).filter(|&n| n >> (8 * bytes) == 0),
        ObjectKind::Constructor { tag: 0, objects: 0 } if needs_object(machine) => obj.scalar(0, bytes),
        _ => None,
    };
    bits.ok_or_else(|| ty.mismatch(obj.kind().to_string()))
}

/// The bits of `raw` that belong to a value of this machine type.
///
/// Lean's compiled code leaves the rest of a register undefined.
#[inline]
pub(crate) fn truncate(raw: u64, machine: MachineType) -> u64 {
    raw & (u64::MAX >> (64 - 8 * machine.bytes() as u32))
}
