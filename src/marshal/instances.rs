//! Translates [`TypeRepr`]s to [`Codec`]s, and collects the instances of inductive types that they mention.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::budget::{Budget, Size};
use super::codec::{Checked, Codec, Converted, FunctionType};
use super::definitions::{Definitions, is_erased};
use super::effect::Effect;
use super::error::{MarshalError, Step, short_name};
use super::invariant::{Bound, Invariant};
use super::opaque::OpaqueType;
use super::ty::repr;
use crate::deep::deep;
use crate::registry::{Bits, CtorInfo, MachineType, TypeInfo, TypeRepr, brief};

/// A closure's arity has 16 bits (`lean_closure_object`). Up to two arguments are not parameters of the type.
const MAX_PARAMS: usize = u16::MAX as usize - 2;

pub(super) struct Preparing<'a> {
    pub(super) definitions: &'a Definitions,
    /// The number of conversions that may be used, from the first.
    pub(super) conversions: usize,
    /// The index of an instance by its definition and arguments.
    pub(super) ids: FxHashMap<(usize, Vec<Codec>), usize>,
    pub(super) instances: Vec<Instance>,
    budget: Budget,
}

/// An inductive type at given arguments.
pub(super) struct Instance {
    pub(super) definition: usize,
    pub(super) args: Vec<Codec>,
    pub(super) size: Size,
    /// The instance with [`Codec::Boxed`] for every argument, whose layout all instances share. May be this one.
    pub(super) generic: usize,
    /// The codecs by constructor and field, once they are prepared.
    pub(super) fields: Result<Vec<Vec<Codec>>, MarshalError>,
}

impl Instance {
    /// The instances that the fields mention.
    pub(super) fn used(&self) -> Vec<usize> {
        let mut used = Vec::new();
        for codec in self.fields.iter().flatten().flatten() {
            codec.visit_inductives(&mut |id| used.push(id));
        }
        used
    }
}

impl<'a> Preparing<'a> {
    /// Prepares `types` types, and what they mention.
    pub(super) fn new(definitions: &'a Definitions, types: usize) -> Self {
        let conversions = definitions.conversions.len();
        Preparing {
            definitions,
            conversions,
            ids: FxHashMap::default(),
            instances: Vec::new(),
            budget: Budget::new(types),
        }
    }

    /// The codec of `repr`, a type without parameters, if it is within the limits.
    pub(super) fn codec(&mut self, repr: &TypeRepr) -> Result<Codec, MarshalError> {
        Size::of(repr, &[]).check(repr)?;
        deep(|| self.codec_of(repr, &[]))
    }

    /// The codecs of the fields of a constructor of the type `info`. `params` are the arguments of the type.
    pub(super) fn field_codecs(
        &mut self,
        info: &TypeInfo,
        ctor: &CtorInfo,
        params: &[Codec],
    ) -> Result<Vec<Codec>, MarshalError> {
        let sizes: Vec<Size> = params.iter().map(|param| self.size(param)).collect();
        let mut codecs = Vec::with_capacity(ctor.fields.len());
        for (i, repr) in ctor.fields.iter().enumerate() {
            let codec = if is_erased(info, ctor, i) { Ok(Codec::Unit) } else { self.field_codec(repr, params, &sizes) };
            codecs.push(codec.map_err(|e| {
                let name = ctor.field_names.as_ref().and_then(|names| names.get(i)).map(|name| short_name(name));
                e.at(Step::Field(i, name)).at(Step::Constructor(short_name(&ctor.name))).at_type(&info.name)
            })?);
        }
        Ok(codecs)
    }

    /// The codec of a field's type. `params` are the arguments of the enclosing inductive type, of the sizes `sizes`.
    fn field_codec(&mut self, repr: &TypeRepr, params: &[Codec], sizes: &[Size]) -> Result<Codec, MarshalError> {
        let size = Size::of(repr, sizes);
        size.check(repr)?;
        // The parts of a type without parameters stand in the registry's text.
        if !params.is_empty() {
            self.budget.take(size.parts)?;
        }
        deep(|| self.codec_of(repr, params))
    }

