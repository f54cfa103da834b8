//! Values that stay as Lean has them: read in place through views, changed in place, and passed back.

use leanbind::registry::TypeRepr;
use leanbind::{CallError, FromLean, IntoLean, LeanLibrary, Nat, TypedObj, Value, View};

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

/// What `function` makes of `argument`, left as it is.
fn result(function: &str, argument: impl IntoLean) -> TypedObj {
    lib().call_as(function, (argument,)).unwrap()
}

fn make(name: &str, fields: Vec<Value>) -> Value {
    lib().construct(name, fields).unwrap().into()
}

/// `value` is read as the type that `function` is the identity of, without a call for each part.
fn reads_as<T: FromLean + PartialEq + std::fmt::Debug>(function: &str, value: &(impl IntoLean + ?Sized), expected: T) {
    let typed: TypedObj = lib().call_as(function, (value,)).unwrap();
    assert_eq!(typed.view().decode_as::<T>().unwrap(), expected, "{function}");
}

fn message<T: std::fmt::Debug>(result: Result<T, CallError>) -> String {
    result.unwrap_err().to_string()
}

/// A search tree of 0 to `size`.
fn tree(size: i64) -> TypedObj {
    let mut tree: TypedObj = lib().call_as("py_id_tree", (lib().construct("Tree.leaf", []).unwrap(),)).unwrap();
    for i in 0..size {
        tree = lib().call_as("py_tree_insert", (tree, (i * 7) % size)).unwrap();
    }
    tree
}

fn sum(tree: View<'_>) -> Result<i64, CallError> {
    match tree.constructor()? {
        "node" => {
            let [left, value, right] = tree.fields()?;
            Ok(sum(left)? + value.decode_as::<i64>()? + sum(right)?)
        }
        _ => Ok(0),
    }
}

#[test]
fn text_bytes_and_floats_are_borrowed() {
    let (_lean, _guard) = support::lean();
    let text = result("py_id_string", "λ\0x");
    assert_eq!(text.view().as_str().unwrap(), "λ\0x");
    assert_eq!(text.view().as_str().unwrap().as_ptr(), text.view().as_str().unwrap().as_ptr(), "no copy is made");
    let bytes = result("py_id_bytes", [1u8, 2, 255]);
    assert_eq!(bytes.view().as_bytes().unwrap(), [1, 2, 255]);
    let floats = result("py_id_floats", [1.5, -0.0]);
    assert_eq!(floats.view().as_floats().unwrap(), [1.5, -0.0]);
}

#[test]
fn what_is_borrowed_outlives_the_view_and_not_the_handle() {
    let (_lean, _guard) = support::lean();
    let arrays = result("py_id_array_bytes", Value::Array(vec![Value::Bytes(vec![1]), Value::Bytes(vec![2, 3])]));
    let second: &[u8] = {
        let view = arrays.view();
        view.element(1).unwrap().as_bytes().unwrap()
    };
    assert_eq!(second, [2, 3]);
    let own: TypedObj = arrays.view().element(1).unwrap().decode_as().unwrap();
    drop(arrays);
    assert_eq!(own.view().as_bytes().unwrap(), [2, 3]);
}

#[test]
fn a_tree_is_walked_without_a_conversion() {
    let (_lean, _guard) = support::lean();
    let tree = tree(101);
    assert_eq!(sum(tree.view()).unwrap(), 5050);
    assert_eq!(tree.ty(), TypeRepr::named("LeanbindFixture.Tree"));
    let value = tree.view().field_named("right").unwrap().field_named("value").unwrap();
    assert_eq!(value.decode_as::<i64>().unwrap(), 7);
    assert_eq!(tree.view().decode().unwrap(), lib().call("py_id_tree", (&tree,)).unwrap());
}

