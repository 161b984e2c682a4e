//! Libraries under test: something that carries out codec operations.

mod lines;
mod mpp_tools;
mod native;

pub use lines::Lines;
pub use mpp_tools::MppTools;
pub use native::Native;

use alloc::collections::{BTreeMap, BTreeSet};

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
    /// By operation: members that an input must have, one of several sets. Empty: any input.
    pub only: BTreeMap<String, Vec<Value>>,
}

impl Identity {
    /// Whether it offers to carry out a call.
    #[must_use]
    pub fn offers(&self, call: &Call) -> bool {
        let listed = self.ops.as_ref().is_none_or(|ops| ops.contains(&call.op));
        let has = |members: &Value| {
            let mut members = members.as_object().into_iter().flatten();
            members.all(|(name, value)| call.input.get(name) == Some(value))
        };
        let only = self.only.get(&call.op);
        listed && only.is_none_or(|sets| sets.iter().any(has))
    }
}

/// Something that carries out codec operations.
pub trait Library {
    /// Who it is.
    fn identity(&self) -> &Identity;

    /// Carries out calls, and gives one reply for each in the same order.
    fn call(&mut self, calls: &[Call]) -> Vec<Reply>;
}
