//! Every function of the fixture, called on real Lean: what compiled Lean code sees is what Rust passed.

use leanbind::marshal::ConstructorFields;
use leanbind::registry::{Bits, CompiledParam, CompiledSignature, FuncInfo, MachineType, TypeRepr};
use leanbind::{CallError, IoErrorKind, LeanLibrary, Nat, Value};
use num_bigint::{BigInt, BigUint};

use crate::support;

/// The value of a call that must succeed.
macro_rules! call {
    ($name:literal $(, $arg:expr)* $(,)?) => {{
        let (_lean, _guard) = support::lean();
        support::fixture().call($name, ($($arg,)*)).unwrap()
    }};
}

fn lib() -> LeanLibrary {
    support::fixture()
}

fn make(name: &str, fields: impl ConstructorFields) -> Value {
    let (_lean, _guard) = support::lean();
    lib().construct(name, fields).unwrap().into()
}

fn nat(n: impl Into<Nat>) -> Value {
    Value::Nat(n.into())
}

fn int(n: impl Into<BigInt>) -> Value {
    Value::from(n.into())
}

#[test]
fn nat_to_nat() {
    assert_eq!(call!("py_increment", 41u64), nat(42u64));
    let scalar_bound = u64::MAX >> 1;
    assert_eq!(call!("py_increment", scalar_bound), nat(1u64 << 63));
    let big = (BigUint::from(1u8) << 64u32) + 5u8;
    assert_eq!(call!("py_increment", big.clone()), Value::from(big + 1u8));
}

#[test]
fn int_and_int_to_int() {
    assert_eq!(call!("py_add_int", -3, 5), int(2));
    assert_eq!(call!("py_add_int", i32::MAX, 1), int(i64::from(i32::MAX) + 1));
    assert_eq!(call!("py_add_int", i32::MIN, -1), int(i64::from(i32::MIN) - 1));
    let big = -(BigInt::from(1) << 70u32);
    assert_eq!(call!("py_add_int", big.clone(), 0), Value::from(big.clone()));
    assert_eq!(call!("py_add_int", big.clone(), -big), int(0));
}

#[test]
fn bool_to_bool() {
    assert_eq!(call!("py_not", true), Value::from(false));
    assert_eq!(call!("py_not", false), Value::from(true));
}

#[test]
fn float_to_float() {
    assert_eq!(call!("py_half", 5.0), Value::from(2.5));
    assert_eq!(call!("py_half", f64::INFINITY), Value::from(f64::INFINITY));
}

#[test]
fn char_to_char() {
    assert_eq!(call!("py_next_char", 'a'), Value::from('b'));
    assert_eq!(call!("py_next_char", '\u{d7ff}'), Value::from('\u{e000}'));
    assert_eq!(call!("py_next_char", '𝔸'), Value::from('𝔹'));
}

#[test]
fn string_to_string() {
    assert_eq!(call!("py_reverse", "abc"), Value::from("cba"));
    assert_eq!(call!("py_reverse", "a\0λ𝔸"), Value::from("𝔸λ\0a"));
    assert_eq!(call!("py_reverse", ""), Value::from(""));
}

#[test]
fn array_of_scalars_to_scalar() {
    assert_eq!(call!("py_sum_u64", vec![1u64, 2, u64::MAX]), Value::UInt(2));
    assert_eq!(call!("py_sum_u64", Vec::<u64>::new()), Value::UInt(0));
}

#[test]
fn uint32_wraps_in_lean_and_never_on_the_way() {
    assert_eq!(call!("py_u32_wrap", u32::MAX), Value::UInt(0));
    let (_lean, _guard) = support::lean();
    let error = lib().call("py_u32_wrap", (1u64 << 32,)).unwrap_err().to_string();
    assert_eq!(
        error,
        "py_u32_wrap: argument 1 (x): expected UInt32 (0 to 4294967295), got the whole number 4294967296"
    );
}

