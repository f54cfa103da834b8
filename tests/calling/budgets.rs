//! What a registry may ask for: its sizes are counted before memory is taken, and an error names the limit.
//!
//! Each registry here takes a few kilobytes or megabytes of text. Without limits most of them take all memory, or hours.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::slice::from_ref;

use leanbind::registry::{LibraryRegistry, RegistryError, TypeRepr};
use leanbind::{Closure, Marshaller, Value};
use serde_json::{Value as Json, json};

use crate::random_registries::{self, Outcome};
use crate::support;

/// A structure with the constructor `mk`.
fn structure(name: &str, params: usize, fields: &[Json]) -> Json {
    json!({"name": name, "isStructure": true, "isEnum": false, "numParams": params, "numIndices": 0,
        "ctors": [{"name": "mk", "tag": 0, "fields": fields}]})
}

fn nat() -> Json {
    json!({"kind": "nat"})
}

fn named(name: &str, args: &[Json]) -> Json {
    json!({"kind": "named", "name": name, "args": args})
}

/// The type parameter with this index.
fn param(index: usize) -> Json {
    json!({"kind": "opaque", "name": "[anonymous]", "type": "a", "param": index})
}

fn function(params: &[Json], result: Json) -> Json {
    json!({"kind": "opaque", "name": "[anonymous]", "type": "f", "function": {"params": params, "result": result}})
}

fn read(types: &[Json]) -> Result<LibraryRegistry, RegistryError> {
    LibraryRegistry::from_json_strings("", &Json::from(types).to_string())
}

fn marshaller(types: &[Json]) -> Marshaller {
    let (lean, _guard) = support::lean();
    Marshaller::new(lean, &read(types).expect("a registry"))
}

/// Why the type cannot be used.
fn refusal(marshaller: &Marshaller, name: &str) -> String {
    let error = marshaller.wrapper_for(&TypeRepr::named(name)).expect_err(name).to_string();
    assert!(error.len() < 10_000, "{} characters", error.len());
    error
}

/// Whether an error tells the limit of one type, or of all types together.
fn is_about_a_limit(error: &str) -> bool {
    ["of at most 256 levels", "of at most 100000 parts", "with at most 201000 parts together"]
        .iter()
        .any(|limit| error.contains(limit))
}

#[test]
fn a_type_has_no_more_parameters_than_can_be_filled_in() {
    for (params, indices) in [(5_000_000_000, 0), (0, 5_000_000_000), (u64::MAX, 0), (u64::MAX, u64::MAX), (10_001, 0)]
    {
        let mut ty = structure("A", 0, &[nat()]);
        (ty["numParams"], ty["numIndices"]) = (params.into(), indices.into());
        let error = read(&[ty]).unwrap_err().to_string();
        assert!(error.starts_with("types[0] (A): numParams and numIndices are "), "{error}");
        assert!(error.ends_with("at most 10000 are read"), "{error}");
    }
    let (_lean, _guard) = support::lean();
    let many = structure("A", 10_000, &[nat(), param(9_999)]);
    marshaller(&[many]).construct("A.mk", vec![1u8.into(), 2u8.into()]).expect("as many as are read");
}

#[test]
fn a_constructor_has_no_more_fields_than_are_read() {
    let (_lean, _guard) = support::lean();
    let with = |count: usize| {
        let mut ty = structure("A", 0, &vec![json!({"kind": "opaque", "name": "[anonymous]", "type": "p"}); count]);
        let ctor = &mut ty["ctors"][0];
        ctor["fieldNames"] = (0..count).map(|i| format!("f{i}")).collect();
        let erased = vec![json!({"at": "erased"}); count];
        ctor["layout"] = json!({"objects": 0, "usizes": 0, "scalarBytes": 0, "fields": erased});
        ty["repr"] = "object".into();
        ty
    };
    let error = read(&[with(10_001)]).unwrap_err().to_string();
    assert!(error.ends_with("10001 fields, and at most 10000 are read"), "{error}");
    let wrapper = marshaller(&[with(10_000)]).wrapper_for(&TypeRepr::named("A")).unwrap();
    // SAFETY: nothing of the value is read by compiled code.
    let value = unsafe { wrapper.from_lean(unit().as_obj()) }.unwrap();
    assert!(serde_json::to_string(&value).unwrap().contains("\"f9999\":null"));
    let names: serde_json::Map<String, Json> = (0..10_000).map(|i| (format!("f{i}"), Json::Null)).collect();
    let error = wrapper.value_from_json(&json!({"ctor": "mk", "fields": names})).unwrap_err().to_string();
    assert!(error.contains("a value of A that a Lean function returned"), "{error}");
}

