//! The marshaller on real objects: what goes to Lean comes back the same, and what does not fit is an error that says
//! where. (That Lean itself sees the same values is shown in `calls.rs`.)

use leanbind::registry::{Bits, LibraryRegistry, TypeRepr};
use leanbind::{CallError, LeanInductiveValue, Marshaller, ObjectKind, Value};
use num_bigint::{BigInt, BigUint};

use crate::support;

/// A registry as lean.py writes it, without layouts.
const TYPES: &str = r#"[
  {"name": "Shape", "isStructure": false, "isEnum": false, "ctors": [
    {"name": "circle", "tag": 0, "fields": [{"kind": "int"}]},
    {"name": "rect", "tag": 1, "fields": [{"kind": "int"}, {"kind": "int"}], "fieldNames": ["w", "h"]},
    {"name": "nothing", "tag": 2, "fields": []}]},
  {"name": "Tree", "isStructure": false, "isEnum": false, "ctors": [
    {"name": "leaf", "tag": 0, "fields": []},
    {"name": "node", "tag": 1, "fields": [
      {"kind": "named", "name": "Tree"}, {"kind": "nat"}, {"kind": "named", "name": "Tree"}]}]},
  {"name": "Color", "isStructure": false, "isEnum": true, "ctors": [
    {"name": "red", "tag": 0, "fields": []}, {"name": "green", "tag": 1, "fields": []}]},
  {"name": "One", "isStructure": false, "isEnum": true, "ctors": [{"name": "only", "tag": 0, "fields": []}]},
  {"name": "Meters", "isStructure": true, "isEnum": false, "ctors": [
    {"name": "mk", "tag": 0, "fields": [{"kind": "uint", "bits": 64}]}]},
  {"name": "Mixed", "isStructure": true, "isEnum": false, "ctors": [{"name": "mk", "tag": 0, "fields": [
    {"kind": "uint", "bits": 8}, {"kind": "string"}, {"kind": "uint", "bits": 64, "usize": true},
    {"kind": "float"}, {"kind": "bool"}, {"kind": "uint", "bits": 16}, {"kind": "float32"}, {"kind": "char"},
    {"kind": "named", "name": "Color"}, {"kind": "named", "name": "Meters"}, {"kind": "sint", "bits": 32},
    {"kind": "nat"}]}]},
  {"name": "Bad", "isStructure": true, "isEnum": false, "ctors": [
    {"name": "mk", "tag": 0, "fields": [
      {"kind": "opaque", "name": "[anonymous]", "type": "(n : Nat) → Fin n", "unsupported": "a dependent function type"}]}]},
  {"name": "UsesBad", "isStructure": true, "isEnum": false, "ctors": [
    {"name": "mk", "tag": 0, "fields": [{"kind": "nat"}, {"kind": "list", "elem": {"kind": "named", "name": "Bad"}}]}]}
]"#;

fn marshaller() -> Marshaller {
    let (lean, _) = support::lean();
    Marshaller::new(lean, &LibraryRegistry::from_json_strings("[]", TYPES).unwrap())
}

fn named(name: &str) -> TypeRepr {
    TypeRepr::named(name)
}

fn option(elem: TypeRepr) -> TypeRepr {
    TypeRepr::Option(Box::new(elem))
}

fn uint(bits: Bits) -> TypeRepr {
    TypeRepr::UInt { bits }
}

fn sint(bits: Bits) -> TypeRepr {
    TypeRepr::SInt { bits }
}

/// `value` as Lean has it.
fn round_trip(marshaller: &Marshaller, repr: &TypeRepr, value: impl Into<Value>) -> Result<Value, CallError> {
    let wrapper = marshaller.wrapper_for(repr)?;
    let object = wrapper.to_lean(&value.into())?;
    // SAFETY: the object was just made for this type.
    unsafe { wrapper.from_lean(object.as_obj()) }
}

