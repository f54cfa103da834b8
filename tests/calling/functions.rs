//! Functions as values: from Lean to Rust and back, and from Rust to Lean.

use std::sync::mpsc;

use leanbind::registry::TypeRepr;
use leanbind::{CallError, Closure, LeanInductiveValue, LeanLibrary, Nat, Value};

use crate::support;
use crate::support::closures::{function, functions, nat, number, successor, text};

fn lib() -> LeanLibrary {
    support::fixture()
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
        assert!(matches!(f.call([nat(1)]), Err(CallError::NotAttached(_))));
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
        Err(CallError::Io { error, .. }) => assert_eq!(error.to_string(), "no luck"),
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
    assert!(matches!(lib().call("py_run_base", (base, 1u32)), Err(CallError::Callback { .. })));
}

#[test]
fn actions_of_lean_are_run_when_they_are_called() {
    let (_lean, _guard) = support::lean();
    let later = |n: u64| function(lib().call("py_later", (n,)).unwrap());
    assert_eq!(later(5).to_string(), "<IO Nat>");
    assert_eq!(later(5).call([]).unwrap(), nat(5));
    match later(0).call([]) {
        Err(CallError::Io { error, .. }) => assert_eq!(error.to_string(), "too early"),
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
fn a_closure_belongs_to_the_registry_that_typed_it_unless_its_types_are_built_in() {
    let (lean, _guard) = support::lean();
    // The same types, described once more.
    let lib = lib();
    let again = leanbind::Marshaller::new(lean, lib.registry());
    let own = lib.marshaller();

    let Value::Inductive(countdown) = lib.call("py_countdown", (2u64,)).unwrap() else { panic!("no structure") };
    let rest = countdown.field("rest").unwrap();
    let ty = TypeRepr::Function {
        params: vec![TypeRepr::Unit],
        result: Box::new(TypeRepr::named("LeanbindFixture.Stream")),
    };
    let error = again.wrapper_for(&ty).unwrap().to_lean(rest).unwrap_err().to_string();
    let stream = "Unit → LeanbindFixture.Stream";
    assert_eq!(
        error,
        format!("expected {stream}, got {stream} of another library, or of the same one opened in another way")
    );
    assert!(own.wrapper_for(&ty).unwrap().to_lean(rest).is_ok());

    let f = lib.call("py_composed", (successor(), successor())).unwrap();
    let Value::Option(Some(f)) = f else { panic!("{f} is none") };
    let ty = TypeRepr::Function { params: vec![TypeRepr::Nat], result: Box::new(TypeRepr::Nat) };
    assert!(again.wrapper_for(&ty).unwrap().to_lean(&f).is_ok());
    assert!(own.wrapper_for(&ty).unwrap().to_lean(&f).is_ok());
}
