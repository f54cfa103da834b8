//! A little of everything, as a program for memory checkers: values of every kind there and back, and every kind of error.
//!
//! ```sh
//! cargo build --example mixed_calls
//! valgrind --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=1 target/debug/examples/mixed_calls
//! ```

#[path = "../tests/support/mod.rs"]
mod support;

use leanbind::{Closure, Error, LeanLibrary, TypedObj, Value, View};
use num_bigint::{BigInt, BigUint};

fn main() -> Result<(), Error> {
    let (lean, _guard) = support::lean();
    let lib = support::fixture();
    for round in 0..20u32 {
        numbers(&lib, round)?;
        containers(&lib, round)?;
        inductive_values(&lib, round)?;
        views(&lib, round)?;
        functions(&lib, round)?;
        errors(&lib);
    }
    let worker = lib.clone();
    let sum = std::thread::spawn(move || {
        let _guard = lean.attach();
        worker.call_as::<u64>("py_sum_u64", (vec![1u64, 2, 3],)).ok()
    });
    assert_eq!(sum.join().ok().flatten(), Some(6));
    println!("done");
    Ok(())
}

fn numbers(lib: &LeanLibrary, round: u32) -> Result<(), Error> {
    let big = BigUint::from(1u8) << (60 + round);
    assert_eq!(lib.call_as::<BigUint>("py_increment", (&big,))?, big.clone() + 1u8);
    let negative = -BigInt::from(big);
    assert_eq!(lib.call_as::<BigInt>("py_add_int", (&negative, 1))?, negative + 1);
    assert_eq!(lib.call_as::<f64>("py_half", (f64::from(round),))?, f64::from(round) / 2.0);
    assert_eq!(lib.call_as::<u64>("py_io_u64", (u64::MAX,))?, u64::MAX);
    Ok(())
}

fn containers(lib: &LeanLibrary, round: u32) -> Result<(), Error> {
    let text = "λ\0".repeat(round as usize);
    assert_eq!(lib.call_as::<String>("py_id_string", (&text,))?, text);
    let numbers: Vec<BigUint> = (0..100u32).map(|i| BigUint::from(i) << (round * 8)).collect();
    assert_eq!(lib.call_as::<Vec<BigUint>>("py_id_array_nat", (&numbers,))?, numbers);
    let strings: Vec<String> = (0..10).map(|i| text.repeat(i)).collect();
    assert_eq!(lib.call_as::<Vec<String>>("py_id_list_string", (&strings,))?, strings);
    assert_eq!(lib.call_as::<(String, u64)>("py_swap", ((7, "x"),))?, ("x".to_owned(), 7));
    assert_eq!(lib.call_as::<Option<u64>>("py_find", (vec![1, 2, 3], 3))?, Some(2));
    assert_eq!(lib.call_as::<u64>("py_length", ("borrowed",))?, 8);
    Ok(())
}

fn inductive_values(lib: &LeanLibrary, round: u32) -> Result<(), Error> {
    let mut tree = Value::from(lib.construct("Tree.leaf", [])?);
    for i in 0..round {
        tree = lib.call("py_tree_insert", (tree, (i * 7) % 13))?;
    }
    assert_eq!(lib.call("py_id_tree", (&tree,))?, tree);
    let counter = lib.call("py_opaque_make", (round,))?;
    let stepped = lib.call("py_opaque_step", (&counter,))?;
    assert_eq!(lib.call_as::<u32>("py_opaque_use", (stepped,))?, round + 1);
    Ok(())
}

