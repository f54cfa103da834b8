//! Calls: libraries, their registries, values to Lean and back, functions both ways. One module for each concept; the map
//! is `tests/README.md`.
//!
//! The tests share a process and run on several threads: each attaches its own thread (`support::lean`), none measures the
//! process or changes its environment.

#[path = "../arbitrary/mod.rs"]
mod arbitrary;
#[path = "../native_lean/mod.rs"]
mod native_lean;
#[path = "../random_registries/mod.rs"]
mod random_registries;
#[path = "../random_types/mod.rs"]
mod random_types;
#[path = "../support/mod.rs"]
mod support;
#[path = "../temp_dir/mod.rs"]
mod temp_dir;
#[path = "../type_table/mod.rs"]
mod type_table;

mod bignum;
mod boundary;
mod budgets;
mod callbacks;
mod calls;
mod checked;
mod combined;
mod compiled_form;
mod constructed;
mod effects;
mod elpi;
mod functions;
mod hand_written;
mod hostile_values;
mod indexed;
mod json;
mod kernel_hashes;
mod kernel_types;
mod layouts;
mod library;
mod mangle;
mod maps;
mod marshal;
mod messages;
mod native_compiler;
mod native_stacks;
mod old_registry;
mod opaque_scalars;
mod parametric;
mod properties;
mod registry;
mod runtime_types;
mod start;
mod threads;
mod types_page;
mod values;
mod views;
