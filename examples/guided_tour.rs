//! Everything that leanbind does, in one program to read from top to bottom:
//!
//! ```sh
//! cargo run --example guided_tour
//! ```
//!
//! It calls the library of our tests, whose Lean text is in `tests/fixture/LeanbindFixture`. Every result is asserted, so what
//! the comments say is what happens.

// What opens the library: in your program a path takes its place.
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::HashMap;
use std::thread;

use leanbind::kernel::{BinderInfo, Declaration};
use leanbind::server::protocol::Command;
use leanbind::server::{LeanServer, ServerConfig};
use leanbind::{CallError, Closure, Expr, LeanInductiveValue, LeanLibrary, Nat, Runtime, TypedObj, Value};

fn main() -> leanbind::Result<()> {
    // One Lean runtime per process. It is found (a toolchain, or the embedded runtime, which is installed if need be),
    // opened, and initialised here, once. The thread that starts it is attached: it may use Lean.
    let lean = Runtime::start_or_install(|progress| eprintln!("{progress}"))?;
    println!("Lean {} at {}", lean.version(), lean.installation().libleanshared.display());

    // A library is opened by its file and by the name of its registry, which says what it offers.
    let lib = lean.library(support::fixture_path(), "LeanbindFixture")?;
    let described = lib.registry().funcs().iter().find(|function| function.export_name == "py_greet");
    println!("{} functions, among them {}", lib.registry().funcs().len(), described.expect("py_greet"));

    calls(&lib)?;
    structures(&lib)?;
    json(&lib)?;
    closures(&lib)?;
    views(&lib)?;
    errors(&lib);
    threads(lean, &lib)?;
    kernel(lean)?;
    server(lean)
}

/// Three ways to call a function.
fn calls(lib: &LeanLibrary) -> leanbind::Result<()> {
    // By name. The arguments are a tuple, and the result is a `Value`, which can hold anything.
    let result: Value = lib.call("py_increment", (41,))?;
    assert_eq!(result, Value::from(Nat::from(42u8)));

    // By name, with the result as a Rust type.
    let greeting: String = lib.call_as("py_greet", ("Rust",))?;
    assert_eq!(greeting, "Hello, Rust!");

    // Typed. The types are checked here, once; after that it is a plain call of machine code.
    let increment = lib.typed::<(u64,), u64>("py_increment")?;
    assert_eq!(increment.call((41,))?, 42);

    // Numbers are exact at any size, and a result that does not fit is an error.
    let large: Nat = "340282366920938463463374607431768211455".parse().expect("a number");
    let larger: Nat = lib.call_as("py_increment", (&large,))?;
    assert_eq!(larger.to_string(), "340282366920938463463374607431768211456");
    assert!(lib.call_as::<u64>("py_increment", (&large,)).is_err());

    // Containers are Rust's own. A hash map goes through two conversions that the library brings.
    let bytes: Vec<u8> = lib.call_as("py_id_bytes", (&[1u8, 2, 3][..],))?;
    assert_eq!(bytes, [1, 2, 3]);
    let counts = HashMap::from([("a".to_owned(), 1u64)]);
    let same: HashMap<String, u64> = lib.call_as("py_id_counts", (&counts,))?;
    assert_eq!(same, counts);
    Ok(())
}

/// Structures, enumerations and other inductive types go by constructor and fields.
fn structures(lib: &LeanLibrary) -> leanbind::Result<()> {
    let rect = lib.construct("Shape.rect", (3, 4))?;
    assert_eq!(lib.call_as::<i64>("py_perimeter", (rect,))?, 14);

    let leaf = lib.construct("Tree.leaf", ())?;
    let tree: LeanInductiveValue = lib.call_as("py_tree_insert", (leaf, 7))?;
    assert_eq!(tree.constructor(), "node");
    assert_eq!(tree.field("value").map(Value::to_string).as_deref(), Some("7"));
    println!("{tree}"); // as Lean writes it
    Ok(())
}

/// Values can be read from JSON, at the types of a function's parameters, and written as JSON.
fn json(lib: &LeanLibrary) -> leanbind::Result<()> {
    let perimeter = lib.function("py_perimeter")?;
    let rect = serde_json::json!({ "ctor": "rect", "fields": { "width": 3, "height": 4 } });
    let result = perimeter.call(perimeter.args_from_json(&[rect])?)?;
    assert_eq!(serde_json::to_string(&result).expect("a number"), "14");
    Ok(())
}

/// Functions are values, both ways.
fn closures(lib: &LeanLibrary) -> leanbind::Result<()> {
    // A Rust function in Lean.
    let double = Closure::typed(|n: u64| 2 * n);
    assert_eq!(lib.call_as::<u64>("py_apply", (double, 21))?, 42);

    // An action, which may do anything, and whose errors are thrown in Lean.
    let print = Closure::action(|args| {
        println!("Lean says {}", args[0]);
        Ok(Value::Unit)
    });
    lib.call("py_for_each", (print, vec!["one", "two"]))?;

    // A Lean function in Rust.
    let add = Closure::typed(|a: u64, b: u64| a + b);
    let sections: Vec<Closure> = lib.call_as("py_sections", (add, 3))?;
    assert_eq!(sections[0].call_as::<u64>([Value::from(4)])?, 7);
    Ok(())
}

