//! Random values of the types that a registry describes, as strategies of proptest: they shrink.
//!
//! Every run draws new values and prints its seed when it fails. `LEANBIND_SEED` repeats a run, `PROPTEST_CASES` asks for
//! more cases than the few that keep `cargo test` quick.

#![allow(dead_code)]

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use leanbind::registry::{Bits, CtorInfo, LibraryRegistry, TypeInfo, TypeRepr};
use leanbind::{Marshaller, Value};
use num_bigint::{BigInt, BigUint, Sign};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Runs `test` on values of `strategy`: on `cases`, or on as many as `PROPTEST_CASES` asks for.
pub fn check<S: Strategy>(what: &str, cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let seed = seed();
    let mut config = config();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if let Err(failure) = TestRunner::new_with_rng(config, rng(seed)).run(strategy, test) {
        panic!("{what}, with LEANBIND_SEED={seed}: {failure}");
    }
}

/// Another number in every run, unless `LEANBIND_SEED` says which.
pub fn seed() -> u64 {
    match std::env::var("LEANBIND_SEED") {
        Ok(seed) => seed.parse().expect("LEANBIND_SEED is a number"),
        Err(_) => RandomState::new().build_hasher().finish(),
    }
}

/// Draws the same values for the same seed.
pub fn runner(seed: u64) -> TestRunner {
    TestRunner::new_with_rng(config(), rng(seed))
}

fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

fn rng(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// Every type of the registry, with `UInt64`, `String`, `Option Nat` for its parameters, and no parameter more.
pub fn registered_types(registry: &LibraryRegistry) -> Vec<TypeRepr> {
    let args = [TypeRepr::UInt { bits: Bits::B64 }, TypeRepr::String, TypeRepr::Option(TypeRepr::Nat.into())];
    let at_args = |info: &TypeInfo| TypeRepr::Named {
        name: info.name.clone(),
        args: args[..info.num_params.unwrap_or(0)].to_vec(),
    };
    registry.types().iter().map(at_args).collect()
}

/// Strategies for the types of one registry.
pub struct Arbitrary<'a> {
    registry: &'a LibraryRegistry,
    marshaller: &'a Marshaller,
    /// How many constructors the least value of each type has inside each other. A type whose values only Lean makes
    /// is left out.
    heights: HashMap<&'a str, u32>,
    known: HashMap<(TypeRepr, u32), BoxedStrategy<Value>>,
}

impl<'a> Arbitrary<'a> {
    pub fn new(registry: &'a LibraryRegistry, marshaller: &'a Marshaller) -> Self {
        let mut arbitrary = Arbitrary { registry, marshaller, heights: HashMap::new(), known: HashMap::new() };
        // Each round finds the types whose constructors have types of the rounds before.
        while let Some(name) = arbitrary.next_with_height() {
            let height = arbitrary.least_constructor(name).expect("it has a height").1;
            arbitrary.heights.insert(name, height);
        }
        arbitrary
    }

