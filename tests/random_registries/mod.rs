//! Random registries: parts of the fixture's registry, changed and grown. What leanbind makes of them is tried in every way
//! that needs no compiled code.

#![allow(dead_code)]

use std::collections::{HashMap, HashSet};

use fastrand::Rng;
use leanbind::registry::{LibraryRegistry, TypeInfo, TypeRepr};
use leanbind::{Closure, Marshaller, Runtime, Value, Wrapper};
use serde_json::{Value as Json, json};

/// What registries are made of.
pub struct Source {
    types: Vec<Json>,
    funcs: Vec<Json>,
    meta: Json,
    by_name: HashMap<String, usize>,
}

/// The three texts of a registry.
pub struct Texts {
    pub funcs: String,
    pub types: String,
    pub meta: String,
}

/// What became of a registry.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    /// It was read, and so many of its types can be used, and so many cannot.
    Accepted { usable: usize, unusable: usize },
    /// It was not read.
    Refused,
}

/// A registry begins with at most so many types of the fixture: more would take too much time.
const MAX_TYPES: usize = 10;

impl Source {
    pub fn new(registry: &LibraryRegistry) -> Self {
        let list = |text: &str| match serde_json::from_str(text) {
            Ok(Json::Array(items)) => items,
            other => panic!("a list: {other:?}"),
        };
        let types = list(&registry.types_json());
        let name = |ty: &Json| ty["name"].as_str().expect("a name").to_owned();
        let by_name = types.iter().enumerate().map(|(i, ty)| (name(ty), i)).collect();
        let meta = registry.meta_json().expect("the fixture has one");
        let meta = serde_json::from_str(&meta).expect("JSON");
        Source { types, funcs: list(&registry.funcs_json()), meta, by_name }
    }

