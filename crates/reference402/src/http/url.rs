//! URLs of requests.

use fluent_uri::{Uri, UriRef};

/// An `http` or `https` URL without user and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    secure: bool,
    /// Host and port.
    authority: String,
    /// Path and query, beginning with a slash unless empty.
    pub(crate) path: String,
}

impl Url {
    /// Reads `http://host[:port][/path]`, or the same with `https`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let secure = scheme.eq_ignore_ascii_case("https");
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let url = Self {
            secure,
            authority: authority.to_owned(),
            path: path.to_owned(),
        };
        let known = secure || scheme.eq_ignore_ascii_case("http");
        // What is not visible ASCII would break the request line.
        let clean = text.bytes().all(|byte| byte.is_ascii_graphic());
        (known && clean && !authority.is_empty() && !authority.contains('@')).then_some(url)
    }

    /// Another path on the same host.
    pub(crate) fn with_path(&self, path: String) -> Self {
        Self {
            path,
            ..self.clone()
        }
    }

    /// What a reference, such as that of a redirect, refers to from here.
    pub(crate) fn join(&self, reference: &str) -> Option<Self> {
        let here = self.to_string();
        let here = Uri::parse(here.as_str()).ok()?;
        let there = UriRef::parse(reference).ok()?.resolve_against(&here).ok()?;
        Self::parse(there.as_str())
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// The host, an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        let host = self.split().0;
        let inside = host
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        inside.unwrap_or(host)
    }

    pub(crate) fn port(&self) -> u16 {
        let default = if self.secure { 443 } else { 80 };
        self.split().1.unwrap_or(default)
    }

    /// Whether scheme, host and port are the same.
    pub(crate) fn is_same_origin(&self, other: &Self) -> bool {
        self.secure == other.secure
            && self.port() == other.port()
            && self.host().eq_ignore_ascii_case(other.host())
    }

    fn split(&self) -> (&str, Option<u16>) {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                (host, port.parse().ok())
            }
            _ => (&self.authority, None),
        }
    }
}

impl core::fmt::Display for Url {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}