/// The scalar 0: `()`, and any constructor without fields at run time.
fn unit() -> leanbind::LeanObj {
    marshaller(&[]).wrapper_for(&TypeRepr::Unit).unwrap().to_lean(&Value::Unit).unwrap()
}

/// The first type of each list contains itself, or a chain of types, at arguments that grow. All have the type `Other`, which
/// is usable all the same.
#[test]
fn a_type_whose_arguments_grow_without_end_is_refused() {
    let (a, pair) = (param(0), json!({"kind": "prod", "a": param(0), "b": param(0)}));
    let grown = [
        ("pairs", pair.clone()),
        ("arrays", json!({"kind": "array", "elem": a})),
        ("options", json!({"kind": "option", "elem": a})),
        ("named pairs", named("Pair", &[a.clone(), a.clone()])),
        ("functions", function(&[a.clone(), a.clone()], a.clone())),
        ("actions", function(from_ref(&a), json!({"kind": "io", "elem": pair}))),
        ("sums of exceptions", json!({"kind": "sum", "a": {"kind": "except", "e": a, "a": a}, "b": a})),
        ("opaque types", json!({"kind": "opaque", "name": "Foreign", "type": "Foreign a a", "args": [a, a]})),
        ("thunks", json!({"kind": "opaque", "name": "Thunk", "type": "Thunk a", "args": [pair]})),
        (
            "vectors",
            json!({"kind": "opaque", "name": "Vector", "type": "Vector a 3", "args": [pair,
            {"kind": "opaque", "name": "[anonymous]", "type": "3", "natural": 3}]}),
        ),
        ("itself", named("P", from_ref(&a))),
    ];
    for (what, argument) in grown {
        let types = [
            structure("Root", 0, &[named("P", &[nat()]), nat()]),
            structure("P", 1, &[named("P", from_ref(&argument)), a.clone()]),
            structure(
                "Two",
                1,
                &[named("Two", from_ref(&argument)), named("Two", &[named("P", from_ref(&argument))]), a.clone()],
            ),
            structure("Pair", 2, &[a.clone(), param(1)]),
            structure("Other", 0, &[named("Pair", &[nat(), named("Pair", &[nat(), nat()])]), nat()]),
        ];
        let marshaller = marshaller(&types);
        let error = refusal(&marshaller, "Root");
        assert!(is_about_a_limit(&error), "{what}: {error}");
        let two = TypeRepr::Named { name: "Two".to_owned(), args: vec![TypeRepr::Nat] };
        assert!(marshaller.wrapper_for(&two).is_err(), "{what}");
        marshaller.wrapper_for(&TypeRepr::named("Other")).expect(what);
    }
}

/// `T0` contains `T1` at a pair of its parameter, and so on: after 60 types the argument has 2^60 parts.
#[test]
fn a_chain_of_types_that_double_their_argument_is_refused() {
    let chain = |argument: Json, length: usize| {
        let mut types = vec![structure("T0", 0, &[named("T1", &[nat()])]), structure("Pair", 2, &[param(0), param(1)])];
        for i in 1..length {
            types.push(structure(&format!("T{i}"), 1, &[named(&format!("T{}", i + 1), from_ref(&argument)), nat()]));
        }
        types.push(structure(&format!("T{length}"), 1, &[param(0), nat()]));
        marshaller(&types)
    };
    for argument in [json!({"kind": "prod", "a": param(0), "b": param(0)}), named("Pair", &[param(0), param(0)])] {
        let error = refusal(&chain(argument.clone(), 60), "T0");
        assert!(is_about_a_limit(&error), "{error}");
        chain(argument, 12).wrapper_for(&TypeRepr::named("T0")).expect("a few thousand parts");
    }
}

#[test]
fn types_used_at_very_many_arguments_are_refused_together() {
    // Each type uses two others at a larger argument: 2^40 instances of a few parts each.
    let used = |i: usize, tag: &str| named(&format!("L{}", i + 1), &[json!({"kind": tag, "elem": param(0)})]);
    let mut types: Vec<Json> =
        (0..40).map(|i| structure(&format!("L{i}"), 1, &[used(i, "array"), used(i, "list")])).collect();
    types.push(structure("L40", 1, &[param(0), nat()]));
    types.push(structure("Root", 0, &[named("L0", &[nat()]), nat()]));
    let error = refusal(&marshaller(&types), "Root");
    assert!(error.contains("used at 2010 lists of arguments at most"), "{error}");
}