#[test]
fn pair_to_pair() {
    assert_eq!(call!("py_swap", (7u64, "x")), Value::from(("x", nat(7u64))));
}

#[test]
fn list_to_option() {
    assert_eq!(call!("py_find", vec![5, -6, 7], -6), Value::from(Some(nat(1u64))));
    assert_eq!(call!("py_find", vec![5, -6, 7], 8), Value::Option(None));
    assert_eq!(call!("py_find", Value::List(vec![]), 8), Value::Option(None));
}

#[test]
fn nested_options() {
    let none = Value::Option(None);
    let some = |v: Value| Value::from(Some(v));
    assert_eq!(call!("py_nested", none.clone()), some(none.clone()));
    assert_eq!(call!("py_nested", some(none.clone())), some(some(nat(0u64))));
    assert_eq!(call!("py_nested", Some(Some(3u64))), none);
}

#[test]
fn inductive_to_int() {
    assert_eq!(call!("py_perimeter", make("Shape.circle", [int(2)])), int(12));
    assert_eq!(call!("py_perimeter", make("Shape.square", [int(3)])), int(12));
    assert_eq!(call!("py_perimeter", make("Shape.rect", [int(1), int(-4)])), int(-6));
}

#[test]
fn structure_to_structure() {
    let moved = call!("py_move", make("Point.mk", [int(1), int(2)]), 10, -20);
    assert_eq!(moved, make("Point.mk", [int(11), int(-18)]));
    let Value::Inductive(point) = &moved else { panic!() };
    assert_eq!(point.field("y"), Some(&int(-18)));
}

#[test]
fn a_tree_grows() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    let mut tree = make("Tree.leaf", []);
    for n in [5, 3, 8, 1, 4, 5] {
        tree = lib.call("py_tree_insert", (tree, n)).unwrap();
    }
    let leaf = || make("Tree.leaf", []);
    let node = |l, n, r| make("Tree.node", [l, int(n), r]);
    let left = node(node(leaf(), 1, leaf()), 3, node(leaf(), 4, leaf()));
    assert_eq!(tree, node(left, 5, node(leaf(), 8, leaf())));
    assert_eq!(lib.call("py_tree_sum", (tree,)).unwrap(), int(21));
}

#[test]
fn io_returns_or_throws() {
    assert_eq!(call!("py_greet", "Lean"), Value::from("Hello, Lean!"));
    let (_lean, _guard) = support::lean();
    let Err(CallError::Io { function, error }) = lib().call("py_greet", ("",)) else { panic!("nobody was greeted") };
    assert_eq!((&*function, error.kind()), ("py_greet", IoErrorKind::UserError));
    assert_eq!(error.to_string(), "nobody to greet");
}

#[test]
fn except_is_a_value() {
    assert_eq!(call!("py_parse_nat", "123"), Value::from(Ok::<_, Value>(nat(123u64))));
    let Value::Except(Err(error)) = &call!("py_parse_nat", "12x") else { panic!() };
    assert_eq!(**error, Value::from("expected a digit, got 'x'"));
}

#[test]
fn enum_to_enum() {
    assert_eq!(call!("py_next_day", make("Weekday.sunday", [])), make("Weekday.monday", []));
    assert_eq!(call!("py_next_day", make("Weekday.monday", [])), make("Weekday.tuesday", []));
}

#[test]
fn constants_are_read() {
    assert_eq!(call!("py_version"), Value::from("1.0.0"));
    assert_eq!(call!("py_const_nat"), nat(42u64));
    assert_eq!(call!("py_const_big_nat"), Value::from(BigUint::from(1u8) << 70u32));
    assert_eq!(call!("py_const_u8"), Value::UInt(200));
    assert_eq!(call!("py_const_u64"), Value::UInt(u64::MAX));
    assert_eq!(call!("py_const_float"), Value::from(2.5));
    assert_eq!(call!("py_const_bool"), Value::from(true));
    assert_eq!(call!("py_const_char"), Value::from('λ'));
    assert_eq!(call!("py_const_array"), Value::Array(vec![nat(1u64), nat(2u64), nat(3u64)]));
}

