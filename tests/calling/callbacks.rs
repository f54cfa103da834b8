//! Rust functions that Lean calls: what Lean may rely on, what comes of failures, and who owns what.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;

use leanbind::marshal::CallbackErrorKind;
use leanbind::{CallError, Closure, LeanLibrary, Value};

use crate::support;
use crate::support::closures::{function, nat, number, picky, successor, text};

fn lib() -> LeanLibrary {
    support::fixture()
}

// Purity.

#[test]
fn lean_sees_a_function_whatever_rust_does() {
    let (_lean, _guard) = support::lean();
    let count = AtomicUsize::new(0);
    let fickle = Closure::pure(move |_| Ok(nat(count.fetch_add(1, Relaxed) as u64)));
    assert_eq!(lib().call("py_map_nat", (&fickle, vec![5u8, 5, 6, 5])).unwrap().to_string(), "[0, 0, 1, 0]");
    // The first answer is inside of the array's bounds, a second one would not be.
    let count = AtomicUsize::new(0);
    let leaping = Closure::pure(move |_| Ok(nat(1 + 1_000_000 * count.fetch_add(1, Relaxed) as u64)));
    assert_eq!(lib().call("py_at", (leaping, vec![10u8, 20, 30])).unwrap(), nat(20));
}

#[test]
fn lean_has_one_nan_and_two_zeros() {
    let (_lean, _guard) = support::lean();
    let count = AtomicUsize::new(0);
    let fickle = Closure::typed(move |_: f64| count.fetch_add(1, Relaxed) as f64);
    let other_nan = f64::from_bits(f64::NAN.to_bits() ^ 1);
    let results: Vec<f64> =
        lib().call_as("py_map_float", (fickle, vec![f64::NAN, 0.0, -0.0, other_nan, f64::NAN])).unwrap();
    assert_eq!(results, [0.0, 1.0, 2.0, 0.0, 0.0]);
}

#[test]
fn what_rust_promises_is_not_remembered() {
    let (_lean, _guard) = support::lean();
    let count = Arc::new(AtomicUsize::new(0));
    let counting = count.clone();
    // SAFETY: the function is pure but for the count, which Lean does not see.
    let f = unsafe {
        Closure::pure_unchecked(move |args| {
            counting.fetch_add(1, Relaxed);
            Ok(args[0].clone())
        })
    };
    lib().call("py_map_nat", (f, vec![5u8, 5, 5])).unwrap();
    assert_eq!(count.load(Relaxed), 3);
}

// Failure.

#[test]
fn a_failing_pure_function_makes_the_call_an_error() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_apply", (picky(), 7)).unwrap(), nat(77));
    let error = lib().call("py_apply", (picky(), 8)).unwrap_err();
    assert_eq!(error.to_string(), "py_apply: the Rust function given as Nat → Nat failed: 8 is not 7");
    match error {
        CallError::Callback { error, .. } => {
            assert_eq!((error.kind(), error.text()), (CallbackErrorKind::Failed, "8 is not 7"));
            assert_eq!(std::error::Error::source(&*error).unwrap().to_string(), "8 is not 7");
        }
        other => panic!("{other}"),
    }
    // The first failure is told, and the next call starts afresh.
    let error = text(lib().call("py_map_nat", (picky(), vec![7u8, 1, 2])));
    assert_eq!(error, "py_map_nat: the Rust function given as Nat → Nat failed: 1 is not 7");
    assert_eq!(lib().call("py_increment", (1,)).unwrap(), nat(2));
}

#[test]
fn a_remembered_failure_fails_every_call() {
    let (_lean, _guard) = support::lean();
    let f = function(lib().call("py_composed", (picky(), successor())).unwrap());
    for _ in 0..2 {
        assert_eq!(text(f.call([nat(1)])), "<Nat → Nat>: the Rust function given as Nat → Nat failed: 2 is not 7");
    }
    assert_eq!(f.call([nat(6)]).unwrap(), nat(77));
}