    /// The registry with this number. Equal seeds give equal registries.
    pub fn registry(&self, seed: u64, number: u64) -> Texts {
        let mut rng = Rng::with_seed(seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let (mut types, mut funcs) = self.beginning(&mut rng);
        let mut meta = self.meta.clone();
        for _ in 0..[0, 1, 1, 2, 2, 3, 8][rng.usize(0..7)] {
            let whole = match rng.u8(0..16) {
                0 => &mut meta,
                1..5 => &mut funcs,
                _ => &mut types,
            };
            let spare = self.types[rng.usize(0..self.types.len())].clone();
            change(somewhere(whole, &mut rng), spare, &mut rng);
        }
        if rng.bool() {
            grow(&mut types, &mut rng);
        }
        Texts { funcs: funcs.to_string(), types: types.to_string(), meta: meta.to_string() }
    }

    /// Some functions and types, with all types that they mention.
    fn beginning(&self, rng: &mut Rng) -> (Json, Json) {
        let (mut chosen, mut funcs) = (HashSet::new(), Vec::new());
        for _ in 0..rng.usize(1..10) {
            let (func, ty) = (&self.funcs[rng.usize(0..self.funcs.len())], rng.usize(0..self.types.len()));
            let (mut all, mut open) = (chosen.clone(), Vec::new());
            let is_func = rng.bool();
            if is_func {
                self.mentioned(func, &mut open)
            } else {
                open.push(ty)
            }
            let mut is_large = false;
            while let Some(i) = open.pop() {
                if all.insert(i) {
                    // Large enumerations take most of the time, and are all alike.
                    is_large |= self.types[i]["ctors"].as_array().is_some_and(|ctors| ctors.len() > 20);
                    self.mentioned(&self.types[i], &mut open);
                }
            }
            if all.len() <= MAX_TYPES && (!is_large || rng.u8(0..50) == 0) {
                chosen = all;
                funcs.extend(is_func.then(|| func.clone()));
            }
        }
        let mut types: Vec<usize> = chosen.into_iter().collect();
        types.sort_unstable();
        (types.into_iter().map(|i| self.types[i].clone()).collect(), funcs.into())
    }

    /// The types that occur in a description.
    fn mentioned(&self, part: &Json, open: &mut Vec<usize>) {
        match part {
            Json::Array(items) => items.iter().for_each(|item| self.mentioned(item, open)),
            Json::Object(members) => {
                if let Some(&i) = members.get("name").and_then(Json::as_str).and_then(|name| self.by_name.get(name)) {
                    open.push(i);
                }
                members.values().for_each(|member| self.mentioned(member, open));
            }
            _ => {}
        }
    }
}

fn pick<const N: usize>(words: [&'static str; N], rng: &mut Rng) -> &'static str {
    words[rng.usize(0..N)]
}

/// A random part of a text.
fn somewhere<'a>(whole: &'a mut Json, rng: &mut Rng) -> &'a mut Json {
    let mut part = whole;
    let mut depth = 0;
    loop {
        depth += 1;
        let count = match &*part {
            Json::Array(items) => items.len(),
            Json::Object(members) => members.len(),
            _ => 0,
        };
        if count == 0 || (depth > 2 && rng.u8(0..6) == 0) {
            return part;
        }
        let i = rng.usize(0..count);
        part = match part {
            Json::Array(items) => &mut items[i],
            Json::Object(members) => members.values_mut().nth(i).expect("it was counted"),
            _ => unreachable!("it has parts"),
        };
    }
}

const KINDS: [&str; 20] = [
    "nat", "int", "uint", "sint", "float", "char", "string", "unit", "bool", "array", "list", "option", "prod", "sum",
    "io", "except", "named", "opaque", "pyobject", "natural",
];

const NAMES: [&str; 16] = [
    "LeanbindFixture.Tree",
    "LeanbindFixture.Both",
    "LeanbindFixture.PTree",
    "[anonymous]",
    "Fin",
    "BitVec",
    "Vector",
    "Thunk",
    "Task",
    "Rat",
    "String.Pos",
    "Subtype",
    "Std.Slice",
    "Lean.Expr",
    "Lean.Json",
    "G0",
];

const WORDS: [&str; 14] =
    ["object", "usize", "scalar", "erased", "u8", "u16", "u32", "u64", "f64", "void", "", "a\u{0}b.«", "x", "1"];

/// Changes one part to another one of the same kind of JSON, if it is none that describes a type.
fn change_alike(part: &mut Json, rng: &mut Rng) -> bool {
    match part {
        Json::Bool(flag) => *flag = !*flag,
        Json::Number(_) => {
            *part = [0, 1, 2, 3, 7, 8, 64, 255, 256, 300, 65_536, 1 << 32, u64::MAX][rng.usize(0..13)].into()
        }
        Json::String(text) => {
            *text = match rng.u8(0..10) {
                0 => "long".repeat(rng.usize(1..1_000)),
                1..4 => pick(WORDS, rng).to_owned(),
                4..6 => pick(KINDS, rng).to_owned(),
                _ => pick(NAMES, rng).to_owned(),
            }
        }
        Json::Array(items) if !items.is_empty() => {
            let (i, j) = (rng.usize(0..items.len()), rng.usize(0..items.len()));
            match rng.u8(0..4) {
                0 => items.push(items[i].clone()),
                1 => drop(items.remove(i)),
                _ => items.swap(i, j),
            }
        }
        _ => return false,
    }
    true
}

/// Changes one part.
fn change(part: &mut Json, spare: Json, rng: &mut Rng) {
    if rng.u8(0..8) > 0 && change_alike(part, rng) {
        return;
    }
    let old = part.take();
    // Most changes of a type make another type of it: anything else is refused at once.
    let is_type = old.get("kind").is_some();
    let way = if is_type && rng.u8(0..8) > 0 { rng.u8(12..24) } else { rng.u8(0..24) };
    *part = match way {
        0 => Json::Null,
        1 => rng.bool().into(),
        2 => [0, 1, 255, 256, 65_536, 1 << 32, u64::MAX][rng.usize(0..7)].into(),
        3 => Json::from(-1),
        4 => rng.u32(0..300).into(),
        5 => {
            serde_json::from_str(["1e999999", "0.5", "77777777777777777777777777"][rng.usize(0..3)]).expect("a number")
        }
        6 => "".into(),
        7 => "a\u{0}b.«".into(),
        8 => "long".repeat(rng.usize(1..1_000)).into(),
        9 => json!([]),
        10 => json!([old, old]),
        11 => json!({}),
        12 => json!({"kind": "opaque", "name": "[anonymous]", "type": "x", "param": rng.u32(0..5)}),
        13 if !is_type => spare,
        14 => nested(old, rng),
        15 => doubled(old, rng),
        16 | 17 if !is_type => match old {
            Json::Array(mut items) if !items.is_empty() => {
                let i = rng.usize(0..items.len());
                if rng.bool() {
                    items.push(items[i].clone());
                } else {
                    items.remove(i);
                }
                items.into()
            }
            Json::Object(mut members) if !members.is_empty() => {
                let key = members.keys().nth(rng.usize(0..members.len())).expect("it is not empty").clone();
                members.remove(&key);
                members.into()
            }
            other => json!([other]),
        },
        _ => json!({
            "kind": KINDS[rng.usize(0..KINDS.len())], "name": NAMES[rng.usize(0..NAMES.len())], "type": "t", "elem": old, "a": old,
            "b": old, "e": old, "eio": rng.bool(), "base": rng.bool(), "bits": 8 << rng.u32(0..4), "usize": rng.bool(),
            "args": vec![old.clone(); rng.usize(0..3)], "param": rng.u32(0..3),
            "function": if rng.bool() { json!({"params": [old], "result": old}) } else { Json::Null },
            "natural": if rng.bool() { json!(rng.u64(..)) } else { Json::Null },
        }),
    };
}

/// A part inside of many others.
fn nested(part: Json, rng: &mut Rng) -> Json {
    let kind = ["array", "list", "option", "io"][rng.usize(0..4)];
    (0..rng.usize(1..60)).fold(part, |inner, _| json!({"kind": kind, "elem": inner}))
}

/// A part that occurs very often.
fn doubled(part: Json, rng: &mut Rng) -> Json {
    if part.to_string().len() > 300 {
        return part;
    }
    (0..rng.usize(1..8)).fold(part, |half, _| json!({"kind": "prod", "a": half, "b": half}))
}

/// Adds types with parameters that contain each other at arguments which they make of their own: legal ones, and ones that
/// grow without end.
fn grow(types: &mut Json, rng: &mut Rng) {
    let Json::Array(types) = types else { return };
    let most = if rng.u8(0..20) == 0 { 60 } else { 6 };
    let count = rng.usize(1..most);
    let params: Vec<usize> = (0..count).map(|_| rng.usize(0..4)).collect();
    for i in 0..count {
        let forward = rng.bool();
        let ctors: Vec<Json> = (0..rng.usize(0..4))
            .map(|tag| {
                let fields: Vec<Json> =
                    (0..rng.usize(0..4)).map(|_| type_of_field(i, forward, &params, rng.usize(0..5), rng)).collect();
                json!({"name": format!("c{tag}"), "tag": tag, "fields": fields})
            })
            .collect();
        types.push(json!({"name": format!("G{i}"), "isStructure": ctors.len() == 1, "isEnum": false, "ctors": ctors,
            "numParams": params[i], "numIndices": 0}));
    }
}

/// A type for a field of `G{own}`. `forward` says whether it mentions later types only.
fn type_of_field(own: usize, forward: bool, params: &[usize], depth: usize, rng: &mut Rng) -> Json {
    let param = |index: usize| json!({"kind": "opaque", "name": "[anonymous]", "type": "a", "param": index});
    if depth == 0 {
        return match params[own] {
            0 => json!({"kind": KINDS[[0, 1, 4, 5, 6, 7, 8][rng.usize(0..7)]]}),
            count => param(rng.usize(0..count)),
        };
    }
    let mut inner = || type_of_field(own, forward, params, depth - 1, rng);
    let (a, b) = (inner(), inner());
    match rng.u8(0..12) {
        0 => json!({"kind": pick(["array", "list", "option"], rng), "elem": a}),
        1 => json!({"kind": "prod", "a": a, "b": b}),
        2 => json!({"kind": "except", "e": a, "a": b, "eio": rng.bool()}),
        3 => json!({"kind": "opaque", "name": "[anonymous]", "type": "f", "function": {"params": [a], "result": b}}),
        4 => json!({"kind": "opaque", "name": pick(["Thunk", "Task", "Foreign"], rng), "type": "o", "args": [a]}),
        5 => json!({"kind": "io", "elem": a, "base": rng.bool()}),
        6 => a,
        _ => {
            let first = if forward { own + 1 } else { 0 };
            if first >= params.len() {
                return a;
            }
            let other = rng.usize(first..params.len());
            let args: Vec<Json> = [a, b].into_iter().cycle().take(params[other]).collect();
            json!({"kind": "named", "name": format!("G{other}"), "args": args})
        }
    }
}

/// Reads a registry, and uses its types in every way that needs no compiled code.
pub fn exercise(lean: &'static Runtime, texts: &Texts) -> Outcome {
    let registry = match LibraryRegistry::from_json_strings_with_meta(&texts.funcs, &texts.types, &texts.meta) {
        Ok(registry) => registry,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Outcome::Refused;
        }
    };
    let meta = registry.meta_json().expect("it was read with one");
    let again = LibraryRegistry::from_json_strings_with_meta(&registry.funcs_json(), &registry.types_json(), &meta);
    let again = again.expect("what leanbind writes, it reads");
    assert!(
        again.types() == registry.types() && again.funcs() == registry.funcs(),
        "the registry changes when it is written"
    );

