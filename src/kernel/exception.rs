//! [`KernelException`]: why the kernel rejects a declaration or a term (`Lean.Kernel.Exception`, `Lean/Environment.lean`).

use std::fmt;

use super::stack::on_large_stack;
use super::{Kernel, Name};
use crate::object::{LeanObj, ObjRef, ObjectKind};

/// Why the kernel rejects a declaration or a term, with Lean's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelException {
    kind: KernelExceptionKind,
    message: String,
}

/// The constructors of `Lean.Kernel.Exception`. The terms concerned stand in the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KernelExceptionKind {
    /// There is no constant of this name.
    UnknownConstant(String),
    /// There is a constant of this name already.
    AlreadyDeclared(String),
    /// A value is not of the type that its declaration states.
    DeclTypeMismatch,
    /// The declaration of this name has metavariables.
    DeclHasMVars(String),
    /// The declaration of this name has free variables.
    DeclHasFVars(String),
    /// What is applied is not a function.
    FunExpected,
    /// What stands in the place of a type is none.
    TypeExpected,
    /// The value of a `let` for a variable of this name is not of the type that is stated.
    LetTypeMismatch(String),
    /// A term is not of the type that it should have.
    ExprTypeMismatch,
    /// An argument is not of the type that the function takes.
    AppTypeMismatch,
    /// A projection of something that is no structure, or to a field that is not there.
    InvalidProj,
    /// The theorem of this name states something that is not a proposition.
    ThmTypeIsNotProp(String),
    /// Anything else.
    Other,
    /// The heartbeats were used up.
    DeterministicTimeout,
    /// The memory limit was reached.
    ExcessiveMemory,
    /// The stack, or the recursion depth, was used up.
    DeepRecursion,
    /// The cancel token was set.
    Interrupted,
    /// A constructor that this version of Lean does not have.
    Unknown,
}

use KernelExceptionKind::*;

impl KernelException {
    /// # Safety
    /// The object is a `Lean.Kernel.Exception`.
    pub(super) unsafe fn read(exception: LeanObj) -> Self {
        // SAFETY: as ours.
        let kind = unsafe { kind(exception.as_obj()) };
        let kernel = Kernel::opened();
        // SAFETY: an exception and options; the second function takes what the first one gives.
        let print = || unsafe { kernel.message_text(kernel.symbols.exception_message(exception, kernel.no_options())) };
        // What the text is made of may be deep.
        let message = match on_large_stack(print) {
            Ok(text) => text,
            Err(error) => format!("({error})"),
        };
        KernelException { kind, message }
    }

    /// Which constructor of `Lean.Kernel.Exception` it is.
    pub fn kind(&self) -> &KernelExceptionKind {
        &self.kind
    }

    /// Lean's own text (`Lean.Kernel.Exception.toMessageData`).
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// # Safety
/// The object is a `Lean.Kernel.Exception`.
unsafe fn kind(exception: ObjRef<'_>) -> KernelExceptionKind {
    let tag = match exception.kind() {
        ObjectKind::Constructor { tag, .. } => usize::from(tag),
        ObjectKind::Scalar(tag) => tag,
        _ => return Unknown,
    };
    // SAFETY: called for the fields of type `Name` only.
    let name = |i| exception.owned_field(i).map_or_else(String::new, |name| unsafe { Name::lend(name) }.to_string());
    match tag {
        0 => UnknownConstant(name(1)),
        1 => AlreadyDeclared(name(1)),
        2 => DeclTypeMismatch,
        3 => DeclHasMVars(name(1)),
        4 => DeclHasFVars(name(1)),
        5 => FunExpected,
        6 => TypeExpected,
        7 => LetTypeMismatch(name(2)),
        8 => ExprTypeMismatch,
        9 => AppTypeMismatch,
        10 => InvalidProj,
        11 => ThmTypeIsNotProp(name(1)),
        12 => Other,
        13 => DeterministicTimeout,
        14 => ExcessiveMemory,
        15 => DeepRecursion,
        16 => Interrupted,
        _ => Unknown,
    }
}

impl fmt::Display for KernelException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for KernelException {}
