//! Monads and transformers, and values of types that the registry does not describe.

use leanbind::{Closure, IoErrorKind, Value};

use crate::Result;
use crate::tour::{Tour, args, list};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Monads and transformers",
        "Each stands for what it is defined to be: an action, or a function of one more argument, such as a state.",
    )?;
    tour.call("py_exceptt", args![5], "Except.ok 6")?;
    tour.call("py_exceptt", args![0], r#"Except.error "zero""#)?;
    tour.throws("py_exceptt", args![1], IoErrorKind::UserError)?;
    tour.call("py_exceptt_answer", args![], "Except.ok 42")?;
    tour.call("py_exceptt_base", args![0u32], "Except.error Forecast.rain")?;
    tour.call("py_exceptt_eio", args![0], "Except.ok (Except.error 5)")?;
    tour.call("py_exceptt_id", args![0], r#"Except.error "zero""#)?;
    tour.call("py_optiont", args![0], "none")?;
    tour.call("py_readert", args![3, 40], "43")?;
    tour.call("py_readerm", args![3, 40], "43")?;
    tour.call("py_statet", args![0, 21], r#"("zero", 42)"#)?;
    tour.call("py_statem", args![3, 100], "(4, 3)")?;
    tour.call("py_statem_u8", args![true, 255u8], "(false, 0)")?;
    tour.call("py_statet_except", args![3, 0], "Except.ok (4, 3)")?;
    tour.call("py_statet_option", args![0, 0], "none")?;
    tour.call("py_exceptt_state", args![3, 7], "(Except.ok 3, 10)")?;
    tour.call("py_estatem", args![0, 1], r#"EStateM.Result.error "zero" 5"#)?;
    tour.call("py_stack", args![1, 100, 10], "Except.ok (111, 11)")?;
    tour.call("py_stack_option", args![2, 5], "Except.ok (some 2, 6)")?;
    tour.call("py_st", args![3], "4")?;
    tour.call("py_st_any", args![(), 3], "4")?;
    tour.call("py_est", args![3], "Except.ok 3")?;
    tour.call("py_monad_id", args![3], "4")?;
    tour.call("py_monad_id_u8", args![3u8], "4")?;
    let reference = tour.fixture.call("py_new_ref", (5u64,))?;
    tour.call("py_new_ref", args![5], "<ST.Ref IO.RealWorld Nat>")?;
    let stepped = tour.fixture.call("py_state_ref", (2u64, &reference))?;
    tour.call("py_read_ref", vec![reference.clone()], &stepped.to_string())?;
    tour.call("py_state_ref", vec![0.into(), reference], "7")?;

    tour.chapter("Under other names, and as values", "A name hides nothing; in data, they are functions.")?;
    tour.call("py_counted", args![1, 40], "(41, 41)")?;
    tour.call("py_app", args![1, "hey"], r#"Except.ok "hey!""#)?;
    tour.call("py_result", args![1], "Except.ok 1")?;
    tour.call("py_handler", args![1, 4], "41")?;
    let job = tour.call("py_opaque_job", args![3], "<Job Nat>")?;
    tour.call("py_run_opaque_job", vec![job], "Except.ok 3")?;
    let counter = tour.call("py_counter", args![3], "Stepper.mk <Nat → Nat × Nat> 3")?;
    tour.call("py_step", vec![counter, 10.into()], "(10, 13)")?;
    let runner = tour.call("py_runner", args![3], "Runner.mk <Nat → IO (Nat × Nat)>")?;
    tour.call("py_run_runner", vec![runner, 10.into()], "(3, 11)")?;
    let done = Closure::action(|_| Ok(Value::Except(Ok(Box::new(7.into())))));
    tour.call("py_run_exceptt", args![done], "7")?;
    let step = || Closure::typed(|s: u64| (s + 1, s + 2));
    tour.call("py_run_statem", args![step(), 5], "(6, 7)")?;
    tour.call("py_run_readert", args![Closure::action(|args| Ok(args[0].clone())), 9], "9")?;
    tour.call("py_run_handler", args![Closure::typed(|n: u64| n * n), 9], "81")?;
    let fixture = tour.fixture.clone();
    let fails = Closure::pure(move |_| Ok(fixture.construct("EStateM.Result.error", ("late", 0u64))?.into()));
    tour.call("py_run_estatem", args![fails, 0], r#"Except.error "late""#)?;
    tour.call("py_jobs", args![4], "#[<IO (Except String Nat)>, <IO (Except String Nat)>]")?;
    tour.call("py_job_in_option", args![4], "some <Nat → Nat × Nat>")?;
    tour.call("py_action_of_action", args![4], "<IO (Except String Nat)>")?;
    tour.call("py_choose", args![true, step(), step()], "<Nat → Nat × Nat>")?;

    undescribed(tour)
}

fn undescribed(tour: &mut Tour) -> Result {
    tour.chapter("Types without a description", "Their values are held and passed back, machine scalars too.")?;
    let tint = tour.call("py_tint", args![2], "<Tint>")?;
    tour.call("py_tint_index", vec![tint.clone()], "2")?;
    let grams = tour.call("py_grams", args![7u32], "<Grams>")?;
    tour.call("py_grams_value", vec![grams.clone()], "7")?;
    let age = tour.call("py_age", args![40u8], "<Age>")?;
    tour.call("py_age_years", vec![age.clone()], "40")?;
    let order = tour.call("py_ordering", args![1u64, 2u64], "<Ordering>")?;
    let order = tour.call("py_ordering_swap", vec![order], "<Ordering>")?;
    tour.call("py_ordering_text", vec![order], r#""gt""#)?;
    tour.call("py_tint_option", args![1], "some <Tint>")?;
    tour.call("py_tint_io", args![1], "<Tint>")?;
    tour.call("py_tint_base", args![1], "<Tint>")?;
    tour.call("py_tint_except", args![0], "Except.error <Tint>")?;
    tour.call("py_tints", vec![list([tint.clone()])], "#[<Tint>]")?;
    tour.call("py_tint_pair", vec![Value::Prod(Box::new((tint.clone(), grams.clone())))], "(<Grams>, <Tint>)")?;
    let same = Closure::action(|args| Ok(args[0].clone()));
    tour.refuses("py_tint_map", vec![Value::Function(same), tint.clone()], "that is an action")?;
    tour.call("py_tint_function", vec![grams.clone(), tint.clone()], "<Grams>")?;
    let parcel =
        tour.call("py_parcel", vec![tint, grams, age], r#"Parcel.mk <Tint> <Grams> <Age> <Ordering> "fragile""#)?;
    tour.call("py_parcel_parts", vec![parcel], "(<Tint>, (<Grams>, <Age>))")?;
    tour.call("py_decided", args![()], "<Decidable (1 = 2)>")?;
    tour.call("refused_first", args![5], "5")?;
    tour.call("refused_once", args![5], "5")?;
    Ok(())
}
