//! Random values of every type that the fixture has an identity function for, to Lean and back.
//!
//! ```sh
//! cargo run --release --example roundtrip -- 1000000 [SEED]
//! ```

#[path = "../tests/support/mod.rs"]
mod support;

use fastrand::Rng;
use leanbind::registry::{FuncInfo, LibraryRegistry, TypeInfo, TypeRepr};
use leanbind::{LeanLibrary, Value};
use num_bigint::{BigInt, BigUint, Sign};

fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse().expect("a number"));
    let count: u64 = args.next().unwrap_or(100_000);
    let seed = args.next().unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");

    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let identities = identities(&lib);
    println!("{} identity functions", identities.len());
    let mut random = Random { rng: Rng::with_seed(seed), lib: &lib };
    let mut differences = 0u64;
    for i in 0..count {
        let identity = &identities[(i % identities.len() as u64) as usize];
        let value = random.value(&identity.params[0], &[], 6).expect("`identities` keeps what can be made");
        let back = lib.call(&identity.export_name, (&value,));
        if !back.as_ref().is_ok_and(|back| *back == value) {
            differences += 1;
            println!("{}: {value} came back as {back:?}", identity.export_name);
        }
    }
    println!("{count} round trips, {differences} differences");
    std::process::exit(i32::from(differences > 0));
}

/// The fixture's functions `py_id_...` that take and give a type whose values can be made up.
fn identities(lib: &LeanLibrary) -> Vec<FuncInfo> {
    let mut random = Random { rng: Rng::with_seed(0), lib };
    let mut is_identity = |info: &FuncInfo| {
        let same = info.params.len() == 1 && info.params[0] == info.return_type;
        same && info.export_name.starts_with("py_id_") && random.value(&info.params[0], &[], 3).is_some()
    };
    lib.registry().funcs().iter().filter(|info| is_identity(info)).cloned().collect()
}

struct Random<'a> {
    rng: Rng,
    lib: &'a LeanLibrary,
}

