//! Symbol names, held against Lean's own and against the symbols of real libraries.

use leanbind::LeanName;
use leanbind::image::Image;

use crate::support;

/// A library that Lean made.
fn library(name: &str) -> Image {
    Image::read(support::embedded().libleanshared.with_file_name(name)).unwrap()
}

fn name(text: &str) -> LeanName {
    text.parse().unwrap()
}

/// What `Lean.Name.mangle` of Lean 4.35.0 itself answers, with an empty prefix.
const MANGLED: &[(&str, &str)] = &[
    ("Lean.Json.compress", "Lean_Json_compress"),
    ("Foo.bar_", "Foo_bar__"),
    ("Foo.bar_.baz", "Foo_bar___00baz"),
    ("Foo._bar", "Foo___bar"),
    ("Foo_.bar", "Foo___00bar"),
    ("Foo_._bar", "Foo___00__bar"),
    ("x3f", "00x3f"),
    ("Foo.x3f", "Foo_00x3f"),
    ("Foo.x3", "Foo_x3"),
    ("Foo.u12ab", "Foo_00u12ab"),
    ("Foo.X3f", "Foo_X3f"),
    ("Foo.x3F", "Foo_x3F"),
    ("Foo._x3f", "Foo_00__x3f"),
    ("«»", "00"),
    ("a.«»", "a_00"),
    ("«».a", "00_a"),
    ("a.«1»", "a_001"),
    ("a.1", "a_1_"),
    ("a.1.b", "a_1__b"),
    ("a.1.x3f", "a_1__00x3f"),
    ("1.a", "1__a"),
    ("a.1.2", "a_1__2_"),
    ("«a.b»", "a_x2eb"),
    ("List.head?", "List_head_x3f"),
    ("Array.get!", "Array_get_x21"),
    ("f'", "f_x27"),
    ("λ.é", "00_u03bb_00_xe9"),
    ("𝔸", "00_U0001d538"),
    ("_private.Foo.Bar.0.baz", "__private_Foo_Bar_0__baz"),
    ("Foo._@.Mod._hyg.12", "Foo_00___x40_Mod___hyg_12_"),
    ("a.__", "a_00____"),
    ("a.__.b", "a_00_____00b"),
    ("_", "00__"),
    ("__", "00____"),
    ("lean-elpi.Elpi.Ffi", "lean_x2delpi_Elpi_Ffi"),
    ("x₁", "x_u2081"),
];

#[test]
fn mangles_as_lean_does() {
    for (text, mangled) in MANGLED {
        assert_eq!(name(text).mangle(), *mangled);
        assert_eq!(LeanName::demangle(mangled), Some(name(text)), "{mangled}");
        assert_eq!(name(text).to_string(), *text);
    }
    assert_eq!(LeanName::demangle("").unwrap().to_string(), "");
    assert_eq!(LeanName::demangle("a_00b"), None, "the 00 is not needed there");
    assert_eq!(LeanName::demangle("a-b"), None);
    assert_eq!(LeanName::demangle("99999999999999999999_"), None);
}

#[test]
fn refuses_what_is_not_a_name() {
    let error = |text: &str| text.parse::<LeanName>().unwrap_err().to_string();
    assert_eq!(error(""), "`` is not a Lean name: a component is empty");
    assert_eq!(error("Foo..bar"), "`Foo..bar` is not a Lean name: a component is empty");
    assert_eq!(error("Foo."), "`Foo.` is not a Lean name: a component is empty");
    assert_eq!(error("«Foo"), "`«Foo` is not a Lean name: a `«` is not closed");
    assert_eq!(error("«Foo»x"), "`«Foo»x` is not a Lean name: a `.` must follow a `»`");
    assert!(error("Fo«o»").contains("must enclose a whole component"));
    assert!(error("a.99999999999999999999").contains("too large"));
}

/// The mangled parts of a library's Lean symbols.
fn stems(image: &Image) -> impl Iterator<Item = &str> {
    let prefixes = ["l_", "lp_", "initialize_", "runtime_initialize_", "meta_initialize_"];
    image.symbols().filter_map(move |(symbol, _)| prefixes.iter().find_map(|prefix| symbol.strip_prefix(prefix)))
}

#[test]
fn every_lean_symbol_is_a_mangled_name() {
    for (library, at_least) in [(library("libleanshared.so"), 200_000), (library("libleanelpi.so"), 4_000)] {
        let mut count = 0;
        for stem in stems(&library) {
            let name = LeanName::demangle(stem).unwrap_or_else(|| panic!("{stem}"));
            assert_eq!(name.to_string().parse(), Ok(name));
            count += 1;
        }
        assert!(count > at_least, "{count}");
    }
}

#[test]
fn known_declarations_have_their_symbols() {
    let shared = library("libleanshared.so");
    for decl in [
        "Lean.Json.compress",
        "_private.Init.Data.Array.Basic.0.Array.foldlMUnsafe.fold",
        "Lean.Json.getObjVal?",
        "Lean.Name.demangle?",
        "_private.Lean.Compiler.NameMangling.0.Lean.Name.mangleAux",
        "Lean.versionString",
        "Int16.maxValue",
    ] {
        let stem = format!("l_{}", name(decl).mangle());
        let specialised = format!("{stem}___");
        let found = shared.symbols().any(|(symbol, _)| symbol == stem || symbol.starts_with(&specialised));
        assert!(found, "{stem}");
    }
    let elpi = library("libleanelpi.so");
    let load = format!("lp_lean_x2delpi_{}", name("Elpi.Ffi.load").mangle());
    assert!(elpi.symbol(&format!("{load}___boxed")).is_some());
}

#[test]
fn every_initializer_names_its_package_and_module() {
    let elpi = library("libleanelpi.so");
    assert_eq!(elpi.initializers().len(), 33);
    for initializer in elpi.initializers() {
        let whole = LeanName::demangle(initializer.strip_prefix("initialize_").unwrap()).unwrap();
        let whole = whole.to_string();
        let module = whole.strip_prefix("lean-elpi.").unwrap();
        assert_eq!(format!("initialize_lean_x2delpi_{}", name(module).mangle()), initializer);
    }
}
