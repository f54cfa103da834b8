//! Types that the runtime knows, and the types of Lean's kernel.

use leanbind::{Nat, Value};

use crate::Result;
use crate::tour::{Tour, args, list};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter("Packed arrays", "Bytes and floats, without a box for each.")?;
    tour.same("py_id_bytes", Value::Bytes(vec![0, 1, 255]))?;
    tour.call("py_bytes_get", args![Value::Bytes(vec![5, 6, 7]), 2usize], "7")?;
    tour.call("py_bytes_push", args![Value::Bytes(vec![1]), 2u8], "⟨#[1, 2]⟩")?;
    tour.same("py_id_array_bytes", Value::Array(vec![Value::Bytes(vec![1]), Value::Bytes(vec![])]))?;
    tour.same("py_id_floats", Value::Floats(vec![0.5, -1.5]))?;
    tour.call("py_floats_push", args![Value::Floats(vec![0.5]), 2.5], "⟨#[0.5, 2.5]⟩")?;

    tour.chapter("Values computed later", "Reading such a value forces the thunk, or waits for the task.")?;
    tour.call("py_delayed", args![41], "42")?;
    tour.call("py_force", args![42], "42")?;
    tour.call("py_id_thunk", args![42], "42")?;
    tour.call("py_spawn", args![41], "42")?;
    tour.call("py_wait", args![42], "42")?;
    tour.call("py_id_task", args![42], "42")?;
    kernel(tour)
}

fn kernel(tour: &mut Tour) -> Result {
    tour.chapter(
        "The types of Lean's kernel",
        "Names, levels, expressions and syntax need no description: Lean's own functions make them, so hashes and cached \
         data are Lean's.",
    )?;
    let core =
        |constructor: &str, fields| tour.fixture.construct(&format!("Lean.{constructor}"), fields).map(Value::from);
    let anonymous = core("Name.anonymous", args![])?;
    let name = |text: &str| core("Name.str", args![anonymous.clone(), text]);
    let (x, nat) = (name("x")?, name("Nat")?);
    let constant = core("Expr.const", vec![nat.clone(), list::<Value>([])])?;
    let variable = core("Expr.bvar", args![Nat::from(0u8)])?;
    let implicit = core("BinderInfo.implicit", args![])?;
    let application = core("Expr.app", vec![constant.clone(), variable])?;
    let lambda = core("Expr.lam", vec![x.clone(), constant, application, implicit.clone()])?;
    let level = core("Level.succ", vec![core("Level.zero", args![])?])?;
    let literal = core("Literal.strVal", args!["text"])?;
    let mvar = core("MVarId.mk", vec![x.clone()])?;
    let fvar = core("FVarId.mk", vec![x.clone()])?;
    let level_mvar = core("LevelMVarId.mk", vec![x.clone()])?;
    let source = core("SourceInfo.synthetic", args![Nat::from(1u8), Nat::from(2u8), false])?;
    let syntax = core("Syntax.atom", args![source.clone(), "+"])?;
    let entry = (x.clone(), core("DataValue.ofNat", args![Nat::from(5u8)])?).into();
    let map = core("KVMap.mk", args![list::<Value>([entry])])?;

    tour.same("py_id_name", nat)?;
    tour.same("py_id_level", level)?;
    tour.same("py_id_expr", lambda.clone())?;
    tour.call("py_expr_depth", vec![lambda.clone()], "1")?;
    tour.call("py_expr_binders", vec![lambda], r#"[("x", Lean.BinderInfo.implicit)]"#)?;
    tour.same("py_id_literal", literal)?;
    tour.same("py_id_binder_info", implicit)?;
    tour.same("py_id_mvar", mvar)?;
    tour.same("py_id_fvar", fvar)?;
    tour.same("py_id_level_mvar", level_mvar)?;
    tour.same("py_id_syntax", syntax)?;
    tour.same("py_id_source_info", source)?;
    tour.same("py_id_kvmap", map)?;
    Ok(())
}
