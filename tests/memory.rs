//! A million calls leave memory as it was.

mod support;

use leanbind::{Closure, Value};

/// The memory of this process that is in use, in KiB.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").ok();
    let line = status.as_deref().and_then(|text| text.lines().find_map(|line| line.strip_prefix("VmRSS:")));
    let number = match line {
        Some(line) => line.trim_end_matches("kB").trim().to_owned(),
        None => {
            let ps =
                std::process::Command::new("ps").args(["-o", "rss=", "-p", &std::process::id().to_string()]).output();
            String::from_utf8(ps.expect("ps runs").stdout).unwrap().trim().to_owned()
        }
    };
    number.parse().unwrap()
}

/// Calls a million times; the second half million may not need more memory than the first left.
fn stays_flat(name: &str, mut call: impl FnMut(u32)) {
    const CALLS: u32 = 1_000_000;
    (0..CALLS / 2).for_each(&mut call);
    let half = resident_kib();
    (CALLS / 2..CALLS).for_each(&mut call);
    let all = resident_kib();
    // One lost object of the smallest size, 16 bytes, in each call of a half makes 7,800 KiB.
    assert!(all < half + 4_000, "{name}: {half} KiB after half of the calls, {all} KiB after all of them");
}

// One test, so that nothing else runs in the process meanwhile.
#[test]
fn a_million_calls_leave_memory_flat() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();

    stays_flat("py_increment", |i| {
        lib.call("py_increment", (i,)).unwrap();
    });
    stays_flat("py_increment of a big number", |i| {
        lib.call("py_increment", (u64::MAX - u64::from(i),)).unwrap();
    });

    let mut tree = Value::from(lib.construct("Tree.leaf", []).unwrap());
    for n in [8, 4, 12, 2, 6, 10, 14] {
        tree = lib.call("py_tree_insert", (tree, n)).unwrap();
    }
    stays_flat("py_tree_insert", |i| {
        lib.call("py_tree_insert", (&tree, i % 16)).unwrap();
    });

    stays_flat("a failing py_greet", |_| {
        lib.call("py_greet", ("",)).unwrap_err();
    });
    stays_flat("py_composed of Rust functions", |i| {
        let add = Closure::typed(move |n: u64| n + u64::from(i));
        let both = lib.call_as::<Option<Closure>>("py_composed", (&add, &add)).unwrap().unwrap();
        assert_eq!(both.call_as::<u64>([Value::from(u64::MAX / 2)]).unwrap(), u64::MAX / 2 + 2 * u64::from(i));
    });
    stays_flat("a failing Rust function", |_| {
        lib.call("py_apply", (Closure::pure(|_| Err("on purpose".into())), u64::MAX)).unwrap_err();
    });
    stays_flat("a Rust function that is refused", |_| {
        lib.call("py_apply", (Closure::typed(|n: u64| n), "no number")).unwrap_err();
    });
    let half_good = vec![Value::from("x".repeat(40)), Value::from(1)];
    stays_flat("an argument that fails half-way", |_| {
        lib.call("py_id_list_string", (&half_good,)).unwrap_err();
    });

    let pairs = vec![("a key", 1), ("another", 2)];
    stays_flat("a map there and back", |_| {
        lib.call("py_id_counts", (&pairs,)).unwrap();
    });
    stays_flat("a value that Lean refuses", |i| {
        lib.call("py_id_percent", (101 + i,)).unwrap_err();
    });
    stays_flat("a bound that is an argument", |_| {
        lib.call("py_pick", (u64::MAX, u64::MAX)).unwrap_err();
    });
    let words = ["a".repeat(20), "b".repeat(20), "c".repeat(20)];
    stays_flat("a window of an array", |_| {
        lib.call("py_inner", (&words,)).unwrap();
    });
    stays_flat("a vector of another length", |_| {
        lib.call("py_id_vector", ([u64::MAX],)).unwrap_err();
    });
}
