//! Types that the runtime knows: packed arrays, and values that are computed later.

use leanbind::{LeanLibrary, Nat, Value};

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

#[test]
fn byte_arrays_are_bytes() {
    let (_lean, _guard) = support::lean();
    let bytes: Vec<u8> = (0..=255).collect();
    assert_eq!(lib().call_as::<Vec<u8>>("py_id_bytes", (&bytes,)).unwrap(), bytes);
    assert_eq!(lib().call("py_id_bytes", (&bytes,)).unwrap(), Value::Bytes(bytes.clone()));
    assert_eq!(lib().call_as::<Vec<u32>>("py_id_bytes", (&bytes,)).unwrap()[255], 255);
    assert_eq!(lib().call_as::<Vec<u8>>("py_id_bytes", (Vec::<u8>::new(),)).unwrap(), Vec::<u8>::new());
    assert_eq!(lib().call_as::<u8>("py_bytes_get", (&bytes, 200u64)).unwrap(), 200);
    assert_eq!(lib().call_as::<Vec<u8>>("py_bytes_push", (&[1u8, 2], 3u8)).unwrap(), [1, 2, 3]);
    let nested = Value::Array(vec![Value::Bytes(vec![]), Value::Bytes(vec![0, 255])]);
    assert_eq!(lib().call("py_id_array_bytes", (&nested,)).unwrap(), nested);
}

#[test]
fn float_arrays_are_floats() {
    let (_lean, _guard) = support::lean();
    let floats = [1.5, -0.0, f64::INFINITY];
    assert_eq!(lib().call_as::<Vec<f64>>("py_id_floats", (&floats,)).unwrap(), floats);
    assert_eq!(lib().call("py_floats_push", (vec![1.5], 2.5)).unwrap(), Value::Floats(vec![1.5, 2.5]));
}

#[test]
fn numbers_make_packed_arrays_if_they_fit() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call_as::<Vec<u8>>("py_id_bytes", (&[1i64, 2],)).unwrap(), [1, 2]);
    assert_eq!(lib().call("py_id_bytes", (Value::Array(vec![Value::from(7)]),)).unwrap(), Value::Bytes(vec![7]));
    let error = lib().call("py_id_bytes", (&[1, 256],)).unwrap_err().to_string();
    assert_eq!(error, "py_id_bytes: argument 1 (x) / element 1: expected UInt8 (0 to 255), got the whole number 256");
    let error = lib().call("py_id_floats", (&[1],)).unwrap_err().to_string();
    assert_eq!(error, "py_id_floats: argument 1 (x) / element 0: expected Float, got the whole number 1");
    assert_eq!(lib().call("py_id_array_u8", (Value::Bytes(vec![1, 2]),)).unwrap(), vec![1u8, 2].into());
}

#[test]
fn thunks_are_forced_and_made() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_delayed", (41,)).unwrap(), Value::Nat(Nat::from(42u8)));
    assert_eq!(lib().call_as::<u64>("py_delayed", (41,)).unwrap(), 42);
    assert_eq!(lib().call("py_force", (7,)).unwrap(), Value::Nat(Nat::from(7u8)));
    assert_eq!(lib().call("py_id_thunk", (7,)).unwrap(), Value::Nat(Nat::from(7u8)));
}

#[test]
fn tasks_are_waited_for_and_made() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_spawn", (41,)).unwrap(), Value::Nat(Nat::from(42u8)));
    assert_eq!(lib().call_as::<u64>("py_spawn", (41,)).unwrap(), 42);
    assert_eq!(lib().call("py_wait", (7,)).unwrap(), Value::Nat(Nat::from(7u8)));
    assert_eq!(lib().call("py_id_task", (7,)).unwrap(), Value::Nat(Nat::from(7u8)));
}
