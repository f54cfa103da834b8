//! Functions as values: from Lean to Rust and back, and from Rust to Lean.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;

use leanbind::marshal::CallbackErrorKind;
use leanbind::{Closure, Error, LeanInductiveValue, LeanLibrary, Nat, Value};

fn lib() -> LeanLibrary {
    support::fixture()
}

fn nat(n: u64) -> Value {
    Value::Nat(Nat::from(n))
}

/// The number in a value.
fn number(value: &Value) -> u64 {
    value.to_string().parse().unwrap()
}

/// The function in a value.
fn function(value: Value) -> Closure {
    match value {
        Value::Function(closure) => closure,
        Value::Option(Some(inner)) => function(*inner),
        other => panic!("{other} is no function"),
    }
}

/// The functions in an array.
fn functions(value: Value) -> Vec<Closure> {
    match value {
        Value::Array(items) => items.into_iter().map(function).collect(),
        other => panic!("{other} is no array"),
    }
}

fn text(result: Result<Value, Error>) -> String {
    result.map_or_else(|e| e.to_string(), |value| value.to_string())
}

fn successor() -> Closure {
    Closure::typed(|n: u64| n + 1)
}

/// A pure function that fails on every number but 7.
fn picky() -> Closure {
    Closure::pure(|args| match number(&args[0]) {
        7 => Ok(nat(77)),
        other => Err(format!("{other} is not 7").into()),
    })
}

// Functions that Lean made.

#[test]
fn a_function_of_lean_is_called_with_values() {
    let (_lean, _guard) = support::lean();
    let sections = functions(lib().call("py_sections", (Closure::typed(|a: u64, b: u64| 10 * a + b), 3)).unwrap());
    assert_eq!(sections[0].call([nat(4)]).unwrap(), nat(34));
    assert_eq!(sections[1].call([nat(4)]).unwrap(), nat(43));
    assert_eq!(sections[0].call_as::<u64>([nat(5)]).unwrap(), 35);
    assert_eq!(sections[0].to_string(), "<Nat → Nat>");
    assert_eq!(sections[0].type_name().as_deref(), Some("Nat → Nat"));
}

#[test]
fn a_function_is_passed_back_and_stays_the_same_object() {
    let (_lean, _guard) = support::lean();
    let array = lib().call("py_sections", (Closure::typed(|a: u64, b: u64| a + b), 3)).unwrap();
    let again = lib().call("py_id_functions", (&array,)).unwrap();
    assert_eq!(array, again);
    let first = functions(again).swap_remove(0);
    assert_eq!(lib().call("py_apply", (first, 4)).unwrap(), nat(7));
}

#[test]
fn wrong_arguments_of_a_closure_are_errors() {
    let (_lean, _guard) = support::lean();
    let f = function(lib().call("py_composed", (successor(), successor())).unwrap());
    assert_eq!(text(f.call([])), "a closure takes 1 argument, got 0: <Nat → Nat>");
    assert_eq!(text(f.call([nat(1), nat(2)])), "a closure takes 1 argument, got 2: <Nat → Nat>");
    assert_eq!(text(f.call([Value::from("x")])), "<Nat → Nat>: argument 1: expected Nat, got String \"x\"",);
    assert_eq!(
        f.call_as::<String>([nat(1)]).unwrap_err().to_string(),
        "<Nat → Nat>: result: expected a result for the Rust type String, got Nat"
    );
    let runtime = support::lean().0;
    std::thread::spawn(move || {
        let guard = runtime.attach();
        let f = function(lib().call("py_composed", (successor(), successor())).unwrap());
        drop(guard);
        assert!(matches!(f.call([nat(1)]), Err(Error::NotAttached)));
    })
    .join()
    .unwrap();
}

#[test]
fn a_function_of_another_type_is_refused() {
    let (_lean, _guard) = support::lean();
    let binary = function(lib().call("py_one_by_one", (successor(),)).unwrap());
    assert_eq!(
        text(lib().call("py_apply", (binary, 1))),
        "py_apply: argument 1 (f): expected Nat → Nat, got a function of type Nat → Nat → Nat"
    );
    assert_eq!(
        text(lib().call("py_apply", (1, 1))),
        "py_apply: argument 1 (f): expected Nat → Nat, got the whole number 1"
    );
}

