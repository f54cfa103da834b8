//! What is refused, and the errors' texts. None of these calls reaches Lean.

use std::path::Path;
use std::thread;

use leanbind::Value;
use serde_json::Value as Json;

use crate::tour::{FIXTURE, Tour, args, list};
use crate::{Result, fixture};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter("Mistakes in a call", "Each is an error that says what was expected, what was found, and where.")?;
    tour.refuses("py_add_int", args![1], "takes 2 arguments, got 1")?;
    tour.refuses("py_increment", args!["41"], r#"expected Nat, got String "41""#)?;
    tour.refuses("py_increment", args![-1], "expected Nat (0 and up)")?;
    tour.refuses("py_id_u8", args![256], "expected UInt8 (0 to 255)")?;
    tour.refuses("py_find", vec![list::<Value>([1.into(), "2".into()]), 3.into()], "element 1: expected Int")?;
    let made = tour.make("Shape.rect", args![3, "4"]).map(|value| value.to_string());
    tour.refused("Shape.rect 3 \"4\"".into(), made, "rect / field 1 (height): expected Int")?;
    tour.refuses("py_opaque_use", args![40], "expected Counter")?;
    let call = tour.fixture.call("py_incremnt", (41,)).map(|value| value.to_string());
    tour.refused("py_incremnt 41".into(), call, "did you mean `py_increment`?")?;
    let made = tour.make("Shape.circel", args![5]).map(|value| value.to_string());
    tour.refused("Shape.circel 5".into(), made, "did you mean `circle`?")?;
    let made = tour.make("Shape.rect", args![3]).map(|value| value.to_string());
    tour.refused("Shape.rect 3".into(), made, "expected 2 fields for")?;
    let typed = tour.fixture.typed::<(String,), u64>("py_increment").map(|_| String::new());
    tour.refused("typed::<(String,), u64>: py_increment".into(), typed, "expected Nat, got the Rust type")?;
    let fixture = tour.fixture.clone();
    let elsewhere = thread::spawn(move || fixture.call("py_increment", (41,)).map(|value| value.to_string()));
    let elsewhere = elsewhere.join().unwrap_or(Ok("a panic".to_owned()));
    tour.refused("py_increment 41, on a thread of its own".into(), elsewhere, "not attached")?;
    let surrogate = serde_json::from_str::<Json>(r#""\ud800""#).map(|json| json.to_string());
    tour.refused(r#"py_next_char "\ud800", as JSON"#.into(), surrogate, "hex escape")?;

    tour.chapter(
        "What is not supported yet",
        "Dependent function types, decisions about an argument, and parameters whose type is a parameter too.",
    )?;
    tour.refuses("py_dependent", args![1], "a dependent function type")?;
    tour.refuses("py_decide", args![1], "a decision about an argument")?;
    tour.refuses("py_any_monad", args![(), (), 1], "it depends on the type variable `m`")?;
    tour.refuses("py_given_proof", args![1, ()], "a proof")?;
    tour.refuses("py_odd_family", args![1], "a dependent function type")?;
    tour.refuses("py_id_any", args![(), 2], "it depends on the type variable `α`")?;

    tour.chapter("Mistakes in a library", "A file is checked before any of its code runs.")?;
    let lean = tour.lean;
    let mut open = |path: &Path, name: &str, reason: &str| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        tour.refused(
            format!("library({file:?}, {name:?})"),
            lean.library(path, name).map(|lib| lib.name().to_owned()),
            reason,
        )
    };
    let fixture = fixture::build()?;
    open(Path::new("libMissing.so"), "Missing", "there is no such file")?;
    open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"), "Cargo", "not a shared library")?;
    open(&fixture, "LeanbindFixtures", "it has")?;
    open(&lean.installation().libleanshared, FIXTURE, "has no registry")?;
    Ok(())
}