#[test]
fn an_opaque_value_goes_back_to_lean() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    let counter = lib.call("py_opaque_make", (40u64,)).unwrap();
    let stepped = lib.call("py_opaque_step", (&counter,)).unwrap();
    assert_eq!(lib.call("py_opaque_use", (stepped,)).unwrap(), nat(41u64));
    assert_eq!(lib.call("py_opaque_use", (counter,)).unwrap(), nat(40u64), "the first counter is as it was");
    assert!(lib.call("py_opaque_use", (5,)).unwrap_err().to_string().contains("got the whole number 5"));
}

#[test]
fn every_identity_gives_back_what_it_got() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    let big = BigUint::from(1u8) << 200u32;
    let cases: Vec<(&str, Vec<Value>)> = vec![
        ("py_id_unit", vec![Value::Unit]),
        ("py_id_bool", vec![true.into(), false.into()]),
        ("py_id_u8", vec![0u8.into(), u8::MAX.into()]),
        ("py_id_u16", vec![0u16.into(), u16::MAX.into()]),
        ("py_id_u32", vec![0u32.into(), u32::MAX.into()]),
        ("py_id_u64", vec![0u64.into(), u64::MAX.into()]),
        ("py_id_usize", vec![0u64.into(), u64::MAX.into()]),
        ("py_id_i8", vec![i8::MIN.into(), (-1i8).into(), i8::MAX.into()]),
        ("py_id_i16", vec![i16::MIN.into(), (-1i16).into(), i16::MAX.into()]),
        ("py_id_i32", vec![i32::MIN.into(), (-1i32).into(), i32::MAX.into()]),
        ("py_id_i64", vec![i64::MIN.into(), (-1i64).into(), i64::MAX.into()]),
        ("py_id_isize", vec![i64::MIN.into(), (-1i64).into(), i64::MAX.into()]),
        ("py_id_float", vec![1.5.into(), f64::MIN_POSITIVE.into()]),
        ("py_id_float32", vec![1.5f32.into(), f32::MAX.into()]),
        ("py_id_char", vec!['\0'.into(), '\u{10ffff}'.into()]),
        ("py_id_string", vec!["".into(), "a\0b λ".into()]),
        ("py_id_nat", vec![nat(0u64), big.clone().into()]),
        ("py_id_int", vec![int(-1), int(-BigInt::from(big))]),
        ("py_id_array_nat", vec![Value::Array(vec![nat(1u64), nat(u64::MAX)])]),
        ("py_id_array_u8", vec![Value::from(vec![1u8, 255])]),
        ("py_id_array_float", vec![Value::from(vec![1.5, -2.5])]),
        ("py_id_list_string", vec![Value::List(vec!["a".into(), "".into()])]),
        ("py_id_option_u32", vec![Value::Option(None), Some(u32::MAX).into()]),
        (
            "py_id_option_option_bool",
            vec![Value::Option(None), Some(Option::<bool>::None).into(), Some(Some(true)).into()],
        ),
        ("py_id_except", vec![Err::<u64, _>("no").into(), Ok::<_, Value>(u64::MAX).into()]),
        ("py_id_sum", vec![Value::Inl(Box::new(nat(3u64))), Value::Inr(Box::new("x".into()))]),
        ("py_id_prod_u8_float", vec![(7u8, 0.5).into()]),
    ];
    for (name, values) in cases {
        for value in values {
            assert_eq!(lib.call(name, (&value,)).unwrap(), value, "{name}");
        }
    }
}

/// A value for every field of the fixture's `Mixed`, in the order of declaration.
fn mixed_fields() -> Vec<Value> {
    vec![
        true.into(),
        1.25f32.into(),
        "name".into(),
        0xdead_beef_u32.into(),
        (u64::MAX - 1).into(),
        'λ'.into(),
        0xabu8.into(),
        nat(1u64 << 63),
        (1u64 << 60).into(),
        0xbeefu16.into(),
        (-2.5).into(),
    ]
}

