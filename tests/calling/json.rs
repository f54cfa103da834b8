//! Values as JSON: what is read goes through Lean and is written the same, and what does not fit is an error that says
//! where.

use leanbind::registry::{Bits, LibraryRegistry, TypeRepr};
use leanbind::{DeepJson, Marshaller, Nat, Value};
use serde_json::Value as Json;

use crate::support;

const TYPES: &str = r#"[
  {"name": "Shape", "isStructure": false, "isEnum": false, "ctors": [
    {"name": "circle", "tag": 0, "fields": [{"kind": "int"}]},
    {"name": "rect", "tag": 1, "fields": [{"kind": "int"}, {"kind": "int"}], "fieldNames": ["width", "height"]},
    {"name": "twice", "tag": 2, "fields": [{"kind": "nat"}, {"kind": "nat"}], "fieldNames": ["n", "n"]},
    {"name": "nothing", "tag": 3, "fields": [], "fieldNames": []}]},
  {"name": "Tree", "isStructure": false, "isEnum": false, "ctors": [
    {"name": "leaf", "tag": 0, "fields": []},
    {"name": "node", "tag": 1, "fields": [
      {"kind": "named", "name": "Tree"}, {"kind": "nat"}, {"kind": "named", "name": "Tree"}]}]},
  {"name": "Color", "isStructure": false, "isEnum": true, "ctors": [
    {"name": "red", "tag": 0, "fields": []}, {"name": "green", "tag": 1, "fields": []}]},
  {"name": "Even", "isStructure": true, "isEnum": false, "repr": "object", "trivialField": 0, "ctors": [
    {"name": "mk", "tag": 0, "fields": [{"kind": "nat"}, {"kind": "opaque", "name": "value % 2 = 0"}],
     "fieldNames": ["value", "isEven"]}]}
]"#;

fn marshaller() -> Marshaller {
    let (lean, _) = support::lean();
    Marshaller::new(lean, &LibraryRegistry::from_json_strings("[]", TYPES).unwrap())
}

fn named(name: &str) -> TypeRepr {
    TypeRepr::named(name)
}

fn boxed(ty: TypeRepr) -> Box<TypeRepr> {
    Box::new(ty)
}

fn option(elem: TypeRepr) -> TypeRepr {
    TypeRepr::Option(boxed(elem))
}

fn except() -> TypeRepr {
    TypeRepr::Except { error: boxed(TypeRepr::String), value: boxed(TypeRepr::Nat), eio: false }
}

fn uint(bits: Bits) -> TypeRepr {
    TypeRepr::UInt { bits }
}

fn sint(bits: Bits) -> TypeRepr {
    TypeRepr::SInt { bits }
}

/// `json` as a value of type `ty`, and out of Lean again as JSON.
#[track_caller]
fn through(ty: &TypeRepr, json: &str) -> String {
    let (_lean, _guard) = support::lean();
    let wrapper = marshaller().wrapper_for(ty).unwrap();
    let parsed: Json = serde_json::from_str(json).unwrap();
    let value = wrapper.value_from_json(&parsed).unwrap();
    let object = wrapper.to_lean(&value).unwrap();
    // SAFETY: `to_lean` made the object for this type.
    let back = unsafe { wrapper.from_lean(object.as_obj()) }.unwrap();
    serde_json::to_string(&back).unwrap()
}

#[track_caller]
fn same(ty: TypeRepr, json: &str) {
    assert_eq!(through(&ty, json), json);
}