/// The error for a value that does not fit.
fn refusal(repr: &TypeRepr, value: impl Into<Value>) -> String {
    let (_lean, _guard) = support::lean();
    round_trip(&marshaller(), repr, value).unwrap_err().to_string()
}

fn same(repr: &TypeRepr, value: impl Into<Value>) {
    let (_lean, _guard) = support::lean();
    let value = value.into();
    assert_eq!(round_trip(&marshaller(), repr, value.clone()).unwrap(), value, "{repr}");
}

fn make(name: &str, fields: Vec<Value>) -> LeanInductiveValue {
    marshaller().construct(name, fields).unwrap()
}

#[test]
fn nat_is_exact_at_every_size() {
    for bits in [0, 1, 31, 32, 62, 63, 64, 65, 127, 128, 1000, support::size(100_000)] {
        let power = BigUint::from(1u8) << bits;
        same(&TypeRepr::Nat, power.clone() - 1u8);
        same(&TypeRepr::Nat, power.clone());
        same(&TypeRepr::Nat, power + 5u8);
    }
}

#[test]
fn int_is_exact_at_every_size_and_sign() {
    for bits in [0, 1, 30, 31, 32, 62, 63, 64, 65, 128, 1000, support::size(100_000)] {
        let power = BigInt::from(1) << bits;
        for n in [power.clone() - 1, power.clone(), power + 1] {
            same(&TypeRepr::Int, -n.clone());
            same(&TypeRepr::Int, n);
        }
    }
}

#[test]
fn a_whole_number_fits_every_numeric_type_that_holds_it() {
    let (_lean, _guard) = support::lean();
    let m = marshaller();
    assert_eq!(round_trip(&m, &TypeRepr::Nat, 7i32).unwrap(), Value::Nat(7u8.into()));
    assert_eq!(round_trip(&m, &TypeRepr::Int, 7u8).unwrap(), Value::Int(7.into()));
    assert_eq!(round_trip(&m, &uint(Bits::B16), BigInt::from(65_535)).unwrap(), Value::UInt(65_535));
    assert_eq!(round_trip(&m, &sint(Bits::B8), BigUint::from(127u8)).unwrap(), Value::SInt(127));
}

#[test]
fn integers_of_fixed_width_keep_their_bounds() {
    for (bits, max) in [(Bits::B8, 0xffu64), (Bits::B16, 0xffff), (Bits::B32, 0xffff_ffff), (Bits::B64, u64::MAX)] {
        same(&uint(bits), Value::UInt(0));
        same(&uint(bits), Value::UInt(max));
        same(&sint(bits), Value::SInt((max / 2) as i64));
        same(&sint(bits), Value::SInt(-((max / 2) as i64) - 1));
        same(&sint(bits), Value::SInt(-1));
    }
    same(&TypeRepr::USize, Value::UInt(u64::MAX));
    same(&TypeRepr::ISize, Value::SInt(i64::MIN));
}

#[test]
fn a_number_out_of_range_is_an_error_never_a_wrap() {
    let big = BigUint::from(1u8) << 64u32;
    assert_eq!(refusal(&uint(Bits::B8), 256u32), "expected UInt8 (0 to 255), got the whole number 256");
    assert_eq!(refusal(&uint(Bits::B8), -1), "expected UInt8 (0 to 255), got the whole number -1");
    assert!(refusal(&uint(Bits::B32), 1u64 << 32).contains("UInt32 (0 to 4294967295)"));
    assert!(refusal(&uint(Bits::B64), big.clone()).contains("18446744073709551616"));
    assert_eq!(refusal(&sint(Bits::B8), 128), "expected Int8 (-128 to 127), got the whole number 128");
    assert!(refusal(&sint(Bits::B64), 1u64 << 63).contains("9223372036854775808"));
    assert_eq!(refusal(&TypeRepr::Nat, -1), "expected Nat (0 and up), got the whole number -1");
    assert!(refusal(&TypeRepr::Nat, -BigInt::from(big)).contains("-18446744073709551616"));
}