#[test]
fn fields_are_read_wherever_they_lie() {
    let (_lean, _guard) = support::lean();
    let make = (true, 1.25f32, "name", 7u32, 8u64, 'λ', 9u8, 10u64, 11u64, 12u16, 0.5);
    let mixed: TypedObj = lib().call_as("py_mixed_make", make).unwrap();
    let field = |name: &str| mixed.view().field_named(name).unwrap();
    assert!(field("flag").decode_as::<bool>().unwrap());
    assert_eq!(field("single").decode_as::<f32>().unwrap(), 1.25);
    assert_eq!(field("name").as_str().unwrap(), "name");
    assert_eq!(field("word").decode_as::<u32>().unwrap(), 7);
    assert_eq!(field("size").decode_as::<usize>().unwrap(), 8);
    assert_eq!(field("letter").decode_as::<char>().unwrap(), 'λ');
    assert_eq!(field("byte").decode_as::<u64>().unwrap(), 9);
    assert_eq!(field("count").decode_as::<Nat>().unwrap(), Nat::from(10u8));
    assert_eq!(field("long").decode().unwrap(), Value::UInt(11));
    assert_eq!(field("half").decode_as::<u16>().unwrap(), 12);
    assert_eq!(field("real").decode_as::<f64>().unwrap(), 0.5);
    // An unboxed field as a value of its own is boxed.
    let long: TypedObj = field("long").decode_as().unwrap();
    assert_eq!(lib().call_as::<u64>("py_id_u64", (long,)).unwrap(), 11);
}

#[test]
fn trivial_structures_enumerations_and_erased_fields() {
    let (_lean, _guard) = support::lean();
    let even = result("py_double", 21);
    assert_eq!(even.view().constructor().unwrap(), "mk");
    assert_eq!(even.view().field_named("value").unwrap().decode_as::<u64>().unwrap(), 42);
    assert_eq!(even.view().field_named("isEven").unwrap().decode().unwrap(), Value::Unit, "a proof is not represented");
    let ticks = result("py_id_ticks", make("Ticks.mk", vec![u64::MAX.into()]));
    assert_eq!(ticks.view().field(0).unwrap().decode_as::<u64>().unwrap(), u64::MAX);
    let day = result("py_next_day", make("Weekday.monday", vec![]));
    assert_eq!(day.view().constructor().unwrap(), "tuesday");
    let days = result("py_id_array_weekday", Value::Array(vec![make("Weekday.sunday", vec![])]));
    assert_eq!(days.view().element(0).unwrap().constructor().unwrap(), "sunday");
}

#[test]
fn options_pairs_sums_and_results_have_constructors_too() {
    let (_lean, _guard) = support::lean();
    let some_none = result("py_id_option_option_bool", Some(None::<bool>));
    let [inner] = some_none.view().fields().unwrap();
    assert_eq!((some_none.view().constructor().unwrap(), inner.constructor().unwrap()), ("some", "none"));
    let pair = result("py_id_prod_u8_float", (7, 0.5));
    let [first, second] = pair.view().fields().unwrap();
    assert_eq!((first.decode_as::<u8>().unwrap(), second.decode_as::<f64>().unwrap()), (7, 0.5));
    assert_eq!(pair.view().field_named("snd").unwrap().ty(), TypeRepr::Float);
    let inl = result("py_id_sum", Value::Inl(Box::new(5.into())));
    assert_eq!((inl.view().constructor().unwrap(), inl.view().field(0).unwrap().ty()), ("inl", TypeRepr::Nat));
    let inr = result("py_id_sum", Value::Inr(Box::new("x".into())));
    assert_eq!((inr.view().constructor().unwrap(), inr.view().field(0).unwrap().as_str().unwrap()), ("inr", "x"));
    let ok = result("py_parse_nat", "41");
    assert_eq!((ok.view().constructor().unwrap(), ok.view().field(0).unwrap().decode_as().unwrap()), ("ok", 41));
    let error = result("py_parse_nat", "x");
    assert_eq!(error.view().constructor().unwrap(), "error");
    assert!(error.view().field(0).unwrap().as_str().unwrap().starts_with("expected a digit"));
    let list = result("py_id_list_string", ["a", "b"]);
    let [head, tail] = list.view().fields().unwrap();
    assert_eq!((list.view().constructor().unwrap(), head.as_str().unwrap(), tail.len().unwrap()), ("cons", "a", 1));
}

