//! [`ConstructorFields`]: the fields that a constructor is applied to.

use super::value::Value;

/// The fields of a constructor. Either a tuple of up to twelve values that convert into [`Value`], or an array, a slice
/// or a `Vec` of [`Value`]s. A single field needs a tuple too: `(3,)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the fields of a constructor",
    note = "fields are a tuple, as in `(3, \"text\")`; a single one has a comma too: `(3,)`",
    note = "each converts into a `leanbind::Value`"
)]
pub trait ConstructorFields: sealed::IntoValues {}

impl<F: sealed::IntoValues> ConstructorFields for F {}

mod sealed {
    use super::Value;

    pub trait IntoValues {
        /// The fields, in the order of declaration.
        fn into_values(self) -> Vec<Value>;
    }
}

/// Converts the fields into values.
pub(crate) fn values(fields: impl ConstructorFields) -> Vec<Value> {
    fields.into_values()
}

macro_rules! tuple_fields {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Into<Value>),*> sealed::IntoValues for ($($name,)*) {
            fn into_values(self) -> Vec<Value> {
                vec![$(self.$index.into()),*]
            }
        }
    };
}

tuple_fields!();
tuple_fields!(A 0);
tuple_fields!(A 0, B 1);
tuple_fields!(A 0, B 1, C 2);
tuple_fields!(A 0, B 1, C 2, D 3);
tuple_fields!(A 0, B 1, C 2, D 3, E 4);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple_fields!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

macro_rules! value_fields {
    ($([$($generics:tt)*] $t:ty),*) => {$(
        impl<$($generics)*> sealed::IntoValues for $t {
            fn into_values(self) -> Vec<Value> {
                self.into()
            }
        }
    )*};
}

value_fields!([] Vec<Value>, [] &[Value], [] Box<[Value]>, [const N: usize] [Value; N], [const N: usize] &[Value; N]);
