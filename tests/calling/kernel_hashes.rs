//! The hashes and the other data that Lean keeps in names, levels and expressions: 100,000 random ones that Rust made have
//! what Lean's own functions compute from their parts.
//!
//! Sources: the `computed_fields` of `Name` (`Init/Prelude.lean`), `Level` (`Lean/Level.lean`) and `Expr`
//! (`Lean/Expr.lean`).

use fastrand::Rng;
use leanbind::registry::{Bits, TypeRepr};
use leanbind::{Args, Function, LeanLibrary, Value};

use crate::support;

const EXPRESSIONS: usize = 100_000;
/// How many of each kind are kept to make others from.
const POOL: usize = 300;
/// The most constructors in one expression: each goes to Lean as a whole.
const MAX_SIZE: usize = 60;

/// A value, and the data or the hash that Lean has to keep in it.
#[derive(Clone)]
struct Known {
    value: Value,
    data: u64,
    size: usize,
}

/// `Expr.Data`, taken apart.
struct Data {
    hash: u64,
    depth: u64,
    /// `hasFVar`, `hasExprMVar`, `hasLevelMVar`, `hasLevelParam`.
    flags: [bool; 4],
    loose: u64,
}

impl Known {
    /// `Expr.Data.hash` and `Level.Data.hash`.
    fn hash(&self) -> u64 {
        self.data & 0xffff_ffff
    }

    fn expr(&self) -> Data {
        let flags = [40, 41, 42, 43].map(|bit| self.data >> bit & 1 == 1);
        Data { hash: self.hash(), depth: self.data >> 32 & 0xff, flags, loose: self.data >> 44 }
    }

    /// `Level.Data`: `hasMVar`, `hasParam` and the depth.
    fn level(&self) -> ([bool; 2], u64) {
        ([32, 33].map(|bit| self.data >> bit & 1 == 1), self.data >> 40)
    }
}

/// Lean's own functions.
struct Lean {
    lib: LeanLibrary,
    mix: Function,
    string_hash: Function,
    name_hash: Function,
    fvar_hash: Function,
    mvar_hash: Function,
    level_mvar_hash: Function,
    level_data: Function,
    mk_level_data: Function,
    expr_data: Function,
    mk_data: Function,
    mk_app_data: Function,
}

fn number(function: &Function, args: impl Args) -> u64 {
    match function.call(args).unwrap() {
        Value::UInt(n) => n,
        other => panic!("{other}"),
    }
}

impl Lean {
    fn new() -> Self {
        const U64: TypeRepr = TypeRepr::UInt { bits: Bits::B64 };
        const U32: TypeRepr = TypeRepr::UInt { bits: Bits::B32 };
        let ty = |name: &str| TypeRepr::opaque(format!("Lean.{name}"));
        let hash = |function: &str, ty: TypeRepr| support::lean_function(function, &[ty], U64);
        let flag = TypeRepr::Bool;
        let mk_data = [U64, TypeRepr::Nat, U32, flag.clone(), flag.clone(), flag.clone(), flag.clone()];
        Lean {
            lib: support::fixture(),
            mix: support::lean_function("mixHash", &[U64, U64], U64),
            string_hash: hash("String.hash", TypeRepr::String),
            name_hash: hash("Lean.Name.hash._override", ty("Name")),
            fvar_hash: hash("Lean.instHashableFVarId.hash", ty("FVarId")),
            mvar_hash: hash("Lean.instHashableMVarId.hash", ty("MVarId")),
            level_mvar_hash: hash("Lean.instHashableLevelMVarId.hash", ty("LevelMVarId")),
            level_data: hash("Lean.Level.data._override", ty("Level")),
            mk_level_data: support::lean_function("Lean.Level.mkData", &[U64, TypeRepr::Nat, flag.clone(), flag], U64),
            expr_data: hash("Lean.Expr.data", ty("Expr")),
            mk_data: support::lean_function("Lean.Expr.mkData", &mk_data, U64),
            mk_app_data: support::lean_function("Lean.Expr.mkAppData", &[U64, U64], U64),
        }
    }

