//! Proofs: Lean's kernel, and the server that drives Lean's elaborator. One module for each concept; the map is
//! `tests/README.md`.
//!
//! The tests share a process and run on several threads: each attaches its own thread (`support::lean`), none measures the
//! process or changes its environment.

#[path = "../support/mod.rs"]
mod support;
#[path = "../temp_dir/mod.rs"]
mod temp_dir;

mod kernel;
mod kernel_axioms;
mod kernel_limits;
mod protocol;
// Runs the program.
#[cfg(feature = "cli")]
mod search_path;
mod server;
mod server_commands;
mod server_infotree;
// Runs the program.
#[cfg(feature = "cli")]
mod server_pickles;
mod server_pool;
mod server_sorries;
mod server_steps;
