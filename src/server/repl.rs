//! [`serve`]: the Lean REPL's protocol on text streams.

use std::io::{self, BufRead, Write};

use super::error::ServerError;
use super::lean_server::LeanServer;
use super::protocol::LeanError;
use super::session::BYTE_ORDER_MARK;

/// Answers the requests in `input` until the input ends. Requests are JSON objects separated by blank lines, as in the Lean
/// REPL. Each answer is written to `output` as the REPL writes it: JSON with Lean's order of keys and line breaks, and a blank
/// line.
///
/// No request ends the conversation. An error at which the REPL would stop, such as invalid JSON, and an error that only
/// leanbind has, such as a deadline, are answered with an object with the single key `message`. As in the REPL, the lines of a
/// request are joined without line breaks, and a request that begins with `#` or `--` is a comment. A byte-order mark before the first
/// request is skipped.
///
/// # Errors
/// If the input cannot be read, or the output cannot be written.
pub fn serve(server: &LeanServer, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    skip_byte_order_mark(&mut input).map_err(|error| failed("cannot read a request", &error))?;
    while let Some(request) = next_request(&mut input).map_err(|error| failed("cannot read a request", &error))? {
        if request.starts_with(b"#") || request.starts_with(b"--") {
            continue;
        }
        let answer = answer(server, &request);
        let text = match server.pretty(&answer) {
            Ok(text) => text,
            Err(error) => server.pretty(&refusal(error.to_string())).map_err(io::Error::other)?,
        };
        let written = write!(output, "{text}\n\n").and_then(|()| output.flush());
        written.map_err(|error| failed("cannot write an answer", &error))?;
    }
    Ok(())
}

/// Some programs write the mark of UTF-8 before the first request.
fn skip_byte_order_mark(input: &mut impl BufRead) -> io::Result<()> {
    // A reader that gives single bytes has the rest of the mark in later calls.
    for byte in BYTE_ORDER_MARK.bytes() {
        if input.fill_buf()?.first() != Some(&byte) {
            break;
        }
        input.consume(1);
    }
    Ok(())
}

/// The next request: the lines up to the next blank line, joined. `None` at the end of the input.
fn next_request(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut request = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        let at_end = input.read_until(b'\n', &mut line)? == 0;
        let text = line.trim_ascii_end();
        if text.is_empty() && (at_end || !request.is_empty()) {
            return Ok((!request.is_empty()).then_some(request));
        }
        request.extend_from_slice(text);
    }
}

fn answer(server: &LeanServer, request: &[u8]) -> serde_json::Value {
    let json = match serde_json::from_slice(request) {
        Ok(json) => json,
        Err(error) => return refusal(format!("Could not parse JSON:\n{error}")),
    };
    match server.run_json(&json, server.config().deadline) {
        Ok(response) => response,
        Err(ServerError::BadRequest(error)) => refusal(format!("Could not parse as a valid JSON command:\n{error}")),
        Err(error) => refusal(error.to_string()),
    }
}

/// Adds to an error which action failed.
fn failed(action: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{action}: {error}"))
}

fn refusal(message: String) -> serde_json::Value {
    serde_json::json!(LeanError::new(message))
}
