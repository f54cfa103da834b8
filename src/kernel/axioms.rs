//! The axioms that a constant depends on. The answer is that of `Lean.collectAxioms` (`Lean/Util/CollectAxioms.lean`), but
//! a token can stop the search.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::cancel::CancelToken;
use super::constant::{ConstantInfo, ConstantKind};
use super::environment::Environment;
use super::error::KernelError;
use super::expr::{ExprKind, for_each_part};
use super::name::Name;
use super::open::Kernel;
use super::version_4_35::ASYNC_MODE_MAIN_ONLY;
use crate::object::{LeanObj, ObjRef};

impl Environment {
    /// The axioms that the constant depends on, directly or through the constants that it mentions, sorted by name. `None` if
    /// there is no such constant.
    ///
    /// A `module` file hides its proofs from its importers, and exports the axioms of its constants instead. This method
    /// trusts that list, as Lean does.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn axioms(&self, name: &Name) -> Result<Option<Vec<Name>>, KernelError> {
        self.axioms_unless(name, || false)
    }

    /// As [`axioms`](Self::axioms), but stops once the token is set. It checks the token at each constant.
    ///
    /// # Errors
    /// As [`find`](Self::find), and [`KernelError::Cancelled`].
    pub fn axioms_until(&self, name: &Name, cancel: &CancelToken) -> Result<Option<Vec<Name>>, KernelError> {
        self.axioms_unless(name, || cancel.is_cancelled())
    }

    /// As [`axioms`](Self::axioms), but stops once `cancelled` returns true.
    ///
    /// # Errors
    /// As [`axioms_until`](Self::axioms_until).
    fn axioms_unless(&self, name: &Name, cancelled: impl Fn() -> bool) -> Result<Option<Vec<Name>>, KernelError> {
        if self.find(name)?.is_none() {
            return Ok(None);
        }
        let kernel = Kernel::opened();
        let view = AxiomView::new(kernel, self);
        let (mut seen, mut axioms): (FxHashSet<Name>, FxHashSet<Name>) = Default::default();
        let mut waiting = vec![name.clone()];
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            if cancelled() {
                return Err(KernelError::Cancelled);
            }
            if let Some(exported) = view.exported(&name) {
                axioms.extend(exported);
                continue;
            }
            let Some(info) = view.find(&name)? else { continue };
            let mut mention = |term| {
                for_each_part(term, |part| {
                    if let ExprKind::Const(name, _) = part.kind() {
                        waiting.push(name.clone());
                    }
                });
            };
            mention(info.ty());
            info.value().into_iter().for_each(&mut mention);
            match info.kind() {
                ConstantKind::Axiom { .. } => {
                    axioms.insert(name);
                }
                // A type does not mention its constructors, unlike its recursor.
                ConstantKind::Inductive { constructors, .. } => waiting.extend(constructors.into_iter().cloned()),
                _ => {}
            }
        }
        let mut axioms: Vec<Name> = axioms.into_iter().collect();
        axioms.sort_by(|a, b| compare(kernel, a, b));
        Ok(Some(axioms))
    }
}

/// The parts of an environment in which axioms are searched for.
struct AxiomView<'a> {
    kernel: &'a Kernel,
    /// A `Lean.Environment` that shows the private declarations of modules too.
    whole: LeanObj,
    /// A `Lean.Kernel.Environment`: the constants that the kernel has checked.
    checked: LeanObj,
    /// A `Lean.ExportedAxiomsState`: the axioms that imported modules export for their constants.
    exported: LeanObj,
}

impl<'a> AxiomView<'a> {
    /// Extracts the parts from an environment.
    fn new(kernel: &'a Kernel, environment: &Environment) -> Self {
        let symbols = &kernel.symbols;
        let (object, mode) = (|| environment.object().clone(), LeanObj::scalar(ASYNC_MODE_MAIN_ONLY));
        let (nothing, extension) = (symbols.no_exported_axioms(), symbols.exported_axioms());
        // SAFETY: each function takes an environment; the last one takes an extension, its default state, a mode and the
        // anonymous name too.
        unsafe {
            AxiomView {
                kernel,
                whole: symbols.set_exporting(object(), 0),
                checked: symbols.kernel_environment(object()),
                exported: symbols.extension_state(
                    nothing,
                    extension.as_obj(),
                    object(),
                    mode.as_obj(),
                    LeanObj::scalar(0),
                ),
            }
        }
    }

    /// The axioms that its module exports for an imported constant.
    fn exported(&self, name: &Name) -> Option<Vec<Name>> {
        let (exported, whole, name) = (self.exported.as_obj(), self.whole.as_obj(), name.object().clone());
        // SAFETY: the function takes the extension's state, an environment and a name, and returns an
        // `Option (Array Name)`.
        let found = unsafe { self.kernel.symbols.exported_axioms_of(exported, whole, name) };
        let names = found.as_obj().field(0)?.elements().unwrap_or_default();
        // SAFETY: every element is a name.
        Some(names.iter().map(|name| unsafe { Name::from_object((*name).to_obj()) }).collect())
    }

    /// The constant `name`, with its proof if the environment has it.
    ///
    /// # Errors
    /// [`KernelError::Shape`] if an object does not have the layout that the version's table states.
    fn find(&self, name: &Name) -> Result<Option<ConstantInfo>, KernelError> {
        // SAFETY: the function takes an environment of the kernel and a name, and returns an `Option ConstantInfo`.
        let found = unsafe { self.kernel.symbols.kernel_environment_find(self.checked.clone(), name.object().clone()) };
        let info = found.as_obj().field(0);
        // SAFETY: the field of the option is a `ConstantInfo`.
        info.map(|info: ObjRef<'_>| unsafe { ConstantInfo::from_object(info) }).transpose()
    }
}

/// `Lean.Name.cmp`.
fn compare(kernel: &Kernel, a: &Name, b: &Name) -> Ordering {
    // SAFETY: the function takes two names, and returns an `Ordering`: `lt`, `eq` or `gt`.
    match unsafe { kernel.symbols.name_cmp(a.object().as_obj(), b.object().as_obj()) } {
        0 => Ordering::Less,
        1 => Ordering::Equal,
        _ => Ordering::Greater,
    }
}
