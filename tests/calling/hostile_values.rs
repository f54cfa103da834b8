//! Values at which Lean's own functions end the process or do not come to an end, and at which ours could. Each is refused, or
//! converted by another way.
//!
//! | reached by | function | what it cannot take | here |
//! |---|---|---|---|
//! | `Lean.Json` to Lean | `Json.parse`: `JsonNumber.shiftl` | a huge exponent: it takes all memory, or is an internal panic | refused |
//! | | `Json.parse`: reading digits | a long number: time grows with the square | refused |
//! | | `Json.parse`: recursion | a text nested deeply: the stack overflows | refused |
//! | `Lean.Json` from Lean | `Json.compress`: `Nat.repr` | a long number: time grows with the square | refused |
//! | | `Json.compress` | deep values, huge exponents: it takes them | converted |
//! | `Rat` to Lean | the check for lowest terms | long numbers: a divisor by `num_integer` takes minutes | Lean's `Nat.gcd` |
//! | numbers from JSON | reading digits | a long number: time grows with the square | by halves |
//! | errors | printing digits | a long number: time grows with the square | its length |
//! | `Fin n`, `BitVec n`, `Vector α n` | the check of the bound | a bound like 2^(2^64) | never computed |
//! | arrays and lists to Lean | `lean_alloc_array` | more elements without a size than memory: the process ends | refused |

use leanbind::registry::{LibraryRegistry, TypeRepr};
use leanbind::{Int, LeanLibrary, Marshaller, Nat, Value};
use num_bigint::{BigInt, BigUint};
use serde_json::json;

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

/// Why a call is refused: never with the whole value.
fn refusal(name: &str, args: impl leanbind::Args) -> String {
    let error = lib().call(name, args).unwrap_err().to_string();
    assert!(error.len() < 500, "{} characters: {}", error.len(), &error[..500]);
    error
}

/// A number with so many digits.
fn long(digits: usize) -> String {
    (0..digits).map(|i| char::from(b'1' + (i * 7 % 9) as u8)).collect()
}

fn negative(n: &BigUint) -> Int {
    Int::from(-BigInt::from(n.clone()))
}

#[test]
fn json_texts_at_which_lean_does_not_end_are_refused() {
    let (_lean, _guard) = support::lean();
    let digits = long(support::size(300_000).max(100_001));
    let texts = [
        "1e1000000000".to_owned(),
        "-1E+1000000000".to_owned(),
        "0e4294967296".to_owned(),
        "1e99999999999999999999999".to_owned(),
        "1e000000000000000000000000000001000000000".to_owned(),
        "[[{\"a\": [1e1000000000]}]]".to_owned(),
        // Lean reads both members, though one replaces the other.
        "{\"a\": 1e1000000000, \"a\": 1}".to_owned(),
        "{\"$serde_json::private::Number\": 1e1000000000}".to_owned(),
        format!("[{}]", ["1e99999"; 2].join(",")),
        digits.clone(),
        format!("0.{digits}"),
        format!("1e-{digits}"),
        format!("0.{}1", "0".repeat(digits.len())),
    ];
    for text in texts {
        let error = refusal("py_id_json", (text.as_str(),));
        assert!(error.contains("too many digits"), "{error}");
    }
}

#[test]
fn json_texts_that_are_nested_too_deeply_are_refused() {
    let (_lean, _guard) = support::lean();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        for depth in [200, 100_000] {
            for end in [close.repeat(depth), String::new()] {
                let error = refusal("py_id_json", (format!("{}1{end}", open.repeat(depth)),));
                assert!(error.contains("text that is no JSON"), "{error}");
            }
        }
    }
    let deepest = format!("{}1{}", "[".repeat(127), "]".repeat(127));
    assert_eq!(lib().call("py_id_json", (&deepest,)).unwrap(), deepest.into());
}

