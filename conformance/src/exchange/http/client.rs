use std::net::{TcpStream, ToSocketAddrs};
use std::time::Instant;

use super::body::{Side, read_message};
use super::message::{Fault, Limits, Response};
use super::stream::Stream;

/// An origin that can be connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Host name or address, brackets removed.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What stands before every path; empty, or without a trailing slash.
    pub base: String,
}

impl Endpoint {
    /// Reads an absolute `http` URL.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the text.
    pub fn parse(url: &str) -> Result<Self, String> {
        let rest = url
            .strip_prefix("http://")
            .ok_or_else(|| format!("url: expected http://HOST[:PORT][/PATH], found {url:?}"))?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err("url: user information is not supported".to_owned());
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                let port = port.parse().map_err(|_| format!("url: port {port:?}"))?;
                (host, port)
            }
            _ => (authority, 80),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return Err("url: the host is empty".to_owned());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            base: path.trim_end_matches('/').to_owned(),
        })
    }

    /// `host:port`, as the `Host` field wants it.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Whether the target is on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .parse::<core::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

/// Sends bytes over a fresh connection and reads one answer.
///
/// Gives every byte that arrived beside the outcome, also where the exchange failed.
pub fn send(
    endpoint: &Endpoint,
    bytes: &[u8],
    to_head: bool,
    limits: Limits,
) -> (Vec<u8>, Result<Response, Fault>) {
    let deadline = Instant::now() + limits.time;
    let socket = match connect(endpoint, deadline) {
        Ok(socket) => socket,
        Err(fault) => return (Vec::new(), Err(fault)),
    };
    let mut stream = Stream::new(socket, deadline);
    // A server may answer and close before it has read everything: what it said still counts.
    let written = stream.write(bytes);
    let mut outcome = read_message(&mut stream, Side::Response { to_head }, limits);
    if let (Err(fault), Err(_)) = (&written, &outcome) {
        outcome = Err(fault.clone());
    }
    (stream.received, outcome)
}

fn connect(endpoint: &Endpoint, deadline: Instant) -> Result<TcpStream, Fault> {
    let refused = |error: std::io::Error| Fault::Connect(error.to_string());
    let mut last = Fault::Connect("the name resolves to no address".to_owned());
    for address in (endpoint.host.as_str(), endpoint.port)
        .to_socket_addrs()
        .map_err(refused)?
    {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Fault::Timeout);
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(socket) => {
                // Small writes must not wait for each other; a failure only costs time.
                let _ = socket.set_nodelay(true);
                return Ok(socket);
            }
            Err(error) => last = refused(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn urls_are_read_strictly() {
        let plain = Endpoint::parse("http://127.0.0.1:4021/api/").unwrap();
        assert_eq!(
            (plain.authority().as_str(), plain.base.as_str()),
            ("127.0.0.1:4021", "/api")
        );
        let six = Endpoint::parse("http://[::1]:8080").unwrap();
        assert_eq!(six.authority(), "[::1]:8080");
        assert!(six.is_loopback());
        assert_eq!(Endpoint::parse("http://a.example").unwrap().port, 80);
        for bad in [
            "ftp://a",
            "a.example",
            "http://",
            "http://a:x",
            "http://me@a/",
        ] {
            assert!(Endpoint::parse(bad).is_err(), "{bad}");
        }
    }
}
