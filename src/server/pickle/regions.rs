//! [`Regions`]: where the `.olean` files of an import are in memory.

use std::path::PathBuf;

use crate::kernel::region::{REGION, compacted_region};
use crate::kernel::{KernelError, text_of};
use crate::object::{LeanObj, ObjRef};

/// The files that an environment was imported from, as they are in memory.
pub(in crate::server) struct Regions {
    /// An `Array CompactedRegion`.
    array: LeanObj,
    /// The first address of each, and the one behind the last, in order.
    ranges: Vec<(usize, usize)>,
}

impl Regions {
    /// # Errors
    /// If the array is not one of `CompactedRegion`s.
    pub(in crate::server) fn new(array: LeanObj) -> Result<Self, KernelError> {
        let regions = array.borrow().elements().unwrap_or_default();
        let range = |region: &ObjRef<'_>| -> Result<(usize, usize), KernelError> {
            let fields = REGION.of(*region)?;
            let root = fields.object(compacted_region::ROOT).as_ptr().addr();
            let first = root.wrapping_sub(fields.word(compacted_region::BUFFER_OFFSET) as usize);
            Ok((first, first.wrapping_add(fields.word(compacted_region::SIZE) as usize)))
        };
        let mut ranges = regions.iter().map(range).collect::<Result<Vec<_>, _>>()?;
        ranges.sort_unstable();
        Ok(Regions { array, ranges })
    }

    /// As Lean takes them.
    pub(in crate::server) fn array(&self) -> ObjRef<'_> {
        self.array.borrow()
    }

    /// Their files, in the order of their import.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(in crate::server) fn files(&self) -> Result<Vec<PathBuf>, KernelError> {
        let path =
            |region: &ObjRef<'_>| Ok(text_of(REGION.of(*region)?.object(compacted_region::FILE_PATH).borrow()).into());
        self.array.borrow().elements().unwrap_or_default().iter().map(path).collect()
    }

    /// Whether the object is in one of the files.
    pub(super) fn contain(&self, object: ObjRef<'_>) -> bool {
        let address = object.as_ptr().addr();
        let next = self.ranges.partition_point(|(first, _)| *first <= address);
        next.checked_sub(1).is_some_and(|before| address < self.ranges[before].1)
    }
}
