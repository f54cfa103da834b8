//! The guide's table of types (`docs/types.md`) as code: for each row, calls of the fixture that take and give values of its types.
//! `tests/calling/types_page.rs` compares the two, `benches/types.rs` measures the calls.

#![allow(dead_code)]

use std::collections::{BTreeMap, HashMap};
use std::hint::black_box;

use leanbind::registry::TypeRepr;
use leanbind::{Closure, Int, LeanInductiveValue, LeanLibrary, Nat, Value};
use num_bigint::{BigInt, BigUint};

/// A row: the cells of its Lean types, Rust types and values as the guide has them, and calls that show all of them.
/// The first call is the one that is measured.
pub struct Row<'a> {
    pub lean: &'static str,
    pub rust: &'static str,
    pub value: &'static str,
    pub calls: Vec<Call<'a>>,
}

/// A function of one parameter, called with one argument.
pub struct Call<'a> {
    pub function: &'static str,
    /// The types of its parameter and its result, as Lean writes them.
    pub lean: [String; 2],
    /// The Rust types of the argument and the result, as Rust writes them.
    pub rust: [String; 2],
    pub by_name: Box<dyn Fn() -> Value + 'a>,
    /// A typed call whose result is thrown away.
    pub typed: Box<dyn Fn() + 'a>,
    /// A typed call whose result is compared.
    pub check: Box<dyn Fn() + 'a>,
}

impl Call<'_> {
    fn types(lib: &LeanLibrary, function: &str, argument: &str, result: &str) -> ([String; 2], [String; 2]) {
        let function = lib.function(function).unwrap();
        let info = function.info();
        let result = match info.return_type {
            TypeRepr::Io { .. } => format!("Result<{result}, CallError::Io>"),
            _ => result.to_owned(),
        };
        ([info.params[0].to_string(), info.return_type.to_string()], [argument.to_owned(), result])
    }
}

/// Keeps the compiler from leaving out what made `result`.
pub fn keep<T>(result: T) {
    let _ = black_box(result);
}

/// `call!(lib, "function", Argument => Result, argument)` for a function that gives back what it gets, else with the
/// expected result behind, or what must hold of it.
macro_rules! call {
    ($lib:expr, $function:literal, $argument:ty => $result:ty, $value:expr) => {
        call!($lib, $function, $argument => $result, $value, $value)
    };
    ($lib:expr, $function:literal, $argument:ty => $result:ty, $value:expr, $expected:expr) => {
        call!($lib, $function, $argument => $result, $value; |result| assert_eq!(result, $expected, $function))
    };
    ($lib:expr, $function:literal, $argument:ty => $result:ty, $value:expr; |$given:ident| $holds:expr) => {{
        let (lean, rust) = Call::types($lib, $function, stringify!($argument), stringify!($result));
        let [measured, checked] = [(); 2].map(|()| $lib.typed::<($argument,), $result>($function).unwrap());
        Call {
            function: $function,
            lean,
            rust,
            by_name: Box::new(move || {
                let argument: $argument = $value;
                $lib.call($function, (argument,)).unwrap()
            }),
            typed: Box::new(move || keep(measured.call(($value,)).unwrap())),
            check: Box::new(move || {
                let $given = checked.call(($value,)).unwrap();
                $holds
            }),
        }
    }};
}

/// Values that are not written in a line.
pub struct Samples {
    shape: LeanInductiveValue,
    name: LeanInductiveValue,
    statement: LeanInductiveValue,
    rose: LeanInductiveValue,
    wrapper: LeanInductiveValue,
    kernel: Vec<LeanInductiveValue>,
    number: BigUint,
    integer: BigInt,
    counts: HashMap<String, u64>,
    scores: BTreeMap<u64, String>,
    vect: LeanInductiveValue,
    even: LeanInductiveValue,
    below: LeanInductiveValue,
    functions: Vec<Closure>,
    sum: Value,
    counter: Value,
}

