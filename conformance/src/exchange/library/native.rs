//! The crate http402 as a library under test, in this process.

mod eip712;
mod mpp;
mod x402;

use core::panic::AssertUnwindSafe;
use core::str::FromStr;
use std::panic::catch_unwind;

use serde_json::Value;

use super::{Call, Identity, Library, Reply};

/// The crate http402.
#[derive(Debug)]
#[non_exhaustive]
pub struct Native {
    identity: Identity,
}

/// Carries out one operation.
type Operation = fn(&Value) -> Result<Value, Refusal>;

/// Why an operation gave no result.
enum Refusal {
    /// The crate refused.
    Error(http402::Error),
    /// Refused before the crate could see it, as any caller would have to.
    Kind(&'static str),
    /// The vector's input does not fit the operation.
    Input(String),
}

impl From<http402::Error> for Refusal {
    fn from(error: http402::Error) -> Self {
        Self::Error(error)
    }
}

impl Native {
    /// The crate, with every operation it has.
    #[must_use]
    pub fn new() -> Self {
        let ops = tables().map(|(name, _)| (*name).to_owned()).collect();
        Self {
            identity: Identity {
                name: "http402".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                ops: Some(ops),
            },
        }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new()
    }
}

impl Library for Native {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn call(&mut self, calls: &[Call]) -> Vec<Reply> {
        calls.iter().map(answer).collect()
    }
}

fn tables() -> impl Iterator<Item = &'static (&'static str, Operation)> {
    [x402::OPERATIONS, eip712::OPERATIONS, mpp::OPERATIONS]
        .into_iter()
        .flatten()
}

fn answer(call: &Call) -> Reply {
    let Some((_, operation)) = tables().find(|(name, _)| *name == call.op) else {
        return Reply::Unsupported("no such operation".to_owned());
    };
    match catch_unwind(AssertUnwindSafe(|| operation(&call.input))) {
        Ok(Ok(value)) => Reply::Ok(value),
        Ok(Err(Refusal::Error(error))) => Reply::Reject(Some(error.kind().as_str().to_owned())),
        Ok(Err(Refusal::Kind(kind))) => Reply::Reject(Some(kind.to_owned())),
        Ok(Err(Refusal::Input(why))) => Reply::Nonsense(why),
        Err(_) => Reply::Crash("panicked".to_owned()),
    }
}

/// The input as text.
fn text(input: &Value) -> Result<&str, Refusal> {
    match input {
        Value::String(text) => Ok(text),
        // What is not UTF-8 cannot be a `&str`: the caller's conversion refuses it.
        Value::Object(members) if members.contains_key("hex") => Err(Refusal::Kind("utf8")),
        _ => Err(Refusal::Input("in: expected text".to_owned())),
    }
}

/// A text member of the input.
fn member<'a>(input: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    optional(input, name).ok_or_else(|| Refusal::Input(format!("in.{name}: expected text")))
}

/// A text member that may be absent.
fn optional<'a>(input: &'a Value, name: &str) -> Option<&'a str> {
    input.get(name).and_then(Value::as_str)
}

/// A member that the crate parses.
fn parsed<T: FromStr<Err = http402::Error>>(input: &Value, name: &str) -> Result<T, Refusal> {
    Ok(member(input, name)?.parse()?)
}

/// An integer member, as a number or as decimal text.
fn integer(input: &Value, name: &str) -> Result<u64, Refusal> {
    let wrong = || Refusal::Input(format!("in.{name}: expected an integer"));
    match input.get(name) {
        Some(Value::Number(number)) => number.as_u64().ok_or_else(wrong),
        Some(Value::String(text)) => text.parse().map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// A value of the crate as JSON.
fn value(of: &impl serde::Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(of).map_err(|error| Refusal::Input(error.to_string()))
}
