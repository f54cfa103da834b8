//! The types of Lean's kernel: made by Lean's own constructors, so that hashes and cached data are Lean's.

use leanbind::registry::{FuncInfo, TypeRepr};
use leanbind::{LeanLibrary, Value};

use crate::support;

fn lib() -> LeanLibrary {
    support::fixture()
}

fn make(name: &str, fields: Vec<Value>) -> Value {
    lib().construct(name, fields).unwrap().into()
}

fn name(text: &str) -> Value {
    let anonymous = make("Name.anonymous", vec![]);
    text.split('.').fold(anonymous, |pre, part| match part.parse::<u64>() {
        Ok(number) => make("Name.num", vec![pre, Value::Nat(number.into())]),
        Err(_) => make("Name.str", vec![pre, part.into()]),
    })
}

fn bvar(index: u64) -> Value {
    make("Expr.bvar", vec![Value::Nat(index.into())])
}

fn constant(text: &str) -> Value {
    let level = make("Level.succ", vec![make("Level.zero", vec![])]);
    make("Expr.const", vec![name(text), Value::List(vec![level])])
}

fn app(f: Value, x: Value) -> Value {
    make("Expr.app", vec![f, x])
}

fn lambda(binder: &str, body: Value, info: &str) -> Value {
    let info = make(&format!("BinderInfo.{info}"), vec![]);
    make("Expr.lam", vec![name(binder), constant("Nat"), body, info])
}

/// One expression of every constructor, and some around others.
fn expressions() -> Vec<Value> {
    let nat = |n: u64| Value::Nat(n.into());
    let literal =
        |constructor: &str, value: Value| make("Expr.lit", vec![make(&format!("Literal.{constructor}"), vec![value])]);
    let fvar = make("Expr.fvar", vec![make("FVarId.mk", vec![name("x.1")])]);
    let mvar = make("Expr.mvar", vec![make("MVarId.mk", vec![name("m")])]);
    let param = make("Level.param", vec![name("u")]);
    let level = make("Level.imax", vec![make("Level.max", vec![param.clone(), param]), make("Level.zero", vec![])]);
    let level_mvar = make("Level.mvar", vec![make("LevelMVarId.mk", vec![name("v")])]);
    let sort = make("Expr.sort", vec![level]);
    let data =
        make("KVMap.mk", vec![Value::List(vec![(name("k"), make("DataValue.ofBool", vec![true.into()])).into()])]);
    let body = app(bvar(0), bvar(3));
    vec![
        bvar(7),
        fvar.clone(),
        mvar,
        sort.clone(),
        make("Expr.sort", vec![level_mvar]),
        constant("Nat.add"),
        app(constant("f"), fvar.clone()),
        lambda("x", body.clone(), "default"),
        lambda("inst", body.clone(), "instImplicit"),
        make("Expr.forallE", vec![name("y"), sort.clone(), body.clone(), make("BinderInfo.implicit", vec![])]),
        make("Expr.letE", vec![name("z"), sort.clone(), constant("v"), body.clone(), true.into()]),
        make("Expr.letE", vec![name("z"), sort, constant("v"), body, false.into()]),
        literal("natVal", nat(u64::MAX)),
        literal("strVal", "text".into()),
        make("Expr.mdata", vec![data, fvar.clone()]),
        make("Expr.proj", vec![name("Prod"), nat(1), fvar]),
    ]
}

#[test]
fn every_expression_comes_back_the_same() {
    let (_lean, _guard) = support::lean();
    for expression in expressions() {
        assert_eq!(lib().call("py_id_expr", (&expression,)).unwrap(), expression);
    }
}

#[test]
fn lean_takes_two_expressions_made_alike_to_be_equal() {
    let (lean, _guard) = support::lean();
    let core = lean.core_library().unwrap();
    let expr = || TypeRepr::opaque("Lean.Expr");
    let info = FuncInfo {
        export_name: "lean_expr_hash".into(),
        params: vec![expr()],
        return_type: TypeRepr::UInt { bits: leanbind::registry::Bits::B64 },
        ..FuncInfo::default()
    };
    // SAFETY: `@[export lean_expr_hash] def Expr.hashEx : Expr → UInt64` in `Lean/Expr.lean`.
    let hash = unsafe { core.declare(info) }.unwrap();
    let hashes: Vec<Value> = expressions().iter().map(|e| hash.call((e,)).unwrap()).collect();
    let again: Vec<Value> = expressions().iter().map(|e| hash.call((e,)).unwrap()).collect();
    assert_eq!(hashes, again);
    let mut distinct: Vec<String> = hashes.iter().map(ToString::to_string).collect();
    distinct.sort();
    distinct.dedup();
    assert!(distinct.len() + 2 >= hashes.len(), "{hashes:?}");
}

