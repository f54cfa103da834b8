//! Functions as values: Rust functions in Lean, and Lean functions in Rust.

use leanbind::{Closure, Value};

use crate::Result;
use crate::tour::{Tour, args, list, notation};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter("Rust functions in Lean", "A Rust function can be passed wherever Lean expects a function.")?;
    let successor = || Closure::typed(|n: u64| n + 1);
    let double = || Closure::typed(|n: u64| 2 * n);
    let sum = || Closure::pure(|args| total(args).map(Value::from));
    let numbers = || list([1, 2, 3]);
    tour.call("py_apply", args![successor(), 41], "42")?;
    tour.call("py_compose", args![successor(), double(), 5], "11")?;
    let half = Closure::typed(|n: u64, name: String| n as f64 / 2.0 + name.len() as f64);
    tour.call("py_map", args![half, list([1u64, 2]), "abc"], "#[3.5, 4.0]")?;
    tour.call("py_map_nat", args![double(), numbers()], "[2, 4, 6]")?;
    tour.call("py_map_float", args![Closure::typed(|x: f64| x / 2.0), list([1.0, 5.0])], "[0.5, 2.5]")?;
    let shapes = list([tour.make("Shape.circle", args![5])?]);
    let same = || Closure::pure(|args| Ok(args[0].clone()));
    tour.call("py_map_shape", args![same(), shapes], "[Shape.circle 5]")?;
    tour.call("py_all", args![Closure::typed(|n: u64| n < 3), numbers()], "false")?;
    tour.call("py_fold", args![sum(), 100, numbers()], "106")?;
    tour.call("py_square_with", args![Closure::typed(|a: u64, b: u64| a * b), 9], "81")?;
    tour.call("py_at", args![same(), Value::from(vec![7, 8])], "7")?;
    tour.call("py_call15", args![sum(), 1], "120")?;
    tour.call("py_call16", args![sum(), 1], "136")?;
    tour.call("py_call17", args![sum(), 1], "153")?;
    tour.call("py_lazily", args![double(), 21], "42")?;
    tour.call("py_map_tasks", args![double(), numbers()], "[2, 4, 6]")?;
    // SAFETY: it returns what the given function returns, and Lean's functions are pure.
    let at_41 = unsafe {
        Closure::pure_unchecked(|args| match args {
            [Value::Function(f)] => Ok(f.call(args![41])?),
            _ => Err("expected a function".into()),
        })
    };
    tour.call("py_give_successor", args![at_41], "42")?;

    tour.chapter("Lean functions in Rust", "They can be called, and passed back.")?;
    let composed = tour.call("py_composed", args![successor(), double()], "some <Nat → Nat>")?;
    apply(tour, "the result", &composed, args![5], "11")?;
    let sections = tour.call("py_sections", args![Closure::typed(|a: u64, b: u64| 10 * a + b), 3], SECTIONS)?;
    tour.call("py_id_functions", vec![sections], SECTIONS)?;
    let binary = tour.call("py_one_by_one", args![successor()], "some <Nat → Nat → Nat>")?;
    apply(tour, "the result", &binary, args![100, 5], "6")?;
    tour.call("py_id_binary", vec![binary], "some <Nat → Nat → Nat>")?;
    let results = tour.call("py_begin_tasks", args![double(), numbers()], "some <Unit → List Nat>")?;
    apply(tour, "the result", &results, args![()], "[2, 4, 6]")?;
    let arrows = "Nat → ".repeat(17);
    let weigh = tour.call("py_weigh17", args![17], &format!("some <{arrows}Nat>"))?;
    apply(tour, "the result", &weigh, (0..17).map(|_| Value::from(1)).collect(), "153")?;

    actions(tour)?;
    in_data(tour)?;

    tour.chapter(
        "Where a Rust function is refused",
        "Compiled Lean code trusts the result of a function, so a Rust function may return only what can be checked.",
    )?;
    tour.refuses("py_apply", args![1, 2], "expected Nat → Nat, got the whole number 1")?;
    tour.refuses("py_apply", args![Closure::pure(|_| Err("no luck".into())), 2], "failed: no luck")?;
    tour.refuses("py_apply", args![Closure::action(|_| Ok(Value::Unit)), 2], "that is an action")?;
    tour.refuses("py_count_with", args![same(), 1], "of type Counter, which Rust cannot make")?;
    tour.refuses("py_even_with", args![same(), 1], "of type Even, which Rust cannot make")?;
    tour.refuses("py_never", args![same()], "of type Never, which Rust cannot make")?;
    tour.refuses("py_read_with", args![same(), 1], "which Rust cannot compare")?;
    Ok(())
}

