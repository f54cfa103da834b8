//! Types that the compiler of the runtime's own Lean version compiles: its layouts are the rules', and values go both ways.

use leanbind::Value;
use leanbind::registry::{Bits, FuncInfo, LibraryRegistry, MachineType, TypeInfo, TypeRepr};
use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::arbitrary::{Arbitrary, check, registered_types, runner, seed};
use crate::native_lean;
use crate::random_types::{self, type_of};
use crate::support;
use crate::temp_dir::TempDir;

pub(crate) const CORE: &str = include_str!("../native/Core.lean");
const SPECIAL: &str = include_str!("../native/Special.lean");

/// What a module that uses the core begins with.
pub(crate) const HEADER: &str = "prelude
import Core
set_option autoImplicit false
set_option genCtorIdx false
set_option genInjectivity false

";

const UINT8: TypeRepr = TypeRepr::UInt { bits: Bits::B8 };
const UINT64: TypeRepr = TypeRepr::UInt { bits: Bits::B64 };

/// Types at the edges of what Lean allows, and every order of fields of several kinds.
pub(crate) fn edges() -> Vec<TypeInfo> {
    let named = |name: &str| TypeRepr::named(name);
    let enumeration = |count: usize| type_of(&format!("Enum{count}"), 0, vec![vec![]; count]);
    let param = || TypeRepr::Param { index: 0, name: "a0".into() };
    let kinds = [TypeRepr::String, TypeRepr::USize, UINT64, UINT8];
    let sizes = [TypeRepr::Float, TypeRepr::Float32, TypeRepr::SInt { bits: Bits::B16 }, TypeRepr::Bool];
    let wide = [&kinds[..], &sizes[..], &[TypeRepr::Nat]].concat();
    // Each is the one before it at a type of twice the size.
    let doubled = |i: usize| {
        let twice = TypeRepr::Except { error: param().into(), value: param().into(), eio: false };
        let inner = match i {
            0 => param(),
            _ => TypeRepr::Named { name: format!("Double{}", i - 1), args: vec![twice] },
        };
        type_of(&format!("Double{i}"), 1, vec![vec![UINT8, inner]])
    };
    let enums = ["Enum257", "Enum1", "Enum256", "Enum2", "Enum255"].map(named);
    vec![
        enumeration(1),
        enumeration(2),
        enumeration(255),
        enumeration(256),
        enumeration(257),
        type_of("Enums", 0, vec![enums.to_vec()]),
        type_of("Order", 0, orders(&kinds)),
        type_of("Size", 0, orders(&sizes)),
        type_of("Wide", 0, vec![wide.iter().cycle().take(72).cloned().collect()]),
        // The most that fits, `LEAN_MAX_CTOR_FIELDS` and `LEAN_MAX_CTOR_SCALARS_SIZE` in `lean.h`.
        type_of("MostObjects", 0, vec![vec![TypeRepr::Nat; 255]]),
        type_of("MostScalars", 0, vec![vec![UINT64; 127]]),
        type_of("Meters", 0, vec![vec![TypeRepr::Nat]]),
        type_of("Ticks", 0, vec![vec![UINT64]]),
        type_of("Deep", 0, vec![vec![named("Ticks")]]),
        type_of("Flag", 0, vec![vec![TypeRepr::Bool]]),
        type_of("Level", 0, vec![vec![named("Enum257")]]),
        type_of("Trivials", 0, vec![["Flag", "Deep", "Level", "Meters", "Ticks"].map(named).to_vec()]),
        type_of("Wrapper", 1, vec![vec![param()]]),
        type_of("Boxes", 1, vec![vec![UINT8, param(), TypeRepr::Float, param()]]),
        doubled(0),
        doubled(1),
        doubled(2),
        doubled(3),
        doubled(4),
        doubled(5),
    ]
}

