//! Random values of every type that the fixture describes, and of random types: what goes to Lean comes back the same.

use leanbind::registry::FuncInfo;
use leanbind::{LeanLibrary, Marshaller, Value, Wrapper};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::arbitrary::{Arbitrary, check, registered_types, runner};
use crate::random_types;
use crate::support;

/// Constructors inside each other.
const DEPTH: u32 = 4;

/// The fixture's functions that return a value equal to their argument, and whose argument can be made up.
fn functions(lib: &LeanLibrary, prefix: &str) -> Vec<(FuncInfo, BoxedStrategy<Value>)> {
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    let mut found = Vec::new();
    for info in lib.registry().funcs().iter().filter(|info| info.export_name.starts_with(prefix)) {
        let [param] = info.params.as_slice() else { continue };
        assert_eq!(*param, info.return_type, "{info}");
        if let Some(strategy) = arbitrary.values(param, DEPTH) {
            found.push((info.clone(), strategy));
        }
    }
    found
}

fn comes_back(prefix: &str, at_least: usize) {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let functions = functions(&lib, prefix);
    assert!(functions.len() >= at_least, "only {} functions", functions.len());
    for (info, strategy) in functions {
        check(&info.export_name, 32, &strategy, |value| {
            let back =
                lib.call(&info.export_name, (&value,)).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(back, value);
            Ok(())
        });
    }
}

#[test]
fn identity_functions_give_back_what_they_got() {
    comes_back("py_id_", 60);
}

#[test]
fn what_compiled_code_takes_apart_and_makes_again_is_the_same() {
    comes_back("py_rebuild_", 35);
}

/// `value` through an object, and through JSON.
fn round_trip(wrapper: &Wrapper, value: &Value) -> Result<(), TestCaseError> {
    let fail = |error: leanbind::CallError| TestCaseError::fail(error.to_string());
    let object = wrapper.to_lean(value).map_err(fail)?;
    // SAFETY: the object was made for this type.
    let back = unsafe { wrapper.from_lean(object.as_obj()) }.map_err(fail)?;
    prop_assert_eq!(&back, value);
    // As text, since that is what is stored and sent.
    let json = serde_json::to_string(value).unwrap();
    let back = wrapper.value_from_json(&serde_json::from_str(&json).unwrap());
    prop_assert_eq!(back.as_ref(), Ok(value), "{}", json);
    Ok(())
}

#[test]
fn every_registered_type_goes_to_objects_and_json_and_back() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    let mut left_out = Vec::new();
    for repr in registered_types(lib.registry()) {
        let Some(values) = arbitrary.values(&repr, DEPTH) else {
            left_out.push(repr.to_string());
            continue;
        };
        let wrapper = lib.marshaller().wrapper_for(&repr).unwrap();
        check(&repr.to_string(), 32, &values, |value| round_trip(&wrapper, &value));
    }
    let with_proofs = ["Grid UInt64", "NonEmpty UInt64", "Below", "Even"];
    let with_functions = ["Handler", "Transform", "Stream", "Monoid UInt64"];
    let without_values = ["Never"];
    let indexed_families = ["Vect UInt64", "WellTyped", "Parity", "AnyVect"];
    let monads_and_opaque_parts = ["Stepper", "Runner UInt64", "Parcel", "OddFamily"];
    let made_by_lean =
        [&with_proofs[..], &with_functions, &without_values, &indexed_families, &monads_and_opaque_parts].concat();
    assert_eq!(left_out, made_by_lean.iter().map(|name| format!("LeanbindFixture.{name}")).collect::<Vec<_>>());
}

#[test]
fn random_types_go_to_objects_and_json_and_back() {
    let (lean, _guard) = support::lean();
    let cases = (random_types::types(), any::<u64>());
    check("random types", 16, &cases, |(types, seed)| {
        let (by_rule, told) = random_types::registries(&types);
        let [by_rule_marshaller, told_marshaller] = [&by_rule, &told].map(|registry| Marshaller::new(lean, registry));
        let mut arbitrary = Arbitrary::new(&by_rule, &by_rule_marshaller);
        let mut runner = runner(seed);
        for repr in registered_types(&by_rule) {
            let fail = |error: leanbind::MarshalError| TestCaseError::fail(format!("{repr}: {error}"));
            let wrapper = by_rule_marshaller.wrapper_for(&repr).map_err(fail)?;
            let told = told_marshaller.wrapper_for(&repr).map_err(fail)?;
            let values = arbitrary.values(&repr, 3).expect("the first constructor of each type ends");
            for _ in 0..4 {
                let value = values.new_tree(&mut runner).unwrap().current();
                round_trip(&wrapper, &value)?;
                // What was made by the rules is read as it is told, and the other way round.
                for (to, from) in [(&wrapper, &told), (&told, &wrapper)] {
                    let object = to.to_lean(&value).unwrap();
                    // SAFETY: both describe the same type.
                    prop_assert_eq!(unsafe { from.from_lean(object.as_obj()) }.unwrap(), value.clone());
                }
            }
        }
        Ok(())
    });
}
