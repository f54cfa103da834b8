//! Lean's elaborator, called by symbol.

mod command;
mod json;
mod message;

use std::ffi::CString;

use once_cell::sync::OnceCell;

pub(super) use command::{Importing, Interrupt};

use crate::error::Error;
use crate::kernel::elaborator::Symbols;
use crate::kernel::{Kernel, KernelError};
use crate::runtime::Runtime;

/// The elaborator of the running Lean.
pub(super) struct Elaborator {
    pub(super) kernel: &'static Kernel,
    symbols: Symbols,
}

impl Elaborator {
    /// The elaborator of the running Lean. Its symbols are looked up the first time.
    ///
    /// # Errors
    /// As [`Runtime::kernel`].
    pub(super) fn of(runtime: &'static Runtime) -> Result<&'static Self, Error> {
        static ELABORATOR: OnceCell<Elaborator> = OnceCell::new();
        let kernel = runtime.kernel()?;
        ELABORATOR.get_or_try_init(|| {
            let library = runtime.shared_library();
            // SAFETY: the runtime is initialised, and the kernel was only given for the version of this table.
            let symbols = unsafe { Symbols::resolve(|symbol| library.symbol(&CString::new(symbol).ok()?)) };
            let missing = |symbol| KernelError::MissingSymbol { symbol, library: library.path().to_owned() };
            Ok(Elaborator { kernel, symbols: symbols.map_err(missing)? })
        })
    }
}