/// Lean's own functions make such values; here, objects with the layout of `Lean.Json` stand for them.
#[test]
fn json_that_lean_made_is_printed_or_refused() {
    let (lean, _guard) = support::lean();
    let constructor = |tag: usize, field| json!({"name": format!("c{tag}"), "tag": tag, "fields": field});
    let types = json!([
        {"name": "Number", "isStructure": true, "isEnum": false, "ctors": [constructor(0, json!([{"kind": "int"}, {"kind": "nat"}]))]},
        {"name": "J", "isStructure": false, "isEnum": false, "ctors": [constructor(0, json!([])),
            constructor(1, json!([{"kind": "bool"}])), constructor(2, json!([{"kind": "named", "name": "Number"}])),
            constructor(3, json!([{"kind": "string"}])),
            constructor(4, json!([{"kind": "array", "elem": {"kind": "named", "name": "J"}}]))]},
    ]);
    let registry = LibraryRegistry::from_json_strings("", &types.to_string()).unwrap();
    let marshaller = Marshaller::new(lean, &registry);
    let (like_json, real) = (
        marshaller.wrapper_for(&TypeRepr::named("J")).unwrap(),
        lib().marshaller().wrapper_for(&TypeRepr::opaque("Lean.Json")).unwrap(),
    );
    let number = |mantissa: Int, exponent: Nat| {
        let number = marshaller.construct("Number.c0", vec![mantissa.into(), exponent.into()]).unwrap();
        Value::Inductive(marshaller.construct("J.c2", vec![number.into()]).unwrap())
    };
    let array = |items| Value::Inductive(marshaller.construct("J.c4", vec![Value::Array(items)]).unwrap());
    let print = |value: &Value| {
        let object = like_json.to_lean(value).unwrap();
        // SAFETY: the constructors are those of `Lean.Json`, in their order and with its fields.
        unsafe { real.from_lean(object.as_obj()) }.map_err(|error| error.to_string())
    };
    let ten_to = |exponent: u32| Nat::from(BigUint::from(10u8).pow(exponent));
    let half = number(Int::from(-25), Nat::from(1u8));
    assert_eq!(print(&half), Ok("-2.5".into()));
    let depth = support::size(100_000);
    let deep = (0..depth).fold(half.clone(), |inner, _| array(vec![inner]));
    assert!(print(&deep) == Ok(format!("{}-2.5{}", "[".repeat(depth), "]".repeat(depth)).into()));
    let short = array(vec![number(Int::from(i64::MAX), Nat::from(0u8)); 20_000]);
    assert!(print(&short).is_ok());
    for exponent in [Nat::from(1_000_000_000u64), Nat::from(u64::MAX), ten_to(1_000)] {
        let Value::String(text) = print(&number(Int::from(7), exponent)).unwrap() else { panic!("a text") };
        assert!(text.starts_with("0.0000000007e-") && text.len() < 1_100, "{text}");
    }
    for (mantissa, exponent) in
        [(ten_to(300_000), Nat::from(0u8)), (ten_to(300_000), ten_to(30)), (Nat::from(1u8), ten_to(300_000))]
    {
        let error = print(&array(vec![half.clone(), number(mantissa.into(), exponent)])).unwrap_err();
        assert!(error.contains("too many digits to be printed by Lean"), "{error}");
    }
}

#[test]
fn long_fractions_are_checked_by_leans_own_divisor() {
    let (_lean, _guard) = support::lean();
    let length = support::size(300_000) as u32;
    let power = |base: u32| BigUint::from(base).pow(length);
    let fraction = |top: Int, bottom: Nat| Value::Prod(Box::new((top.into(), bottom.into())));
    for top in [Int::from(Nat::from(power(3))), negative(&power(3))] {
        let value = fraction(top.clone(), Nat::from(power(10)));
        assert!(lib().call("py_id_rat", (&value,)).unwrap() == value);
        let error = refusal("py_id_rat", (fraction(top.clone(), Nat::from(power(12))),));
        assert!(error.contains("in lowest terms"), "{error}");
        assert!(refusal("py_id_rat", (fraction(top, Nat::from(0u8)),)).contains("in lowest terms"));
    }
    let value = fraction(Int::from(1), Nat::from(power(7)));
    assert!(lib().call("py_id_rat", (&value,)).unwrap() == value);
    // At the edges of a machine word.
    for (top, bottom) in [(i64::MIN, u64::MAX), (i64::MAX, 1 << 63), (-1, 1)] {
        let value = fraction(Int::from(top), Nat::from(bottom));
        assert!(lib().call("py_id_rat", (&value,)).unwrap() == value);
    }
    assert!(refusal("py_id_rat", (fraction(Int::from(i64::MIN), Nat::from(1u64 << 63)),)).contains("in lowest terms"));
}