#[test]
fn compiled_code_reads_and_makes_every_kind_of_field() {
    let (_lean, _guard) = support::lean();
    let mixed = make("Mixed.mk", mixed_fields());
    assert_eq!(call!("py_id_mixed", &mixed), mixed);
    assert_eq!(lib().call("py_mixed_make", mixed_fields()).unwrap(), mixed);
    let nested = mixed_fields().into_iter().rev().reduce(|rest, field| (field, rest).into()).unwrap();
    assert_eq!(call!("py_mixed_fields", mixed), nested);
}

#[test]
fn trivial_structures_are_their_field() {
    assert_eq!(call!("py_kilometers", 3u64), make("Meters.mk", [nat(3000u64)]));
    assert_eq!(call!("py_id_meters", make("Meters.mk", [nat(7u64)])), make("Meters.mk", [nat(7u64)]));
    assert_eq!(call!("py_tick", make("Ticks.mk", [Value::UInt(41)])), make("Ticks.mk", [Value::UInt(42)]));
    let ticks = Value::Array(vec![make("Ticks.mk", [Value::UInt(u64::MAX)])]);
    assert_eq!(call!("py_id_array_ticks", &ticks), ticks);
}

#[test]
fn a_value_with_a_proof_is_made_by_lean_only() {
    let even = call!("py_double", 21u64);
    assert_eq!(even.to_string(), "Even.mk 42 ()".replace("Even", "LeanbindFixture.Even"));
    assert_eq!(call!("py_id_even", &even), even);
    let error = lib().construct("Even.mk", [nat(41u64), Value::Unit]).unwrap_err().to_string();
    assert!(error.contains("expected a value of LeanbindFixture.Even that a Lean function returned"), "{error}");
}

#[test]
fn structures_extend_abbreviate_and_are_empty() {
    let point = make("Point.mk", [int(1), int(2)]);
    let point3 = make("Point3.mk", [point.clone(), int(3)]);
    assert_eq!(call!("py_id_point3", &point3), point3);
    assert_eq!(call!("py_point3_sum", &point3), int(321));
    // Both parents have a `Point`, which is there once.
    let named = make("NamedPoint3.mk", [point3.clone(), "here".into()]);
    assert_eq!(call!("py_id_named_point3", &named), named);
    let second = make("NamedPoint.mk", [point.clone(), "here".into()]);
    assert_eq!(call!("py_named_point3_parents", named), (point3, second).into());
    let labelled = make("Labelled.mk", ["here".into(), point]);
    assert_eq!(call!("py_id_labelled", &labelled), labelled);
    assert_eq!(call!("py_id_empty", make("Empty.mk", [])), make("Empty.mk", []));
}

#[test]
fn enums_of_every_width() {
    let (_lean, _guard) = support::lean();
    for (name, constructors) in [("Enum1", 1), ("Enum2", 2), ("Enum255", 255), ("Enum256", 256), ("Enum257", 257)] {
        let info = lib().registry().find_type(name).unwrap().clone();
        assert_eq!(info.ctors.len(), constructors);
        let identity = format!("py_id_{}", name.to_lowercase());
        for ctor in [&info.ctors[0], &info.ctors[constructors / 2], &info.ctors[constructors - 1]] {
            let value = make(&format!("{name}.{}", ctor.name), []);
            assert_eq!(lib().call(&identity, (&value,)).unwrap(), value);
        }
    }
    assert_eq!(call!("py_enum255_last", ()), make("Enum255.c254", []));
    assert_eq!(call!("py_enum256_last", ()), make("Enum256.c255", []));
    assert_eq!(call!("py_enum257_last", ()), make("Enum257.c256", []));
    let days = Value::Array(vec![make("Enum256.c255", []), make("Enum256.c0", [])]);
    assert_eq!(call!("py_id_array_enum256", &days), days);
}

