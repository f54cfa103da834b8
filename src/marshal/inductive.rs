//! [`LeanInductiveValue`]: a constructor applied to its fields.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::deep;
use super::error::MarshalError;
use super::value::{Atom, Value};
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

/// A value of a registered structure or inductive type: a constructor and its fields, in the order in which Lean
/// declares them.
///
/// Made by [`LeanLibrary::construct`](crate::LeanLibrary::construct) and by decoding. Matched by constructor:
///
/// ```
/// # use leanbind::LeanInductiveValue;
/// fn describe(shape: &LeanInductiveValue) -> String {
///     match (shape.constructor(), shape.fields()) {
///         ("circle", [radius]) => format!("a circle of radius {radius}"),
///         ("rect", [width, height]) => format!("{width} by {height}"),
///         (other, _) => format!("a {other}"),
///     }
/// }
/// ```
pub struct LeanInductiveValue {
    constructor: &'static Constructor,
    fields: Box<[Value]>,
}

impl LeanInductiveValue {
    /// Applies `constructor`; the number of fields is checked here, their types when the value goes to Lean. Some
    /// constructors cannot be applied ([`Constructor::only_of`]).
    pub(crate) fn new(constructor: &'static Constructor, fields: Vec<Value>) -> Result<Self, MarshalError> {
        Self::check_arity(constructor, &fields)?;
        if constructor.only_of.is_some() {
            return Err(MarshalError::new(
                format!("a value of {} that a Lean function returned", constructor.type_name),
                format!(
                    "fields for {}, one of which is a proof, a type, depends on others, or is of an opaque type and at an \
                     untold place",
                    constructor.name
                ),
            ));
        }
        Ok(LeanInductiveValue { constructor, fields: fields.into() })
    }

    /// Applies `constructor` whether or not its values are made by Lean only.
    ///
    /// # Safety
    /// Wherever the value is passed, the statements hold that the type's proofs and indices make of its fields.
    pub(crate) unsafe fn new_unchecked(
        constructor: &'static Constructor,
        fields: Vec<Value>,
    ) -> Result<Self, MarshalError> {
        Self::check_arity(constructor, &fields)?;
        Ok(LeanInductiveValue { constructor: constructor.unchecked(), fields: fields.into() })
    }

    fn check_arity(constructor: &Constructor, fields: &[Value]) -> Result<(), MarshalError> {
        if fields.len() == constructor.arity {
            return Ok(());
        }
        Err(MarshalError::new(
            format!("{} fields for {}.{}", constructor.arity, constructor.type_name, constructor.name),
            fields.len().to_string(),
        ))
    }

    /// Applies `constructor` to as many fields as it has.
    #[inline]
    pub(crate) fn decoded(constructor: &'static Constructor, fields: Vec<Value>) -> Self {
        debug_assert_eq!(fields.len(), constructor.arity);
        LeanInductiveValue { constructor, fields: fields.into() }
    }

    /// The inductive type's full Lean name, such as `Shape`.
    pub fn type_name(&self) -> &str {
        &self.constructor.type_name
    }

    /// The constructor's name, such as `circle`.
    pub fn constructor(&self) -> &str {
        &self.constructor.name
    }

    /// The constructor's index among the type's constructors.
    pub fn tag(&self) -> u32 {
        self.constructor.tag
    }

    /// The fields, in the order of declaration.
    pub fn fields(&self) -> &[Value] {
        &self.fields
    }

    /// The field called `name`, where the registry has names.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let names = self.constructor.field_names.as_ref()?;
        self.fields.get(names.iter().position(|n| n == name)?)
    }

    /// The fields' names in the order of declaration, where the registry has them.
    pub fn field_names(&self) -> Option<&[String]> {
        self.constructor.field_names.as_deref()
    }

    /// The fields, without the constructor.
    pub fn into_fields(mut self) -> Vec<Value> {
        self.take_fields().into_vec()
    }

    /// The fields, which this value has no longer.
    pub(super) fn take_fields(&mut self) -> Box<[Value]> {
        std::mem::take(&mut self.fields)
    }

    /// The constructor that both this value and a type table may share.
    #[inline]
    pub(crate) fn definition(&self) -> &'static Constructor {
        self.constructor
    }
}

impl fmt::Debug for LeanInductiveValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for LeanInductiveValue {
    /// Lean notation: `Shape.rect 3 4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        deep(|| {
            write!(f, "{}.{}", self.type_name(), self.constructor())?;
            self.fields.iter().try_for_each(|field| write!(f, " {}", Atom(field)))
        })
    }
}
