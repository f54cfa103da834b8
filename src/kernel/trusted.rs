//! [`Trusted`]: a file or a folder that is trusted like machine code.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The path of something that is trusted like machine code: a folder of `.olean` files, or a pickle.
///
/// Lean maps these files into memory as they are, and they contain addresses of code. A damaged file is refused, but a
/// forged one cannot be told from a good one: whoever can write the file can do all that this process can. So whatever
/// reads such a file takes a `Trusted`, and writing one states the trust.
///
/// Trust what Lean, Lake and you yourself have written, in folders that nobody else can write to.
///
/// ```
/// # use leanbind::kernel::{SearchPath, Trusted};
/// let search_path = SearchPath::new([Trusted::path("/home/me/geometry/.lake/build/lib/lean")]);
/// # assert_eq!(search_path.folders().len(), 1);
/// ```
///
/// A path alone is not enough:
///
/// ```compile_fail
/// # use leanbind::kernel::SearchPath;
/// let search_path = SearchPath::new(["/tmp/from-a-stranger"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trusted(PathBuf);

impl Trusted {
    /// States that `path` is trusted like machine code.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Trusted(path.into())
    }

    /// The path.
    pub fn as_path(&self) -> &Path {
        &self.0
    }
}

impl From<Trusted> for PathBuf {
    fn from(trusted: Trusted) -> Self {
        trusted.0
    }
}
