//! [`Value`]: any Lean value that leanbind can carry, as Rust sees it.
//!
//! It is one thing with [`LeanInductiveValue`], whose fields are values.

use std::sync::Arc;

use crate::marshal::closure::Closure;
use crate::marshal::constructor::Constructor;
use crate::marshal::error::MarshalError;
use crate::number::{Int, Nat};
use crate::object::LeanObj;
use crate::registry::{TypeRepr, last_component};

/// A Lean value, the currency of calls by name.
///
/// | Lean | variant |
/// |---|---|
/// | `Unit` | `Unit` |
/// | `Bool` | `Bool` |
/// | `Nat`, `Int` | `Nat`, `Int`, of any size |
/// | `UInt8` … `UInt64`, `USize` | `UInt` |
/// | `Int8` … `Int64`, `ISize` | `SInt` |
/// | `Float`, `Float32` | `Float`, `Float32` |
/// | `Char`, `String` | `Char`, `String` |
/// | `Array α`, `List α` | `Array`, `List` |
/// | `ByteArray`, `FloatArray` | `Bytes`, `Floats` |
/// | `Thunk α`, `Task α` | that of `α`: the value is waited for |
/// | `Option α` | `Option`; `some none` is `Option(Some(Option(None)))` |
/// | `α × β` | `Prod` |
/// | `α ⊕ β` | `Inl`, `Inr` |
/// | `Except ε α` | `Except` |
/// | `Fin n`, `BitVec w`, `String.Pos s`, `String.Pos.Raw` | `Nat` |
/// | `Vector α n`, `Subarray α` | `Array` |
/// | `Rat` | `Prod` of numerator and denominator |
/// | `Lean.Json` | `String` |
/// | a type with a conversion, such as `Std.HashMap α β` | that of the type that it travels as |
/// | a registered structure or inductive type, `Subtype` | `Inductive` |
/// | `A → B`, `IO α` inside of another type | `Function` |
/// | any other type | `Opaque` |
///
/// Going to Lean, a whole number of any variant fits every numeric type that holds it, an `Array` and a `List` fit
/// both sequences, and nothing else is converted: a number that is out of range is an error, never a wrap.
///
/// Values can be compared, ordered, hashed and shown at any depth. Two are equal if they are the same to the bit: a NaN
/// equals itself, `0.0` is not `-0.0`, and the `Nat` 5 is not the `UInt` 5.
///
/// A value is dropped at any depth that a Lean type has. One that is nested by hand, an `Option` in an `Option` and so on
/// a hundred thousand times, needs as much stack as any such Rust value.
#[non_exhaustive]
pub enum Value {
    /// `()`, and what the compiler erases: proofs and types.
    Unit,
    /// `Bool`.
    Bool(bool),
    /// `Nat`.
    Nat(Nat),
    /// `Int`.
    Int(Int),
    /// An unsigned integer of fixed width.
    UInt(u64),
    /// A signed integer of fixed width.
    SInt(i64),
    /// `Float`.
    Float(f64),
    /// `Float32`.
    Float32(f32),
    /// `Char`.
    Char(char),
    /// `String`.
    String(String),
    /// `Array`.
    Array(Vec<Value>),
    /// `List`.
    List(Vec<Value>),
    /// `ByteArray`.
    Bytes(Vec<u8>),
    /// `FloatArray`.
    Floats(Vec<f64>),
    /// `Option`.
    Option(Option<Box<Value>>),
    /// `Prod`.
    Prod(Box<(Value, Value)>),
    /// `Sum.inl`.
    Inl(Box<Value>),
    /// `Sum.inr`.
    Inr(Box<Value>),
    /// `Except`.
    Except(Result<Box<Value>, Box<Value>>),
    /// A value of a registered structure or inductive type.
    Inductive(LeanInductiveValue),
    /// A function, or an action.
    Function(Closure),
    /// A value of a type that the registry does not describe.
    Opaque(Opaque),
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

    /// Whether the value is made by the constructor written `Shape.circle`. The type goes by its full name, or by the last
    /// part of it; without a type, as in `circle`, the constructor alone is compared.
    ///
    /// ```
    /// # use leanbind::LeanInductiveValue;
    /// fn is_round(shape: &LeanInductiveValue) -> bool {
    ///     shape.is("Shape.circle") || shape.is("Shape.ellipse")
    /// }
    /// ```
    pub fn is(&self, constructor: &str) -> bool {
        match constructor.rsplit_once('.') {
            None => constructor == self.constructor(),
            Some((ty, name)) => {
                name == self.constructor() && (ty == self.type_name() || ty == last_component(self.type_name()))
            }
        }
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
    pub(in crate::marshal) fn take_fields(&mut self) -> Box<[Value]> {
        std::mem::take(&mut self.fields)
    }

    /// The constructor that both this value and a type table may share.
    #[inline]
    pub(crate) fn definition(&self) -> &'static Constructor {
        self.constructor
    }
}

/// A value of a Lean type that the registry does not describe: it can be held, and passed back to a function of the
/// same library that takes this type.
#[derive(Clone)]
pub struct Opaque {
    /// The type, arguments included.
    repr: Arc<TypeRepr>,
    /// The registry that named the type: equal names of two libraries need not be one type.
    origin: u64,
    object: LeanObj,
}

impl Opaque {
    /// A handle on a value of the type `repr`, as the registry `origin` means it.
    ///
    /// # Safety
    /// `object` is a value of that Lean type.
    pub(crate) unsafe fn new(repr: Arc<TypeRepr>, origin: u64, object: LeanObj) -> Self {
        Opaque { repr, origin, object }
    }

    /// The Lean type, as Lean prints it.
    pub fn type_name(&self) -> &str {
        match &*self.repr {
            TypeRepr::Opaque { text, .. } => text,
            _ => "an opaque type",
        }
    }

    /// The object itself.
    pub fn object(&self) -> &LeanObj {
        &self.object
    }

    /// Whether some registry means a type of this value's by `repr`.
    pub(crate) fn is_called(&self, repr: &TypeRepr) -> bool {
        *self.repr == *repr
    }

    /// Whether this is a value of the type that the registry `origin` means by `repr`.
    pub(crate) fn is(&self, repr: &Arc<TypeRepr>, origin: u64) -> bool {
        self.origin == origin && (Arc::ptr_eq(&self.repr, repr) || self.repr == *repr)
    }
}
