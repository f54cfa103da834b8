//! A million calls leave memory as it was.

use leanbind::{Closure, Value};

use crate::support;
use crate::support::memory::{in_its_own_process, stays_flat};

const CALLS: u32 = 1_000_000;

#[test]
fn a_million_calls_leave_memory_flat() {
    in_its_own_process("calls::a_million_calls_leave_memory_flat", calls);
}

fn calls() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();

    stays_flat("py_increment", CALLS, |i| {
        lib.call("py_increment", (i,)).unwrap();
    });
    stays_flat("py_increment of a big number", CALLS, |i| {
        lib.call("py_increment", (u64::MAX - u64::from(i),)).unwrap();
    });

    let mut tree = Value::from(lib.construct("Tree.leaf", []).unwrap());
    for n in [8, 4, 12, 2, 6, 10, 14] {
        tree = lib.call("py_tree_insert", (tree, n)).unwrap();
    }
    stays_flat("py_tree_insert", CALLS, |i| {
        lib.call("py_tree_insert", (&tree, i % 16)).unwrap();
    });

    stays_flat("a failing py_greet", CALLS, |_| {
        lib.call("py_greet", ("",)).unwrap_err();
    });
    stays_flat("py_composed of Rust functions", CALLS, |i| {
        let add = Closure::typed(move |n: u64| n + u64::from(i));
        let both = lib.call_as::<Option<Closure>>("py_composed", (&add, &add)).unwrap().unwrap();
        assert_eq!(both.call_as::<u64>([Value::from(u64::MAX / 2)]).unwrap(), u64::MAX / 2 + 2 * u64::from(i));
    });
    stays_flat("a failing Rust function", CALLS, |_| {
        lib.call("py_apply", (Closure::pure(|_| Err("on purpose".into())), u64::MAX)).unwrap_err();
    });
    stays_flat("a Rust function that is refused", CALLS, |_| {
        lib.call("py_apply", (Closure::typed(|n: u64| n), "no number")).unwrap_err();
    });
    let half_good = vec![Value::from("x".repeat(40)), Value::from(1)];
    stays_flat("an argument that fails half-way", CALLS, |_| {
        lib.call("py_id_list_string", (&half_good,)).unwrap_err();
    });

    let pairs = vec![("a key", 1), ("another", 2)];
    stays_flat("a map there and back", CALLS, |_| {
        lib.call("py_id_counts", (&pairs,)).unwrap();
    });
    stays_flat("a value that Lean refuses", CALLS, |i| {
        lib.call("py_id_percent", (101 + i,)).unwrap_err();
    });
    stays_flat("a bound that is an argument", CALLS, |_| {
        lib.call("py_pick", (u64::MAX, u64::MAX)).unwrap_err();
    });
    let words = ["a".repeat(20), "b".repeat(20), "c".repeat(20)];
    stays_flat("a window of an array", CALLS, |_| {
        lib.call("py_inner", (&words,)).unwrap();
    });
    stays_flat("a vector of another length", CALLS, |_| {
        lib.call("py_id_vector", ([u64::MAX],)).unwrap_err();
    });
}