#[test]
fn a_panic_and_a_wrong_result_are_failures() {
    let (_lean, _guard) = support::lean();
    let error = text(lib().call("py_apply", (Closure::pure(|_| panic!("on purpose")), 1)));
    assert_eq!(error, "py_apply: the Rust function given as Nat → Nat panicked: on purpose");
    let error = text(lib().call("py_apply", (Closure::pure(|_| Ok(Value::from("text"))), 1)));
    assert_eq!(error, "py_apply: the Rust function given as Nat → Nat does not fit: expected Nat, got String \"text\"");
    let error = text(lib().call("py_apply", (Closure::typed(|n: u8| n), 300)));
    assert_eq!(
        error,
        "py_apply: the Rust function given as Nat → Nat does not fit: argument 1: expected u8, got the whole number 300"
    );
    let payload = Closure::pure(|_| std::panic::panic_any(17u8));
    assert!(text(lib().call("py_apply", (payload, 1))).ends_with("panicked: not with a text"));
}

#[test]
fn a_failure_inside_of_a_callback_is_that_callbacks() {
    let (_lean, _guard) = support::lean();
    let inner = lib();
    let forgiving = Closure::pure(move |args| match inner.call("py_apply", (picky(), number(&args[0]))) {
        Err(CallError::Callback { .. }) => Ok(nat(0)),
        other => Ok(other?),
    });
    assert_eq!(lib().call("py_map_nat", (forgiving, vec![7u8, 8])).unwrap().to_string(), "[77, 0]");
}

#[test]
fn a_failure_while_a_thunk_is_forced_is_the_calls() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_lazily", (picky(), 7)).unwrap(), nat(77));
    assert!(matches!(lib().call("py_lazily", (picky(), 8)), Err(CallError::Callback { .. })));
}

#[test]
fn a_function_of_the_wrong_rust_type_is_refused_before_the_call() {
    let (_lean, _guard) = support::lean();
    for (f, rust) in [
        (Closure::typed(|s: String| s), "fn(alloc::string::String) -> alloc::string::String"),
        (Closure::typed(|a: u64, b: u64| a + b), "fn(u64, u64) -> u64"),
        (Closure::typed(|_: u64| "text"), "fn(u64) -> &str"),
    ] {
        let expected = format!("py_apply: argument 1 (f): expected Nat → Nat, got a Rust function of the type {rust}");
        assert_eq!(text(lib().call("py_apply", (f, 1))), expected);
    }
    let action = Closure::action(|_| Ok(nat(1)));
    assert_eq!(
        text(lib().call("py_apply", (action, 1))),
        "py_apply: argument 1 (f): expected Nat → Nat, got a Rust function that is an action; pure ones are made by \
         `Closure::pure`"
    );
}

#[test]
fn types_without_a_default_value_are_refused_before_the_call() {
    let (_lean, _guard) = support::lean();
    let f = || Closure::pure(|args| Ok(args[0].clone()));
    let refused = |name: &str, args: (Closure, Value), ty: &str, needed: &str| {
        assert_eq!(
            text(lib().call(name, args)),
            format!(
                "{name}: argument 1 (f): expected {ty}, got a Rust function that may fail, and then Lean needs a value \
                 of type {needed}, which Rust cannot make; at a type that ends in IO, Lean is told instead"
            )
        );
    };
    let counter = "LeanbindFixture.Counter";
    refused("py_count_with", (f(), nat(1)), &format!("Nat → {counter}"), counter);
    // Compiled code believes the proof in an `Even`.
    refused("py_even_with", (f(), nat(1)), "Nat → LeanbindFixture.Even", "LeanbindFixture.Even");
    let never = lib().call("py_never", (f(),)).unwrap_err().to_string();
    assert!(never.contains("a value of type LeanbindFixture.Never, which Rust cannot make"), "{never}");
}

// Ownership.

/// Counts how often it is dropped.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[test]
fn what_a_function_captures_is_dropped_once() {
    let (_lean, _guard) = support::lean();
    let drops = Arc::new(AtomicUsize::new(0));
    let held = (Dropped(drops.clone()), vec![7u8; 1 << 20]);
    let f = Closure::typed(move |n: u64| n + held.1.len() as u64 + u64::from(held.0.0.load(Relaxed) as u32));
    let kept = function(lib().call("py_composed", (&f, &f)).unwrap());
    assert_eq!(kept.call([nat(1)]).unwrap(), nat(1 + (2 << 20)));
    drop(f);
    assert_eq!(drops.load(Relaxed), 0, "Lean holds it");
    drop(kept);
    assert_eq!(drops.load(Relaxed), 1);
}

