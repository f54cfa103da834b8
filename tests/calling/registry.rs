//! The registry: what it reads, what it refuses, and where it says the fault is.

use leanbind::registry::{Bits, Boxed, FieldPlace, LibraryRegistry, LookupError, MachineType, RegistryError, TypeRepr};

/// What lean.py's package writes: `derive_python Shape`, `Tree` (with the name-only entry that it
/// makes for recursive types), `Weekday`, and functions over them.
const OLD_TYPES: &str = r#"[
  {"ctors":[],"isEnum":false,"isStructure":false,"name":"Geometry.Tree"},
  {"ctors":[{"fields":[{"kind":"int"}],"name":"circle","tag":0},
            {"fields":[{"kind":"int"},{"kind":"int"}],"name":"rect","tag":1}],
   "isEnum":false,"isStructure":false,"name":"Geometry.Shape"},
  {"ctors":[{"fields":[],"name":"leaf","tag":0},
            {"fields":[{"kind":"named","name":"Geometry.Tree"},{"kind":"int"},
                       {"kind":"named","name":"Geometry.Tree"}],"name":"node","tag":1}],
   "isEnum":false,"isStructure":false,"name":"Geometry.Tree"},
  {"ctors":[{"fields":[],"name":"mon","tag":0},{"fields":[],"name":"tue","tag":1}],
   "isEnum":true,"isStructure":false,"name":"Calendar.Weekday"}
]"#;

const OLD_FUNCS: &str = r#"[
  {"declName":"Geometry.area","exportName":"py_area",
   "params":[{"kind":"named","name":"Geometry.Shape"}],"returnType":{"kind":"int"}},
  {"declName":"Geometry.area'","exportName":"py_area","params":[],"returnType":{"kind":"unit"}},
  {"declName":"Geometry.Tree.sum","exportName":"py_tree_sum",
   "params":[{"kind":"named","name":"Geometry.Tree"}],"returnType":{"kind":"int"}},
  {"declName":"Calendar.sum","exportName":"py_sum","params":[{"kind":"uint","bits":64},
   {"kind":"array","elem":{"kind":"option","elem":{"kind":"char"}}}],
   "returnType":{"kind":"io","elem":{"kind":"prod","a":{"kind":"string"},"b":{"kind":"float"}}}},
  {"declName":"greet","exportName":"py_greet","params":[{"kind":"string"}],
   "returnType":{"kind":"except","e":{"kind":"opaque","name":"Foo.Err"},"a":{"kind":"pyobject"}}}
]"#;

/// What our package writes: every extra key.
const NEW_TYPES: &str = r#"[
  {"name":"Geometry.Mixed","isStructure":true,"isEnum":false,"ctors":[
    {"name":"mk","tag":0,"fields":[{"kind":"bool"},{"kind":"nat"},
       {"kind":"uint","bits":64,"usize":true},{"kind":"float"},{"kind":"opaque","name":"x = y"},
       {"kind":"sint","bits":16}],
     "fieldNames":["ok","n","at","weight","proof","step"],
     "layout":{"objects":1,"usizes":1,"scalarBytes":11,"fields":[
       {"at":"scalar","offset":10,"type":"u8"},{"at":"object","index":0},
       {"at":"usize","index":1},{"at":"scalar","offset":0,"type":"f64"},{"at":"erased"},
       {"at":"scalar","offset":8,"type":"u16"}]}}],
   "repr":"object","numParams":0,"isRecursive":false,"doc":"Every kind of field."},
  {"name":"Geometry.Meters","isStructure":true,"isEnum":false,"ctors":[
    {"name":"mk","tag":0,"fields":[{"kind":"uint","bits":32}]}],"repr":"u32","trivialField":0}
]"#;

const NEW_FUNCS: &str = r#"[
  {"declName":"Geometry.scale","exportName":"py_scale","params":[
     {"kind":"named","name":"Geometry.Meters"},{"kind":"string"}],
   "returnType":{"kind":"io","elem":{"kind":"unit"}},
   "paramNames":["by","what"],"constant":false,"boxed":"l_Geometry_scale___boxed",
   "signature":{"params":[{"type":"u32","borrowed":false},{"type":"object","borrowed":true},
     {"type":"void","borrowed":false}],"result":"object"},"doc":"Scales «it»."},
  {"declName":"Geometry.version","exportName":"py_version","params":[],
   "returnType":{"kind":"string"},"constant":true,"boxed":null,
   "signature":{"params":[],"result":"object"}},
  {"declName":"Geometry.now","exportName":"py_now","params":[{"kind":"sint","bits":64,
     "usize":true}],"returnType":{"kind":"io","base":true,"elem":{"kind":"uint","bits":8}},
   "signature":{"params":[{"type":"usize","borrowed":false}],"result":"u8"}},
  {"declName":"Geometry.try","exportName":"py_try","params":[],
   "returnType":{"kind":"except","eio":true,"e":{"kind":"sum","a":{"kind":"nat"},
     "b":{"kind":"float32"}},"a":{"kind":"list","elem":{"kind":"nat"}}}}
]"#;

