//! `leanbind call`: one call, JSON in and JSON out.

use std::io::{self, Write};
use std::path::Path;

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
    /// The arguments in JSON: 41, '"text"', '[1, 2]', null, '{"some": 5}', '{"ctor": "circle", "fields": [5]}'
    #[arg(value_name = "JSON", allow_negative_numbers = true)]
    arguments: Vec<String>,
}

pub fn run(lean: Option<&Path>, options: &CallOptions) -> Result<(), Failure> {
    let arguments: Vec<Json> =
        options.arguments.iter().enumerate().map(|(i, text)| parse(i + 1, text)).collect::<Result<_, _>>()?;
    let library = options.library.open(lean)?;
    let function = library.function(&options.function)?;
    let result = function.call(function.args_from_json(&arguments)?)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, &result).map_err(io::Error::from)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Parses the JSON of argument `number`.
///
/// # Errors
/// What is wrong with it, and a hint at what may have been meant.
pub fn parse(number: usize, text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        if reason.starts_with("recursion limit exceeded") {
            return format!("argument {number} is nested deeper than the 127 levels that are read");
        }
        let hint = match text.starts_with(char::is_alphabetic) {
            true => format!("; a string is given in quotes: '{}'", Json::from(text)),
            false if reason.contains("hex escape") => {
                r"; \ud800 to \udfff are each half of a character, and stand in pairs".to_owned()
            }
            false => String::new(),
        };
        format!("argument {number} is not JSON: {reason}{hint}")
    })
}
