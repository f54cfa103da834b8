//! Loses a Lean object, or uses one after its end: `.ci/valgrind` runs this first, to show that memcheck sees both.

#[path = "../support/mod.rs"]
mod support;

use std::mem::ManuallyDrop;

use leanbind::Value;
use leanbind::registry::TypeRepr;

fn main() {
    let (_lean, _guard) = support::lean();
    let wrapper = support::fixture().marshaller().wrapper_for(&TypeRepr::String).unwrap();
    let object = wrapper.to_lean(&Value::from("a Lean object")).unwrap();
    match std::env::args().nth(1).as_deref() {
        Some("lost") => std::mem::forget(object),
        Some("ended") => {
            let object = ManuallyDrop::new(object);
            // SAFETY: none, on purpose: this releases the only reference, and the owner is used afterwards.
            drop(unsafe { std::ptr::read(&*object) });
            println!("{}", object.reference_count());
        }
        _ => drop(object),
    }
}