#[test]
fn mutual_and_nested_types() {
    let number = |n: u64| make("Term.number", [n.into()]);
    let assign = |n| make("Statement.assign", ["x".into(), number(n)]);
    let block = make("Statement.block", [Value::List(vec![assign(1), make("Statement.skip", []), assign(2)])]);
    let statement = make("Statement.assign", ["y".into(), make("Term.result", [block])]);
    assert_eq!(call!("py_id_statement", &statement), statement);
    assert_eq!(call!("py_statement_sum", statement), Value::UInt(3));

    let rose = |n, children| make("Rose.node", [int(n), Value::List(children)]);
    let rose = rose(1, vec![rose(2, vec![]), rose(3, vec![rose(4, vec![])])]);
    assert_eq!(call!("py_id_rose", &rose), rose);
    assert_eq!(call!("py_rose_sum", rose), int(10));

    let branch = |h: f64, children| make("Bush.branch", [9u8.into(), Value::Array(children), h.into()]);
    let bush = branch(1.5, vec![make("Bush.bud", []), branch(0.25, vec![])]);
    assert_eq!(call!("py_id_bush", &bush), bush);
    assert_eq!(call!("py_bush_height", bush), Value::from(1.75));
}

#[test]
fn actions_return_every_kind_of_value() {
    assert_eq!(call!("py_io_u64", u64::MAX), Value::UInt(u64::MAX));
    assert_eq!(call!("py_io_float", 1.5), Value::from(1.5));
    assert_eq!(call!("py_io_unit", 1), Value::Unit);
    assert_eq!(call!("py_io_answer"), nat(42u64));
    assert_eq!(call!("py_base_io_u32", 41), Value::UInt(42));
    assert_eq!(call!("py_eio_u32", 43), Ok::<_, Value>(42u32).into());
    assert_eq!(call!("py_eio_u32", 0), Err::<Value, _>("zero").into());
    // The error is an object of its own, or a scalar in its box.
    assert_eq!(call!("py_eio_shape", 9), Ok::<_, Value>(nat(81u64)).into());
    assert_eq!(call!("py_eio_shape", 10), Err::<Value, _>(make("Shape.square", [int(10)])).into());
    assert_eq!(call!("py_eio_weekday", make("Weekday.monday", [])), Ok::<_, Value>(7.5).into());
    let sunday = make("Weekday.sunday", []);
    assert_eq!(call!("py_eio_weekday", &sunday), Err::<Value, _>(sunday).into());
}

#[test]
fn every_io_error_keeps_its_kind_code_file_and_details() {
    let (_lean, _guard) = support::lean();
    // The function that throws the constructors, as it stands in the fixture.
    let lean = include_str!("../fixture/LeanbindFixture/Effects.lean");
    let with_file = [0, 10, 11, 12, 14, 16];
    for (i, kind) in IoErrorKind::ALL.into_iter().enumerate() {
        let Err(CallError::Io { error, .. }) = lib().call("py_throw_io", (i,)) else {
            panic!("{kind:?} was not thrown")
        };
        assert_eq!(error.kind(), kind);
        let name = format!("{kind:?}");
        let thrown = format!("  | {i} => throw <| .{}{}", name[..1].to_lowercase(), &name[1..]);
        assert!(lean.lines().any(|line| line.split(' ').take(8).collect::<Vec<_>>().join(" ") == thrown), "{thrown}");
        assert_eq!(error.code(), (i < 17).then_some(100 + i as u32), "{kind:?}");
        assert_eq!(error.file(), with_file.contains(&i).then(|| format!("file{i}")).as_deref(), "{kind:?}");
        assert_eq!(error.details(), if i == 17 { String::new() } else { format!("details{i}") });
        assert!(!error.to_string().is_empty(), "{kind:?}");
    }
    assert_eq!(lib().call("py_throw_io", (19,)).unwrap(), Value::Unit);
}

