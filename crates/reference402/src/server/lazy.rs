//! Servers that do no work. A check that expects a refusal must not be satisfied by them.

use crate::http::{Answer, Request, Response};

/// A server that does no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lazy {
    /// Answers 402 without a word.
    Always402,
    /// Answers 200 without a word.
    Always200,
    /// Answers 500 without a word.
    Always500,
    /// Answers nothing and keeps the connection.
    Silent,
    /// Answers with the bytes of the request.
    Echo,
    /// Answers with a web page.
    Html,
    /// Closes each connection.
    Crash,
}

impl Lazy {
    /// All of them, by name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("always-402", Self::Always402),
        ("always-200", Self::Always200),
        ("always-500", Self::Always500),
        ("silent", Self::Silent),
        ("echo", Self::Echo),
        ("html", Self::Html),
        ("crash", Self::Crash),
    ];

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, lazy)| lazy)
    }

    pub(super) fn answer(self, request: &Request) -> Answer {
        let bare = |status| {
            Answer::Response(Response {
                status,
                ..Response::default()
            })
        };
        match self {
            Self::Always402 => bare(402),
            Self::Always200 => bare(200),
            Self::Always500 => bare(500),
            Self::Silent => Answer::Silence,
            Self::Echo => Answer::Bytes(request.bytes.clone()),
            Self::Html => {
                Response::new(200, "text/html", "<!doctype html><title>Hello</title>").into()
            }
            Self::Crash => Answer::Close,
        }
    }
}
