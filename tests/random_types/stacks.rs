//! Random stacks of monad transformers over `Id`, as Lean writes them and as the function that each stands for.

use leanbind::registry::{Bits, TypeRepr};
use leanbind::{LeanLibrary, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A transformer, and the type that it is given.
#[derive(Clone, Debug)]
pub enum Layer {
    State(TypeRepr),
    Reader(TypeRepr),
    Except(TypeRepr),
    Option,
}

/// The type of a definition's result: transformers, from the outermost, around the type of a value.
#[derive(Clone, Debug)]
pub struct Stack {
    pub layers: Vec<Layer>,
    pub value: TypeRepr,
}

/// How Lean declares the transformers; `Two` stands for the pair that the native core does without.
pub const DECLARATIONS: &str = "
inductive Two (a0 a1 : Type) : Type where | c0 (f0 : a0) (f1 : a1)
def Id (a : Type) : Type := a
def StateT (s : Type) (m : Type → Type) (a : Type) : Type := s → m (Two a s)
def ReaderT (r : Type) (m : Type → Type) (a : Type) : Type := r → m a
def ExceptT (e : Type) (m : Type → Type) (a : Type) : Type := m (Except e a)
def OptionT (m : Type → Type) (a : Type) : Type := m (Option a)
";

pub fn stacks() -> impl Strategy<Value = Stack> {
    let ty = || {
        let [b8, b16, b32, b64] = [Bits::B8, Bits::B16, Bits::B32, Bits::B64].map(|bits| TypeRepr::UInt { bits });
        let pair = TypeRepr::Except { error: TypeRepr::Nat.into(), value: TypeRepr::String.into(), eio: false };
        select(vec![TypeRepr::Nat, TypeRepr::String, TypeRepr::Bool, b8, b16, b32, b64, TypeRepr::Float, pair])
    };
    let layer = prop_oneof![
        ty().prop_map(Layer::State),
        ty().prop_map(Layer::Reader),
        ty().prop_map(Layer::Except),
        Just(Layer::Option),
    ];
    (vec(layer, 0..5), ty()).prop_map(|(layers, value)| Stack { layers, value })
}

impl Stack {
    /// The monad, without the type of its value.
    pub fn monad(&self, lean_type: &dyn Fn(&TypeRepr) -> String) -> String {
        self.layers.iter().rfold("Id".to_owned(), |inner, layer| match layer {
            Layer::State(ty) => format!("(StateT ({}) {inner})", lean_type(ty)),
            Layer::Reader(ty) => format!("(ReaderT ({}) {inner})", lean_type(ty)),
            Layer::Except(ty) => format!("(ExceptT ({}) {inner})", lean_type(ty)),
            Layer::Option => format!("(OptionT {inner})"),
        })
    }

    /// The parameters that the monad hides.
    pub fn params(&self) -> Vec<TypeRepr> {
        let hidden = |layer: &Layer| match layer {
            Layer::State(ty) | Layer::Reader(ty) => Some(ty.clone()),
            Layer::Except(_) | Layer::Option => None,
        };
        self.layers.iter().filter_map(hidden).collect()
    }

    /// What the function returns.
    pub fn result(&self) -> TypeRepr {
        self.layers.iter().fold(self.value.clone(), |inside, layer| match layer {
            Layer::State(state) => TypeRepr::Named { name: "Two".to_owned(), args: vec![inside, state.clone()] },
            Layer::Reader(_) => inside,
            Layer::Except(error) => TypeRepr::Except { error: error.clone().into(), value: inside.into(), eio: false },
            Layer::Option => TypeRepr::Option(inside.into()),
        })
    }

    /// A term of the monad's type that returns `v` and leaves every state as it is.
    pub fn returning(&self, v: &str) -> String {
        let (mut binders, mut term) = (String::new(), v.to_owned());
        for (i, layer) in self.layers.iter().enumerate() {
            match layer {
                Layer::State(_) => {
                    binders += &format!("fun s{i} => ");
                    term = format!("(Two.c0 {term} s{i})");
                }
                Layer::Reader(_) => binders += &format!("fun _r{i} => "),
                Layer::Except(_) => term = format!("(Except.ok {term})"),
                Layer::Option => term = format!("(Option.some {term})"),
            }
        }
        binders + &term
    }

    /// What such a function returns for `value` and these hidden arguments.
    pub fn returned(&self, lib: &LeanLibrary, value: Value, hidden: &[Value]) -> Value {
        let mut hidden = hidden.iter();
        self.layers.iter().fold(value, |inside, layer| match layer {
            Layer::State(_) => {
                let state = hidden.next().expect("one argument for each state").clone();
                lib.construct("Two.c0", [inside, state]).unwrap().into()
            }
            Layer::Reader(_) => {
                hidden.next();
                inside
            }
            Layer::Except(_) => Value::Except(Ok(inside.into())),
            Layer::Option => Value::Option(Some(inside.into())),
        })
    }
}
