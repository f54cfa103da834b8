//! Rust's maps, encoded as lists of pairs, the form in which Lean's maps are passed.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::error::{MarshalError, Step};
use super::sealed::{Decode, Encode};
use super::ty::Ty;
use crate::object::{LeanObj, ObjRef};

macro_rules! maps {
    ($([$($encode:tt)*] [$($decode:tt)*] $t:ty),* $(,)?) => {$(
        impl<$($encode)*> Encode for $t {
            fn accepts(ty: Ty<'_>) -> bool {
                <[(&K, &V)]>::accepts(ty)
            }

            fn encode(&self, ty: Ty<'_>) -> Result<LeanObj, MarshalError> {
                self.iter().collect::<Vec<(&K, &V)>>().encode(ty)
            }
        }

        impl<$($decode)*> Decode for $t {
            fn accepts(ty: Ty<'_>) -> bool {
                Vec::<(K, V)>::accepts(ty)
            }

            fn decode(obj: ObjRef<'_>, ty: Ty<'_>) -> Result<Self, MarshalError> {
                let mut map = Self::default();
                for (i, (key, value)) in Vec::<(K, V)>::decode(obj, ty)?.into_iter().enumerate() {
                    if map.insert(key, value).is_some() {
                        let error = MarshalError::new("pairs whose keys differ", "a key that occurred before");
                        return Err(error.at(Step::Element(i)));
                    }
                }
                Ok(map)
            }
        }
    )*};
}

maps!(
    [K: Encode, V: Encode, S] [K: Decode + Eq + Hash, V: Decode, S: BuildHasher + Default] HashMap<K, V, S>,
    [K: Encode, V: Encode] [K: Decode + Ord, V: Decode] BTreeMap<K, V>,
);