/// Values that are read in place, changed in place, and passed back.
fn views(lib: &LeanLibrary, round: u32) -> Result<(), Error> {
    let mut tree: TypedObj = lib.call_as("py_id_tree", (lib.construct("Tree.leaf", [])?,))?;
    for i in 0..round {
        tree = lib.call_as("py_tree_insert", (tree, (i * 7) % 13))?;
    }
    assert_eq!(lib.call_as::<i64>("py_tree_sum", (&tree,))?, sum(tree.view())?);
    let mixed = (true, 1.5f32, "λ", 1u32, 2u64, 'λ', 3u8, u64::MAX, 4u64, 5u16, 0.5);
    let mixed: TypedObj = lib.call_as("py_mixed_make", mixed)?;
    assert_eq!(mixed.view().field_named("name")?.as_str()?, "λ");
    assert_eq!(mixed.view().field_named("real")?.decode_as::<f64>()?, 0.5);
    assert!(mixed.view().field_named("reel").is_err());

    let mut bytes: TypedObj = lib.call_as("py_id_bytes", (vec![7u8; 9],))?;
    let kept = bytes.clone();
    bytes.as_bytes_mut()?[0] = 8;
    let more: TypedObj = lib.call_as("py_bytes_push", (bytes, 9u8))?;
    assert_eq!((kept.view().as_bytes()?, more.view().as_bytes()?[0]), (&[7u8; 9][..], 8));
    assert!(lib.call("py_increment", (&more,)).is_err());
    let texts: Vec<TypedObj> = lib.call_as("py_id_list_string", (&["a", "b"],))?;
    let list: TypedObj = lib.call_as("py_id_list_string", (texts,))?;
    assert_eq!(list.view().element(1)?.as_str()?, "b");
    Ok(())
}

fn sum(tree: View<'_>) -> Result<i64, Error> {
    match tree.constructor()? {
        "node" => {
            let [left, value, right] = tree.fields()?;
            Ok(sum(left)? + value.decode_as::<i64>()? + sum(right)?)
        }
        _ => Ok(0),
    }
}

fn functions(lib: &LeanLibrary, round: u32) -> Result<(), Error> {
    let add = Closure::typed(|a: BigUint, b: BigUint| a + b);
    let big = BigUint::from(1u8) << 99u32;
    let sections = lib.call_as::<Vec<Closure>>("py_sections", (&add, &big))?;
    for section in &sections {
        assert_eq!(section.call_as::<BigUint>([Value::from(round)])?, &big + round);
        assert!(section.call([Value::from("no")]).is_err());
    }
    drop(add);
    assert_eq!(
        lib.call_as::<Vec<Closure>>("py_id_functions", (Value::Array(vec![sections[0].clone().into()]),))?.len(),
        1
    );
    // As many parameters as are passed one by one, and more.
    for (name, expected) in [("py_call15", 120), ("py_call16", 136), ("py_call17", 153)] {
        let sum = Closure::pure(|args| Ok((args.iter().map(|arg| arg.to_string().len() as u64).sum::<u64>()).into()));
        assert!(lib.call_as::<u64>(name, (sum, 1))? < expected);
    }
    let failing = Closure::pure(|args| Err(args[0].to_string().into()));
    assert!(lib.call("py_map_nat", (&failing, vec![Value::from(big.clone()); 3])).is_err());
    assert!(lib.call("py_map_tasks", (&failing, vec![round; 3])).is_err());
    assert!(lib.call("py_apply", (failing, "no")).is_err());
    let action =
        Closure::action(|args| if args[0].to_string() == "3" { Err("three".into()) } else { Ok(args[0].clone()) });
    assert_eq!(lib.call("py_run", (&action, round)).is_err(), round == 3);
    let caught = Closure::action(move |_| Ok(if round == 4 { Value::Unit } else { big.clone().into() }));
    lib.call("py_try", (caught,))?;
    let stream = lib.call("py_countdown", (round,))?;
    assert_eq!(lib.call_as::<Vec<u32>>("py_take", (stream, round))?.len(), round as usize);
    Ok(())
}

/// Every way to fail, after some objects were made.
fn errors(lib: &LeanLibrary) {
    let mixed = || Value::Array(vec![Value::from(1u64), Value::from(BigUint::from(1u8) << 99u32), Value::from("no")]);
    assert!(lib.call("py_id_array_nat", (mixed(),)).is_err());
    assert!(lib.call("py_move", (Value::from("no point"), 1, 2)).is_err());
    assert!(lib.call("py_swap", ((BigUint::from(1u8) << 99u32, 5),)).is_err());
    assert!(lib.call("py_many", vec![Value::from(1); 9]).is_err());
    assert!(lib.call("py_greet", ("",)).is_err());
    assert!((0..19).all(|kind| lib.call("py_throw_io", (kind,)).is_err()));
    assert!(lib.call("py_nothing", ()).is_err());
    assert!(lib.call_as::<u8>("py_increment", (BigUint::from(1u8) << 99u32,)).is_err());
}
