//! The Lean runtime of this process. It is found ([`locate`], [`embedded`]), opened, initialised once, and used by
//! attached threads.

pub(crate) mod address_space;
pub mod embedded;
#[cfg(feature = "server")]
mod file_stamp;
mod folders;
mod header;
mod init;
mod load;
pub mod locate;
mod memory;
mod reservations;
mod task_manager;
mod thread;
pub mod version;

#[cfg(feature = "server")]
pub(crate) use file_stamp::FileStamp;
pub use header::{ShimHeader, shim_header};
pub use init::{Runtime, StartError};
pub use load::LoadError;
pub(crate) use load::{OpenLibrary, Visibility};
pub(crate) use thread::{CallbackGuard, check_attached};
pub use thread::{NotAttached, ThreadGuard};
