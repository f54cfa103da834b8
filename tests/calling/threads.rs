//! Many threads, one Lean.

use std::cell::RefCell;

use leanbind::{Nat, Runtime, ThreadGuard, Value};

use crate::support;

#[test]
fn attached_threads_call_at_the_same_time() {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    std::thread::scope(|scope| {
        for thread in 0..4u64 {
            let lib = lib.clone();
            scope.spawn(move || {
                let _guard = lean.attach();
                let increment = lib.typed::<(u64,), u64>("py_increment").unwrap();
                for i in 0..support::size(5_000) as u64 {
                    assert_eq!(increment.call((i,)).unwrap(), i + 1);
                    let text = format!("{thread}-{i}");
                    assert_eq!(lib.call("py_id_string", (&text,)).unwrap(), Value::from(text.as_str()));
                    let tree = lib.call("py_tree_insert", (lib.construct("Tree.leaf", []).unwrap(), i)).unwrap();
                    assert_eq!(lib.call("py_tree_sum", (tree,)).unwrap(), Value::Int(i.into()));
                }
            });
        }
    });
}

#[test]
fn guards_nest() {
    let (lean, _guard) = support::lean();
    std::thread::spawn(move || {
        assert!(!lean.is_attached());
        let outer = lean.attach();
        let inner = lean.attach();
        drop(outer);
        assert!(lean.is_attached());
        drop(inner);
        assert!(!lean.is_attached());
    })
    .join()
    .unwrap();
}

#[test]
fn an_object_may_outlive_the_guard_of_its_thread() {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    std::thread::spawn(move || {
        let guard = lean.attach();
        let counter = lib.call("py_opaque_make", (7,)).unwrap();
        drop(guard);
        drop(counter.clone());
        let _guard = lean.attach();
        assert_eq!(lib.call("py_opaque_use", (counter,)).unwrap(), Value::Nat(Nat::from(7u8)));
    })
    .join()
    .unwrap();
}

#[test]
fn an_object_and_a_guard_may_live_until_their_thread_ends() {
    thread_local! {
        static HELD: RefCell<Option<(Value, ThreadGuard, Value)>> = const { RefCell::new(None) };
    }
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    for _ in 0..100 {
        let lib = lib.clone();
        let hold = move || {
            let guard = lean.attach();
            let made = || lib.call("py_opaque_make", (u64::MAX,)).unwrap();
            HELD.set(Some((made(), guard, made())));
        };
        std::thread::spawn(hold).join().unwrap();
    }
}

#[test]
fn a_panic_unwinds_with_lean_in_the_process() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let caught = std::panic::catch_unwind(|| {
        let _held = lib.call("py_opaque_make", (1,)).unwrap();
        panic!("on purpose");
    });
    assert!(caught.is_err());
    assert!(lib.call("py_increment", (1,)).is_ok());
}

#[test]
fn handles_to_code_are_shared_and_handles_to_objects_are_not() {
    fn shared<T: Send + Sync>() {}
    shared::<&'static Runtime>();
    shared::<leanbind::LeanLibrary>();
    shared::<leanbind::Function>();
    shared::<leanbind::TypedFunction<(u64,), u64>>();
    shared::<leanbind::Marshaller>();
    shared::<leanbind::Error>();
    // That `LeanObj` is neither is shown where it is defined.
}
