//! A small blocking HTTP/1.1, in both directions, with control over every byte that is sent.
//!
//! Neither end is for production: one thread serves one connection, and what a test of payments
//! does not need is left out.

mod client;
mod read;
mod server;
#[cfg(feature = "https")]
mod tls;
mod url;
mod write;

pub(crate) use client::{Call, Manner, Trust, request};
pub(crate) use server::Server;
#[cfg(feature = "https")]
pub(crate) use tls::Roots;
pub(crate) use url::Url;
pub(crate) use write::{Case, Style};

use serde_json::Value;

/// Field lines in order; names compare ignoring case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, Vec<u8>)>);

impl Fields {
    /// The value of the first line of this name, in UTF-8.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut lines = self.lines();
        let (_, value) = lines.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        core::str::from_utf8(value).ok()
    }

    /// The values of all lines of this name that are UTF-8.
    pub(crate) fn all<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.lines()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .filter_map(|(_, value)| core::str::from_utf8(value).ok())
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    pub(crate) fn add(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.remove(name);
        self.add(name, value);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }
}

/// A request as received.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) fields: Fields,
    pub(crate) body: Vec<u8>,
    /// The head and the body as received.
    pub(crate) bytes: Vec<u8>,
}

/// A response to send, or received.
#[derive(Clone, Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) fields: Fields,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// A response with a body of this media type.
    pub(crate) fn new(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut fields = Fields::default();
        fields.add("Content-Type", media_type);
        Self {
            status,
            fields,
            body: body.into(),
        }
    }

    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text)
    }

    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json", value.to_string())
    }

    /// With one more field line.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.add(name, value);
        self
    }
}

/// What a handler makes of a request.
pub(crate) enum Answer {
    Response(Response),
    /// A response, and what happens before its last chunk is sent.
    Then(Response, Box<dyn FnOnce() + Send>),
    /// These bytes instead of a response.
    Bytes(Vec<u8>),
    /// The end of the connection, without an answer.
    Close,
    /// Nothing, until the client gives up.
    Silence,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