    fn make(&self, name: &str, fields: Vec<Value>) -> Value {
        self.lib.construct(name, fields).unwrap().into()
    }

    fn mix(&self, a: u64, b: u64) -> u64 {
        number(&self.mix, (a, b))
    }

    /// `mixHash a <| mixHash b <| ...`.
    fn mix_all(&self, hashes: &[u64]) -> u64 {
        let (last, before) = hashes.split_last().unwrap();
        before.iter().rev().fold(*last, |hash, &next| self.mix(next, hash))
    }

    fn data(&self, hash: u64, loose: u64, depth: u64, [fvar, mvar, level_mvar, level_param]: [bool; 4]) -> u64 {
        number(&self.mk_data, (hash, loose, depth, fvar, mvar, level_mvar, level_param))
    }
}

struct Random<'a> {
    rng: Rng,
    lean: &'a Lean,
    names: Vec<Known>,
    levels: Vec<Known>,
    exprs: Vec<Known>,
}

/// Keeps `new`, in the place of another one where there are enough.
fn keep(rng: &mut Rng, pool: &mut Vec<Known>, new: Known) {
    if new.size >= MAX_SIZE {
        return;
    }
    match pool.len() < POOL {
        true => pool.push(new),
        false => pool[rng.usize(..POOL)] = new,
    }
}

