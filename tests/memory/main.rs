//! What is done very often does not leak memory.
//!
//! This is a separate program, because it measures the memory of the process. Each test that does so runs in a child process,
//! where no other test runs: the tests do not disturb each other, and all cores have work.

#[path = "../support/mod.rs"]
mod support;

mod calls;
#[cfg(feature = "kernel")]
mod kernel;
#[cfg(feature = "server")]
mod server_chain;
#[cfg(feature = "server")]
mod server_steps;
#[cfg(feature = "server")]
mod server_stress;
