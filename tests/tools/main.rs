//! The program `leanbind`, which Lean it finds or installs, the files that it reads, and what is checked in. One module for
//! each concept; the map is `tests/README.md`.
//!
//! The tests share a process and run on several threads: they start other programs with an environment of their own, and
//! leave that of the process as it is.

#[path = "../dialogue/mod.rs"]
mod dialogue;
#[path = "../support/mod.rs"]
mod support;
#[path = "../temp_dir/mod.rs"]
mod temp_dir;
#[path = "../type_table/mod.rs"]
mod type_table;

mod bindings;
mod cli;
mod documents;
mod embedded;
mod environment;
mod fixture_sources;
mod image;
mod locate;
mod other_build;
mod repl;
mod shim_symbols;
