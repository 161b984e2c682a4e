//! The adapter protocol for Rust: one JSON line in, one out ("Adapters" in vectors/README.md).
//!
//! What the library refuses is a refusal, what it panics on is a crash.

use std::io::{BufRead as _, Write as _};
use std::panic::catch_unwind;

use serde_json::{Value, json};

/// What one call came to.
pub enum Answer {
    /// A result.
    Ok(Value),
    /// The library said no; the kind, where one is known.
    Refused(&'static str),
    /// The library cannot be given this input, and why.
    Unsupported(&'static str),
}

/// One operation: its name and what carries it out.
pub type Operation = (&'static str, fn(&Value) -> Answer);

/// What the library gave, written with its own serde.
pub fn shown<T: serde::Serialize, E>(result: Result<T, E>) -> Answer {
    let written = result.ok().map(|value| serde_json::to_value(value));
    match written {
        Some(Ok(value)) => Answer::Ok(value),
        _ => Answer::Refused(""),
    }
}

/// A verdict of the library: what is not true is refused.
pub fn holds(verdict: bool) -> Answer {
    if verdict {
        Answer::Ok(Value::Bool(true))
    } else {
        Answer::Refused("mismatch")
    }
}

/// Text of an input; bytes that are no text cannot be given to a `&str`.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Bytes of an input.
pub fn bytes(value: &Value) -> Vec<u8> {
    let Some(digits) = value.get("hex").and_then(Value::as_str) else {
        return text(value).as_bytes().to_vec();
    };
    let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap_or_default();
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// Answers until standard input ends. `only` limits operations to inputs that match.
pub fn serve(name: &str, version: &str, operations: &[Operation], only: Value) {
    let names: Vec<_> = operations.iter().map(|(name, _)| name).collect();
    let implementation = json!({ "name": name, "version": version });
    let hello = json!({ "ok": {
        "protocol": 1, "implementation": implementation, "operations": names, "only": only,
    } });
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let request: Value = serde_json::from_str(&line).unwrap_or_default();
        let mut reply = match request.get("hello") {
            Some(_) => hello.clone(),
            None => answer(operations, &request),
        };
        reply["id"] = request["id"].clone();
        let _ = writeln!(std::io::stdout(), "{reply}");
    }
}

fn answer(operations: &[Operation], request: &Value) -> Value {
    let found = operations.iter().find(|(name, _)| request["op"] == *name);
    let Some((_, carry_out)) = found else {
        return json!({ "unsupported": "no such operation" });
    };
    match catch_unwind(|| carry_out(&request["in"])) {
        Ok(Answer::Ok(value)) => json!({ "ok": value }),
        Ok(Answer::Refused(kind)) => json!({ "reject": kind }),
        Ok(Answer::Unsupported(why)) => json!({ "unsupported": why }),
        Err(_) => json!({ "crash": "panicked, see standard error" }),
    }
}
