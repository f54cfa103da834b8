//! Numbers of any size, held against Lean's own reading and printing of them.

use fastrand::Rng;
use leanbind::Value;
use leanbind::registry::TypeRepr;
use num_bigint::{BigInt, BigUint};

use crate::support;

/// A number of that many decimal digits, the first of which is not 0.
fn digits(rng: &mut Rng, count: usize) -> String {
    let first = char::from(b'1' + rng.u8(..9));
    std::iter::once(first).chain((1..count).map(|_| char::from(b'0' + rng.u8(..10)))).collect()
}

#[test]
fn lean_prints_and_reads_the_numbers_that_rust_has() {
    let (_lean, _guard) = support::lean();
    // What `Nat.repr` is compiled to.
    let print = support::lean_function("Nat.reprFast", &[TypeRepr::Nat], TypeRepr::String);
    let read = support::lean_function("String.toNat?", &[TypeRepr::String], TypeRepr::Option(Box::new(TypeRepr::Nat)));
    let mut rng = Rng::with_seed(20);
    let sizes = (1..=45).chain([100, 1_000, 9_999, 100_000].map(support::size));
    for text in sizes.map(|size| digits(&mut rng, size)) {
        let number: BigUint = text.parse().unwrap();
        assert_eq!(print.call((&number,)).unwrap(), text.as_str().into(), "{} digits", text.len());
        assert_eq!(read.call((&text,)).unwrap(), Some(number).into(), "{} digits", text.len());
    }
}

#[test]
fn lean_adds_integers_of_either_sign_as_rust_does() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let mut rng = Rng::with_seed(21);
    let mut integer = |size| {
        let number: BigInt = digits(&mut rng, size).parse().unwrap();
        if rng.bool() { -number } else { number }
    };
    for size in (1..=45).chain([100, 1_000, 20_000].map(support::size)) {
        let (a, b) = (integer(size), integer(size.div_ceil(2)));
        assert_eq!(lib.call("py_add_int", (&a, &b)).unwrap(), Value::from(a + b), "{size} digits");
    }
}
