//! [`View`]: a borrowed Lean value, whose parts are read on demand.

use std::fmt;

use super::closure::converting;
use super::codec::{Codec, PreparedConstructor, Representation};
use super::datum::Datum;
use super::decode::{FromLean, constructor_of, constructor_of_bits, force};
use super::error::MarshalError;
use super::invariant::Invariant;
use super::scalar;
use super::ty::{BYTE, Ty};
use super::value::Value;
use crate::counted::counted;
use crate::marshal::call_error::CallError;
use crate::object::{ObjRef, ObjectKind};
use crate::registry::{TypeRepr, did_you_mean, suggest};
use crate::runtime::check_attached;

/// A Lean value, borrowed from the [`TypedObj`](super::TypedObj) that holds it. Cheap to copy.
///
/// Only the parts that you ask for are converted; text, bytes and floats are borrowed. Every step is checked against
/// the type and the object, and a mismatch is an error. To read inside a thunk or a task, a view forces or awaits it.
///
/// ```
/// # use leanbind::{CallError, View};
/// /// The sum of a tree's values, for `inductive Tree | leaf | node (left : Tree) (value : Int) (right : Tree)`.
/// fn sum(tree: View<'_>) -> Result<i64, CallError> {
///     match tree.constructor()? {
///         "node" => {
///             let [left, value, right] = tree.fields()?;
///             Ok(sum(left)? + value.decode_as::<i64>()? + sum(right)?)
///         }
///         _ => Ok(0),
///     }
/// }
/// ```
///
/// | Lean | read by |
/// |---|---|
/// | `String` | [`as_str`](Self::as_str) |
/// | `ByteArray`, `FloatArray` | [`as_bytes`](Self::as_bytes), [`as_floats`](Self::as_floats), [`elements`](Self::elements) |
/// | `Array α`, `List α` | [`elements`](Self::elements), [`element`](Self::element), [`len`](Self::len) |
/// | structures and inductive types | [`constructor`](Self::constructor), [`fields`](Self::fields), [`field`](Self::field), [`field_named`](Self::field_named) |
/// | `Option`, `×`, `⊕`, `Except`, `List` | the same: `some` and `none`, `mk`, `inl` and `inr`, `ok` and `error`, `cons` and `nil` |
/// | `Thunk α`, `Task α` | as `α` |
/// | any | [`decode`](Self::decode), [`decode_as`](Self::decode_as) |
///
/// # Errors
/// Every method returns [`CallError::Marshal`] if the value is not of a type that the method reads. If it must force a thunk
/// or await a task, [`CallError::NotAttached`] on a thread that is not attached, and [`CallError::Callback`] if the thunk
/// called a Rust function that failed. Lean keeps a thunk's value: only the first reading can fail.
#[derive(Clone, Copy)]
pub struct View<'a> {
    ty: Ty<'a>,
    datum: Datum<'a>,
}

/// The constructor of a value, and how to read its fields.
struct Applied<'a> {
    name: &'a str,
    fields: FieldAccess<'a>,
}