#[test]
fn long_numbers_are_read_and_refused_at_every_type() {
    let (_lean, _guard) = support::lean();
    let digits = long(support::size(2_000_000).max(10_001));
    let number: Nat = digits.parse().unwrap();
    let json: serde_json::Value = serde_json::from_str(&digits).unwrap();
    for name in ["py_id_nat", "py_id_int"] {
        let function = lib().function(name).unwrap();
        let args = function.args_from_json(std::slice::from_ref(&json)).unwrap();
        let back = function.call(args).unwrap();
        assert!(back == Value::Nat(number.clone()) || back == Value::Int(number.clone().into()), "{name}");
    }
    let negative = negative(&number.to_biguint());
    assert!(format!("-{digits}").parse() == Ok(negative.clone()));
    for name in
        ["py_id_u8", "py_id_u64", "py_id_i8", "py_id_usize", "py_id_fin", "py_id_bitvec", "py_id_bool", "py_id_string"]
    {
        for value in [Value::Nat(number.clone()), Value::Int(negative.clone())] {
            assert!(refusal(name, (value,)).contains(" digits"), "{name}");
        }
        let refused = lib().function(name).unwrap().args_from_json(std::slice::from_ref(&json)).map(|_| ());
        assert!(refused.is_ok() || refused.unwrap_err().to_string().len() < 500, "{name}");
    }
    assert!(refusal("py_id_nat", (negative.clone(),)).contains(" digits"));
    assert!(lib().call_as::<u64>("py_id_nat", (&number,)).unwrap_err().to_string().len() < 500);
    assert!(u64::try_from(&number).unwrap_err().to_string().len() < 100);
    assert!(Nat::try_from(&negative).unwrap_err().to_string().len() < 100);
}

#[test]
fn bounds_of_any_size_are_never_computed() {
    let (_lean, _guard) = support::lean();
    let huge = Nat::from(BigUint::from(1u8) << support::size(10_000_000).max(100_000));
    let below: Nat = Nat::from(huge.to_biguint() - 1u8);
    // `pick n i` is `n - 1 - i`.
    assert!(lib().call("py_pick", (&huge, &below)).unwrap() == Nat::from(0u8).into());
    assert!(refusal("py_pick", (&huge, &huge)).contains("whole number below <about "));
    // A word with more bits than memory.
    assert_eq!(lib().call("py_lowest_bit", (&huge, 1)).unwrap(), true.into());
    assert_eq!(lib().call("py_lowest_bit", (u64::MAX, 1)).unwrap(), true.into());
    assert!(refusal("py_lowest_bit", (4, &huge)).contains("whole number below 2^4"));
    assert!(refusal("py_dot", (&huge, vec![1u8], vec![1u8])).contains("an array of <about "));
    assert!(refusal("py_dot", (u64::MAX, Vec::<u8>::new(), vec![1u8])).contains("an array of 18446744073709551615"));
}

#[test]
fn elements_without_a_size_are_counted() {
    let (_lean, _guard) = support::lean();
    for count in [1 << 40, usize::MAX] {
        let units = vec![(); count];
        for ty in [
            TypeRepr::Array(TypeRepr::Unit.into()),
            TypeRepr::List(TypeRepr::Unit.into()),
            TypeRepr::Array(TypeRepr::Nat.into()),
        ] {
            let wrapper = lib().marshaller().wrapper_for(&ty).unwrap();
            let error = wrapper.to_typed(&units).unwrap_err().to_string();
            assert!(error.contains("at most 268435456 elements without a size"), "{error}");
        }
    }
    let wrapper = lib().marshaller().wrapper_for(&TypeRepr::Array(TypeRepr::Unit.into())).unwrap();
    assert_eq!(wrapper.to_typed(&vec![(); 3]).unwrap().view().decode().unwrap(), Value::Array(vec![Value::Unit; 3]));
}

#[test]
fn errors_that_lean_gives_are_shortened() {
    let (_lean, _guard) = support::lean();
    let error = refusal("py_id_json", (format!("[\"{}\"] 1", "x".repeat(1_000_000)),));
    assert!(error.contains("text that is no JSON"), "{error}");
}
