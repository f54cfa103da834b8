//! [`Value`], and the types that it contains.
//!
//! [`LeanInductiveValue`] is in this file too, because its fields are values.

use std::sync::Arc;

use crate::counted::counted;
use crate::marshal::closure::Closure;
use crate::marshal::constructor::Constructor;
use crate::marshal::error::MarshalError;
use crate::marshal::opaque::OpaqueType;
use crate::number::{Int, Nat};
use crate::object::LeanObj;
use crate::registry::{TypeRepr, last_component, split_last};

/// A Lean value. Calls by name take and return values.
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
/// | `Thunk α`, `Task α` | that of `α`: decoding forces or awaits the value |
/// | `Option α` | `Option`; `some none` is `Option(Some(Option(None)))` |
/// | `α × β` | `Prod` |
/// | `α ⊕ β` | `Inl`, `Inr` |
/// | `Except ε α` | `Except` |
/// | `Fin n`, `BitVec w`, `String.Pos s`, `String.Pos.Raw` | `Nat` |
/// | `Vector α n`, `Subarray α` | `Array` |
/// | `Rat` | `Prod` of numerator and denominator |
/// | `Lean.Json` | `String` |
/// | a type with a conversion, such as `Std.HashMap α β` | that of the type that it is passed as |
/// | a registered structure or inductive type, `Subtype` | `Inductive` |
/// | `A → B`, `IO α` inside another type | `Function` |
/// | any other type | `Opaque` |
///
/// When a value is passed to Lean, a whole number of any variant fits every numeric type that holds it, and an `Array`
/// and a `List` fit both sequences. Nothing else is converted: a number that is out of range is an error.
///
/// Values of any depth can be compared, hashed and displayed. Two values are equal if they are the same to the bit: a
/// NaN equals itself, `0.0` differs from `-0.0`, and the `Nat` 5 differs from the `UInt` 5.
///
/// Dropping a value of a Lean type works at any depth. A value that you nest by hand, such as a hundred thousand
/// `Option`s inside each other, needs as much stack as any such Rust value.
#[non_exhaustive]
pub enum Value {
    /// `()`, and proofs and types, which the compiler erases.
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

/// A value of a registered structure or inductive type: a constructor and its fields, in the order of declaration.
///
/// [`LeanLibrary::construct`](crate::LeanLibrary::construct) and decoding make such values. Match on the constructor:
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
    /// Applies `constructor`. This checks the number of fields, not their types. Only Lean may apply some constructors
    /// ([`Constructor::only_of`]).
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

    /// Applies `constructor`, even if only Lean may apply it.
    ///
    /// # Safety
    /// Wherever the value is passed to Lean, the type's proofs and indices must be true of its fields.
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
            format!("{} for {}.{}", counted(constructor.arity, "field"), constructor.type_name, constructor.name),
            fields.len().to_string(),
        ))
    }

    /// Applies `constructor` to fields that were decoded.
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

    /// Whether `constructor`, written `Shape.circle`, made the value. The type is given by its full name or by the last
    /// component of it. Without a type, as in `circle`, only the constructor is compared.
    ///
    /// ```
    /// # use leanbind::LeanInductiveValue;
    /// fn is_round(shape: &LeanInductiveValue) -> bool {
    ///     shape.is("Shape.circle") || shape.is("Shape.ellipse")
    /// }
    /// ```
    pub fn is(&self, constructor: &str) -> bool {
        match split_last(constructor) {
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

    /// The field called `name`, if the registry has names.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let names = self.constructor.field_names.as_ref()?;
        self.fields.get(names.iter().position(|n| n == name)?)
    }

    /// The names of the fields in the order of declaration, if the registry has them.
    pub fn field_names(&self) -> Option<&[String]> {
        self.constructor.field_names.as_deref()
    }

    /// Takes the fields out of the value.
    pub fn into_fields(mut self) -> Vec<Value> {
        self.take_fields().into_vec()
    }

    /// Takes the fields, and leaves the value without any.
    pub(in crate::marshal) fn take_fields(&mut self) -> Box<[Value]> {
        std::mem::take(&mut self.fields)
    }

    /// The constructor, which type tables share.
    #[inline]
    pub(crate) fn definition(&self) -> &'static Constructor {
        self.constructor
    }
}

/// A value of a Lean type that the registry does not describe. Rust can hold it, and pass it back to a function of the
/// same library that takes this type.
#[derive(Clone)]
pub struct Opaque {
    /// The type with its arguments.
    ty: Arc<OpaqueType>,
    /// The registry of the type. Equal names in two registries need not mean one type.
    origin: u64,
    object: LeanObj,
}

impl Opaque {
    /// Pairs an object with its type, `ty` in the registry `origin`.
    ///
    /// # Safety
    /// `object` must be a value of that Lean type, boxed.
    pub(crate) unsafe fn new(ty: Arc<OpaqueType>, origin: u64, object: LeanObj) -> Self {
        Opaque { ty, origin, object }
    }

    /// The Lean type, as Lean prints it.
    pub fn type_name(&self) -> &str {
        match &self.ty.repr {
            TypeRepr::Opaque { text, .. } => text,
            TypeRepr::PyObject => "Py",
            _ => "an opaque type",
        }
    }

    /// The object.
    pub fn object(&self) -> &LeanObj {
        &self.object
    }

    /// Whether the type is called `repr`, in whichever registry.
    pub(crate) fn is_called(&self, repr: &TypeRepr) -> bool {
        self.ty.repr == *repr
    }

    /// Whether the type is one of the registry `origin`.
    pub(crate) fn is_of(&self, origin: u64) -> bool {
        self.origin == origin
    }

    /// Whether the type is `ty` in the registry `origin`.
    pub(crate) fn is(&self, ty: &Arc<OpaqueType>, origin: u64) -> bool {
        self.origin == origin && (Arc::ptr_eq(&self.ty, ty) || self.ty == *ty)
    }
}
