//! Prepares a registry's types. An inductive type is prepared once for each list of arguments at which it is used.

use rustc_hash::FxHashSet;

use super::codec::{Codec, Inductive, PreparedConstructor, Representation, TypeTable};
use super::constructor::{Constructor, MadeAt, OnlyOf};
use super::conversion::Conversion;
use super::definitions::{Constructors, Definitions, argument_count};
use super::error::{MarshalError, Step};
use super::instances::Preparing;
use super::layout::Layout;
use crate::counted::counted;
use crate::object::{MAX_CTOR_TAG, SmartConstructor};
use crate::registry::{CtorInfo, FieldPlace, LibraryRegistry, MachineType, TypeInfo, TypeRepr};

impl Definitions {
    /// Reads the types of `registry` and prepares their constructors.
    pub(crate) fn new(registry: &LibraryRegistry, conversions: Vec<Conversion>) -> Self {
        let mut definitions = Definitions::described(registry, conversions);
        definitions.constructors = constructors(&definitions);
        definitions
    }
}

impl TypeTable {
    /// Prepares `types` and every inductive type that they mention. Each of `types` has its own result: a type that
    /// leanbind does not support is an error.
    pub(crate) fn new<'a>(
        definitions: &Definitions,
        types: impl Iterator<Item = &'a TypeRepr>,
    ) -> (TypeTable, Vec<Result<Codec, MarshalError>>) {
        let mut preparing = Preparing::new(definitions);
        let codecs: Vec<_> = types.map(|repr| preparing.codec(repr, &[])).collect();
        let inductives = preparing.finish();
        let checked = codecs.into_iter().map(|codec| {
            let codec = codec?;
            match first_failure(&codec, &inductives) {
                Some(error) => Err(error),
                None => Ok(codec),
            }
        });
        let codecs = checked.collect();
        // No codec refers to a type that failed.
        let failed = || Inductive {
            name: String::new(),
            args: Vec::new(),
            representation: Representation::Object,
            constructors: Vec::new(),
        };
        let inductives = inductives.into_iter().map(|inductive| inductive.unwrap_or_else(|_| failed())).collect();
        (TypeTable::from_inductives(definitions.origin, inductives), codecs)
    }
}

/// Prepares the constructors of every type, with [`Codec::Boxed`] for every argument.
fn constructors(definitions: &Definitions) -> Vec<Constructors> {
    let mut preparing = Preparing::new(definitions);
    let generic = |(i, info): (usize, &TypeInfo)| preparing.instance(i, vec![Codec::Boxed; argument_count(info)]);
    let ids: Vec<_> = definitions.infos.iter().enumerate().map(generic).collect();
    let inductives = preparing.finish();
    let constructors = ids.into_iter().map(|id| {
        let inductive = inductives[id?].as_ref().map_err(Clone::clone)?;
        Ok(inductive.constructors.iter().map(|ctor| ctor.definition).collect())
    });
    constructors.collect()
}

/// The error of the first type that `codec` mentions and that failed.
fn first_failure(codec: &Codec, inductives: &[Result<Inductive, MarshalError>]) -> Option<MarshalError> {
    let mut failure = None;
    codec.visit_inductives(&mut |i| {
        if let Err(error) = &inductives[i] {
            failure.get_or_insert_with(|| error.clone());
        }
    });
    failure
}

/// Makes every type fail that has a field of a type that failed.
fn spread_failures(inductives: &mut [Result<Inductive, MarshalError>]) {
    loop {
        let failure = |inductive: &Inductive| {
            let mut fields = inductive.constructors.iter().flat_map(|ctor| &ctor.fields);
            fields.find_map(|codec| first_failure(codec, inductives)).map(|e| e.at(Step::Type(inductive.name.clone())))
        };
        let failures: Vec<_> = inductives.iter().map(|i| i.as_ref().ok().and_then(failure)).collect();
        if failures.iter().all(Option::is_none) {
            return;
        }
        for (inductive, failure) in inductives.iter_mut().zip(failures) {
            if let Some(error) = failure {
                *inductive = Err(error);
            }
        }
    }
}

