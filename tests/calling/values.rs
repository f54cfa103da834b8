//! Values as Rust sees them: compared, ordered, hashed, shown, matched by constructor and taken apart, at any depth.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};

use leanbind::registry::TypeRepr;
use leanbind::{LeanInductiveValue, Nat, TypedObj, Value};

use crate::support;

fn make(name: &str, fields: Vec<Value>) -> LeanInductiveValue {
    support::fixture().construct(name, fields).unwrap()
}

fn nat(n: u64) -> Value {
    Value::Nat(n.into())
}

/// Values in their order, no two of them equal.
fn ascending() -> Vec<Value> {
    let boxed = |value: Value| Box::new(value);
    let options =
        [Value::Option(None), Value::from(Some(Value::Option(None))), Value::from(Some(Value::from(Some(1))))];
    let mut values = vec![
        Value::Unit,
        false.into(),
        true.into(),
        nat(5),
        nat(u64::MAX),
        Value::from("18446744073709551616".parse::<Nat>().unwrap()),
        Value::Int((-5).into()),
        Value::Int(5.into()),
        Value::UInt(5),
        Value::SInt(-5),
        f64::NEG_INFINITY.into(),
        (-0.0).into(),
        0.0.into(),
        f64::NAN.into(),
        (-1.5f32).into(),
        'a'.into(),
        'λ'.into(),
        "a".into(),
        "aa".into(),
        "b".into(),
        Value::Array(vec![]),
        Value::Array(vec![nat(1), nat(2)]),
        Value::Array(vec![nat(2)]),
        Value::List(vec![nat(1)]),
        Value::Bytes(vec![1, 2]),
        Value::Floats(vec![-0.0]),
        Value::Floats(vec![0.0]),
        Value::Floats(vec![0.0, 0.0]),
    ];
    values.extend(options);
    values.extend([
        Value::from((1, 2)),
        Value::from((2, 1)),
        Value::Inl(boxed(nat(9))),
        Value::Inr(boxed(nat(1))),
        Err::<Value, _>(9).into(),
        Ok::<_, Value>(1).into(),
        make("Point.mk", vec![1.into(), 2.into()]).into(),
        make("Point.mk", vec![2.into(), 1.into()]).into(),
        make("Weekday.monday", vec![]).into(),
        make("Weekday.friday", vec![]).into(),
    ]);
    values
}

#[test]
fn values_are_ordered_and_equality_and_hash_agree_with_the_order() {
    let (_lean, _guard) = support::lean();
    let (values, hasher) = (ascending(), RandomState::new());
    for (i, a) in values.iter().enumerate() {
        for (j, b) in values.iter().enumerate() {
            assert_eq!(a.cmp(b), i.cmp(&j), "{a:?} and {b:?}");
            assert_eq!(a == b, i == j, "{a:?} and {b:?}");
        }
        assert_eq!(hasher.hash_one(a), hasher.hash_one(a.clone()), "{a:?}");
    }
    assert_eq!(values.iter().rev().cloned().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>(), values);
    assert_eq!(values.iter().chain(&values).cloned().collect::<HashSet<_>>().len(), values.len());
}

#[test]
fn inductive_values_are_ordered_as_lean_derives_it() {
    let (_lean, _guard) = support::lean();
    let leaf = || make("Tree.leaf", vec![]);
    let node = |left: LeanInductiveValue, value: i64| make("Tree.node", vec![left.into(), value.into(), leaf().into()]);
    // By constructor, then by fields from the first to the last.
    let ascending = [leaf(), node(leaf(), 1), node(leaf(), 2), node(node(leaf(), 0), 1)];
    assert!(ascending.windows(2).all(|pair| pair[0] < pair[1]));
    let days = ["monday", "tuesday", "sunday"].map(|day| make(&format!("Weekday.{day}"), vec![]));
    assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn opaque_values_are_equal_if_they_are_one_object() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let (one, other) = (lib.call("py_opaque_make", (7,)).unwrap(), lib.call("py_opaque_make", (7,)).unwrap());
    assert_eq!(one, one.clone());
    assert_ne!(one, other);
    assert_eq!(HashSet::from([one.clone(), other.clone(), one]).len(), 2);
}

#[test]
fn constructors_are_matched_by_name_and_fields() {
    let (_lean, _guard) = support::lean();
    fn describe(shape: &LeanInductiveValue) -> String {
        match (shape.constructor(), shape.fields()) {
            ("circle", [radius]) => format!("a circle of radius {radius}"),
            ("rect", [width, height]) => format!("{width} by {height}"),
            (other, _) => format!("a {other}"),
        }
    }
    assert_eq!(describe(&make("Shape.circle", vec![5.into()])), "a circle of radius 5");
    assert_eq!(describe(&make("Shape.rect", vec![3.into(), (-4).into()])), "3 by -4");
}

