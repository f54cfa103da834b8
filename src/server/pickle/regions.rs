//! [`Regions`]: the `.olean` files of an import in memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::kernel::list::array;
use crate::kernel::region::{REGION, compacted_region};
use crate::kernel::{KernelError, text_of};
use crate::object::{LeanObj, ObjRef};

/// The `.olean` files that an environment was imported from, in memory.
///
/// A file states the address to which it wants to be mapped, and a pickle refers to its objects by these addresses. Lean
/// derives the address from the module's name. With thousands of modules, the address ranges of two files can overlap. Then
/// a pickle refers to objects of the lower file only, and contains copies of the other file's objects.
pub(in crate::server) struct Regions {
    /// The regions that do not overlap, an `Array CompactedRegion`.
    array: LeanObj,
    /// The address ranges where they are mapped, in order.
    here: Vec<Range>,
    /// The address ranges where they want to be mapped, in order.
    wanted: Vec<Range>,
}

/// The first address, and the first address after the range.
type Range = (usize, usize);

impl Regions {
    /// # Errors
    /// If `regions` is not an array of `CompactedRegion`s.
    pub(in crate::server) fn new(regions: &LeanObj) -> Result<Self, KernelError> {
        let regions = regions.as_obj().elements().unwrap_or_default();
        let mut ranges = Vec::with_capacity(regions.len());
        for region in regions {
            let fields = REGION.fields(*region)?;
            let root = fields.object(compacted_region::ROOT).as_ptr().addr();
            let [size, wanted, root_offset] =
                [compacted_region::SIZE, compacted_region::BASE_ADDRESS, compacted_region::BUFFER_OFFSET]
                    .map(|field| fields.word(field) as usize);
            let here = root.wrapping_sub(root_offset);
            ranges.push(((wanted, wanted.wrapping_add(size)), (here, here.wrapping_add(size)), *region));
        }
        // The sort is stable: for equal ranges, the file that was imported first wins.
        ranges.sort_by_key(|(wanted, _, _)| *wanted);
        let mut end = 0;
        ranges.retain(|(wanted, _, _)| {
            let is_free = wanted.0 >= end;
            end = if is_free { wanted.1 } else { end };
            is_free
        });
        let kept: Vec<LeanObj> = ranges.iter().map(|(_, _, region)| (*region).to_obj()).collect();
        let mut here: Vec<Range> = ranges.iter().map(|(_, here, _)| *here).collect();
        here.sort_unstable();
        Ok(Regions { array: array(kept), here, wanted: ranges.iter().map(|(wanted, _, _)| *wanted).collect() })
    }

    /// The paths of all files in an array of `CompactedRegion`s, in the order of their import.
    ///
    /// # Errors
    /// If `regions` is not an array of `CompactedRegion`s.
    pub(in crate::server) fn files(regions: &LeanObj) -> Result<Vec<PathBuf>, KernelError> {
        let file = |region: &ObjRef<'_>| {
            Ok(text_of(REGION.fields(*region)?.object(compacted_region::FILE_PATH).as_obj()).into())
        };
        regions.as_obj().elements().unwrap_or_default().iter().map(file).collect()
    }

    /// The regions that a pickle may refer to, an `Array CompactedRegion`.
    pub(in crate::server) fn array(&self) -> ObjRef<'_> {
        self.array.as_obj()
    }

    /// Whether the object is in a region that a pickle may refer to.
    pub(super) fn contain(&self, object: ObjRef<'_>) -> bool {
        let address = object.as_ptr().addr();
        overlap(&self.here, (address, address + 1))
    }

    /// Whether a file that Lean wrote wants to be mapped over one of these regions. Then its addresses would be ambiguous.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(in crate::server) fn overlap_with(&self, file: &Path) -> io::Result<bool> {
        /// The offset of the address in the file (`olean_header` in `library/module.cpp`).
        const ADDRESS_AT: u64 = 80;
        let mut file = File::open(file)?;
        let size = file.metadata()?.len() as usize;
        let mut address = [0; size_of::<usize>()];
        file.seek(SeekFrom::Start(ADDRESS_AT))?;
        file.read_exact(&mut address)?;
        let address = usize::from_le_bytes(address);
        Ok(overlap(&self.wanted, (address, address.wrapping_add(size))))
    }
}

/// Whether the range overlaps one of `ranges`, which are sorted and do not overlap each other.
fn overlap(ranges: &[Range], (first, end): Range) -> bool {
    let next = ranges.partition_point(|(other, _)| *other < end);
    next.checked_sub(1).is_some_and(|before| first < ranges[before].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Runtime;
    use crate::object::NewConstructor;

    #[test]
    fn a_pickle_refers_to_one_of_the_files_that_overlap() {
        let runtime = Runtime::for_tests();
        let _guard = runtime.attach();
        let roots: Vec<LeanObj> = (0..5).map(|n| LeanObj::string(&format!("root {n}"))).collect();
        // No larger than the smallest root object.
        const SIZE: u64 = 32;
        let region = |n: usize, wanted: u64| {
            let mut region = NewConstructor::new(0, 2, 32);
            region.set_field(0, LeanObj::string(&format!("{n}.olean")));
            region.set_field(1, roots[n].clone());
            region.set_scalar(0, 8, SIZE);
            region.set_scalar(8, 8, wanted);
            region.finish()
        };
        let wanted = [0x5000, 0x4000, 0x4010, 0x4020, 0x5000];
        let regions = (0..).zip(wanted).map(|(n, wanted)| region(n, wanted)).collect::<Vec<_>>();
        let all = array(regions);
        let files = Regions::files(&all).unwrap();
        assert_eq!(files, ["0.olean", "1.olean", "2.olean", "3.olean", "4.olean"].map(PathBuf::from));
        let regions = Regions::new(&all).unwrap();
        assert_eq!(regions.array().elements().unwrap().len(), 3);
        assert_eq!([0, 1, 2, 3, 4].map(|n| regions.contain(roots[n].as_obj())), [true, true, false, true, false]);
        for overlapping in [(0x4038, 0x4040), (0x1000, 0x4001), (0x4008, 0x8000), (0x501f, 0x6000)] {
            assert!(overlap(&regions.wanted, overlapping), "{overlapping:x?}");
        }
        for free in [(0x1000, 0x4000), (0x4040, 0x5000), (0x5020, 0x6000)] {
            assert!(!overlap(&regions.wanted, free), "{free:x?}");
        }
        assert!(Regions::new(&array([LeanObj::scalar(0)])).is_err());
    }
}
