//! The examples of the README and of the guide, compiled by `cargo test --doc`. `tests/tools/documents.rs` runs them.

#[cfg(all(feature = "embedded", feature = "server"))]
#[doc = include_str!("../README.md")]
struct Readme;

#[doc = include_str!("../docs/types.md")]
struct Types;

#[doc = include_str!("../docs/lake.md")]
struct Lake;

#[doc = include_str!("../docs/safety.md")]
struct Safety;

#[cfg(feature = "kernel")]
#[doc = include_str!("../docs/kernel.md")]
struct Kernel;

#[cfg(feature = "server")]
#[doc = include_str!("../docs/server.md")]
struct Server;