#[test]
fn long_chains_take_time_that_grows_with_their_length() {
    let length = support::size(20_000);
    // Each type is a trivial structure around the next one; without `trivialField` the compiler's rule says so.
    for told in [false, true] {
        let ty = |i: usize, field: Json| {
            let mut ty = structure(&format!("D{i}"), 0, &[field]);
            if told {
                (ty["repr"], ty["trivialField"]) = ("object".into(), 0.into());
            }
            ty
        };
        let mut types: Vec<Json> = (0..length).map(|i| ty(i, named(&format!("D{}", i + 1), &[]))).collect();
        types.push(ty(length, nat()));
        let marshaller = marshaller(&types);
        marshaller.wrapper_for(&TypeRepr::named("D0")).expect("a chain that ends");
        // A type that leanbind cannot carry makes every type fail that contains it.
        types[length] = ty(length, json!({"kind": "opaque", "name": "[anonymous]", "type": "x = y"}));
        let error = refusal(&self::marshaller(&types), "D0");
        assert!(error.contains("not supported"), "{error}");
        // A circle.
        types[length] = ty(length, named("D0", &[]));
        if told {
            let error = read(&types).unwrap_err().to_string();
            assert!(error.contains("represented by itself"), "{error}");
        } else {
            self::marshaller(&types).wrapper_for(&TypeRepr::named("D0")).expect("an inductive type without values");
        }
    }
}

#[test]
fn values_of_long_chains_are_converted() {
    let (_lean, _guard) = support::lean();
    let length = support::size(20_000);
    let mut types: Vec<Json> =
        (0..length).map(|i| structure(&format!("D{i}"), 0, &[named(&format!("D{}", i + 1), &[])])).collect();
    types.push(structure(&format!("D{length}"), 0, &[json!({"kind": "uint", "bits": 32})]));
    let marshaller = marshaller(&types);
    let mut value = Value::from(7u8);
    for i in (0..=length).rev() {
        value = marshaller.construct(&format!("D{i}.mk"), vec![value]).unwrap().into();
    }
    let wrapper = marshaller.wrapper_for(&TypeRepr::named("D0")).unwrap();
    let object = wrapper.to_typed(&value).unwrap();
    assert_eq!(object.object().as_obj().as_scalar(), Some(7));
    assert!(object.view().decode().unwrap().to_string().contains(&format!("(D{length}.mk 7)")));
}

#[test]
fn large_registries_of_libraries_are_read() {
    let (lean, _guard) = support::lean();
    let constructors = |count: usize| -> Vec<Json> {
        (0..count).map(|i| json!({"name": format!("c{i}"), "tag": i, "fields": []})).collect()
    };
    let size = support::size(10_000);
    let mut types: Vec<Json> = (0..size / 10)
        .map(|i| structure(&format!("S{i}"), 0, &[nat(), named(&format!("S{}", (i + 1) % (size / 10)), &[]), nat()]))
        .collect();
    types.push(json!({"name": "Many", "isStructure": false, "isEnum": true, "ctors": constructors(2_000)}));
    // Structures that extend each other, as the compiler's rules lay them out.
    types.push(structure("E0", 1, &[nat(), param(0)]));
    types.extend(
        (1..500).map(|i| structure(&format!("E{i}"), 1, &[named(&format!("E{}", i - 1), &[param(0)]), param(0)])),
    );
    let funcs: Vec<Json> = (0..size)
        .map(|i| {
            let ty = named(&format!("S{}", i % (size / 10)), &[]);
            json!({"declName": format!("Lib.f{i}"), "exportName": format!("f{i}"), "params": [ty, nat(), named("Many", &[]),
                {"kind": "list", "elem": named("E499", &[nat()])}], "returnType": {"kind": "array", "elem": ty}})
        })
        .collect();
    let registry =
        LibraryRegistry::from_json_strings(&Json::from(funcs).to_string(), &Json::from(types).to_string()).unwrap();
    let marshaller = Marshaller::new(lean, &registry);
    for func in registry.funcs().iter().step_by(size / 10 + 1) {
        for ty in func.params.iter().chain([&func.return_type]) {
            marshaller.wrapper_for(ty).expect("a type of the library");
        }
    }
    let last = marshaller.construct("Many.c1999", vec![]).unwrap();
    let wrapper = marshaller.wrapper_for(&TypeRepr::named("Many")).unwrap();
    assert_eq!(wrapper.to_lean(&last.into()).unwrap().as_obj().as_scalar(), Some(1999));
}

