//! The reference codec: every operation of the adapter protocol, answered by `http402`.
//!
//! `schemas/operations.schema.json` states what each operation takes and gives.

mod eip712;
mod faults;
mod input;
mod lazy;
mod methods;
mod mpp;
mod primitives;
mod session;
mod x402;

pub use faults::{strikes, switches};
pub use lazy::Lazy;

use http402::Kind;
use serde_json::Value;

use crate::Faults;
use input::Input;

/// What the codec says to one request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// The result object.
    Ok(Value),
    /// A refusal, by its kind.
    Reject(Kind),
    /// The operation is not known, or its input is not of the stated shape.
    Unsupported(String),
}

/// Why an operation gives no result.
enum Refusal {
    Kind(Kind),
    Wire(http402::Error),
    Usage(String),
}

impl From<http402::Error> for Refusal {
    fn from(error: http402::Error) -> Self {
        Self::Wire(error)
    }
}

type Result<T, E = Refusal> = core::result::Result<T, E>;
type Operation = fn(Input<'_>) -> Result<Value>;

/// The operations of one protocol, by name.
type Table = &'static [(&'static str, Operation)];

const TABLES: &[Table] = &[
    primitives::OPERATIONS,
    eip712::OPERATIONS,
    x402::OPERATIONS,
    mpp::OPERATIONS,
    methods::OPERATIONS,
    session::OPERATIONS,
];

/// The names of all operations.
pub fn operations() -> impl Iterator<Item = &'static str> {
    TABLES.iter().copied().flatten().map(|(name, _)| *name)
}

/// Answers one request.
pub fn answer(op: &str, input: &Value, faults: &Faults) -> Answer {
    let mut all = TABLES.iter().copied().flatten();
    let Some((_, honest)) = all.find(|(name, _)| *name == op) else {
        return Answer::Unsupported(format!("unknown operation {op:?}"));
    };
    match faults::answer(op, *honest, input, faults) {
        Ok(value) => Answer::Ok(value),
        Err(Refusal::Kind(kind)) => Answer::Reject(kind),
        Err(Refusal::Wire(error)) => Answer::Reject(error.kind()),
        Err(Refusal::Usage(why)) => Answer::Unsupported(why),
    }
}

/// A wire object as JSON, through its own printer.
fn object(value: &impl core::fmt::Display) -> Value {
    // Every wire object prints JSON, so that reading it again cannot fail.
    reread(&value.to_string()).unwrap_or_default()
}

fn reread(json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| Refusal::Usage(error.to_string()))
}

fn hex(bytes: &[u8]) -> String {
    http402::primitives::HexBytes::from(bytes.to_vec())
        .to_string()
        .split_off(2)
}