    fn next_with_height(&self) -> Option<&'a str> {
        let is_new = |name: &&str| !self.heights.contains_key(name) && self.least_constructor(name).is_some();
        self.registry.types().iter().map(|info| info.name.as_str()).find(is_new)
    }

    /// The constructor that ends a recursive type soonest, and the height of its least value.
    fn least_constructor(&self, name: &str) -> Option<(&'a CtorInfo, u32)> {
        let info = self.registry.types().iter().find(|info| info.name == name)?;
        let takes_values = |ctor: &CtorInfo| {
            let fields = vec![Value::Unit; ctor.fields.len()];
            match self.marshaller.construct(&format!("{name}.{}", ctor.name), fields) {
                Ok(_) => true,
                Err(error) => !error.expected().ends_with("that a Lean function returned"),
            }
        };
        if !info.ctors.iter().all(takes_values) {
            return None;
        }
        let height = |ctor: &CtorInfo| {
            let fields: Option<Vec<u32>> = ctor.fields.iter().map(|field| self.height(field)).collect();
            Some(fields?.into_iter().max().map_or(0, |field| field + 1))
        };
        let with_height = info.ctors.iter().filter_map(|ctor| Some((ctor, height(ctor)?)));
        with_height.min_by_key(|(_, height)| *height)
    }

    fn height(&self, repr: &TypeRepr) -> Option<u32> {
        match repr {
            TypeRepr::Prod(a, b) => Some(self.height(a)?.max(self.height(b)?)),
            TypeRepr::Sum(a, b) => self.height(a).into_iter().chain(self.height(b)).min(),
            TypeRepr::Except { error, value, eio: false } => {
                self.height(error).into_iter().chain(self.height(value)).min()
            }
            TypeRepr::Named { name, .. } => self.heights.get(name.as_str()).copied(),
            TypeRepr::Opaque { name, args, .. } => match (name.as_str(), args.as_slice()) {
                ("ByteArray" | "FloatArray", []) => Some(0),
                ("Thunk" | "Task", [value]) => self.height(value),
                ("Vector" | "Std.Slice", [elem, ..]) => self.height(elem).or(Some(0)),
                ("Std.HashMap" | "Std.TreeMap" | "Std.HashSet" | "Lean.Json", _) => Some(0),
                _ => checked(name, args).map(|_| 0),
            },
            TypeRepr::Io { .. } | TypeRepr::Except { .. } | TypeRepr::Function { .. } | TypeRepr::Unnamed(_) => None,
            _ => Some(0),
        }
    }

    /// The values of the type `repr`, which has no parameter in it, at most `depth` constructors deep where that can
    /// be. `None` for a type whose values only Lean makes.
    pub fn values(&mut self, repr: &TypeRepr, depth: u32) -> Option<BoxedStrategy<Value>> {
        let key = (repr.clone(), depth);
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let strategy = self.make(repr, depth)?;
        self.known.insert(key, strategy.clone());
        Some(strategy)
    }

    fn make(&mut self, repr: &TypeRepr, depth: u32) -> Option<BoxedStrategy<Value>> {
        let some = |value| Value::Option(Some(Box::new(value)));
        let inl = |value| Value::Inl(Box::new(value));
        let inr = |value| Value::Inr(Box::new(value));
        let error = |value| Value::Except(Err(Box::new(value)));
        let ok = |value| Value::Except(Ok(Box::new(value)));
        Some(match repr {
            TypeRepr::Unit => Just(Value::Unit).boxed(),
            TypeRepr::Bool => any::<bool>().prop_map(Value::from).boxed(),
            TypeRepr::Nat => magnitude().prop_map(Value::from).boxed(),
            TypeRepr::Int => (any::<bool>(), magnitude()).prop_map(|(minus, n)| signed(minus, n).into()).boxed(),
            TypeRepr::UInt { bits } => {
                let unused = 64 - bits.get();
                word().prop_map(move |n| Value::UInt(n >> unused)).boxed()
            }
            TypeRepr::SInt { bits } => {
                let unused = 64 - bits.get();
                word().prop_map(move |n| Value::SInt(n as i64 >> unused)).boxed()
            }
            TypeRepr::USize => word().prop_map(Value::UInt).boxed(),
            TypeRepr::ISize => word().prop_map(|n| Value::SInt(n as i64)).boxed(),
            TypeRepr::Float => float().prop_map(Value::Float).boxed(),
            TypeRepr::Float32 => float().prop_map(|x| Value::Float32(x as f32)).boxed(),
            TypeRepr::Char => any::<char>().prop_map(Value::from).boxed(),
            TypeRepr::String => vec(character(), 0..12).prop_map(|s| Value::String(s.into_iter().collect())).boxed(),
            TypeRepr::Array(elem) => self.items(elem, depth)?.prop_map(Value::Array).boxed(),
            TypeRepr::List(elem) => self.items(elem, depth)?.prop_map(Value::List).boxed(),
            TypeRepr::Option(_) if depth == 0 => Just(Value::Option(None)).boxed(),
            TypeRepr::Option(elem) => {
                prop_oneof![Just(Value::Option(None)), self.values(elem, depth)?.prop_map(some)].boxed()
            }
            TypeRepr::Prod(a, b) => (self.values(a, depth)?, self.values(b, depth)?).prop_map(Value::from).boxed(),
            TypeRepr::Sum(a, b) => self.either((a, inl), (b, inr), depth)?,
            TypeRepr::Except { error: e, value, eio: false } => self.either((e, error), (value, ok), depth)?,
            TypeRepr::Named { name, args } => self.inductive(name, args, depth)?,
            TypeRepr::Opaque { name, args, .. } => match (name.as_str(), args.as_slice()) {
                ("ByteArray", []) => vec(any::<u8>(), 0..20).prop_map(Value::Bytes).boxed(),
                ("FloatArray", []) => vec(float(), 0..20).prop_map(Value::Floats).boxed(),
                ("Thunk" | "Task", [value]) => self.values(value, depth)?,
                ("Vector", [elem, TypeRepr::Natural(length)]) => {
                    vec(self.values(elem, depth)?, length.parse::<usize>().ok()?).prop_map(Value::Array).boxed()
                }
                ("Std.Slice", [TypeRepr::Opaque { args, .. }]) => {
                    self.items(args.first()?, depth)?.prop_map(Value::Array).boxed()
                }
                ("Std.TreeMap", [key, value, ..]) => {
                    let pairs = vec((self.values(key, depth)?, self.values(value, depth)?), 0..5);
                    pairs.prop_map(in_order).boxed()
                }
                // Lean tells the order of more entries than one.
                ("Std.HashMap", [key, value, ..]) => {
                    let pair = (self.values(key, depth)?, self.values(value, depth)?).prop_map(Value::from);
                    vec(pair, 0..=1).prop_map(Value::List).boxed()
                }
                ("Std.HashSet", [elem, ..]) => vec(self.values(elem, depth)?, 0..=1).prop_map(Value::List).boxed(),
                ("Lean.Json", _) => json().prop_map(|json| Value::String(json.to_string())).boxed(),
                _ => checked(name, args)?,
            },
            _ => return None,
        })
    }

    fn items(&mut self, elem: &TypeRepr, depth: u32) -> Option<BoxedStrategy<Vec<Value>>> {
        match depth {
            0 => Some(Just(Vec::new()).boxed()),
            _ => Some(vec(self.values(elem, depth)?, 0..5).boxed()),
        }
    }

    /// A value of one of two types; where no depth is left, of that with the smaller values.
    fn either(
        &mut self,
        (a, of_a): (&TypeRepr, fn(Value) -> Value),
        (b, of_b): (&TypeRepr, fn(Value) -> Value),
        depth: u32,
    ) -> Option<BoxedStrategy<Value>> {
        let height = |repr| self.height(repr).unwrap_or(u32::MAX);
        let (height_a, height_b) = (height(a), height(b));
        let mut side = |repr: &TypeRepr, of: fn(Value) -> Value| Some(self.values(repr, depth)?.prop_map(of));
        Some(match depth {
            0 if height_a <= height_b => side(a, of_a)?.boxed(),
            0 => side(b, of_b)?.boxed(),
            _ => prop_oneof![side(a, of_a)?, side(b, of_b)?].boxed(),
        })
    }

    fn inductive(&mut self, name: &str, args: &[TypeRepr], depth: u32) -> Option<BoxedStrategy<Value>> {
        let registry = self.registry;
        let info = registry.types().iter().find(|info| info.name == name)?;
        let (least, _) = self.least_constructor(name)?;
        let ctors: Vec<&CtorInfo> = if depth == 0 { vec![least] } else { info.ctors.iter().collect() };
        let mut alternatives = Vec::with_capacity(ctors.len());
        for ctor in ctors {
            let mut field = |repr| self.values(&substitute(repr, args), depth.saturating_sub(1));
            let fields: Vec<_> = ctor.fields.iter().map(&mut field).collect::<Option<_>>()?;
            let (marshaller, ctor) = (self.marshaller.clone(), format!("{name}.{}", ctor.name));
            let make = move |fields| Value::from(marshaller.construct(&ctor, fields).expect("it takes values"));
            alternatives.push(fields.prop_map(make).boxed());
        }
        Some(Union::new(alternatives).boxed())
    }
}