enum FieldAccess<'a> {
    /// The fields of a registered type.
    Registered(&'a PreparedConstructor, Representation),
    /// The fields of a built-in type: the names and the types of its objects, in order.
    Builtin(&'static [&'static str], [&'a Codec; 2]),
}

impl<'a> View<'a> {
    /// Views a boxed object of type `ty`.
    #[inline]
    pub(super) fn new(object: ObjRef<'a>, ty: Ty<'a>) -> Self {
        View { ty, datum: Datum::Object(object) }
    }

    /// The Lean type.
    pub fn ty(self) -> TypeRepr {
        self.ty.repr()
    }

    /// Converts the whole value.
    ///
    /// # Errors
    /// See [`View`]; [`CallError::NotAttached`] on a thread that is not attached.
    pub fn decode(self) -> Result<Value, CallError> {
        self.decode_as()
    }

    /// Converts the value to the Rust type `T`. As a [`TypedObj`](super::TypedObj), it outlives the borrow.
    ///
    /// # Errors
    /// As [`decode`](Self::decode); also [`CallError::Marshal`] if the value is not a `T`.
    #[inline]
    pub fn decode_as<T: FromLean>(self) -> Result<T, CallError> {
        check_attached()?;
        converting(self.ty, || {
            let view = self.forced()?;
            view.datum.decode(view.ty).map_err(CallError::from)
        })
    }

    /// The text of a `String`. This checks that the bytes are UTF-8.
    ///
    /// # Errors
    /// See [`View`].
    pub fn as_str(self) -> Result<&'a str, CallError> {
        let view = self.forced()?;
        let bytes = match view.ty.codec {
            Codec::String => view.object()?.string_bytes(),
            _ => return Err(view.unfit("a String")),
        };
        let bytes = bytes.ok_or_else(|| view.misfit())?;
        std::str::from_utf8(bytes).map_err(|e| view.ty.mismatch(format!("text that is not UTF-8: {e}")).into())
    }

    /// The bytes of a `ByteArray`.
    ///
    /// # Errors
    /// See [`View`].
    pub fn as_bytes(self) -> Result<&'a [u8], CallError> {
        let view = self.forced()?;
        match view.ty.codec {
            Codec::Bytes => view.object()?.bytes().ok_or_else(|| view.misfit()),
            _ => Err(view.unfit("a ByteArray")),
        }
    }

    /// The numbers of a `FloatArray`.
    ///
    /// # Errors
    /// See [`View`].
    pub fn as_floats(self) -> Result<&'a [f64], CallError> {
        let view = self.forced()?;
        match view.ty.codec {
            Codec::Floats => view.object()?.floats().ok_or_else(|| view.misfit()),
            _ => Err(view.unfit("a FloatArray")),
        }
    }

    /// Iterates over the elements of an `Array`, a `List`, a `ByteArray` or a `FloatArray`.
    ///
    /// # Errors
    /// See [`View`].
    pub fn elements(self) -> Result<Elements<'a>, CallError> {
        let view = self.forced()?;
        let rest = match view.ty.codec {
            Codec::Array(elem) => {
                let elements = view.object()?.elements().ok_or_else(|| view.misfit())?;
                Rest::Array(elements.iter(), view.ty.with(elem))
            }
            Codec::List(elem) => Rest::List(view.object()?, view.ty, view.ty.with(elem)),
            Codec::Bytes => Rest::Bytes(view.as_bytes()?.iter(), view.ty.with(&BYTE)),
            Codec::Floats => Rest::Floats(view.as_floats()?.iter(), view.ty.with(&Codec::Float)),
            _ => return Err(view.unfit("an Array, a List, a ByteArray or a FloatArray")),
        };
        Ok(Elements(rest))
    }

    /// The number of elements. Counting those of a `List` takes linear time.
    ///
    /// # Errors
    /// As [`elements`](Self::elements).
    pub fn len(self) -> Result<usize, CallError> {
        let elements = self.elements()?;
        match elements.size_hint() {
            (least, Some(most)) if least == most => Ok(least),
            _ => elements.into_iter().try_fold(0, |count, element| element.map(|_| count + 1)),
        }
    }

    /// Whether there are no elements.
    ///
    /// # Errors
    /// As [`elements`](Self::elements).
    pub fn is_empty(self) -> Result<bool, CallError> {
        self.elements()?.next().transpose().map(|first| first.is_none())
    }

    /// The element at `index`, counted from 0. In a `List` this takes linear time.
    ///
    /// # Errors
    /// As [`elements`](Self::elements); also [`CallError::Marshal`] if `index` is out of range.
    pub fn element(self, index: usize) -> Result<View<'a>, CallError> {
        match self.elements()?.nth(index) {
            Some(element) => element,
            None => Err(self.nothing_at("element", index, self.len()?)),
        }
    }

    /// The name of the value's constructor, without the type's name.
    ///
    /// # Errors
    /// See [`View`].
    #[inline]
    pub fn constructor(self) -> Result<&'a str, CallError> {
        let view = self.forced()?;
        view.applied().map(|applied| applied.name)
    }

    /// All of the constructor's fields, in the order of declaration: `let [left, value, right] = tree.fields()?;`.
    ///
    /// # Errors
    /// See [`View`]; also [`CallError::Marshal`] if the constructor does not have `N` fields.
    #[inline]
    pub fn fields<const N: usize>(self) -> Result<[View<'a>; N], CallError> {
        let view = self.forced()?;
        let applied = view.applied()?;
        let count = view.count(&applied);
        if count != N {
            let expected = format!("{} of {}", counted(N, "field"), applied.name);
            return Err(MarshalError::new(expected, format!("{count}")).into());
        }
        let mut fields = [view; N];
        for (i, field) in fields.iter_mut().enumerate() {
            *field = view.field_of(&applied, i)?;
        }
        Ok(fields)
    }

    /// The constructor's field at `index`, counted from 0 in the order of declaration. A proof or a type reads as `()`,
    /// because the compiler erases it.
    ///
    /// # Errors
    /// See [`View`]; also [`CallError::Marshal`] if the constructor has no such field.
    pub fn field(self, index: usize) -> Result<View<'a>, CallError> {
        let view = self.forced()?;
        let applied = view.applied()?;
        let count = view.count(&applied);
        if index < count { view.field_of(&applied, index) } else { Err(view.nothing_at("field", index, count)) }
    }

    /// The constructor's field called `name`, if the registry has names.
    ///
    /// # Errors
    /// See [`View`]; also [`CallError::Marshal`] if the constructor has no such field, with similar names.
    pub fn field_named(self, name: &str) -> Result<View<'a>, CallError> {
        let view = self.forced()?;
        let applied = view.applied()?;
        let names: Vec<&str> = match applied.fields {
            FieldAccess::Registered(ctor, _) => {
                ctor.definition.field_names.iter().flatten().map(String::as_str).collect()
            }
            FieldAccess::Builtin(names, _) => names.to_vec(),
        };
        match names.iter().position(|known| *known == name) {
            Some(index) => view.field_of(&applied, index),
            None => {
                let got = format!("{name}{}", did_you_mean(&suggest(name, names)));
                Err(MarshalError::new(format!("a field of {}.{}", view.ty, applied.name), got).into())
            }
        }
    }

    /// Forces a thunk or awaits a task, and drops the proof of a checked type.
    #[inline]
    fn forced(self) -> Result<View<'a>, CallError> {
        match (self.ty.codec, self.datum) {
            (Codec::Thunk(_) | Codec::Task(_), Datum::Object(object)) => {
                check_attached()?;
                let (object, ty) = converting(self.ty, || force(object, self.ty).map_err(CallError::from))?;
                View::new(object, ty).forced()
            }
            // A checked value and its carrier look the same in memory, except for a subarray.
            (Codec::Checked(checked), _) if checked.invariant != Invariant::Window => {
                View { ty: self.ty.with(&checked.carrier), datum: self.datum }.forced()
            }
            _ => Ok(self),
        }
    }

    #[inline]
    fn object(self) -> Result<ObjRef<'a>, MarshalError> {
        match self.datum {
            Datum::Object(object) => Ok(object),
            Datum::Bits(_) => Err(self.ty.mismatch("a machine scalar")),
        }
    }

    /// The value's constructor.
    #[inline]
    fn applied(self) -> Result<Applied<'a>, CallError> {
        let Codec::Inductive(i) = self.ty.codec else { return self.builtin() };
        let inductive = self.ty.table.inductive(*i);
        let constructor = match (inductive.representation, self.datum) {
            (Representation::Object, _) => constructor_of(self.object()?, inductive, self.ty)?,
            (Representation::Trivial(_), _) => &inductive.constructors[0],
            (Representation::Enum(_), Datum::Bits(bits)) => constructor_of_bits(bits, inductive, self.ty)?,
            (Representation::Enum(machine), Datum::Object(object)) => {
                constructor_of_bits(scalar::unboxed(object, self.ty, machine)?, inductive, self.ty)?
            }
        };
        Ok(Applied {
            name: &constructor.definition.name,
            fields: FieldAccess::Registered(constructor, inductive.representation),
        })
    }

    /// As [`applied`](Self::applied), for the built-in inductive types (`Init/Prelude.lean`, `Init/Core.lean`).
    fn builtin(self) -> Result<Applied<'a>, CallError> {
        use ObjectKind::{Constructor, Scalar};
        let unit = &Codec::Unit;
        let fields = |name, names, types| Ok(Applied { name, fields: FieldAccess::Builtin(names, types) });
        match self.ty.codec {
            Codec::Option(_) | Codec::List(_) | Codec::Prod(_) | Codec::Sum(_) | Codec::Except(_) => {}
            _ => return Err(self.unfit("a value of an inductive type")),
        }
        match (self.ty.codec, self.object()?.kind()) {
            (Codec::Option(_), Scalar(0)) => fields("none", &[], [unit, unit]),
            (Codec::Option(value), Constructor { tag: 1, objects: 1 }) => fields("some", &["val"], [value, unit]),
            (Codec::List(_), Scalar(0)) => fields("nil", &[], [unit, unit]),
            (list @ Codec::List(elem), Constructor { tag: 1, objects: 2 }) => {
                fields("cons", &["head", "tail"], [elem, list])
            }
            (Codec::Prod(pair), Constructor { tag: 0, objects: 2 }) => {
                fields("mk", &["fst", "snd"], [&pair.0, &pair.1])
            }
            (Codec::Sum(pair), Constructor { tag: 0, objects: 1 }) => fields("inl", &["val"], [&pair.0, unit]),
            (Codec::Sum(pair), Constructor { tag: 1, objects: 1 }) => fields("inr", &["val"], [&pair.1, unit]),
            (Codec::Except(pair), Constructor { tag: 0, objects: 1 }) => fields("error", &["a"], [&pair.0, unit]),
            (Codec::Except(pair), Constructor { tag: 1, objects: 1 }) => fields("ok", &["a"], [&pair.1, unit]),
            _ => Err(self.misfit()),
        }
    }

    /// The number of fields of the constructor.
    #[inline]
    fn count(self, applied: &Applied<'_>) -> usize {
        match applied.fields {
            FieldAccess::Registered(constructor, _) => constructor.fields.len(),
            FieldAccess::Builtin(names, _) => names.len(),
        }
    }

    /// The field at `index`, which must exist.
    #[inline]
    fn field_of(self, applied: &Applied<'a>, index: usize) -> Result<View<'a>, CallError> {
        let (ty, datum) = match applied.fields {
            FieldAccess::Registered(constructor, representation) => {
                let ty = self.ty.with(&constructor.fields[index]);
                let datum = match representation {
                    Representation::Trivial(field) if field == index => Ok(self.datum),
                    Representation::Trivial(_) | Representation::Enum(_) => Ok(Datum::erased()),
                    Representation::Object => Datum::field(self.object()?, constructor.layout.slots[index], ty),
                };
                (ty, datum.map_err(|e| constructor.at_field(e, index))?)
            }
            FieldAccess::Builtin(_, types) => {
                let ty = self.ty.with(types[index]);
                let field = self.object()?.field(index as u32).ok_or_else(|| ty.mismatch("nothing"))?;
                (ty, Datum::Object(field))
            }
        };
        Ok(View { ty, datum })
    }

    /// The error for a value whose type the method does not read.
    #[cold]
    fn unfit(self, expected: &str) -> CallError {
        MarshalError::new(expected, format!("a value of type {}", self.ty)).into()
    }

    /// The error for an object that is not of its type.
    #[cold]
    fn misfit(self) -> CallError {
        let got = match self.datum {
            Datum::Object(object) => object.kind().to_string(),
            Datum::Bits(_) => "a machine scalar".to_owned(),
        };
        self.ty.mismatch(got).into()
    }

    /// The error for an index that is out of range.
    #[cold]
    fn nothing_at(self, what: &str, index: usize, count: usize) -> CallError {
        let s = if count == 1 { "" } else { "s" };
        let expected = format!("one of {count} {what}{s} of {}", self.ty);
        MarshalError::new(expected, format!("{what} {index}")).into()
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({})", self.ty)
    }
}

