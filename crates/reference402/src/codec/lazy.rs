//! Codecs that do no work. A check that expects a refusal must not be satisfied by them.

use http402::Kind;
use serde_json::{Value, json};

use super::Answer;

/// A codec that does no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lazy {
    /// Takes everything, and gives an object without members.
    AcceptAll,
    /// Takes everything, and says so.
    AcceptTrue,
    /// Refuses everything.
    RefuseAll,
    /// Gives back what it is given.
    Echo,
    /// Answers nothing.
    Silent,
    /// Ends at the first request.
    Crash,
}

impl Lazy {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("accept-all", Self::AcceptAll),
        ("accept-true", Self::AcceptTrue),
        ("refuse-all", Self::RefuseAll),
        ("echo", Self::Echo),
        ("silent", Self::Silent),
        ("crash", Self::Crash),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, lazy)| lazy)
    }

    /// What it says to a request; nothing where it is silent or has ended.
    pub fn answer(self, input: &Value) -> Option<Answer> {
        match self {
            Self::AcceptAll => Some(Answer::Ok(json!({}))),
            Self::AcceptTrue => Some(Answer::Ok(json!(true))),
            Self::RefuseAll => Some(Answer::Reject(Kind::Syntax)),
            Self::Echo => Some(Answer::Ok(input.clone())),
            Self::Silent | Self::Crash => None,
        }
    }
}
