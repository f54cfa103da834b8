//! Functions of the monads and transformers of Lean's library (`tests/fixture/LeanbindFixture/Transformers.lean`): what a
//! type hides is carried. A transformer over `IO` is an action, a state or a context is one more argument, a state is the
//! second half of the result, and what is thrown arrives.

use leanbind::{CallError, Closure, LeanLibrary, Opaque, Value};

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

type Thrown<T, E = String> = Result<T, E>;

fn ok<T, E>(value: T) -> Thrown<T, E> {
    Ok(value)
}

fn error<T, E: From<&'static str>>(error: &'static str) -> Thrown<T, E> {
    Err(error.into())
}

#[test]
fn transformers_over_io_are_actions() {
    let (_lean, _guard) = support::lean();
    let exceptt = lib().typed::<(u64,), Thrown<u64>>("py_exceptt").unwrap();
    assert_eq!(exceptt.call((5,)).unwrap(), ok(6));
    assert_eq!(exceptt.call((0,)).unwrap(), error("zero"));
    // What the action under the transformer throws is an error of the call.
    assert!(matches!(exceptt.call((1,)), Err(CallError::Io { error, .. }) if error.to_string() == "one"));
    assert_eq!(lib().call("py_exceptt", (0,)).unwrap(), Value::Except(Err(Box::new("zero".into()))));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_exceptt_answer", ()).unwrap(), ok(42));

    assert_eq!(lib().call_as::<Option<u64>>("py_optiont", (0,)).unwrap(), None);
    assert_eq!(lib().call_as::<Option<u64>>("py_optiont", (3,)).unwrap(), Some(3));
    assert_eq!(lib().call_as::<u64>("py_readert", (3, 40)).unwrap(), 43);
    assert_eq!(lib().call_as::<(String, u64)>("py_statet", (0, 21)).unwrap(), ("zero".to_owned(), 42));

    let reference: Value = lib().call("py_new_ref", (5,)).unwrap();
    assert_eq!(lib().call_as::<u64>("py_state_ref", (2, &reference)).unwrap(), 7);
    assert_eq!(lib().call_as::<u64>("py_read_ref", (&reference,)).unwrap(), 7);
}

#[test]
fn and_so_are_those_over_what_io_is_made_of() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call("py_exceptt_base", (1u32,)).unwrap().to_string(), "Except.ok 2");
    assert_eq!(
        lib().call("py_exceptt_base", (0u32,)).unwrap().to_string(),
        "Except.error LeanbindFixture.Forecast.rain"
    );
    // An `EIO String` of an `Except Nat Nat`.
    let both = lib().typed::<(u64,), Thrown<Thrown<u64, u64>>>("py_exceptt_eio").unwrap();
    assert_eq!(both.call((0,)).unwrap(), ok(Err(5)));
    assert_eq!(both.call((1,)).unwrap(), error("one"));
    assert_eq!(both.call((2,)).unwrap(), ok(Ok(2)));

    assert_eq!(lib().call_as::<u64>("py_st", (3,)).unwrap(), 4);
    assert_eq!(lib().call_as::<u64>("py_st_any", ((), 3)).unwrap(), 4);
    assert_eq!(lib().call_as::<Thrown<u64>>("py_est", (0,)).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_est", (3,)).unwrap(), ok(3));
}