    /// How large a prepared type is with all its arguments filled in.
    fn size(&self, codec: &Codec) -> Size {
        let around = |inner: &Codec| Size::ONE.around(self.size(inner));
        match codec {
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => around(elem),
            Codec::Thunk(elem) | Codec::Task(elem) => around(elem),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => around(&pair.0).around(self.size(&pair.1)),
            Codec::Inductive(id) => self.instances[*id].size,
            Codec::Checked(checked) => {
                let bound = checked.bound().map(|bound| Size::of(&bound.repr(), &[]));
                around(&checked.carrier).around_all(bound)
            }
            Codec::Converted(converted) => Size::of(&converted.source, &[]),
            Codec::Bound(bound) => Size::of(&bound.repr(), &[]),
            Codec::Opaque(opaque) => Size::of(&opaque.repr, &[]),
            Codec::Function(function) => {
                // An effect is a part of its own.
                let parts = function.params.iter().chain([&function.result]).map(|part| self.size(part));
                Size::ONE.around(Size::ONE.around_all(parts))
            }
            _ => Size::ONE,
        }
    }

    fn codec_of(&mut self, repr: &TypeRepr, params: &[Codec]) -> Result<Codec, MarshalError> {
        let unsupported = |why: &str| {
            let what = format!("{}: {why}", brief(repr));
            Err(MarshalError::new("a type that leanbind can carry", what))
        };
        let mut one = |elem: &TypeRepr| self.codec_of(elem, params).map(Box::new);
        let width = |bits: Bits| match bits {
            Bits::B8 => MachineType::U8,
            Bits::B16 => MachineType::U16,
            Bits::B32 => MachineType::U32,
            Bits::B64 => MachineType::U64,
        };
        match repr {
            TypeRepr::Unit => Ok(Codec::Unit),
            TypeRepr::Bool => Ok(Codec::Bool),
            TypeRepr::Nat => Ok(Codec::Nat),
            TypeRepr::Int => Ok(Codec::Int),
            TypeRepr::Float => Ok(Codec::Float),
            TypeRepr::Float32 => Ok(Codec::Float32),
            TypeRepr::Char => Ok(Codec::Char),
            TypeRepr::String => Ok(Codec::String),
            TypeRepr::UInt { bits } => Ok(Codec::UInt(width(*bits))),
            TypeRepr::SInt { bits } => Ok(Codec::SInt(width(*bits))),
            TypeRepr::USize => Ok(Codec::UInt(MachineType::Usize)),
            TypeRepr::ISize => Ok(Codec::SInt(MachineType::Usize)),
            TypeRepr::Array(elem) => Ok(Codec::Array(one(elem)?)),
            TypeRepr::List(elem) => Ok(Codec::List(one(elem)?)),
            TypeRepr::Option(elem) => Ok(Codec::Option(one(elem)?)),
            TypeRepr::Prod(a, b) => Ok(Codec::Prod(Box::new((*one(a)?, *one(b)?)))),
            TypeRepr::Sum(a, b) => Ok(Codec::Sum(Box::new((*one(a)?, *one(b)?)))),
            TypeRepr::Except { error, value, eio: false } => Ok(Codec::Except(Box::new((*one(error)?, *one(value)?)))),
            TypeRepr::Named { name, args } | TypeRepr::Opaque { name, args, .. } => {
                // The runtime has its own objects for these types (`lean.h`), whether the registry describes them or
                // not.
                match (name.as_str(), args.as_slice()) {
                    ("ByteArray", []) => return Ok(Codec::Bytes),
                    ("FloatArray", []) => return Ok(Codec::Floats),
                    ("Thunk", [value]) => return Ok(Codec::Thunk(one(value)?)),
                    ("Task", [value]) => return Ok(Codec::Task(one(value)?)),
                    ("Thunk" | "Task", _) => return unsupported("the registry does not tell what it is of"),
                    _ => {}
                }
                if let Some(checked) = self.checked_codec(name, args, params)? {
                    return Ok(checked);
                }
                match (self.definitions.by_name.get(name), repr) {
                    // lean.py does not report the arguments of a subtype.
                    (Some(_), TypeRepr::Opaque { .. }) if name == "Subtype" && args.is_empty() => {
                        Ok(self.unknown_codec(repr.clone()))
                    }
                    // The kernel's types need no `derive_python`.
                    (Some(&definition), _) => self.inductive_codec(repr, definition, args, params),
                    (None, TypeRepr::Opaque { .. }) if name == "Decidable" && repr.has_variable() => unsupported(
                        "a decision about an argument; in Lean, return the `Bool` that `decide` makes of it",
                    ),
                    (None, TypeRepr::Opaque { .. }) if repr.has_variable() => {
                        unsupported("a type with a variable in it is not supported")
                    }
                    (None, TypeRepr::Opaque { .. }) => self.opaque_codec(repr, params),
                    (None, _) => unsupported("no entry of the registry defines it"),
                }
            }
            TypeRepr::Param { index, .. } => match params.get(*index) {
                Some(codec) => Ok(codec.clone()),
                None => unsupported("a parameter outside of the type that has it"),
            },
            // A type is passed as `()`: compiled code ignores it.
            erased if erased.is_erased() => Ok(Codec::Unit),
            TypeRepr::Natural(_) | TypeRepr::Argument { .. } | TypeRepr::Variable(_) | TypeRepr::Term { .. } => {
                unsupported("a value, not a type")
            }
            TypeRepr::Sort(_) => Ok(Codec::Unit),
            TypeRepr::Function { params: domains, result } => self.function_codec(repr, domains, result, params),
            TypeRepr::Io { .. } | TypeRepr::Except { eio: true, .. } => self.function_codec(repr, &[], repr, params),
            TypeRepr::PyObject => Ok(self.unknown_codec(TypeRepr::PyObject)),
            TypeRepr::Unnamed(_) => unsupported("a type with a variable in it is not supported"),
            TypeRepr::Unsupported { why, .. } => unsupported(why),
        }
    }

