//! Lean's version numbers, and the versions this crate supports.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// The versions that this crate supports. The C ABI and the layout of Lean's own types depend on the version. To
/// support a new version, check these, and change this constant and the headers in `c_shim/include`.
pub const SUPPORTED: VersionWindow = VersionWindow { major: 4, first_minor: 35, last_minor: 35 };

/// A range of minor versions, with all their patch releases and release candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionWindow {
    /// The major version.
    pub major: u32,
    /// The oldest minor version.
    pub first_minor: u32,
    /// The newest minor version, inclusive.
    pub last_minor: u32,
}

impl VersionWindow {
    /// Whether `version` is a release or a release candidate of this window.
    ///
    /// Nightlies and source builds (`4.35.0-pre`) have the number of the next release, but may be any commit before it,
    /// so they are not contained.
    pub fn contains(&self, version: &LeanVersion) -> bool {
        version.major == self.major
            && (self.first_minor..=self.last_minor).contains(&version.minor)
            && (version.is_release() || version.is_release_candidate())
    }
}

impl fmt::Display for VersionWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.x", self.major, self.first_minor)?;
        if self.last_minor > self.first_minor {
            write!(f, " to {}.{}.x", self.major, self.last_minor)?;
        }
        Ok(())
    }
}

/// A version of Lean, such as 4.35.0 or 4.35.0-rc1.
///
/// Ordered by age: a release is newer than its release candidates, `rc10` is newer than `rc9`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeanVersion {
    /// The major version, 4.
    pub major: u32,
    /// The minor version.
    pub minor: u32,
    /// The patch version.
    pub patch: u32,
    /// The suffix after the dash: `rc1`, `nightly-2026-01-31`, `pre`. `None` for a release.
    pub special: Option<String>,
}

impl LeanVersion {
    /// The release `major.minor.patch`.
    pub const fn release(major: u32, minor: u32, patch: u32) -> Self {
        LeanVersion { major, minor, patch, special: None }
    }

    /// Whether this crate supports the version, that is, whether [`SUPPORTED`] contains it.
    pub fn is_supported(&self) -> bool {
        SUPPORTED.contains(self)
    }

    /// Whether this is a release, not a release candidate or a nightly.
    pub fn is_release(&self) -> bool {
        self.special.is_none()
    }

    /// Whether this is a release candidate, `4.35.0-rc1`.
    pub fn is_release_candidate(&self) -> bool {
        self.special.as_deref().is_some_and(|special| {
            special.strip_prefix("rc").is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
        })
    }
}

impl fmt::Display for LeanVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        match &self.special {
            Some(special) => write!(f, "-{special}"),
            None => Ok(()),
        }
    }
}

/// The text is not a version of Lean.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a Lean version: expected a form such as 4.35.0, v4.35.0-rc1 or leanprover/lean4:v4.35.0")]
pub struct ParseVersionError {
    /// The text that was given.
    pub text: String,
}

impl FromStr for LeanVersion {
    type Err = ParseVersionError;

    /// Reads `4.35.0`, `v4.35.0-rc1` or, as in a `lean-toolchain` file, `leanprover/lean4:v4.35.0`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.trim()).ok_or_else(|| ParseVersionError { text: text.into() })
    }
}

fn parse(text: &str) -> Option<LeanVersion> {
    let release = text.rsplit_once(':').map_or(text, |(_, release)| release);
    let release = release.strip_prefix('v').unwrap_or(release);
    let (numbers, special) = match release.split_once('-') {
        Some((numbers, special)) => (numbers, Some(special)),
        None => (release, None),
    };
    let is_word = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if !special.is_none_or(is_word) {
        return None;
    }
    let mut numbers = numbers.split('.').map(number);
    let version = LeanVersion {
        major: numbers.next()??,
        minor: numbers.next()??,
        patch: numbers.next()??,
        special: special.map(str::to_owned),
    };
    numbers.next().is_none().then_some(version)
}

/// Parses a number. Unlike `u32::from_str`, it does not accept a leading `+`.
fn number(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

impl Ord for LeanVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = |v: &Self| (v.major, v.minor, v.patch);
        numbers(self).cmp(&numbers(other)).then_with(|| match (&self.special, &other.special) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => special_key(a).cmp(&special_key(b)).then_with(|| a.cmp(b)),
        })
    }
}

impl PartialOrd for LeanVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `rc10` as `("rc", 10)`, so that it comes after `rc9`.
fn special_key(special: &str) -> (&str, u64) {
    let word = special.trim_end_matches(|c: char| c.is_ascii_digit());
    (word, special[word.len()..].parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> LeanVersion {
        text.parse().unwrap()
    }

    #[test]
    fn every_spelling_of_a_version_is_read() {
        for text in ["4.35.0", "v4.35.0", "leanprover/lean4:v4.35.0", " 4.35.0\n"] {
            assert_eq!(version(text), LeanVersion::release(4, 35, 0), "{text}");
        }
        let candidate = version("leanprover/lean4:v4.35.0-rc1");
        assert_eq!(candidate.special.as_deref(), Some("rc1"));
        assert_eq!(candidate.to_string(), "4.35.0-rc1");
        assert_eq!(version("4.36.0-nightly-2026-01-31").special.as_deref(), Some("nightly-2026-01-31"));
    }

    #[test]
    fn what_is_not_a_version_is_an_error_that_quotes_it() {
        for text in [
            "",
            "stable",
            "4",
            "4.35",
            "4.35.0.1",
            "4.35.x",
            "4.35.0-",
            "4.+35.0",
            "4.35.-1",
            "4.35.0-rc 1",
            "99999999999.0.0",
            "vv4.35.0",
        ] {
            let error = text.parse::<LeanVersion>().unwrap_err();
            assert!(error.to_string().contains(&format!("`{text}`")), "{error}");
        }
    }

    #[test]
    fn versions_are_ordered_by_age() {
        let ascending = [
            "4.9.0",
            "4.35.0-nightly-2026-01-31",
            "4.35.0-rc1",
            "4.35.0-rc9",
            "4.35.0-rc10",
            "4.35.0",
            "4.35.1",
            "5.0.0",
        ];
        for pair in ascending.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("4.35.0-rc1").cmp(&version("4.35.0-rc01")), Ordering::Greater);
    }

    #[test]
    fn the_window_holds_releases_and_candidates_only() {
        for text in ["4.35.0", "4.35.7", "4.35.0-rc2"] {
            assert!(version(text).is_supported(), "{text}");
        }
        for text in ["4.34.0", "4.36.0", "3.35.0", "4.35.0-pre", "4.35.0-nightly-2026-01-31"] {
            assert!(!version(text).is_supported(), "{text}");
        }
        assert_eq!(SUPPORTED.to_string(), "4.35.x");
        let wider = VersionWindow { last_minor: 36, ..SUPPORTED };
        assert_eq!(wider.to_string(), "4.35.x to 4.36.x");
    }
}