#[test]
fn a_closure_that_takes_its_arguments_one_by_one_is_called_with_all() {
    let (_lean, _guard) = support::lean();
    // Lean's closure takes one argument and returns another closure.
    let f = lib().call("py_one_by_one", (successor(),)).unwrap();
    assert_eq!(function(f.clone()).call([nat(100), nat(5)]).unwrap(), nat(6));
    assert_eq!(lib().call("py_id_binary", (&f,)).unwrap(), f);
}

#[test]
fn more_arguments_than_are_passed_one_by_one() {
    let (_lean, _guard) = support::lean();
    let f = function(lib().call("py_weigh17", (17,)).unwrap());
    let args: Vec<Value> = (1..=17).map(nat).collect();
    assert_eq!(f.call(&args).unwrap(), nat((1..=17).map(|n| n * n).sum()));
}

// Rust functions in Lean.

#[test]
fn a_rust_function_is_called_by_lean() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_apply", (successor(), 41)).unwrap(), nat(42));
    assert_eq!(lib().call("py_compose", (successor(), Closure::typed(|n: u64| 2 * n), 5)).unwrap(), nat(11));
    let half = Closure::typed(|n: u64, name: String| n as f64 / 2.0 + name.len() as f64);
    assert_eq!(lib().call_as::<Vec<f64>>("py_map", (half, vec![1u64, 2], "abc")).unwrap(), [3.5, 4.0]);
    assert!(lib().call_as::<bool>("py_all", (Closure::typed(|n: u64| n % 2 == 0), vec![2u8, 4])).unwrap());
    assert_eq!(lib().call("py_square_with", (Closure::typed(|a: u64, b: u64| a * b), 9)).unwrap(), nat(81));
    let values = Closure::pure(|args| Ok(nat(number(&args[0]) * 10 + number(&args[1]))));
    assert_eq!(lib().call("py_fold", (values, 1, vec![2u8, 3])).unwrap(), nat(123));
}

#[test]
fn typed_functions_carry_closures() {
    let (_lean, _guard) = support::lean();
    let apply = lib().typed::<(Closure, u64), u64>("py_apply").unwrap();
    assert_eq!(apply.call((successor(), 1)).unwrap(), 2);
    let compose = lib().typed::<(Closure, Closure), Option<Closure>>("py_composed").unwrap();
    let both = compose.call((successor(), successor())).unwrap().unwrap();
    assert_eq!(both.call_as::<u64>([nat(1)]).unwrap(), 3);
    assert!(lib().typed::<(Closure, Closure), u64>("py_apply").is_err());
}

#[test]
fn big_numbers_and_inductive_values_go_through() {
    let (_lean, _guard) = support::lean();
    let big: Nat = "123456789012345678901234567890".parse().unwrap();
    let same = Closure::pure(|args| Ok(args[0].clone()));
    assert_eq!(lib().call("py_apply", (&same, big.clone())).unwrap(), Value::Nat(big));
    let circle = Value::from(lib().construct("Shape.circle", [Value::from(3)]).unwrap());
    let grow = {
        let lib = lib();
        move |args: &[Value]| match &args[0] {
            Value::Inductive(v) => Ok(lib.construct("Shape.rect", [v.fields()[0].clone(), Value::from(1)])?.into()),
            _ => Err("no shape".into()),
        }
    };
    let grown = lib().call("py_map_shape", (Closure::pure(grow), Value::List(vec![circle]))).unwrap();
    assert_eq!(grown.to_string(), "[LeanbindFixture.Shape.rect 3 1]");
}

#[test]
fn lean_applies_a_rust_function_in_parts() {
    let (_lean, _guard) = support::lean();
    let sections = lib().call("py_sections", (Closure::typed(|a: u64, b: u64| 100 * a + b), 1)).unwrap();
    for f in functions(lib().call("py_id_functions", (sections,)).unwrap()) {
        let n = f.call_as::<u64>([nat(2)]).unwrap();
        assert!(n == 102 || n == 201);
    }
}