#[track_caller]
fn refused(ty: TypeRepr, json: &str, expected: &str) {
    let parsed: Json = serde_json::from_str(json).unwrap();
    let error = marshaller().wrapper_for(&ty).unwrap().value_from_json(&parsed).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn numbers_are_exact_at_any_size() {
    for digits in ["0", "41", "18446744073709551615", "18446744073709551616", &"9".repeat(1000)] {
        same(TypeRepr::Nat, digits);
        same(TypeRepr::Int, digits);
    }
    for digits in ["-1", "-9223372036854775808", "-9223372036854775809", &format!("-{}", "7".repeat(500))] {
        same(TypeRepr::Int, digits);
    }
    same(uint(Bits::B8), "255");
    same(uint(Bits::B64), "18446744073709551615");
    same(sint(Bits::B8), "-128");
    same(sint(Bits::B64), "-9223372036854775808");
    same(TypeRepr::USize, "18446744073709551615");
    assert_eq!(through(&TypeRepr::Nat, "-0"), "0");
}

#[test]
fn only_digits_are_whole_numbers() {
    refused(TypeRepr::Nat, "1.5", "expected Nat (a number of digits only), got the number 1.5");
    refused(TypeRepr::Nat, "5.0", "expected Nat (a number of digits only), got the number 5.0");
    refused(TypeRepr::Int, "1e3", "expected Int (a number of digits only), got the number 1e+3");
    refused(TypeRepr::Nat, r#""5""#, r#"expected Nat (a number of digits only), got the string "5""#);
    refused(TypeRepr::Nat, "true", "expected Nat (a number of digits only), got true");
    refused(TypeRepr::Nat, "null", "expected Nat (a number of digits only), got null");
}

#[test]
fn a_number_outside_of_its_type_is_an_error() {
    refused(TypeRepr::Nat, "-1", "expected Nat (0 and up), got the whole number -1");
    refused(uint(Bits::B8), "256", "expected UInt8 (0 to 255), got the whole number 256");
    refused(uint(Bits::B8), "-1", "expected UInt8 (0 to 255), got the whole number -1");
    refused(sint(Bits::B16), "32768", "expected Int16 (-32768 to 32767), got the whole number 32768");
    refused(
        TypeRepr::USize,
        "18446744073709551616",
        "expected USize (0 to 18446744073709551615), got the whole number 18446744073709551616",
    );
}

#[test]
fn floats_read_back_the_same() {
    for number in ["0.1", "-0.0", "5.0", "1.7976931348623157e+308", "5e-324", r#""NaN""#, r#""-Infinity""#] {
        same(TypeRepr::Float, number);
    }
    for number in ["0.1", "-0.0", "3.4028235e+38", "1e-45", r#""Infinity""#] {
        same(TypeRepr::Float32, number);
    }
    assert_eq!(through(&TypeRepr::Float, "3"), "3.0");
    // Halfway between two `Float32`, but for a digit that a `Float` does not hold.
    assert_eq!(through(&TypeRepr::Float32, "1.00000005960464477540"), "1.0000001");
    refused(TypeRepr::Float, "1e400", "expected Float (a larger number is \"Infinity\"), got 1e+400");
    refused(
        TypeRepr::Float,
        r#""inf""#,
        r#"expected Float (a number, "NaN", "Infinity" or "-Infinity"), got the string "inf""#,
    );
}

#[test]
fn strings_and_characters() {
    same(TypeRepr::String, r#""a\u0000b \"q\" λ\n𝔸""#);
    same(TypeRepr::Char, r#""𝔸""#);
    same(TypeRepr::Char, r#""\u0000""#);
    refused(TypeRepr::Char, r#""""#, r#"expected Char (a string of one character), got the string """#);
    refused(TypeRepr::Char, r#""ab""#, r#"expected Char (a string of one character), got the string "ab""#);
    refused(TypeRepr::Char, "97", "expected Char (a string of one character), got the number 97");
    refused(TypeRepr::String, "5", "expected String (a string), got the number 5");
}

#[test]
fn containers() {
    same(TypeRepr::Unit, "null");
    same(TypeRepr::Bool, "false");
    same(TypeRepr::Array(boxed(TypeRepr::Nat)), "[1,2,3]");
    same(TypeRepr::List(boxed(TypeRepr::Bool)), "[true,false]");
    same(TypeRepr::Prod(boxed(TypeRepr::Nat), boxed(TypeRepr::String)), r#"[1,"one"]"#);
    same(TypeRepr::Sum(boxed(TypeRepr::Nat), boxed(TypeRepr::String)), r#"{"inl":1}"#);
    same(TypeRepr::Sum(boxed(TypeRepr::Nat), boxed(TypeRepr::String)), r#"{"inr":"one"}"#);
    same(except(), r#"{"ok":1}"#);
    same(except(), r#"{"error":"why"}"#);
}

#[test]
fn packed_arrays_and_thunks() {
    same(TypeRepr::opaque("ByteArray"), "[0,127,255]");
    same(TypeRepr::opaque("ByteArray"), "[]");
    same(TypeRepr::opaque("FloatArray"), r#"[0.5,-2.0,"NaN"]"#);
    let bytes = || TypeRepr::opaque("ByteArray");
    refused(bytes(), "[1,256]", "element 1: expected a byte (0 to 255), got the number 256");
    refused(bytes(), "7", "expected ByteArray (an array), got the number 7");
    let thunk = TypeRepr::Opaque { name: "Thunk".to_owned(), args: vec![TypeRepr::Nat], text: "Thunk Nat".to_owned() };
    same(thunk, "5");
}

#[test]
fn nested_options_are_kept_apart() {
    for json in ["null", r#"{"some":null}"#, r#"{"some":{"some":5}}"#] {
        same(option(option(TypeRepr::Nat)), json);
    }
    same(option(TypeRepr::Unit), r#"{"some":null}"#);
    refused(option(TypeRepr::Nat), "5", r#"expected Option Nat (null or {"some": ...}), got the number 5"#);
    refused(
        option(TypeRepr::Nat),
        r#"{"some": 1, "none": 2}"#,
        r#"expected Option Nat (null or {"some": ...}), got {"none": ..., "some": ...}"#,
    );
}

#[test]
fn inductive_types_go_by_name_or_in_order() {
    same(named("Shape"), r#"{"ctor":"circle","fields":[5]}"#);
    same(named("Shape"), r#"{"ctor":"rect","fields":{"width":3,"height":4}}"#);
    same(named("Shape"), r#"{"ctor":"twice","fields":[1,2]}"#);
    same(named("Color"), r#"{"ctor":"green"}"#);
    let rect = r#"{"ctor":"rect","fields":{"width":3,"height":4}}"#;
    assert_eq!(through(&named("Shape"), r#"{"ctor":"rect","fields":[3,4]}"#), rect);
    assert_eq!(through(&named("Shape"), r#"{"fields":{"height":4,"width":3},"ctor":"rect"}"#), rect);
    assert_eq!(through(&named("Color"), r#""red""#), r#"{"ctor":"red"}"#);
    assert_eq!(through(&named("Tree"), r#"{"ctor":"leaf"}"#), r#"{"ctor":"leaf"}"#);
    assert_eq!(through(&named("Shape"), r#"{"ctor":"nothing","fields":{}}"#), r#"{"ctor":"nothing"}"#);
    same(named("Tree"), r#"{"ctor":"node","fields":[{"ctor":"leaf"},7,{"ctor":"leaf"}]}"#);
}

#[test]
fn a_proof_cannot_be_given_in_json() {
    refused(
        named("Even"),
        r#"{"ctor":"mk","fields":{"value":4,"isEven":null}}"#,
        "expected a value of Even that a Lean function returned, got fields for mk, one of which is a proof, \
         a type, depends on others, or is of an opaque type and at an untold place",
    );
}

#[test]
fn slips_in_inductive_types_are_named() {
    let form = r#"expected Shape (as in {"ctor": "rect", "fields": ...})"#;
    refused(named("Shape"), "5", &format!("{form}, got the number 5"));
    refused(named("Shape"), r#"{"circle": [5]}"#, &format!(r#"{form}, got {{"circle": ...}}"#));
    refused(
        named("Shape"),
        r#"{"ctor": "circle", "field": [5]}"#,
        &format!(r#"{form}, got {{"ctor": ..., "field": ...}}"#),
    );
    refused(
        named("Shape"),
        r#"{"ctor": "circel", "fields": [5]}"#,
        r#"expected a constructor of Shape, got "circel"; did you mean `circle`?"#,
    );
    refused(named("Shape"), r#""circle""#, "circle: expected 1 field, got 0");
    refused(named("Shape"), r#"{"ctor": "rect", "fields": [1]}"#, "rect: expected 2 fields, got 1");
    refused(
        named("Shape"),
        r#"{"ctor": "rect", "fields": {"width": 3, "heigth": 4}}"#,
        r#"rect: expected width, height, got a field "heigth"; did you mean `height`?"#,
    );
    refused(
        named("Shape"),
        r#"{"ctor": "rect", "fields": {"width": 3}}"#,
        r#"rect: expected width, height, got width (missing: height)"#,
    );
    refused(
        named("Shape"),
        r#"{"ctor": "circle", "fields": {"radius": 3}}"#,
        r#"circle: expected 1 field in an array, got {"radius": ...}"#,
    );
    refused(
        named("Tree"),
        r#"{"ctor": "node", "fields": ["leaf", 1, {"ctor": "node", "fields": ["leaf", -1, "leaf"]}]}"#,
        "node / field 2 / node / field 1: expected Nat (0 and up), got the whole number -1",
    );
}

#[test]
fn an_opaque_value_cannot_be_read() {
    refused(
        TypeRepr::opaque("Counter"),
        r#"{"opaque": "Counter"}"#,
        r#"expected Counter (an opaque value, which only Lean makes), got {"opaque": ...}"#,
    );
}

#[test]
fn a_deep_value_is_read_and_written() {
    let (_lean, _guard) = support::lean();
    let marshaller = marshaller();
    let depth = support::size(100_000);
    let leaf = || Value::from(marshaller.construct("Tree.leaf", vec![]).unwrap());
    let mut tree = leaf();
    for _ in 0..depth {
        tree = marshaller.construct("Tree.node", vec![tree, Nat::from(1u64).into(), leaf()]).unwrap().into();
    }
    let json = serde_json::to_string(&tree).unwrap();
    assert_eq!(json.matches("node").count(), depth);

    // serde_json reads 128 levels of text, and dropping its own values takes a stack as deep as they are.
    let read_deep = || {
        let mut json = Json::from("leaf");
        for _ in 0..depth {
            let fields = Json::Array(vec![json, 1.into(), "leaf".into()]);
            json =
                Json::Object([("ctor".to_owned(), "node".into()), ("fields".to_owned(), fields)].into_iter().collect());
        }
        let value = marshaller.wrapper_for(&named("Tree")).unwrap().value_from_json(&json).unwrap();
        assert!(value == tree);
    };
    stacker::grow(256 << 20, read_deep);
}

/// `json` as a value of a type of the fixture, written again; or the error.
fn of_fixture(name: &str, json: &str) -> String {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let wrapper = lib.marshaller().wrapper_for(&named(&format!("LeanbindFixture.{name}"))).unwrap();
    let json: DeepJson = json.parse().unwrap();
    wrapper.value_from_json(&json).map_or_else(|error| error.to_string(), |value| value.to_string())
}

#[test]
fn structures_are_plain_objects_and_have_their_parents_fields() {
    let point = of_fixture("Point", r#"{"ctor": "mk", "fields": [1, 2]}"#);
    assert_eq!(of_fixture("Point", r#"{"x": 1, "y": 2}"#), point);
    assert_eq!(of_fixture("Point", r#"{"ctor": "mk", "fields": {"x": 1, "y": 2}}"#), point);
    let point3 = of_fixture("Point3", r#"{"ctor": "mk", "fields": [{"ctor": "mk", "fields": [1, 2]}, 3]}"#);
    assert!(point3.contains("Point3.mk"), "{point3}");
    for same in [
        r#"{"x": 1, "y": 2, "z": 3}"#,
        r#"{"toPoint": {"x": 1, "y": 2}, "z": 3}"#,
        r#"{"ctor": "mk", "fields": {"x": 1, "y": 2, "z": 3}}"#,
    ] {
        assert_eq!(of_fixture("Point3", same), point3, "{same}");
    }
    assert_eq!(of_fixture("Point", r#"{"x": 1}"#), "mk: expected x, y, got x (missing: y)");
    assert_eq!(of_fixture("Point", "{}"), "mk: expected x, y, got no field (missing: x, y)");
    let flat = of_fixture("Point3", r#"{"z": 3}"#);
    assert!(flat.ends_with("mk: expected x, y, got z (missing: x, y)"), "{flat}");
    assert_eq!(
        of_fixture("Point", r#"{"x": 1, "y": 2, "z": 3}"#),
        r#"mk: expected x, y, got a field "z"; did you mean `x` or `y`?"#
    );
    let twice = of_fixture("Point3", r#"{"toPoint": {"x": 1, "y": 2}, "x": 1, "z": 3}"#);
    assert!(twice.contains(r#"got a field "x""#), "{twice}");
}

#[test]
fn adjacently_tagged_enums_of_serde_go_both_ways() {
    #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
    #[serde(tag = "ctor", content = "fields", rename_all = "lowercase")]
    enum Shape {
        Circle(i64),
        Rect { width: i64, height: i64 },
        Twice(u64, u64),
        Nothing,
    }
    let wrapper = marshaller().wrapper_for(&named("Shape")).unwrap();
    for (shape, back) in [
        (Shape::Circle(5), false),
        (Shape::Rect { width: 3, height: 4 }, true),
        (Shape::Twice(1, 2), true),
        (Shape::Nothing, true),
    ] {
        let value = wrapper.value_from_json(&serde_json::to_value(&shape).unwrap()).unwrap();
        if back {
            assert_eq!(serde_json::from_value::<Shape>(serde_json::to_value(&value).unwrap()).unwrap(), shape);
        } else {
            assert_eq!(value.to_string(), "Shape.circle 5");
        }
    }
}

#[test]
fn a_whole_number_for_a_float_is_exact_or_an_error() {
    same(TypeRepr::Float, "9007199254740992.0");
    assert_eq!(through(&TypeRepr::Float, "9007199254740992"), "9007199254740992.0");
    assert_eq!(through(&TypeRepr::Float, "-0"), "-0.0");
    assert_eq!(through(&TypeRepr::Float, "100000000000000000000"), "1e+20");
    assert_eq!(through(&TypeRepr::Float, "9007199254740993.0"), "9007199254740992.0");
    for (ty, number) in
        [(TypeRepr::Float, "9007199254740993"), (TypeRepr::Float32, "16777217"), (TypeRepr::Float, "-9007199254740993")]
    {
        refused(
            ty.clone(),
            number,
            &format!("expected {ty} (which has no such whole number; {number}.0 is the nearest), got {number}"),
        );
    }
}

#[test]
fn texts_of_any_depth_are_read_and_dropped() {
    let (_lean, _guard) = support::lean();
    let depth = support::size(100_000);
    let node = r#"{"ctor":"node","fields":["leaf",1,"#;
    let text = format!("{}\"leaf\"{}", node.repeat(depth), "]}".repeat(depth));
    let wrapper = marshaller().wrapper_for(&named("Tree")).unwrap();
    let value = wrapper.value_from_json(&text.parse::<DeepJson>().unwrap()).unwrap();
    assert_eq!(value.to_string().matches("node").count(), depth);
    drop(value);
    for wrong in ["[".repeat(depth), format!("{}1 2", "[".repeat(depth)), format!("{}}}", "[".repeat(depth))] {
        assert!(wrong.parse::<DeepJson>().is_err());
    }
    let number: DeepJson = "\u{feff}[123456789012345678901234567890, -1.5e3, 18446744073709551615]".parse().unwrap();
    assert_eq!(*number, serde_json::from_str::<Json>(&number.to_string()).unwrap());
    assert_eq!(number[0].to_string(), "123456789012345678901234567890");
}