impl Random<'_> {
    fn pick(&mut self, pool: fn(&Self) -> &Vec<Known>) -> Known {
        let at = self.rng.usize(..pool(self).len());
        pool(self)[at].clone()
    }

    fn string(&mut self) -> String {
        let length = self.rng.usize(..8);
        (0..length).map(|_| self.rng.char(..)).collect()
    }

    /// A natural number, and its hash.
    fn number(&mut self) -> (Value, u64) {
        let n = self.rng.u64(..) >> self.rng.u32(..64);
        (Value::Nat(n.into()), n)
    }

    fn name(&mut self) -> Known {
        let lean = self.lean;
        let prefix = self.pick(|random| &random.names);
        let (value, hash) = match self.rng.bool() {
            true => {
                let part = self.string();
                let hash = number(&lean.string_hash, (&part,));
                (lean.make("Lean.Name.str", vec![prefix.value, part.as_str().into()]), hash)
            }
            false => {
                let (part, hash) = self.number();
                (lean.make("Lean.Name.num", vec![prefix.value, part]), hash)
            }
        };
        Known { value, data: lean.mix(prefix.data, hash), size: prefix.size + 1 }
    }

    fn level(&mut self) -> Known {
        let lean = self.lean;
        let (u, v, name) =
            (self.pick(|random| &random.levels), self.pick(|random| &random.levels), self.pick(|random| &random.names));
        let ([u_mvar, u_param], u_depth) = u.level();
        let ([v_mvar, v_param], v_depth) = v.level();
        let both = (u_mvar || v_mvar, u_param || v_param);
        let id = || lean.make("Lean.LevelMVarId.mk", vec![name.value.clone()]);
        let (value, hash, depth, (mvar, param), size) = match self.rng.u8(..5) {
            0 => {
                let value = lean.make("Lean.Level.succ", vec![u.value.clone()]);
                (value, lean.mix(2243, u.hash()), u_depth + 1, (u_mvar, u_param), u.size + 1)
            }
            1 => {
                let value = lean.make("Lean.Level.max", vec![u.value.clone(), v.value.clone()]);
                let hash = lean.mix_all(&[2251, u.hash(), v.hash()]);
                (value, hash, u_depth.max(v_depth) + 1, both, u.size + v.size)
            }
            2 => {
                let value = lean.make("Lean.Level.imax", vec![u.value.clone(), v.value.clone()]);
                let hash = lean.mix_all(&[2267, u.hash(), v.hash()]);
                (value, hash, u_depth.max(v_depth) + 1, both, u.size + v.size)
            }
            3 => {
                let value = lean.make("Lean.Level.param", vec![name.value.clone()]);
                (value, lean.mix(2239, name.data), 0, (false, true), name.size)
            }
            _ => {
                let hash = lean.mix(2237, number(&lean.level_mvar_hash, (id(),)));
                (lean.make("Lean.Level.mvar", vec![id()]), hash, 0, (true, false), name.size)
            }
        };
        Known { value, data: number(&lean.mk_level_data, (hash, depth, mvar, param)), size }
    }

    /// An expression of constructor `kind`.
    fn expr(&mut self, kind: usize) -> Known {
        let lean = self.lean;
        const NONE: [bool; 4] = [false; 4];
        let (name, level) = (self.pick(|random| &random.names), self.pick(|random| &random.levels));
        let [a, b, c] = [(); 3].map(|()| self.pick(|random| &random.exprs));
        let of = |constructor: &str, fields| lean.make(&format!("Lean.Expr.{constructor}"), fields);
        let or = |a: [bool; 4], b: [bool; 4]| [0, 1, 2, 3].map(|i| a[i] || b[i]);
        let (da, db, dc) = (a.expr(), b.expr(), c.expr());
        let infos = ["default", "implicit", "strictImplicit", "instImplicit"];
        let info = lean.make(&format!("Lean.BinderInfo.{}", self.rng.choice(infos).unwrap()), vec![]);
        let size = |parts: &[&Known]| 1 + parts.iter().map(|part| part.size).sum::<usize>();
        match kind {
            0 => {
                let bits = self.rng.u32(..20);
                let index = self.rng.u64(..1 << bits);
                let value = of("bvar", vec![Value::Nat(index.into())]);
                Known { value, data: lean.data(lean.mix(7, index), index + 1, 0, NONE), size: 1 }
            }
            1 => {
                let id = lean.make("Lean.FVarId.mk", vec![name.value.clone()]);
                let hash = lean.mix(13, number(&lean.fvar_hash, (&id,)));
                let data = lean.data(hash, 0, 0, [true, false, false, false]);
                Known { value: of("fvar", vec![id]), data, size: size(&[&name]) }
            }
            2 => {
                let id = lean.make("Lean.MVarId.mk", vec![name.value.clone()]);
                let hash = lean.mix(17, number(&lean.mvar_hash, (&id,)));
                let data = lean.data(hash, 0, 0, [false, true, false, false]);
                Known { value: of("mvar", vec![id]), data, size: size(&[&name]) }
            }
            3 => {
                let ([mvar, param], _) = level.level();
                let data = lean.data(lean.mix(11, level.hash()), 0, 0, [false, false, mvar, param]);
                Known { value: of("sort", vec![level.value.clone()]), data, size: size(&[&level]) }
            }
            4 => {
                let levels: Vec<Known> = (0..self.rng.usize(..4)).map(|_| self.pick(|random| &random.levels)).collect();
                let hash = levels.iter().fold(7, |hash, level| lean.mix(hash, level.hash()));
                let any = |i: usize| levels.iter().any(|level| level.level().0[i]);
                let data = lean.data(lean.mix_all(&[5, name.data, hash]), 0, 0, [false, false, any(0), any(1)]);
                let size = size(&levels.iter().chain([&name]).collect::<Vec<_>>());
                let values = levels.into_iter().map(|level| level.value).collect();
                Known { value: of("const", vec![name.value, Value::List(values)]), data, size }
            }
            5 => {
                let data = number(&lean.mk_app_data, (a.data, b.data));
                let size = size(&[&a, &b]);
                Known { value: of("app", vec![a.value, b.value]), data, size }
            }
            6 | 7 => {
                let depth = da.depth.max(db.depth) + 1;
                let hash = lean.mix_all(&[depth, da.hash, db.hash]);
                let loose = da.loose.max(db.loose.saturating_sub(1));
                let data = lean.data(hash, loose, depth, or(da.flags, db.flags));
                let size = size(&[&name, &a, &b]);
                let constructor = if kind == 6 { "lam" } else { "forallE" };
                Known { value: of(constructor, vec![name.value, a.value, b.value, info]), data, size }
            }
            8 => {
                let depth = da.depth.max(db.depth).max(dc.depth) + 1;
                let hash = lean.mix_all(&[depth, da.hash, db.hash, dc.hash]);
                let loose = da.loose.max(db.loose).max(dc.loose.saturating_sub(1));
                let data = lean.data(hash, loose, depth, or(da.flags, or(db.flags, dc.flags)));
                let size = size(&[&name, &a, &b, &c]);
                let fields = vec![name.value, a.value, b.value, c.value, self.rng.bool().into()];
                Known { value: of("letE", fields), data, size }
            }
            9 => {
                let (value, hash) = match self.rng.bool() {
                    true => {
                        let (value, hash) = self.number();
                        (lean.make("Lean.Literal.natVal", vec![value]), hash)
                    }
                    false => {
                        let text = self.string();
                        let hash = number(&lean.string_hash, (&text,));
                        (lean.make("Lean.Literal.strVal", vec![text.as_str().into()]), hash)
                    }
                };
                Known { value: of("lit", vec![value]), data: lean.data(lean.mix(3, hash), 0, 0, NONE), size: 1 }
            }
            10 => {
                let entry = (name.value.clone(), lean.make("Lean.DataValue.ofBool", vec![true.into()])).into();
                let map = lean.make("Lean.KVMap.mk", vec![Value::List(vec![entry])]);
                let data = lean.data(lean.mix(da.depth + 1, da.hash), da.loose, da.depth + 1, da.flags);
                let size = size(&[&name, &a]);
                Known { value: of("mdata", vec![map, a.value]), data, size }
            }
            _ => {
                let (index, hash) = self.number();
                let hash = lean.mix_all(&[da.depth + 1, name.data, hash, da.hash]);
                let data = lean.data(hash, da.loose, da.depth + 1, da.flags);
                let size = size(&[&name, &a]);
                Known { value: of("proj", vec![name.value, index, a.value]), data, size }
            }
        }
    }
}