#[test]
fn elements_of_every_sequence() {
    let (_lean, _guard) = support::lean();
    let read = |typed: &TypedObj| -> Vec<Value> {
        typed.view().elements().unwrap().map(|element| element.unwrap().decode().unwrap()).collect()
    };
    let array = result("py_id_array_nat", [3u64, 1 << 63, 5]);
    assert_eq!(read(&array), [3, 1 << 63, 5].map(|n: u64| Value::Nat(n.into())));
    assert_eq!((array.view().len().unwrap(), array.view().is_empty().unwrap()), (3, false));
    assert_eq!(array.view().element(2).unwrap().decode_as::<u8>().unwrap(), 5);
    let list = result("py_id_list_string", ["a", "b", "c"]);
    assert_eq!(read(&list), ["a", "b", "c"].map(Value::from));
    assert_eq!((list.view().len().unwrap(), list.view().element(2).unwrap().as_str().unwrap()), (3, "c"));
    let bytes = result("py_id_bytes", [7u8, 8]);
    assert_eq!(read(&bytes), [7u8, 8].map(Value::from));
    assert_eq!(bytes.view().element(1).unwrap().decode_as::<u8>().unwrap(), 8);
    let floats = result("py_id_floats", [0.5, 1.5]);
    assert_eq!(read(&floats), [0.5, 1.5].map(Value::from));
    let empty = result("py_id_list_string", Vec::<String>::new());
    assert!(empty.view().is_empty().unwrap());
}

#[test]
fn a_thunk_is_forced_when_its_value_is_asked_for() {
    let (_lean, _guard) = support::lean();
    assert_eq!(result("py_delayed", 41).view().decode_as::<u64>().unwrap(), 42);
    assert_eq!(result("py_spawn", 41).view().decode_as::<u64>().unwrap(), 42);
    // The value of a call is waited for; inside of a value it stays a thunk until it is read.
    let list = TypeRepr::List(Box::new(TypeRepr::Named { name: "Thunk".into(), args: vec![TypeRepr::String] }));
    let thunks = lib().marshaller().wrapper_for(&list).unwrap().to_typed(&Value::from(vec!["later"])).unwrap();
    let thunk = thunks.view().element(0).unwrap();
    assert_eq!((thunk.ty().to_string().as_str(), thunk.as_str().unwrap()), ("Thunk String", "later"));
    let owned: TypedObj = thunk.decode_as().unwrap();
    assert_eq!(lib().call_as::<u64>("py_length", (owned,)).unwrap(), 5);
}

#[test]
fn values_go_back_without_a_conversion() {
    let (_lean, _guard) = support::lean();
    let tree = tree(20);
    let again: TypedObj = lib().call_as("py_id_tree", (&tree,)).unwrap();
    assert_eq!(again.object().as_ptr(), tree.object().as_ptr(), "the same object");
    let typed = lib().typed::<(TypedObj, u64), TypedObj>("py_tree_insert").unwrap();
    assert_eq!(sum(typed.call((tree, 1000)).unwrap().view()).unwrap(), 190 + 1000);
    // Inside of other values, and scalars in registers.
    let text = result("py_id_string", "x");
    let swapped: (TypedObj, u64) = lib().call_as("py_swap", ((7, text),)).unwrap();
    assert_eq!((swapped.0.view().as_str().unwrap(), swapped.1), ("x", 7));
    let half = result("py_half", 3.0);
    assert_eq!(lib().call_as::<f64>("py_half", (half,)).unwrap(), 0.75);
    let numbers: Vec<TypedObj> = lib().call_as("py_id_array_nat", (&[1u64, 1 << 63],)).unwrap();
    reads_as("py_id_array_nat", &numbers, vec![1u64, 1 << 63]);
    let not = result("py_not", true);
    assert!(lib().call_as::<bool>("py_not", (not,)).unwrap());
    let day = result("py_next_day", make("Weekday.monday", vec![]));
    assert_eq!(lib().call("py_next_day", (day,)).unwrap(), make("Weekday.wednesday", vec![]));
    let some: Option<TypedObj> = lib().call_as("py_id_option_u32", (Some(7),)).unwrap();
    reads_as("py_id_option_u32", &some, Some(7u32));
}