#[test]
fn finite_recursion_is_legal() {
    let (_lean, _guard) = support::lean();
    let types = [
        // Mutual, and nested through each other's lists.
        structure("A", 1, &[json!({"kind": "list", "elem": named("B", &[param(0)])}), param(0)]),
        structure("B", 1, &[json!({"kind": "array", "elem": named("A", &[param(0)])}), nat()]),
        // A parameter that alternates: finitely many instances.
        structure("Swap", 2, &[json!({"kind": "option", "elem": named("Swap", &[param(1), param(0)])}), param(0)]),
        // A recursive occurrence at a type without the parameter.
        structure("Once", 1, &[json!({"kind": "list", "elem": named("Once", &[nat()])}), param(0)]),
    ];
    let marshaller = marshaller(&types);
    for (name, arguments) in [("A", 1), ("B", 1), ("Swap", 2), ("Once", 1)] {
        let args = [TypeRepr::String, TypeRepr::Nat][..arguments].to_vec();
        marshaller.wrapper_for(&TypeRepr::Named { name: name.to_owned(), args }).expect(name);
    }
}

/// `E0` is a pair of `E1`, and so on: its only value has 2^60 parts. Lean needs it in the place of a result of a Rust function
/// that failed.
#[test]
fn a_default_value_that_fills_the_memory_is_refused() {
    let (_lean, _guard) = support::lean();
    let takes = |result: &Json| structure("F", 0, &[function(&[nat()], result.clone()), nat()]);
    let vector = |elem: Json| {
        json!({"kind": "opaque", "name": "Vector", "type": "Vector", "args": [elem,
            {"kind": "opaque", "name": "[anonymous]", "type": "9999", "natural": 9999}]})
    };
    let mut doubling: Vec<Json> = (0..60)
        .map(|i| {
            structure(&format!("E{i}"), 0, &[named(&format!("E{}", i + 1), &[]), named(&format!("E{}", i + 1), &[])])
        })
        .collect();
    doubling.push(structure("E60", 0, &[nat(), nat()]));
    let convert = |mut types: Vec<Json>, result: Json| {
        types.push(takes(&result));
        let marshaller = marshaller(&types);
        let failing = Value::Function(Closure::pure(|_| Err("no".into())));
        let value = marshaller.construct("F.mk", vec![failing, 1u8.into()]).unwrap();
        marshaller.wrapper_for(&TypeRepr::named("F")).unwrap().to_lean(&value.into()).map_err(|e| e.to_string())
    };
    for (types, result) in [(doubling, named("E0", &[])), (vec![], vector(vector(vector(nat()))))] {
        let error = convert(types, result).unwrap_err();
        assert!(error.contains("which Rust cannot make of at most 200000 parts"), "{error}");
    }
    convert(vec![], vector(nat())).expect("a few thousand parts");
    // A long chain is no large value.
    let length = support::size(20_000);
    let mut chain: Vec<Json> =
        (0..length).map(|i| structure(&format!("C{i}"), 0, &[named(&format!("C{}", i + 1), &[]), nat()])).collect();
    chain.push(structure(&format!("C{length}"), 0, &[nat(), nat()]));
    convert(chain.clone(), named("C0", &[])).expect("a value as deep as the chain");
    chain.reverse();
    convert(chain, named("C0", &[])).expect("in whichever order");
}

