//! [`Tour`]: makes calls, shows them, compares their results with the expected ones, and times them.

use std::collections::BTreeSet;
use std::io;
use std::time::Instant;

use leanbind::{CallError, Function, IoErrorKind, LeanLibrary, Nat, Runtime, Value};

use crate::page::{Page, median_time};

/// Arguments: a `Vec<Value>` of anything that converts into a `Value`.
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$(::leanbind::Value::from($arg)),*] };
}
pub(crate) use args;

/// The fixture's registry, and the namespace of everything in it.
pub const FIXTURE: &str = "LeanbindFixture";

/// What the chapters work with.
pub struct Tour {
    pub lean: &'static Runtime,
    pub fixture: LeanLibrary,
    pub page: Page,
    /// The export names of the fixture's functions that were called.
    called: BTreeSet<String>,
}

impl Tour {
    pub fn new(lean: &'static Runtime, fixture: LeanLibrary, page: Page) -> Self {
        Tour { lean, fixture, page, called: BTreeSet::new() }
    }

    /// Begins a chapter.
    pub fn chapter(&mut self, title: &str, text: &str) -> io::Result<()> {
        self.page.chapter(title, text)
    }

    /// Calls a function of the fixture, whose result must read as `expected`.
    pub fn call(&mut self, name: &str, args: Vec<Value>, expected: &str) -> io::Result<Value> {
        let fixture = self.fixture.clone();
        self.called.insert(name.to_owned());
        self.check(notation(name, &args), expected, || fixture.call(name, &args))
    }

    /// Calls a function of the fixture that returns its argument, and the `rebuild` function of that type where there is one.
    pub fn same(&mut self, name: &str, arg: impl Into<Value>) -> io::Result<Value> {
        let arg = arg.into();
        let expected = in_namespace(&arg.to_string());
        let rebuild = name.replacen("_id_", "_rebuild_", 1);
        if rebuild != name && self.fixture.registry().find_func(&rebuild).is_some() {
            self.call(&rebuild, vec![arg.clone()], &expected)?;
        }
        self.call(name, vec![arg], &expected)
    }

    /// Calls a function of another library.
    pub fn call_function(&mut self, function: &Function, args: Vec<Value>, expected: &str) -> io::Result<Value> {
        let info = function.info();
        let name = if info.decl_name.is_empty() { &info.export_name } else { &info.decl_name };
        let call = notation(name, &args);
        self.check(call, expected, || function.call(&args))
    }

    /// Calls a function of another library once, because its result or effect varies.
    pub fn call_once(
        &mut self,
        function: &Function,
        args: Vec<Value>,
        right: impl Fn(&str) -> bool,
    ) -> io::Result<Value> {
        let begin = Instant::now();
        let result = function.call(&args);
        let time = begin.elapsed();
        let problem = match &result {
            Ok(value) if right(&value.to_string()) => None,
            _ => Some("expected another result".to_owned()),
        };
        self.page.row(&notation(&function.info().export_name, &args), &shown(&result), Some(time), problem)?;
        Ok(result.unwrap_or(Value::Unit))
    }

    /// Calls an action of the fixture that must throw an `IO.Error` of this kind.
    pub fn throws(&mut self, name: &str, args: Vec<Value>, kind: IoErrorKind) -> io::Result<()> {
        self.called.insert(name.to_owned());
        let result = self.fixture.call(name, &args);
        self.thrown(notation(name, &args), result, kind)
    }

    /// Shows a call whose result must be an `IO.Error` of this kind.
    pub fn thrown(&mut self, call: String, result: Result<Value, CallError>, kind: IoErrorKind) -> io::Result<()> {
        match result {
            Err(CallError::Io { error, .. }) => {
                let problem = (error.kind() != kind).then(|| format!("expected {kind:?}"));
                self.page.row(
                    &call,
                    &format!("throws {:?}: {}", error.kind(), one_line(&error.to_string())),
                    None,
                    problem,
                )
            }
            other => self.page.row(&call, &shown(&other), None, Some(format!("expected that {kind:?} is thrown"))),
        }
    }