/// The fields in every order, followed by themselves the other way round.
fn orders(kinds: &[TypeRepr]) -> Vec<Vec<TypeRepr>> {
    let mut orders = vec![Vec::new()];
    for kind in kinds {
        let insert =
            |order: &Vec<TypeRepr>, at: usize| [&order[..at], std::slice::from_ref(kind), &order[at..]].concat();
        orders = orders.iter().flat_map(|order| (0..=order.len()).map(move |at| insert(order, at))).collect();
    }
    orders.into_iter().map(|order| order.iter().chain(order.iter().rev()).cloned().collect()).collect()
}

/// So many lists of random types, each list's with names of their own.
fn random(lists: usize) -> Vec<TypeInfo> {
    let seed = seed();
    println!("LEANBIND_SEED={seed}");
    let mut runner = runner(seed);
    let mut types = Vec::new();
    for list in 0..lists {
        let mut drawn = random_types::types().new_tree(&mut runner).unwrap().current();
        for info in &mut drawn {
            info.name = format!("R{list}{}", info.name);
            info.ctors.iter_mut().flat_map(|ctor| &mut ctor.fields).for_each(|repr| adapt(repr, list));
        }
        types.extend(drawn);
    }
    types
}

/// Renames the types of a list, and puts `Except` for `Prod`, which Core.lean does without.
fn adapt(repr: &mut TypeRepr, list: usize) {
    match repr {
        TypeRepr::Named { name, args } => {
            *name = format!("R{list}{name}");
            args.iter_mut().for_each(|arg| adapt(arg, list));
        }
        TypeRepr::Array(elem) | TypeRepr::List(elem) | TypeRepr::Option(elem) => adapt(elem, list),
        TypeRepr::Sum(a, b) | TypeRepr::Except { error: a, value: b, .. } => {
            adapt(a, list);
            adapt(b, list);
        }
        TypeRepr::Prod(a, b) => {
            let [mut a, mut b] = [a, b].map(std::mem::take);
            adapt(&mut a, list);
            adapt(&mut b, list);
            *repr = TypeRepr::Except { error: a, value: b, eio: false };
        }
        _ => {}
    }
}

/// `repr` as Lean writes it.
pub(crate) fn lean_type(repr: &TypeRepr) -> String {
    let applied = |head: &str, args: &[&TypeRepr]| {
        args.iter().fold(head.to_owned(), |text, arg| format!("{text} ({})", lean_type(arg)))
    };
    match repr {
        TypeRepr::Array(elem) => applied("Array", &[elem]),
        TypeRepr::List(elem) => applied("List", &[elem]),
        TypeRepr::Option(elem) => applied("Option", &[elem]),
        TypeRepr::Sum(a, b) => applied("Sum", &[a, b]),
        TypeRepr::Except { error, value, .. } => applied("Except", &[error, value]),
        TypeRepr::Named { name, args } => applied(name, &args.iter().collect::<Vec<_>>()),
        other => other.to_string(),
    }
}

/// A module that defines the types, and for each a function that takes a value apart and makes it again.
pub(crate) fn module(types: &[TypeInfo], reprs: &[TypeRepr]) -> String {
    let mut text = HEADER.to_owned();
    for (info, repr) in types.iter().zip(reprs) {
        let name = &info.name;
        let params: String = (0..info.num_params.unwrap()).map(|i| format!(" (a{i} : Type)")).collect();
        text += &format!("inductive {name}{params} : Type where\n");
        let mut alternatives = String::new();
        for ctor in &info.ctors {
            let fields = |form: &dyn Fn(usize) -> String| (0..ctor.fields.len()).map(form).collect::<String>();
            text += &format!("  | {}{}\n", ctor.name, fields(&|i| format!(" (f{i} : {})", lean_type(&ctor.fields[i]))));
            let value = format!(".{}{}", ctor.name, fields(&|i| format!(" (again f{i})")));
            alternatives += &match ctor.fields.len() {
                0 => format!("\n    (again {value})"),
                _ => format!("\n    (fun{} => {value})", fields(&|i| format!(" f{i}"))),
            };
        }
        let repr = lean_type(repr);
        text += &format!("\n@[export rebuild_{name}]\ndef {name}.rebuild (x : {repr}) : {repr} :=\n");
        text += &format!("  {name}.casesOn x{alternatives}\n\n");
    }
    text
}

