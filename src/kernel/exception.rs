//! [`KernelException`]: why the kernel rejects a declaration or a term (`Lean.Kernel.Exception`, `Lean/Environment.lean`).

use std::fmt;

/// Why the kernel rejects a declaration or a term, with Lean's own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelException {
    kind: KernelExceptionKind,
    message: String,
}

/// The constructors of `Lean.Kernel.Exception`, without their terms. The message shows the terms.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KernelExceptionKind {
    /// The environment has no constant of this name.
    UnknownConstant(String),
    /// The environment already has a constant of this name.
    AlreadyDeclared(String),
    /// A value does not have the type that its declaration states.
    DeclTypeMismatch,
    /// The declaration of this name has metavariables.
    DeclHasMVars(String),
    /// The declaration of this name has free variables.
    DeclHasFVars(String),
    /// Expected a function: something else is applied to an argument.
    FunExpected,
    /// Expected a type: something else stands in its place.
    TypeExpected,
    /// The value of a `let`, whose variable has this name, does not have the type that the `let` states.
    LetTypeMismatch(String),
    /// A term does not have the expected type.
    ExprTypeMismatch,
    /// An argument does not have the type that the function takes.
    AppTypeMismatch,
    /// A projection of a value that is not a structure, or of a field that the structure lacks.
    InvalidProj,
    /// The type of this theorem is not a proposition.
    ThmTypeIsNotProp(String),
    /// Any other reason.
    Other,
    /// The kernel used up its heartbeats.
    DeterministicTimeout,
    /// The process reached its memory limit.
    ExcessiveMemory,
    /// The kernel used up its stack or its recursion depth.
    DeepRecursion,
    /// The cancel token was set.
    Interrupted,
    /// A constructor that this version of Lean does not have.
    Unknown,
}

impl KernelException {
    pub(super) fn new(kind: KernelExceptionKind, message: String) -> Self {
        KernelException { kind, message }
    }

    /// The constructor of `Lean.Kernel.Exception`.
    pub fn kind(&self) -> &KernelExceptionKind {
        &self.kind
    }

    /// Lean's own text (`Lean.Kernel.Exception.toMessageData`).
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for KernelException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for KernelException {}
