//! What a value of each type costs on its way to Lean and back: the last column of the table in `docs/types.md`.
//!
//! `cargo bench --bench types` prints, for each row, the time of its first call in `tests/type_table`: typed, and by
//! name with a `Value` as the result. The fastest of many turns counts: what is measured is short, and other work disturbs it.

#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/type_table/mod.rs"]
mod type_table;

use std::time::Instant;

/// Turns of each call, and calls in a turn.
const TURNS: usize = 101;
const CALLS: u32 = 5_000;

fn nanoseconds(call: &dyn Fn()) -> f64 {
    let turn = |_| {
        let start = Instant::now();
        (0..CALLS).for_each(|_| call());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
    };
    (0..TURNS).map(turn).fold(f64::INFINITY, f64::min)
}

fn main() {
    let (_lean, _guard) = support::lean();
    let lib = support::fixture();
    let samples = type_table::Samples::new(&lib);
    for row in type_table::rows(&lib, &samples) {
        let call = &row.calls[0];
        let typed = nanoseconds(&call.typed);
        let by_name = nanoseconds(&|| type_table::keep((call.by_name)()));
        println!("| {} | {typed:.0}, {by_name:.0} ns |", row.lean);
    }
}