#[test]
fn floats_keep_every_bit_that_has_a_meaning() {
    for x in [0.0, -0.0, 1.5, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, 5e-324] {
        same(&TypeRepr::Float, x);
    }
    for x in [0.0f32, -0.0, 1.5, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY] {
        same(&TypeRepr::Float32, x);
    }
    let (_lean, _guard) = support::lean();
    let Value::Float(nan) = round_trip(&marshaller(), &TypeRepr::Float, f64::NAN).unwrap() else { panic!() };
    assert!(nan.is_nan());
    let Value::Float(zero) = round_trip(&marshaller(), &TypeRepr::Float, -0.0).unwrap() else { panic!() };
    assert!(zero.is_sign_negative());
}

#[test]
fn strings_and_chars_are_all_of_unicode() {
    for s in ["", "x", "a\0b", "\0", "λ → 𝔸", "e\u{301}", "\u{10ffff}"] {
        same(&TypeRepr::String, s);
    }
    for c in ['\0', 'x', 'λ', '\u{d7ff}', '\u{e000}', '\u{10ffff}'] {
        same(&TypeRepr::Char, c);
    }
}

#[test]
fn containers_nest() {
    let list = TypeRepr::List(Box::new(option(TypeRepr::Prod(Box::new(TypeRepr::Nat), Box::new(TypeRepr::String)))));
    let pair = Value::from((Value::Nat(1u8.into()), "one"));
    same(&list, Value::List(vec![Value::from(Some(pair)), Value::Option(None)]));
    same(&TypeRepr::Array(Box::new(uint(Bits::B8))), vec![1u8, 255]);
    same(&TypeRepr::Array(Box::new(TypeRepr::Float)), vec![1.5, -0.0]);
    same(&TypeRepr::Array(Box::new(TypeRepr::Nat)), Value::Array(vec![]));
    let except = TypeRepr::Except { error: Box::new(TypeRepr::String), value: Box::new(TypeRepr::Nat), eio: false };
    same(&except, Err::<Value, _>("why"));
    same(&except, Ok::<_, Value>(Value::Nat(1u8.into())));
    let sum = TypeRepr::Sum(Box::new(TypeRepr::Bool), Box::new(TypeRepr::Char));
    same(&sum, Value::Inl(Box::new(true.into())));
    same(&sum, Value::Inr(Box::new('x'.into())));
}

#[test]
fn nested_options_stay_apart() {
    let repr = option(option(TypeRepr::Nat));
    let none = Value::Option(None);
    let some_none = Value::Option(Some(Box::new(none.clone())));
    assert_ne!(none, some_none);
    same(&repr, none);
    same(&repr, some_none);
    same(&repr, Some(Some(Value::Nat(0u8.into()))));
    same(&option(TypeRepr::Unit), Some(()));
    same(&option(TypeRepr::Unit), Value::Option(None));
}

#[test]
fn inductive_values_keep_constructor_and_fields() {
    same(&named("Shape"), make("Shape.circle", vec![Value::Int(5.into())]));
    same(&named("Shape"), make("Shape.nothing", vec![]));
    same(&named("Color"), make("Color.green", vec![]));
    same(&named("One"), make("One.only", vec![]));
    same(&named("Meters"), make("Meters.mk", vec![Value::UInt(u64::MAX)]));
    let leaf = || Value::from(make("Tree.leaf", vec![]));
    let node = |l, v: u8, r| Value::from(make("Tree.node", vec![l, Value::Nat(v.into()), r]));
    same(&named("Tree"), node(node(leaf(), 1, leaf()), 2, leaf()));
}