/// Pairs in the order of their keys, of which none is there twice.
fn in_order(mut pairs: Vec<(Value, Value)>) -> Value {
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs.dedup_by(|a, b| a.0 == b.0);
    Value::List(pairs.into_iter().map(Value::from).collect())
}

/// JSON whose text is that which `Lean.Json.compress` prints: without spaces, with the keys in order.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let number = |(minus, n, half): (bool, BigUint, bool)| {
        let text = format!("{}{}", signed(minus, n), if half { ".5" } else { "" });
        serde_json::from_str(&text).expect("a number")
    };
    let text = || vec(prop_oneof![proptest::char::range(' ', '~'), Just('λ')], 0..5).prop_map(String::from_iter);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        (any::<bool>(), magnitude(), any::<bool>()).prop_map(number),
        text().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        let object = |entries: Vec<_>| serde_json::Value::Object(entries.into_iter().collect());
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            vec((text(), inner), 0..4).prop_map(object),
        ]
    })
}

/// Numbers of a library type whose bound is checked.
fn checked(name: &str, args: &[TypeRepr]) -> Option<BoxedStrategy<Value>> {
    let fraction = |(minus, n, shift): (bool, BigUint, u32)| {
        // An odd number over a power of two is in lowest terms.
        (Value::from(signed(minus, n | BigUint::from(1u8))), Value::from(BigUint::from(1u8) << shift)).into()
    };
    Some(match (name, args) {
        ("Fin", [TypeRepr::Natural(bound)]) => {
            let bound = bound.parse::<BigUint>().ok().filter(|bound| *bound != BigUint::ZERO)?;
            magnitude().prop_map(move |n| Value::from(n % &bound)).boxed()
        }
        ("BitVec", [TypeRepr::Natural(width)]) => {
            let bound = BigUint::from(1u8) << width.parse::<u64>().ok()?;
            magnitude().prop_map(move |n| Value::from(n % &bound)).boxed()
        }
        ("String.Pos.Raw", []) => magnitude().prop_map(Value::from).boxed(),
        ("Rat", []) => (any::<bool>(), magnitude(), 0..100u32).prop_map(fraction).boxed(),
        ("LeanbindFixture.Percent", []) => (0..=100u64).prop_map(|n| Value::Nat(n.into())).boxed(),
        _ => return None,
    })
}

