//! [`Param`]: a parameter of a prepared function.

use crate::marshal::Codec;
use crate::registry::MachineType;

/// One parameter of a prepared function.
#[derive(Debug)]
pub(crate) struct Param {
    pub(super) codec: Codec,
    /// How it is passed where scalars go without a box.
    pub(super) machine: MachineType,
    /// Whether the caller keeps the reference.
    pub(super) borrowed: bool,
    /// Whether the type depends on arguments before this one.
    pub(super) depends: bool,
    pub(super) name: Option<String>,
}