    fn function_codec(
        &mut self,
        repr: &TypeRepr,
        domains: &[TypeRepr],
        result: &TypeRepr,
        params: &[Codec],
    ) -> Result<Codec, MarshalError> {
        let too_many = || {
            let what = format!("{}: more than {MAX_PARAMS} parameters", brief(repr));
            MarshalError::new("a type that leanbind can carry", what)
        };
        if domains.len() > MAX_PARAMS {
            return Err(too_many());
        }
        let mut param_codecs = Vec::with_capacity(domains.len());
        for domain in domains {
            param_codecs.push(self.codec_of(domain, params)?);
        }
        let (carried, effect) = Effect::carried(result);
        let function = match (effect, self.codec_of(&carried, params)?) {
            // `A → B → C` and `A → (B → C)` are one type, also where `B → C` has a name.
            (Effect::None, Codec::Function(inner)) => {
                param_codecs.extend(inner.params.iter().cloned());
                FunctionType { params: param_codecs, result: inner.result.clone(), effect: inner.effect }
            }
            (Effect::None, result) if param_codecs.is_empty() => return Ok(result),
            (effect, result) => FunctionType { params: param_codecs, result, effect },
        };
        if function.params.len() > MAX_PARAMS {
            return Err(too_many());
        }
        let codec = Codec::Function(Arc::new(function));
        // Describing it again takes as much time as it has parts, for each function type around it.
        self.budget.take(self.size(&codec).parts)?;
        // Rust cannot check the arguments of such a function.
        if self.repr(&codec).has_variable() {
            let what = format!("{}: a function type that depends on another value", brief(repr));
            return Err(MarshalError::new("a type that leanbind can carry", what));
        }
        Ok(codec)
    }

