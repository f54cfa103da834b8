//! Types that the registry does not describe and that are machine scalars: enumerations, structures around a scalar,
//! names for one. Rust holds their values and passes them back, wherever they stand.

use leanbind::registry::FuncInfo;
use leanbind::{LeanLibrary, TypedObj, Value};

use crate::support::{self, Registry};
use crate::temp_dir::TempDir;

/// Machine types: the registry's name, C's, how C boxes and unboxes one, a value, and another one.
const MACHINES: [[&str; 6]; 7] = [
    ["u8", "uint8_t", "lean_box", "lean_unbox", "200", "3"],
    ["u16", "uint16_t", "lean_box", "lean_unbox", "60000", "3"],
    ["u32", "uint32_t", "lean_box_uint32", "lean_unbox_uint32", "4000000000u", "3"],
    ["u64", "uint64_t", "lean_box_uint64", "lean_unbox_uint64", "18446744073709551615u", "3"],
    ["usize", "size_t", "lean_box_usize", "lean_unbox_usize", "18446744073709551615u", "3"],
    ["f32", "float", "lean_box_float32", "lean_unbox_float32", "0.5f", "2.5f"],
    ["f64", "double", "lean_box_float", "lean_unbox_float", "0.1", "2.5"],
];

/// Functions that make and take a value of `T`, which is of that machine type, at every place.
fn code([_, c, boxed, unboxed, first, second]: [&str; 6]) -> String {
    format!(
        r"
        typedef {c} T;
        #define FIRST (({c}){first})
        #define SECOND (({c}){second})
        /* 1 for the first value, 2 for the second, else 0. */
        static lean_object* which(T x) {{ return lean_box(x == FIRST ? 1 : x == SECOND ? 2 : 0); }}
        static lean_object* some(lean_object* x) {{
            lean_object* o = lean_alloc_ctor(1, 1, 0); lean_ctor_set(o, 0, x); return o; }}
        static T inside(lean_object* o) {{ T x = {unboxed}(lean_ctor_get(o, 0)); lean_dec(o); return x; }}
        LEAN_EXPORT T make(lean_object* n) {{ return n == lean_box(1) ? FIRST : SECOND; }}
        LEAN_EXPORT lean_object* take(T x) {{ return which(x); }}
        LEAN_EXPORT lean_object* take_two(T x, lean_object* n, T y) {{ return lean_nat_add(which(x), which(y)); }}
        LEAN_EXPORT lean_object* make_io(lean_object* n) {{ return lean_io_result_mk_ok({boxed}(make(n))); }}
        LEAN_EXPORT T make_base(lean_object* n) {{ return make(n); }}
        LEAN_EXPORT lean_object* make_option(lean_object* n) {{ return some({boxed}(make(n))); }}
        LEAN_EXPORT lean_object* take_option(lean_object* o) {{ return which(inside(o)); }}
        LEAN_EXPORT lean_object* make_holder(lean_object* n) {{
            lean_object* o = lean_alloc_ctor(0, 1, 8);
            lean_ctor_set(o, 0, n);
            *(T*)((char*)lean_ctor_obj_cptr(o) + 8) = make(n);
            return o; }}
        LEAN_EXPORT lean_object* take_holder(lean_object* o) {{
            T x = *(T*)((char*)lean_ctor_obj_cptr(o) + 8); lean_dec(o); return which(x); }}
        LEAN_EXPORT T make_wrapper(lean_object* n) {{ return make(n); }}
        LEAN_EXPORT lean_object* take_wrapper(T x) {{ return which(x); }}
        "
    )
}

