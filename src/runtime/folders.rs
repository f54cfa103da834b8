//! The user's folders.

use std::env;
use std::path::PathBuf;

/// The home folder, if there is one.
pub(super) fn home() -> Option<PathBuf> {
    // Deprecated until Rust 1.87, for what it did on Windows.
    #[allow(deprecated)]
    env::home_dir().filter(|folder| !folder.as_os_str().is_empty())
}

/// The folder for caches: the XDG Base Directory Specification's, or that of macOS.
pub(super) fn cache() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        return Some(home()?.join("Library/Caches"));
    }
    let chosen = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    chosen.or_else(|| Some(home()?.join(".cache")))
}
