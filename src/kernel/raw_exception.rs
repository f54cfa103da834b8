//! Reads what the kernel returns: an `Except Kernel.Exception α`.

use std::sync::Arc;

use super::error::KernelError;
use super::exception::{KernelException, KernelExceptionKind};
use super::list::except;
use super::name::Name;
use super::open::Kernel;
use super::stack::on_large_stack;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use KernelExceptionKind::*;

/// A `Lean.Kernel.Exception` (`Lean/Environment.lean`).
///
/// The conversion into a [`KernelError`] has Lean print it. Convert it only after the limits of the request are off: they
/// would stop the printing too.
pub(super) struct RawException(LeanObj);

/// Reads an `Except Lean.Kernel.Exception α`: returns its value.
///
/// # Errors
/// The exception, if the object holds one.
///
/// # Safety
/// The object is an `Except Lean.Kernel.Exception α`.
pub(super) unsafe fn kernel_result(result: LeanObj) -> Result<LeanObj, RawException> {
    except(&result).map_err(RawException)
}

impl From<RawException> for KernelError {
    fn from(exception: RawException) -> Self {
        let exception = exception.0;
        // SAFETY: the object is an exception.
        let kind = unsafe { kind(exception.as_obj()) };
        let kernel = Kernel::opened();
        // SAFETY: the first function takes an exception and options, and returns the message that the second one takes.
        let print = || unsafe { kernel.message_text(kernel.symbols.exception_message(exception, kernel.no_options())) };
        // The terms that the message shows may be deep.
        let message = match on_large_stack(print) {
            Ok(text) => text,
            Err(error) => format!("({error})"),
        };
        KernelError::from(Arc::new(KernelException::new(kind, message)))
    }
}

/// Reads which constructor a `Lean.Kernel.Exception` is.
///
/// # Safety
/// The object is a `Lean.Kernel.Exception`.
unsafe fn kind(exception: ObjRef<'_>) -> KernelExceptionKind {
    let tag = match exception.kind() {
        ObjectKind::Constructor { tag, .. } => usize::from(tag),
        ObjectKind::Scalar(tag) => tag,
        _ => return Unknown,
    };
    // SAFETY: the calls below are for fields of type `Name`.
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