impl Samples {
    pub fn new(lib: &LeanLibrary) -> Self {
        let make = |name: &str, fields: Vec<Value>| lib.construct(name, fields).unwrap();
        let name = || Value::from(make("Name.str", vec![make("Name.anonymous", vec![]).into(), "x".into()]));
        let nat = |n: u64| Value::Nat(n.into());
        let int = |n: i64| Value::Int(n.into());
        Samples {
            shape: make("Shape.rect", vec![int(3), int(4)]),
            name: make("Enum256.c255", vec![]),
            statement: make("Statement.block", vec![Value::List(vec![make("Statement.skip", vec![]).into()])]),
            rose: make("Rose.node", vec![int(1), Value::List(vec![])]),
            wrapper: make("Wrapper.mk", vec![nat(5)]),
            kernel: vec![
                make("Name.str", vec![name(), "y".into()]),
                make("Level.param", vec![name()]),
                make("Expr.bvar", vec![nat(0)]),
                make("Literal.natVal", vec![nat(7)]),
                make("BinderInfo.implicit", vec![]),
                make("FVarId.mk", vec![name()]),
                make("MVarId.mk", vec![name()]),
                make("KVMap.mk", vec![Value::List(vec![])]),
                make("Syntax.missing", vec![]),
                make("SourceInfo.none", vec![]),
            ],
            number: BigUint::from(u128::MAX),
            integer: BigInt::from(i128::MIN),
            counts: HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]),
            scores: BTreeMap::from([(1, "a".to_owned()), (2, "b".to_owned())]),
            vect: lib.call_as("py_vect3", (1, 2, 3)).unwrap(),
            even: lib.call_as("py_to_even", (4,)).unwrap(),
            below: lib.call_as("py_below", (2,)).unwrap(),
            functions: vec![Closure::typed(|n: u64| n + 1)],
            sum: Value::Inl(Box::new(nat(3))),
            counter: lib.call("py_opaque_make", (40u32,)).unwrap(),
        }
    }
}

/// The first of the functions in an array.
fn first_function<'a>(lib: &'a LeanLibrary, samples: &'a Samples) -> Call<'a> {
    let call = call!(
        lib, "py_id_functions", Vec<Closure> => Vec<Closure>, samples.functions.clone();
        |functions| assert_eq!(functions[0].call_as::<u64>([4u64.into()]).unwrap(), 5)
    );
    let Call { by_name: array, .. } = call;
    let first = move || Vec::try_from(array()).unwrap().remove(0);
    Call { by_name: Box::new(first), rust: ["Closure"; 2].map(str::to_owned), ..call }
}

/// The same call of a function whose type Lean prints in another way than it is written.
fn written<'a>(lean: [&str; 2], call: Call<'a>) -> Call<'a> {
    Call { lean: lean.map(str::to_owned), ..call }
}

