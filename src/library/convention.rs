//! [`Convention`]: which symbol of a function to call, and how to pass the arguments.
//!
//! The compiler makes a boxed variant (`f___boxed`) of every function that takes or returns scalars, borrows a
//! parameter, or is an action (`Lean.IR.ExplicitBoxing.requiresBoxedVersion`). The variant takes and returns only owned
//! objects, and a world token if it is an action, so a caller need not know what the compiler decided. If there is no
//! variant, the function itself takes only owned objects. If the registry carries the compiled signature, the function
//! itself is called, with scalars in registers.

use std::ffi::c_void;

use super::compiled::symbols_disagree;
use super::entry::{FLOAT_REGISTERS, INTEGER_REGISTERS, MAX_POSITIONAL, is_float};
use super::param::Param;
use crate::counted::counted;
use crate::image::{HIDDEN, Image, SymbolKind};
use crate::mangle::{LeanName, boxed_symbol, demangle_str};
use crate::marshal::Effect;
use crate::marshal::{CallError, SymbolError};
use crate::registry::{Boxed, FuncInfo, MachineType, TypeRepr};
use crate::runtime::OpenLibrary;

/// How to call a function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convention {
    pub(super) entry: Entry,
    pub(super) address: *const c_void,
    /// Whether all arguments and the result are objects.
    pub(super) boxed: bool,
    /// Whether any parameter is borrowed.
    pub(super) borrows: bool,
    /// The machine type of the result.
    pub(super) result: MachineType,
}

// SAFETY: the address points to code, or to a constant that does not change after initialisation.
unsafe impl Send for Convention {}
// SAFETY: as above.
unsafe impl Sync for Convention {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A call with integers and pointers only, in order.
    Integers,
    /// A call with some floats.
    Mixed,
    /// A call with objects in order, then a world token for an action.
    Uniform { world: bool },
    /// A call with objects in an array, then a world token for an action.
    Array { world: bool },
    /// No call: the symbol is a constant.
    Constant,
}

/// The symbols of one library.
pub(super) struct LibrarySymbols<'a> {
    pub(super) image: &'a Image,
    pub(super) library: &'a OpenLibrary,
}