#[test]
fn values_are_shown_in_lean_notation_and_told_apart_for_debugging() {
    let (_lean, _guard) = support::lean();
    let shape = make("Shape.circle", vec![Value::Int((-5).into())]);
    assert_eq!(shape.to_string(), "Shape.circle (-5)".replace("Shape", shape.type_name()));
    assert_eq!(
        format!("{shape:?}"),
        format!("{} {{ radius: Int(-5) }}", "Shape.circle".replace("Shape", shape.type_name()))
    );
    assert_eq!(Value::from(Some(shape.clone())).to_string(), format!("some ({shape})"));
    assert_eq!(format!("{:?}", nat(5)), "Nat(5)");
    assert_eq!(format!("{:?}", Value::from((5u8, "x"))), r#"Prod((UInt(5), String("x")))"#);
    assert_eq!(format!("{:?}", Value::from(Some(true))), "Option(Some(Bool(true)))");
}

#[test]
fn parts_are_taken_out_of_a_value() {
    let (_lean, _guard) = support::lean();
    assert_eq!(String::try_from(Value::from("text")).unwrap(), "text");
    assert_eq!(Vec::<Value>::try_from(Value::List(vec![nat(1)])).unwrap(), [nat(1)]);
    assert_eq!(Vec::<u8>::try_from(Value::Bytes(vec![1, 2])).unwrap(), [1, 2]);
    assert_eq!(Vec::<f64>::try_from(Value::Floats(vec![0.5])).unwrap(), [0.5]);
    let point = make("Point.mk", vec![1.into(), 2.into()]);
    let taken: LeanInductiveValue = Value::from(point.clone()).try_into().unwrap();
    assert_eq!(taken, point);
    assert_eq!(taken.into_fields(), [Value::Int(1.into()), Value::Int(2.into())]);
    assert_eq!(String::try_from(nat(5)).unwrap_err().to_string(), "expected String, got Nat 5");
}

/// Runs `work` on a thread with a stack of 2 MB that is attached to Lean.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let attached = move || {
        let (_lean, _guard) = support::lean();
        work();
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(attached).unwrap().join().unwrap();
}

/// How deep the values of the tests below are.
fn depth() -> usize {
    support::size(1_000_000)
}

/// What can be done with a value of any type.
fn use_in_every_way(value: Value) -> [Value; 2] {
    let copy = value.clone();
    assert!(value == copy && value <= copy);
    let hasher = RandomState::new();
    assert_eq!(hasher.hash_one(&value), hasher.hash_one(&copy));
    assert!(value.to_string().len() > depth());
    assert!(format!("{copy:?}").len() > depth());
    assert!(serde_json::to_string(&value).unwrap().len() > depth());
    let error = support::fixture().call("py_increment", (&value,)).unwrap_err();
    assert!(error.to_string().starts_with("py_increment: argument 1 (n): expected Nat, got "));
    [value, copy]
}

/// Frees a value that was nested by hand, level by level.
fn unnest(mut value: Value) {
    loop {
        value = match value {
            Value::Array(mut items) | Value::List(mut items) => items.pop().unwrap(),
            Value::Option(Some(inner)) | Value::Inl(inner) | Value::Inr(inner) | Value::Except(Ok(inner)) => *inner,
            Value::Prod(pair) => pair.0,
            _ => return,
        };
    }
}

#[test]
fn a_deep_value_of_any_variant_needs_no_deep_stack() {
    let levels: [fn(Value) -> Value; 7] = [
        |v| Value::Array(vec![v]),
        |v| Value::List(vec![v]),
        |v| Value::from(Some(v)),
        |v| Value::from((v, ())),
        |v| Value::Inl(Box::new(v)),
        |v| Value::Inr(Box::new(v)),
        |v| Ok::<_, Value>(v).into(),
    ];
    on_a_small_stack(move || {
        let levels = levels.iter().cycle().take(depth());
        use_in_every_way(levels.fold(Value::Unit, |value, level| level(value))).into_iter().for_each(unnest);
    });
}

