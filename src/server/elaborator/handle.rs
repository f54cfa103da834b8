//! [`Elaborator`]: the symbols of Lean's elaborator.

use once_cell::sync::OnceCell;

use crate::kernel::elaborator::{Symbols, command_state::OF_ONE_COMMAND};
use crate::kernel::{Kernel, KernelError, info, meta, region};
use crate::object::SharedObj;
use crate::runtime::Runtime;

/// The elaborator of the running Lean. Each file of this module adds what it does to it.
pub(in crate::server) struct Elaborator {
    pub(in crate::server) kernel: &'static Kernel,
    pub(super) symbols: Symbols,
    pub(super) info: info::Symbols,
    pub(super) meta: meta::Symbols,
    pub(in crate::server) region: region::Symbols,
    /// Made when the first proof asks for it.
    pub(super) term_defaults: OnceCell<TermDefaults>,
    /// The first values of the fields in `OF_ONE_COMMAND`.
    pub(super) fresh_fields: OnceCell<[SharedObj; OF_ONE_COMMAND.len()]>,
}

/// The default `Lean.Elab.Term.Context` and `Lean.Elab.Term.State`, with which a `TermElabM` action starts.
pub(super) struct TermDefaults {
    pub(super) context: SharedObj,
    pub(super) state: SharedObj,
}

impl Elaborator {
    /// The elaborator of the running Lean. The first call looks its symbols up.
    ///
    /// # Errors
    /// As [`Runtime::kernel`].
    pub(in crate::server) fn get(runtime: &'static Runtime) -> Result<&'static Self, KernelError> {
        static ELABORATOR: OnceCell<Elaborator> = OnceCell::new();
        let kernel = runtime.kernel()?;
        ELABORATOR.get_or_try_init(|| {
            let library = runtime.shared_library();
            let lookup = |symbol| library.symbol(symbol);
            let missing = |symbol| KernelError::MissingSymbol { symbol, library: library.path().to_owned() };
            // SAFETY: the runtime is initialised, and `Runtime::kernel` succeeds only for the Lean version of these tables.
            unsafe {
                Ok(Elaborator {
                    kernel,
                    symbols: Symbols::resolve(lookup).map_err(missing)?,
                    info: info::Symbols::resolve(lookup).map_err(missing)?,
                    meta: meta::Symbols::resolve(lookup).map_err(missing)?,
                    region: region::Symbols::resolve(lookup).map_err(missing)?,
                    term_defaults: OnceCell::new(),
                    fresh_fields: OnceCell::new(),
                })
            }
        })
    }
}