const META: &str = r#"{"schema":1,"leanVersion":"4.35.0","package":"geometry","module":"Geometry",
  "initializer":"initialize_geometry_Geometry"}"#;

fn old() -> LibraryRegistry {
    LibraryRegistry::from_json_strings(OLD_FUNCS, OLD_TYPES).unwrap()
}

fn new() -> LibraryRegistry {
    LibraryRegistry::from_json_strings_with_meta(NEW_FUNCS, NEW_TYPES, META).unwrap()
}

#[test]
fn reads_what_lean_py_writes() {
    let registry = old();
    let names: Vec<&str> = registry.types().iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names, ["Geometry.Tree", "Geometry.Shape", "Calendar.Weekday"]);
    let tree = registry.find_type("Geometry.Tree").unwrap();
    assert_eq!(tree.ctors.len(), 2, "the entry with most constructors counts");
    assert_eq!(tree.ctor("node").unwrap().fields.len(), 3);
    assert!(registry.find_type("Weekday").unwrap().is_enum);

    let exports: Vec<&str> = registry.funcs().iter().map(|func| func.export_name.as_str()).collect();
    assert_eq!(exports, ["py_area", "py_tree_sum", "py_sum", "py_greet"]);
    let area = registry.find_func("py_area").unwrap();
    assert_eq!(area.decl_name, "Geometry.area", "the first entry of an export name counts");
    assert_eq!(area.boxed, Boxed::Unknown);
    assert_eq!((area.constant, &area.signature), (None, &None));
    assert!(registry.meta().is_none());
}

#[test]
fn reads_the_extra_keys() {
    let registry = new();
    let meta = registry.meta().unwrap();
    assert_eq!((meta.schema, meta.lean_version.as_str()), (1, "4.35.0"));
    assert_eq!(meta.package.as_deref(), Some("geometry"));

    let mixed = registry.find_type("Mixed").unwrap();
    assert_eq!((mixed.repr, mixed.is_recursive), (Some(MachineType::Object), Some(false)));
    let layout = mixed.ctors[0].layout.as_ref().unwrap();
    assert_eq!((layout.objects, layout.usizes, layout.scalar_bytes), (1, 1, 11));
    assert_eq!(layout.fields[2], FieldPlace::Usize { index: 1 });
    assert_eq!(layout.fields[3], FieldPlace::Scalar { offset: 0, ty: MachineType::F64 });
    assert_eq!(mixed.ctors[0].fields[2], TypeRepr::USize);
    assert_eq!(registry.find_type("Meters").unwrap().trivial_field, Some(0));

    let scale = registry.find_func("py_scale").unwrap();
    assert_eq!(scale.boxed, Boxed::Symbol("l_Geometry_scale___boxed".to_owned()));
    assert_eq!(scale.doc.as_deref(), Some("Scales «it»."));
    let signature = scale.signature.as_ref().unwrap();
    assert_eq!(signature.params.len(), 3, "the token of the action is kept");
    assert_eq!(signature.c_params().count(), 2, "but not passed");
    assert_eq!(scale.to_string(), "Geometry.scale (by : Geometry.Meters) (what : String) : IO Unit");

    let version = registry.find_func("py_version").unwrap();
    assert_eq!((version.constant, &version.boxed), (Some(true), &Boxed::None));
    let ret = |name| registry.find_func(name).unwrap().return_type.to_string();
    assert_eq!(ret("py_now"), "BaseIO UInt8");
    assert_eq!(ret("py_try"), "EIO (Nat ⊕ Float32) (List Nat)");
}

#[test]
fn ignores_keys_from_the_future() {
    let types = r#"[{"name":"T","ctors":[],"colour":"red"}]"#;
    let registry = LibraryRegistry::from_json_strings("", types).unwrap();
    assert!(registry.funcs().is_empty());
    assert_eq!(registry.types()[0].name, "T");
}

