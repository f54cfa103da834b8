//! How the tour looks, on a terminal and in a file.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The width of a line.
const WIDTH: usize = 100;
/// The result begins at the first of these columns that leaves room for it and for the call.
const RESULT: [usize; 2] = [49, 24];
/// The width of a time.
const TIME: usize = 9;
/// Longer calls and results are cut.
const LONGEST: usize = 240;

pub struct Page {
    out: io::BufWriter<io::Stdout>,
    colour: bool,
    checks: usize,
    failed: usize,
}

/// Text styles (ECMA-48, "select graphic rendition").
#[derive(Clone, Copy)]
enum Style {
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
}

impl Page {
    pub fn new() -> Self {
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let stdout = io::stdout();
        let colour = wanted && stdout.is_terminal();
        Page { out: io::BufWriter::new(stdout), colour, checks: 0, failed: 0 }
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.colour { format!("\x1b[{}m{text}\x1b[0m", style as u8) } else { text.to_owned() }
    }

    /// A line above the first chapter.
    pub fn fact(&mut self, name: &str, text: &str, time: Duration) -> io::Result<()> {
        writeln!(self.out, "{name:<8} {text} {}", self.styled(Style::Dim, &format!("({})", units(time))))
    }

    pub fn chapter(&mut self, title: &str, text: &str) -> io::Result<()> {
        let title = self.styled(Style::Bold, title);
        writeln!(self.out, "\n{title}")?;
        for line in wrap(text, WIDTH) {
            writeln!(self.out, "{line}")?;
        }
        self.out.flush()
    }

    /// A line that checks nothing.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "  {text}")
    }

    /// One check: the call, its result, its time, and what is wrong with the result.
    pub fn row(&mut self, call: &str, result: &str, time: Option<Duration>, problem: Option<String>) -> io::Result<()> {
        self.checks += 1;
        self.failed += usize::from(problem.is_some());
        let mark = match problem {
            None => self.styled(Style::Green, "✓"),
            Some(_) => self.styled(Style::Red, "✗"),
        };
        let (call, result) = (cut(call), cut(result));
        let time = time.map(|time| format!("{:>TIME$}", units(time))).unwrap_or_default();
        let end = WIDTH - time.len();
        let fits = |column: &usize| width(&call) + 3 <= *column && column + width(&result) <= end;
        // Errors are sentences, which read best one below the other.
        let column = RESULT.into_iter().find(fits).filter(|_| !result.starts_with("error:"));
        if let Some(column) = column {
            let line = pad(&format!("{}{result}", pad(&call, column - 2)), end - 2);
            writeln!(self.out, "{}", format!("{mark} {line}{}", self.styled(Style::Dim, &time)).trim_end())?;
        } else {
            for (i, line) in wrap(&call, WIDTH - 4).iter().enumerate() {
                writeln!(self.out, "{}{line}", if i == 0 { format!("{mark} ") } else { " ".repeat(4) })?;
            }
            let lines = wrap(&result, end - 6);
            for (i, line) in lines.iter().enumerate() {
                let indented = format!("{}{line}", " ".repeat(if i == 0 { 4 } else { 6 }));
                let time = if i + 1 == lines.len() { self.styled(Style::Dim, &time) } else { String::new() };
                writeln!(self.out, "{}", format!("{}{time}", pad(&indented, end)).trim_end())?;
            }
        }
        if let Some(problem) = problem {
            writeln!(self.out, "    {}", self.styled(Style::Red, &problem))?;
        }
        Ok(())
    }

    /// The last line. Returns how many checks failed.
    pub fn summary(&mut self) -> io::Result<usize> {
        let line = format!("{} checks, {} failed", self.checks, self.failed);
        let style = if self.failed == 0 { Style::Green } else { Style::Red };
        writeln!(self.out, "\n{}", self.styled(style, &line))?;
        self.out.flush()?;
        Ok(self.failed)
    }
}

/// The median time of one call, from several batches that are each long enough for the clock.
pub fn median_time(mut call: impl FnMut()) -> Duration {
    const LONG_ENOUGH: Duration = Duration::from_micros(20);
    let mut batch = |calls: u32| {
        let begin = Instant::now();
        (0..calls).for_each(|_| call());
        begin.elapsed()
    };
    let mut calls = 1;
    while batch(calls) < LONG_ENOUGH && calls < 1 << 12 {
        calls *= 2;
    }
    let mut times: Vec<Duration> = (0..7).map(|_| batch(calls) / calls).collect();
    times.sort();
    times[times.len() / 2]
}

/// A time in the unit that gives it up to three digits before the point.
fn units(time: Duration) -> String {
    let nanos = time.as_nanos() as f64;
    match nanos {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e6 => format!("{:.1} µs", n / 1e3),
        n if n < 1e9 => format!("{:.1} ms", n / 1e6),
        n => format!("{:.1} s", n / 1e9),
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], width(text)),
    }
}

/// Lines of at most `columns` characters, broken at spaces where there are some.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
