//! What a constant rests on, as `Lean.collectAxioms` says it (`Lean/Util/CollectAxioms.lean`), but for how it stops.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::constant::{ConstantInfo, ConstantKind};
use super::expr::ExprKind;
use super::expr::for_each_part;
use super::version_4_35::ASYNC_MODE_MAIN_ONLY;
use super::{CancelToken, Environment, Kernel, KernelError, Name};
use crate::object::{LeanObj, ObjRef};

impl Environment {
    /// The axioms that the constant rests on, by itself and by all that it mentions, in the order of their names.
    /// `None` if there is no such constant.
    ///
    /// What a module says of its constants is believed, as Lean does: where the module system hides the proofs of what is
    /// imported, nothing else is known of them.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn axioms(&self, name: &Name) -> Result<Option<Vec<Name>>, KernelError> {
        self.axioms_unless(name, || false)
    }

    /// As [`axioms`](Self::axioms), until the token is set. It is looked at for each constant.
    ///
    /// # Errors
    /// As [`find`](Self::find), and [`KernelError::Cancelled`].
    pub fn axioms_until(&self, name: &Name, cancel: &CancelToken) -> Result<Option<Vec<Name>>, KernelError> {
        self.axioms_unless(name, || cancel.is_cancelled())
    }

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
                // A recursor mentions its type's constructors, a type does not.
                ConstantKind::Inductive { constructors, .. } => waiting.extend(constructors.into_iter().cloned()),
                _ => {}
            }
        }
        let mut axioms: Vec<Name> = axioms.into_iter().collect();
        axioms.sort_by(|a, b| compare(kernel, a, b));
        Ok(Some(axioms))
    }
}

/// What is looked at of an environment.
struct AxiomView<'a> {
    kernel: &'a Kernel,
    /// The environment with what modules keep private, a `Lean.Environment`.
    whole: LeanObj,
    /// What the kernel has checked, a `Lean.Kernel.Environment`.
    checked: LeanObj,
    /// What imported modules say of the axioms of their constants, a `Lean.ExportedAxiomsState`.
    exported: LeanObj,
}

impl<'a> AxiomView<'a> {
    fn new(kernel: &'a Kernel, environment: &Environment) -> Self {
        let symbols = &kernel.symbols;
        let (object, mode) = (|| environment.object().clone(), LeanObj::scalar(ASYNC_MODE_MAIN_ONLY));
        let (nothing, extension) = (symbols.no_exported_axioms(), symbols.exported_axioms());
        // SAFETY: an environment each, the extension of it with its default state, and no name of a declaration.
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

    /// What the module of an imported constant says of its axioms.
    fn exported(&self, name: &Name) -> Option<Vec<Name>> {
        let (exported, whole, name) = (self.exported.as_obj(), self.whole.as_obj(), name.object().clone());
        // SAFETY: the extension's state, an environment and a name; the function gives an `Option (Array Name)`.
        let found = unsafe { self.kernel.symbols.exported_axioms_of(exported, whole, name) };
        let names = found.as_obj().field(0)?.elements().unwrap_or_default();
        // SAFETY: as above.
        Some(names.iter().map(|name| unsafe { Name::from_object((*name).to_obj()) }).collect())
    }

    fn find(&self, name: &Name) -> Result<Option<ConstantInfo>, KernelError> {
        // SAFETY: an environment of the kernel and a name; the function gives an `Option ConstantInfo`.
        let found = unsafe { self.kernel.symbols.kernel_environment_find(self.checked.clone(), name.object().clone()) };
        let info = found.as_obj().field(0);
        // SAFETY: as above.
        info.map(|info: ObjRef<'_>| unsafe { ConstantInfo::from_object(info) }).transpose()
    }
}

/// `Lean.Name.cmp`.
fn compare(kernel: &Kernel, a: &Name, b: &Name) -> Ordering {
    // SAFETY: two names; the function gives an `Ordering`, the constructors of which are in the order of Rust's.
    match unsafe { kernel.symbols.name_cmp(a.object().as_obj(), b.object().as_obj()) } {
        0 => Ordering::Less,
        1 => Ordering::Equal,
        _ => Ordering::Greater,
    }
}
