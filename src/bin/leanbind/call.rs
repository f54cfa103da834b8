//! `leanbind call`: one call, JSON in and JSON out.

use std::io::{self, Read, Write};
use std::path::Path;

use leanbind::DeepJson;
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::open::LibraryArgs;

#[derive(clap::Args)]
pub struct CallOptions {
    #[command(flatten)]
    library: LibraryArgs,
    /// The function's export name, or its Lean name
    #[arg(value_name = "FUNC")]
    function: String,
    /// The arguments in JSON: 41, '"text"', '[1, 2]', null, '{"some": 5}', '{"ctor": "circle", "fields": [5]}'; `-` reads
    /// one from standard input, `@FILE` from a file
    #[arg(value_name = "JSON", allow_negative_numbers = true)]
    arguments: Vec<String>,
}

pub fn run(lean: Option<&Path>, options: &CallOptions) -> Result<(), Failure> {
    if options.arguments.iter().filter(|text| *text == "-").count() > 1 {
        return Err("standard input is one argument: give `-` once, and files with `@FILE`".to_owned().into());
    }
    let arguments: Vec<DeepJson> =
        options.arguments.iter().enumerate().map(|(i, text)| argument(i + 1, text)).collect::<Result<_, _>>()?;
    let library = options.library.open(lean)?;
    let function = library.function(&options.function)?;
    let result = function.call(function.args_from_deep_json(&arguments)?)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &result).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Reads argument `number`: JSON, or where JSON is.
fn argument(number: usize, text: &str) -> Result<DeepJson, String> {
    let (place, bytes) = match text.strip_prefix('@') {
        Some(path) => (format!("the file {path}"), std::fs::read(path)),
        None if text == "-" => {
            let mut bytes = Vec::new();
            ("standard input".to_owned(), io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes))
        }
        None => return parse(number, text),
    };
    let bytes = bytes.map_err(|error| format!("argument {number}: {place} cannot be read: {error}"))?;
    match String::from_utf8(bytes) {
        Ok(text) => parse(number, &text),
        Err(_) => Err(format!("argument {number}: {place} is not UTF-8")),
    }
}

/// Parses the JSON of argument `number`.
///
/// # Errors
/// What is wrong with it, and a hint at what may have been meant.
fn parse(number: usize, text: &str) -> Result<DeepJson, String> {
    text.parse().map_err(|error: serde_json::Error| {
        let reason = error.to_string();
        let hint = match text.starts_with(char::is_alphabetic) {
            true if text.len() < 1000 => format!("; a string is given in quotes: '{}'", Json::from(text)),
            false if reason.contains("hex escape") => {
                r"; \ud800 to \udfff are each half of a character, and stand in pairs".to_owned()
            }
            _ => String::new(),
        };
        format!("argument {number} is not JSON: {reason}{hint}")
    })
}
