//! Lean's elaborator as a server in this process. It answers the requests of the Lean REPL and of LeanInteract's `LeanServer`,
//! without a subprocess.
//!
//! - [`LeanServer`] runs requests and keeps the states after them
//! - [`AutoLeanServer`] also drops states before memory is full, and has a session cache
//! - [`LeanServerPool`] runs batches of requests on several threads
//! - [`serve`] speaks the REPL's protocol on text streams
//! - [`protocol`] has the requests and responses

mod auto;
mod config;
mod elaborator;
mod error;
mod executor;
mod imports;
mod interrupt;
mod lean_server;
mod mapped_file;
mod memory;
mod nesting;
mod oneshot;
mod pickle;
mod pickle_requests;
mod pool;
mod probe;
pub mod protocol;
mod reference;
mod repl;
mod session;
mod size;
mod spin;
mod states;

pub use auto::{AutoConfig, AutoLeanServer, SessionCacheKind};
pub use config::ServerConfig;
pub use error::ServerError;
pub use imports::SharedImports;
pub use lean_server::LeanServer;
pub use pool::LeanServerPool;
pub use probe::ProbeCheck;
pub use repl::serve;
