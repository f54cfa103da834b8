//! A real library that nobody here wrote: `lean-elpi`, a λProlog engine in Lean, built by Lake.

use leanbind::registry::{Bits, FuncInfo, TypeRepr};
use leanbind::{CallError, Function, IoErrorKind, LeanLibrary, LibraryOptions, Value};

use crate::support;

const APPEND: &str = "pred app i:list int, i:list int, o:list int.\n\
                      app [] L L.\n\
                      app [X|Xs] L [X|R] :- app Xs L R.";

fn open() -> LeanLibrary {
    let (lean, _guard) = support::lean();
    LibraryOptions::new(support::libleanelpi(), "leanelpi")
        .module("lean-elpi:Elpi.Ffi")
        .without_registry()
        .open(lean)
        .unwrap()
}

fn declare(lib: &LeanLibrary, export: &str, params: &[TypeRepr], returns: TypeRepr) -> Function {
    let info = FuncInfo {
        export_name: export.to_owned(),
        params: params.to_vec(),
        return_type: returns,
        ..FuncInfo::default()
    };
    // SAFETY: these are the signatures in `Elpi/Ffi.lean`.
    unsafe { lib.declare(info) }.unwrap()
}

fn u64() -> TypeRepr {
    TypeRepr::UInt { bits: Bits::B64 }
}

fn io(elem: TypeRepr) -> TypeRepr {
    TypeRepr::Io { elem: Box::new(elem), base: false }
}

#[test]
fn a_constant_is_read_from_its_data_symbol() {
    let (_lean, _guard) = support::lean();
    let lib = open();
    let version = declare(&lib, "leanelpi_ffi_version", &[], TypeRepr::String);
    assert_eq!(version.call(()).unwrap(), Value::from("0.3.3"));
}

#[test]
fn a_program_is_loaded_and_solved() {
    let (_lean, _guard) = support::lean();
    let lib = open();
    let load = declare(&lib, "leanelpi_ffi_load", &[TypeRepr::String], io(u64()));
    let solve = declare(&lib, "leanelpi_ffi_solve", &[u64(), TypeRepr::String, u64(), u64()], io(TypeRepr::String));
    let free = declare(&lib, "leanelpi_ffi_free", &[u64()], io(TypeRepr::Unit));

    let program = load.call((APPEND,)).unwrap();
    let answer = solve.call((&program, "app [1,2] [3] R", 10u64, 0u64)).unwrap();
    let Value::String(answer) = &answer else { panic!("{answer}") };
    assert!(answer.contains(r#""R":"[1, 2, 3]""#), "{answer}");
    assert_eq!(free.call((program,)).unwrap(), Value::Unit);
}

#[test]
fn a_bad_program_is_a_typed_io_error() {
    let (_lean, _guard) = support::lean();
    let lib = open();
    let load = declare(&lib, "leanelpi_ffi_load", &[TypeRepr::String], io(u64()));
    let Err(CallError::Io { function, error }) = load.call(("p :- ].",)) else { panic!("a bad program was loaded") };
    assert_eq!(&*function, "leanelpi_ffi_load");
    assert_eq!(error.kind(), IoErrorKind::UserError);
    assert!(error.details().contains("term expected, found ']'"), "{error}");
}