#[test]
fn parameters_beyond_the_registers() {
    let sum = (1 + 2 * 2 + 3 * 3 + 4 * 4 + 5 * 5 + 6 * 6 + 7 * 7) as f64;
    assert_eq!(call!("py_many", 1, 0.5, 2, 3, 0.25, 4, 5, 6, 0.125, 7), Value::from(sum + 0.5 + 0.5 + 0.5));
    let (_lean, _guard) = support::lean();
    let args: Vec<Value> = vec![
        1u8.into(),
        2u16.into(),
        3u32.into(),
        4u64.into(),
        5u64.into(),
        true.into(),
        'A'.into(),
        6.0.into(),
        7.0f32.into(),
        nat(8u64),
        int(9),
        "abc".into(),
        Value::Array(vec![nat(0u64)]),
        10i8.into(),
        11u8.into(),
        12u64.into(),
        13.0.into(),
        nat(14u64),
    ];
    let expected = 1 + 2 + 3 + 4 + 5 + 100 + 65 + (6 + 7 + 13) + 8 + 9 + 3 + 1 + 10 + 11 + 12 + 14;
    assert_eq!(lib().call("py_eighteen", args).unwrap(), nat(expected as u64));
}

#[test]
fn strings_and_units_are_arguments() {
    assert_eq!(call!("py_length", "a\0λ"), nat(3u64));
    assert_eq!(call!("py_unit_argument", ()), Value::from("unit"));
}

#[test]
fn an_argument_is_given_up_where_it_is_owned_and_kept_where_it_is_borrowed() {
    let (lean, _guard) = support::lean();
    let core = lean.core_library().unwrap();
    // `lean.h`: `uint64_t lean_string_hash(b_lean_obj_arg)`. The fixture's function is exported, and so owns.
    for (lib, export, borrowed, result) in [
        (core, "lean_string_hash", true, (MachineType::U64, TypeRepr::UInt { bits: Bits::B64 })),
        (lib(), "py_length", false, (MachineType::Object, TypeRepr::Nat)),
    ] {
        // As an opaque value, the string goes to Lean as the object that it is, and its references can be counted.
        let opaque = TypeRepr::opaque("Text");
        let text = lib.marshaller().wrapper_for(&TypeRepr::String).unwrap().to_lean(&"text".into()).unwrap();
        // SAFETY: only the function below looks inside, and it takes a string.
        let handle = unsafe { lib.marshaller().wrapper_for(&opaque).unwrap().from_lean(text.as_obj()) }.unwrap();
        let param = CompiledParam { ty: MachineType::Object, borrowed };
        let info = FuncInfo {
            export_name: export.to_owned(),
            params: vec![opaque],
            return_type: result.1,
            signature: Some(CompiledSignature { params: vec![param], result: result.0 }),
            ..FuncInfo::default()
        };
        // SAFETY: the function is one of a string, compiled as stated.
        let function = unsafe { lib.declare(info) }.unwrap();
        let before = text.reference_count();
        for _ in 0..3 {
            function.call((&handle,)).unwrap();
        }
        assert_eq!(text.reference_count(), before, "{export}");
    }
}

#[test]
fn every_exported_function_owns_its_arguments() {
    let lib = lib();
    let signatures: Vec<_> = lib.registry().funcs().iter().filter_map(|info| info.signature.as_ref()).collect();
    assert!(signatures.len() > 90, "{}", signatures.len());
    assert!(signatures.iter().all(|signature| signature.params.iter().all(|param| !param.borrowed)));
}

