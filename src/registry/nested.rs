//! Clones, compares, hashes, prints and drops [`TypeRepr`]s of any depth. Each level first makes sure that there is
//! stack left.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::{discriminant, take};
use std::slice::from_ref;

use super::TypeRepr;
use crate::deep::deep;

impl TypeRepr {
    /// The types that stand directly in this one, in order: in two groups, because a function type has two.
    fn parts(&self) -> [&[TypeRepr]; 2] {
        match self {
            TypeRepr::Array(elem) | TypeRepr::List(elem) | TypeRepr::Option(elem) | TypeRepr::Io { elem, .. } => {
                [from_ref(elem), &[]]
            }
            TypeRepr::Prod(a, b) | TypeRepr::Sum(a, b) | TypeRepr::Except { error: a, value: b, .. } => {
                [from_ref(a), from_ref(b)]
            }
            TypeRepr::Named { args, .. } | TypeRepr::Opaque { args, .. } => [args, &[]],
            TypeRepr::Function { params, result } => [params, from_ref(result)],
            TypeRepr::Unit | TypeRepr::Bool | TypeRepr::Nat | TypeRepr::Int | TypeRepr::Float => [&[], &[]],
            TypeRepr::Float32 | TypeRepr::Char | TypeRepr::String | TypeRepr::PyObject => [&[], &[]],
            TypeRepr::USize | TypeRepr::ISize | TypeRepr::UInt { .. } | TypeRepr::SInt { .. } => [&[], &[]],
            TypeRepr::Param { .. } | TypeRepr::Natural(_) | TypeRepr::Argument { .. } => [&[], &[]],
            TypeRepr::Variable(_) | TypeRepr::Term { .. } | TypeRepr::Sort(_) | TypeRepr::Unnamed(_) => [&[], &[]],
            TypeRepr::Unsupported { .. } => [&[], &[]],
        }
    }

    /// What a type holds beside other types: numbers and texts.
    fn head(&self) -> (usize, u64, &str, &str) {
        match self {
            TypeRepr::UInt { bits } | TypeRepr::SInt { bits } => (bits.get() as usize, 0, "", ""),
            TypeRepr::Io { base: flag, .. } | TypeRepr::Except { eio: flag, .. } => (usize::from(*flag), 0, "", ""),
            TypeRepr::Named { name, .. } => (0, 0, name, ""),
            TypeRepr::Opaque { name, text, .. } => (0, 0, name, text),
            TypeRepr::Param { index, name } => (*index, 0, name, ""),
            TypeRepr::Argument { index, plus, text } => (*index, *plus, text, ""),
            TypeRepr::Term { text, explicit } => (0, 0, text, explicit),
            TypeRepr::Unsupported { text, why } => (0, 0, text, why),
            TypeRepr::Natural(text) | TypeRepr::Variable(text) => (0, 0, text, ""),
            TypeRepr::Sort(text) | TypeRepr::Unnamed(text) => (0, 0, text, ""),
            TypeRepr::Unit | TypeRepr::Bool | TypeRepr::Nat | TypeRepr::Int | TypeRepr::Float => (0, 0, "", ""),
            TypeRepr::Float32 | TypeRepr::Char | TypeRepr::String | TypeRepr::PyObject => (0, 0, "", ""),
            TypeRepr::USize | TypeRepr::ISize | TypeRepr::Array(_) | TypeRepr::List(_) => (0, 0, "", ""),
            TypeRepr::Option(_) | TypeRepr::Prod(..) | TypeRepr::Sum(..) | TypeRepr::Function { .. } => (0, 0, "", ""),
        }
    }

    /// The types that stand directly in this one, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = &TypeRepr> {
        self.parts().into_iter().flatten()
    }
}

impl Drop for TypeRepr {
    fn drop(&mut self) {
        if self.children().next().is_none() {
            return;
        }
        deep(|| match self {
            TypeRepr::Array(elem) | TypeRepr::List(elem) | TypeRepr::Option(elem) | TypeRepr::Io { elem, .. } => {
                drop(take(&mut **elem));
            }
            TypeRepr::Prod(a, b) | TypeRepr::Sum(a, b) | TypeRepr::Except { error: a, value: b, .. } => {
                drop(take(&mut **a));
                drop(take(&mut **b));
            }
            TypeRepr::Named { args, .. } | TypeRepr::Opaque { args, .. } => args.clear(),
            TypeRepr::Function { params, result } => {
                params.clear();
                drop(take(&mut **result));
            }
            _ => {}
        });
    }
}

