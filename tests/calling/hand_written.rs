//! Libraries written by hand in C, in the form of the compiler's output: declarations and registries of every kind, also
//! such as the fixture's sources do not lead to.

use leanbind::registry::{LibraryRegistry, TypeRepr};
use leanbind::{LeanLibrary, Marshaller, Value};

use crate::support;
use crate::temp_dir;

/// Opens a library that is made of `code` and of a registry of these texts.
fn library(name: &str, code: &str, funcs: &str, types: &str) -> LeanLibrary {
    let folder = temp_dir::TempDir::new();
    let registry = support::Registry { name, funcs, types };
    let [library] = support::libraries(folder.path(), code, &[], "lean_io_result_mk_ok(lean_box(0))", [registry]);
    library
}

#[test]
fn a_twin_is_that_of_the_declaration_itself() {
    let (_lean, _guard) = support::lean();
    // `top` has no twin, as nothing of it is a scalar. The twin of `Inner.top` ends like one of it.
    let lib = library(
        "Twins",
        r"
        LEAN_EXPORT lean_object* twins_top(lean_object* n) { return lean_nat_add(n, lean_box(1)); }
        LEAN_EXPORT lean_object* lp_pkg_Inner_top___boxed(lean_object* n, lean_object* m) { return lean_box(13); }
        LEAN_EXPORT uint8_t twins_bottom__(uint8_t n) { return n; }
        LEAN_EXPORT lean_object* lp_pkg_bottom___00__boxed(lean_object* n) { return lean_box(lean_unbox(n) + 1); }
        ",
        r#"[{"declName": "top", "exportName": "twins_top", "params": [{"kind": "nat"}], "returnType": {"kind": "nat"}},
            {"declName": "bottom_", "exportName": "twins_bottom__", "params": [{"kind": "uint", "bits": 8}],
             "returnType": {"kind": "uint", "bits": 8}}]"#,
        "[]",
    );
    assert_eq!(lib.call("twins_top", (41u64,)).unwrap(), Value::Nat(42u64.into()));
    // A name that ends in an underscore is set apart from what follows it.
    assert_eq!(lib.call("twins_bottom__", (41u8,)).unwrap(), Value::UInt(42));
}

/// `Index` is an index into an array, with a proof that it is one; `Choice` is an enumeration with proofs.
const WITH_PROOFS: &str = r#"[
  {"name": "Index", "isStructure": true, "isEnum": false, "repr": "object", "trivialField": 0, "ctors": [
    {"name": "mk", "tag": 0, "fields": [{"kind": "nat"}, {"kind": "opaque", "name": "[anonymous]", "type": "i < 3"}]}]},
  {"name": "Choice", "isStructure": false, "isEnum": false, "repr": "u8", "ctors": [
    {"name": "none", "tag": 0, "fields": [], "layout": {"objects": 0, "usizes": 0, "scalarBytes": 0, "fields": []}},
    {"name": "sure", "tag": 1, "fields": [{"kind": "opaque", "name": "[anonymous]", "type": "p"}],
     "layout": {"objects": 0, "usizes": 0, "scalarBytes": 0, "fields": [{"at": "erased"}]}}]}
]"#;