#[test]
fn typed_functions_are_checked_once() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    assert_eq!(lib.typed::<(u64,), u64>("py_increment").unwrap().call((41,)).unwrap(), 42);
    assert_eq!(lib.typed::<(&str,), String>("py_reverse").unwrap().call(("ab",)).unwrap(), "ba");
    assert_eq!(lib.typed::<(&[u64],), u64>("py_sum_u64").unwrap().call((&[1, 2, 3],)).unwrap(), 6);
    assert_eq!(
        lib.typed::<((u64, &str),), (String, u64)>("py_swap").unwrap().call(((1, "x"),)).unwrap(),
        ("x".into(), 1)
    );
    assert_eq!(lib.typed::<(Vec<i64>, i64), Option<u64>>("py_find").unwrap().call((vec![4, 5], 5)).unwrap(), Some(1));
    assert_eq!(lib.typed::<(&str,), Result<u64, String>>("py_parse_nat").unwrap().call(("12",)).unwrap(), Ok(12));
    assert_eq!(lib.typed::<(f64,), f64>("py_half").unwrap().call((3.0,)).unwrap(), 1.5);
    assert_eq!(lib.typed::<(), String>("py_version").unwrap().call(()).unwrap(), "1.0.0");

    let refused = |error: CallError| error.to_string();
    assert_eq!(
        refused(lib.typed::<(&str,), u64>("py_increment").unwrap_err()),
        "py_increment: argument 1 (n): expected Nat, got the Rust type &str"
    );
    assert_eq!(
        refused(lib.typed::<(u64,), bool>("py_increment").unwrap_err()),
        "py_increment: result: expected Nat, got the Rust type bool"
    );
    assert!(
        refused(lib.typed::<(), u64>("py_increment").unwrap_err()).starts_with("py_increment takes 1 argument, got 0")
    );
}

#[test]
fn a_result_that_does_not_fit_the_rust_type_is_an_error() {
    let (_lean, _guard) = support::lean();
    let error = lib().call_as::<u8>("py_increment", (255,)).unwrap_err().to_string();
    assert_eq!(error, "py_increment: result: expected u8, got the whole number 256");
}

#[test]
fn a_wrong_number_of_arguments_is_an_error() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    let refused = |error: CallError| error.to_string();
    assert!(refused(lib.call("py_increment", ()).unwrap_err()).starts_with("py_increment takes 1 argument, got 0: "));
    assert!(
        refused(lib.call("py_add_int", (1, 2, 3)).unwrap_err()).starts_with("py_add_int takes 2 arguments, got 3: ")
    );
    assert!(refused(lib.call("py_version", (1,)).unwrap_err()).starts_with("py_version takes 0 arguments, got 1: "));
}

#[test]
fn a_wrong_type_at_depth_is_an_error_with_the_way_there() {
    let (_lean, _guard) = support::lean();
    let error = lib().construct("Shape.rect", ("wide", 1)).unwrap_err().to_string();
    assert_eq!(error, r#"rect / field 0 (width): expected Int, got String "wide""#);
    let error = lib().call("py_find", (vec![Value::from(1), Value::from("2")], 1)).unwrap_err().to_string();
    assert_eq!(error, r#"py_find: argument 1 (xs) / element 1: expected Int, got String "2""#);
}

#[test]
fn an_unattached_thread_is_refused() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    std::thread::spawn(move || {
        assert!(matches!(lib.call("py_increment", (1,)), Err(CallError::NotAttached(_))));
        let guard = leanbind::Runtime::running().unwrap().attach();
        assert_eq!(lib.call("py_increment", (1,)).unwrap(), nat(2u64));
        drop(guard);
        assert!(matches!(lib.call("py_increment", (1,)), Err(CallError::NotAttached(_))));
    })
    .join()
    .unwrap();
}

#[test]
fn a_function_that_returns_a_function_under_another_name_takes_its_arguments_too() {
    let (_lean, _guard) = support::lean();
    assert_eq!(lib().call_as::<(u64, u64)>("py_counted", (1, 40)).unwrap(), (41, 41));
    let error = lib().call("py_counted", (1,)).unwrap_err().to_string();
    assert!(error.contains("py_counted takes 2 arguments, got 1"), "{error}");
}