impl Clone for TypeRepr {
    fn clone(&self) -> Self {
        match self {
            TypeRepr::Unit => TypeRepr::Unit,
            TypeRepr::Bool => TypeRepr::Bool,
            TypeRepr::Nat => TypeRepr::Nat,
            TypeRepr::Int => TypeRepr::Int,
            TypeRepr::Float => TypeRepr::Float,
            TypeRepr::Float32 => TypeRepr::Float32,
            TypeRepr::Char => TypeRepr::Char,
            TypeRepr::String => TypeRepr::String,
            TypeRepr::PyObject => TypeRepr::PyObject,
            TypeRepr::UInt { bits } => TypeRepr::UInt { bits: *bits },
            TypeRepr::SInt { bits } => TypeRepr::SInt { bits: *bits },
            TypeRepr::USize => TypeRepr::USize,
            TypeRepr::ISize => TypeRepr::ISize,
            TypeRepr::Array(elem) => deep(|| TypeRepr::Array(elem.clone())),
            TypeRepr::List(elem) => deep(|| TypeRepr::List(elem.clone())),
            TypeRepr::Option(elem) => deep(|| TypeRepr::Option(elem.clone())),
            TypeRepr::Io { elem, base } => deep(|| TypeRepr::Io { elem: elem.clone(), base: *base }),
            TypeRepr::Prod(a, b) => deep(|| TypeRepr::Prod(a.clone(), b.clone())),
            TypeRepr::Sum(a, b) => deep(|| TypeRepr::Sum(a.clone(), b.clone())),
            TypeRepr::Except { error, value, eio } => {
                deep(|| TypeRepr::Except { error: error.clone(), value: value.clone(), eio: *eio })
            }
            TypeRepr::Named { name, args } => deep(|| TypeRepr::Named { name: name.clone(), args: args.clone() }),
            TypeRepr::Opaque { name, args, text } => {
                deep(|| TypeRepr::Opaque { name: name.clone(), args: args.clone(), text: text.clone() })
            }
            TypeRepr::Function { params, result } => {
                deep(|| TypeRepr::Function { params: params.clone(), result: result.clone() })
            }
            TypeRepr::Param { index, name } => TypeRepr::Param { index: *index, name: name.clone() },
            TypeRepr::Natural(digits) => TypeRepr::Natural(digits.clone()),
            TypeRepr::Argument { index, plus, text } => {
                TypeRepr::Argument { index: *index, plus: *plus, text: text.clone() }
            }
            TypeRepr::Variable(text) => TypeRepr::Variable(text.clone()),
            TypeRepr::Term { text, explicit } => TypeRepr::Term { text: text.clone(), explicit: explicit.clone() },
            TypeRepr::Sort(text) => TypeRepr::Sort(text.clone()),
            TypeRepr::Unnamed(text) => TypeRepr::Unnamed(text.clone()),
            TypeRepr::Unsupported { text, why } => TypeRepr::Unsupported { text: text.clone(), why: why.clone() },
        }
    }
}

impl PartialEq for TypeRepr {
    fn eq(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
            && self.head() == other.head()
            && deep(|| self.parts() == other.parts())
    }
}

impl Eq for TypeRepr {}

impl Hash for TypeRepr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (discriminant(self), self.head()).hash(state);
        deep(|| self.parts().hash(state));
    }
}

impl fmt::Debug for TypeRepr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        deep(|| match self {
            TypeRepr::Unit => f.write_str("Unit"),
            TypeRepr::Bool => f.write_str("Bool"),
            TypeRepr::Nat => f.write_str("Nat"),
            TypeRepr::Int => f.write_str("Int"),
            TypeRepr::Float => f.write_str("Float"),
            TypeRepr::Float32 => f.write_str("Float32"),
            TypeRepr::Char => f.write_str("Char"),
            TypeRepr::String => f.write_str("String"),
            TypeRepr::PyObject => f.write_str("PyObject"),
            TypeRepr::USize => f.write_str("USize"),
            TypeRepr::ISize => f.write_str("ISize"),
            TypeRepr::UInt { bits } => f.debug_struct("UInt").field("bits", bits).finish(),
            TypeRepr::SInt { bits } => f.debug_struct("SInt").field("bits", bits).finish(),
            TypeRepr::Array(elem) => f.debug_tuple("Array").field(elem).finish(),
            TypeRepr::List(elem) => f.debug_tuple("List").field(elem).finish(),
            TypeRepr::Option(elem) => f.debug_tuple("Option").field(elem).finish(),
            TypeRepr::Io { elem, base } => f.debug_struct("Io").field("elem", elem).field("base", base).finish(),
            TypeRepr::Prod(a, b) => f.debug_tuple("Prod").field(a).field(b).finish(),
            TypeRepr::Sum(a, b) => f.debug_tuple("Sum").field(a).field(b).finish(),
            TypeRepr::Except { error, value, eio } => {
                f.debug_struct("Except").field("error", error).field("value", value).field("eio", eio).finish()
            }
            TypeRepr::Named { name, args } => f.debug_struct("Named").field("name", name).field("args", args).finish(),
            TypeRepr::Opaque { name, args, text } => {
                f.debug_struct("Opaque").field("name", name).field("args", args).field("text", text).finish()
            }
            TypeRepr::Function { params, result } => {
                f.debug_struct("Function").field("params", params).field("result", result).finish()
            }
            TypeRepr::Param { index, name } => {
                f.debug_struct("Param").field("index", index).field("name", name).finish()
            }
            TypeRepr::Natural(digits) => f.debug_tuple("Natural").field(digits).finish(),
            TypeRepr::Argument { index, plus, text } => {
                f.debug_struct("Argument").field("index", index).field("plus", plus).field("text", text).finish()
            }
            TypeRepr::Variable(text) => f.debug_tuple("Variable").field(text).finish(),
            TypeRepr::Term { text, explicit } => {
                f.debug_struct("Term").field("text", text).field("explicit", explicit).finish()
            }
            TypeRepr::Sort(text) => f.debug_tuple("Sort").field(text).finish(),
            TypeRepr::Unnamed(text) => f.debug_tuple("Unnamed").field(text).finish(),
            TypeRepr::Unsupported { text, why } => {
                f.debug_struct("Unsupported").field("text", text).field("why", why).finish()
            }
        })
    }
}
