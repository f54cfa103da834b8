//! Lean's `String`s as Rust strings.

use crate::object::{ObjRef, ObjectKind};

/// The text of a `String`.
pub(crate) fn text_of(object: ObjRef<'_>) -> String {
    debug_assert_eq!(object.kind(), ObjectKind::String);
    String::from_utf8_lossy(object.string_bytes().unwrap_or_default()).into_owned()
}
