//! Lean's elaborator, called by symbol.

mod action;
mod command;
mod context;
mod info_tree;
mod info_tree_json;
mod json;
mod message;
mod options;
mod proof_state;
mod report;
mod said;
mod save;
mod sorry;
mod status;
mod step;
mod syntax;
mod tactic;
mod tasks;

use std::ffi::CString;

use once_cell::sync::OnceCell;

pub(super) use action::Reference;
pub(super) use command::{CommandOutcome, Importing, Interrupt};
pub(super) use proof_state::{ProofGoals, ProofState};
#[cfg(test)]
pub(super) use save::interpreted;
pub(super) use status::Verdict;
pub(super) use step::StepOutcome;

use action::TermDefaults;

use crate::kernel::elaborator::Symbols;
use crate::kernel::{Kernel, KernelError, info, meta, region};
use crate::runtime::Runtime;

/// The elaborator of the running Lean.
pub(super) struct Elaborator {
    pub(super) kernel: &'static Kernel,
    symbols: Symbols,
    info: info::Symbols,
    meta: meta::Symbols,
    pub(super) region: region::Symbols,
    /// What a proof begins with, made when the first one is asked for.
    term_defaults: OnceCell<TermDefaults>,
}

impl Elaborator {
    /// The elaborator of the running Lean. Its symbols are looked up the first time.
    ///
    /// # Errors
    /// As [`Runtime::kernel`].
    pub(super) fn of(runtime: &'static Runtime) -> Result<&'static Self, KernelError> {
        static ELABORATOR: OnceCell<Elaborator> = OnceCell::new();
        let kernel = runtime.kernel()?;
        ELABORATOR.get_or_try_init(|| {
            let library = runtime.shared_library();
            let lookup = |symbol| library.symbol(&CString::new(symbol).ok()?);
            let missing = |symbol| KernelError::MissingSymbol { symbol, library: library.path().to_owned() };
            // SAFETY: the runtime is initialised, and the kernel was only given for the version of these tables.
            unsafe {
                Ok(Elaborator {
                    kernel,
                    symbols: Symbols::resolve(lookup).map_err(missing)?,
                    info: info::Symbols::resolve(lookup).map_err(missing)?,
                    meta: meta::Symbols::resolve(lookup).map_err(missing)?,
                    region: region::Symbols::resolve(lookup).map_err(missing)?,
                    term_defaults: OnceCell::new(),
                })
            }
        })
    }
}