#[test]
fn without_an_action_they_are_pure_functions() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call_as::<u64>("py_monad_id", (3,)).unwrap(), 4);
    assert_eq!(lib().call_as::<u8>("py_monad_id_u8", (3,)).unwrap(), 4);
    assert_eq!(lib().call_as::<Thrown<u64>>("py_exceptt_id", (0,)).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<(u64, u64)>("py_statem", (3, 100)).unwrap(), (4, 3));
    assert_eq!(lib().call_as::<u64>("py_readerm", (3, 40)).unwrap(), 43);
    assert_eq!(lib().call_as::<(bool, u8)>("py_statem_u8", (true, 255)).unwrap(), (false, 0));
    assert_eq!(lib().call_as::<Thrown<(u64, u64)>>("py_statet_except", (3, 0)).unwrap(), ok((4, 3)));
    assert_eq!(lib().call_as::<Thrown<(u64, u64)>>("py_statet_except", (0, 0)).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<Option<(u64, u64)>>("py_statet_option", (0, 0)).unwrap(), None);
    assert_eq!(lib().call_as::<(Thrown<u64>, u64)>("py_exceptt_state", (0, 7)).unwrap(), (error("zero"), 7));
    assert_eq!(lib().call_as::<(Thrown<u64>, u64)>("py_exceptt_state", (3, 7)).unwrap(), (ok(3), 10));

    // `EStateM` has a type of its own for its result.
    let thrown = lib().call("py_estatem", (0, 1)).unwrap();
    let Value::Inductive(thrown) = thrown else { panic!("{thrown}") };
    assert!(thrown.is("EStateM.Result.error"));
    assert_eq!((thrown.field("error"), thrown.field("state")), (Some(&"zero".into()), Some(&Value::Nat(5u64.into()))));
    let Value::Inductive(done) = lib().call("py_estatem", (2, 1)).unwrap() else { panic!("a result") };
    assert_eq!((done.constructor(), done.field("value")), ("ok", Some(&Value::Nat(2u64.into()))));
}

#[test]
fn stacks_take_their_arguments_in_order() {
    let (_lean, _guard) = support::lean();
    // A context, then a state.
    let stack = lib().typed::<(u64, u64, u64), Thrown<(u64, u64)>>("py_stack").unwrap();
    assert_eq!(stack.call((1, 100, 10)).unwrap(), ok((111, 11)));
    assert_eq!(stack.call((0, 100, 10)).unwrap(), error("zero"));
    let option = lib().typed::<(u64, u64), Thrown<(Option<u64>, u64)>>("py_stack_option").unwrap();
    assert_eq!(option.call((0, 5)).unwrap(), ok((None, 6)));
    assert_eq!(option.call((1, 5)).unwrap(), error("one"));
    assert_eq!(option.call((2, 5)).unwrap(), ok((Some(2), 6)));
    let names = lib().function("py_stack").unwrap().info().param_names.clone().unwrap();
    assert_eq!(names, ["n", "context", "state"]);
}

#[test]
fn other_names_for_them_hide_nothing() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call_as::<Thrown<String>>("py_app", (1, "hey")).unwrap(), ok("hey!".to_owned()));
    assert_eq!(lib().call_as::<Thrown<String>>("py_app", (0, "hey")).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_result", (0,)).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<u64>("py_handler", (1, 4)).unwrap(), 41);

    // A structure around an action is a value, which only runs where Lean runs it.
    let job = lib().call("py_opaque_job", (0,)).unwrap();
    assert!(matches!(&job, Value::Opaque(_)));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_run_opaque_job", (&job,)).unwrap(), error("zero"));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_run_opaque_job", (&job,)).unwrap(), error("zero"));

    // Where the structure is described, its field is a function.
    let Value::Inductive(runner) = lib().call("py_runner", (3,)).unwrap() else { panic!("a structure") };
    let run = Closure::try_from(runner.field("run").unwrap().clone()).unwrap();
    assert_eq!(run.call_as::<(u64, u64)>([Value::from(10)]).unwrap(), (3, 11));
    assert_eq!(lib().call_as::<(u64, u64)>("py_run_runner", (&Value::from(runner), 20)).unwrap(), (3, 21));
    let same = Closure::action(|args| Ok(Value::Prod(Box::new((Value::from(1), args[0].clone())))));
    let made = lib().construct("Runner.mk", [Value::Function(same)]).unwrap();
    assert_eq!(lib().call_as::<(u64, u64)>("py_run_runner", (made, 20)).unwrap(), (1, 20));

    // A field that is a state is a function.
    let counter = lib().call("py_counter", (3,)).unwrap();
    let Value::Inductive(fields) = &counter else { panic!("a structure") };
    let step = Closure::try_from(fields.field("step").unwrap().clone()).unwrap();
    assert_eq!(step.call_as::<(u64, u64)>([Value::from(10)]).unwrap(), (10, 13));
    let twice = Closure::typed(|s: u64| (s, 2 * s));
    let made = lib().construct("Stepper.mk", [Value::Function(twice), Value::from(0)]).unwrap();
    assert_eq!(lib().call_as::<(u64, u64)>("py_step", (made, 8)).unwrap(), (8, 16));
}