#[test]
fn a_deep_tree_is_converted_both_ways_and_dropped() {
    on_a_small_stack(|| {
        let lib = support::fixture();
        let leaf = || Value::from(lib.construct("Tree.leaf", []).unwrap());
        let node = |tree, i: u32| lib.construct("Tree.node", [tree, i.into(), leaf()]).unwrap().into();
        let tree: Value = (0..depth() as u32).fold(leaf(), node);
        let read = lib.call("py_id_tree", (&tree,)).unwrap();
        let typed: TypedObj = lib.call_as("py_id_tree", (&read,)).unwrap();
        let (mut view, mut levels) = (typed.view(), 0);
        while let ("node", Ok([left, ..])) = (view.constructor().unwrap(), view.fields::<3>()) {
            (view, levels) = (left, levels + 1);
        }
        assert_eq!(levels, depth());
        assert!(typed.view().decode().unwrap() == read);
        drop(use_in_every_way(read));
    });
}

#[test]
fn a_long_list_is_converted_both_ways_and_dropped() {
    let length = support::size(10_000_000) as u32;
    on_a_small_stack(move || {
        let lib = support::fixture();
        let list = lib.marshaller().wrapper_for(&TypeRepr::List(Box::new(TypeRepr::Nat))).unwrap();
        let numbers: Vec<u32> = (0..length).collect();
        let typed = list.to_typed(&numbers).unwrap();
        assert!(typed.view().decode_as::<Vec<u32>>().unwrap() == numbers);
        drop(numbers);
        let value = typed.view().decode().unwrap();
        drop(typed);
        let again = list.to_typed(&value).unwrap();
        drop(value);
        assert_eq!(again.view().len().unwrap(), length as usize);
        let last = again.view().element(length as usize - 1).unwrap();
        assert_eq!(last.decode_as::<u32>().unwrap(), length - 1);
    });
}

#[test]
fn fields_are_given_in_a_tuple_or_as_values() {
    let lib = support::fixture();
    let values = lib.construct("Shape.rect", [Value::from(3), Value::from(4)]).unwrap();
    assert_eq!(lib.construct("Shape.rect", (3, 4)).unwrap(), values);
    assert_eq!(lib.construct("Shape.rect", vec![Value::from(3), Value::from(4)]).unwrap(), values);
    assert_eq!(lib.construct("Shape.rect", values.fields()).unwrap(), values);
    assert_eq!(lib.construct("Tree.leaf", ()).unwrap(), lib.construct("Tree.leaf", []).unwrap());
    assert!(lib.construct("Shape.rect", (3,)).is_err());
}

#[test]
fn a_constructor_is_asked_for_by_name() {
    let circle = support::fixture().construct("Shape.circle", (3,)).unwrap();
    let full = format!("{}.circle", circle.type_name());
    for name in ["circle", "Shape.circle", &full] {
        assert!(circle.is(name), "{name}");
    }
    for name in ["rect", "Shape.rect", "Color.circle", "Other.Shape.circle", "hape.circle", ""] {
        assert!(!circle.is(name), "{name}");
    }
}

#[test]
fn a_number_is_taken_out_of_a_value_of_any_numeric_type() {
    for value in [Value::Nat(7u64.into()), Value::Int(7i64.into()), Value::UInt(7), Value::SInt(7)] {
        assert_eq!(u8::try_from(value.clone()).unwrap(), 7);
        assert_eq!(i64::try_from(value.clone()).unwrap(), 7);
        assert_eq!(Nat::try_from(value).unwrap(), Nat::from(7u64));
    }
    let error = |value: Value| u8::try_from(value).unwrap_err().to_string();
    assert_eq!(error(Value::UInt(300)), "expected u8, got the whole number 300");
    assert_eq!(error(Value::SInt(-1)), "expected u8, got the whole number -1");
    assert_eq!(error(Value::Bool(true)), "expected a whole number, got Bool true");
    assert!(bool::try_from(Value::Bool(true)).unwrap());
    assert_eq!(f64::try_from(Value::Float(0.5)).unwrap(), 0.5);
    assert!(f64::try_from(Value::UInt(1)).is_err());
}

#[test]
fn owned_numbers_convert_as_borrowed_ones_do() {
    use leanbind::{Int, Nat};
    assert_eq!(i64::try_from(Int::from(i64::MIN)).unwrap(), i64::MIN);
    assert_eq!(u8::try_from(Nat::from(255u64)).unwrap(), 255);
    assert_eq!(i128::try_from(Nat::from(u64::MAX)).unwrap(), i128::from(u64::MAX));
    assert_eq!(Nat::try_from(Int::from(7i64)).unwrap(), Nat::from(7u64));
    assert!(u8::try_from(Nat::from(256u64)).is_err());
    assert!(usize::try_from(Int::from(-1i64)).is_err());
    assert!(Nat::try_from(Int::from(-1i64)).is_err());
}