fn registry(machine: &str) -> (String, String) {
    let t = r#"{"kind": "opaque", "name": "T"}"#;
    let nat = r#"{"kind": "nat"}"#;
    let option = format!(r#"{{"kind": "option", "elem": {t}}}"#);
    let io = |base| format!(r#"{{"kind": "io", "elem": {t}, "base": {base}}}"#);
    let named = |name: &str| format!(r#"{{"kind": "named", "name": "{name}"}}"#);
    let function = |name: &str, params: &[&str], result: &str, compiled: &[&str], machine: &str| {
        let params = params.join(", ");
        let param = |ty: &&str| format!(r#"{{"type": "{ty}", "borrowed": false}}"#);
        let compiled = compiled.iter().map(param).collect::<Vec<_>>().join(", ");
        format!(
            r#"{{"declName": "{name}", "exportName": "{name}", "params": [{params}], "returnType": {result},
                "signature": {{"params": [{compiled}], "result": "{machine}"}}}}"#
        )
    };
    let functions = [
        function("make", &[nat], t, &["object"], machine),
        function("take", &[t], nat, &[machine], "object"),
        function("take_two", &[t, nat, t], nat, &[machine, "object", machine], "object"),
        function("make_io", &[nat], &io(false), &["object", "void"], "object"),
        function("make_base", &[nat], &io(true), &["object", "void"], machine),
        function("make_option", &[nat], &option, &["object"], "object"),
        function("take_option", &[&option], nat, &["object"], "object"),
        function("make_holder", &[nat], &named("Holder"), &["object"], "object"),
        function("take_holder", &[&named("Holder")], nat, &["object"], "object"),
        function("make_wrapper", &[nat], &named("Wrapper"), &["object"], machine),
        function("take_wrapper", &[&named("Wrapper")], nat, &[machine], "object"),
    ];
    let place = match machine {
        "usize" => r#"{"at": "usize", "index": 1}"#.to_owned(),
        other => format!(r#"{{"at": "scalar", "offset": 0, "type": "{other}"}}"#),
    };
    let (usizes, bytes) = if machine == "usize" { (1, 0) } else { (0, 8) };
    let types = format!(
        r#"[{{"name": "Holder", "isStructure": true, "isEnum": false, "repr": "object", "ctors": [
              {{"name": "mk", "tag": 0, "fields": [{nat}, {t}], "fieldNames": ["n", "x"],
                "layout": {{"objects": 1, "usizes": {usizes}, "scalarBytes": {bytes}, "fields": [
                  {{"at": "object", "index": 0}}, {place}]}}}}]}},
            {{"name": "Wrapper", "isStructure": true, "isEnum": false, "repr": "{machine}", "trivialField": 0, "ctors": [
              {{"name": "mk", "tag": 0, "fields": [{t}], "fieldNames": ["x"]}}]}}]"#
    );
    (format!("[{}]", functions.join(", ")), types)
}

fn library(machine: [&str; 6]) -> LeanLibrary {
    let folder = TempDir::new();
    let (funcs, types) = registry(machine[0]);
    let name = format!("Scalar{}", machine[0]);
    let [lib] = support::libraries(
        folder.path(),
        &code(machine),
        &[],
        "lean_io_result_mk_ok(lean_box(0))",
        [Registry { name: &name, funcs: &funcs, types: &types }],
    );
    lib
}

#[test]
fn an_opaque_scalar_is_carried_at_every_place() {
    let (_lean, _guard) = support::lean();
    for machine in MACHINES {
        let lib = library(machine);
        let which = |value: &Value| lib.call_as::<u64>("take", (value,)).unwrap();
        for n in [1u64, 2] {
            let at = |name: &str| lib.call(name, (n,)).unwrap_or_else(|error| panic!("{}: {error}", machine[0]));
            let made = at("make");
            assert!(matches!(&made, Value::Opaque(value) if value.type_name() == "T"), "{made:?}");
            assert_eq!(which(&made), n, "{machine:?}");
            assert_eq!(which(&at("make_io")), n);
            assert_eq!(which(&at("make_base")), n);
            assert_eq!(lib.call_as::<u64>("take_two", (&made, 7u64, &at("make_io"))).unwrap(), 2 * n);

            let Value::Option(Some(in_option)) = at("make_option") else { panic!("an option") };
            assert_eq!(which(&in_option), n);
            assert_eq!(lib.call_as::<u64>("take_option", (Some(&made),)).unwrap(), n);

            let holder = at("make_holder");
            let Value::Inductive(fields) = &holder else { panic!("a structure") };
            assert_eq!(which(&fields.fields()[1]), n);
            assert_eq!(lib.call_as::<u64>("take_holder", (&holder,)).unwrap(), n);
            let again = lib.construct("Holder.mk", [Value::from(1), made.clone()]).unwrap();
            assert_eq!(lib.call_as::<u64>("take_holder", (again,)).unwrap(), n);

            assert_eq!(lib.call_as::<u64>("take_wrapper", (at("make_wrapper"),)).unwrap(), n);
            let around = lib.construct("Wrapper.mk", [made]).unwrap();
            assert_eq!(lib.call_as::<u64>("take_wrapper", (around,)).unwrap(), n);

            let kept: TypedObj = lib.call_as("make", (n,)).unwrap();
            assert_eq!(lib.call_as::<u64>("take", (&kept,)).unwrap(), n);
            assert_eq!(which(&kept.view().decode().unwrap()), n);
            let kept: TypedObj = lib.call_as("make_holder", (n,)).unwrap();
            assert_eq!(which(&kept.view().field_named("x").unwrap().decode().unwrap()), n);
        }
    }
}