/// An iterator over elements, from [`View::elements`]. A malformed list ends with an error.
#[derive(Clone, Debug)]
pub struct Elements<'a>(Rest<'a>);

#[derive(Clone, Debug)]
enum Rest<'a> {
    Array(std::slice::Iter<'a, ObjRef<'a>>, Ty<'a>),
    Bytes(std::slice::Iter<'a, u8>, Ty<'a>),
    Floats(std::slice::Iter<'a, f64>, Ty<'a>),
    /// The rest of the list, the type of the list and that of its elements.
    List(ObjRef<'a>, Ty<'a>, Ty<'a>),
    Nothing,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<View<'a>, CallError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let view = match &mut self.0 {
            Rest::Array(elements, ty) => View::new(*elements.next()?, *ty),
            Rest::Bytes(bytes, ty) => View { ty: *ty, datum: Datum::Bits(u64::from(*bytes.next()?)) },
            Rest::Floats(floats, ty) => View { ty: *ty, datum: Datum::Bits(floats.next()?.to_bits()) },
            Rest::List(object, list, elem) => match (object.kind(), object.field(0), object.field(1)) {
                (ObjectKind::Scalar(0), ..) => return None,
                (ObjectKind::Constructor { tag: 1, objects: 2 }, Some(head), Some(tail)) => {
                    *object = tail;
                    View::new(head, *elem)
                }
                (other, ..) => {
                    let error = list.mismatch(other.to_string());
                    self.0 = Rest::Nothing;
                    return Some(Err(error.into()));
                }
            },
            Rest::Nothing => return None,
        };
        Some(Ok(view))
    }

    /// Takes constant time in an array.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        let before = n.checked_sub(1);
        match (&mut self.0, before) {
            (_, None) => {}
            (Rest::Array(elements, _), Some(last)) => drop(elements.nth(last)),
            (Rest::Bytes(bytes, _), Some(last)) => drop(bytes.nth(last)),
            (Rest::Floats(floats, _), Some(last)) => drop(floats.nth(last)),
            (Rest::List(..) | Rest::Nothing, Some(last)) => {
                for _ in 0..=last {
                    if let Err(error) = self.next()? {
                        return Some(Err(error));
                    }
                }
            }
        }
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Rest::Array(elements, _) => elements.size_hint(),
            Rest::Bytes(bytes, _) => bytes.size_hint(),
            Rest::Floats(floats, _) => floats.size_hint(),
            Rest::List(..) => (0, None),
            Rest::Nothing => (0, Some(0)),
        }
    }
}

impl std::iter::FusedIterator for Elements<'_> {}
