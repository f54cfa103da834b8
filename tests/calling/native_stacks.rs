//! Random stacks of transformers, under names of their own or not, and types that no registry describes, compiled by the
//! compiler of the runtime's own Lean version: it sees through the names, as the exporter does.

use leanbind::Value;
use leanbind::registry::{FuncInfo, LibraryRegistry, TypeRepr};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::arbitrary::{Arbitrary, check, runner, seed};
use crate::native_compiler::{CORE, HEADER, edges, lean_type, module};
use crate::native_lean;
use crate::random_types::stacks::{self, Stack};
use crate::random_types::{self, type_of};
use crate::support;
use crate::temp_dir::TempDir;

fn json<T: serde::Serialize>(infos: &[T]) -> String {
    serde_json::to_string(infos).unwrap()
}

#[test]
fn compiled_code_sees_through_stacks_and_aliases() {
    let (_lean, _guard) = support::lean();
    let seed = seed();
    println!("LEANBIND_SEED={seed}");
    let mut runner = runner(seed);
    let stacks: Vec<Stack> = (0..40).map(|_| stacks::stacks().new_tree(&mut runner).unwrap().current()).collect();

    let mut text = format!("{HEADER}{}", stacks::DECLARATIONS);
    let mut funcs = Vec::new();
    for (i, stack) in stacks.iter().enumerate() {
        let (monad, value) = (stack.monad(&lean_type), lean_type(&stack.value));
        // Every third is under a name, and every third under a reducible one.
        let monad = match i % 3 {
            0 => monad,
            kind => {
                let keyword = if kind == 1 { "def" } else { "abbrev" };
                text += &format!("{keyword} M{i} (a : Type) : Type := {monad} a\n");
                format!("M{i}")
            }
        };
        text += &format!("@[export stack_{i}] def stack{i} (v : {value}) : {monad} ({value}) :=\n");
        text += &format!("  {}\n", stack.returning("(again v)"));
        funcs.push(FuncInfo {
            decl_name: format!("stack{i}"),
            export_name: format!("stack_{i}"),
            params: [vec![stack.value.clone()], stack.params()].concat(),
            return_type: stack.result(),
            ..FuncInfo::default()
        });
    }
    let folder = TempDir::new();
    let compiled = native_lean::compile(folder.path(), &[("Core", CORE), ("Stacks", &text)]);
    for info in &mut funcs {
        let signature = compiled.signatures[&info.decl_name].clone();
        assert_eq!(signature.params.len(), info.params.len(), "{info}");
        info.signature = Some(signature);
    }

    let param = |index: usize| TypeRepr::Param { index, name: format!("a{index}") };
    let types = json(&[type_of("Two", 2, vec![vec![param(0), param(1)]])]);
    let registry = support::Registry { name: "StackFuncs", funcs: &json(&funcs), types: &types };
    let code = "lean_object* initialize_Stacks(uint8_t builtin);";
    let [lib] = support::libraries(folder.path(), code, &compiled.c, "initialize_Stacks(builtin)", [registry]);
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    for (stack, info) in stacks.iter().zip(&funcs) {
        let values: Vec<_> = info.params.iter().map(|ty| arbitrary.values(ty, 3).unwrap()).collect();
        check(&info.to_string(), 8, &values, |args| {
            let returned = lib.call(&info.export_name, &args);
            let returned = returned.map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(returned, stack.returned(&lib, args[0].clone(), &args[1..]));
            Ok(())
        });
    }
}

/// Types of every representation, which the first registry describes and the second does not.
#[test]
fn values_of_types_that_are_not_described_come_back() {
    let (_lean, _guard) = support::lean();
    let types = edges();
    let by_rule = LibraryRegistry::from_json_strings("", &json(&types)).unwrap();
    let reprs = crate::arbitrary::registered_types(&by_rule);
    let folder = TempDir::new();
    // A name for each, which is no other type.
    let mut text = module(&types, &reprs);
    for (info, repr) in types.iter().zip(&reprs) {
        text += &format!("def Name{0} : Type := {1}\n", info.name, lean_type(repr));
        text += &format!("@[export name_{0}] def name{0} (x : Name{0}) : Name{0} := again x\n", info.name);
    }
    let compiled = native_lean::compile(folder.path(), &[("Core", CORE), ("Types", &text)]);

    let told = json(&random_types::told(&types));
    let registry = support::Registry { name: "Undescribed", funcs: "[]", types: &told };
    let code = "lean_object* initialize_Types(uint8_t builtin);";
    let [lib] = support::libraries(folder.path(), code, &compiled.c, "initialize_Types(builtin)", [registry]);
    let declared = |ty: &str, from: &TypeRepr, to: &TypeRepr| {
        let decl_name = format!("name{ty}");
        let info = FuncInfo {
            signature: Some(compiled.signatures[&decl_name].clone()),
            decl_name,
            export_name: format!("name_{ty}"),
            params: vec![from.clone()],
            return_type: to.clone(),
            ..FuncInfo::default()
        };
        // SAFETY: the two types are one, and the signature is the compiler's.
        unsafe { lib.declare(info) }.unwrap_or_else(|error| panic!("{ty}: {error}"))
    };
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    for (info, repr) in types.iter().zip(&reprs) {
        let opaque = TypeRepr::opaque(format!("Name{}", info.name));
        let [to, through, from] =
            [(repr, &opaque), (&opaque, &opaque), (&opaque, repr)].map(|(from, to)| declared(&info.name, from, to));
        let values = arbitrary.values(repr, 3).expect("every type has values");
        check(&info.name, 16, &values, |value| {
            let there = to.call((&value,)).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert!(matches!(&there, Value::Opaque(_)));
            let again = through.call((&there,)).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(from.call((again,)).map_err(|error| TestCaseError::fail(error.to_string()))?, value);
            Ok(())
        });
    }
}
