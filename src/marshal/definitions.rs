//! [`Definitions`]: the descriptions of a registry's types, before they are prepared.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;

use super::codec::{Codec, TypeTable};
use super::conversion::Conversion;
use super::error::MarshalError;
use super::kernel_types::kernel_types;
use super::opaque::OpaqueMachines;
use super::ty::Ty;
use crate::registry::{CtorInfo, FieldPlace, LibraryRegistry, TypeInfo, last_component};

/// The descriptions of the inductive types of a registry and of Lean's kernel.
#[derive(Debug)]
pub(crate) struct Definitions {
    pub(super) origin: u64,
    pub(super) infos: Vec<TypeInfo>,
    pub(super) by_name: FxHashMap<String, usize>,
    /// Types by the last component of their names; `None` if several types share it.
    pub(super) by_last_name: FxHashMap<String, Option<usize>>,
    /// The machine types of the types that the registry does not describe.
    pub(super) opaque_machines: OpaqueMachines,
    /// The table of `generic`.
    pub(super) generic_table: Arc<TypeTable>,
    /// Each type with [`Codec::Boxed`] for every argument, or why leanbind cannot convert values of the type.
    pub(super) generic: Vec<Result<Codec, MarshalError>>,
    /// Each conversion may refer to those before it.
    pub(super) conversions: Vec<Conversion>,
}

impl Definitions {
    /// Collects the types of `registry` and of the kernel. Their constructors are not prepared yet.
    pub(super) fn described(registry: &LibraryRegistry, conversions: Vec<Conversion>) -> Self {
        static NEXT_ORIGIN: AtomicU64 = AtomicU64::new(0);
        // Our own descriptions of the kernel's types replace those of the registry.
        let kernel = kernel_types();
        let is_new = |info: &&TypeInfo| kernel.iter().all(|known| known.name != info.name);
        let own = registry.types().iter().filter(is_new).cloned();
        let infos: Vec<TypeInfo> = own.chain(kernel.iter().cloned()).collect();
        let by_name = infos.iter().enumerate().map(|(i, info)| (info.name.clone(), i)).collect();
        let mut by_last_name = FxHashMap::default();
        for (i, info) in infos.iter().enumerate() {
            let last = last_component(&info.name).to_owned();
            by_last_name.entry(last).and_modify(|known| *known = None).or_insert(Some(i));
        }
        let origin = NEXT_ORIGIN.fetch_add(1, Ordering::Relaxed);
        let opaque_machines = OpaqueMachines::of(registry);
        let generic_table = Arc::new(TypeTable::from_inductives(origin, Vec::new()));
        Definitions {
            origin,
            infos,
            by_name,
            by_last_name,
            opaque_machines,
            generic_table,
            generic: Vec::new(),
            conversions,
        }
    }

    /// Finds a type by the full name, or by the last component if only one type has it.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied().or_else(|| self.by_last_name.get(name).copied().flatten())
    }

    /// The type with the index `index`, with [`Codec::Boxed`] for every argument.
    ///
    /// # Errors
    /// Why leanbind cannot convert values of the type.
    pub(super) fn generic(&self, index: usize) -> Result<Ty<'_>, MarshalError> {
        let codec = self.generic[index].as_ref().map_err(Clone::clone)?;
        Ok(Ty { codec, table: &self.generic_table })
    }

    /// The full names of all types.
    pub(super) fn names(&self) -> Vec<&str> {
        self.infos.iter().map(|info| info.name.as_str()).collect()
    }
}

/// Whether field `i` of `ctor` is a proof or a type, which the compiler erases.
pub(super) fn is_erased(info: &TypeInfo, ctor: &CtorInfo, i: usize) -> bool {
    let in_layout = ctor.layout.as_ref().and_then(|layout| layout.fields.get(i)) == Some(&FieldPlace::Erased);
    in_layout || info.trivial_field.is_some_and(|field| field != i)
}