    /// Calls a function of the fixture with arguments that must be refused with an error that contains `reason`.
    pub fn refuses(&mut self, name: &str, args: Vec<Value>, reason: &str) -> io::Result<()> {
        self.called.insert(name.to_owned());
        let result = self.fixture.call(name, &args);
        self.refused(notation(name, &args), result.map(|value| value.to_string()), reason)
    }

    /// Shows a result, which must be an error that contains `reason`.
    pub fn refused(&mut self, what: String, result: Result<String, impl ToString>, reason: &str) -> io::Result<()> {
        match result {
            Err(error) => {
                let error = in_namespace(&error.to_string());
                let problem = (!error.contains(reason)).then(|| format!("expected an error with: {reason}"));
                self.page.row(&what, &format!("error: {}", one_line(&error)), None, problem)
            }
            Ok(value) => {
                self.page.row(&what, &format!("= {value}"), None, Some(format!("expected an error: {reason}")))
            }
        }
    }

    /// Makes a call and compares its result with `expected`; measures a call whose result is right.
    pub fn check(
        &mut self,
        call: String,
        expected: &str,
        mut make: impl FnMut() -> Result<Value, CallError>,
    ) -> io::Result<Value> {
        let result = make();
        let text = shown(&result);
        let right = text == format!("= {expected}");
        let time = right.then(|| median_time(|| drop(make())));
        self.page.row(&call, &text, time, (!right).then(|| format!("expected = {expected}")))?;
        Ok(result.unwrap_or(Value::Unit))
    }

    /// A value of an inductive type of the fixture: `make("Shape.circle", args![5])`.
    pub fn make(&self, constructor: &str, fields: Vec<Value>) -> Result<Value, CallError> {
        Ok(self.fixture.construct(&format!("{FIXTURE}.{constructor}"), fields)?.into())
    }

    /// Checks that no function was left out, and shows the last line. Returns how many checks failed.
    pub fn end(mut self) -> io::Result<usize> {
        let exports = self.fixture.registry().funcs().iter().map(|info| info.export_name.as_str());
        let left_out: Vec<&str> = exports.filter(|name| !self.called.contains(*name)).collect();
        let problem = (!left_out.is_empty()).then(|| format!("left out: {}", left_out.join(", ")));
        let count = self.fixture.registry().funcs().len();
        self.page.chapter("The end", "")?;
        self.page.row(
            "Functions of the fixture that were called",
            &format!("{} of {count}", count - left_out.len()),
            None,
            problem,
        )?;
        self.page.summary()
    }
}

/// A call in Lean's notation.
pub fn notation(function: &str, args: &[Value]) -> String {
    let mut call = function.to_owned();
    for arg in args {
        // `some` puts its argument in parentheses exactly where a function does.
        let some = Value::Option(Some(Box::new(arg.clone()))).to_string();
        call.push_str(some.trim_start_matches("some"));
    }
    in_namespace(&call)
}

fn shown(result: &Result<Value, CallError>) -> String {
    match result {
        Ok(value) => format!("= {}", in_namespace(&value.to_string())),
        Err(error) => format!("error: {}", in_namespace(&one_line(&error.to_string()))),
    }
}

/// Shortens names as inside the fixture's namespace.
pub fn in_namespace(text: &str) -> String {
    let prefix = format!("{FIXTURE}.");
    let mut shortened = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&prefix) {
        let (before, found) = rest.split_at(at);
        shortened.push_str(before);
        rest = &found[prefix.len()..];
        // `libLeanbindFixture.so` keeps its name.
        if shortened.ends_with(char::is_alphanumeric) {
            shortened.push_str(&prefix);
        }
    }
    shortened + rest
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A `Nat` of any size.
pub fn nat(digits: &str) -> Nat {
    digits.parse().unwrap_or_default()
}

/// A `List`; a Rust `Vec` is an `Array`.
pub fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
    Value::List(items.into_iter().map(Into::into).collect())
}