#[test]
fn a_value_prepared_once_serves_many_calls() {
    let (_lean, _guard) = support::lean();
    let function = lib().function("py_id_tree").unwrap();
    let ty = lib().marshaller().wrapper_for(&function.info().params[0]).unwrap();
    let tree = ty.to_typed(&make("Tree.leaf", vec![])).unwrap();
    assert_eq!(lib().call("py_tree_sum", (&tree,)).unwrap(), Value::Int(0.into()));
    assert_eq!(lib().call("py_id_tree", (&tree,)).unwrap(), make("Tree.leaf", vec![]));
    assert_eq!(message(ty.to_typed("x")), r#"expected LeanbindFixture.Tree, got String "x""#);
}

#[test]
fn a_value_of_another_type_is_refused() {
    let (_lean, _guard) = support::lean();
    let text = result("py_id_string", "x");
    assert_eq!(
        message(lib().call("py_increment", (&text,))),
        "py_increment: argument 1 (n): expected Nat, got a value of type String"
    );
    let counter = result("py_opaque_make", 7);
    assert!(lib().call("py_opaque_use", (&counter,)).is_ok());
    assert!(message(lib().call("py_id_tree", (&counter,))).contains("got a value of type"));
    // Another opening of the library may mean another type by the same name; types of Lean's own are the same.
    let (lean, _guard) = support::lean();
    let core = lean.core_library().unwrap();
    let nat = core.marshaller().wrapper_for(&TypeRepr::Nat).unwrap().to_typed(&41).unwrap();
    assert_eq!(lib().call_as::<u64>("py_increment", (nat,)).unwrap(), 42);
    let opaque = TypeRepr::opaque("Counter");
    assert!(core.marshaller().wrapper_for(&opaque).unwrap().to_typed(&counter).is_err());
}

#[test]
fn an_exclusive_array_is_changed_in_place_and_a_shared_one_is_copied_first() {
    let (_lean, _guard) = support::lean();
    let mut bytes = result("py_id_bytes", [1u8, 2, 3]);
    let place = bytes.object().as_ptr();
    bytes.as_bytes_mut().unwrap()[1] = 9;
    assert_eq!((bytes.object().as_ptr(), bytes.is_exclusive()), (place, true));

    let kept = bytes.clone();
    assert!(!bytes.is_exclusive());
    bytes.as_bytes_mut().unwrap()[0] = 7;
    assert_ne!(bytes.object().as_ptr(), place);
    assert_eq!(kept.view().as_bytes().unwrap(), [1, 9, 3], "the other handle sees no change");
    reads_as("py_id_bytes", &bytes, vec![7u8, 9, 3]);

    let mut floats = result("py_id_floats", [1.0, 2.0]);
    floats.as_floats_mut().unwrap()[0] = -0.5;
    reads_as("py_id_floats", &floats, vec![-0.5, 2.0]);

    assert_eq!(message(floats.as_bytes_mut()), "expected a ByteArray, got a value of type FloatArray");
    let mut text = result("py_id_string", "x");
    assert_eq!(message(text.as_floats_mut()), "expected a FloatArray, got a value of type String");
}

#[test]
fn an_element_is_shared_with_its_array() {
    let (_lean, _guard) = support::lean();
    let arrays = result("py_id_array_bytes", Value::Array(vec![Value::Bytes(vec![1, 2])]));
    let mut first: TypedObj = arrays.view().element(0).unwrap().decode_as().unwrap();
    first.as_bytes_mut().unwrap()[0] = 9;
    assert_eq!(arrays.view().element(0).unwrap().as_bytes().unwrap(), [1, 2]);
    assert_eq!(first.view().as_bytes().unwrap(), [9, 2]);
}

#[test]
fn a_constant_of_the_library_is_never_changed() {
    let (_lean, _guard) = support::lean();
    let text: TypedObj = lib().call_as("py_unit_argument", ((),)).unwrap();
    assert!(!text.is_exclusive(), "it lives as long as the process, and is not counted");
}

#[test]
fn an_argument_that_is_moved_into_a_call_is_updated_in_place() {
    let (_lean, _guard) = support::lean();
    // The first push moves the bytes to where there is room for more.
    let bytes: TypedObj = lib().call_as("py_bytes_push", (vec![1u8; 100], 2u8)).unwrap();
    let place = bytes.object().as_ptr();
    let more: TypedObj = lib().call_as("py_bytes_push", (bytes, 3u8)).unwrap();
    assert_eq!(more.object().as_ptr(), place);
    let copied: TypedObj = lib().call_as("py_bytes_push", (&more, 4u8)).unwrap();
    assert_ne!(copied.object().as_ptr(), place);
    assert_eq!((more.view().len().unwrap(), copied.view().len().unwrap()), (102, 103));
}

#[test]
fn every_step_is_checked() {
    let (_lean, _guard) = support::lean();
    let tree = tree(3);
    let view = tree.view();
    let ty = "LeanbindFixture.Tree";
    assert_eq!(message(view.as_str()), format!("expected a String, got a value of type {ty}"));
    assert_eq!(message(view.as_bytes()), format!("expected a ByteArray, got a value of type {ty}"));
    assert_eq!(
        message(view.elements()),
        format!("expected an Array, a List, a ByteArray or a FloatArray, got a value of type {ty}")
    );
    assert_eq!(message(view.field(3)), format!("expected one of 3 fields of {ty}, got field 3"));
    assert_eq!(
        message(view.field_named("lefft")),
        format!("expected a field of {ty}.node, got lefft; did you mean `left`?")
    );
    assert_eq!(message(view.fields::<2>()), "expected 2 fields of node, got 3");
    assert_eq!(message(view.decode_as::<u64>()), format!("expected a result for the Rust type u64, got {ty}"));
    let number = result("py_increment", 1);
    assert_eq!(message(number.view().constructor()), "expected a value of an inductive type, got a value of type Nat");
    let array = result("py_id_array_nat", [1u64]);
    assert_eq!(message(array.view().element(1)), "expected one of 1 element of Array Nat, got element 1");
    let empty = result("py_id_array_nat", Vec::<u64>::new());
    assert_eq!(message(empty.view().element(0)), "expected one of 0 elements of Array Nat, got element 0");
    let big = result("py_increment", u64::MAX);
    assert!(message(big.view().decode_as::<u64>()).contains("18446744073709551616"));
}

#[test]
fn a_thread_without_lean_reads_and_does_not_run() {
    let (lean, _guard) = support::lean();
    let lib = lib();
    std::thread::spawn(move || {
        let guard = lean.attach();
        let text: TypedObj = lib.call_as("py_id_string", ("x",)).unwrap();
        let list = TypeRepr::List(Box::new(TypeRepr::Named { name: "Thunk".into(), args: vec![TypeRepr::Nat] }));
        let thunks = lib.marshaller().wrapper_for(&list).unwrap().to_typed(&Value::from(vec![1])).unwrap();
        drop(guard);
        assert_eq!(text.view().as_str().unwrap(), "x");
        let thunk = thunks.view().element(0).unwrap();
        assert!(matches!(thunk.decode(), Err(CallError::NotAttached(_))));
        assert!(matches!(thunk.constructor(), Err(CallError::NotAttached(_))));
    })
    .join()
    .unwrap();
}