    /// The codec of `name` if it is a library type whose values carry a proof that Rust can check.
    fn checked_codec(
        &mut self,
        name: &str,
        args: &[TypeRepr],
        params: &[Codec],
    ) -> Result<Option<Codec>, MarshalError> {
        let about = |arg: &TypeRepr| match arg {
            TypeRepr::Param { index, .. } => match params.get(*index) {
                Some(Codec::Bound(bound)) => Some((**bound).clone()),
                Some(Codec::Boxed) => Some(Bound::Parameter),
                _ => None,
            },
            other => bound(other),
        };
        let (invariant, carrier) = match (name, args) {
            // A structure whose only field is a number (`Init/Prelude.lean`).
            ("String.Pos.Raw", []) => return Ok(Some(Codec::Nat)),
            ("Rat", []) => (Some(Invariant::LowestTerms), Codec::Prod(Box::new((Codec::Int, Codec::Nat)))),
            ("Fin", [n]) => (about(n).map(Invariant::Below), Codec::Nat),
            ("BitVec", [n]) => (about(n).map(Invariant::Bits), Codec::Nat),
            ("String.Pos", [text]) => (about(text).map(Invariant::Position), Codec::Nat),
            ("Vector", [elem, n]) => {
                let elem = self.codec_of(elem, params)?;
                (about(n).map(Invariant::Length), Codec::Array(Box::new(elem)))
            }
            // `Subarray` is a reducible name for this type.
            ("Std.Slice", [TypeRepr::Opaque { name, args, .. }]) if name == "Std.Slice.Internal.SubarrayData" => {
                let [elem] = args.as_slice() else { return Ok(None) };
                let elem = self.codec_of(elem, params)?;
                (Some(Invariant::Window), Codec::Array(Box::new(elem)))
            }
            _ => return Ok(None),
        };
        let checked = |invariant| Codec::Checked(Box::new(Checked { invariant, carrier }));
        match invariant.map(checked) {
            Some(codec) => Ok(Some(codec)),
            None => {
                let what = format!("{name} at something else than a value");
                Err(MarshalError::new("a type that leanbind can carry", what))
            }
        }
    }

    /// The codec of a type that the registry does not describe: its conversion if it has one, else an opaque type.
    fn opaque_codec(&mut self, repr: &TypeRepr, params: &[Codec]) -> Result<Codec, MarshalError> {
        let repr = self.at_params(repr, params);
        // The target of a conversion may mention another one twice.
        if self.conversions < self.definitions.conversions.len() {
            self.budget.take(1)?;
        }
        let conversions = &self.definitions.conversions[..self.conversions];
        let Some(index) = conversions.iter().position(|conversion| conversion.source == repr) else {
            return Ok(self.unknown_codec(repr));
        };
        let conversion = &self.definitions.conversions[index];
        let all = std::mem::replace(&mut self.conversions, index);
        let target = self.codec(&conversion.target);
        let error = conversion.error.as_ref().map(|error| self.codec(error)).transpose();
        self.conversions = all;
        let functions = conversion.functions.clone();
        Ok(Codec::Converted(Converted { source: repr, target: target?, error: error?, functions }.into()))
    }

    /// The codec of a type of which Rust only knows how its values are passed.
    fn unknown_codec(&self, repr: TypeRepr) -> Codec {
        let machine = self.definitions.opaque_machines.get(&repr);
        Codec::Opaque(OpaqueType { repr, machine }.into())
    }

