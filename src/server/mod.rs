//! Lean's elaborator as a server, in this process: the requests of the Lean REPL and of LeanInteract's `LeanServer`, without
//! a subprocess.

mod config;
mod elaborator;
mod error;
mod executor;
mod lean_server;
mod pending;
pub mod protocol;
mod repl;
mod states;

pub use config::ServerConfig;
pub use error::ServerError;
pub use lean_server::LeanServer;
pub use repl::serve;