impl LibrarySymbols<'_> {
    fn address(&self, symbol: &str) -> Option<*const c_void> {
        self.library.symbol(symbol).map(<*mut c_void>::cast_const)
    }

    pub(super) fn missing(&self, info: &FuncInfo, reason: String) -> CallError {
        Box::new(SymbolError { function: info.export_name.clone(), library: self.image.path().to_owned(), reason })
            .into()
    }

    /// Chooses how to call the function of `info`. `is_opaque`: whether the result is of a type that Rust knows nothing of.
    pub(super) fn convention(
        &self,
        info: &FuncInfo,
        params: &[Param],
        result: MachineType,
        is_opaque: bool,
        effect: Effect,
    ) -> Result<Convention, CallError> {
        let export = info.export_name.as_str();
        let kind = self.image.symbol(export);
        let address = kind.and_then(|_| self.address(export));
        let (Some(kind), Some(address)) = (kind, address) else {
            let reason = match self.image.hides(export) {
                true => format!("{export} {HIDDEN}"),
                false => format!("the library has no symbol {export}"),
            };
            return Err(self.missing(info, reason));
        };
        if let SymbolKind::Data { size } = kind {
            return self.constant(info, address, size, result, effect);
        }
        let scalars = params.iter().any(|param| param.machine.is_scalar()) || result.is_scalar();
        let has_boxed = || self.boxed_variant(info).is_some_and(|symbol| self.image.symbol(&symbol).is_some());
        if let Some(reason) = symbols_disagree(info, kind, (scalars, is_opaque), effect, has_boxed) {
            return Err(self.missing(info, reason));
        }
        let convention = |entry, address, boxed, borrows, result| Convention { entry, address, boxed, borrows, result };
        if info.signature.is_some() || info.decl_name.is_empty() {
            if let Some(entry) = registers(params, result) {
                let borrows = params.iter().any(|param| param.borrowed);
                return Ok(convention(entry, address, false, borrows, result));
            }
        }
        let world = effect.takes_world();
        let uniform = |address, count| {
            let entry = if count > MAX_POSITIONAL { Entry::Array { world } } else { Entry::Uniform { world } };
            convention(entry, address, true, false, MachineType::Object)
        };
        match self.boxed_variant(info) {
            Some(symbol) => match (self.image.symbol(&symbol), self.address(&symbol)) {
                (Some(SymbolKind::Function), Some(address)) => Ok(uniform(address, params.len() + usize::from(world))),
                _ => Err(self.missing(info, format!("the library has no function {symbol}, its boxed version"))),
            },
            None => {
                if scalars || world || params.len() > MAX_POSITIONAL {
                    let reason = format!(
                        "{export} takes or gives scalars, is an action, or has more than {MAX_POSITIONAL} parameters, \
                         and its boxed version, which serves these, was not found"
                    );
                    return Err(self.missing(info, reason));
                }
                Ok(uniform(address, params.len()))
            }
        }
    }

    /// The convention of a constant, whose value a data symbol holds.
    fn constant(
        &self,
        info: &FuncInfo,
        address: *const c_void,
        size: Option<u64>,
        result: MachineType,
        effect: Effect,
    ) -> Result<Convention, CallError> {
        let export = &info.export_name;
        if !info.params.is_empty() || !effect.is_plain() {
            return Err(self.missing(info, format!("{export} is a constant, not a function")));
        }
        if info.signature.is_none() && matches!(info.return_type, TypeRepr::Opaque { .. }) {
            let reason = format!(
                "{export} is a constant of the type {}, of which the registry does not tell whether it is an object",
                info.return_type
            );
            return Err(self.missing(info, reason));
        }
        if let Some(size) = size.filter(|&size| size != result.bytes() as u64) {
            let reason =
                format!("{export} holds {}, and a value of its type takes {}", counted(size, "byte"), result.bytes());
            return Err(self.missing(info, reason));
        }
        // SAFETY: the symbol is a pointer to an object. The module's initializer has run, and writes it at most once.
        if !result.is_scalar() && unsafe { address.cast::<*const c_void>().read() }.is_null() {
            return Err(self.missing(info, format!("{export} was not initialised")));
        }
        Ok(Convention { entry: Entry::Constant, address, boxed: false, borrows: false, result })
    }

    /// The symbol of the boxed variant, if the compiler made one.
    fn boxed_variant(&self, info: &FuncInfo) -> Option<String> {
        match &info.boxed {
            Boxed::Symbol(symbol) => Some(symbol.clone()),
            Boxed::None => None,
            Boxed::Unknown => {
                let name = info.decl_name.parse::<LeanName>().ok()?;
                let variant = boxed_symbol(&name.mangle());
                let core = format!("l_{variant}");
                if self.image.symbol(&core).is_some() {
                    return Some(core);
                }
                // The text before the declaration's name must be a package: `lp_p_A_f` is `A.f` of the package `p`, not
                // `f`. An environment declares a name once, so at most one package fits.
                let of_package = |symbol: &&str| {
                    let package =
                        symbol.strip_prefix("lp_").and_then(|rest| rest.strip_suffix(&variant)?.strip_suffix('_'));
                    package.and_then(demangle_str).is_some_and(|package| !package.is_empty())
                };
                self.image.symbols().map(|(symbol, _)| symbol).find(of_package).map(str::to_owned)
            }
        }
    }
}

/// The entry that passes everything in registers, if the arguments fit.
fn registers(params: &[Param], result: MachineType) -> Option<Entry> {
    let floats = params.iter().filter(|param| is_float(param.machine)).count();
    let integers = params.len() - floats;
    if integers > INTEGER_REGISTERS || floats > FLOAT_REGISTERS {
        return None;
    }
    Some(if floats > 0 || is_float(result) { Entry::Mixed } else { Entry::Integers })
}