#[test]
fn what_is_no_such_value_is_refused_with_what_to_do() {
    let (_lean, _guard) = support::lean();
    let lib = library(MACHINES[0]);
    let error = lib.call("take", (3u8,)).unwrap_err().to_string();
    assert!(error.contains("expected T (opaque: only Lean makes its values; in Lean, `derive_python T`"), "{error}");
    assert!(error.contains("an alias is declared by `abbrev T`"), "{error}");
}

/// lean.py's handle to a Python object, which a library may keep.
#[test]
fn a_python_object_is_an_opaque_value() {
    let (_lean, _guard) = support::lean();
    let py = r#"{"kind": "pyobject"}"#;
    let funcs = format!(
        r#"[{{"declName": "make", "exportName": "py_make", "params": [{{"kind": "nat"}}], "returnType": {py}}},
            {{"declName": "read", "exportName": "py_read", "params": [{py}], "returnType": {{"kind": "nat"}}}},
            {{"declName": "pick", "exportName": "py_pick", "params": [{{"kind": "list", "elem": {py}}}],
              "returnType": {{"kind": "option", "elem": {py}}}}}]"#
    );
    let code = r"
        LEAN_EXPORT lean_object* py_make(lean_object* n) {
            lean_object* o = lean_alloc_ctor(0, 1, 0); lean_ctor_set(o, 0, n); return o; }
        LEAN_EXPORT lean_object* py_read(lean_object* o) {
            lean_object* n = lean_ctor_get(o, 0); lean_inc(n); lean_dec(o); return n; }
        LEAN_EXPORT lean_object* py_pick(lean_object* list) {
            lean_object* o = lean_alloc_ctor(1, 1, 0);
            lean_object* head = lean_ctor_get(list, 0); lean_inc(head); lean_ctor_set(o, 0, head);
            lean_dec(list); return o; }
        ";
    let folder = TempDir::new();
    let registry = Registry { name: "Python", funcs: &funcs, types: "[]" };
    let [lib] = support::libraries(folder.path(), code, &[], "lean_io_result_mk_ok(lean_box(0))", [registry]);
    let made = lib.call("py_make", (7,)).unwrap();
    assert!(matches!(&made, Value::Opaque(value) if value.type_name() == "Py"));
    let Value::Option(Some(picked)) = lib.call("py_pick", (vec![made],)).unwrap() else { panic!("an option") };
    assert_eq!(lib.call_as::<u64>("py_read", (*picked,)).unwrap(), 7);
    assert!(
        lib.call("py_read", (7,)).unwrap_err().to_string().contains("expected Py (opaque: only Lean makes its values)")
    );
}

