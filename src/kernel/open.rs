//! Opening the kernel: its symbols in the running Lean, looked up once.

use std::fmt;

use once_cell::sync::OnceCell;

use super::error::KernelError;
use super::text::text_of;
use super::version::VERSION;
use super::version_4_35::Symbols;
#[cfg(feature = "server")]
use super::version_4_35::{elaborator, info, meta, region};
use crate::object::LeanObj;
use crate::runtime::Runtime;
use crate::runtime::version::LeanVersion;

/// The kernel of the running Lean.
pub struct Kernel {
    runtime: &'static Runtime,
    /// The functions and constants of Lean that the kernel layer uses.
    pub(super) symbols: Symbols,
}

/// The one kernel of the process, once [`Runtime::kernel`] has opened it.
static KERNEL: OnceCell<Kernel> = OnceCell::new();

impl Runtime {
    /// The kernel of the running Lean. The first call looks up its symbols.
    ///
    /// # Errors
    /// [`KernelError::Version`] if this crate does not know the internals of the running version,
    /// [`KernelError::MissingSymbol`] if the library is another build, [`KernelError::NotAttached`] on a thread that is not
    /// attached.
    pub fn kernel(&'static self) -> Result<&'static Kernel, KernelError> {
        self.check_attached()?;
        KERNEL.get_or_try_init(|| Kernel::open(self))
    }
}

impl Kernel {
    /// Looks up the symbols in the running Lean.
    ///
    /// # Errors
    /// [`KernelError::Version`] and [`KernelError::MissingSymbol`], as [`Runtime::kernel`].
    fn open(runtime: &'static Runtime) -> Result<Self, KernelError> {
        check_version(runtime.version())?;
        let library = runtime.shared_library();
        // SAFETY: the runtime is initialised, and its version was just checked.
        let symbols = unsafe { Symbols::resolve(|symbol| library.symbol(symbol)) };
        let missing = |symbol| KernelError::MissingSymbol { symbol, library: library.path().to_owned() };
        runtime.end_initialization();
        Ok(Kernel { runtime, symbols: symbols.map_err(missing)? })
    }

    /// The opened kernel.
    ///
    /// # Panics
    /// If nobody has called [`Runtime::kernel`]. Whoever has a name, a level, a term or an environment has called it.
    pub(super) fn opened() -> &'static Kernel {
        KERNEL.get().expect("the kernel is open before its objects exist")
    }

    /// The running Lean runtime.
    pub fn runtime(&self) -> &'static Runtime {
        self.runtime
    }

    /// Limits the memory of the process to `bytes`, as `lean --memory` does. `None` removes the limit; there is none at
    /// first. The limit holds for all threads and servers.
    ///
    /// Above the limit the kernel returns [`ExcessiveMemory`](super::KernelExceptionKind::ExcessiveMemory), and the elaborator
    /// reports an error message. The process can exceed the limit: Lean checks it in some of its loops only.
    pub fn set_memory_limit(&self, bytes: Option<usize>) {
        // SAFETY: the function takes a number, 0 for no limit. It writes one aligned word, so that a thread that reads the
        // limit meanwhile finds the old one or the new one.
        unsafe { self.symbols.set_max_memory(bytes.map_or(0, |bytes| bytes.max(1))) };
    }

    /// The empty `Lean.Options`.
    pub(crate) fn no_options(&self) -> LeanObj {
        // SAFETY: the function takes `()`.
        unsafe { self.symbols.empty_options(LeanObj::scalar(0)) }
    }

    /// The text of a message.
    ///
    /// # Safety
    /// `message` is a `Lean.MessageData`, and this thread is attached.
    pub(crate) unsafe fn message_text(&self, message: LeanObj) -> String {
        // SAFETY: the caller promises the same.
        text_of(unsafe { self.symbols.message_to_string(message) }.as_obj())
    }

    /// The symbols of Lean that the kernel layer and the server call, each with its calling convention.
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

    /// Checks that this thread may use Lean.
    ///
    /// # Errors
    /// [`KernelError::NotAttached`] on a thread that is not attached.
    pub(super) fn check_attached(&self) -> Result<(), KernelError> {
        Ok(self.runtime.check_attached()?)
    }
}

/// Checks that the tables describe this version.
///
/// # Errors
/// [`KernelError::Version`] if they describe another one.
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
    fn only_the_version_of_the_tables_is_accepted() {
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