#[test]
fn rust_functions_of_15_16_and_17_parameters() {
    let (_lean, _guard) = support::lean();
    let weigh =
        || Closure::pure(|args| Ok(nat(args.iter().enumerate().map(|(i, arg)| (i as u64 + 1) * number(arg)).sum())));
    for (name, count) in [("py_call15", 15), ("py_call16", 16), ("py_call17", 17)] {
        let expected = (0..count).map(|i| (i + 1) * (10 + i)).sum();
        assert_eq!(lib().call(name, (weigh(), 10)).unwrap(), nat(expected), "{name}");
    }
}

#[test]
fn functions_of_functions() {
    let (_lean, _guard) = support::lean();
    let at_41 = |args: &[Value]| match &args[0] {
        Value::Function(f) => Ok(f.call([nat(41)])?),
        _ => Err("no function".into()),
    };
    assert_eq!(
        text(lib().call("py_give_successor", (Closure::pure(at_41),))),
        "py_give_successor: argument 1 (g): expected (Nat → Nat) → Nat, got a Rust function whose results would be \
         remembered for arguments of type Nat → Nat, which Rust cannot compare; `Closure::pure_unchecked` remembers nothing"
    );
    // SAFETY: the function has one result for each function.
    let unchecked = unsafe { Closure::pure_unchecked(at_41) };
    assert_eq!(lib().call("py_give_successor", (unchecked,)).unwrap(), nat(42));
}

#[test]
fn a_callback_may_call_lean_again() {
    let (_lean, _guard) = support::lean();
    let inner = lib();
    let nested = Closure::pure(move |args| Ok(inner.call("py_apply", (successor(), number(&args[0])))?));
    assert_eq!(lib().call("py_map_nat", (nested, vec![1u8, 2])).unwrap().to_string(), "[2, 3]");
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
        Error::Callback { error, .. } => {
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
        Err(Error::Callback { .. }) => Ok(nat(0)),
        other => Ok(other?),
    });
    assert_eq!(lib().call("py_map_nat", (forgiving, vec![7u8, 8])).unwrap().to_string(), "[77, 0]");
}

#[test]
fn a_failure_while_a_thunk_is_forced_is_the_calls() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_lazily", (picky(), 7)).unwrap(), nat(77));
    assert!(matches!(lib().call("py_lazily", (picky(), 8)), Err(Error::Callback { .. })));
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

// Actions.