/// The fixture's own, compiled by Lean.
#[test]
fn what_lean_compiles_to_scalars_is_held_and_passed_back() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let call = |name: &str, args: &[Value]| lib.call(name, args).unwrap_or_else(|error| panic!("{error}"));
    let index = |tint: &Value| lib.call_as::<u64>("py_tint_index", (tint,)).unwrap();
    let value = |grams: &Value| lib.call_as::<u32>("py_grams_value", (grams,)).unwrap();
    let (tint, grams) = (call("py_tint", &[2.into()]), call("py_grams", &[u32::MAX.into()]));
    let age = call("py_age", &[255u8.into()]);
    assert_eq!((index(&tint), value(&grams)), (2, u32::MAX));
    assert_eq!(lib.call_as::<u8>("py_age_years", (&age,)).unwrap(), 255);

    // `Ordering`, which is Lean's own.
    let less = call("py_ordering", &[1.into(), 2.into()]);
    assert_eq!(lib.call_as::<String>("py_ordering_text", (&less,)).unwrap(), "lt");
    let more = call("py_ordering_swap", &[less]);
    assert_eq!(lib.call_as::<String>("py_ordering_text", (more,)).unwrap(), "gt");

    // In an option, out of actions, thrown, in an array, in a pair.
    assert_eq!(call("py_tint_option", &[0.into()]), Value::Option(None));
    let Value::Option(Some(some)) = call("py_tint_option", &[1.into()]) else { panic!("an option") };
    assert_eq!(index(&some), 2);
    for name in ["py_tint_io", "py_tint_base"] {
        assert_eq!(index(&call(name, &[1.into()])), 1, "{name}");
    }
    let Value::Except(Err(thrown)) = call("py_tint_except", &[0.into()]) else { panic!("an error") };
    assert_eq!(index(&thrown), 1);
    let Value::Except(Ok(done)) = call("py_tint_except", &[1.into()]) else { panic!("a value") };
    assert_eq!(value(&done), 7);
    let Value::Array(tints) = call("py_tints", &[vec![tint.clone(), *thrown].into()]) else { panic!("an array") };
    assert_eq!(tints.iter().map(index).collect::<Vec<_>>(), [2, 1]);
    let Value::Prod(pair) = lib.call("py_tint_pair", ((&tint, &grams),)).unwrap() else { panic!("a pair") };
    assert_eq!((value(&pair.0), index(&pair.1)), (u32::MAX, 2));

    // A result that is a function has its parameters among the function's own.
    assert_eq!(value(&lib.call("py_tint_function", (&*done, &tint)).unwrap()), 9);

    // In the fields of a structure.
    let parcel = call("py_parcel", &[tint.clone(), grams.clone(), age.clone()]);
    let Value::Inductive(fields) = &parcel else { panic!("a structure") };
    assert_eq!(index(fields.field("tint").unwrap()), 2);
    let Value::Prod(parts) = lib.call("py_parcel_parts", (&parcel,)).unwrap() else { panic!("a pair") };
    assert_eq!(index(&parts.0), 2);
    let order = fields.field("order").unwrap().clone();
    let made = lib.construct("Parcel.mk", [tint, grams, age, order, "made".into()]).unwrap();
    let Value::Prod(parts) = lib.call("py_parcel_parts", (made,)).unwrap() else { panic!("a pair") };
    assert_eq!(index(&parts.0), 2);
}

#[test]
fn what_cannot_be_carried_is_told_with_the_part_and_the_reason() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    assert!(matches!(lib.call("py_decided", ((),)).unwrap(), Value::Opaque(_)));
    for (name, parts) in [
        // What was decided of one argument is not to be passed with another one.
        (
            "py_decide",
            &["result: ", "Decidable (n = 3): a decision about an argument", "`Bool` that `decide` makes"][..],
        ),
        ("py_dependent", &["argument 1 (f): ", "(n : Nat) → Fin (n + 1): a dependent function type"]),
        ("py_any_monad", &["it depends on the type variable `m`"]),
        ("py_given_proof", &["argument 2", "n = n: a proof"]),
        (
            "py_odd_family",
            &[
                "type LeanbindFixture.OddFamily / mk / field 1 (family): ",
                "(m : Nat) → Fin (m + 1): a dependent function type",
            ],
        ),
    ] {
        let error = lib.function(name).unwrap_err().to_string();
        for part in parts {
            assert!(error.contains(part), "{name}: {error}");
        }
    }
}

/// Everything that the fixture's registry lists can be looked up, or says why not.
#[test]
fn what_a_registry_lists_can_be_called_or_says_what_to_add() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let refused = |info: &&FuncInfo| lib.function(&info.export_name).is_err();
    for info in lib.registry().funcs().iter().filter(refused) {
        let error = lib.function(&info.export_name).unwrap_err().to_string();
        assert!(error.len() > info.export_name.len() + 20, "{error}");
    }
}