/// A result may keep Lean's representation, and be read in place.
fn views(lib: &LeanLibrary) -> leanbind::Result<()> {
    let leaf = lib.construct("Tree.leaf", ())?;
    let tree: TypedObj = lib.call_as("py_tree_insert", (leaf, 7))?;
    // Moved into the call: if nobody else holds it, Lean updates it in place.
    let tree: TypedObj = lib.call_as("py_tree_insert", (tree, 9))?;
    let [left, value, right] = tree.view().fields()?;
    assert_eq!((left.constructor()?, value.decode_as::<i64>()?, right.constructor()?), ("leaf", 7, "node"));

    let mut bytes: TypedObj = lib.call_as("py_id_bytes", (vec![0u8; 4],))?;
    bytes.as_bytes_mut()?[0] = 1; // in place
    assert_eq!(bytes.view().as_bytes()?, [1, 0, 0, 0]); // borrowed, not copied
    Ok(())
}

/// What goes wrong is an error that says what to do; nothing here can crash.
fn errors(lib: &LeanLibrary) {
    let show = |result: Result<Value, CallError>| println!("error: {}", result.expect_err("an error"));
    // A misspelt name: similar ones are suggested.
    show(lib.call("py_incremnt", (41,)));
    // A wrong type, a number out of range, a missing argument: Lean is not called.
    show(lib.call("py_increment", ("41",)));
    show(lib.call("py_increment", (-1,)));
    show(lib.call("py_increment", ()));
    // What an `IO` action throws.
    show(lib.call("py_greet", ("",)));
    // A panic in a Rust function ends there. Lean goes on with a default value, and the call returns the panic's text.
    let fragile = Closure::typed(|n: u64| -> u64 {
        if n > 100 { panic!("{n} is too much") } else { n }
    });
    show(lib.call("py_apply", (fragile, 121)));
}

/// Every thread that uses Lean is attached, and the library is shared.
fn threads(lean: &'static Runtime, lib: &LeanLibrary) -> leanbind::Result<()> {
    let results: Vec<leanbind::Result<u64>> = thread::scope(|scope| {
        let spawn = |n: u64| {
            scope.spawn(move || {
                let _guard = lean.attach(); // until the guard is dropped
                Ok(lib.call_as("py_increment", (n,))?)
            })
        };
        let threads: Vec<_> = (0..4).map(spawn).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let results: Vec<u64> = results.into_iter().collect::<Result<_, _>>()?;
    assert_eq!(results, [1, 2, 3, 4]);
    Ok(())
}

/// Lean's kernel checks a theorem: `theorem self : ∀ p : Prop, p → p := fun p h => h`.
fn kernel(lean: &'static Runtime) -> leanbind::Result<()> {
    let kernel = lean.kernel()?;
    let environment = kernel.empty_environment()?; // or `kernel.import`, where there are `.olean` files
    let (self_name, p, h) = (kernel.name("self")?, kernel.name("p")?, kernel.name("h")?);
    let prop = Expr::sort(&kernel.level_zero()?);
    // Bound variables are de Bruijn indices: 0 is the innermost binder.
    let (var0, var1) = (kernel.bound_variable(0)?, kernel.bound_variable(1)?);
    let implies = Expr::forall(&h, &var0, &var1, BinderInfo::Default);
    let ty = Expr::forall(&p, &prop, &implies, BinderInfo::Default);
    let value = Expr::lambda(&p, &prop, &Expr::lambda(&h, &var0, &var0, BinderInfo::Default), BinderInfo::Default);
    let theorem = Declaration::Theorem { name: self_name.clone(), level_params: vec![], ty, value };

    let environment = environment.add(&theorem)?;
    let axioms = environment.axioms(&self_name)?.expect("it was just added");
    assert!(axioms.is_empty());
    Ok(())
}

/// Lean's elaborator takes the requests of the Lean REPL: see `examples/proof_search.rs` for proof steps on many threads.
fn server(lean: &'static Runtime) -> leanbind::Result<()> {
    let server = LeanServer::start(lean, ServerConfig::new())?;
    // Without `prelude` the text imports `Init`, whose files come with a toolchain only.
    let color = server.run(Command::new("prelude\ninductive Color where | red | green"))?;
    let check = server.run(Command::new("#check Color.red").in_env(color.env))?;
    assert_eq!(check.messages[0].data, "Color.red : Color");
    // An error in the text is a message of the answer, and the session goes on.
    let wrong = server.run(Command::new("#check Color.blue").in_env(color.env))?;
    assert!(wrong.has_errors());
    println!("{}", wrong.messages[0].data);
    Ok(())
}