#[test]
fn a_proof_is_not_taken_from_rust() {
    let (_lean, _guard) = support::lean();
    let lib = library(
        "Proofs",
        r"
        LEAN_EXPORT lean_object* proofs_last(lean_object* unit) { return lean_box(2); }
        LEAN_EXPORT lean_object* proofs_get(lean_object* i) { return lean_box(10 + lean_unbox(i)); }
        LEAN_EXPORT lean_object* proofs_at(lean_object* i, lean_object* h) { return lean_box(10 + lean_unbox(i)); }
        LEAN_EXPORT uint8_t proofs_sure(lean_object* unit) { return 1; }
        LEAN_EXPORT uint8_t proofs_is_sure(uint8_t choice) { return choice; }
        ",
        r#"[{"declName": "last", "exportName": "proofs_last", "params": [{"kind": "unit"}],
             "returnType": {"kind": "named", "name": "Index"}, "boxed": null,
             "signature": {"params": [{"type": "object", "borrowed": false}], "result": "object"}},
            {"declName": "get", "exportName": "proofs_get", "params": [{"kind": "named", "name": "Index"}],
             "returnType": {"kind": "nat"}, "boxed": null,
             "signature": {"params": [{"type": "object", "borrowed": false}], "result": "object"}},
            {"declName": "at", "exportName": "proofs_at",
             "params": [{"kind": "nat"}, {"kind": "opaque", "name": "LT.lt", "type": "i < 3"}],
             "returnType": {"kind": "nat"}, "boxed": null,
             "signature": {"params": [{"type": "object", "borrowed": false}, {"type": "erased", "borrowed": false}],
                           "result": "object"}},
            {"declName": "sure", "exportName": "proofs_sure", "params": [{"kind": "unit"}],
             "returnType": {"kind": "named", "name": "Choice"},
             "signature": {"params": [{"type": "object", "borrowed": false}], "result": "u8"}},
            {"declName": "is_sure", "exportName": "proofs_is_sure", "params": [{"kind": "named", "name": "Choice"}],
             "returnType": {"kind": "bool"},
             "signature": {"params": [{"type": "u8", "borrowed": false}], "result": "u8"}}]"#,
        WITH_PROOFS,
    );
    // Compiled code leaves out what a proof makes needless, such as the check of an index.
    assert!(lib.construct("Index.mk", [Value::from(1000), Value::Unit]).is_err());
    assert!(lib.construct("Choice.sure", [Value::Unit]).is_err());
    let error = lib.function("proofs_at").unwrap_err().to_string();
    assert!(error.contains("i < 3: a proof or a token, which Rust cannot give"), "{error}");

    let last = lib.call("proofs_last", ((),)).unwrap();
    assert_eq!(last.to_string(), "Index.mk 2 ()");
    assert_eq!(lib.call("proofs_get", (last,)).unwrap(), Value::Nat(12u64.into()));
    let sure = lib.call("proofs_sure", ((),)).unwrap();
    assert_eq!(sure.to_string(), "Choice.sure ()");
    assert_eq!(lib.call("proofs_is_sure", (&sure,)).unwrap(), Value::Bool(true));
    assert!(lib.construct("Choice.none", []).is_ok());
}

#[test]
fn a_proof_of_one_library_is_none_of_another() {
    let (lean, _guard) = support::lean();
    let registry = LibraryRegistry::from_json_strings("", WITH_PROOFS).unwrap();
    let [one, other] = [(); 2].map(|()| Marshaller::new(lean, &registry));
    let wrapper = |marshaller: &Marshaller| marshaller.wrapper_for(&TypeRepr::named("Index")).unwrap();
    let object = one.wrapper_for(&TypeRepr::Nat).unwrap().to_lean(&Value::from(2)).unwrap();
    // SAFETY: this trivial structure is represented by its number.
    let index = unsafe { wrapper(&one).from_lean(object.as_obj()) }.unwrap();
    assert!(wrapper(&one).to_lean(&index).is_ok());
    let error = wrapper(&other).to_lean(&index).unwrap_err().to_string();
    assert!(error.contains("expected Index, got Index of another library"), "{error}");
}

#[test]
fn without_layouts_an_opaque_type_may_be_a_scalar() {
    let (_lean, _guard) = support::lean();
    // `Ordering` is a byte, which the registry does not say: `Ranked` has one object field, and `Holder` two.
    let lib = library(
        "Guesses",
        r"
        LEAN_EXPORT uint64_t guesses_ticks = 12345678901;
        LEAN_EXPORT uint8_t guesses_order(lean_object* unit) { return 2; }
        LEAN_EXPORT lean_object* l_order___boxed(lean_object* unit) { return lean_box(guesses_order(unit)); }
        LEAN_EXPORT lean_object* guesses_ranked(lean_object* unit) {
            lean_object* o = lean_alloc_ctor(0, 1, 1);
            lean_ctor_set(o, 0, lean_box(7));
            lean_ctor_set_uint8(o, 8, 2);
            return o;
        }
        LEAN_EXPORT lean_object* guesses_holder(lean_object* unit) {
            lean_object* o = lean_alloc_ctor(0, 2, 0);
            lean_ctor_set(o, 0, lean_mk_string(__FILE__));
            lean_ctor_set(o, 1, lean_box(7));
            return o;
        }
        LEAN_EXPORT lean_object* guesses_held(lean_object* o) {
            lean_object* n = lean_ctor_get(o, 1);
            lean_inc(n);
            lean_dec(o);
            return n;
        }
        ",
        r#"[{"declName": "ticks", "exportName": "guesses_ticks", "params": [], "returnType": {"kind": "opaque", "name": "Ticks"}},
            {"declName": "order", "exportName": "guesses_order", "params": [{"kind": "unit"}],
             "returnType": {"kind": "opaque", "name": "Ordering"}},
            {"declName": "ranked", "exportName": "guesses_ranked", "params": [{"kind": "unit"}],
             "returnType": {"kind": "named", "name": "Ranked"}},
            {"declName": "holder", "exportName": "guesses_holder", "params": [{"kind": "unit"}],
             "returnType": {"kind": "named", "name": "Holder"}},
            {"declName": "held", "exportName": "guesses_held", "params": [{"kind": "named", "name": "Holder"}],
             "returnType": {"kind": "nat"}}]"#,
        r#"[{"name": "Ranked", "isStructure": true, "ctors": [{"name": "mk", "tag": 0, "fields": [
              {"kind": "opaque", "name": "Ordering"}, {"kind": "nat"}]}]},
            {"name": "Holder", "isStructure": true, "ctors": [{"name": "mk", "tag": 0, "fields": [
              {"kind": "opaque", "name": "Text"}, {"kind": "nat"}]}]}]"#,
    );
    let error = lib.call("guesses_ticks", ()).unwrap_err().to_string();
    assert!(error.contains("does not tell whether it is an object"), "{error}");
    let order = lib.call("guesses_order", ((),)).unwrap();
    assert!(lib.construct("Ranked.mk", [order, Value::from(7)]).is_err());
    assert!(lib.call("guesses_ranked", ((),)).is_err());
    // An object that Lean made shows that the guess is right.
    let holder = lib.call("guesses_holder", ((),)).unwrap();
    assert_eq!(holder.to_string(), "Holder.mk <Text> 7");
    assert_eq!(lib.call("guesses_held", (holder,)).unwrap(), Value::Nat(7u64.into()));
}

