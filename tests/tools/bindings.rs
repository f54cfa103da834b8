//! The checked-in declarations of `c_shim/shim.h` are what bindgen makes of it.
#![cfg(feature = "bindgen")]

#[test]
fn checked_in_bindings_are_current() {
    let checked_in = include_str!("../../src/sys/bindings.rs");
    let generated = include_str!(concat!(env!("OUT_DIR"), "/bindings.rs"));
    assert!(
        checked_in == generated,
        "src/sys/bindings.rs is out of date; regenerate it with: LEANBIND_BLESS=1 cargo build --features bindgen"
    );
}