impl Preparing<'_> {
    /// Prepares every instance that was requested, and the instances that its fields mention.
    fn finish(mut self) -> Vec<Result<Inductive, MarshalError>> {
        self.prepare_fields();
        let mut inductives: Vec<_> = (0..self.instances.len()).map(|id| self.inductive(id)).collect();
        spread_failures(&mut inductives);
        inductives
    }

    /// Prepares the fields of every instance, and of the instances that these mention.
    fn prepare_fields(&mut self) {
        let mut next = 0;
        while next < self.instances.len() {
            let (definition, args) = (self.instances[next].definition, self.instances[next].args.clone());
            let info = &self.definitions.infos[definition];
            let fields = info.ctors.iter().map(|ctor| self.field_codecs(info, ctor, &args)).collect();
            self.instances[next].fields = fields;
            next += 1;
        }
    }

    fn field_codecs(&mut self, info: &TypeInfo, ctor: &CtorInfo, args: &[Codec]) -> Result<Vec<Codec>, MarshalError> {
        let mut codecs = Vec::with_capacity(ctor.fields.len());
        for (i, repr) in ctor.fields.iter().enumerate() {
            let codec = if is_erased(info, ctor, i) { Ok(Codec::Unit) } else { self.codec(repr, args) };
            codecs.push(codec.map_err(|e| {
                let name = ctor.field_names.as_ref().and_then(|names| names.get(i)).cloned();
                e.at(Step::Field(i, name)).at(Step::Constructor(ctor.name.clone())).at(Step::Type(info.name.clone()))
            })?);
        }
        Ok(codecs)
    }

    fn inductive(&self, id: usize) -> Result<Inductive, MarshalError> {
        let (info, instance) = (self.info(id), &self.instances[id]);
        let fields = instance.fields.as_ref().map_err(Clone::clone)?;
        let generic = self.instances[instance.generic].fields.as_ref().map_err(Clone::clone)?;
        let wrong = |why: String| {
            MarshalError::new("a layout that fits the fields' types", why).at(Step::Type(info.name.clone()))
        };
        let representation = self.representation(id).map_err(wrong)?;
        let mut constructors = Vec::with_capacity(info.ctors.len());
        for (ctor, (codecs, generic)) in info.ctors.iter().zip(fields.iter().zip(generic)) {
            let in_constructor = |why: String| wrong(why).at(Step::Constructor(ctor.name.clone()));
            let mut machines = Vec::with_capacity(codecs.len());
            for codec in generic {
                machines.push(self.machine(codec, 0).map_err(in_constructor)?);
            }
            let layout = match (&ctor.layout, representation) {
                // A trivial structure has no object of its own.
                (_, Representation::Trivial(_)) => Layout { objects: 0, scalar_bytes: 0, slots: Vec::new() },
                (Some(reported), _) => Layout::reported(reported, &machines).map_err(in_constructor)?,
                (None, _) => Layout::by_rule(&machines).map_err(in_constructor)?,
            };
            if representation == Representation::Object && !layout.is_scalar() && ctor.tag > usize::from(MAX_CTOR_TAG) {
                let why = format!("constructor {}, and an object's tag is at most {MAX_CTOR_TAG}", ctor.tag);
                return Err(wrong(why));
            }
            let guessed = ctor.layout.is_none()
                && representation == Representation::Object
                && generic.iter().any(|c| self.is_guessed(c));
            let is_open = |codec: &Codec| codec.is_open(&|id| &self.instances[id].args);
            let proves = (0..ctor.fields.len()).any(|i| is_erased(info, ctor, i)) || codecs.iter().any(is_open);
            let only_of_lean = guessed || proves || info.num_indices.is_some_and(|indices| indices > 0);
            // A proof may be about a type argument.
            let made_at = || match instance.args.iter().any(is_open) {
                true => MadeAt::Part,
                false => MadeAt::Arguments(instance.args.iter().map(|arg| self.repr(arg)).collect()),
            };
            let definition = Constructor {
                type_name: info.name.clone(),
                name: ctor.name.clone(),
                tag: ctor.tag as u32,
                field_names: ctor.field_names.clone(),
                arity: ctor.fields.len(),
                only_of: only_of_lean.then(|| OnlyOf { origin: self.definitions.origin, made_at: made_at() }),
            };
            constructors.push(PreparedConstructor {
                definition: definition.intern(),
                fields: codecs.clone(),
                layout,
                smart: SmartConstructor::find(&info.name, &ctor.name),
            });
        }
        Ok(Inductive { name: info.name.clone(), args: instance.args.clone(), representation, constructors })
    }

    /// How values are represented. If the registry does not say, the rules of `Lean.IR.toIRType` and
    /// `Lean.Compiler.LCNF.hasTrivialStructure?` apply.
    fn representation(&self, id: usize) -> Result<Representation, String> {
        let info = self.info(id);
        if let Some(field) = info.trivial_field {
            return Ok(Representation::Trivial(field));
        }
        if let Some(machine) = info.repr.filter(|machine| machine.is_scalar()) {
            return enumeration(info, machine).map(Representation::Enum);
        }
        if info.repr.is_some() {
            return Ok(Representation::Object);
        }
        if info.ctors.iter().all(|ctor| ctor.fields.is_empty()) {
            return Ok(match info.ctors.len() {
                1 => Representation::Object,
                0 | 2..=0xff => Representation::Enum(MachineType::U8),
                0x100..=0xffff => Representation::Enum(MachineType::U16),
                _ => Representation::Enum(MachineType::U32),
            });
        }
        match info.ctors.as_slice() {
            [ctor] if ctor.fields.len() == 1 && !self.is_recursive(id) => Ok(Representation::Trivial(0)),
            _ => Ok(Representation::Object),
        }
    }

    /// Whether a type counts as an object only because the registry says nothing about it. If Lean makes an object with
    /// the guessed number of fields, the guess is right.
    fn is_guessed(&self, codec: &Codec) -> bool {
        match codec {
            Codec::Opaque(_) | Codec::Converted(_) => true,
            Codec::Inductive(id) => match (self.representation(*id), &self.instances[*id].fields) {
                (Ok(Representation::Trivial(field)), Ok(fields)) => self.is_guessed(&fields[0][field]),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a value of the type may contain another value of the type, directly or through values of other types
    /// (`isRec` of `Lean.InductiveVal`, which mutual types share).
    fn is_recursive(&self, id: usize) -> bool {
        let (mut seen, mut open) = (FxHashSet::default(), vec![id]);
        while let Some(next) = open.pop() {
            for codec in self.instances[next].fields.iter().flatten().flatten() {
                codec.visit_inductives(&mut |used| {
                    if seen.insert(used) {
                        open.push(used);
                    }
                });
            }
        }
        seen.contains(&id)
    }

    fn machine(&self, codec: &Codec, depth: usize) -> Result<MachineType, String> {
        let Codec::Inductive(id) = codec else { return Ok(codec.builtin_machine()) };
        if depth > self.instances.len() {
            return Err(format!("{} is a trivial structure around itself", self.info(*id).name));
        }
        match self.representation(*id)? {
            Representation::Object => Ok(MachineType::Object),
            Representation::Enum(machine) => Ok(machine),
            Representation::Trivial(field) => {
                let fields = self.instances[*id].fields.as_ref().map_err(ToString::to_string)?;
                match fields.first().and_then(|ctor| ctor.get(field)) {
                    Some(codec) if fields.len() == 1 => self.machine(codec, depth + 1),
                    _ => Err(format!("{} has no field {field} to stand for it", self.info(*id).name)),
                }
            }
        }
    }
}

/// Checks that `machine` can be the machine type of an enumeration with these constructors.
fn enumeration(info: &TypeInfo, machine: MachineType) -> Result<MachineType, String> {
    let values = match machine {
        MachineType::U8 | MachineType::U16 | MachineType::U32 => 1 << (8 * machine.bytes()),
        _ => 0,
    };
    let carries = |ctor: &CtorInfo| (0..ctor.fields.len()).any(|i| !is_erased(info, ctor, i));
    match info.ctors.iter().find(|ctor| carries(ctor)) {
        Some(ctor) => Err(format!("machine type {machine} and constructor {} with fields", ctor.name)),
        None if info.ctors.len() > values => {
            Err(format!("machine type {machine} for {}", counted(info.ctors.len(), "name")))
        }
        None => Ok(machine),
    }
}

/// Whether field `i` of `ctor` is a proof or a type, which the compiler erases.
fn is_erased(info: &TypeInfo, ctor: &CtorInfo, i: usize) -> bool {
    let in_layout = ctor.layout.as_ref().and_then(|layout| layout.fields.get(i)) == Some(&FieldPlace::Erased);
    in_layout || info.trivial_field.is_some_and(|field| field != i)
}