/// The rows, in the guide's order.
#[rustfmt::skip]
pub fn rows<'a>(lib: &'a LeanLibrary, samples: &'a Samples) -> Vec<Row<'a>> {
    let kernel = |i: usize| &samples.kernel[i];
    vec![
        Row { lean: "`Unit`", rust: "`()`", value: "`Unit`", calls: vec![call!(lib, "py_id_unit", () => (), ())] },
        Row { lean: "`Bool`", rust: "`bool`", value: "`Bool`", calls: vec![call!(lib, "py_id_bool", bool => bool, true)] },
        Row {
            lean: "`Nat`",
            rust: "`u8` … `u64`, `usize`, `Nat`, `BigUint`",
            value: "`Nat`",
            calls: vec![
                call!(lib, "py_id_nat", u64 => u64, 7),
                call!(lib, "py_id_nat", u8 => u8, 255),
                call!(lib, "py_id_nat", usize => usize, usize::MAX),
                call!(lib, "py_id_nat", Nat => Nat, Nat::from(7u8)),
                call!(lib, "py_id_nat", &BigUint => BigUint, &samples.number, samples.number),
                call!(lib, "py_id_nat", BigUint => BigUint, samples.number.clone()),
            ],
        },
        Row {
            lean: "`Int`",
            rust: "`i8` … `i64`, `isize`, `Int`, `BigInt`",
            value: "`Int`",
            calls: vec![
                call!(lib, "py_id_int", i64 => i64, -7),
                call!(lib, "py_id_int", i8 => i8, -128),
                call!(lib, "py_id_int", isize => isize, isize::MIN),
                call!(lib, "py_id_int", Int => Int, Int::from(-7)),
                call!(lib, "py_id_int", BigInt => BigInt, samples.integer.clone()),
            ],
        },
        Row {
            lean: "`UInt8` … `UInt64`, `USize`",
            rust: "any integer that fits",
            value: "`UInt`",
            calls: vec![
                call!(lib, "py_id_u64", u64 => u64, u64::MAX),
                call!(lib, "py_id_u8", i32 => i32, 255),
                call!(lib, "py_id_u16", u16 => u64, 1, 1),
                call!(lib, "py_id_u32", i64 => u32, 1, 1),
                call!(lib, "py_id_usize", usize => usize, usize::MAX),
            ],
        },
        Row {
            lean: "`Int8` … `Int64`, `ISize`",
            rust: "any integer that fits",
            value: "`SInt`",
            calls: vec![
                call!(lib, "py_id_i64", i64 => i64, i64::MIN),
                call!(lib, "py_id_i8", i32 => i32, -128),
                call!(lib, "py_id_i16", i16 => i64, -1, -1),
                call!(lib, "py_id_i32", i64 => i32, -1, -1),
                call!(lib, "py_id_isize", isize => isize, isize::MIN),
            ],
        },
        Row {
            lean: "`Float`, `Float32`",
            rust: "`f64`, `f32`",
            value: "`Float`, `Float32`",
            calls: vec![
                call!(lib, "py_id_float", f64 => f64, 1.5),
                call!(lib, "py_id_float32", f32 => f32, 1.5),
            ],
        },
        Row { lean: "`Char`", rust: "`char`", value: "`Char`", calls: vec![call!(lib, "py_id_char", char => char, 'λ')] },
        Row {
            lean: "`String`",
            rust: "`&str`, `String`",
            value: "`String`",
            calls: vec![
                call!(lib, "py_id_string", &str => String, "sixteen letters."),
                call!(lib, "py_id_string", String => String, "a\0b".to_owned()),
            ],
        },
        Row {
            lean: "`Array α`, `List α`",
            rust: "`&[T]`, `Vec<T>`, `[T; N]`",
            value: "`Array`, `List`",
            calls: vec![
                call!(lib, "py_id_array_nat", &[u64] => Vec<u64>, &[1, 2, 3, 4, 5, 6, 7, 8]),
                call!(lib, "py_id_array_nat", [u64; 2] => Vec<u64>, [1, u64::MAX]),
                call!(lib, "py_id_list_string", Vec<String> => Vec<String>, vec!["x".to_owned()]),
            ],
        },
        Row {
            lean: "`ByteArray`, `FloatArray`",
            rust: "`&[u8]`, `Vec<u8>`, `&[f64]`, `Vec<f64>`",
            value: "`Bytes`, `Floats`",
            calls: vec![
                call!(lib, "py_id_bytes", &[u8] => Vec<u8>, b"sixteen letters."),
                call!(lib, "py_id_floats", &[f64] => Vec<f64>, &[1.5, -0.5]),
            ],
        },
        Row {
            lean: "`Thunk α`, `Task α`",
            rust: "as `α`",
            value: "as `α`",
            calls: vec![
                call!(lib, "py_id_thunk", u64 => u64, 7),
                call!(lib, "py_id_task", u64 => u64, 7),
            ],
        },
        Row {
            lean: "`Option α`",
            rust: "`Option<T>`",
            value: "`Option`",
            calls: vec![
                call!(lib, "py_id_option_u32", Option<u32> => Option<u32>, Some(7)),
                call!(lib, "py_id_option_option_bool", Option<Option<bool>> => Option<Option<bool>>, Some(None::<bool>)),
            ],
        },
        Row {
            lean: "`α × β`",
            rust: "`(A, B)`",
            value: "`Prod`",
            calls: vec![call!(lib, "py_id_prod_u8_float", (u8, f64) => (u8, f64), (7, 0.5))],
        },
        Row {
            lean: "`α ⊕ β`",
            rust: "",
            value: "`Inl`, `Inr`",
            calls: vec![
                call!(lib, "py_id_sum", &Value => Value, &samples.sum, samples.sum),
                call!(lib, "py_id_sum", Value => Value, Value::Inr(Box::new("x".into()))),
            ],
        },
        Row {
            lean: "`Except ε α`",
            rust: "`Result<T, E>`",
            value: "`Except`",
            calls: vec![call!(lib, "py_id_except", Result<u64, String> => Result<u64, String>, Ok::<u64, String>(7))],
        },
        Row {
            lean: "`A → B`, and `IO α` as a value",
            rust: "`Closure`",
            value: "`Function`",
            calls: vec![first_function(lib, samples), call!(lib, "py_later", u64 => Closure, 3; |action| assert_eq!(action.call_as::<u64>([]).unwrap(), 3))],
        },
        Row {
            lean: "`IO α` as a result",
            rust: "`Result<_, CallError::Io>`",
            value: "",
            calls: vec![call!(lib, "py_io_u64", u64 => u64, 7)],
        },
        Row {
            lean: "`EIO ε α` as a result",
            rust: "`Result<T, E>`",
            value: "`Except`",
            calls: vec![call!(lib, "py_eio_u32", u32 => Result<u32, String>, 8, Ok(7))],
        },
        Row {
            lean: "`Fin n`, `BitVec w`",
            rust: "any integer that fits",
            value: "`Nat`",
            calls: vec![call!(lib, "py_id_fin", u64 => u64, 3), call!(lib, "py_id_bitvec", u16 => u16, 4095)],
        },
        Row {
            lean: "`Vector α n`",
            rust: "`&[T]`, `Vec<T>`",
            value: "`Array`",
            calls: vec![call!(lib, "py_id_vector", &[u64] => Vec<u64>, &[1, 2, 3])],
        },
        Row {
            lean: "`Subarray α`",
            rust: "`&[T]`, `Vec<T>`",
            value: "`Array`",
            calls: vec![written(["Subarray String"; 2], call!(lib, "py_id_subarray", &[&str] => Vec<String>, &["a", "b"]))],
        },
        Row { lean: "`Rat`", rust: "`(i64, u64)`", value: "`Prod`", calls: vec![call!(lib, "py_id_rat", (i64, u64) => (i64, u64), (-1, 2))] },
        Row {
            lean: "`String.Pos s`, `String.Pos.Raw`",
            rust: "any integer that fits",
            value: "`Nat`",
            calls: vec![call!(lib, "py_id_raw_pos", u64 => u64, 3), written(["String", "String.Pos s"], call!(lib, "py_end", &str => u64, "Lean", 4))],
        },
        Row {
            lean: "`Std.HashMap α β`, `Std.TreeMap α β`, sets, and your own types with a conversion",
            rust: "`HashMap<_, _>`, `BTreeMap<_, _>`",
            value: "`List`",
            calls: vec![
                call!(lib, "py_id_counts", &HashMap<String, u64> => HashMap<String, u64>, &samples.counts, samples.counts),
                call!(lib, "py_id_scores", &BTreeMap<u64, String> => BTreeMap<u64, String>, &samples.scores, samples.scores),
            ],
        },
        Row {
            lean: "`Lean.Json`",
            rust: "`&str`, `String`",
            value: "`String`",
            calls: vec![
                call!(lib, "py_id_json", &str => String, "[1,true]"),
                call!(lib, "py_id_json", String => String, r#"{"a":null}"#.to_owned()),
            ],
        },
        Row {
            lean: "`{ n // p }`, structures with proofs, indexed families",
            rust: "`LeanInductiveValue`",
            value: "`Inductive`",
            calls: vec![
                call!(lib, "py_id_vect3", &LeanInductiveValue => LeanInductiveValue, &samples.vect, samples.vect),
                call!(lib, "py_id_even_nat", &LeanInductiveValue => LeanInductiveValue, &samples.even, samples.even),
                call!(lib, "py_id_below", &LeanInductiveValue => LeanInductiveValue, &samples.below, samples.below),
            ],
        },
        Row {
            lean: "structures, enumerations, recursive, mutual, nested and parametric inductive types",
            rust: "`LeanInductiveValue`",
            value: "`Inductive`",
            calls: vec![
                call!(lib, "py_id_shape", &LeanInductiveValue => LeanInductiveValue, &samples.shape, samples.shape),
                call!(lib, "py_id_wrapper_nat", &LeanInductiveValue => LeanInductiveValue, &samples.wrapper, samples.wrapper),
                call!(lib, "py_id_rose", &LeanInductiveValue => LeanInductiveValue, &samples.rose, samples.rose),
                call!(lib, "py_id_enum256", &LeanInductiveValue => LeanInductiveValue, &samples.name, samples.name),
                call!(lib, "py_id_statement", &LeanInductiveValue => LeanInductiveValue, &samples.statement, samples.statement),
            ],
        },
        Row {
            lean: "`Lean.Name`, `Level`, `Expr`, `Literal`, `BinderInfo`, `FVarId`, `MVarId`, `KVMap`, `Syntax`, `SourceInfo`",
            rust: "`LeanInductiveValue`",
            value: "`Inductive`",
            calls: vec![
                call!(lib, "py_id_name", &LeanInductiveValue => LeanInductiveValue, kernel(0), *kernel(0)),
                call!(lib, "py_id_level", &LeanInductiveValue => LeanInductiveValue, kernel(1), *kernel(1)),
                call!(lib, "py_id_expr", &LeanInductiveValue => LeanInductiveValue, kernel(2), *kernel(2)),
                call!(lib, "py_id_literal", &LeanInductiveValue => LeanInductiveValue, kernel(3), *kernel(3)),
                call!(lib, "py_id_binder_info", &LeanInductiveValue => LeanInductiveValue, kernel(4), *kernel(4)),
                call!(lib, "py_id_fvar", &LeanInductiveValue => LeanInductiveValue, kernel(5), *kernel(5)),
                call!(lib, "py_id_mvar", &LeanInductiveValue => LeanInductiveValue, kernel(6), *kernel(6)),
                call!(lib, "py_id_kvmap", &LeanInductiveValue => LeanInductiveValue, kernel(7), *kernel(7)),
                call!(lib, "py_id_syntax", &LeanInductiveValue => LeanInductiveValue, kernel(8), *kernel(8)),
                call!(lib, "py_id_source_info", &LeanInductiveValue => LeanInductiveValue, kernel(9), *kernel(9)),
            ],
        },
        Row {
            lean: "any other type",
            rust: "",
            value: "`Opaque`",
            calls: vec![call!(lib, "py_opaque_step", &Value => Value, &samples.counter; |result| assert!(matches!(result, Value::Opaque(_))))],
        },
    ]
}
