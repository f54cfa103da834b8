//! [`Args`]: the arguments of a call, as a tuple of Rust values or a slice of [`Value`]s.

use std::sync::Arc;

use super::param::Param;
use crate::marshal::{
    Bound, Codec, Encode, IntoLean, MarshalError, Step, Ty, TypeTable, Value, bound_of, encode_value,
};
use crate::object::{LeanObj, ObjRef};

/// The arguments of a call. Either a tuple of up to twelve [`IntoLean`] values, or an array, a slice or a `Vec` of
/// [`Value`]s. A single argument needs a tuple too: `(41u64,)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a call",
    note = "arguments are a tuple, as in `(41, \"text\")`; a single one has a comma too: `(41,)`",
    note = "each is of one of the types in the documentation of `IntoLean`, or a `leanbind::Value`"
)]
pub trait Args: sealed::PushArgs {}

impl<A: sealed::PushArgs> Args for A {}

/// The machine words of the arguments of a call, while they are encoded. Dropping it releases their objects.
pub struct Words<'a> {
    params: &'a [Param],
    table: &'a Arc<TypeTable>,
    words: &'a mut [u64],
    filled: usize,
    /// Whether every argument is passed as an object, scalars boxed.
    boxed: bool,
}

impl<'a> Words<'a> {
    /// Starts with no arguments. `words` has room for one word per parameter.
    #[inline]
    pub(super) fn new(params: &'a [Param], table: &'a Arc<TypeTable>, words: &'a mut [u64], boxed: bool) -> Self {
        Words { params, table, words, filled: 0, boxed }
    }

    /// Encodes the next argument.
    #[inline]
    fn push<T: Encode + ?Sized>(&mut self, value: &T) -> Result<(), MarshalError> {
        let param = &self.params[self.filled];
        if param.depends { self.push_dependent(value, param) } else { self.push_as(value, param, &param.codec) }
    }

    /// Encodes an argument whose type depends on earlier arguments.
    #[cold]
    fn push_dependent<T: Encode + ?Sized>(&mut self, value: &T, param: &Param) -> Result<(), MarshalError> {
        let codec = self.dependent(param);
        self.push_as(value, param, &codec)
    }

    /// Encodes an argument at the type `codec`.
    #[inline]
    fn push_as<T: Encode + ?Sized>(&mut self, value: &T, param: &Param, codec: &Codec) -> Result<(), MarshalError> {
        let ty = Ty { codec, table: self.table };
        let word = if self.boxed || !param.machine.is_scalar() {
            encode_value(value, ty).map(|object| object.into_raw() as u64)
        } else {
            value.bits(ty)
        };
        self.words[self.filled] = word.map_err(|e| self.in_argument(e))?;
        self.filled += 1;
        Ok(())
    }

    /// The type of a parameter that depends on earlier arguments.
    fn dependent(&self, param: &Param) -> Codec {
        let argument = |index: usize, plus: u64| -> Option<Bound> {
            let word = *self.words[..self.filled].get(index)?;
            // SAFETY: the word is an object, since `Prepared::new` has checked that the parameter is a number or a
            // text.
            bound_of(unsafe { ObjRef::from_raw(word as *mut crate::sys::lean_object) }, plus)
        };
        param.codec.at_arguments(&argument)
    }

    /// Adds the current argument to the path of `error`.
    #[cold]
    fn in_argument(&self, error: MarshalError) -> MarshalError {
        error.at(Step::Argument(self.filled + 1, self.params[self.filled].name.clone()))
    }

    /// Gives up ownership of the objects: a call takes them.
    #[inline]
    pub(super) fn hand_over(&mut self) {
        self.filled = 0;
    }

    /// Releases the objects.
    #[cold]
    fn release(&mut self) {
        for (param, &word) in self.params.iter().zip(&self.words[..self.filled]) {
            if self.boxed || !param.machine.is_scalar() {
                // SAFETY: `push` stored an owned reference here, and no call took it.
                drop(unsafe { LeanObj::from_word(word) });
            }
        }
    }
}

impl Drop for Words<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.filled > 0 {
            self.release();
        }
    }
}

mod sealed {
    use super::{MarshalError, Words};

    pub trait PushArgs {
        /// The number of arguments.
        fn count(&self) -> usize;

        /// Encodes the arguments in order. There are as many parameters.
        fn push(&self, words: &mut Words<'_>) -> Result<(), MarshalError>;
    }
}

macro_rules! tuple_args {
    ($($name:ident $index:tt),*) => {
        impl<$($name: IntoLean),*> sealed::PushArgs for ($($name,)*) {
            #[inline]
            fn count(&self) -> usize {
                0 $(+ { let _ = $index; 1 })*
            }

            #[inline]
            fn push(&self, _words: &mut Words<'_>) -> Result<(), MarshalError> {
                $(_words.push(&self.$index)?;)*
                Ok(())
            }
        }
    };
}

tuple_args!();
tuple_args!(A 0);
tuple_args!(A 0, B 1);
tuple_args!(A 0, B 1, C 2);
tuple_args!(A 0, B 1, C 2, D 3);
tuple_args!(A 0, B 1, C 2, D 3, E 4);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple_args!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

impl sealed::PushArgs for [Value] {
    fn count(&self) -> usize {
        self.len()
    }

    fn push(&self, words: &mut Words<'_>) -> Result<(), MarshalError> {
        self.iter().try_for_each(|value| words.push(value))
    }
}

macro_rules! value_args {
    ($([$($generics:tt)*] $t:ty),*) => {$(
        impl<$($generics)*> sealed::PushArgs for $t {
            fn count(&self) -> usize {
                self.len()
            }

            fn push(&self, words: &mut Words<'_>) -> Result<(), MarshalError> {
                self[..].push(words)
            }
        }
    )*};
}

value_args!([] &[Value], [] Vec<Value>, [] &Vec<Value>, [const N: usize] [Value; N], [const N: usize] &[Value; N]);