#[test]
fn what_lean_keeps_in_objects_is_what_it_computes() {
    let (_lean, _guard) = support::lean();
    let lean = Lean::new();
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let anonymous = Known { value: lean.make("Lean.Name.anonymous", vec![]), data: 1723, size: 1 };
    let zero = lean.make("Lean.Level.zero", vec![]);
    let zero = Known { value: zero, data: number(&lean.mk_level_data, (2221u64, 0u64, false, false)), size: 1 };
    assert_eq!(number(&lean.name_hash, (&anonymous.value,)), anonymous.data);
    assert_eq!(number(&lean.level_data, (&zero.value,)), zero.data);
    let (names, levels) = (vec![anonymous], vec![zero]);
    let mut random = Random { rng: Rng::with_seed(seed), lean: &lean, names, levels, exprs: Vec::new() };
    let lit = {
        let value = lean.make("Lean.Expr.lit", vec![lean.make("Lean.Literal.natVal", vec![Value::Nat(0u64.into())])]);
        Known { value, data: lean.data(lean.mix(3, 0), 0, 0, [false; 4]), size: 1 }
    };
    random.exprs.push(lit);
    for i in 0..support::size(EXPRESSIONS) {
        if i % 4 == 0 {
            let name = random.name();
            assert_eq!(number(&lean.name_hash, (&name.value,)), name.data, "{}", name.value);
            keep(&mut random.rng, &mut random.names, name);
            let level = random.level();
            assert_eq!(number(&lean.level_data, (&level.value,)), level.data, "{}", level.value);
            keep(&mut random.rng, &mut random.levels, level);
        }
        let expr = random.expr(i % 12);
        assert_eq!(number(&lean.expr_data, (&expr.value,)), expr.data, "{}", expr.value);
        keep(&mut random.rng, &mut random.exprs, expr);
    }
}