/// One entry of `funcs_json` with a compiled signature: parameters and result as a kind and a machine type each.
fn told(name: &str, params: &[(&str, &str)], result: (&str, &str)) -> String {
    let (kinds, machines): (Vec<_>, Vec<_>) =
        params.iter().map(|(kind, ty)| (*kind, format!(r#"{{"type": "{ty}", "borrowed": false}}"#))).unzip();
    format!(
        r#"{{"declName": "{name}", "exportName": "{name}", "params": [{}], "returnType": {}, "boxed": null,
             "signature": {{"params": [{}], "result": "{}"}}}}"#,
        kinds.join(", "),
        result.0,
        machines.join(", "),
        result.1
    )
}

#[test]
fn every_register_carries_its_own_argument() {
    let (_lean, _guard) = support::lean();
    const U8: (&str, &str) = (r#"{"kind": "uint", "bits": 8}"#, "u8");
    const U16: (&str, &str) = (r#"{"kind": "uint", "bits": 16}"#, "u16");
    const I32: (&str, &str) = (r#"{"kind": "sint", "bits": 32}"#, "u32");
    const U64: (&str, &str) = (r#"{"kind": "uint", "bits": 64}"#, "u64");
    const F32: (&str, &str) = (r#"{"kind": "float32"}"#, "f32");
    const F64: (&str, &str) = (r#"{"kind": "float"}"#, "f64");
    const TEXT: (&str, &str) = (r#"{"kind": "string"}"#, "object");
    let mixed = [F32, U8, F64, U16, F32, I32, F64, U64, TEXT, F32, U8, F64, F32, F64];
    let funcs = [
        told("mixed_f32", &mixed, F32),
        told("mixed_u64", &mixed, U64),
        told("floats_f64", &[F64, F32, F64, F32, F64, F32, F64, F32], F64),
        told("dirty_u8", &[U64], U8),
        told("dirty_u16", &[U64], U16),
        told("dirty_i32", &[U64], I32),
        told("nine_floats", &[F64; 9], F64),
        told("seven_words", &[U64; 7], U64),
    ];
    let lib = library(
        "Registers",
        r"
        #define MIXED float a, uint8_t b, double c, uint16_t d, float e, uint32_t f, double g, uint64_t h, \
            lean_object* i, float j, uint8_t k, double l, float m, double n
        #define SUM a + 2*b + 3*c + 5*d + 7*e + 11*(int32_t)f + 13*g + 17*h + 19*size + 23*j + 29*k + 31*l + 37*m + 41*n
        LEAN_EXPORT float mixed_f32(MIXED) { double size = lean_string_size(i) - 1; lean_dec(i); return SUM; }
        LEAN_EXPORT uint64_t mixed_u64(MIXED) { double size = lean_string_size(i) - 1; lean_dec(i); return SUM; }
        LEAN_EXPORT double floats_f64(double a, float b, double c, float d, double e, float f, double g, float h) {
            return a + 2*b + 3*c + 5*d + 7*e + 11*f + 13*g + 17*h;
        }
        /* Compiled code leaves the bits above a narrow result as they are. */
        LEAN_EXPORT uint64_t dirty_u8(uint64_t n) { return n; }
        LEAN_EXPORT uint64_t dirty_u16(uint64_t n) { return n; }
        LEAN_EXPORT uint64_t dirty_i32(uint64_t n) { return n; }
        LEAN_EXPORT double nine_floats(double a, ...) { return a; }
        LEAN_EXPORT uint64_t seven_words(uint64_t a, ...) { return a; }
        ",
        &format!("[{}]", funcs.join(", ")),
        "[]",
    );
    let arguments = || -> Vec<Value> {
        let head: [Value; 7] = [1f32.into(), 2u8.into(), 3.0.into(), 4u16.into(), 5f32.into(), (-6).into(), 7.0.into()];
        let tail: [Value; 7] =
            [8.into(), "nine".into(), 10f32.into(), 11u8.into(), 12.0.into(), 13f32.into(), 14.0.into()];
        head.into_iter().chain(tail).collect()
    };
    let sum = [1, 4, 9, 20, 35, -66, 91, 136, 19 * 4, 230, 319, 372, 481, 574].iter().sum::<i32>();
    assert_eq!(lib.call("mixed_f32", arguments()).unwrap(), Value::Float32(sum as f32));
    assert_eq!(lib.call("mixed_u64", arguments()).unwrap(), Value::UInt(sum as u64));
    let floats = (1.0, 2f32, 3.0, 4f32, 5.0, 6f32, 7.0, 8f32);
    assert_eq!(lib.call("floats_f64", floats).unwrap(), Value::Float(f64::from(1 + 4 + 9 + 20 + 35 + 66 + 91 + 136)));
    let dirty = 0xdead_beef_ffff_fffe_u64;
    assert_eq!(lib.call("dirty_u8", (dirty,)).unwrap(), Value::UInt(0xfe));
    assert_eq!(lib.call("dirty_u16", (dirty,)).unwrap(), Value::UInt(0xfffe));
    assert_eq!(lib.call("dirty_i32", (dirty,)).unwrap(), Value::SInt(-2));
    // What does not fit goes through the boxed twin, and never onto the stack.
    assert!(lib.function("nine_floats").unwrap_err().to_string().contains("its boxed version"));
    if cfg!(target_arch = "x86_64") {
        assert!(lib.function("seven_words").unwrap_err().to_string().contains("its boxed version"));
    }
}

/// No Lean can define these: its recursor has as many rules as the type has constructors, each with as many parameters, so that
/// its size grows with the square.
#[test]
fn enumerations_of_more_constructors_than_16_bits_hold() {
    let (_lean, _guard) = support::lean();
    let enumeration = |name: &str, count: usize| {
        let ctors: Vec<String> =
            (0..count).map(|i| format!(r#"{{"name": "c{i}", "tag": {i}, "fields": []}}"#)).collect();
        format!(r#"{{"name": "{name}", "isStructure": false, "isEnum": true, "ctors": [{}]}}"#, ctors.join(", "))
    };
    let types = format!("[{}, {}]", enumeration("Short", 0xffff), enumeration("Long", 0x1_0001));
    let named = |name: &str| format!(r#"{{"kind": "named", "name": "{name}"}}"#);
    let (short, long) = (named("Short"), named("Long"));
    let funcs =
        [told("long_next", &[(&long, "u32")], (&long, "u32")), told("short_next", &[(&short, "u16")], (&short, "u16"))];
    let lib = library(
        "Enumerations",
        r"
        LEAN_EXPORT uint32_t long_next(uint32_t x) { return x == 65536 ? 0 : x + 1; }
        LEAN_EXPORT uint16_t short_next(uint16_t x) { return x == 65534 ? 0 : x + 1; }
        ",
        &format!("[{}]", funcs.join(", ")),
        &types,
    );
    for (ty, last) in [("Short", 65_534), ("Long", 65_536)] {
        let next = |i: u32| lib.call(&format!("{}_next", ty.to_lowercase()), (constant(&lib, ty, i),)).unwrap();
        assert_eq!(next(0), constant(&lib, ty, 1));
        assert_eq!(next(65_533), constant(&lib, ty, 65_534));
        assert_eq!(next(last - 1), constant(&lib, ty, last));
        assert_eq!(next(last), constant(&lib, ty, 0));
    }
}

/// Constructor `i` of an enumeration.
fn constant(lib: &LeanLibrary, ty: &str, i: u32) -> Value {
    lib.construct(&format!("{ty}.c{i}"), []).unwrap().into()
}