#[test]
fn round_trips() {
    for registry in [old(), new()] {
        let (funcs, types) = (registry.funcs_json(), registry.types_json());
        let again = match registry.meta_json() {
            None => LibraryRegistry::from_json_strings(&funcs, &types),
            Some(meta) => LibraryRegistry::from_json_strings_with_meta(&funcs, &types, &meta),
        };
        let again = again.unwrap();
        assert_eq!(again.funcs(), registry.funcs());
        assert_eq!(again.types(), registry.types());
        assert_eq!(again.meta(), registry.meta());
        assert_eq!((again.funcs_json(), again.types_json()), (funcs, types));
    }
}

#[test]
fn writes_what_lean_py_reads() {
    let json: serde_json::Value = serde_json::from_str(&new().funcs_json()).unwrap();
    assert_eq!(json[2]["params"][0], serde_json::json!({"kind":"sint","bits":64,"usize":true}));
    assert_eq!(json[0]["params"][1], serde_json::json!({"kind":"string"}));
    assert_eq!(json[1]["boxed"], serde_json::Value::Null);
    assert!(json[1].get("boxed").is_some() && json[2].get("boxed").is_none());
}

#[test]
fn finds_names() {
    let registry = old();
    let by = |name| registry.find_func(name).map(|func| func.export_name.as_str());
    assert_eq!(by("Geometry.area"), Some("py_area"));
    assert_eq!(by("area"), Some("py_area"));
    assert_eq!(by("greet"), Some("py_greet"));
    assert_eq!(by("sum"), None, "two declarations end in it");
    assert_eq!(by("Calendar.sum"), Some("py_sum"));
    assert_eq!(by(""), None);
    assert_eq!(
        registry.func_named("sum").unwrap_err().to_string(),
        "the library has several functions `sum`: Geometry.Tree.sum (exported as py_tree_sum), \
         Calendar.sum (exported as py_sum); use a full name"
    );
    assert_eq!(
        registry.func_named("py_aera").unwrap_err().to_string(),
        "the library has no function `py_aera`; did you mean `py_area`?"
    );
    assert_eq!(
        registry.type_named("weekdays").unwrap_err(),
        LookupError::Unknown {
            what: "type",
            name: "weekdays".to_owned(),
            suggestions: vec!["Calendar.Weekday".to_owned()],
        }
    );
}

#[test]
fn an_export_name_hides_declarations_that_end_in_it() {
    let func = |decl, export| {
        format!(
            r#"{{"declName":"{decl}","exportName":"{export}","params":[],
               "returnType":{{"kind":"unit"}}}}"#
        )
    };
    let funcs = [func("A.f", "x"), func("B.g", "f"), func("C.«a.b»", "y"), func("h", "h")];
    let registry = LibraryRegistry::from_json_strings(&format!("[{}]", funcs.join(",")), "").unwrap();
    let by = |name| registry.find_func(name).map(|func| func.decl_name.as_str());
    assert_eq!(by("f"), Some("B.g"));
    assert_eq!(by("«a.b»"), Some("C.«a.b»"));
    assert_eq!(by("b»"), None);
    assert_eq!(by("h"), Some("h"));
}

#[test]
fn shows_types_in_leans_notation() {
    use TypeRepr::*;
    fn b(ty: TypeRepr) -> Box<TypeRepr> {
        Box::new(ty)
    }
    let option = |ty| Option(b(ty));
    let cases = [
        (Array(b(option(Nat))), "Array (Option Nat)"),
        (option(option(Nat)), "Option (Option Nat)"),
        (Prod(b(Nat), b(Prod(b(String), b(Bool)))), "Nat × String × Bool"),
        (Prod(b(Prod(b(Nat), b(String))), b(Bool)), "(Nat × String) × Bool"),
        (Sum(b(Prod(b(Nat), b(Int))), b(Sum(b(Int), b(Char)))), "Nat × Int ⊕ Int ⊕ Char"),
        (Prod(b(Sum(b(Nat), b(Int))), b(Unit)), "(Nat ⊕ Int) × Unit"),
        (List(b(Prod(b(USize), b(ISize)))), "List (USize × ISize)"),
        (Io { elem: b(List(b(PyObject))), base: false }, "IO (List Py)"),
        (Except { error: b(String), value: b(option(Float32)), eio: false }, "Except String (Option Float32)"),
        (Array(b(Unnamed("Nat → Nat".to_owned()))), "Array (Nat → Nat)"),
        (Array(b(TypeRepr::named("Geometry.Shape"))), "Array Geometry.Shape"),
        (Prod(b(UInt { bits: Bits::B8 }), b(SInt { bits: Bits::B16 })), "UInt8 × Int16"),
    ];
    for (ty, text) in cases {
        assert_eq!(ty.to_string(), text);
    }
}