#[test]
fn a_call_that_is_refused_half_way_drops_what_it_made() {
    let (_lean, _guard) = support::lean();
    let drops = Arc::new(AtomicUsize::new(0));
    let held = Dropped(drops.clone());
    let f = Closure::pure(move |args| {
        let _held = &held;
        Ok(args[0].clone())
    });
    lib().call("py_fold", (&f, Value::from("no number"), Value::List(vec![]))).unwrap_err();
    lib().call("py_apply", (f, "no number")).unwrap_err();
    assert_eq!(drops.load(Relaxed), 1);
}

#[test]
fn a_panic_while_the_captured_value_is_dropped_stays_in_rust() {
    struct Panics;
    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("on purpose, at the end");
        }
    }
    let (_lean, _guard) = support::lean();
    let held = Panics;
    let f = Closure::pure(move |args| {
        let _held = &held;
        Ok(args[0].clone())
    });
    let kept = function(lib().call("py_composed", (&f, successor())).unwrap());
    drop(f);
    drop(kept);
    assert_eq!(lib().call("py_increment", (1,)).unwrap(), nat(2));
}

#[test]
fn a_captured_value_may_call_lean_when_it_is_dropped() {
    struct CallsLean;
    impl Drop for CallsLean {
        fn drop(&mut self) {
            assert_eq!(lib().call("py_apply", (successor(), 1)).unwrap(), nat(2));
        }
    }
    let (_lean, _guard) = support::lean();
    let held = CallsLean;
    let failing = Closure::pure(move |_| {
        let _held = &held;
        Err("on purpose".into())
    });
    let kept = function(lib().call("py_composed", (failing, successor())).unwrap());
    // Lean drops the function in this call, after it has failed: the failure stays this call's.
    let error = text(lib().call("py_apply", (kept, 1)));
    assert_eq!(error, "py_apply: the Rust function given as Nat → Nat failed: on purpose");
}

// Threads.

#[test]
fn a_rust_function_runs_on_leans_threads() {
    let (lean, _guard) = support::lean();
    let inner = lib();
    let f = Closure::pure(move |args| {
        assert!(lean.is_attached());
        let _nested = lean.attach();
        Ok(inner.call("py_apply", (successor(), number(&args[0])))?)
    });
    let numbers: Vec<u64> = (0..200).collect();
    let results = lib().call("py_map_tasks", (f, &numbers)).unwrap();
    assert_eq!(results, Value::List((1..=200).map(nat).collect()));
}

#[test]
fn a_failure_on_a_thread_of_leans_is_that_of_the_call_that_waits() {
    let (_lean, _guard) = support::lean();
    let error = text(lib().call("py_map_tasks", (picky(), vec![7u8, 8])));
    assert_eq!(error, "py_map_tasks: the Rust function given as Nat → Nat failed: 8 is not 7");
    let panics = Closure::pure(|_| panic!("on a thread"));
    let error = text(lib().call("py_map_tasks", (&panics, vec![1u8; 3])));
    assert_eq!(error, "py_map_tasks: the Rust function given as Nat → Nat panicked: on a thread");
    assert!(panics.take_failure().is_none());
    assert_eq!(lib().call("py_map_tasks", (picky(), vec![7u8, 7])).unwrap().to_string(), "[77, 77]");
}

#[test]
fn one_answer_for_all_threads() {
    let (_lean, _guard) = support::lean();
    let count = AtomicUsize::new(0);
    let fickle = Closure::pure(move |_| Ok(nat(count.fetch_add(1, Relaxed) as u64)));
    let Value::List(results) = lib().call("py_map_tasks", (fickle, vec![1u8; 100])).unwrap() else { panic!("no list") };
    assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
}

#[test]
fn a_failure_after_the_call_is_kept_for_whoever_asks() {
    let (_lean, _guard) = support::lean();
    let (release, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let late = Closure::pure(move |_| {
        wait.lock().unwrap().recv()?;
        Err("too late".into())
    });
    // The tasks are made and not waited for.
    let results = function(lib().call("py_begin_tasks", (&late, vec![1u8])).unwrap());
    assert!(late.take_failure().is_none());
    release.send(()).unwrap();
    // A call that passed nothing answers for nothing.
    assert_eq!(results.call([Value::Unit]).unwrap().to_string(), "[0]");
    assert_eq!(late.take_failure().unwrap().text(), "too late");
}
