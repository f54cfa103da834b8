//! [`Constructor`]: a constructor of an inductive type, as values and type tables refer to it.

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::lock::Lock;
use crate::registry::TypeRepr;

/// A constructor of a registered structure or inductive type.
///
/// Equal constructors are stored once and never freed, so that values refer to them without counting references.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Constructor {
    /// The inductive type's full Lean name.
    pub(crate) type_name: String,
    /// The constructor's name without the type's.
    pub(crate) name: String,
    /// The constructor's index among those of its type.
    pub(crate) tag: u32,
    /// The names of the fields, if the registry has them.
    pub(crate) field_names: Option<Vec<String>>,
    /// The number of fields, erased ones included.
    pub(crate) arity: usize,
    /// Set if only Lean may apply this constructor: because a field is a proof about the others, on which compiled code
    /// relies; because an index of the type says something about them; or because a field's place is a guess. It tells
    /// where such a value may be passed.
    pub(crate) only_of: Option<OnlyOf>,
}

/// Where a value that only Lean makes may be passed.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct OnlyOf {
    /// The registry of the type. Equal names in two registries need not mean one type.
    pub(crate) origin: u64,
    pub(crate) made_at: MadeAt,
}

/// The type arguments at which a value was made. A proof in it may be about them.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum MadeAt {
    /// These parameters and indices.
    Arguments(Vec<TypeRepr>),
    /// Arguments that depend on an enclosing constructor. The value is part of another value, and fits nowhere else.
    Part,
    /// Any arguments. The caller of an unsafe function vouched for the proofs.
    Any,
}

impl MadeAt {
    /// Describes a value of the type `name` that was made at these arguments.
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
    /// Whether a value of this constructor may be passed to a type that has the constructor `expected`.
    #[inline]
    pub(crate) fn fits(&self, expected: &Constructor) -> bool {
        std::ptr::eq(self, expected) || self.is_alike(expected)
    }

    fn is_alike(&self, expected: &Constructor) -> bool {
        let same = self.type_name == expected.type_name && self.name == expected.name && self.arity == expected.arity;
        same && match (&self.only_of, &expected.only_of) {
            (None, None) => true,
            // Lean put the value in this place, or the caller of an unsafe function who vouched for it.
            (None, Some(expected)) => expected.made_at == MadeAt::Part,
            (Some(own), Some(expected)) => {
                let vouched = own.made_at == MadeAt::Any || expected.made_at == MadeAt::Part;
                own.origin == expected.origin && (vouched || own.made_at == expected.made_at)
            }
            (Some(_), None) => false,
        }
    }

    /// The same constructor for values whose proofs a caller vouched for, at any type arguments.
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

    /// Returns the one stored constructor that equals `self`.
    pub(crate) fn intern(self) -> &'static Constructor {
        static ALL: Lock<FxHashSet<&'static Constructor>> = Lock::new(FxHashSet::with_hasher(FxBuildHasher));
        let mut all = ALL.lock();
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
