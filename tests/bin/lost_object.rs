//! What must not happen, so that `.ci/valgrind` can show that memcheck sees it: a Lean object that is lost, and one that
//! is used after its end.

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
            // SAFETY: none: the only reference is given back while its owner stays.
            drop(unsafe { std::ptr::read(&*object) });
            println!("{}", object.reference_count());
        }
        _ => drop(object),
    }
}
