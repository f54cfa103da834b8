//! Prepares a registry's types. An inductive type is prepared once for each list of arguments at which it is used.

use std::sync::Arc;

use super::codec::{Codec, Inductive, PreparedConstructor, Representation, TypeTable};
use super::constructor::{Constructor, MadeAt, OnlyOf};
use super::conversion::Conversion;
use super::definitions::{Definitions, is_erased};
use super::error::{MarshalError, Step, short_name};
use super::instances::{Instance, Preparing};
use super::layout::Layout;
use super::shape::Shapes;

use crate::object::{MAX_CTOR_TAG, SmartConstructor};
use crate::registry::{LibraryRegistry, TypeInfo, TypeRepr};

impl Definitions {
    /// Reads the types of `registry` and prepares their constructors.
    pub(crate) fn new(registry: &LibraryRegistry, conversions: Vec<Conversion>) -> Self {
        let mut definitions = Definitions::described(registry, conversions);
        definitions.prepare_generic();
        definitions
    }

    /// Prepares every type, with [`Codec::Boxed`] for every argument.
    fn prepare_generic(&mut self) {
        let mut preparing = Preparing::new(self, self.infos.len());
        let generic = |(i, info): (usize, &TypeInfo)| preparing.instance(i, vec![Codec::Boxed; info.argument_count()]);
        let ids: Vec<_> = self.infos.iter().enumerate().map(generic).collect();
        let inductives = preparing.finish();
        let codec = |id: Result<usize, MarshalError>| {
            let id = id?;
            inductives[id].as_ref().map(|_| Codec::Inductive(id)).map_err(Clone::clone)
        };
        let generic = ids.into_iter().map(codec).collect();
        self.generic_table = Arc::new(TypeTable::complete(self.origin, inductives));
        self.generic = generic;
    }
}

impl TypeTable {
    /// Prepares `types` and every inductive type that they mention. Each of `types` has its own result: a type that
    /// leanbind does not support is an error.
    pub(crate) fn new<'a>(
        definitions: &Definitions,
        types: impl Iterator<Item = &'a TypeRepr>,
    ) -> (TypeTable, Vec<Result<Codec, MarshalError>>) {
        let types: Vec<_> = types.collect();
        let mut preparing = Preparing::new(definitions, types.len());
        let codecs: Vec<_> = types.into_iter().map(|repr| preparing.codec(repr)).collect();
        let inductives = preparing.finish();
        let checked = codecs.into_iter().map(|codec| {
            let codec = codec?;
            match first_failure(&codec, &inductives) {
                Some(error) => Err(error),
                None => Ok(codec),
            }
        });
        let codecs = checked.collect();
        (TypeTable::complete(definitions.origin, inductives), codecs)
    }

    /// A table without the types that failed. No codec refers to one of them.
    fn complete(origin: u64, inductives: Vec<Result<Inductive, MarshalError>>) -> TypeTable {
        let failed = || Inductive {
            name: String::new(),
            args: Vec::new(),
            representation: Representation::Object,
            constructors: Vec::new(),
        };
        let inductives = inductives.into_iter().map(|inductive| inductive.unwrap_or_else(|_| failed())).collect();
        TypeTable::from_inductives(origin, inductives)
    }
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
fn spread_failures(inductives: &mut [Result<Inductive, MarshalError>], instances: &[Instance]) {
    let mut users = vec![Vec::new(); instances.len()];
    for (id, instance) in instances.iter().enumerate() {
        instance.used().into_iter().for_each(|used| users[used].push(id));
    }
    let mut failed: Vec<usize> = (0..inductives.len()).filter(|id| inductives[*id].is_err()).collect();
    while !failed.is_empty() {
        let mut next: Vec<usize> = failed.iter().flat_map(|id| &users[*id]).copied().collect();
        next.sort_unstable();
        next.dedup();
        next.retain(|id| inductives[*id].is_ok());
        let failure = |id: &usize| {
            let inductive = inductives[*id].as_ref().ok()?;
            let mut fields = inductive.constructors.iter().flat_map(|ctor| &ctor.fields);
            let error = fields.find_map(|codec| first_failure(codec, inductives))?;
            Some(error.at_type(&inductive.name))
        };
        let errors: Vec<_> = next.iter().map(failure).collect();
        for (id, error) in next.iter().zip(errors) {
            if let Some(error) = error {
                inductives[*id] = Err(error);
            }
        }
        failed = next;
    }
}

impl Preparing<'_> {
    /// Prepares every instance that was requested, and the instances that its fields mention.
    fn finish(mut self) -> Vec<Result<Inductive, MarshalError>> {
        self.prepare_fields();
        let shapes = Shapes::new(&self);
        let mut inductives: Vec<_> = (0..self.instances.len()).map(|id| self.inductive(id, &shapes)).collect();
        spread_failures(&mut inductives, &self.instances);
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

    fn inductive(&self, id: usize, shapes: &Shapes) -> Result<Inductive, MarshalError> {
        let (info, instance) = (self.info(id), &self.instances[id]);
        let fields = instance.fields.as_ref().map_err(Clone::clone)?;
        let generic = self.instances[instance.generic].fields.as_ref().map_err(Clone::clone)?;
        let wrong = |why: String| MarshalError::new("a layout that fits the fields' types", why).at_type(&info.name);
        let representation = shapes.representation(id).map_err(wrong)?;
        let mut constructors = Vec::with_capacity(info.ctors.len());
        for (ctor, (codecs, generic)) in info.ctors.iter().zip(fields.iter().zip(generic)) {
            let in_constructor = |why: String| wrong(why).at(Step::Constructor(short_name(&ctor.name)));
            let mut machines = Vec::with_capacity(codecs.len());
            for codec in generic {
                machines.push(shapes.machine(codec).map_err(in_constructor)?);
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
                && generic.iter().any(|c| shapes.is_guessed(c));
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
}
