//! Lean's kernel: names, levels, expressions, environments, and what the kernel says of them.
//!
//! [`Runtime::kernel`] opens it. A [`Kernel`] makes the first [`Name`], [`Level`], [`Expr`] and [`Environment`]; from these
//! others are made. Handles stay on their thread, as every [`LeanObj`] does; [`SharedEnvironment`] is how
//! an environment reaches other threads.
//!
//! ```no_run
//! use leanbind::{Expr, Runtime};
//!
//! # fn main() -> Result<(), leanbind::Error> {
//! let kernel = Runtime::start()?.kernel()?;
//! let environment = kernel.import(&["Init"], &Default::default())?;
//! let nat = Expr::constant(&kernel.name("Nat")?, &[]);
//! let function = Expr::arrow(&nat, &nat);
//! println!("{function} : {}", environment.infer_type(&function)?);
//! # Ok(())
//! # }
//! ```
//!
//! What the kernel accepts is what Lean accepts: it is Lean's own, and nothing of it is done again here. Terms are type
//! checked before they are reduced or compared, as the kernel trusts what it reduces.

mod axioms;
mod cancel;
mod check;
mod constant;
mod declaration;
mod environment;
mod error;
mod exception;
mod expr;
mod import;
mod level;
pub(crate) mod list;

mod name;
#[cfg(feature = "server")]
mod pair;
mod stack;
mod table;
mod version_4_35;

pub use cancel::CancelToken;
pub use check::Limits;
pub use constant::{ConstantInfo, ConstantKind, Hints, Safety};
pub use declaration::{Declaration, InductiveType};
pub use environment::{Environment, SharedEnvironment};
pub use error::KernelError;
pub use exception::{KernelException, KernelExceptionKind};
pub use expr::{BinderInfo, Expr, ExprKind};
pub use import::{ImportOptions, SearchPath};
pub use level::{Level, LevelKind};
pub use name::{Name, NameKind};

pub(crate) use name::text_of;
// For the server.
#[cfg(feature = "server")]
pub(crate) use {
    expr::for_each_part,
    import::PATIENCE,
    stack::has_stack,
    table::{CheckedFields, ConstructorShape},
    version_4_35::{IMPORT, elaborator, info, meta, region},
};

use std::fmt;

use once_cell::sync::OnceCell;

use crate::object::LeanObj;
use crate::runtime::Runtime;
use crate::runtime::version::LeanVersion;
use version_4_35::{Symbols, VERSION};

/// The kernel of the running Lean.
pub struct Kernel {
    runtime: &'static Runtime,
    symbols: Symbols,
}

/// Of the one runtime.
static KERNEL: OnceCell<Kernel> = OnceCell::new();

impl Runtime {
    /// The kernel of the running Lean. Its symbols are looked up the first time.
    ///
    /// # Errors
    /// [`KernelError::Version`] if the inside of the running version is not known, [`KernelError::MissingSymbol`] if the
    /// library is another build, [`KernelError::NotAttached`] on a thread that is not attached.
    pub fn kernel(&'static self) -> Result<&'static Kernel, KernelError> {
        self.check_attached()?;
        KERNEL.get_or_try_init(|| Kernel::open(self))
    }
}

impl Kernel {
    fn open(runtime: &'static Runtime) -> Result<Self, KernelError> {
        check_version(runtime.version())?;
        let library = runtime.shared_library();
        // SAFETY: the runtime is initialised, and the version was just compared.
        let symbols = unsafe { Symbols::resolve(|symbol| library.symbol(symbol)) };
        let missing = |symbol| KernelError::MissingSymbol { symbol, library: library.path().to_owned() };
        runtime.end_initialization();
        Ok(Kernel { runtime, symbols: symbols.map_err(missing)? })
    }

    /// The kernel that a name, a level or an expression was made with.
    fn opened() -> &'static Kernel {
        KERNEL.get().expect("only a kernel makes them")
    }

    /// The running Lean.
    pub fn runtime(&self) -> &'static Runtime {
        self.runtime
    }

    /// Makes the kernel and the elaborator give up where they look at the memory that the process uses, and find more than
    /// `bytes`; `None` for no limit, as at first. It is what `lean --memory` sets, for the whole process: all threads and
    /// servers.
    ///
    /// The kernel then answers with [`ExcessiveMemory`](KernelExceptionKind::ExcessiveMemory), the elaborator with an error
    /// message. It is no hard limit: Lean looks in some loops only.
    pub fn set_memory_limit(&self, bytes: Option<usize>) {
        // SAFETY: a number, 0 for none. It is one aligned word: who reads it meanwhile finds the old one or the new one.
        unsafe { self.symbols.set_max_memory(bytes.map_or(0, |bytes| bytes.max(1))) };
    }

    /// No options, a `Lean.Options`.
    pub(crate) fn no_options(&self) -> LeanObj {
        // SAFETY: the function takes `()`.
        unsafe { self.symbols.empty_options(LeanObj::scalar(0)) }
    }

    /// The text of a message.
    ///
    /// # Safety
    /// `message` is a `Lean.MessageData`, and this thread is attached.
    pub(crate) unsafe fn message_text(&self, message: LeanObj) -> String {
        // SAFETY: as ours.
        text_of(unsafe { self.symbols.message_to_string(message) }.as_obj())
    }

    /// The symbols of Lean's that are called here and by the server, each with its calling convention.
    pub fn symbols() -> impl Iterator<Item = (&'static str, &'static str)> {
        let symbols = Symbols::ROWS.iter();
        #[cfg(feature = "server")]
        let symbols = symbols
            .chain(elaborator::Symbols::ROWS)
            .chain(info::Symbols::ROWS)
            .chain(meta::Symbols::ROWS)
            .chain(region::Symbols::ROWS);
        symbols.copied()
    }

    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    fn check_attached(&self) -> Result<(), KernelError> {
        Ok(self.runtime.check_attached()?)
    }
}

/// # Errors
/// [`KernelError::Version`] for any version but that of the table.
fn check_version(version: &LeanVersion) -> Result<(), KernelError> {
    let found = version.to_string();
    if found == VERSION { Ok(()) } else { Err(KernelError::Version { found }) }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kernel(Lean {VERSION})")
    }
}

#[cfg(test)]
mod tests {
    use super::check_version;

    #[test]
    fn the_inside_of_one_version_is_known_whatever_the_abi_is() {
        assert!(check_version(&"4.35.0".parse().unwrap()).is_ok());
        for other in ["4.35.1", "4.35.0-rc1", "4.36.0"] {
            let error = check_version(&other.parse().unwrap()).unwrap_err().to_string();
            let expected = format!(
                "the kernel and the elaborator of Lean {other} are not known to this leanbind, which knows those of 4.35.0; use \
                 Lean 4.35.0, or run `leanbind setup`"
            );
            assert_eq!(error, expected);
        }
    }
}