const SECTIONS: &str = "#[<Nat → Nat>, <Nat → Nat>]";

fn actions(tour: &mut Tour) -> Result {
    tour.chapter("Actions", "Lean may catch the error that a Rust action returns.")?;
    let double = || Closure::action(|args| Ok(Value::from(2 * total(args)?)));
    let failing = || Closure::action(|_| Err("no luck".into()));
    tour.call("py_for_each", args![Closure::action(|_| Ok(Value::Unit)), list(["a", "b"])], "()")?;
    tour.call("py_run", args![double(), 20], "41")?;
    tour.call("py_try", args![Closure::action(|_| Ok(5.into()))], "Except.ok 5")?;
    tour.call("py_try", args![failing()], r#"Except.error "no luck""#)?;
    tour.throws("py_run", args![failing(), 20], leanbind::IoErrorKind::UserError)?;
    tour.call("py_run_base", args![double(), 20u32], "41")?;
    let thrown = Closure::action(|_| Ok(Value::from(Err::<u32, _>("zero"))));
    tour.call("py_run_eio", args![thrown, 1], r#"Except.error "zero!""#)?;
    let later = tour.call("py_later", args![5], "<IO Nat>")?;
    apply(tour, "the result", &later, args![], "5")?;
    let checked = tour.call("py_checked_later", args![10], "some <Nat → EIO String UInt32>")?;
    apply(tour, "the result", &checked, args![10], r#"Except.error "too large""#)?;
    let base = tour.call("py_base_later", args![40u32], "some <UInt32 → BaseIO UInt32>")?;
    apply(tour, "the result", &base, args![2], "42")?;
    let fixture = tour.fixture.clone();
    let make = Closure::action(move |args| Ok(fixture.call("py_opaque_make", args)?));
    tour.call("py_count_action", args![make, 7], "<Counter>")?;
    Ok(())
}

fn in_data(tour: &mut Tour) -> Result {
    tour.chapter("Functions in data", "In structures, in recursive types, and in the instances of classes.")?;
    let handle = Closure::action(|args| Ok(Value::from(total(args)? + 1)));
    let handler = tour.make("Handler.mk", args![3u8, handle, "h"])?;
    tour.call("py_handle", vec![handler.clone(), 1.into()], "2")?;
    tour.call("py_id_handler", vec![handler], r#"Handler.mk 3 <Nat → IO Nat> "h""#)?;
    let transform = tour.make("Transform.mk", args![Closure::typed(|n: u64| n + 1)])?;
    let twice = tour.call("py_transform_twice", vec![transform], "Transform.mk <Nat → Nat>")?;
    tour.call("py_id_transform", vec![twice], "Transform.mk <Nat → Nat>")?;
    let stream = tour.call("py_countdown", args![3], "Stream.more 2 <Unit → Stream>")?;
    tour.call("py_take", vec![stream.clone(), 9.into()], "[2, 1, 0]")?;
    tour.call("py_id_stream", vec![stream], "Stream.more 2 <Unit → Stream>")?;
    let product = tour.make("Monoid.mk", args![Closure::typed(|a: u64, b: u64| a * b), 1])?;
    tour.call("py_mconcat", vec![product.clone(), list([2, 3, 7])], "42")?;
    tour.call("py_id_monoid", vec![product], "Monoid.mk <UInt64 → UInt64 → UInt64> 1")?;
    tour.call("py_nat_max", args![], "Monoid.mk <Nat → Nat → Nat> 0")?;
    Ok(())
}

/// The sum of natural numbers.
fn total(args: &[Value]) -> Result<u64, leanbind::marshal::BoxError> {
    let mut sum = 0;
    for arg in args {
        sum += arg.to_string().parse::<u64>()?;
    }
    Ok(sum)
}

/// Calls the function that a call returned.
fn apply(tour: &mut Tour, what: &str, value: &Value, args: Vec<Value>, expected: &str) -> Result {
    match value {
        Value::Option(Some(inner)) => apply(tour, what, inner, args, expected),
        Value::Function(closure) => {
            tour.check(notation(what, &args), expected, || closure.call(&args))?;
            Ok(())
        }
        // A wrong result was reported by the call that returned it.
        _ => Ok(()),
    }
}
