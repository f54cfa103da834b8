//! [`Param`]: a parameter of a prepared function.

use crate::marshal::Codec;
use crate::registry::MachineType;

/// A parameter of a prepared function.
#[derive(Debug)]
pub(crate) struct Param {
    pub(super) codec: Codec,
    /// The machine type of the argument, if scalars are passed unboxed.
    pub(super) machine: MachineType,
    /// Whether the function borrows the argument, so that the caller keeps the reference.
    pub(super) borrowed: bool,
    /// Whether the type depends on earlier arguments.
    pub(super) depends: bool,
    pub(super) name: Option<String>,
}