    /// `repr` with `params` substituted for the type parameters: an opaque type at other arguments is another type.
    fn at_params(&self, repr: &TypeRepr, params: &[Codec]) -> TypeRepr {
        let one = |repr: &TypeRepr| Box::new(self.at_params(repr, params));
        match repr {
            TypeRepr::Param { index, .. } => params.get(*index).map_or_else(|| repr.clone(), |codec| self.repr(codec)),
            TypeRepr::Array(elem) => TypeRepr::Array(one(elem)),
            TypeRepr::List(elem) => TypeRepr::List(one(elem)),
            TypeRepr::Option(elem) => TypeRepr::Option(one(elem)),
            TypeRepr::Prod(a, b) => TypeRepr::Prod(one(a), one(b)),
            TypeRepr::Sum(a, b) => TypeRepr::Sum(one(a), one(b)),
            TypeRepr::Except { error, value, eio } => {
                TypeRepr::Except { error: one(error), value: one(value), eio: *eio }
            }
            TypeRepr::Function { params: domains, result } => {
                let domains = domains.iter().map(|domain| self.at_params(domain, params)).collect();
                TypeRepr::Function { params: domains, result: one(result) }
            }
            TypeRepr::Named { name, args } => {
                let args = args.iter().map(|arg| self.at_params(arg, params)).collect();
                TypeRepr::Named { name: name.clone(), args }
            }
            TypeRepr::Opaque { name, args, text } => {
                let filled: Vec<_> = args.iter().map(|arg| self.at_params(arg, params)).collect();
                let text = match filled == *args {
                    true => text.clone(),
                    false => TypeRepr::Named { name: name.clone(), args: filled.clone() }.to_string(),
                };
                TypeRepr::Opaque { name: name.clone(), args: filled, text }
            }
            other => other.clone(),
        }
    }

    /// The type as the registry describes it.
    pub(super) fn repr(&self, codec: &Codec) -> TypeRepr {
        repr(codec, &|id| (&self.info(id).name, &self.instances[id].args))
    }

    fn inductive_codec(
        &mut self,
        repr: &TypeRepr,
        definition: usize,
        args: &[TypeRepr],
        params: &[Codec],
    ) -> Result<Codec, MarshalError> {
        let expected = self.definitions.infos[definition].argument_count();
        if args.len() != expected {
            let what = format!(
                "{}: it has {expected} parameters and indices, and the registry tells {} arguments",
                brief(repr),
                args.len()
            );
            return Err(MarshalError::new("a type that leanbind can carry", what));
        }
        let mut arg_codecs = Vec::with_capacity(args.len());
        for arg in args {
            arg_codecs.push(match bound(arg) {
                Some(bound) => Codec::Bound(Box::new(bound)),
                None => self.codec_of(arg, params)?,
            });
        }
        self.instance(definition, arg_codecs).map(Codec::Inductive)
    }

    /// The index of the instance of a type at `args`, which is added if it is new.
    pub(super) fn instance(&mut self, definition: usize, args: Vec<Codec>) -> Result<usize, MarshalError> {
        let key = (definition, args);
        if let Some(&id) = self.ids.get(&key) {
            return Ok(id);
        }
        let info = &self.definitions.infos[definition];
        let size = Size::of_text(&info.name).around_all(key.1.iter().map(|arg| self.size(arg)));
        let generic = match key.1.iter().all(|arg| *arg == Codec::Boxed) {
            true => None,
            false => Some(self.instance(definition, vec![Codec::Boxed; key.1.len()])?),
        };
        if generic.is_some() {
            let at = |error: MarshalError| error.at_type(&info.name);
            self.budget.take_instance().map_err(at)?;
            // Each constructor may keep the arguments.
            self.budget.take(size.parts.saturating_mul(1 + info.ctors.len() as u64)).map_err(at)?;
        }
        let id = self.instances.len();
        let args = key.1.clone();
        self.instances.push(Instance {
            definition,
            args,
            size,
            generic: generic.unwrap_or(id),
            fields: Ok(Vec::new()),
        });
        self.ids.insert(key, id);
        Ok(id)
    }

    pub(super) fn info(&self, id: usize) -> &TypeInfo {
        &self.definitions.infos[self.instances[id].definition]
    }
}

/// `repr` as a value among a type's arguments, if it is a value.
fn bound(repr: &TypeRepr) -> Option<Bound> {
    Some(match repr {
        TypeRepr::Natural(digits) => Bound::Number(digits.parse().ok()?),
        TypeRepr::Argument { index, plus, text } => {
            Bound::Argument { index: *index, plus: *plus, text: text.as_str().into() }
        }
        TypeRepr::Variable(text) => Bound::Variable(text.as_str().into()),
        TypeRepr::Term { text, explicit } => {
            Bound::Term { text: text.as_str().into(), explicit: explicit.as_str().into() }
        }
        _ => return None,
    })
}
