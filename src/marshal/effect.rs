//! [`Effect`]: what a function's result type says of how the result comes (`IO`, `BaseIO`, `EIO`).

use crate::registry::TypeRepr;

/// What running a function amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// A pure function: the value itself.
    None,
    /// `BaseIO`, which cannot throw: the value itself.
    BaseIo,
    /// `IO`: an object of constructor 0 with the value, or of 1 with an `IO.Error`.
    Io,
    /// `EIO`: the same with an error of another type. It is carried as an `Except`, whose constructors come in the
    /// opposite order.
    Eio,
}

impl Effect {
    /// The result type of a function as it is carried, and how the result comes.
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
            (Effect::Eio, TypeRepr::Except { error, value, .. }) => TypeRepr::Except { error, value, eio: true },
            (_, other) => other,
        }
    }

    /// Whether closures and boxed variants take one argument more, the token of the world.
    pub(crate) fn takes_world(self) -> bool {
        self != Effect::None
    }

    /// Whether the result is the value itself, not an object that says how the action ended.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Effect::None | Effect::BaseIo)
    }
}