#[test]
fn a_text_is_counted_before_it_is_parsed() {
    let too_large = |funcs: &str, types: &str, what: &str| match LibraryRegistry::from_json_strings(funcs, types) {
        Err(RegistryError::TooLarge { what: found, reached, limit, .. }) => {
            assert_eq!((found, reached > limit), (what, true));
        }
        other => panic!("{what}: {other:?}"),
    };
    let objects = format!("[{}{{}}]", r#"{"a":0},"#.repeat(700_000));
    let values = format!("[{}0]", "0,".repeat(4_500_000));
    for (text, what) in [(&objects, "objects"), (&values, "values"), (&" ".repeat((64 << 20) + 1), "bytes")] {
        too_large(text, "", what);
        too_large("", text, what);
    }
    // Brackets in strings do not count.
    let doc = r#"\"{[,"#.repeat(1_000_000);
    let types = format!(r#"[{{"name":"A","isStructure":true,"isEnum":false,"ctors":[],"doc":"{doc}"}}]"#);
    LibraryRegistry::from_json_strings("", &types).expect("a long comment");
    let number = "7".repeat(10_001);
    let funcs = format!(
        r#"[{{"declName":"f","exportName":"f","params":[{{"kind":"opaque","name":"Fin","args":[{{"kind":"opaque","name":"[anonymous]",
        "type":"n","natural":{number}}}]}}],"returnType":{{"kind":"unit"}}}}]"#
    );
    let error = LibraryRegistry::from_json_strings(&funcs, "").unwrap_err().to_string();
    assert!(error.ends_with("natural: a number of 10001 digits, and at most 10000 are read"), "{error}");
    let wrong = funcs.replace(r#""natural":"#, r#""param":"#);
    assert!(LibraryRegistry::from_json_strings(&wrong, "").unwrap_err().to_string().len() < 300);
}

#[test]
fn names_that_are_alike_take_no_more_time_than_others() {
    let entry = |export: &str, decl: &str, ty: Json| json!({"declName": decl, "exportName": export, "params": [], "returnType": ty});
    let size = support::size(50_000);
    let funcs: Vec<Json> = (0..size).map(|i| entry(&format!("f{i}"), &format!("M{i}.same"), nat())).collect();
    let registry = LibraryRegistry::from_json_strings(&Json::from(funcs).to_string(), "").unwrap();
    assert!(registry.find_func("same").is_none());
    // Long names are not compared letter by letter.
    let long = "n".repeat(2_000_000);
    let types = [structure(&long, 0, &[named(&format!("{long}m"), &[])])];
    let error = read(&types).unwrap_err();
    assert!(matches!(&error, RegistryError::UnknownType { suggestions, .. } if suggestions.is_empty()));
    let registry = read(&[structure(&long, 0, &[nat(), nat()])]).unwrap();
    assert!(registry.find_type(&format!("{long}m")).is_none());
}

#[test]
fn a_type_in_rust_may_be_nested_to_any_depth() {
    let (_lean, _guard) = support::lean();
    let levels = support::size(300_000);
    let ways: [fn(TypeRepr) -> TypeRepr; 7] = [
        |ty| TypeRepr::Array(ty.into()),
        |ty| TypeRepr::Prod(TypeRepr::Nat.into(), ty.into()),
        |ty| TypeRepr::Prod(ty.into(), TypeRepr::Nat.into()),
        |ty| TypeRepr::Io { elem: ty.into(), base: true },
        |ty| TypeRepr::Named { name: "T".to_owned(), args: vec![ty] },
        |ty| TypeRepr::Function { params: vec![ty], result: TypeRepr::Nat.into() },
        |ty| TypeRepr::Function { params: vec![], result: ty.into() },
    ];
    let marshaller = marshaller(&[structure("T", 1, &[param(0), nat()])]);
    for way in ways {
        let ty = (0..levels).fold(TypeRepr::Nat, |ty, _| way(ty));
        let copy = ty.clone();
        assert!(ty == copy);
        let hash = |ty: &TypeRepr| {
            let mut hasher = DefaultHasher::new();
            ty.hash(&mut hasher);
            hasher.finish()
        };
        assert_eq!(hash(&ty), hash(&copy));
        drop(copy);
        let mut text = String::new();
        write!(text, "{ty} {ty:?}").unwrap();
        assert!(text.len() > levels);
        assert!(serde_json::to_string(&ty).unwrap().len() > levels);
        let error = marshaller.wrapper_for(&ty).unwrap_err().to_string();
        if levels > 256 {
            assert!(error.contains("of at most 256 levels, got one of at least 257 levels"), "{error}");
        }
        assert!(error.len() < 4_000);
    }
}

/// As `bin/registries.rs`, which tries a hundred thousand.
#[test]
fn random_registries_are_read_or_refused() {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    let source = random_registries::Source::new(lib.registry());
    let seed = crate::arbitrary::seed();
    let (mut accepted, mut refused) = (0, 0);
    let tries = support::size(300);
    for i in 0..tries as u64 {
        match random_registries::exercise(lean, &source.registry(seed, i)) {
            Outcome::Accepted { .. } => accepted += 1,
            Outcome::Refused => refused += 1,
        }
    }
    // The three of a reduced run may all end one way.
    assert!(tries < 100 || accepted > 0 && refused > 0, "seed {seed}: {accepted} accepted, {refused} refused");
}