    let marshaller = Marshaller::new(lean, &registry);
    let (mut usable, mut unusable) = (0, 0);
    let mut try_type = |ty: &TypeRepr| match marshaller.wrapper_for(ty) {
        Ok(wrapper) => {
            usable += 1;
            try_wrapper(&wrapper);
            true
        }
        Err(error) => {
            unusable += 1;
            let text = error.to_string();
            assert!(text.len() < 50_000, "an error of {} characters", text.len());
            false
        }
    };
    for info in registry.types() {
        let arguments = info.num_params.unwrap_or(0).saturating_add(info.num_indices.unwrap_or(0)).min(8);
        let ty = TypeRepr::Named { name: info.name.clone(), args: vec![TypeRepr::Nat; arguments] };
        if try_type(&ty) {
            // Encoding a function makes a default value of its result.
            try_type(&TypeRepr::Function { params: vec![TypeRepr::Nat], result: ty.into() });
        }
        assert!(!format!("{info:?}").is_empty());
        construct(&marshaller, info);
    }
    for func in registry.funcs() {
        assert!(!func.to_string().is_empty());
        for ty in func.params.iter().chain([&func.return_type]) {
            try_type(ty);
        }
    }
    Outcome::Accepted { usable, unusable }
}

/// Converts some values, which may be none of the type, and prints it.
fn try_wrapper(wrapper: &Wrapper) {
    assert!(format!("{wrapper:?}").starts_with("Wrapper("));
    for value in [Value::Unit, Value::Array(vec![]), failing(), Value::from(0u8)] {
        if let Ok(object) = wrapper.to_typed(&value) {
            object.view().decode().expect("leanbind reads what it made");
        }
    }
    for json in [json!(null), json!([1]), json!({"ctor": "mk", "fields": []}), json!("mk")] {
        if let Ok(value) = wrapper.value_from_json(&json) {
            assert!(!value.to_string().is_empty());
        }
    }
}

/// A function that fails, so that Lean needs a default value.
fn failing() -> Value {
    // SAFETY: the function is never called, and depends on nothing.
    Value::Function(unsafe { Closure::pure_unchecked(|_| Err("no".into())) })
}

/// Makes values with the first constructors of a type.
fn construct(marshaller: &Marshaller, info: &TypeInfo) {
    for ctor in info.ctors.iter().take(3) {
        let fields = ctor.fields.iter().take(2_000).map(|_| Value::from(1u8)).collect();
        match marshaller.construct(&format!("{}.{}", info.name, ctor.name), fields) {
            Ok(value) => assert!(!value.to_string().is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
