//! The values among the arguments of a type, and the substitution of known values for them.

use super::codec::{Checked, Codec, TypeTable};
use super::invariant::Bound;

impl TypeTable {
    /// Calls `f` with every value among the arguments of the type `codec`, and with whether the value is fixed.
    pub(crate) fn visit_bounds<'a>(&'a self, codec: &'a Codec, f: &mut dyn FnMut(&'a Bound, bool)) {
        codec.visit_bounds(&|i| &self.inductive(i).args, false, f);
    }
}

impl Codec {
    /// Calls `f` with every value among the arguments of this type and of the types inside it, and with whether the
    /// value is fixed. An argument of an inductive type is fixed: [`at_arguments`](Self::at_arguments) cannot replace
    /// it. `args` gives the arguments of an inductive type.
    pub(super) fn visit_bounds<'a>(
        &'a self,
        args: &dyn Fn(usize) -> &'a [Codec],
        fixed: bool,
        f: &mut dyn FnMut(&'a Bound, bool),
    ) {
        match self {
            Codec::Bound(bound) => f(bound, true),
            Codec::Checked(checked) => {
                checked.bound().into_iter().for_each(|bound| f(bound, fixed));
                checked.carrier.visit_bounds(args, fixed, f);
            }
            Codec::Inductive(i) => args(*i).iter().for_each(|arg| arg.visit_bounds(args, true, f)),
            Codec::Array(elem) | Codec::List(elem) | Codec::Option(elem) => elem.visit_bounds(args, fixed, f),
            Codec::Thunk(elem) | Codec::Task(elem) => elem.visit_bounds(args, fixed, f),
            Codec::Prod(pair) | Codec::Sum(pair) | Codec::Except(pair) => {
                pair.0.visit_bounds(args, fixed, f);
                pair.1.visit_bounds(args, fixed, f);
            }
            Codec::Function(function) => {
                function.params.iter().chain([&function.result]).for_each(|codec| codec.visit_bounds(args, true, f));
            }
            _ => {}
        }
    }

    /// Whether a value among the arguments depends on the fields of an enclosing constructor.
    pub(super) fn is_open<'a>(&'a self, args: &dyn Fn(usize) -> &'a [Codec]) -> bool {
        let mut open = false;
        self.visit_bounds(args, false, &mut |bound, _| open |= matches!(bound, Bound::Variable(_)));
        open
    }

    /// The same type with `argument(index, plus)` substituted for the function arguments that it depends on.
    pub(crate) fn at_arguments(&self, argument: &dyn Fn(usize, u64) -> Option<Bound>) -> Codec {
        let one = |codec: &Codec| Box::new(codec.at_arguments(argument));
        let two = |pair: &(Codec, Codec)| Box::new((pair.0.at_arguments(argument), pair.1.at_arguments(argument)));
        match self {
            Codec::Array(elem) => Codec::Array(one(elem)),
            Codec::List(elem) => Codec::List(one(elem)),
            Codec::Option(elem) => Codec::Option(one(elem)),
            Codec::Thunk(elem) => Codec::Thunk(one(elem)),
            Codec::Task(elem) => Codec::Task(one(elem)),
            Codec::Prod(pair) => Codec::Prod(two(pair)),
            Codec::Sum(pair) => Codec::Sum(two(pair)),
            Codec::Except(pair) => Codec::Except(two(pair)),
            Codec::Checked(checked) => Codec::Checked(Box::new(at_arguments(checked, argument))),
            other => other.clone(),
        }
    }
}

fn at_arguments(checked: &Checked, argument: &dyn Fn(usize, u64) -> Option<Bound>) -> Checked {
    let known = match checked.bound() {
        Some(Bound::Argument { index, plus, .. }) => argument(*index, *plus),
        _ => None,
    };
    let carrier = checked.carrier.at_arguments(argument);
    match known.or_else(|| checked.bound().cloned()) {
        Some(bound) => checked.with_bound(bound, carrier),
        None => Checked { invariant: checked.invariant.clone(), carrier },
    }
}