#[test]
fn rust_actions_are_run_by_lean() {
    let (_lean, _guard) = support::lean();
    let (sender, received) = mpsc::channel();
    let print = Closure::action(move |args| {
        sender.send(args[0].to_string())?;
        Ok(Value::Unit)
    });
    assert_eq!(lib().call("py_for_each", (print, Value::from(vec!["a", "b", "a"]))).unwrap(), Value::Unit);
    assert_eq!(received.try_iter().collect::<Vec<_>>(), [r#""a""#, r#""b""#, r#""a""#]);
    let double = || Closure::action(|args| Ok(nat(2 * number(&args[0]))));
    assert_eq!(lib().call("py_run", (double(), 20)).unwrap(), nat(41));
    assert_eq!(lib().call("py_try", (Closure::action(|_| Ok(nat(5))),)).unwrap().to_string(), "Except.ok 5");
    assert_eq!(lib().call("py_run_base", (double(), 20u32)).unwrap(), Value::UInt(41));
    // A pure function is an action too.
    assert_eq!(lib().call("py_run", (successor(), 1)).unwrap(), nat(3));
}

#[test]
fn lean_catches_what_a_rust_action_throws() {
    let (_lean, _guard) = support::lean();
    let caught = |f| lib().call("py_try", (f,)).unwrap().to_string();
    assert_eq!(caught(Closure::action(|_| Err("no luck".into()))), r#"Except.error "no luck""#);
    assert_eq!(
        caught(Closure::action(|_| panic!("on purpose"))),
        r#"Except.error "the Rust function given as IO Nat panicked: on purpose""#
    );
    assert_eq!(
        caught(Closure::action(|_| Ok(Value::Unit))),
        r#"Except.error "the Rust function given as IO Nat does not fit: expected Nat, got Unit""#
    );
    match lib().call("py_run", (Closure::action(|_| Err("no luck".into())), 1)) {
        Err(Error::Io { error, .. }) => assert_eq!(error.to_string(), "no luck"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_type_of_its_own_is_a_value() {
    let (_lean, _guard) = support::lean();
    let act = || {
        Closure::action(|args| match number(&args[0]) {
            0 => Ok(Value::from(Err::<u32, _>("zero"))),
            1 => Err("not even an error".into()),
            n => Ok(Value::from(Ok::<_, &str>(n))),
        })
    };
    assert_eq!(lib().call("py_run_eio", (act(), 8)).unwrap().to_string(), "Except.ok 9");
    assert_eq!(lib().call("py_run_eio", (act(), 0)).unwrap().to_string(), r#"Except.error "zero!""#);
    assert!(text(lib().call("py_run_eio", (act(), 1))).ends_with("failed: not even an error"));
    let base = Closure::action(|_| Err("BaseIO cannot throw".into()));
    assert!(matches!(lib().call("py_run_base", (base, 1u32)), Err(Error::Callback { .. })));
}

#[test]
fn actions_of_lean_are_run_when_they_are_called() {
    let (_lean, _guard) = support::lean();
    let later = |n: u64| function(lib().call("py_later", (n,)).unwrap());
    assert_eq!(later(5).to_string(), "<IO Nat>");
    assert_eq!(later(5).call([]).unwrap(), nat(5));
    match later(0).call([]) {
        Err(Error::Io { error, .. }) => assert_eq!(error.to_string(), "too early"),
        other => panic!("{other:?}"),
    }
    let checked = function(lib().call("py_checked_later", (10,)).unwrap());
    assert_eq!(checked.to_string(), "<Nat → EIO String UInt32>");
    assert_eq!(checked.call([nat(9)]).unwrap().to_string(), "Except.ok 9");
    assert_eq!(checked.call_as::<Result<u32, String>>([nat(10)]).unwrap(), Err("too large".to_owned()));
    let base = function(lib().call("py_base_later", (40u32,)).unwrap());
    assert_eq!(base.to_string(), "<UInt32 → BaseIO UInt32>");
    assert_eq!(base.call_as::<u32>([Value::from(2u32)]).unwrap(), 42);
}

#[test]
fn opaque_values_go_through_actions() {
    let (_lean, _guard) = support::lean();
    let inner = lib();
    let make = Closure::action(move |args| Ok(inner.call("py_opaque_make", (number(&args[0]),))?));
    let counter = lib().call("py_count_action", (make, 7)).unwrap();
    let inner = lib();
    // SAFETY: a counter has one value.
    let read = unsafe { Closure::pure_unchecked(move |args| Ok(inner.call("py_opaque_use", (&args[0],))?)) };
    assert_eq!(lib().call("py_read_with", (read, counter)).unwrap(), nat(7));
}

// Functions in data.

#[test]
fn functions_are_kept_in_structures() {
    let (_lean, _guard) = support::lean();
    let handle = Closure::action(|args| Ok(nat(number(&args[0]) + 1)));
    let fields = [Value::from(3u8), handle.into(), Value::from("h")];
    let handler = lib().construct("Handler.mk", fields).unwrap();
    assert_eq!(lib().call("py_handle", (&handler, 1)).unwrap(), nat(2));
    let back: LeanInductiveValue = lib().call_as("py_id_handler", (&handler,)).unwrap();
    assert_eq!(back.to_string(), "LeanbindFixture.Handler.mk 3 <Nat → IO Nat> \"h\"");
    assert_eq!(lib().call("py_id_handler", (&back,)).unwrap(), back.clone().into());
    assert_eq!(function(back.field("handle").unwrap().clone()).call([nat(5)]).unwrap(), nat(6));
}

#[test]
fn a_trivial_structure_around_a_function_is_the_function() {
    let (_lean, _guard) = support::lean();
    let transform = lib().construct("Transform.mk", [successor().into()]).unwrap();
    let twice: LeanInductiveValue = lib().call_as("py_transform_twice", (transform,)).unwrap();
    assert_eq!(function(twice.fields()[0].clone()).call([nat(1)]).unwrap(), nat(3));
    assert_eq!(lib().call("py_id_transform", (&twice,)).unwrap(), twice.into());
}

#[test]
fn a_recursive_type_through_a_function() {
    let (_lean, _guard) = support::lean();
    let stream = lib().call("py_countdown", (3,)).unwrap();
    assert_eq!(stream.to_string(), "LeanbindFixture.Stream.more 2 <Unit → LeanbindFixture.Stream>");
    assert_eq!(lib().call("py_take", (&stream, 9)).unwrap().to_string(), "[2, 1, 0]");
    // A sequence whose rest Rust computes.
    let inner = lib();
    let rest = Closure::pure(move |_| Ok(inner.call("py_countdown", (2,))?));
    let longer = lib().construct("Stream.more", [nat(50), rest.into()]).unwrap();
    assert_eq!(lib().call("py_take", (longer, 9)).unwrap().to_string(), "[50, 1, 0]");
}

#[test]
fn an_instance_is_a_value_that_the_caller_supplies() {
    let (_lean, _guard) = support::lean();
    let product =
        lib().construct("Monoid.mk", [Closure::typed(|a: u64, b: u64| a * b).into(), Value::from(1)]).unwrap();
    assert_eq!(lib().call("py_mconcat", (&product, vec![2u8, 3, 7])).unwrap(), Value::UInt(42));
    let back: LeanInductiveValue = lib().call_as("py_id_monoid", (product,)).unwrap();
    assert_eq!(back.field("op").unwrap().to_string(), "<UInt64 → UInt64 → UInt64>");
    let lean_made: LeanInductiveValue = lib().call_as("py_nat_max", ()).unwrap();
    assert_eq!(function(lean_made.field("op").unwrap().clone()).call([nat(3), nat(9)]).unwrap(), nat(9));
    // `Monoid Nat` is not `Monoid UInt64`.
    let error = text(lib().call("py_mconcat", (lean_made, vec![1u8])));
    assert!(error.contains("expected UInt64 → UInt64 → UInt64, got a function of type Nat → Nat → Nat"), "{error}");
}

#[test]
fn a_function_has_no_json_form() {
    let (_lean, _guard) = support::lean();
    let f = lib().call("py_composed", (successor(), successor())).unwrap();
    assert_eq!(serde_json::to_string(&f).unwrap(), r#"{"some":{"function":"Nat → Nat"}}"#);
    let error = lib().function("py_apply").unwrap().args_from_json(&["f".into(), 1.into()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "py_apply: argument 1 (f): expected Nat → Nat (a function, which has no JSON form), got the string \"f\""
    );
}

#[test]
fn a_rust_function_is_called_in_rust_and_compared_by_identity() {
    let (_lean, _guard) = support::lean();
    let f = successor();
    assert_eq!(f.to_string(), "<a Rust function>");
    assert_eq!(
        text(f.call([nat(1)])),
        "expected a function that Lean made, got a Rust function, which has no Lean type until it is passed: call it in \
         Rust"
    );
    assert_eq!(f, f.clone());
    assert_ne!(f, successor());
}

#[test]
fn a_closure_belongs_to_the_registry_that_typed_it() {
    let (_lean, _guard) = support::lean();
    let f = lib().call("py_composed", (successor(), successor())).unwrap();
    let Value::Option(Some(f)) = f else { panic!("{f} is none") };
    // The same types, described once more.
    let again = leanbind::Marshaller::new(support::lean().0, lib().registry());
    let apply = lib().function("py_apply").unwrap();
    let ty = &apply.info().params[0];
    let error = again.wrapper_for(ty).unwrap().to_lean(&f).unwrap_err().to_string();
    assert_eq!(error, "expected Nat → Nat, got Nat → Nat of another library, or of the same one opened in another way");
    assert!(lib().marshaller().wrapper_for(ty).unwrap().to_lean(&f).is_ok());
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
