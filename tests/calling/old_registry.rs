//! A library whose registry has only lean.py's keys: without layouts and signatures, the compiler's rules and the boxed
//! versions lead to the same values. `tests/upstream` is such a library; the fixture becomes one by leaving keys out.

use std::path::Path;

use leanbind::registry::{Boxed, FuncInfo, LibraryRegistry, TypeRepr};
use leanbind::{CallError, LeanLibrary, Marshaller, Value};
use serde_json::{Value as Json, json};

use crate::support;
use crate::temp_dir;

/// The keys that lean.py writes; every other key of the registry is left out.
const KEYS: [&str; 16] = [
    "declName",
    "exportName",
    "params",
    "returnType",
    "name",
    "isStructure",
    "isEnum",
    "ctors",
    "tag",
    "fields",
    "kind",
    "bits",
    "elem",
    "a",
    "b",
    "e",
];

fn strip(json: &mut Json) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(strip),
        Json::Object(map) => {
            map.retain(|key, _| KEYS.contains(&key.as_str()));
            map.values_mut().for_each(strip);
        }
        _ => {}
    }
}

/// The fixture's registry as lean.py would have written it, but for `USize`, which lean.py calls a `UInt64`.
fn old_registry() -> LibraryRegistry {
    let registry = support::fixture().registry().clone();
    let stripped = |text: String| {
        let mut json: Json = serde_json::from_str(&text).unwrap();
        strip(&mut json);
        json
    };
    let (funcs, mut types) = (stripped(registry.funcs_json()), stripped(registry.types_json()));
    for ty in types.as_array_mut().unwrap() {
        if !ty["name"].as_str().unwrap().ends_with(".Mixed") {
            continue;
        }
        for field in ty["ctors"][0]["fields"].as_array_mut().into_iter().flatten() {
            if *field == json!({"kind": "uint", "bits": 64}) {
                // The first of the two in order of declaration is the `USize`.
                field["usize"] = json!(true);
                break;
            }
        }
    }
    LibraryRegistry::from_json_strings(&funcs.to_string(), &types.to_string()).unwrap()
}

fn named(name: &str) -> TypeRepr {
    TypeRepr::named(format!("LeanbindFixture.{name}"))
}

/// A value of every registered type of the fixture that has no proofs in it.
fn samples() -> Vec<(TypeRepr, Value)> {
    let lib = support::fixture();
    let make = |name: &str, fields: Vec<Value>| Value::from(lib.construct(name, fields).unwrap());
    let int = |n: i64| Value::Int(n.into());
    let nat = |n: u64| Value::Nat(n.into());
    let point = || make("Point.mk", vec![int(1), int(-2)]);
    let leaf = || make("Tree.leaf", vec![]);
    let term = make("Term.number", vec![Value::UInt(u64::MAX)]);
    let assign = make("Statement.assign", vec!["x".into(), term.clone()]);
    let bush = make("Bush.branch", vec![Value::UInt(7), Value::Array(vec![make("Bush.bud", vec![])]), 1.5.into()]);
    vec![
        (named("Shape"), make("Shape.rect", vec![int(3), int(4)])),
        (named("Tree"), make("Tree.node", vec![leaf(), int(5), leaf()])),
        (named("Weekday"), make("Weekday.friday", vec![])),
        (named("Statement"), make("Statement.block", vec![Value::List(vec![assign])])),
        (named("Term"), term),
        (named("Rose"), make("Rose.node", vec![int(1), Value::List(vec![])])),
        (named("Bush"), bush),
        (named("Point"), point()),
        (named("Point3"), make("Point3.mk", vec![point(), int(3)])),
        (named("Meters"), make("Meters.mk", vec![nat(3)])),
        (named("Ticks"), make("Ticks.mk", vec![Value::UInt(u64::MAX)])),
        (named("Labelled"), make("Labelled.mk", vec!["x".into(), point()])),
        (named("Empty"), make("Empty.mk", vec![])),
        (named("Enum1"), make("Enum1.only", vec![])),
        (named("Enum255"), make("Enum255.c254", vec![])),
        (named("Enum256"), make("Enum256.c255", vec![])),
        (
            named("Mixed"),
            make(
                "Mixed.mk",
                vec![
                    true.into(),
                    1.5f32.into(),
                    "name".into(),
                    Value::UInt(1 << 31),
                    Value::UInt(u64::MAX),
                    'λ'.into(),
                    Value::UInt(200),
                    nat(7),
                    Value::UInt(1 << 60),
                    Value::UInt(60_000),
                    (-2.5).into(),
                ],
            ),
        ),
    ]
}

#[test]
fn the_rules_give_the_layouts_of_the_compiler() {
    let (lean, _guard) = support::lean();
    let told = support::fixture().marshaller().clone();
    let ruled = Marshaller::new(lean, &old_registry());
    for (repr, value) in samples() {
        for (one, other) in [(&told, &ruled), (&ruled, &told)] {
            let object = one.wrapper_for(&repr).unwrap().to_lean(&value).unwrap();
            // SAFETY: the object was made for this type, and both registries describe it.
            let read = unsafe { other.wrapper_for(&repr).unwrap().from_lean(object.as_obj()) };
            // Names of fields are the one thing that the old registry lacks, and they are not compared.
            assert_eq!(read.unwrap(), value, "{repr}");
        }
    }
}