#[test]
fn compiled_code_matches_on_what_rust_made() {
    let (_lean, _guard) = support::lean();
    let nested = lambda("x", lambda("y", app(app(bvar(0), bvar(1)), bvar(0)), "implicit"), "default");
    assert_eq!(lib().call("py_expr_depth", (&nested,)).unwrap(), Value::Nat(2u64.into()));
    let binders: Vec<Value> = lib().call("py_expr_binders", (nested,)).unwrap().try_into().unwrap();
    let info = |text: &str| make(&format!("BinderInfo.{text}"), vec![]);
    assert_eq!(binders, [("x", info("default")).into(), ("y", info("implicit")).into()]);
}

#[test]
fn names_levels_and_the_rest() {
    let (_lean, _guard) = support::lean();
    let same = |identity: &str, value: Value| assert_eq!(lib().call(identity, (&value,)).unwrap(), value, "{identity}");
    same("py_id_name", name("Lean.Meta.x.7"));
    same("py_id_name", make("Name.anonymous", vec![]));
    same("py_id_level", make("Level.succ", vec![make("Level.param", vec![name("u")])]));
    same("py_id_level", make("Level.zero", vec![]));
    same("py_id_literal", make("Literal.strVal", vec!["x".into()]));
    same("py_id_binder_info", make("BinderInfo.strictImplicit", vec![]));
    same("py_id_mvar", make("MVarId.mk", vec![name("m")]));
    same("py_id_fvar", make("FVarId.mk", vec![name("x")]));
    same("py_id_level_mvar", make("LevelMVarId.mk", vec![name("u")]));
    let nat = |n: u64| Value::Nat(n.into());
    let substring = || make("Substring.Raw.mk", vec!["a b".into(), nat(0), nat(1)]);
    let original = make("SourceInfo.original", vec![substring(), nat(0), substring(), nat(1)]);
    let synthetic = make("SourceInfo.synthetic", vec![nat(3), nat(4), true.into()]);
    same("py_id_source_info", original.clone());
    same("py_id_source_info", synthetic.clone());
    same("py_id_source_info", make("SourceInfo.none", vec![]));
    let preresolved = make("Preresolved.decl", vec![name("Nat"), Value::List(vec!["succ".into()])]);
    let ident = make("Syntax.ident", vec![original, substring(), name("x"), Value::List(vec![preresolved])]);
    let atom = make("Syntax.atom", vec![synthetic.clone(), "+".into()]);
    let children = Value::Array(vec![ident, atom, make("Syntax.missing", vec![])]);
    same("py_id_syntax", make("Syntax.node", vec![synthetic, name("term_+_"), children]));
    let values = [
        make("DataValue.ofString", vec!["s".into()]),
        make("DataValue.ofBool", vec![true.into()]),
        make("DataValue.ofName", vec![name("n")]),
        make("DataValue.ofNat", vec![nat(5)]),
        make("DataValue.ofInt", vec![Value::Int((-5).into())]),
    ];
    let entries = values.into_iter().map(|value| (name("k"), value).into()).collect();
    same("py_id_kvmap", make("KVMap.mk", vec![Value::List(entries)]));
}

#[test]
fn a_bound_variable_too_large_for_lean_is_an_error() {
    let (_lean, _guard) = support::lean();
    assert!(lib().call("py_id_expr", (bvar((1 << 20) - 2),)).is_ok());
    let error = lib().call("py_id_expr", (bvar((1 << 20) - 1),)).unwrap_err().to_string();
    assert!(error.contains("bvar / field 0 (deBruijnIndex): expected the index of a bound variable"), "{error}");
}

#[test]
fn a_deep_expression_needs_no_deep_stack() {
    let (_lean, _guard) = support::lean();
    let lib = lib();
    let (mut expression, argument) = (constant("a"), bvar(0));
    for _ in 0..support::size(200_000) {
        expression = lib.construct("Expr.app", [expression, argument.clone()]).unwrap().into();
    }
    assert_eq!(lib.call("py_id_expr", (&expression,)).unwrap(), expression);
}

