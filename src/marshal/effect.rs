//! [`Effect`]: whether a function is pure or an action (`IO`, `BaseIO`, `EIO`), which decides how it returns its
//! result.

use crate::registry::TypeRepr;

/// How a function returns its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// A pure function returns the value itself.
    None,
    /// A `BaseIO` action cannot throw, and returns the value itself.
    BaseIo,
    /// An `IO` action returns constructor 0 with the value, or constructor 1 with an `IO.Error`.
    Io,
    /// An `EIO` action returns the same with an error of another type. In Rust its result is an `Except`, whose
    /// constructors have the opposite order.
    Eio,
}

impl Effect {
    /// Splits a result type into the type of the value and the effect.
    pub(crate) fn carried(result: &TypeRepr) -> (TypeRepr, Effect) {
        match result {
            TypeRepr::Io { elem, base: false } => ((**elem).clone(), Effect::Io),
            TypeRepr::Io { elem, base: true } => ((**elem).clone(), Effect::BaseIo),
            TypeRepr::Except { error, value, eio: true } => {
                (TypeRepr::Except { error: error.clone(), value: value.clone(), eio: false }, Effect::Eio)
            }
            other => (other.clone(), Effect::None),
        }
    }

    /// The reverse of [`carried`](Self::carried).
    pub(super) fn result_type(self, carried: TypeRepr) -> TypeRepr {
        match (self, carried) {
            (Effect::BaseIo, elem) => TypeRepr::Io { elem: Box::new(elem), base: true },
            (Effect::Io, elem) => TypeRepr::Io { elem: Box::new(elem), base: false },
            (Effect::Eio, mut carried) => {
                if let TypeRepr::Except { eio, .. } = &mut carried {
                    *eio = true;
                }
                carried
            }
            (Effect::None, other) => other,
        }
    }

    /// Whether closures and boxed variants take an additional argument, the world token.
    pub(crate) fn takes_world(self) -> bool {
        self != Effect::None
    }

    /// Whether the function returns the value itself, not an object that tells a value from an error.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Effect::None | Effect::BaseIo)
    }
}