#[test]
fn boxed_versions_give_the_same_results() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let mut called = 0;
    for info in lib.registry().funcs() {
        let old = FuncInfo { signature: None, boxed: Boxed::Unknown, constant: None, ..info.clone() };
        // SAFETY: the registry's own description, without what the compiler told.
        let boxed = unsafe { lib.declare(old) };
        let (Ok(direct), Ok(boxed)) = (lib.function(&info.export_name), &boxed) else {
            // Of a result that is not described, only the compiler's signature tells that no action gave it.
            let untold = boxed.is_err() && matches!(info.return_type, TypeRepr::Opaque { .. });
            assert!(untold || lib.function(&info.export_name).is_err() == boxed.is_err(), "{info}");
            continue;
        };
        if let Some(args) = arguments(info) {
            let results = (direct.call(&args), boxed.call(&args));
            match results {
                // Two calls give two objects, so that opaque values are compared by their type.
                (Ok(direct), Ok(boxed)) => assert_eq!(direct.to_string(), boxed.to_string(), "{info}"),
                (Err(direct), Err(boxed)) => assert_eq!(direct.to_string(), boxed.to_string(), "{info}"),
                (direct, boxed) => panic!("{info}: {direct:?}, {boxed:?}"),
            }
            called += 1;
        }
    }
    assert!(called > 60, "{called} functions were compared");
}

/// Arguments for a function, if all its parameters are of types that need no registry.
fn arguments(info: &FuncInfo) -> Option<Vec<Value>> {
    let value = |repr: &TypeRepr| {
        Some(match repr {
            TypeRepr::Unit => Value::Unit,
            TypeRepr::Bool => true.into(),
            TypeRepr::Nat | TypeRepr::Int | TypeRepr::UInt { .. } | TypeRepr::SInt { .. } => Value::from(3),
            TypeRepr::USize | TypeRepr::ISize => Value::from(3),
            TypeRepr::Float => 1.5.into(),
            TypeRepr::Float32 => 2.5f32.into(),
            TypeRepr::Char => 'λ'.into(),
            TypeRepr::String => "text".into(),
            TypeRepr::Array(_) | TypeRepr::List(_) => Value::Array(vec![]),
            TypeRepr::Option(_) => Value::Option(None),
            other => samples().into_iter().find(|(repr, _)| repr == other)?.1,
        })
    };
    info.params.iter().map(value).collect()
}

/// The library of `tests/upstream`, with the two texts of its registry as they are in the files there.
fn upstream() -> LeanLibrary {
    let (lean, _guard) = support::lean();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upstream");
    let text = |part: &str| {
        let json = std::fs::read_to_string(files.join(format!("{part}.json"))).unwrap();
        // A Rust string of ASCII characters is written as in C.
        assert!(json.is_ascii());
        format!(
            "LEAN_EXPORT lean_object * Upstream_{part}_json(lean_object * unit) {{ return lean_mk_string({json:?}); }}\n"
        )
    };
    let folder = temp_dir::TempDir::new();
    let (registry, library) = (folder.path().join("registry.c"), folder.path().join("libUpstream.so"));
    std::fs::write(&registry, format!("#include <lean/lean.h>\n{}{}", text("funcs"), text("types"))).unwrap();
    support::compile(&[&files.join("Upstream.c"), &registry], &library);
    lean.library(library, "Upstream").unwrap()
}

#[test]
fn a_library_in_the_format_of_lean_py_works_unchanged() {
    let (_lean, _guard) = support::lean();
    let lib = upstream();
    assert_eq!(lib.registry().funcs().len(), 9);

    let point = |x: i64, y: i64| Value::from(lib.construct("Point.mk", [x, y].map(|n| Value::Int(n.into()))).unwrap());
    assert_eq!(lib.call("up_mirror", (point(1, -2),)).unwrap(), point(-2, 1));
    let open_path = [Value::List(vec![point(0, 0), point(3, 4)]), false.into()];
    let open_path = lib.construct("Shape.path", open_path).unwrap();
    assert!(!lib.call_as::<bool>("up_is_closed", (open_path,)).unwrap());
    let circle = lib.call("up_circle", (u64::MAX,)).unwrap();
    assert_eq!(circle.to_string(), "Shape.circle 18446744073709551615");
    assert!(lib.call_as::<bool>("isClosed", (circle,)).unwrap());
    let blue = lib.construct("Color.blue", []).unwrap();
    assert_eq!(lib.call("up_next", (blue,)).unwrap().to_string(), "Color.red");

    assert_eq!(lib.call_as::<f64>("up_half", (3.0,)).unwrap(), 1.5);
    assert_eq!(lib.typed::<(u64, u8), u64>("up_fill").unwrap().call((1 << 40, 255)).unwrap(), (1 << 40) + 255);
    let pairs = Some(vec![(7u64, "seven".to_owned()), (u64::MAX, String::new())]);
    assert_eq!(lib.call_as::<Option<Vec<(u64, String)>>>("up_id", (pairs.clone(),)).unwrap(), pairs);
    assert_eq!(lib.call_as::<Result<u64, String>>("up_safe_pred", (5,)).unwrap(), Ok(4));
    assert_eq!(lib.call_as::<Result<u64, String>>("up_safe_pred", (0,)).unwrap(), Err("zero".to_owned()));
    assert_eq!(lib.call_as::<String>("up_shout", ("hey",)).unwrap(), "hey!");
    assert!(matches!(lib.call("up_shout", ("",)), Err(CallError::Io { .. })));

    let error = lib.call("up_mirror", (5,)).unwrap_err().to_string();
    assert!(error.contains("expected Point"), "{error}");
}

#[test]
fn the_kept_registry_has_only_the_keys_of_lean_py() {
    for text in [include_str!("../upstream/funcs.json"), include_str!("../upstream/types.json")] {
        let json: Json = serde_json::from_str(text).unwrap();
        let mut stripped = json.clone();
        strip(&mut stripped);
        assert_eq!(json, stripped);
    }
}
