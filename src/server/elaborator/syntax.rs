//! Queries on a `Lean.Syntax` (`Init/Prelude.lean`).

use super::handle::Elaborator;
use crate::kernel::info::{POSITION, SOURCE_INFO_ORIGINAL, SYNTAX_ATOM, SYNTAX_NODE};
use crate::kernel::{KernelError, Name};
use crate::object::{LeanObj, ObjRef};
use crate::server::protocol::Position;

/// A name to compare with, as its components.
pub(super) type Components = [&'static str];

/// The kind of a `Syntax.node`, and its arguments.
pub(super) fn node(syntax: ObjRef<'_>) -> Option<(&LeanObj, &[ObjRef<'_>])> {
    let fields = SYNTAX_NODE.fields(syntax).ok()?;
    Some((fields.object(1), fields.object(2).as_obj().elements()?))
}

/// Whether the syntax is a node of this kind whose only argument is this word.
pub(super) fn is_word(syntax: ObjRef<'_>, kind: &Components, word: &str) -> bool {
    let Some((found, [argument])) = node(syntax) else { return false };
    is_name(found.as_obj(), kind)
        && SYNTAX_ATOM
            .fields(*argument)
            .is_ok_and(|atom| atom.object(1).as_obj().string_bytes() == Some(word.as_bytes()))
}

/// Whether a `Lean.Name` has these components. It compares the last component first, as names differ there most often.
pub(super) fn is_name(name: ObjRef<'_>, components: &Components) -> bool {
    let mut name = name;
    for component in components.iter().rev() {
        let (Some(prefix), Some(last)) = (name.field(0), name.field(1)) else { return false };
        if last.string_bytes() != Some(component.as_bytes()) {
            return false;
        }
        name = prefix;
    }
    name.as_scalar().is_some()
}

impl Elaborator {
    /// Whether the syntax was written in the text, and not made by a macro.
    ///
    /// # Safety
    /// `syntax` is a `Lean.Syntax`, and this thread is attached.
    pub(super) unsafe fn is_original(&self, syntax: ObjRef<'_>) -> bool {
        // SAFETY: as ours.
        let info = unsafe { self.info.syntax_head_info(syntax) };
        SOURCE_INFO_ORIGINAL.fields(info.as_obj()).is_ok()
    }

    /// The kind as Lean writes it: the name of a node's kind; for an atom, its word.
    ///
    /// # Safety
    /// As [`is_original`](Self::is_original).
    pub(super) unsafe fn kind(&self, syntax: ObjRef<'_>) -> String {
        // SAFETY: as ours; the function returns a name.
        unsafe { Name::from_object(self.info.syntax_kind(syntax.to_obj())) }.to_string()
    }

    /// The byte positions of the start and the end, if the syntax has a position in the text.
    ///
    /// # Safety
    /// As [`is_original`](Self::is_original).
    pub(super) unsafe fn span(&self, syntax: ObjRef<'_>) -> Option<(LeanObj, LeanObj)> {
        // SAFETY: as ours; the functions return an `Option` of a position.
        let (start, end) = unsafe { (self.info.syntax_position(syntax, 0), self.info.syntax_tail_position(syntax, 0)) };
        let start = start.as_obj().field(0)?.to_obj();
        let end = end.as_obj().field(0).map_or_else(|| start.clone(), ObjRef::to_obj);
        Some((start, end))
    }

    /// The line and the column of a byte position.
    ///
    /// # Safety
    /// `file_map` is a `Lean.FileMap`, `byte` a `String.Pos.Raw`, and this thread is attached.
    pub(super) unsafe fn position(&self, file_map: &LeanObj, byte: ObjRef<'_>) -> Result<Position, KernelError> {
        // SAFETY: as ours.
        let position = unsafe { self.info.to_position(file_map.clone(), byte) };
        let fields = POSITION.fields(position.as_obj())?;
        let number = |index| fields.object(index).as_obj().as_scalar().unwrap_or_default() as u64;
        Ok(Position { line: number(0), column: number(1) })
    }

    /// The start and the end in the text: its first byte for a syntax without a position.
    ///
    /// # Safety
    /// As [`position`](Self::position) and [`is_original`](Self::is_original).
    pub(super) unsafe fn range(
        &self,
        file_map: &LeanObj,
        syntax: ObjRef<'_>,
    ) -> Result<(Position, Position), KernelError> {
        // SAFETY: as ours.
        unsafe {
            let first = || LeanObj::scalar(0);
            let (start, end) = self.span(syntax).unwrap_or_else(|| (first(), first()));
            Ok((self.position(file_map, start.as_obj())?, self.position(file_map, end.as_obj())?))
        }
    }
}
