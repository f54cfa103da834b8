//! Boxes and unboxes machine scalars, as `lean_box_uint32`, `lean_box_uint64`, `lean_box_float` ... of `lean.h` do.

use super::error::MarshalError;
use super::ty::Ty;
use crate::object::{LeanObj, NewConstructor, ObjRef, ObjectKind};
use crate::registry::MachineType;

// A 32-bit Lean boxes `UInt32` differently, which this file does not support.
const _: () = assert!(size_of::<usize>() == 8, "leanbind needs a 64-bit platform");

/// Whether the box of this type is an object that holds the scalar's bytes.
#[inline]
fn needs_object(machine: MachineType) -> bool {
    matches!(machine, MachineType::U64 | MachineType::Usize | MachineType::F64 | MachineType::F32)
}

/// Boxes a scalar, given as zero-extended bits.
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

/// Unboxes a scalar, as zero-extended bits.
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

/// Clears the bits of `raw` beyond the width of this machine type, which compiled Lean code leaves undefined.
#[inline]
pub(crate) fn truncate(raw: u64, machine: MachineType) -> u64 {
    raw & (u64::MAX >> (64 - 8 * machine.bytes() as u32))
}
