//! Values as JSON.

use leanbind::Error;
use leanbind::library::Function;

use crate::Result;
use crate::tour::{Tour, in_namespace};

pub fn show(tour: &mut Tour) -> Result {
    tour.chapter(
        "JSON",
        "Every value except opaque ones and functions can be written as JSON and read back, numbers of any size included. \
         So `leanbind call LIB FUNC JSON...` calls a library without a line of Rust.",
    )?;
    let round_trips = [
        ("py_increment", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456"),
        ("py_nested", "null", r#"{"some":null}"#),
        ("py_swap", r#"[1, "one"]"#, r#"["one",1]"#),
        ("py_parse_nat", r#""20x4""#, r#"{"error":"expected a digit, got 'x'"}"#),
        ("py_perimeter", r#"{"ctor": "rect", "fields": {"width": 3, "height": 4}}"#, "14"),
        ("py_next_day", r#""sunday""#, r#"{"ctor":"monday"}"#),
        ("py_id_float", r#""-Infinity""#, r#""-Infinity""#),
        ("py_kilometers", "3", r#"{"ctor":"mk","fields":{"value":3000}}"#),
    ];
    for (name, argument, expected) in round_trips {
        let function = tour.fixture.function(name)?;
        let (text, problem) = match through_json(&function, argument) {
            Ok(json) if json == expected => (json, None),
            Ok(json) => (json, Some(format!("expected {expected}"))),
            Err(error) => (in_namespace(&error.to_string()), Some(format!("expected {expected}"))),
        };
        tour.page.row(&format!("{name} {argument}"), &format!("= {text}"), None, problem)?;
    }
    Ok(())
}

fn through_json(function: &Function, argument: &str) -> Result<String, Error> {
    let argument = serde_json::from_str(argument).unwrap_or_default();
    let result = function.call(function.args_from_json(&[argument])?)?;
    Ok(serde_json::to_string(&result).unwrap_or_default())
}