#[test]
fn fields_of_every_width_share_an_object() {
    let fields = vec![
        Value::UInt(0xab),
        Value::from("text"),
        Value::UInt(u64::MAX - 1),
        Value::from(-2.5),
        Value::from(true),
        Value::UInt(0xbeef),
        Value::from(1.25f32),
        Value::from('λ'),
        Value::from(make("Color.green", vec![])),
        Value::from(make("Meters.mk", vec![Value::UInt(1 << 60)])),
        Value::SInt(-7),
        Value::Nat((BigUint::from(1u8) << 80u32).into()),
    ];
    same(&named("Mixed"), make("Mixed.mk", fields.clone()));
    same(&TypeRepr::Array(Box::new(named("Mixed"))), Value::Array(vec![make("Mixed.mk", fields).into()]));
}

/// `structure Both where (long : UInt64) (size : USize)`, with and without the compiler's layout.
#[test]
fn a_usize_field_lies_before_a_wider_scalar_that_is_declared_first() {
    let (lean, _guard) = support::lean();
    let prepared = |layout: &str| {
        let types = format!(
            r#"[{{"name": "Both", "isStructure": true, "isEnum": false, "ctors": [{{"name": "mk", "tag": 0, "fields": [
              {{"kind": "uint", "bits": 64}}, {{"kind": "uint", "bits": 64, "usize": true}}]{layout}}}]}}]"#
        );
        Marshaller::new(lean, &LibraryRegistry::from_json_strings("", &types).unwrap())
    };
    let told = prepared(
        r#", "layout": {"objects": 0, "usizes": 1, "scalarBytes": 8,
             "fields": [{"at": "scalar", "offset": 0, "type": "u64"}, {"at": "usize", "index": 0}]}"#,
    );
    let ruled = prepared("");
    let value = Value::from(told.construct("Both.mk", vec![Value::UInt(1), Value::UInt(2)]).unwrap());
    let object = told.wrapper_for(&named("Both")).unwrap().to_lean(&value).unwrap();
    // SAFETY: the object was made for this type.
    let read = unsafe { ruled.wrapper_for(&named("Both")).unwrap().from_lean(object.as_obj()) };
    assert_eq!(read.unwrap(), value);
}

#[test]
fn fields_are_found_by_name() {
    let (_lean, _guard) = support::lean();
    let rect = make("Shape.rect", vec![Value::Int(3.into()), Value::Int(4.into())]);
    assert_eq!(rect.field("h"), Some(&Value::Int(4.into())));
    assert_eq!(rect.field("x"), None);
    assert_eq!((rect.type_name(), rect.constructor(), rect.tag()), ("Shape", "rect", 1));
    assert_eq!(rect.to_string(), "Shape.rect 3 4");
}