/// 64 bits, often near the bounds of a width.
fn word() -> impl Strategy<Value = u64> {
    let near_power = (0..64u32, 0..2u64).prop_map(|(shift, less)| (1u64 << shift).wrapping_sub(less));
    prop_oneof![any::<u64>(), near_power, (0..64u32).prop_map(|shift| !0u64 << shift), 0..16u64]
}

/// A number of up to some hundred bits, often near a power of two.
fn magnitude() -> impl Strategy<Value = BigUint> {
    let power = || (0..300u32).prop_map(|shift| BigUint::from(1u8) << shift);
    prop_oneof![
        word().prop_map(BigUint::from),
        power(),
        power().prop_map(|n| n - 1u8),
        (power(), any::<u64>()).prop_map(|(n, more)| n + more),
    ]
}

fn signed(minus: bool, magnitude: BigUint) -> BigInt {
    BigInt::from_biguint(if minus { Sign::Minus } else { Sign::Plus }, magnitude)
}

/// Any float, but one NaN only: JSON has no more.
fn float() -> impl Strategy<Value = f64> {
    let of_bits = any::<u64>().prop_map(|bits| Some(f64::from_bits(bits)).filter(|x| !x.is_nan()).unwrap_or(f64::NAN));
    prop_oneof![9 => of_bits, 1 => Just(f64::NAN)]
}

/// A character, often one of ASCII, NUL among them.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![proptest::char::range('\0', '\u{7f}'), any::<char>()]
}

/// `repr` with `args` for the parameters in it.
pub fn substitute(repr: &TypeRepr, args: &[TypeRepr]) -> TypeRepr {
    let inside = |repr: &TypeRepr| Box::new(substitute(repr, args));
    let all = |reprs: &[TypeRepr]| reprs.iter().map(|repr| substitute(repr, args)).collect();
    match repr {
        TypeRepr::Param { index, .. } => args[*index].clone(),
        TypeRepr::Array(elem) => TypeRepr::Array(inside(elem)),
        TypeRepr::List(elem) => TypeRepr::List(inside(elem)),
        TypeRepr::Option(elem) => TypeRepr::Option(inside(elem)),
        TypeRepr::Prod(a, b) => TypeRepr::Prod(inside(a), inside(b)),
        TypeRepr::Sum(a, b) => TypeRepr::Sum(inside(a), inside(b)),
        TypeRepr::Except { error, value, eio } => {
            TypeRepr::Except { error: inside(error), value: inside(value), eio: *eio }
        }
        TypeRepr::Named { name, args: inner } => TypeRepr::Named { name: name.clone(), args: all(inner) },
        TypeRepr::Opaque { name, args: inner, text } => {
            TypeRepr::Opaque { name: name.clone(), args: all(inner), text: text.clone() }
        }
        other => other.clone(),
    }
}
