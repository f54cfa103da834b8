//! Sends random values to Lean and back, and through JSON: values of every type for which the fixture has an identity
//! function or a rebuilding function.
//!
//! ```sh
//! cargo run --release --example roundtrip -- 1000000 [SEED]
//! ```

#[path = "../arbitrary/mod.rs"]
mod arbitrary;
#[path = "../support/mod.rs"]
mod support;

use arbitrary::Arbitrary;
use leanbind::{CallError, Function, Value};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};

/// How deep constructors are nested.
const DEPTH: u32 = 6;

fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse().expect("a number"));
    let count: u64 = args.next().unwrap_or(100_000);
    let seed = args.next().unwrap_or_else(arbitrary::seed);
    println!("seed {seed}");

    let (_lean, _guard) = support::lean();
    let functions = functions();
    println!("{} functions", functions.len());
    let mut runner = arbitrary::runner(seed);
    let mut differences = 0u64;
    for i in 0..count {
        let (function, values) = &functions[(i % functions.len() as u64) as usize];
        let value = values.new_tree(&mut runner).expect("nothing is filtered").current();
        let name = &function.info().export_name;
        let mut compare = |way: &str, back: Result<Value, CallError>| {
            if !back.as_ref().is_ok_and(|back| *back == value) {
                differences += 1;
                println!("{name}: {value} came back from {way} as {back:?}");
            }
        };
        compare("Lean", function.call((&value,)));
        compare("JSON", through_json(function, &value));
    }
    println!("{count} round trips, {differences} differences");
    std::process::exit(i32::from(differences > 0));
}

/// Writes the value as JSON text, and reads it back at the type of the function's parameter.
fn through_json(function: &Function, value: &Value) -> Result<Value, CallError> {
    let text = serde_json::to_string(value).expect("no opaque value, no function");
    let json = serde_json::from_str(&text).expect("JSON");
    Ok(function.args_from_json(&[json])?.swap_remove(0))
}

/// The fixture's functions that return their argument, and a strategy for the values of each.
fn functions() -> Vec<(Function, BoxedStrategy<Value>)> {
    let lib = support::fixture();
    let mut arbitrary = Arbitrary::new(lib.registry(), lib.marshaller());
    let mut functions = Vec::new();
    for info in lib.registry().funcs() {
        let name = &info.export_name;
        let gives_back = name.starts_with("py_id_") || name.starts_with("py_rebuild_");
        let [param] = info.params.as_slice() else { continue };
        // Only Lean makes opaque values.
        if let Some(values) = arbitrary.values(param, DEPTH).filter(|_| gives_back) {
            functions.push((lib.function(name).expect("it can be called"), values));
        }
    }
    functions
}
