//! Functions of Lean itself, in libleanshared.

use leanbind::registry::{FuncInfo, TypeRepr};
use leanbind::{Function, IoErrorKind, LeanLibrary};

use crate::Result;
use crate::tour::{Tour, args, list, notation};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "Lean itself",
        "libleanshared contains all of Init, Std and Lean, compiled. Every function in it can be called once its type is \
         stated. A `Lean.Json` is passed as its text.",
    )?;
    let lib = tour.lean.core_library()?;
    let (string, nat, json) = (TypeRepr::String, TypeRepr::Nat, TypeRepr::opaque("Lean.Json"));
    let list_of = |elem: &TypeRepr| TypeRepr::List(Box::new(elem.clone()));
    let parsed = TypeRepr::Except { error: Box::new(string.clone()), value: Box::new(json.clone()), eio: false };
    let text = r#"{"b": [1, 2.50], "a": "λ"}"#;

    let version = declare(&lib, "Lean.versionString", "l_Lean_versionString", &[], &string)?;
    let lean = format!("{:?}", tour.lean.version().to_string());
    tour.call_function(&version, args![], &lean)?;

    let parse = declare(&lib, "Lean.Json.parse", "l_Lean_Json_parse", &[&string], &parsed)?;
    let compress = declare(&lib, "Lean.Json.compress", "l_Lean_Json_compress", &[&json], &string)?;
    let pretty = declare(&lib, "Lean.Json.pretty", "l_Lean_Json_pretty", &[&json, &nat], &string)?;
    tour.call_function(&parse, args![text], r#"Except.ok "{\"a\":\"λ\",\"b\":[1,2.5]}""#)?;
    tour.call_function(&compress, args![text], r#""{\"a\":\"λ\",\"b\":[1,2.5]}""#)?;
    tour.call_function(&pretty, args![text, 80], r#""{\"b\": [1, 2.5], \"a\": \"λ\"}""#)?;
    tour.call_function(&parse, args!["[1, 2"], r#"Except.error "offset 5: unexpected end of input""#)?;

    let join = declare(&lib, "String.intercalate", "l_String_intercalate", &[&string, &list_of(&string)], &string)?;
    tour.call_function(&join, vec!["-".into(), list(["a", "b", "c"])], r#""a-b-c""#)?;
    let split = declare(&lib, "String.splitOn", "l_String_splitOn", &[&string, &string], &list_of(&string))?;
    tour.call_function(&split, args!["a, b, c", ", "], r#"["a", "b", "c"]"#)?;
    let range = declare(&lib, "List.range", "l_List_range", &[&nat], &list_of(&nat))?;
    tour.call_function(&range, args![5], "[0, 1, 2, 3, 4]")?;
    let superscript = declare(&lib, "Nat.toSuperscriptString", "l_Nat_toSuperscriptString", &[&nat], &string)?;
    tour.call_function(&superscript, args![2024], r#""²⁰²⁴""#)?;
    let to_int = TypeRepr::Option(Box::new(TypeRepr::Int));
    let to_int = declare(&lib, "String.toInt?", "l_String_toInt_x3f", &[&string], &to_int)?;
    tour.call_function(&to_int, args!["-42"], "some (-42)")?;
    let fuzzy = [&string, &string, &TypeRepr::Float];
    let fuzzy =
        declare(&lib, "Lean.FuzzyMatching.fuzzyMatch", "l_Lean_FuzzyMatching_fuzzyMatch", &fuzzy, &TypeRepr::Bool)?;
    tour.call_function(&fuzzy, args!["lnb", "leanbind", 0.2], "true")?;

    // A `System.FilePath` is a structure with one field, a `String`, and is represented as that string.
    let read = TypeRepr::Io { elem: Box::new(string.clone()), base: false };
    let read = declare(&lib, "IO.FS.readFile", "l_IO_FS_readFile", &[&string], &read)?;
    let missing = args!["no/such/file"];
    tour.thrown(notation("IO.FS.readFile", &missing), read.call(&missing), IoErrorKind::NoFileOrDirectory)?;
    Ok(())
}

fn declare(lib: &LeanLibrary, name: &str, symbol: &str, params: &[&TypeRepr], returns: &TypeRepr) -> Result<Function> {
    let info = FuncInfo {
        decl_name: name.to_owned(),
        export_name: symbol.to_owned(),
        params: params.iter().map(|ty| (*ty).clone()).collect(),
        return_type: returns.clone(),
        ..FuncInfo::default()
    };
    // SAFETY: these are the types in Lean's own sources of the versions that leanbind supports.
    Ok(unsafe { lib.declare(info) }?)
}