/// What the compiler says of the types: nothing of an enumeration's constructors.
fn told(types: &[TypeInfo], compiled: &native_lean::Compiled) -> Vec<TypeInfo> {
    let mut types = types.to_vec();
    for info in &mut types {
        for ctor in &mut info.ctors {
            ctor.layout = compiled.layouts.get(&format!("{}.{}", info.name, ctor.name)).cloned();
        }
        // One field, and it is not taken out of an object.
        let is_trivial = matches!(info.ctors.as_slice(), [ctor] if ctor.fields.len() == 1 && ctor.layout.is_none());
        info.trivial_field = is_trivial.then_some(0);
        // A trivial structure's is that of its field, which may be a parameter: an object among the type's own fields.
        let machine = compiled.signatures[&format!("{}.rebuild", info.name)].params[0].ty;
        let is_param = is_trivial && matches!(info.ctors[0].fields[0], TypeRepr::Param { .. });
        info.repr = Some(if is_param { MachineType::Object } else { machine });
    }
    types
}

fn function(info: &TypeInfo, repr: &TypeRepr) -> FuncInfo {
    FuncInfo {
        decl_name: format!("{}.rebuild", info.name),
        export_name: format!("rebuild_{}", info.name),
        params: vec![repr.clone()],
        return_type: repr.clone(),
        ..FuncInfo::default()
    }
}

#[test]
fn layouts_are_those_of_the_rules_and_values_come_back() {
    let (_lean, _guard) = support::lean();
    let mut types = edges();
    types.extend(random(4));
    let json = |infos: &[TypeInfo]| serde_json::to_string(infos).unwrap();
    let by_rule = LibraryRegistry::from_json_strings("", &json(&types)).unwrap();
    let reprs = registered_types(&by_rule);

    let folder = TempDir::new();
    let compiled = native_lean::compile(folder.path(), &[("Core", CORE), ("Types", &module(&types, &reprs))]);
    let told = told(&types, &compiled);
    for (told, ours) in told.iter().zip(random_types::told(&types)) {
        assert_eq!((told.repr, told.trivial_field), (ours.repr, ours.trivial_field), "{told:?}");
        for (told, ours) in told.ctors.iter().zip(ours.ctors).filter(|(ctor, _)| !ctor.fields.is_empty()) {
            assert_eq!(told.layout, ours.layout, "{told:?}");
        }
    }

    let plain: Vec<FuncInfo> = types.iter().zip(&reprs).map(|(info, repr)| function(info, repr)).collect();
    let mut with_signatures = plain.clone();
    for info in &mut with_signatures {
        info.signature = Some(compiled.signatures[&info.decl_name].clone());
    }
    let [plain, with_signatures] = [plain, with_signatures].map(|funcs| serde_json::to_string(&funcs).unwrap());
    let registries = [
        support::Registry { name: "Rules", funcs: &plain, types: &json(&types) },
        support::Registry { name: "Told", funcs: &with_signatures, types: &json(&told) },
    ];
    let code = "lean_object* initialize_Types(uint8_t builtin);";
    let libraries = support::libraries(folder.path(), code, &compiled.c, "initialize_Types(builtin)", registries);
    for lib in &libraries {
        let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
        for (info, repr) in types.iter().zip(&reprs) {
            let values = arbitrary.values(repr, 3).expect("every type has values");
            check(&format!("{}, {}", lib.name(), info.name), 16, &values, |value| {
                let back = lib.call(&format!("rebuild_{}", info.name), (&value,));
                prop_assert_eq!(back.map_err(|error| TestCaseError::fail(error.to_string()))?, value);
                Ok(())
            });
        }
    }
}