#[test]
fn leans_own_functions_read_what_rust_made() {
    let (_lean, _guard) = support::lean();
    let ty = |name: &str| TypeRepr::opaque(format!("Lean.{name}"));
    let nat = |n: u64| Value::Nat(n.into());
    let option = |elem| TypeRepr::Option(Box::new(elem));

    let text = support::lean_function("Lean.Expr.dbgToString", &[ty("Expr")], TypeRepr::String);
    let lambda = lambda("x", app(constant("f"), bvar(0)), "implicit");
    assert_eq!(text.call((&lambda,)).unwrap(), "fun {x : Nat.{1}} => f.{1} x".into());
    let range = support::lean_function("Lean.Expr.looseBVarRange", &[ty("Expr")], TypeRepr::Nat);
    assert_eq!(range.call((app(bvar(0), bvar(6)),)).unwrap(), nat(7));
    let info = support::lean_function("Lean.Expr.binderInfo", &[ty("Expr")], ty("BinderInfo"));
    assert_eq!(info.call((lambda,)).unwrap(), make("BinderInfo.implicit", vec![]));

    let level = make("Level.max", vec![make("Level.param", vec![name("u")]), make("Level.zero", vec![])]);
    let level = make("Level.succ", vec![level]);
    let depth = support::lean_function("Lean.Level.depth", &[ty("Level")], TypeRepr::Nat);
    assert_eq!(depth.call((&level,)).unwrap(), nat(2));
    let has_param = support::lean_function("Lean.Level.hasParam", &[ty("Level")], TypeRepr::Bool);
    assert_eq!(has_param.call((level,)).unwrap(), true.into());

    let values = [
        make("DataValue.ofString", vec!["s".into()]),
        make("DataValue.ofBool", vec![true.into()]),
        make("DataValue.ofName", vec![name("n")]),
        make("DataValue.ofNat", vec![nat(5)]),
        make("DataValue.ofInt", vec![Value::Int((-5).into())]),
        make("DataValue.ofSyntax", vec![make("Syntax.missing", vec![])]),
    ];
    let same = support::lean_function("Lean.DataValue.sameCtor", &[ty("DataValue"), ty("DataValue")], TypeRepr::Bool);
    for (i, a) in values.iter().enumerate() {
        for (j, b) in values.iter().enumerate() {
            assert_eq!(same.call((a, b)).unwrap(), (i == j).into());
        }
    }
    let entries = values.iter().map(|value| (name("k"), value.clone()).into()).collect();
    let map = make("KVMap.mk", vec![Value::List(entries)]);
    let size = support::lean_function("Lean.KVMap.size", &[ty("KVMap")], TypeRepr::Nat);
    assert_eq!(size.call((&map,)).unwrap(), nat(6));
    let contains = support::lean_function("Lean.KVMap.contains", &[ty("KVMap"), ty("Name")], TypeRepr::Bool);
    assert_eq!(contains.call((&map, name("k"))).unwrap(), true.into());
    assert_eq!(contains.call((&map, name("other"))).unwrap(), false.into());

    let substring = |text: &str| make("Substring.Raw.mk", vec![text.into(), nat(0), nat(text.len() as u64)]);
    let original = make("SourceInfo.original", vec![substring(" "), nat(3), substring("\n"), nat(4)]);
    let synthetic = make("SourceInfo.synthetic", vec![nat(5), nat(6), true.into()]);
    let position =
        support::lean_function("Lean.SourceInfo.getPos?", &[ty("SourceInfo"), TypeRepr::Bool], option(TypeRepr::Nat));
    assert_eq!(position.call((&original, false)).unwrap(), Some(nat(3)).into());
    assert_eq!(position.call((&synthetic, true)).unwrap(), Some(nat(5)).into());
    assert_eq!(position.call((make("SourceInfo.none", vec![]), false)).unwrap(), Value::Option(None));

    let atom = make("Syntax.atom", vec![original.clone(), "+".into()]);
    let ident = make("Syntax.ident", vec![original, substring("x"), name("x"), Value::List(vec![])]);
    let node = make("Syntax.node", vec![synthetic, name("term_+_"), Value::Array(vec![ident, atom])]);
    let arguments = support::lean_function("Lean.Syntax.getNumArgs", &[ty("Syntax")], TypeRepr::Nat);
    assert_eq!(arguments.call((&node,)).unwrap(), nat(2));
    let reprint = support::lean_function("Lean.Syntax.reprint", &[ty("Syntax")], option(TypeRepr::String));
    assert_eq!(reprint.call((node,)).unwrap(), Some(" x\n +\n").into());
}
