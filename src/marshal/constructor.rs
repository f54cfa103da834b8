//! [`Constructor`]: a constructor of an inductive type, as values and type tables refer to it.

use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::registry::TypeRepr;

/// A constructor of a registered structure or inductive type, as [`LeanInductiveValue`] refers to it.
///
/// There is one for each description, for the life of the process: values refer to it without counting.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Constructor {
    /// The inductive type's full Lean name.
    pub(crate) type_name: String,
    /// The constructor's name without the type's.
    pub(crate) name: String,
    /// Its index among the type's constructors.
    pub(crate) tag: u32,
    /// The fields' names, where the registry has them.
    pub(crate) field_names: Option<Vec<String>>,
    /// How many fields it has, erased ones included.
    pub(crate) arity: usize,
    /// Where its values are of use, if only Lean makes them. A field may be a proof about the others, on which compiled
    /// code relies; an index may say something about them. Or a field's place may be a guess.
    pub(crate) only_of: Option<OnlyOf>,
}

/// The type whose values only Lean makes.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct OnlyOf {
    /// The registry that names the type: equal names of two libraries need not be one type.
    pub(crate) origin: u64,
    pub(crate) made_at: MadeAt,
}

/// The arguments of the type that a value was made at: a proof may be about them.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum MadeAt {
    /// These parameters and indices.
    Arguments(Vec<TypeRepr>),
    /// Some that depend on the constructor around the value: a part of another value, and of use only there.
    Part,
    /// Whichever are asked for: the caller of an unsafe function answers for the proofs.
    Any,
}

impl MadeAt {
    /// A value that was made so of the type `name`.
    pub(crate) fn describe(&self, name: &str) -> String {
        match self {
            MadeAt::Arguments(args) => {
                format!("a value of {}", TypeRepr::Named { name: name.to_owned(), args: args.clone() })
            }
            MadeAt::Part => format!("a part of another value, of {name} at arguments that only that value knows"),
            MadeAt::Any => format!("another constructor of {name}"),
        }
    }
}

impl Constructor {
    /// Whether a value of this constructor can be passed where `expected` is a constructor of the type.
    #[inline]
    pub(crate) fn fits(&self, expected: &Constructor) -> bool {
        std::ptr::eq(self, expected) || self.is_alike(expected)
    }

    fn is_alike(&self, expected: &Constructor) -> bool {
        let same = self.type_name == expected.type_name && self.name == expected.name && self.arity == expected.arity;
        same && match (&self.only_of, &expected.only_of) {
            (None, None) => true,
            // What stands in a part's place was put there by Lean, or by who answers for it.
            (None, Some(expected)) => expected.made_at == MadeAt::Part,
            (Some(own), Some(expected)) => {
                let vouched = own.made_at == MadeAt::Any || expected.made_at == MadeAt::Part;
                own.origin == expected.origin && (vouched || own.made_at == expected.made_at)
            }
            (Some(_), None) => false,
        }
    }

    /// The same constructor, for values of any arguments of its type that somebody answers for.
    pub(crate) fn unchecked(&'static self) -> &'static Constructor {
        let Some(only_of) = &self.only_of else { return self };
        let only_of = OnlyOf { origin: only_of.origin, made_at: MadeAt::Any };
        Constructor {
            type_name: self.type_name.clone(),
            name: self.name.clone(),
            tag: self.tag,
            field_names: self.field_names.clone(),
            arity: self.arity,
            only_of: Some(only_of),
        }
        .intern()
    }

    /// The one constructor of this description.
    pub(crate) fn intern(self) -> &'static Constructor {
        static ALL: Mutex<FxHashSet<&'static Constructor>> = Mutex::new(FxHashSet::with_hasher(FxBuildHasher));
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        match all.get(&self) {
            Some(known) => known,
            None => {
                let new: &'static Constructor = Box::leak(Box::new(self));
                all.insert(new);
                new
            }
        }
    }
}