#[test]
fn a_text_cut_anywhere_is_an_error() {
    let ends = |text: &'static str| (1..text.len()).filter(|end| text.is_char_boundary(*end));
    for end in ends(NEW_FUNCS) {
        LibraryRegistry::from_json_strings(&NEW_FUNCS[..end], NEW_TYPES).unwrap_err();
    }
    for end in ends(NEW_TYPES) {
        LibraryRegistry::from_json_strings("", &NEW_TYPES[..end]).unwrap_err();
    }
    for end in ends(META) {
        LibraryRegistry::from_json_strings_with_meta("", "", &META[..end]).unwrap_err();
    }
}

#[test]
fn any_changed_byte_is_read_or_refused() {
    for (i, old) in NEW_TYPES.bytes().enumerate().filter(|(_, byte)| byte.is_ascii()) {
        for new in [b'0', b'9', b'"', b'}', b',', b'-', b'x'] {
            let mut types = NEW_TYPES.to_owned().into_bytes();
            types[i] = new;
            if let Ok(types) = std::str::from_utf8(&types) {
                // Whatever is read must at least be written and read again.
                if let Ok(registry) = LibraryRegistry::from_json_strings("", types) {
                    LibraryRegistry::from_json_strings("", &registry.types_json())
                        .unwrap_or_else(|error| panic!("byte {i}, {old} -> {new}: {error}"));
                }
            }
        }
    }
}

#[test]
fn malformed_json_says_where() {
    let error = LibraryRegistry::from_json_strings("[\n {]", "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the registry's funcs text is not valid JSON at line 2, column 3: \
         key must be a string"
    );
    let deep = format!(
        r#"[{{"declName":"f","exportName":"f","params":[],"returnType":{}{{"kind":"nat"}}{}}}]"#,
        r#"{"kind":"list","elem":"#.repeat(1000),
        "}".repeat(1000)
    );
    let error = LibraryRegistry::from_json_strings(&deep, "").unwrap_err();
    assert!(error.to_string().contains("recursion limit"), "{error}");
}

