//! [`Layout`]: where a constructor object stores its fields.
//!
//! The registry carries the layout that the compiler chose. A registry of lean.py does not: then the rules of
//! `Lean.IR.getCtorLayout` apply. Objects come first, then `USize` fields, then scalars from 8 bytes down to 1, each
//! group in the order of declaration.

use crate::counted::counted;
use crate::registry::{CtorLayout, FieldPlace, MAX_CTOR_FIELDS, MAX_CTOR_SCALARS_SIZE, MachineType};

/// Where an object stores one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldSlot {
    /// In an object slot.
    Object(u32),
    /// As bytes at this offset behind the object slots.
    Scalar(u32, MachineType),
    /// Nowhere: the field is a proof or a type, which the compiler erases.
    Erased,
}

/// How a constructor object is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The number of object slots.
    pub(crate) objects: u32,
    /// The number of bytes behind the object slots, `USize` fields included.
    pub(crate) scalar_bytes: u32,
    /// The slot of each field, in the order of declaration.
    pub(crate) slots: Vec<FieldSlot>,
}

impl Layout {
    /// Whether the constructor has no fields at run time, so that its value is the scalar of its tag.
    pub(crate) fn is_scalar(&self) -> bool {
        self.objects == 0 && self.scalar_bytes == 0
    }

    /// The layout that the compiler reported. The error says what is wrong with it.
    pub(crate) fn reported(layout: &CtorLayout, machines: &[MachineType]) -> Result<Self, String> {
        let usize_bytes = layout.usizes * size_of::<usize>();
        let place = |field: &FieldPlace| match *field {
            FieldPlace::Object { index } => FieldSlot::Object(index as u32),
            FieldPlace::Usize { index } => {
                // The index continues the count of the object slots.
                FieldSlot::Scalar(((index - layout.objects) * size_of::<usize>()) as u32, MachineType::Usize)
            }
            FieldPlace::Scalar { offset, ty } => FieldSlot::Scalar((usize_bytes + offset) as u32, ty),
            FieldPlace::Erased => FieldSlot::Erased,
        };
        let layout = Layout {
            objects: layout.objects as u32,
            scalar_bytes: (usize_bytes + layout.scalar_bytes) as u32,
            slots: layout.fields.iter().map(place).collect(),
        };
        layout.check(machines)?;
        Ok(layout)
    }

    /// The layout by the compiler's rules, for fields of these machine types. The error says why there is none.
    pub(crate) fn by_rule(machines: &[MachineType]) -> Result<Self, String> {
        let mut slots = vec![FieldSlot::Erased; machines.len()];
        let mut objects = 0;
        for (place, machine) in slots.iter_mut().zip(machines) {
            if *machine == MachineType::Object {
                *place = FieldSlot::Object(objects);
                objects += 1;
            }
        }
        let mut scalar_bytes = 0;
        let mut put = |wanted: &dyn Fn(MachineType) -> bool| {
            for (place, &machine) in slots.iter_mut().zip(machines) {
                if wanted(machine) {
                    *place = FieldSlot::Scalar(scalar_bytes, machine);
                    scalar_bytes += machine.bytes() as u32;
                }
            }
        };
        put(&|machine| machine == MachineType::Usize);
        for size in [8, 4, 2, 1] {
            put(&|machine| machine != MachineType::Usize && machine.is_scalar() && machine.bytes() == size);
        }
        let layout = Layout { objects, scalar_bytes, slots };
        layout.check(machines)?;
        Ok(layout)
    }

    /// Checks that every slot fits its field's machine type and lies within the limits of `lean.h`.
    fn check(&self, machines: &[MachineType]) -> Result<(), String> {
        if self.objects as usize >= MAX_CTOR_FIELDS || self.scalar_bytes as usize >= MAX_CTOR_SCALARS_SIZE {
            return Err(format!(
                "{} object fields and {} scalar bytes, and Lean has fewer than {MAX_CTOR_FIELDS} and {MAX_CTOR_SCALARS_SIZE}",
                self.objects, self.scalar_bytes
            ));
        }
        if self.slots.len() != machines.len() {
            return Err(format!("{} for {}", counted(self.slots.len(), "place"), counted(machines.len(), "field")));
        }
        for (i, (place, &machine)) in self.slots.iter().zip(machines).enumerate() {
            let fits = match *place {
                FieldSlot::Object(slot) => machine == MachineType::Object && slot < self.objects,
                FieldSlot::Scalar(offset, kind) => {
                    kind == machine && kind.is_scalar() && offset as usize + kind.bytes() <= self.scalar_bytes as usize
                }
                FieldSlot::Erased => true,
            };
            if !fits {
                return Err(format!("field {i} of machine type {machine} at {place:?}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MachineType::{F32, F64, Object, U8, U16, U32, U64, Usize};

    #[test]
    fn objects_come_first_then_usizes_then_scalars_by_size() {
        let layout = Layout::by_rule(&[U8, Object, U64, Usize, U16, F32, Object, F64, U32]).unwrap();
        assert_eq!((layout.objects, layout.scalar_bytes), (2, 8 + 8 + 8 + 4 + 4 + 2 + 1));
        assert_eq!(
            layout.slots,
            [
                FieldSlot::Scalar(34, U8),
                FieldSlot::Object(0),
                FieldSlot::Scalar(8, U64),
                FieldSlot::Scalar(0, Usize),
                FieldSlot::Scalar(32, U16),
                FieldSlot::Scalar(24, F32),
                FieldSlot::Object(1),
                FieldSlot::Scalar(16, F64),
                FieldSlot::Scalar(28, U32),
            ]
        );
    }

    #[test]
    fn a_reported_layout_that_contradicts_the_types_is_refused() {
        let reported =
            CtorLayout { objects: 1, usizes: 0, scalar_bytes: 0, fields: vec![FieldPlace::Object { index: 0 }] };
        assert!(Layout::reported(&reported, &[Object]).is_ok());
        assert!(Layout::reported(&reported, &[U64]).unwrap_err().contains("field 0"));
    }
}
