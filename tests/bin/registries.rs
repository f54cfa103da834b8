//! Reads random registries, and uses their types: none may end the process, or take much time or memory.
//!
//! ```sh
//! cargo run --release --example registries -- 100000 [SEED]
//! ```
//!
//! Constructors that were read are never freed. Therefore the registries are read by processes of their own, some thousands
//! by each. If a process fails, the first registry at which it does is searched, and
//! `cargo run --release --example registries -- 1 SEED NUMBER` reads that one.

use std::ops::Range;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

#[path = "../arbitrary/mod.rs"]
mod arbitrary;
#[path = "../random_registries/mod.rs"]
mod random_registries;
#[path = "../support/mod.rs"]
mod support;

use random_registries::{Outcome, Source};

/// How many registries one process reads.
const PART: u64 = 5_000;

/// A registry that takes longer is reported, and fails the run. The limit is far above what any should take, because other
/// programs may hold this one up.
const MAX_TIME: Duration = Duration::from_secs(10);

/// The memory of a process that has read its registries, in bytes.
const MAX_MEMORY: u64 = 1 << 30;

fn main() -> ExitCode {
    let args: Vec<u64> = std::env::args().skip(1).map(|arg| arg.parse().expect("a number")).collect();
    let count = args.first().copied().unwrap_or(100_000);
    let seed = args.get(1).copied().unwrap_or_else(arbitrary::seed);
    if let Some(&first) = args.get(2) {
        return read(count, seed, first);
    }
    println!("seed {seed}");
    for first in (0..count).step_by(PART as usize) {
        let mut failed = first..(first + PART).min(count);
        if is_fine(seed, &failed) {
            continue;
        }
        while failed.end - failed.start > 1 {
            let half = failed.start..failed.start.midpoint(failed.end);
            failed = if is_fine(seed, &half) { half.end..failed.end } else { half };
        }
        println!("seed {seed}: registry {} failed", failed.start);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Whether a process that reads these registries succeeds.
fn is_fine(seed: u64, numbers: &Range<u64>) -> bool {
    let program = std::env::current_exe().expect("this program");
    let args = [numbers.end - numbers.start, seed, numbers.start].map(|number| number.to_string());
    Command::new(program).args(args).status().expect("this program runs").success()
}

/// Reads `count` registries, beginning with the one with the number `first`.
fn read(count: u64, seed: u64, first: u64) -> ExitCode {
    let (lean, _guard) = support::lean();
    let source = Source::new(support::fixture().registry());
    let (mut accepted, mut refused, mut types) = (0, 0, (0, 0));
    let mut slowest = (Duration::ZERO, first);
    for number in first..first + count {
        let texts = source.registry(seed, number);
        let start = Instant::now();
        match random_registries::exercise(lean, &texts) {
            Outcome::Accepted { usable, unusable } => {
                accepted += 1;
                types = (types.0 + usable, types.1 + unusable);
            }
            Outcome::Refused => refused += 1,
        }
        slowest = slowest.max((start.elapsed(), number));
    }
    let memory = peak_memory();
    let (time, number) = slowest;
    println!(
        "registries {first} to {}: {accepted} read, {refused} refused; {} types used, {} refused; at most {time:.2?} (registry \
         {number}), {} MB",
        first + count - 1,
        types.0,
        types.1,
        memory >> 20
    );
    ExitCode::from(u8::from(time > MAX_TIME || memory > MAX_MEMORY))
}

/// The most memory that this process has used, in bytes, where the system tells.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim_end_matches("kB").trim().parse::<u64>().ok()).map_or(0, |kib| kib << 10)
}