#[test]
fn as_arguments_they_are_functions() {
    let (_lean, _guard) = support::lean();
    let thrown = |text: &'static str| Closure::action(move |_| Ok(Value::Except(Err(Box::new(text.into())))));
    let done = Closure::action(|_| Ok(Value::Except(Ok(Box::new(7.into())))));
    assert_eq!(lib().call_as::<u64>("py_run_exceptt", (done,)).unwrap(), 7);
    let error = lib().call("py_run_exceptt", (thrown("early"),)).unwrap_err();
    assert_eq!(error.thrown().unwrap().to_string(), "caught early");

    assert_eq!(
        lib().call_as::<(u64, u64)>("py_run_statem", (Closure::typed(|s: u64| (s + 1, s + 2)), 5)).unwrap(),
        (6, 7)
    );
    let reader = Closure::action(|args| Ok(args[0].clone()));
    assert_eq!(lib().call_as::<u64>("py_run_readert", (reader, 9)).unwrap(), 9);
    assert_eq!(lib().call_as::<u64>("py_run_handler", (Closure::typed(|n: u64| n * n), 9)).unwrap(), 81);

    let machine =
        Closure::pure(|_| Ok(lib().construct("EStateM.Result.error", [Value::from("late"), Value::from(0)])?.into()));
    assert_eq!(lib().call_as::<Thrown<u64>>("py_run_estatem", (machine, 0)).unwrap(), Err("late".to_owned()));
}

#[test]
fn inside_of_values_they_are_functions() {
    let (_lean, _guard) = support::lean();
    let jobs: Vec<Closure> = lib().call_as("py_jobs", (4,)).unwrap();
    let results: Vec<Thrown<u64>> = jobs.iter().map(|job| job.call_as([]).unwrap()).collect();
    assert_eq!(results, [ok(4), error("no")]);
    let job: Option<Closure> = lib().call_as("py_job_in_option", (4,)).unwrap();
    assert_eq!(job.unwrap().call_as::<(u64, u64)>([Value::from(10)]).unwrap(), (10, 14));
    let action: Closure = lib().call_as("py_action_of_action", (4,)).unwrap();
    assert_eq!(lib().call_as::<u64>("py_run_exceptt", (&action,)).unwrap(), 4);
    let (f, g) = (Closure::typed(|s: u64| (s, 1u64)), Closure::typed(|s: u64| (s, 2u64)));
    let chosen: Closure = lib().call_as("py_choose", (false, f, g)).unwrap();
    assert_eq!(chosen.call_as::<(u64, u64)>([Value::from(7)]).unwrap(), (7, 2));
}

/// A handle of one of them is no other's.
#[test]
fn an_opaque_structure_around_one_stays_what_it_is() {
    let (_lean, _guard) = support::lean();
    let job = Opaque::try_from(lib().call("py_opaque_job", (3,)).unwrap()).unwrap();
    assert_eq!(job.type_name(), "LeanbindFixture.Job Nat");
    let job = Value::Opaque(job);
    assert!(
        lib().call("py_run_exceptt", (&job,)).unwrap_err().to_string().contains("got opaque LeanbindFixture.Job Nat")
    );
}
