//! What a call costs, beside the same work in hand-written C (`baseline.c`), in one run.
//!
//! `cargo bench` prints, for each kind of work, the median time of leanbind and of C, and the ratio of the two. C and Rust
//! take turns, so that a noisy machine disturbs both. `cargo bench -- Tree` measures what has `Tree` in its name.

mod beside_c;
#[path = "../tests/support/mod.rs"]
mod support;

use std::ffi::c_void;
use std::hint::black_box;

use beside_c::{Unit, Work, open_c};
use leanbind::{CallError, LeanLibrary, TypedObj, Value, View};
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

const NANOSECONDS: Unit = Unit("ns", 1e9);

/// Keeps the compiler from leaving out what made `result`.
fn keep<T>(result: T) {
    let _ = black_box(result);
}

/// The fixture's function of one argument, for C.
fn pointer(fixture: &Library, name: &str) -> *const c_void {
    // SAFETY: only the address is taken.
    unsafe { fixture.get::<*const c_void>(name.as_bytes()).unwrap().into_raw() }
}

/// A function of the baseline.
macro_rules! baseline {
    ($library:expr, $name:literal, $($argument:ty),*) => {{
        // SAFETY: this is the function's type in `baseline.c`.
        let symbol = unsafe { $library.get::<unsafe extern "C" fn($($argument),*) -> u64>($name) };
        *symbol.unwrap()
    }};
}

fn tree(lib: &LeanLibrary, low: i64, high: i64) -> Value {
    if low >= high {
        return lib.construct("Tree.leaf", []).unwrap().into();
    }
    let middle = low + (high - low) / 2;
    let fields = [tree(lib, low, middle), Value::from(middle), tree(lib, middle + 1, high)];
    lib.construct("Tree.node", fields).unwrap().into()
}

/// The sum of a tree's values, read without a conversion.
fn sum(tree: View<'_>) -> Result<i64, CallError> {
    match tree.constructor()? {
        "node" => {
            let [left, value, right] = tree.fields()?;
            Ok(sum(left)? + value.decode_as::<i64>()? + sum(right)?)
        }
        _ => Ok(0),
    }
}