#[test]
fn values_are_shown_in_lean_notation() {
    let (_lean, _guard) = support::lean();
    let shape = make("Shape.circle", vec![Value::Int((-5).into())]);
    let value = Value::from((Some(Value::from(shape)), Value::List(vec![Value::from("a\"b"), Value::Unit])));
    assert_eq!(value.to_string(), r#"(some (Shape.circle (-5)), ["a\"b", ()])"#);
}

#[test]
fn an_error_says_what_and_where() {
    let error = marshaller().construct("Shape.rect", vec![Value::from("wide"), Value::Int(1.into())]).unwrap_err();
    assert_eq!(error.to_string(), r#"rect / field 0 (w): expected Int, got String "wide""#);
    let widths = TypeRepr::Array(Box::new(option(TypeRepr::Int)));
    let value = Value::Array(vec![Value::Option(None), Value::from(Some(Value::from("wide")))]);
    assert_eq!(refusal(&widths, value), r#"element 1 / some: expected Int, got String "wide""#);
    assert_eq!(refusal(&TypeRepr::Nat, "5"), r#"expected Nat, got String "5""#);
    assert_eq!(refusal(&TypeRepr::Float, 5), "expected Float, got the whole number 5");
    assert_eq!(refusal(&named("Color"), make("One.only", vec![])), "expected Color, got One.only");
    assert_eq!(refusal(&named("Tree"), make("Shape.nothing", vec![])), "expected Tree, got Shape.nothing");
}

#[test]
fn a_long_value_is_shortened_in_an_error() {
    let message = refusal(&TypeRepr::Nat, "x".repeat(10_000).as_str());
    assert!(message.len() < 150, "{message}");
}

#[test]
fn constructors_are_looked_up_with_suggestions() {
    let (_lean, _guard) = support::lean();
    let refused = |name: &str, fields| marshaller().construct(name, fields).unwrap_err().to_string();
    assert_eq!(refused("Shape.circel", vec![]), "expected a constructor of Shape, got circel; did you mean `circle`?");
    assert_eq!(refused("Shapes.circle", vec![]), "expected a type of the registry, got Shapes; did you mean `Shape`?");
    assert_eq!(refused("circle", vec![]), "expected a constructor written `Type.constructor`, got circle");
    assert_eq!(refused("Shape.rect", vec![Value::Unit]), "expected 2 fields for Shape.rect, got 1");
}

#[test]
fn a_type_that_cannot_be_carried_is_an_error_at_look_up() {
    let (_lean, _guard) = support::lean();
    let refused = |repr: &TypeRepr| marshaller().wrapper_for(repr).unwrap_err().to_string();
    let bad = refused(&named("Bad"));
    assert!(bad.starts_with("type Bad / mk / field 0: expected a type that leanbind can carry"), "{bad}");
    let uses = refused(&option(named("UsesBad")));
    assert!(uses.starts_with("type UsesBad / type Bad / mk / field 0: "), "{uses}");
    assert!(refused(&named("Nowhere")).contains("no entry of the registry defines it"));
    assert!(refused(&TypeRepr::Unnamed("Nat → Nat".into())).contains("with a variable in it"));
    let io = |elem| TypeRepr::Io { elem: Box::new(elem), base: false };
    assert!(refused(&io(named("Nowhere"))).contains("no entry of the registry defines it"));
}

#[test]
fn an_opaque_value_belongs_to_its_registry() {
    let (_lean, _guard) = support::lean();
    let (here, there) = (marshaller(), marshaller());
    let counter = TypeRepr::opaque("Counter");
    let number = here.wrapper_for(&TypeRepr::Nat).unwrap().to_lean(&Value::Nat(5u8.into())).unwrap();
    // SAFETY: nothing looks inside a value of this made-up type.
    let value = unsafe { here.wrapper_for(&counter).unwrap().from_lean(number.as_obj()) }.unwrap();
    assert_eq!(value.to_string(), "<Counter>");
    assert!(here.wrapper_for(&counter).unwrap().to_lean(&value).is_ok());
    assert!(there.wrapper_for(&counter).unwrap().to_lean(&value).is_err());
    let other = TypeRepr::opaque("Timer");
    assert_eq!(
        here.wrapper_for(&other).unwrap().to_lean(&value).unwrap_err().to_string(),
        "expected Timer, got opaque Counter"
    );
}

#[test]
fn an_object_of_another_type_is_an_error() {
    let (_lean, _guard) = support::lean();
    let m = marshaller();
    let reprs = [
        TypeRepr::Nat,
        TypeRepr::Int,
        TypeRepr::String,
        TypeRepr::Float,
        TypeRepr::Char,
        TypeRepr::Array(Box::new(TypeRepr::Nat)),
        TypeRepr::List(Box::new(TypeRepr::Nat)),
        named("Mixed"),
        named("Tree"),
    ];
    let text = m.wrapper_for(&TypeRepr::String).unwrap().to_lean(&"text".into()).unwrap();
    for repr in reprs.iter().filter(|repr| **repr != TypeRepr::String) {
        // SAFETY: not of this type, but none of these types is opaque: what does not fit is found out.
        let read = unsafe { m.wrapper_for(repr).unwrap().from_lean(text.as_obj()) };
        assert!(read.unwrap_err().to_string().contains("got string"), "{repr}");
    }
}

#[test]
fn the_last_part_of_a_quoted_name_is_all_that_is_quoted() {
    let (lean, _guard) = support::lean();
    let types = ["N.«a.b»", "M.b"].map(|name| {
        format!(r#"{{"name": "{name}", "isStructure": false, "isEnum": true, "ctors": [{{"name": "c", "tag": 0, "fields": []}}]}}"#)
    });
    let registry = LibraryRegistry::from_json_strings("", &format!("[{}]", types.join(","))).unwrap();
    let m = Marshaller::new(lean, &registry);
    assert_eq!(m.construct("«a.b».c", vec![]).unwrap().type_name(), "N.«a.b»");
    assert_eq!(m.construct("b.c", vec![]).unwrap().type_name(), "M.b");
    assert!(m.construct("b».c", vec![]).is_err());
}

#[test]
fn a_deep_value_needs_no_deep_stack() {
    let small_stack = std::thread::Builder::new().stack_size(2 << 20).spawn(|| {
        let (_lean, _guard) = support::lean();
        let m = marshaller();
        let mut tree = Value::from(m.construct("Tree.leaf", vec![]).unwrap());
        let depth = support::size(1_000_000);
        for i in 0..depth {
            let leaf = m.construct("Tree.leaf", vec![]).unwrap();
            tree = m.construct("Tree.node", vec![tree, Value::Nat(i.into()), leaf.into()]).unwrap().into();
        }
        let copy = tree.clone();
        assert_eq!(round_trip(&m, &named("Tree"), tree).unwrap(), copy);
        assert!(copy.to_string().len() > depth);
    });
    small_stack.unwrap().join().unwrap();
}

#[test]
fn a_failed_conversion_gives_back_what_it_made() {
    let (_lean, _guard) = support::lean();
    let m = marshaller();
    let counter = TypeRepr::opaque("Counter");
    let text = m.wrapper_for(&TypeRepr::String).unwrap().to_lean(&"shared".into()).unwrap();
    // SAFETY: nothing looks inside a value of this made-up type.
    let handle = unsafe { m.wrapper_for(&counter).unwrap().from_lean(text.as_obj()) }.unwrap();
    let counters = m.wrapper_for(&TypeRepr::Array(Box::new(counter))).unwrap();
    let before = text.reference_count();
    let mut values = vec![handle; 100];
    values.push(Value::Unit);
    let with_handles = text.reference_count();
    assert!(counters.to_lean(&Value::Array(values)).unwrap_err().to_string().starts_with("element 100: "));
    assert!(with_handles > before);
    assert_eq!(text.reference_count(), before - 1, "the handle itself went with the values");
}

/// The error of looking up the type `T` of a registry with these types.
fn type_refusal(types: &str) -> String {
    let (lean, _guard) = support::lean();
    let registry = LibraryRegistry::from_json_strings("", types).unwrap();
    Marshaller::new(lean, &registry).wrapper_for(&named("T")).unwrap_err().to_string()
}

#[test]
fn a_constructor_has_at_most_255_object_fields() {
    let (lean, _guard) = support::lean();
    let types = |fields: usize| {
        let fields = vec![r#"{"kind": "nat"}"#; fields].join(", ");
        format!(r#"[{{"name": "T", "ctors": [{{"name": "mk", "tag": 0, "fields": [{fields}]}}]}}]"#)
    };
    let marshaller = Marshaller::new(lean, &LibraryRegistry::from_json_strings("", &types(255)).unwrap());
    let value = marshaller.construct("T.mk", (0..255u64).map(|n| Value::Nat(n.into())).collect()).unwrap();
    assert_eq!(round_trip(&marshaller, &named("T"), value.clone()).unwrap(), Value::from(value));
    assert!(type_refusal(&types(256)).contains("256 object fields"));
}

#[test]
fn an_enumeration_that_contradicts_its_machine_type_is_an_error() {
    let with_field =
        r#"[{"name": "T", "repr": "u8", "ctors": [{"name": "a", "tag": 0, "fields": [{"kind": "nat"}]}]}]"#;
    assert!(type_refusal(with_field).contains("machine type u8 and constructor a with fields"));
    let names: Vec<_> = (0..257).map(|i| format!(r#"{{"name": "c{i}", "tag": {i}, "fields": []}}"#)).collect();
    let too_many = format!(r#"[{{"name": "T", "repr": "u8", "ctors": [{}]}}]"#, names.join(", "));
    assert!(type_refusal(&too_many).contains("machine type u8 for 257 names"));
    let float = r#"[{"name": "T", "repr": "f64", "ctors": [{"name": "a", "tag": 0, "fields": []}]}]"#;
    assert!(type_refusal(float).contains("machine type f64 for 1 name"));
}

#[test]
fn mutual_types_of_one_field_are_not_that_field() {
    let (lean, _guard) = support::lean();
    // Lean takes a structure for its one field unless it is recursive, and both of these are.
    let types = r#"[
      {"name": "A", "ctors": [{"name": "mk", "tag": 0, "fields": [
        {"kind": "array", "elem": {"kind": "named", "name": "B"}}]}]},
      {"name": "B", "ctors": [{"name": "mk", "tag": 0, "fields": [
        {"kind": "option", "elem": {"kind": "named", "name": "A"}}]}]},
      {"name": "Around", "ctors": [{"name": "mk", "tag": 0, "fields": [{"kind": "named", "name": "A"}]}]}]"#;
    let marshaller = Marshaller::new(lean, &LibraryRegistry::from_json_strings("", types).unwrap());
    let a = marshaller.construct("A.mk", vec![Value::Array(vec![])]).unwrap();
    let b = marshaller.construct("B.mk", vec![Some(a.clone()).into()]).unwrap();
    let around = marshaller.construct("Around.mk", vec![a.clone().into()]).unwrap();
    for (name, value) in [("A", a), ("B", b), ("Around", around)] {
        let object = marshaller.wrapper_for(&named(name)).unwrap().to_lean(&value.into()).unwrap();
        assert_eq!(object.kind(), ObjectKind::Constructor { tag: 0, objects: 1 }, "{name}");
    }
}

#[test]
fn the_runtimes_own_types_are_not_made_of_fields() {
    let (lean, _guard) = support::lean();
    let types = r#"[
      {"name": "ByteArray", "ctors": [{"name": "mk", "tag": 0, "fields": [
        {"kind": "array", "elem": {"kind": "uint", "bits": 8}}]}]},
      {"name": "Thunk", "ctors": [{"name": "mk", "tag": 0, "fields": [{"kind": "opaque", "name": "[anonymous]"}]}]},
      {"name": "T", "ctors": [{"name": "mk", "tag": 0, "fields": [{"kind": "named", "name": "Thunk"}]}]}]"#;
    assert!(type_refusal(types).contains("Thunk: the registry does not tell what it is of"));
    let m = Marshaller::new(lean, &LibraryRegistry::from_json_strings("", types).unwrap());
    let bytes = Value::Bytes(vec![1, 2]);
    assert_eq!(round_trip(&m, &named("ByteArray"), bytes.clone()).unwrap(), bytes);
}

#[test]
fn a_wrapper_tells_the_machine_type() {
    use leanbind::registry::MachineType;
    let (_lean, _guard) = support::lean();
    let machine = |repr: &TypeRepr| marshaller().wrapper_for(repr).unwrap().machine_type();
    assert_eq!(machine(&TypeRepr::Float), MachineType::F64);
    assert_eq!(machine(&TypeRepr::Float32), MachineType::F32);
    assert_eq!(machine(&named("Color")), MachineType::U8);
    assert_eq!(machine(&TypeRepr::Nat), machine(&TypeRepr::String));
}
