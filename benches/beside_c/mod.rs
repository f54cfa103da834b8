//! Work by leanbind and by hand-written C, in turns, so that a noisy machine disturbs both.

use std::path::Path;
use std::time::Instant;

use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};

use crate::support;

/// Turns of each side; the median of their times counts.
const TURNS: usize = 31;

/// One kind of work: `times` repetitions, by leanbind and by C.
pub struct Work<'a> {
    pub name: &'a str,
    pub times: u64,
    pub leanbind: &'a mut dyn FnMut(u64),
    pub c: &'a mut dyn FnMut(u64),
}

/// A unit of time: its name, and how many of it a second has.
#[derive(Clone, Copy)]
pub struct Unit(pub &'static str, pub f64);

impl Unit {
    pub fn print_header(self) {
        println!("{:<52} {:>15} {:>15} {:>8}", "median of each", "leanbind", "C", "ratio");
    }

    /// Prints the medians and their ratio. Arguments of the benchmark say what the names of the work contain that is done.
    pub fn measure(self, work: Work<'_>) {
        if !is_wanted(work.name) {
            return;
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            ours.push(self.time(work.times, work.leanbind));
            theirs.push(self.time(work.times, work.c));
        }
        let (Unit(unit, _), ours, theirs) = (self, median(ours), median(theirs));
        println!("{:<52} {ours:>12.1} {unit} {theirs:>12.1} {unit} {:>7.2}x", work.name, ours / theirs);
    }

    /// Prints the median of `times` repetitions by leanbind alone.
    #[allow(dead_code)]
    pub fn measure_alone(self, name: &str, times: u64, leanbind: &mut dyn FnMut(u64)) {
        if !is_wanted(name) {
            return;
        }
        let (Unit(unit, _), ours) = (self, median((0..TURNS).map(|_| self.time(times, leanbind)).collect()));
        println!("{name:<52} {ours:>12.1} {unit}");
    }

    fn time(self, times: u64, work: &mut dyn FnMut(u64)) -> f64 {
        let start = Instant::now();
        work(times);
        start.elapsed().as_secs_f64() * self.1 / times as f64
    }
}

fn is_wanted(name: &str) -> bool {
    let mut wanted = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).peekable();
    wanted.peek().is_none() || wanted.any(|part| name.contains(&part))
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

/// Compiles and opens the C file `benches/<name>.c`.
pub fn open_c(name: &str) -> Library {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lib{name}.so"));
    support::compile(&[&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/{name}.c"))], &path);
    // SAFETY: the library has no constructors; its undefined symbols are those of the running Lean.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.unwrap()
}