fn main() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let baseline = open_c("baseline");
    // SAFETY: the library is open already; this is another handle on it.
    let fixture = unsafe { Library::open(Some(support::fixture_path()), RTLD_NOW | RTLD_LOCAL) }.unwrap();
    NANOSECONDS.print_header();

    let increment = pointer(&fixture, "py_increment");
    let c_increment = baseline!(baseline, b"baseline_increment", *const c_void, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c = |times| unsafe { keep(c_increment(increment, times)) };
    let mut by_name = |times| (0..times).for_each(|i| keep(lib.call("py_increment", (i,)).unwrap()));
    NANOSECONDS.measure(Work { name: "Nat → Nat, by name", times: 200_000, leanbind: &mut by_name, c: &mut c });
    let typed = lib.typed::<(u64,), u64>("py_increment").unwrap();
    let mut by_type = |times| (0..times).for_each(|i| keep(typed.call((i,)).unwrap()));
    NANOSECONDS.measure(Work { name: "Nat → Nat, typed", times: 200_000, leanbind: &mut by_type, c: &mut c });

    let text = "0123456789abcdef";
    let identity = pointer(&fixture, "py_id_string");
    let c_string = baseline!(baseline, b"baseline_string", *const c_void, *const u8, usize, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c = |times| unsafe { keep(c_string(identity, text.as_ptr(), text.len(), times)) };
    let mut by_name = |times| (0..times).for_each(|_| keep(lib.call("py_id_string", (text,)).unwrap()));
    NANOSECONDS.measure(Work {
        name: "String of 16 bytes there and back, by name",
        times: 100_000,
        leanbind: &mut by_name,
        c: &mut c,
    });
    let typed = lib.typed::<(&str,), String>("py_id_string").unwrap();
    let mut by_type = |times| (0..times).for_each(|_| keep(typed.call((text,)).unwrap()));
    NANOSECONDS.measure(Work {
        name: "String of 16 bytes there and back, typed",
        times: 100_000,
        leanbind: &mut by_type,
        c: &mut c,
    });

    let numbers: Vec<u64> = (0..100_000).collect();
    let identity = pointer(&fixture, "py_id_array_nat");
    let c_array = baseline!(baseline, b"baseline_array", *const c_void, *const u64, usize, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c = |times| unsafe { keep(c_array(identity, numbers.as_ptr(), numbers.len(), times)) };
    let value = Value::Array(numbers.iter().map(|&n| Value::from(n)).collect());
    let mut by_name = |times| (0..times).for_each(|_| keep(lib.call("py_id_array_nat", (&value,)).unwrap()));
    NANOSECONDS.measure(Work {
        name: "Array Nat of 100,000 there and back, by name",
        times: 20,
        leanbind: &mut by_name,
        c: &mut c,
    });
    let typed = lib.typed::<(&[u64],), Vec<u64>>("py_id_array_nat").unwrap();
    let mut by_type = |times| (0..times).for_each(|_| keep(typed.call((&numbers,)).unwrap()));
    NANOSECONDS.measure(Work {
        name: "Array Nat of 100,000 there and back, typed",
        times: 20,
        leanbind: &mut by_type,
        c: &mut c,
    });

    let size = 100_000;
    let value = tree(&lib, 0, size);
    let identity = pointer(&fixture, "py_id_tree");
    let c_tree = baseline!(baseline, b"baseline_tree", *const c_void, i64, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c = |times| unsafe { keep(c_tree(identity, size, times)) };
    let mut by_name = |times| (0..times).for_each(|_| keep(lib.call("py_id_tree", (&value,)).unwrap()));
    NANOSECONDS.measure(Work {
        name: "Tree of 100,000 nodes there and back, by name",
        times: 5,
        leanbind: &mut by_name,
        c: &mut c,
    });

    let typed: TypedObj = lib.call_as("py_id_tree", (&value,)).unwrap();
    let c_sum = baseline!(baseline, b"baseline_tree_sum", *const c_void, i64, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c = |times| unsafe { keep(c_sum(identity, size, times)) };
    let mut by_view = |times| (0..times).for_each(|_| keep(sum(typed.view()).unwrap()));
    NANOSECONDS.measure(Work {
        name: "Tree of 100,000 nodes, its values summed by a view",
        times: 5,
        leanbind: &mut by_view,
        c: &mut c,
    });

    let size = 1 << 20;
    let bytes: TypedObj = lib.call_as("py_id_bytes", (&vec![7u8; size],)).unwrap();
    let identity = pointer(&fixture, "py_id_bytes");
    let c_bytes = baseline!(baseline, b"baseline_bytes", *const c_void, usize, u8, u64);
    // SAFETY: the pointer is that of a function `Object → Object`, and the data outlives the calls.
    let mut c_copied = |times| unsafe { keep(c_bytes(identity, size, 1, times)) };
    // SAFETY: as above.
    let mut c_borrowed = |times| unsafe { keep(c_bytes(identity, size, 0, times)) };
    let copies = lib.typed::<(&TypedObj,), Vec<u8>>("py_id_bytes").unwrap();
    let mut copied = |times| (0..times).for_each(|_| keep(copies.call((&bytes,)).unwrap().last().copied()));
    NANOSECONDS.measure(Work {
        name: "ByteArray of 1 MiB, copied",
        times: 20,
        leanbind: &mut copied,
        c: &mut c_copied,
    });
    let handles = lib.typed::<(&TypedObj,), TypedObj>("py_id_bytes").unwrap();
    let mut borrowed = |times| {
        for _ in 0..times {
            let result = handles.call((&bytes,)).unwrap();
            keep(result.view().as_bytes().unwrap().last().copied());
        }
    };
    NANOSECONDS.measure(Work {
        name: "ByteArray of 1 MiB, borrowed",
        times: 100_000,
        leanbind: &mut borrowed,
        c: &mut c_borrowed,
    });
}