impl Random<'_> {
    /// A value of type `repr`, in which `params` stand for the parameters of the type around it, at most `depth`
    /// constructors deep where that can be. `None` for a type whose values only Lean makes.
    fn value(&mut self, repr: &TypeRepr, params: &[TypeRepr], depth: u32) -> Option<Value> {
        Some(match repr {
            TypeRepr::Unit => Value::Unit,
            TypeRepr::Bool => self.rng.bool().into(),
            TypeRepr::Nat => self.magnitude().into(),
            TypeRepr::Int => {
                let sign = if self.rng.bool() { Sign::Plus } else { Sign::Minus };
                BigInt::from_biguint(sign, self.magnitude()).into()
            }
            TypeRepr::UInt { bits } => Value::UInt(self.bits() >> (64 - bits.get())),
            TypeRepr::SInt { bits } => Value::SInt((self.bits() as i64) >> (64 - bits.get())),
            TypeRepr::USize => Value::UInt(self.bits()),
            TypeRepr::ISize => Value::SInt(self.bits() as i64),
            TypeRepr::Float => Value::Float(self.float()),
            TypeRepr::Float32 => Value::Float32(self.float() as f32),
            TypeRepr::Char => self.char().into(),
            TypeRepr::String => Value::String(self.string()),
            TypeRepr::Array(elem) => Value::Array(self.items(elem, params, depth)?),
            TypeRepr::List(elem) => Value::List(self.items(elem, params, depth)?),
            TypeRepr::Option(elem) => match self.rng.bool() {
                true => Value::Option(Some(Box::new(self.value(elem, params, depth)?))),
                false => Value::Option(None),
            },
            TypeRepr::Prod(a, b) => (self.value(a, params, depth)?, self.value(b, params, depth)?).into(),
            TypeRepr::Sum(a, b) => match self.rng.bool() {
                true => Value::Inl(Box::new(self.value(a, params, depth)?)),
                false => Value::Inr(Box::new(self.value(b, params, depth)?)),
            },
            TypeRepr::Except { error, value, .. } => match self.rng.bool() {
                true => Ok::<_, Value>(self.value(value, params, depth)?).into(),
                false => Err::<Value, _>(self.value(error, params, depth)?).into(),
            },
            TypeRepr::Named { name, args } => {
                let args: Vec<TypeRepr> = args.iter().map(|arg| substitute(arg, params)).collect();
                self.inductive(name, &args, depth)?
            }
            TypeRepr::Param { index, .. } => self.value(params.get(*index)?, &[], depth)?,
            TypeRepr::Opaque { name, .. } if name == "ByteArray" => {
                let length = self.rng.usize(..20);
                Value::Bytes((0..length).map(|_| self.rng.u8(..)).collect())
            }
            TypeRepr::Opaque { name, .. } if name == "FloatArray" => {
                let length = self.rng.usize(..20);
                Value::Floats((0..length).map(|_| self.float()).collect())
            }
            TypeRepr::Opaque { name, args, .. } if name == "Thunk" || name == "Task" => {
                self.value(args.first()?, params, depth)?
            }
            TypeRepr::Opaque { name, args, .. } => self.checked(name, args, params, depth)?,
            _ => return None,
        })
    }

    /// A value of a library type whose proof is checked.
    fn checked(&mut self, name: &str, args: &[TypeRepr], params: &[TypeRepr], depth: u32) -> Option<Value> {
        let number = |arg: &TypeRepr| match substitute(arg, params) {
            TypeRepr::Natural(digits) => digits.parse::<BigUint>().ok(),
            _ => None,
        };
        Some(match (name, args) {
            ("Fin", [bound]) => (self.magnitude() % number(bound)?).into(),
            ("BitVec", [width]) => {
                (self.magnitude() % (BigUint::from(1u8) << u64::try_from(number(width)?).ok()?)).into()
            }
            ("String.Pos.Raw", []) => self.magnitude().into(),
            ("Vector", [elem, length]) => {
                let length = usize::try_from(number(length)?).ok()?;
                Value::Array((0..length).map(|_| self.value(elem, params, depth)).collect::<Option<_>>()?)
            }
            ("Std.Slice", [TypeRepr::Opaque { args, .. }]) => Value::Array(self.items(args.first()?, params, depth)?),
            ("Rat", []) => {
                let denominator = BigUint::from(1u8) << self.rng.u32(..100);
                let numerator = BigInt::from(self.magnitude() | BigUint::from(1u8));
                (Value::from(numerator), Value::from(denominator)).into()
            }
            ("LeanbindFixture.Percent", []) => BigUint::from(self.rng.u8(..=100)).into(),
            ("Std.TreeMap", [key, value, ..]) if *key == TypeRepr::Nat => {
                let keys: std::collections::BTreeSet<u64> =
                    (0..self.rng.usize(..5)).map(|_| self.rng.u64(..)).collect();
                let pair = |key: u64| Some((Value::Nat(key.into()), self.value(value, params, depth)?).into());
                Value::List(keys.into_iter().map(pair).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    fn inductive(&mut self, name: &str, args: &[TypeRepr], depth: u32) -> Option<Value> {
        let registry: &LibraryRegistry = self.lib.registry();
        let info: TypeInfo = registry.find_type(name)?.clone();
        // Where no depth is left, the constructor with fewest fields ends a recursive type.
        let ctor = match depth {
            0 => info.ctors.iter().min_by_key(|ctor| ctor.fields.len())?,
            _ => self.rng.choice(&info.ctors)?,
        };
        let field = |field| self.value(field, args, depth.saturating_sub(1));
        let fields: Vec<Value> = ctor.fields.iter().map(field).collect::<Option<_>>()?;
        self.lib.construct(&format!("{name}.{}", ctor.name), fields).ok().map(Value::from)
    }

    fn items(&mut self, elem: &TypeRepr, params: &[TypeRepr], depth: u32) -> Option<Vec<Value>> {
        let length = if depth == 0 { 0 } else { self.rng.usize(..5) };
        (0..length).map(|_| self.value(elem, params, depth)).collect()
    }

    /// 64 bits, often near the bounds of a width.
    fn bits(&mut self) -> u64 {
        match self.rng.u8(..4) {
            0 => self.rng.u64(..),
            1 => (1u64 << self.rng.u32(..64)).wrapping_sub(self.rng.u64(..2)),
            2 => !0u64 << self.rng.u32(..64),
            _ => self.rng.u64(..16),
        }
    }

    /// A number of up to some hundred bits, often near a power of two.
    fn magnitude(&mut self) -> BigUint {
        let power = BigUint::from(1u8) << self.rng.u32(..300);
        match self.rng.u8(..4) {
            0 => power,
            1 => power - 1u8,
            2 => power + self.rng.u64(..),
            _ => self.bits().into(),
        }
    }

    /// Any float but NaN, which is not equal to itself.
    fn float(&mut self) -> f64 {
        Some(f64::from_bits(self.rng.u64(..))).filter(|x| !x.is_nan()).unwrap_or(f64::INFINITY)
    }

    fn char(&mut self) -> char {
        match self.rng.bool() {
            true => self.rng.char('\0'..='\u{7f}'),
            false => self.rng.char(..),
        }
    }

    fn string(&mut self) -> String {
        let length = self.rng.usize(..20);
        (0..length).map(|_| self.char()).collect()
    }
}

/// `repr` with `params` for the parameters in it.
fn substitute(repr: &TypeRepr, params: &[TypeRepr]) -> TypeRepr {
    let inside = |repr: &TypeRepr| Box::new(substitute(repr, params));
    match repr {
        TypeRepr::Param { index, .. } => params.get(*index).cloned().unwrap_or_default(),
        TypeRepr::Array(elem) => TypeRepr::Array(inside(elem)),
        TypeRepr::List(elem) => TypeRepr::List(inside(elem)),
        TypeRepr::Option(elem) => TypeRepr::Option(inside(elem)),
        TypeRepr::Prod(a, b) => TypeRepr::Prod(inside(a), inside(b)),
        TypeRepr::Sum(a, b) => TypeRepr::Sum(inside(a), inside(b)),
        TypeRepr::Named { name, args } => {
            TypeRepr::Named { name: name.clone(), args: args.iter().map(|arg| substitute(arg, params)).collect() }
        }
        other => other.clone(),
    }
}
