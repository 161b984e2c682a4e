use core::net::IpAddr;
use std::path::Path;

use super::tls::Trust;

/// An origin that can be connected to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// Host name or address, brackets removed.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What stands before every path; empty, or without a trailing slash.
    pub base: String,
    /// Whose certificates are taken; plain `http` where absent.
    pub trust: Option<Trust>,
}

impl Endpoint {
    /// Reads an absolute `http` or `https` URL. The certificates of `ca_file` replace those that
    /// the platform trusts.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the text, or with the certificates.
    pub fn parse(url: &str, ca_file: Option<&Path>) -> Result<Self, String> {
        let expected = "expected http[s]://HOST[:PORT][/PATH]";
        let (secure, rest) = match url.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            _ => return Err(format!("url: {expected}, found {url:?}")),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if path.contains(['?', '#']) {
            return Err(format!("url: {expected}, found a query or fragment"));
        }
        if authority.contains('@') {
            return Err("url: user information is not supported".to_owned());
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                let port = port.parse().map_err(|_| format!("url: port {port:?}"))?;
                (host, port)
            }
            _ => (authority, default_port(secure)),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let named = |b: u8| b.is_ascii_alphanumeric() || b"-._:%".contains(&b);
        if host.is_empty() || !host.bytes().all(named) {
            return Err(format!("url: {expected}, found host {host:?}"));
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            base: path.trim_end_matches('/').to_owned(),
            trust: secure.then(|| Trust::new(ca_file)).transpose()?,
        })
    }

    /// A port of this machine, in the clear.
    #[must_use]
    pub fn loopback(port: u16) -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port,
            base: String::new(),
            trust: None,
        }
    }

    /// `scheme://host[:port]`, without the base path.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.trust.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.authority())
    }

    /// `host[:port]`, as the `Host` field wants it.
    #[must_use]
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        if self.port == default_port(self.trust.is_some()) {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// Whether the target is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn urls_are_read_strictly() {
        let plain = Endpoint::parse("HTTP://127.0.0.1:4021/api/", None).unwrap();
        assert_eq!(
            (plain.authority().as_str(), plain.base.as_str()),
            ("127.0.0.1:4021", "/api")
        );
        let six = Endpoint::parse("http://[::1]:8080", None).unwrap();
        assert_eq!(six.authority(), "[::1]:8080");
        assert!(six.is_loopback());
        let bare = Endpoint::parse("http://a.example", None).unwrap();
        assert_eq!(
            (bare.port, bare.origin().as_str()),
            (80, "http://a.example")
        );
        for bad in [
            "ftp://a",
            "a.example",
            "http://",
            "http://a:x",
            "http://me@a/",
            "http://a b/",
            "http://a/?b",
        ] {
            assert!(Endpoint::parse(bad, None).is_err(), "{bad}");
        }
    }
}
