//! Libraries under test: something that carries out codec operations.

mod lines;
mod mpp_tools;
mod native;

pub use lines::Lines;
pub use mpp_tools::MppTools;
pub use native::Native;

use alloc::collections::BTreeSet;

use serde_json::Value;

/// What a library is asked to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// The operation.
    pub op: String,
    /// The input.
    pub input: Value,
}

impl Call {
    /// Asks for an operation.
    #[must_use]
    pub fn new(op: impl Into<String>, input: Value) -> Self {
        Self {
            op: op.into(),
            input,
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reply {
    /// A result.
    Ok(Value),
    /// A refusal, with its kind where the library names one.
    Reject(Option<String>),
    /// Not implemented, and why.
    Unsupported(String),
    /// The library or its process broke.
    Crash(String),
    /// No answer in time.
    Hang,
    /// An answer that is none.
    Nonsense(String),
}

/// Who is under test.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Identity {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The operations it offers; nothing where it cannot say.
    pub ops: Option<BTreeSet<String>>,
}

/// Something that carries out codec operations.
pub trait Library {
    /// Who it is.
    fn identity(&self) -> &Identity;

    /// Carries out calls, and gives one reply for each in the same order.
    fn call(&mut self, calls: &[Call]) -> Vec<Reply>;
}