#[test]
fn a_newer_schema_is_refused() {
    let meta = META.replace(r#""schema":1"#, r#""schema":2"#).replace("module", "modul");
    let error = LibraryRegistry::from_json_strings_with_meta("", "", &meta).unwrap_err();
    assert_eq!(error, RegistryError::Schema { found: 2, supported: 1 });
    for key in ["schema", "leanVersion", "module", "initializer"] {
        let meta = META.replace(&format!("\"{key}\""), "\"other\"");
        let error = LibraryRegistry::from_json_strings_with_meta("", "", &meta).unwrap_err();
        assert_eq!(error.to_string(), format!("meta: the key `{key}` is missing"));
    }
    let core = META.replace(r#""package":"geometry","#, "");
    let registry = LibraryRegistry::from_json_strings_with_meta("", "", &core).unwrap();
    assert_eq!(registry.meta().unwrap().package, None);
}

/// Changes the good registry in one place, and expects an error that starts so.
#[track_caller]
fn refused(from: &str, to: &str, message: &str) {
    let (funcs, types) = (NEW_FUNCS.replacen(from, to, 1), NEW_TYPES.replacen(from, to, 1));
    assert!(funcs != NEW_FUNCS || types != NEW_TYPES, "`{from}` is not in the texts");
    let error = LibraryRegistry::from_json_strings(&funcs, &types).unwrap_err().to_string();
    assert_eq!(error, message);
}

#[test]
fn faults_in_types_say_where() {
    refused(
        r#"{"kind":"bool"}"#,
        r#"{"kind":"boool"}"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).fields[0].kind: unknown kind of type `boool`; \
         did you mean `bool`?",
    );
    refused(
        r#"{"kind":"bool"}"#,
        r#"{"kind":"array","elem":{"kind":"uint","bits":7}}"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).fields[0].elem.bits: \
         an integer has 8, 16, 32 or 64 bits, not 7",
    );
    refused(
        r#"{"kind":"bool"}"#,
        r#"{"kind":"list"}"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).fields[0]: the key `elem` is missing",
    );
    refused(
        r#"{"kind":"bool"}"#,
        r#"17"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).fields[0]: expected an object, \
         got the number 17",
    );
    refused(
        r#"{"kind":"bool"}"#,
        r#"{"kind":"named","name":"Geometry.Mixd"}"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).fields[0].name: the type `Geometry.Mixd` is not \
         in the registry; did you mean `Geometry.Mixed`?",
    );
    refused(r#""tag":0"#, r#""tag":1"#, "types[0] (Geometry.Mixed): constructor `mk` stands at 0 but has tag 1");
    refused(
        r#""tag":0"#,
        r#""tag":-1"#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).tag: expected a natural number, \
         got the number -1",
    );
    refused(
        r#""isEnum":false"#,
        r#""isEnum":true"#,
        "types[0] (Geometry.Mixed): isEnum is true, but constructor `mk` has fields",
    );
    refused(
        r#"{"kind":"uint","bits":32}]}]"#,
        r#"{"kind":"uint","bits":32}]},{"name":"mk2","tag":1,"fields":[]}]"#,
        "types[1] (Geometry.Meters): a structure has one constructor, not 2",
    );
    refused(
        r#""isStructure":true,"isEnum":false,"ctors":[
    {"name":"mk","tag":0,"fields":[{"kind":"uint","bits":32}]}"#,
        r#""ctors":[{"name":"a","tag":0,"fields":[]},{"name":"a","tag":1,"fields":[]}"#,
        "types[1] (Geometry.Meters): two constructors are called `a`",
    );
    refused(
        r#""trivialField":0"#,
        r#""trivialField":1"#,
        "types[1] (Geometry.Meters): trivialField is 1, but constructor `mk` has 1 field",
    );
    refused(
        r#"[{"kind":"uint","bits":32}]"#,
        r#"[{"kind":"named","name":"Geometry.Meters"}]"#,
        "types (Geometry.Meters).trivialField: the structure would be represented by itself",
    );
    refused(
        r#""repr":"object""#,
        r#""repr":"objekt""#,
        "types[0] (Geometry.Mixed).repr: unknown machine type `objekt`; did you mean `object`?",
    );
    refused(r#""name":"Geometry.Meters""#, r#""name":"""#, "types[1] ().name: a name cannot be empty");
}

#[test]
fn faults_in_layouts_say_where() {
    let layout = |problem| format!("types[0] (Geometry.Mixed).ctors[0] (mk).layout: {problem}");
    let ctor = |problem| format!("types[0] (Geometry.Mixed).ctors[0] (mk): {problem}");
    refused(r#""ok","n","#, r#""ok","#, &ctor("fieldNames has length 5, but fields has length 6"));
    refused(r#"{"at":"erased"},"#, "", &ctor("layout.fields has length 5, but fields has length 6"));
    refused(
        r#""at":"erased""#,
        r#""at":"nowhere""#,
        "types[0] (Geometry.Mixed).ctors[0] (mk).layout.fields[4].at: \
         unknown place of a field `nowhere`",
    );
    refused(r#""objects":1"#, r#""objects":256"#, &layout("256 object slots are more than Lean allows"));
    refused(
        r#""usizes":1"#,
        r#""usizes":18446744073709551615"#,
        &layout("usizes and scalarBytes are more than Lean allows"),
    );
    refused(
        r#""scalarBytes":11"#,
        r#""scalarBytes":1016"#,
        &layout("usizes and scalarBytes are more than Lean allows"),
    );
    refused(r#""objects":1"#, r#""objects":2"#, &layout("fields[2]: there is no usize slot 1"));
    refused(r#""usizes":1"#, r#""usizes":2"#, &layout("no field is kept in slot 2"));
    refused(
        r#""at":"object","index":0"#,
        r#""at":"object","index":1"#,
        &layout("fields[1]: there is no object slot 1"),
    );
    refused(r#""at":"usize","index":1"#, r#""at":"object","index":0"#, &layout("fields[2] overlaps an earlier field"));
    refused(r#""offset":8,"type":"u16""#, r#""offset":6,"type":"u16""#, &layout("fields[5] overlaps an earlier field"));
    refused(
        r#""offset":8,"type":"u16""#,
        r#""offset":9,"type":"u16""#,
        &layout("fields[5]: u16 cannot start at offset 9"),
    );
    refused(
        r#""offset":8,"type":"u16""#,
        r#""offset":18446744073709551614,"type":"u16""#,
        &layout("fields[5]: u16 at offset 18446744073709551614 ends beyond the 11 scalar bytes"),
    );
    refused(
        r#""offset":8,"type":"u16""#,
        r#""offset":8,"type":"usize""#,
        &layout("fields[5]: usize is not the type of a scalar"),
    );
    refused(
        r#""scalarBytes":11"#,
        r#""scalarBytes":10"#,
        &layout("fields[0]: u8 at offset 10 ends beyond the 10 scalar bytes"),
    );
    refused(
        r#""offset":8,"type":"u16""#,
        r#""offset":9,"type":"u8""#,
        &ctor("layout.fields[5] is u8, which cannot hold Int16"),
    );
}

#[test]
fn faults_in_functions_say_where() {
    refused(
        r#""kind":"list","elem":{"kind":"nat"}"#,
        r#""kind":"list","elem":{"kind":"named","name":"Shape"}"#,
        "funcs[3] (py_try).returnType.a.elem.name: the type `Shape` is not in the registry",
    );
    refused(r#""exportName":"py_try""#, r#""exportName":"""#, "funcs[3] ().exportName: a name cannot be empty");
    refused(
        r#""boxed":"l_Geometry_scale___boxed""#,
        r#""boxed":"l_\u0000""#,
        "funcs[0] (py_scale).boxed: a name cannot contain NUL",
    );
    refused(r#"["by","what"]"#, r#"["by"]"#, "funcs[0] (py_scale): paramNames has length 1, but params has length 2");
    refused(
        r#""constant":false"#,
        r#""constant":true"#,
        "funcs[0] (py_scale): constant is true, but there are 2 params",
    );
    refused(
        r#"{"type":"u32","borrowed":false},{"type":"object","borrowed":true},"#,
        r#"{"type":"u32","borrowed":false},"#,
        "funcs[0] (py_scale): signature.params[1] is void, which cannot hold String",
    );
    refused(
        r#"{"type":"void","borrowed":false}"#,
        r#"{"type":"object","borrowed":false}"#,
        "funcs[0] (py_scale): signature.params has length 3, but params has length 2",
    );
    refused(
        r#"[{"type":"usize","borrowed":false}]"#,
        "[]",
        "funcs[2] (py_now): signature.params has length 0, but params has length 1",
    );
    refused(
        r#"[{"type":"usize","borrowed":false}]"#,
        r#"[{"type":"u64","borrowed":false}]"#,
        "funcs[2] (py_now): signature.params[0] is u64, which cannot hold ISize",
    );
    refused(
        r#""result":"u8""#,
        r#""result":"object""#,
        "funcs[2] (py_now): signature.result is object, which cannot hold BaseIO UInt8",
    );
    refused(
        r#""borrowed":true"#,
        r#""borrowed":"yes""#,
        "funcs[0] (py_scale).signature.params[1].borrowed: expected true or false, got a string",
    );
    let error = LibraryRegistry::from_json_strings("{}", "").unwrap_err().to_string();
    assert_eq!(error, "funcs: expected an array, got an object");
}

#[test]
fn arguments_parameters_and_functions_are_read_and_written() {
    let types = serde_json::json!([{
        "name": "Forest", "isStructure": false, "isEnum": false, "numParams": 1,
        "ctors": [{"name": "trees", "tag": 0, "fields": [
            {"kind": "named", "name": "Forest", "type": "Forest (Option α)", "args": [
                {"kind": "option", "elem": {"kind": "opaque", "name": "[anonymous]", "type": "α", "param": 0}}]},
            {"kind": "opaque", "name": "[anonymous]", "function": {
                "params": [{"kind": "nat"}, {"kind": "string"}], "result": {"kind": "bool"}}},
            {"kind": "opaque", "name": "Foo", "type": "Foo 3", "args": [
                {"kind": "opaque", "name": "[anonymous]", "type": "3"}]}
        ]}]
    }]);
    let registry = LibraryRegistry::from_json_strings("", &types.to_string()).unwrap();
    let fields: Vec<String> = registry.types()[0].ctors[0].fields.iter().map(TypeRepr::to_string).collect();
    assert_eq!(fields, ["Forest (Option α)", "Nat → String → Bool", "Foo 3"]);
    let written: serde_json::Value = serde_json::from_str(&registry.types_json()).unwrap();
    assert_eq!(written, types);
}