/// The library of tests/native/Special.lean.
#[test]
fn what_does_not_exist_at_run_time_has_no_place() {
    let (_lean, _guard) = support::lean();
    let folder = TempDir::new();
    let compiled = native_lean::compile(folder.path(), &[("Core", CORE), ("Special", SPECIAL)]);
    let (erased, nat, u64, u8) = (
        r#"{"kind": "opaque", "name": "True"}"#,
        r#"{"kind": "nat"}"#,
        r#"{"kind": "uint", "bits": 64}"#,
        r#"{"kind": "uint", "bits": 8}"#,
    );
    let named = |name: &str| format!(r#"{{"kind": "named", "name": "{name}"}}"#);
    let func = |decl: &str, export: &str, params: &[&str], result: &str| {
        let params = params.join(", ");
        format!(r#"{{"declName": "{decl}", "exportName": "{export}", "params": [{params}], "returnType": {result}}}"#)
    };
    let (witness, subset) = (named("Witness"), named("Subset"));
    let (statement, term) = (named("Statement"), named("Term"));
    let funcs = [
        func("witness", "special_witness", &[u8, nat], &witness),
        func("Witness.getByte", "special_witness_byte", &[&witness], u8),
        func("Witness.getCount", "special_witness_count", &[&witness], nat),
        func("subset", "special_subset", &[u64], &subset),
        func("Subset.get", "special_subset_value", &[&subset], u64),
        func("Statement.rebuild", "special_rebuild_statement", &[&statement], &statement),
        func("Term.rebuild", "special_rebuild_term", &[&term], &term),
    ];
    let types = format!(
        r#"[
        {{"name": "Witness", "isStructure": true, "isEnum": false, "repr": "object", "ctors": [
          {{"name": "mk", "tag": 0, "fields": [{u8}, {erased}, {erased}, {nat}],
           "layout": {{"objects": 1, "usizes": 0, "scalarBytes": 1, "fields": [
             {{"at": "scalar", "offset": 0, "type": "u8"}}, {{"at": "erased"}}, {{"at": "erased"}},
             {{"at": "object", "index": 0}}]}}}}]}},
        {{"name": "Subset", "isStructure": true, "isEnum": false, "repr": "u64", "trivialField": 1, "ctors": [
          {{"name": "mk", "tag": 0, "fields": [{erased}, {u64}]}}]}},
        {{"name": "Statement", "isStructure": false, "isEnum": false, "ctors": [
          {{"name": "skip", "tag": 0, "fields": []}},
          {{"name": "assign", "tag": 1, "fields": [{{"kind": "string"}}, {term}]}},
          {{"name": "block", "tag": 2, "fields": [{{"kind": "list", "elem": {statement}}}]}}]}},
        {{"name": "Term", "isStructure": false, "isEnum": false, "ctors": [
          {{"name": "number", "tag": 0, "fields": [{u64}]}},
          {{"name": "result", "tag": 1, "fields": [{statement}]}}]}}
        ]"#
    );
    let registry = support::Registry { name: "Specials", funcs: &format!("[{}]", funcs.join(", ")), types: &types };
    let code = "lean_object* initialize_Special(uint8_t builtin);";
    let [lib] = support::libraries(folder.path(), code, &compiled.c, "initialize_Special(builtin)", [registry]);

    let witness = lib.call("special_witness", (200u8, BigUint::from(1u8) << 70)).unwrap();
    assert_eq!(witness.to_string(), "Witness.mk 200 () () 1180591620717411303424");
    assert_eq!(lib.call("special_witness_byte", (&witness,)).unwrap(), Value::UInt(200));
    assert_eq!(lib.call("special_witness_count", (witness,)).unwrap().to_string(), "1180591620717411303424");
    let subset = lib.call("special_subset", (u64::MAX,)).unwrap();
    assert_eq!(subset.to_string(), "Subset.mk () 18446744073709551615");
    assert_eq!(lib.call("special_subset_value", (subset,)).unwrap(), Value::UInt(u64::MAX));

    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    for (ty, function) in [("Statement", "special_rebuild_statement"), ("Term", "special_rebuild_term")] {
        check(ty, 32, &arbitrary.values(&TypeRepr::named(ty), 4).unwrap(), |value| {
            prop_assert_eq!(lib.call(function, (&value,)).unwrap(), value);
            Ok(())
        });
    }
}
