//! Prints the public items of a crate, one a line, from what rustdoc says of it in JSON.
//!
//! An implementation of a trait is one line: its functions are those of the trait.

use std::collections::HashSet;
use std::error::Error;

/// Traits of the compiler that say less of how a type may be used than `Send` and `Sync` do.
const LEFT_OUT: [&str; 7] = [
    "core::marker::Freeze",
    "core::marker::StructuralPartialEq",
    "core::marker::Unpin",
    "core::marker::UnsafeUnpin",
    "core::panic::unwind_safe::RefUnwindSafe",
    "core::panic::unwind_safe::UnwindSafe",
    "core::ops::drop::Drop",
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: public_api RUSTDOC.json")?;
    let api = public_api::Builder::from_rustdoc_json(path).omit_blanket_impls(true).build()?;
    let implementations: HashSet<_> =
        api.items().filter(|item| is_implementation(&item.to_string())).map(|item| item.id()).collect();
    for item in api.items() {
        let line = item.to_string();
        let left_out = LEFT_OUT.iter().any(|name| line.contains(&format!("{name} for ")));
        let of_trait = item.parent_id().is_some_and(|id| implementations.contains(&id)) && line.contains(" fn ");
        if !left_out && !of_trait {
            println!("{line}");
        }
    }
    Ok(())
}

fn is_implementation(line: &str) -> bool {
    let line = line.strip_prefix("unsafe ").unwrap_or(line);
    line.starts_with("impl") && line.contains(" for ")
}
